"""Grids: a cell for each number, in the colour of its size."""

import numpy as np

from engine.course.pictures import Grid
from tests.viz.sketch.drawn import said, shapes, texts
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT, colour_at


def test_a_grid_has_a_cell_for_each_number_with_its_exact_value():
    weights = np.array([[1 / 3, 2 / 3], [0.9, 0.1], [0.5, 0.5]])
    sketch = draw(Grid(weights, title="Weights", rows=["x", "y", "z"], columns=["k", "l"]), LIGHT)
    assert said(sketch)[0] == "x, k: 0.333333"
    assert len(said(sketch)) == 6
    assert texts(sketch).count("0.50") == 2
    assert sketch.said.startswith("x: 0.33, 0.67; y:")


def test_a_weight_has_the_colour_of_its_size():
    sketch = draw(Grid(np.array([[0.0, 1.0, 0.5]]), title="Weights"), DARK)
    fills = [cell.get("fill") for cell in shapes(sketch, "rect")]
    assert fills == [colour_at(DARK.weights, share) for share in (0.0, 1.0, 0.5)]


def test_a_hidden_cell_shows_no_number():
    hidden = np.array([[False, True], [False, False]])
    sketch = draw(Grid(np.array([[1.0, 0.0], [0.3, 0.7]]), title="Causal", hidden=hidden), LIGHT)
    assert "0.00" not in texts(sketch)
    assert said(sketch)[1] == "row 1, column 2: hidden"


def test_a_marked_cell_is_framed():
    sketch = draw(Grid(np.eye(2), title="Identity", marked=[(1, 0)]), LIGHT)
    assert [cell.get("stroke") for cell in shapes(sketch, "rect")].count(LIGHT.accent) == 1
