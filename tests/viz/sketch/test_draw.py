"""Every picture is drawn, and a text in it is never markup."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from engine.course.pictures import Bars, Grid, Plane, PlanePoint, Words
from tests.viz.sketch.drawn import texts
from viz.sketch.draw import draw
from viz.theme import LIGHT

HOSTILE = '<img src=x onerror="alert(1)">&amp;'


@pytest.mark.parametrize(
    "sketch",
    [
        draw(Bars([HOSTILE], [1.0], title=HOSTILE), LIGHT),
        draw(Grid(np.eye(1), title="", rows=[HOSTILE], columns=[HOSTILE]), LIGHT),
        draw(Plane([PlanePoint(HOSTILE, 1, 1)], title=""), LIGHT),
        draw(Words([HOSTILE], [1.0], title=""), LIGHT),
    ],
    ids=["bars", "grid", "plane", "words"],
)
def test_a_text_is_never_markup(sketch):
    assert {element.tag.rpartition("}")[2] for element in ET.fromstring(sketch.svg).iter()} <= {
        "svg", "text", "rect", "circle", "line", "path",
    }  # fmt: skip
    assert any(text.startswith("<img") for text in texts(sketch))
