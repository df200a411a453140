"""The lessons in a real browser, by keyboard, wide and phone, light and dark."""

import pytest
from playwright.sync_api import Page, expect

from engine.course.figure import Shown, figure_of
from engine.course.loading import lessons
from engine.course.schema import Screen
from pages.shared.lesson_links import LESSON_OF
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK

LESSONS = list(lessons().values())
PLACES = [(lesson, number) for lesson in LESSONS for number in range(1, len(lesson.screens) + 1)]
MOVABLE = next(
    (lesson.id, number)
    for lesson, number in PLACES
    if any(not control.options for control in lesson.screens[number - 1].numbers.control)
)


def drawn(screen: Screen) -> Shown:
    return figure_of(screen)(screen.before)


def heading(page: Page, words: str):
    return page.get_by_role("heading", name=words, exact=True)


FOCUSED = """() => { const one = document.activeElement;
    return one?.type === 'radio' ? 'a radio button' : one?.querySelector('p')?.textContent?.trim(); }"""


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Tab until the button of this name has the focus, as one does without a mouse."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED) == name:
            return
    pytest.fail(f"the keyboard never reaches {name!r}")


def widest(page: Page) -> int:
    """How far the page could be scrolled sideways: nothing may stick out."""
    return page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_every_screen_is_walked_by_keyboard_alone(serve, open_page, width, height, scheme):
    asked: list[str] = []
    first = LESSONS[0]
    page = open_page(f"{serve()}/learn?lesson={first.id}&screen=1", width, height, scheme, allow_errors=DEEP_LINK)
    page.on("request", lambda request: asked.append(request.url))
    for lesson, number in PLACES:
        screen = lesson.screens[number - 1]
        expect(heading(page, screen.words.title)).to_be_visible()
        # From the button that led here, the guess is a few steps back.
        tab_to(page, "a radio button", "Tab" if (lesson, number) == PLACES[0] else "Shift+Tab")
        page.keyboard.press("Space")
        wait_idle(page)
        expect(page.get_by_role("button", name="Show what happens")).to_be_enabled()
        tab_to(page, "Show what happens")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Guess again")).to_be_visible()
        wait_idle(page)
        assert page.locator("figure svg").count() >= 1
        assert widest(page) <= width
        if (lesson, number) != PLACES[-1]:
            tab_to(page, "Next")
            page.keyboard.press("Enter")
    tab_to(page, "All lessons")
    page.keyboard.press("Enter")
    expect(heading(page, "Learn attention")).to_be_visible()
    assert not [url for url in asked if "plotly" in url.lower()], "no lesson loads Plotly"


def test_a_slider_moves_the_figure_and_the_link_opens_the_very_state(serve, open_page):
    lesson, number = MOVABLE
    page = open_page(f"{serve()}/learn?lesson={lesson}&screen={number}&guess=1", allow_errors=DEEP_LINK)
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => location.search.includes('set=')")
    wait_idle(page)
    moved = page.locator("figure").all_inner_texts()
    again = open_page(page.url, allow_errors=DEEP_LINK)
    assert again.locator("figure").all_inner_texts() == moved
    assert again.get_by_role("slider").first.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuenow")


def test_a_lesson_opens_the_matrices_page_at_its_state(serve, open_page):
    lesson, number = next(
        (lesson.id, number)
        for lesson, number in PLACES
        if any(link.page == "matrices" for link in drawn(lesson.screens[number - 1]).links)
    )
    page = open_page(f"{serve()}/learn?lesson={lesson}&screen={number}", allow_errors=DEEP_LINK)
    link = page.locator("[data-testid=stPageLink] a").first
    link.click()
    page.wait_for_url("**/matrices?**")
    page.locator(".js-plotly-plot").first.wait_for()
    expect(page.get_by_text("cannot be opened")).to_have_count(0)


def test_a_hover_tells_the_exact_number(serve, open_page):
    page = open_page(f"{serve()}/learn?lesson={LESSONS[0].id}&screen=1&guess=1", allow_errors=DEEP_LINK)
    mark = page.locator("figure [data-say]").first
    mark.hover()
    expect(page.locator(".hover")).to_have_text(mark.get_attribute("data-say") or "nothing")


def test_the_lecture_view_is_large_and_turns_by_keys(serve, open_page):
    address = f"{serve()}/learn?lesson={LESSONS[0].id}&screen=1&view=lecture&embed=true"
    page = open_page(address, allow_errors=DEEP_LINK)
    page.wait_for_function("() => getComputedStyle(document.documentElement).fontSize === '24px'")
    expect(page.get_by_text("Practise")).to_have_count(0)
    page.keyboard.press("PageDown")
    expect(heading(page, PLACES[1][0].screens[PLACES[1][1] - 1].words.title)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(heading(page, PLACES[2][0].screens[PLACES[2][1] - 1].words.title)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(heading(page, PLACES[1][0].screens[PLACES[1][1] - 1].words.title)).to_be_visible()
    wait_idle(page)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_function("() => getComputedStyle(document.documentElement).fontSize === '16px'")


def test_the_theme_switched_in_the_menu_redraws_the_sketches(serve, open_page):
    page = open_page(f"{serve()}/learn?lesson={LESSONS[0].id}&screen=1", allow_errors=DEEP_LINK)
    before = page.locator("figure svg text").nth(1).get_attribute("fill")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """(before) => {
            const walk = (root) => [...root.querySelectorAll('*')].flatMap(
                (one) => one.shadowRoot ? [one, ...walk(one.shadowRoot)] : [one]);
            const text = walk(document).filter((one) => one.tagName === 'text')[1];
            return text && text.getAttribute('fill') !== before;
        }""",
        arg=before,
    )


@pytest.mark.parametrize("lesson", ["alchemy", "%3Cb%3Ex%3C/b%3E"])
def test_an_unknown_lesson_gets_its_message_and_the_list(serve, open_page, lesson):
    page = open_page(f"{serve()}/learn?lesson={lesson}", allow_errors=DEEP_LINK)
    expect(page.get_by_text("There is no such lesson")).to_be_visible()
    expect(heading(page, "Learn attention")).to_be_visible()


def test_a_heads_card_leads_to_the_lesson_on_its_label(serve, open_page):
    page = open_page(f"{serve()}/sentence?layer=4&head=5", allow_errors=DEEP_LINK)
    page.get_by_role("link", name="The lesson on this").click()
    page.wait_for_url("**/learn?**")
    lesson, screen = LESSON_OF["sink"]
    expect(heading(page, lessons()[lesson].screens[screen - 1].words.title)).to_be_visible()
