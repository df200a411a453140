"""Points and arrows on a plane."""

from engine.course.pictures import Plane, PlanePoint
from tests.viz.sketch.drawn import said, shapes
from viz.sketch.draw import draw
from viz.theme import LIGHT


def test_the_area_of_values_is_their_convex_hull():
    corners = [PlanePoint("a", 0, 0), PlanePoint("b", 4, 0), PlanePoint("c", 0, 4)]
    sketch = draw(Plane([*corners, PlanePoint("inside", 1, 1)], title="Values", hull=True), LIGHT)
    area = next(path for path in shapes(sketch, "path") if path.get("d").endswith("Z"))
    assert area.get("d").count("L") == 2
    assert "inside: (1, 1)" in said(sketch)


def test_arrows_start_at_the_origin():
    sketch = draw(Plane([PlanePoint("q", 1, 2, "query"), PlanePoint("k", 3, 1, "key")], title="", arrows=True), LIGHT)
    arrows = [line for line in shapes(sketch, "line") if line.get("stroke-width") == "2.5"]
    assert len({(line.get("x1"), line.get("y1")) for line in arrows}) == 1
