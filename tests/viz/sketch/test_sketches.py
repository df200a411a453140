"""Sketches: what they show, what they say, and that a text in them is never markup."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from viz.sketch.bars import draw_bars
from viz.sketch.canvas import WIDTH, Sketch, show
from viz.sketch.curves import draw_curves
from viz.sketch.grid import draw_grid
from viz.sketch.plane import PlanePoint, draw_plane
from viz.sketch.sheet import sheet_data
from viz.sketch.words import draw_words
from viz.theme import DARK, LIGHT, colour_at

HOSTILE = '<img src=x onerror="alert(1)">&amp;'


def shapes(sketch: Sketch, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(sketch.svg).iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def texts(sketch: Sketch) -> list[str]:
    return [element.text or "" for element in shapes(sketch, "text")]


def said(sketch: Sketch) -> list[str]:
    return [one for tag in ("rect", "circle") for element in shapes(sketch, tag) if (one := element.get("data-say"))]


def test_bars_are_as_long_as_their_numbers():
    sketch = draw_bars(["a", "b"], [0.25, 0.5], LIGHT, title="Weights")
    short, long = (float(bar.get("width")) for bar in shapes(sketch, "rect"))
    assert long == pytest.approx(2 * short, abs=0.02)
    assert {"a", "b", "0.25", "0.50"} <= set(texts(sketch))
    assert said(sketch) == ["a: weight 0.25", "b: weight 0.5"]


def test_negative_bars_go_to_the_left_of_zero():
    sketch = draw_bars(["a", "b"], [-1.0, 2.0], LIGHT, title="Scores", hue="signed")
    negative, positive = shapes(sketch, "rect")
    end = float(negative.get("x")) + float(negative.get("width"))
    assert end == pytest.approx(float(positive.get("x")), abs=0.02)
    assert negative.get("fill") != positive.get("fill")
    assert "−1.00" in texts(sketch)


def test_a_second_set_stands_beside_the_first_with_a_legend():
    sketch = draw_bars(["a"], [0.7], LIGHT, title="Weights", value_name="weighted", others=("average", [0.5]))
    assert {"weighted", "average", "0.70", "0.50"} <= set(texts(sketch))


def test_an_undefined_number_is_blank():
    sketch = draw_bars(["a", "b"], [np.nan, 1.0], LIGHT, title="Entropy")
    assert len(shapes(sketch, "rect")) == 1
    assert "–" in texts(sketch)


def test_a_grid_has_a_cell_for_each_number_with_its_exact_value():
    weights = np.array([[1 / 3, 2 / 3], [0.9, 0.1], [0.5, 0.5]])
    sketch = draw_grid(weights, LIGHT, title="Weights", rows=["x", "y", "z"], columns=["k", "l"])
    assert said(sketch)[0] == "x, k: 0.333333"
    assert len(said(sketch)) == 6
    assert texts(sketch).count("0.50") == 2
    assert sketch.said.startswith("x: 0.33, 0.67; y:")


def test_a_weight_has_the_colour_of_its_size():
    sketch = draw_grid(np.array([[0.0, 1.0, 0.5]]), DARK, title="Weights")
    fills = [cell.get("fill") for cell in shapes(sketch, "rect")]
    assert fills == [colour_at(DARK.weights, share) for share in (0.0, 1.0, 0.5)]


def test_a_hidden_cell_shows_no_number():
    hidden = np.array([[False, True], [False, False]])
    sketch = draw_grid(np.array([[1.0, 0.0], [0.3, 0.7]]), LIGHT, title="Causal", hidden=hidden)
    assert "0.00" not in texts(sketch)
    assert said(sketch)[1] == "row 1, column 2: hidden"


def test_a_marked_cell_is_framed():
    sketch = draw_grid(np.eye(2), LIGHT, title="Identity", marked=[(1, 0)])
    assert [cell.get("stroke") for cell in shapes(sketch, "rect")].count(LIGHT.accent) == 1


def test_curves_say_their_values_where_the_reader_stands():
    sketch = draw_curves(
        [1, 10, 100], {"up": [0, 1, 2], "down": [2, 1, 0]}, LIGHT, title="Curves", x_name="d", y_name="bits", here=10,
        log_x=True,
    )  # fmt: skip
    assert {"up: 1", "down: 1", "d", "bits"} <= set(texts(sketch))
    assert len({line.get("stroke-dasharray") for line in shapes(sketch, "path")}) == 2


def test_the_area_of_values_is_their_convex_hull():
    corners = [PlanePoint("a", 0, 0), PlanePoint("b", 4, 0), PlanePoint("c", 0, 4)]
    sketch = draw_plane([*corners, PlanePoint("inside", 1, 1)], LIGHT, title="Values", hull=True)
    area = next(path for path in shapes(sketch, "path") if path.get("d").endswith("Z"))
    assert area.get("d").count("L") == 2
    assert "inside: (1, 1)" in said(sketch)


def test_arrows_start_at_the_origin():
    sketch = draw_plane([PlanePoint("q", 1, 2, "query"), PlanePoint("k", 3, 1, "key")], LIGHT, title="", arrows=True)
    arrows = [line for line in shapes(sketch, "line") if line.get("stroke-width") == "2.5"]
    assert len({(line.get("x1"), line.get("y1")) for line in arrows}) == 1


def test_a_point_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="value, output, query, key, other"):
        PlanePoint("a", 0, 0, "vector")


def test_words_stand_in_order_and_turn_the_line():
    tokens = ["word"] * 12
    sketch = draw_words(tokens, np.linspace(0, 1, 12), LIGHT, title="Sentence", marked=[3])
    boxes = shapes(sketch, "rect")
    assert len(boxes) == 12
    assert len({box.get("y") for box in boxes}) > 1
    assert all(float(box.get("x")) + float(box.get("width")) <= WIDTH for box in boxes)


@pytest.mark.parametrize(
    "sketch",
    [
        draw_bars([HOSTILE], [1.0], LIGHT, title=HOSTILE),
        draw_grid(np.eye(1), LIGHT, title="", rows=[HOSTILE], columns=[HOSTILE]),
        draw_plane([PlanePoint(HOSTILE, 1, 1)], LIGHT, title=""),
        draw_words([HOSTILE], [1.0], LIGHT, title=""),
    ],
    ids=["bars", "grid", "plane", "words"],
)
def test_a_text_is_never_markup(sketch):
    assert {element.tag.rpartition("}")[2] for element in ET.fromstring(sketch.svg).iter()} <= {
        "svg", "text", "rect", "circle", "line", "path",
    }  # fmt: skip
    assert any(text.startswith("<img") for text in texts(sketch))


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [(-0.001, 2, "0.00"), (-1.5, 1, "−1.5"), (1234.5, 0, "1,234"), (np.nan, 2, "–"), (-np.inf, 2, "−∞")],
)
def test_numbers_are_shown_as_a_reader_writes_them(value, digits, words):
    assert show(value, digits) == words


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: draw_bars(["a"], [1, 2], LIGHT, title=""), "2"),
        (lambda: draw_grid(np.zeros((0, 2)), LIGHT, title=""), "rows and columns"),
        (lambda: draw_grid(np.eye(2), LIGHT, title="", rows=["a"]), "names"),
        (lambda: draw_grid(np.eye(2), LIGHT, title="", scale="rainbow"), "weights, signed or plain"),
        (lambda: draw_curves([1, 2], {"a": [1]}, LIGHT, title="", x_name="", y_name=""), "2 values"),
        (lambda: draw_plane([], LIGHT, title=""), "needs a point"),
        (lambda: draw_words(["a"], [], LIGHT, title=""), "0 shares"),
    ],
)
def test_what_does_not_fit_is_refused(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()


def test_a_sheet_carries_the_drawings_and_both_themes():
    data = sheet_data([draw_words(["a"], [1.0], LIGHT, title="One", caption="Read it.")])
    assert data["sketches"][0] | {"svg": ""} == {"svg": "", "title": "One", "caption": "Read it."}
    assert set(data["colours"]) == {"light", "dark"}
