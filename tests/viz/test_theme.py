"""The colours: far enough from each other to be read, on both pages."""

import itertools

import numpy as np
import pytest

from viz.theme import DARK, LIGHT, even_scale, needs_white_text, theme_named

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
BLACK, WHITE = "#0b1420", "#ffffff"
"""The two inks of printed numbers."""


def luminance(colour):
    """WCAG 2.2, relative luminance of a colour as #rrggbb or three shares."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] if isinstance(colour, str) else colour
    parts = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    """WCAG 2.2, contrast ratio: 1 for the same colour, 21 for black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def between(scale, value):
    """The colour of a value on a scale, as Plotly mixes it: straight lines between the stops."""
    stops = np.array([[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for _, colour in scale])
    return [float(np.interp(value, [place for place, _ in scale], stops[:, part])) for part in range(3)]


def test_a_page_that_calls_itself_dark_gets_the_dark_theme():
    assert theme_named("dark") is DARK
    assert theme_named("light") is LIGHT
    assert theme_named(None) is LIGHT


def test_an_even_scale_runs_from_0_to_1():
    assert even_scale(("#000000", "#888888", "#ffffff")) == [(0, "#000000"), (0.5, "#888888"), (1, "#ffffff")]


@THEMES
def test_more_weight_is_always_further_from_the_page(theme):
    levels = [luminance(colour) for colour in theme.weights]
    if theme is LIGHT:
        levels.reverse()
    assert all(low < high for low, high in itertools.pairwise(levels))
    assert contrast(theme.weights[0], theme.page) < 1.25
    assert contrast(theme.weights[-1], theme.page) > 10


@THEMES
@pytest.mark.parametrize("scale", ["weight_scale", "signed_scale"])
def test_printed_numbers_have_a_contrast_of_at_least_4_on_every_colour(theme, scale):
    # WCAG asks for 4.5; black and white meet at 4.6 on a grey, and the black here is a little blue.
    colours = getattr(theme, scale)
    values = np.linspace(0, 1, 201)
    white = needs_white_text(values, tuple(colour for _, colour in colours))
    assert white.any()
    assert not white.all()
    ratios = [
        contrast(WHITE if on else BLACK, between(colours, value)) for value, on in zip(values, white, strict=True)
    ]
    assert min(ratios) > 4


@THEMES
def test_words_on_the_page_can_be_read(theme):
    assert contrast(theme.text, theme.page) > 7
    assert contrast(theme.grey, theme.page) > 4.5
    for colour in (theme.accent, theme.entropy, theme.mark):
        assert contrast(colour, theme.page) > 3


@THEMES
def test_a_masked_cell_is_a_grey_that_no_weight_has(theme):
    red, green, blue = (int(theme.masked[at : at + 2], 16) for at in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 12
    for colour in theme.weights:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert blue - red > 5


def test_white_text_follows_the_colours_between_low_and_high():
    colours = ("#ffffff", "#000000")
    assert needs_white_text(np.array([-2.0, 2.0, np.nan]), colours, -2, 2).tolist() == [False, True, False]
    assert needs_white_text(np.array([[0.0], [1.0]]), colours).tolist() == [[False], [True]]
