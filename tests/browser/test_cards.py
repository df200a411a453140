"""The recall cards in a real browser: by keyboard, by mouse, with files."""

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from engine.course.memory.cards import cards, choose_cards
from engine.course.memory.learner import LearnerProgress, read_progress, write_progress
from engine.course.memory.schedule import rate
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK, chosen

SHOW = "Show the answer"
KNOWN = "How well did you know it?"


def open_cards(serve, open_page, query: str = "", **options: object) -> Page:
    page = open_page(f"{serve()}/cards{query}", allow_errors=DEEP_LINK, **options)
    page.get_by_role("heading", name="Recall cards").wait_for()
    wait_idle(page)
    return page


def question(page: Page) -> str:
    return page.locator(".st-key-cards-card h4").inner_text()


def asked(page: Page) -> str:
    return page.get_by_test_id("stMetric").filter(has_text="Asked").get_by_test_id("stMetricValue").inner_text()


def rate_by_key(page: Page, key: str) -> None:
    """Space for the answer, then a rating, without the mouse."""
    page.keyboard.press("Space")
    expect(page.get_by_text(KNOWN)).to_be_visible()
    wait_idle(page)
    page.keyboard.press(key)
    expect(page.get_by_text(KNOWN)).not_to_be_visible()
    wait_idle(page)


def test_cards_are_gone_through_by_keyboard_alone_and_a_slip_is_taken_back(serve, open_page):
    page = open_cards(serve, open_page, "?seed=7")
    order = choose_cards(seed=7)
    for place, key in enumerate("324"):
        assert question(page) == cards()[order[place]].question
        assert asked(page) == f"{place} of {len(cards())}"
        rate_by_key(page, key)
    assert asked(page) == f"3 of {len(cards())}"
    page.keyboard.press("u")
    expect(page.get_by_text(KNOWN)).to_be_visible()
    assert question(page) == cards()[order[2]].question
    assert asked(page) == f"2 of {len(cards())}"


def test_what_was_written_stands_beside_the_answer_as_it_was_typed(serve, open_page):
    page = open_cards(serve, open_page, "?level=easy&concept=softmax")
    typed = "I think 1 2 3 $x$ <b>sum</b> ![x](http://example.org/x.png)"
    page.get_by_label("Your answer").press_sequentially(typed)
    expect(page.get_by_role("button", name=SHOW)).to_be_visible()  # Space was a letter there.
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_test_id("stText").get_by_text(typed, exact=True)).to_be_visible()
    expect(page.get_by_text("Every weight is positive")).to_be_visible()
    page.get_by_role("button", name="Good").click()
    expect(page.get_by_text(KNOWN)).not_to_be_visible()
    wait_idle(page)
    assert asked(page) == "1 of 1"


def test_when_all_is_asked_the_page_says_when_the_next_one_comes(serve, open_page):
    page = open_cards(serve, open_page, "?level=hard&concept=masks")
    for _ in range(2):
        rate_by_key(page, "4")
    expect(page.get_by_text("Nothing to ask now")).to_be_visible()
    expect(page.get_by_text("The next card comes back in 8 days")).to_be_visible()


def test_progress_is_downloaded_and_brought_back_by_another_visitor(serve, open_page):
    page = open_cards(serve, open_page)
    first = choose_cards()[0]
    rate_by_key(page, "4")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download progress").click()
    data = download.value.path().read_bytes()
    assert list(read_progress(data).cards) == [first]
    other = open_cards(serve, open_page, "?level=easy", width=390, height=844, color_scheme="dark")
    rate_by_key(other, "3")
    page_file = {"name": "headlight-progress.json", "mimeType": "application/json", "buffer": data}
    other.locator("input[type=file]").set_input_files([page_file])
    expect(other.get_by_text("Brought back: 1 card,")).to_be_visible()
    wait_idle(other)
    assert asked(other).startswith("1 of")  # The same card in both; the later rating counts.


def test_a_file_that_is_none_gets_its_message_and_nothing_is_lost(serve, open_page):
    page = open_cards(serve, open_page)
    rate_by_key(page, "3")
    whole = write_progress(LearnerProgress().with_card("heads-why", rate(None, "good", datetime.now(UTC))))
    for data, words in ((b'{"deck": 1}', "from elsewhere"), (whole[:120], "cut short")):
        bad = {"name": "x.json", "mimeType": "application/json", "buffer": data}
        page.locator("input[type=file]").set_input_files([bad])
        expect(page.get_by_text("This file was not brought back")).to_be_visible()
        expect(page.get_by_text(words)).to_be_visible()
        wait_idle(page)
    assert asked(page) == f"1 of {len(cards())}"


def test_a_link_that_cannot_be_used_says_so_and_shows_cards(serve, open_page):
    page = open_cards(serve, open_page, "?seed=seven&level=expert&concept=nothing&new=3")
    expect(page.get_by_text("Part of this link cannot be used")).to_have_count(4)
    expect(page.get_by_role("button", name=SHOW)).to_be_visible()
    assert chosen(page) == {}
