"""Sketches side by side, packed for the browser."""

from engine.course.pictures import Words
from viz.components.sketches.pack import sheet_data
from viz.sketch.draw import draw
from viz.theme import LIGHT


def test_a_sheet_carries_the_drawings_and_both_themes():
    data = sheet_data([draw(Words(["a"], [1.0], title="One", caption="Read it."), LIGHT)])
    assert data["sketches"][0] | {"svg": ""} == {"svg": "", "title": "One", "caption": "Read it."}
    assert set(data["colours"]) == {"light", "dark"}
