"""Bars: as long as their numbers."""

import numpy as np
import pytest

from engine.course.pictures import Bars
from tests.viz.sketch.drawn import said, shapes, texts
from viz.sketch.draw import draw
from viz.theme import LIGHT


def test_bars_are_as_long_as_their_numbers():
    sketch = draw(Bars(["a", "b"], [0.25, 0.5], title="Weights"), LIGHT)
    short, long = (float(bar.get("width")) for bar in shapes(sketch, "rect"))
    assert long == pytest.approx(2 * short, abs=0.02)
    assert {"a", "b", "0.25", "0.50"} <= set(texts(sketch))
    assert said(sketch) == ["a: weight 0.25", "b: weight 0.5"]


def test_negative_bars_go_to_the_left_of_zero():
    sketch = draw(Bars(["a", "b"], [-1.0, 2.0], title="Scores", hue="signed"), LIGHT)
    negative, positive = shapes(sketch, "rect")
    end = float(negative.get("x")) + float(negative.get("width"))
    assert end == pytest.approx(float(positive.get("x")), abs=0.02)
    assert negative.get("fill") != positive.get("fill")
    assert "−1.00" in texts(sketch)


def test_a_second_set_stands_beside_the_first_with_a_legend():
    sketch = draw(Bars(["a"], [0.7], title="Weights", value_name="weighted", others=("average", [0.5])), LIGHT)
    assert {"weighted", "average", "0.70", "0.50"} <= set(texts(sketch))


def test_an_undefined_number_is_blank():
    sketch = draw(Bars(["a", "b"], [np.nan, 1.0], title="Entropy"), LIGHT)
    assert len(shapes(sketch, "rect")) == 1
    assert "–" in texts(sketch)
