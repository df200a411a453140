"""The code lab in a real browser, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from engine.course.lab.attempt import LETTERS, combinations, declared_right, right_letters, snippet
from engine.course.lab.exercises import Exercise, exercises
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK, chosen

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844, "has_touch": True}
MOST_TABS = 40

IS_FOCUSED = {
    "group": """(n) => document.activeElement.matches('input[type=radio]')
        && document.activeElement.closest('[role=radiogroup]') === document.querySelectorAll('[role=radiogroup]')[n]""",
    "button": "(name) => document.activeElement.matches('button') && document.activeElement.innerText.includes(name)",
}


def tab_to(page: Page, kind: str, which: object) -> None:
    """Presses Tab until the thing has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate(IS_FOCUSED[kind], which):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no {kind} {which} within {MOST_TABS} presses of Tab")


def press_button(page: Page, name: str) -> None:
    tab_to(page, "button", name)
    page.keyboard.press("Enter")


def choose_by_keyboard(page: Page, exercise: Exercise, letters: str) -> None:
    """Chooses every piece with the Tab and arrow keys; the snippet shows them."""
    for number, letter in enumerate(letters):
        expect(page.get_by_role("radiogroup")).to_have_count(number + 1 if exercise.kind == "repair" else len(letters))
        tab_to(page, "group", number)
        place = LETTERS.index(letter)
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        if not place:
            page.keyboard.press("Space")
        expect(page.get_by_role("radiogroup").nth(number).get_by_role("radio").nth(place)).to_be_checked()
        # The list for the next place may depend on this one: the link changes when it has been drawn.
        page.wait_for_function(
            "(start) => new URLSearchParams(location.search).get('pieces')?.startsWith(start)",
            arg=letters[: number + 1],
        )
        wait_idle(page)
    wait_for_code(page, snippet(exercise, letters))
    expect(page.get_by_role("button", name="Run the snippet")).to_be_enabled()


def wait_for_code(page: Page, code: str) -> None:
    """Waits until the snippet on the screen, without its line numbers, is this one."""
    page.wait_for_function(
        """(code) => {
            const shown = document.querySelector('[data-testid=stCode] code')?.cloneNode(true);
            shown?.querySelectorAll('.linenumber').forEach((number) => number.remove());
            return shown?.textContent.trimEnd() === code;
        }""",
        arg=code,
    )


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_every_exercise_is_solved_by_keyboard_alone(serve, open_page, size, scheme):
    every = list(exercises().values())
    page = open_page(f"{serve()}/lab?exercise={every[0].id}", color_scheme=scheme, allow_errors=DEEP_LINK, **size)
    for number, exercise in enumerate(every, start=1):
        expect(page.get_by_role("heading", name=exercise.title)).to_be_visible()
        choose_by_keyboard(page, exercise, right_letters(exercise))
        press_button(page, "Run the snippet")
        expect(page.get_by_text("To remember")).to_be_visible()
        assert fits(page), exercise.id
        press_button(page, "Next exercise" if number < len(every) else "All exercises")
    expect(page.get_by_text(f"{len(every)} of {len(every)} solved")).to_be_visible()
    assert fits(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_silent_mistake_and_an_error_are_said_and_can_be_mended(serve, open_page, size):
    page = open_page(f"{serve()}/lab?exercise=complete-score", allow_errors=DEEP_LINK, **size)
    exercise = exercises()["complete-score"]
    silent, error = "a", "b"
    assert not declared_right(exercise, silent)
    choose_by_keyboard(page, exercise, silent)
    press_button(page, "Run the snippet")
    expect(page.get_by_text("No error, and wrong all the same")).to_be_visible()
    tab_to(page, "button", "Run the snippet")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("No error, and wrong all the same")).to_have_count(0)
    press_button(page, "Run the snippet")
    expect(page.get_by_text("It stops in line 8")).to_be_visible()
    expect(page.get_by_text("ValueError: matmul: Input operand 1").first).to_be_visible()
    assert chosen(page)["pieces"] == error
    press_button(page, "Show the right pieces")
    expect(page.get_by_text("To remember")).to_be_visible()
    assert fits(page)


def test_a_link_with_pieces_opens_what_came_of_them_on_a_fresh_server(serve, open_page):
    link = "lab?exercise=missing-transpose&pieces=ba&run=1"
    page = open_page(f"{serve(fresh=True)}/{link}", allow_errors=DEEP_LINK)
    expect(page.get_by_text("No error, and wrong all the same")).to_be_visible()
    assert chosen(page) == {"exercise": "missing-transpose", "pieces": "ba", "run": "1"}
    page.reload()
    wait_idle(page)
    expect(page.get_by_text("No error, and wrong all the same")).to_be_visible()


def test_a_piece_chosen_before_the_last_one_has_arrived_is_not_lost(serve, open_page):
    exercise = exercises()["whole-attention"]
    page = open_page(f"{serve()}/lab?exercise={exercise.id}", allow_errors=DEEP_LINK)
    groups = page.get_by_role("radiogroup")
    for number in range(len(exercise.place)):
        groups.nth(number).locator("label").nth(1).click(no_wait_after=True)
    expect(page.get_by_role("button", name="Run the snippet")).to_be_enabled()
    assert "bbb" in combinations(exercise)
    page.wait_for_function("() => location.search.includes('pieces=bbb')")


def test_the_snippet_can_be_copied_and_saved(serve, open_page):
    exercise = exercises()["weighted-sum"]
    page = open_page(
        f"{serve()}/lab?exercise={exercise.id}&pieces=d",
        allow_errors=DEEP_LINK,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.get_by_role("button", name="Copy for a notebook").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == snippet(exercise, "d")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").focus()
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "weighted-sum.py"
    assert saved.value.path().read_text(encoding="utf-8").strip() == snippet(exercise, "d")


def test_the_snippet_is_copied_where_the_page_came_over_plain_http(serve, open_page):
    exercise = exercises()["weighted-sum"]
    page = open_page(f"{serve()}/lab?exercise={exercise.id}&pieces=d", allow_errors=DEEP_LINK)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy for a notebook").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
