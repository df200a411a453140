"""Words in lines."""

import numpy as np

from engine.course.pictures import Words
from tests.viz.sketch.drawn import shapes
from viz.sketch.canvas import WIDTH
from viz.sketch.draw import draw
from viz.theme import LIGHT


def test_words_stand_in_order_and_turn_the_line():
    tokens = ["word"] * 12
    sketch = draw(Words(tokens, np.linspace(0, 1, 12), title="Sentence", marked=[3]), LIGHT)
    boxes = shapes(sketch, "rect")
    assert len(boxes) == 12
    assert len({box.get("y") for box in boxes}) > 1
    assert all(float(box.get("x")) + float(box.get("width")) <= WIDTH for box in boxes)
