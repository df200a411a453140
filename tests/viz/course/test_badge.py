"""The badge: its words are data, and both pictures say the same."""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import streamlit
from PIL import Image

from viz.course.badge import HEIGHT, LONGEST_NAME, WIDTH, Badge, badge_png, badge_svg, letters_without_shape
from viz.theme import LIGHT

SVG = "{http://www.w3.org/2000/svg}"
PROBLEMS = (("Predict the output", 2, 2), ("Concept", 1, 2), ("Head count", 0, 2))
BADGE = Badge("Ada", PROBLEMS, "21 November 2026 · against the clock · seed 7", "7-C-CODE")
SOURCE_SANS = next((Path(streamlit.__file__).parent / "static/static/media").glob("SourceSansVF-Upright*.woff2"), None)


def words(badge):
    return [element.text for element in ET.fromstring(badge_svg(badge)).iter(f"{SVG}text")]


def test_the_badge_names_the_score_the_date_the_seed_and_the_code():
    said = words(BADGE)
    assert {"Ada", "3 of 6", "points", BADGE.details, BADGE.code} <= set(said)
    assert ET.fromstring(badge_svg(BADGE)).find(f"{SVG}title").text == BADGE.said
    assert "Ada: 3 of 6 points" in BADGE.said


def test_each_problem_has_a_box_for_each_point_and_those_earned_are_light():
    boxes = [element.get("fill") for element in ET.fromstring(badge_svg(BADGE)).iter(f"{SVG}rect")]
    light, dim = LIGHT.weights[2], LIGHT.weights[7]
    assert [colour for colour in boxes if colour in (light, dim)] == [light, light, light, dim, dim, dim]


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_without_a_name_there_is_no_line_for_it(name):
    assert "Headlight" in words(Badge(name, PROBLEMS, "d", "c"))
    assert len(words(Badge(name, PROBLEMS, "d", "c"))) == len(words(BADGE)) - 1
    assert " for " not in Badge(name, PROBLEMS, "d", "c").said


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a & b", "\u202eevil", "x\x00y", "ﷺ" * 60, "W" * 500])
def test_a_name_is_text_and_short(name):
    badge = Badge(name, PROBLEMS, "d", "c")
    root = ET.fromstring(badge_svg(badge))
    assert not list(root.iter(f"{SVG}script"))
    assert "\u202e" not in badge_svg(badge)
    assert max(len(text) for text in words(badge)) <= LONGEST_NAME
    assert Image.open(io.BytesIO(badge_png(badge, scale=1))).size == (WIDTH, HEIGHT)


def test_long_words_are_written_smaller_and_stay_on_the_badge():
    def size(name):
        texts = ET.fromstring(badge_svg(Badge(name, PROBLEMS, "d", "c"))).iter(f"{SVG}text")
        return next(float(one.get("font-size")) for one in texts if one.text == name)

    assert size("Ada") > size("A" * 30) > size("A" * LONGEST_NAME)


def test_the_png_has_the_size_that_was_asked_for_and_something_of_the_name():
    with_name, without = (badge_png(Badge(name, PROBLEMS, "d", "c")) for name in ("Ada", ""))
    image = Image.open(io.BytesIO(with_name))
    assert (image.format, image.size) == ("PNG", (2 * WIDTH, 2 * HEIGHT))
    assert with_name != without
    assert badge_png(BADGE) == badge_png(BADGE)


def test_letters_that_the_font_lacks_are_named_once():
    assert letters_without_shape("Ada 中中") == "中"
    assert letters_without_shape("") == ""
    assert letters_without_shape("é") == "é"


def test_streamlits_own_font_has_accents_and_cyrillic():
    assert SOURCE_SANS is not None, "Streamlit keeps its fonts elsewhere: see pages/parts/challenge/result.py"
    assert letters_without_shape("Zoë Łukasiewicz Жданова Ωραία", SOURCE_SANS) == ""
    assert badge_png(BADGE, SOURCE_SANS, scale=1) != badge_png(BADGE, scale=1)
