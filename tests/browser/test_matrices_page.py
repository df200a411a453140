"""The Matrices page in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from engine.matrices.links import matrices_from_link, matrices_to_link
from engine.matrices.presets import preset
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK, chosen, heatmap


def type_into(page: Page, label: str, text: str) -> None:
    """Puts text into a text area and leaves it, as a person does."""
    area = page.get_by_label(label, exact=True)
    area.fill(text)
    area.press("Control+Enter")


def test_a_preset_changed_by_hand_opens_from_its_link_as_the_first_visit(serve, open_page):
    page = open_page(f"{serve()}/matrices?m={matrices_to_link(preset('example-a').matrices)}", allow_errors=DEEP_LINK)
    heatmap(page).wait_for()
    type_into(page, "V: values", "[[10, 20], [30, 41.5]]")
    page.wait_for_function(
        "(old) => location.search !== old", arg=f"?m={matrices_to_link(preset('example-a').matrices)}"
    )
    wait_idle(page)
    link = chosen(page)["m"]
    assert matrices_from_link(link).values[1, 1] == 41.5
    fresh = open_page(f"{serve(fresh=True)}/matrices?m={link}", allow_errors=DEEP_LINK)
    heatmap(fresh).wait_for()
    expect(fresh.get_by_label("V: values", exact=True)).to_have_value("[[10, 20],\n [30, 41.5]]")
    assert chosen(fresh)["m"] == link


def test_a_paste_from_a_spreadsheet_is_understood_and_said_back(serve, open_page):
    page = open_page(f"{serve()}/matrices", allow_errors=DEEP_LINK)
    heatmap(page).wait_for()
    type_into(page, "Q: queries", "1\t0\t2\t0\t1\n0\t1\t0\t1\t0")
    expect(page.get_by_text("Understood: 2 rows x 5 columns")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("[[1, 2], [3]]", "Row 2 has 1 number, row 1 has 2"),
        ("[[1, <b>x</b>]]", "<b>x</b>"),
        ("[[1e300]]", "1e300"),
        ("[[1, 2]]", "must have as many columns"),
    ],
)
def test_a_matrix_that_cannot_be_used_gets_its_message_and_stays(serve, open_page, typed, words):
    page = open_page(f"{serve()}/matrices", allow_errors=DEEP_LINK)
    heatmap(page).wait_for()
    type_into(page, "Q: queries", typed)
    expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_label("Q: queries", exact=True)).to_have_value(typed)


def test_a_broken_link_is_said_and_an_example_is_shown(serve, open_page):
    page = open_page(f"{serve()}/matrices?m=1broken", allow_errors=DEEP_LINK)
    expect(page.get_by_text("This link cannot be opened")).to_be_visible()
    heatmap(page).wait_for()
