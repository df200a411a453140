"""Practice, free recall and the strength test, walked by keyboard alone, on a wide window and on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.course.questions.bank import find_question
from engine.course.sets.practice import practice_ids
from engine.course.sets.strength import strength_questions
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK, chosen

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
both = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
MOST_TABS = 60


def tab_to(page: Page, goal: Locator) -> None:
    """Presses Tab until the goal, or something in it, has the focus."""
    expect(goal).to_be_visible()
    for _ in range(MOST_TABS):
        if goal.evaluate("(goal) => goal === document.activeElement || goal.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {goal}")


def press(page: Page, name: str) -> None:
    """Goes to a button, whose name may end with its shortcut, and presses it."""
    button = page.get_by_role("button", name=re.compile(f"^{name}( Shortcut .*)?$"))
    expect(button).to_be_enabled()
    tab_to(page, button)
    page.keyboard.press("Enter")


def options(page: Page) -> Locator:
    return page.get_by_role("radiogroup", name="Your answer")


def choose_option(page: Page, place: int) -> None:
    """Chooses an option by the arrow keys."""
    group = options(page)
    tab_to(page, group)
    page.keyboard.press("Space")
    for _ in range(place):
        wait_idle(page)
        page.keyboard.press("ArrowDown")
    expect(group.get_by_role("radio").nth(place)).to_be_checked()
    wait_idle(page)


def assert_nothing_sticks_out(page: Page) -> None:
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")


@both
def test_a_question_is_answered_checked_and_left_by_keyboard(serve, open_page, size):
    first, second = (find_question(name, 7) for name in practice_ids(7, concept="heatmap")[:2])
    page = open_page(f"{serve()}/practice?seed=7&concept=heatmap", allow_errors=DEEP_LINK, **size)
    wrong = (first.answer + 1) % len(first.options)
    choose_option(page, wrong)
    press(page, "Check")
    expect(page.get_by_text("Step by step")).to_be_visible()
    expect(page.get_by_text("The answer", exact=True)).to_be_visible()
    expect(page.get_by_text("0 of 1 right so far")).to_be_visible()
    assert_nothing_sticks_out(page)
    press(page, "Next question")
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    page.wait_for_url("**n=2*")  # The address follows at the end of the run.
    assert chosen(page) == {"seed": "7", "concept": "heatmap", "n": "2"}
    expect(options(page).get_by_role("radio")).to_have_count(len(second.options))
    for radio in options(page).get_by_role("radio").all():
        expect(radio).not_to_be_checked()
    tab_to(page, page.locator("summary").filter(has_text="Hint"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(second.hint[:30])).to_be_visible()
    choose_option(page, second.answer)
    press(page, "Check")
    expect(page.get_by_text("1 of 2 right so far")).to_be_visible()


@both
def test_an_answer_from_memory_is_ticked_off_by_keyboard_and_is_no_markup(serve, open_page, size):
    page = open_page(f"{serve()}/practice?seed=7&recall=several-heads", allow_errors=DEEP_LINK, **size)
    words = "<b>bold</b> **strong** <img src=x onerror=alert(1)> [link](https://example.com)"
    box = page.get_by_label("From memory")
    tab_to(page, box)
    page.keyboard.type(words)
    press(page, "Compare with the checklist")
    expect(page.get_by_text("0 of 6 points")).to_be_visible()
    expect(box).to_have_value(words)
    tab_to(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    expect(page.get_by_text("1 of 6 points")).to_be_visible()
    assert page.get_by_text("bold", exact=True).count() == 0
    expect(page.get_by_role("link", name=re.compile("Several heads"))).to_be_visible()
    assert_nothing_sticks_out(page)


@both
def test_the_strength_test_is_walked_by_keyboard_to_its_result(serve, open_page, size):
    questions = strength_questions(7)
    right = [str(question.answer) for question in questions]
    begin = 7 if size == WIDE else 9
    done = "".join(right[: begin - 1]).ljust(10, "-")
    page = open_page(f"{serve()}/strength?seed=7&n={begin}&answers={done}", allow_errors=DEEP_LINK, **size)
    for number in range(begin, 11):
        expect(page.get_by_text(f"Question {number} of 10")).to_be_visible()
        choose_option(page, questions[number - 1].answer)
        press(page, "See the result" if number == 10 else "Next question")
    expect(page.get_by_text("10 of 10 right")).to_be_visible()
    wait_idle(page)
    assert chosen(page) == {"seed": "7", "answers": "".join(right), "done": "1"}
    assert_nothing_sticks_out(page)
    page.reload()
    expect(page.get_by_text("10 of 10 right")).to_be_visible()
