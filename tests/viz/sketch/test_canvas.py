"""The paper of the sketches: words that fit, and words that stay words."""

import xml.etree.ElementTree as ET

import pytest

from viz.sketch.canvas import FONT, SMALL, Canvas, shorten, width_of
from viz.theme import LIGHT


@pytest.mark.parametrize("room", [10, 40, 90, 200])
@pytest.mark.parametrize("words", ["illegible", "MMMM mmmm", "漢字のトークン", "a"])
def test_what_is_shortened_fits_and_ends_with_an_ellipsis(words, room):
    shown = shorten(words, room)
    assert shown == words or (shown.endswith("…") and words.startswith(shown[:-1]))
    assert shown == "…" or width_of(shown) <= room + 0.01


def test_words_that_fit_are_left_as_they_are():
    words = "normalised entropy"
    assert shorten(words, width_of(words)) == words
    assert shorten(words, width_of(words, SMALL), SMALL) == words
    assert shorten(words, width_of(words) - 1) != words


def test_wide_letters_are_wider_than_narrow_ones():
    assert width_of("iiii") < width_of("aaaa") < width_of("MMMM") < width_of("漢字漢字")
    assert width_of("ab", 2 * FONT) == pytest.approx(2 * width_of("ab"))


def test_a_drawing_says_its_title_and_its_words_are_no_markup():
    canvas = Canvas(LIGHT)
    canvas.text(1, 2, "<b>&", turned=True)
    canvas.box(0, 0, -5, 10, "red", said='"quoted"')
    sketch = canvas.finish(30, "Title <i>", "Read it.", "one number")
    root = ET.fromstring(sketch.svg)
    assert root.get("aria-label") == "Title <i>. one number"
    assert root.get("viewBox") == "0 0 420 30"
    words, box = list(root)
    assert words.text == "<b>&"
    assert words.get("transform") == "rotate(-90 1 2)"
    # A width below 0 is none: SVG would refuse the whole rectangle.
    assert (box.get("width"), box.get("data-say")) == ("0", '"quoted"')
