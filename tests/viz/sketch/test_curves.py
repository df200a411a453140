"""Curves: told apart without colour, and read where the reader stands."""

from engine.course.pictures import Curves
from tests.viz.sketch.drawn import shapes, texts
from viz.sketch.draw import draw
from viz.theme import LIGHT


def test_curves_say_their_values_where_the_reader_stands():
    sketch = draw(Curves(
        [1, 10, 100], {"up": [0, 1, 2], "down": [2, 1, 0]}, title="Curves", x_name="d", y_name="bits", here=10,
        log_x=True,
    ), LIGHT)  # fmt: skip
    assert {"up: 1", "down: 1", "d", "bits"} <= set(texts(sketch))
    assert len({line.get("stroke-dasharray") for line in shapes(sketch, "path")}) == 2
