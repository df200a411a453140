"""The challenge in a real browser: from the start to the badge, by keyboard, with a reload in the middle."""

import io
import re
import time
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import Page, expect

from engine.course.sets.challenge import PROBLEMS, ChallengeRun, Turn, challenge_questions
from engine.course.sets.challenge_codes import pack_run
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK, chosen
from viz.course.badge import HEIGHT, WIDTH

SEED = 7
COUNT_RUNS = """() => {
    window.runs = 0;
    new MutationObserver(() => { window.runs += 1; }).observe(
        document.querySelector('[data-testid=stApp]'), { attributeFilter: ['data-test-script-state'] });
}"""
"""Counts how often the script begins or ends from here on."""

QUESTIONS = challenge_questions(SEED)


def give(page: Page, option: int) -> None:
    """Chooses an option and hands it in, without a mouse."""
    page.get_by_role("radio").nth(option).press(" ")
    answer = page.get_by_role("button", name="Answer", exact=True)
    expect(answer).to_be_enabled()
    answer.press("Enter")


def wrong(number: int, but: int = -1) -> int:
    """An option of a problem that is not right, nor another one that was tried."""
    options = range(len(QUESTIONS[number].options))
    return next(place for place in options if place not in (QUESTIONS[number].answer, but))


def seconds_shown(page: Page) -> int:
    timer = page.get_by_role("timer")
    expect(timer).to_have_text(re.compile(r"^\d:\d\d$"))
    minutes, seconds = timer.inner_text().split(":")
    return 60 * int(minutes) + int(seconds)


def heading(number: int) -> str:
    return f"{number + 1}. {PROBLEMS[number].title}"


def test_from_the_start_to_a_badge_that_can_be_checked(serve, open_page):
    address = serve()
    page = open_page(f"{address}/challenge?seed={SEED}", allow_errors=DEEP_LINK)
    page.get_by_role("button", name="Start").press("Enter")
    for number, question in enumerate(QUESTIONS):
        expect(page.get_by_role("heading", name=heading(number))).to_be_visible()
        wait_idle(page)
        if number == 2:
            give(page, wrong(number))
            expect(page.get_by_text("1 try left")).to_be_visible()
            before = seconds_shown(page)
            wait_idle(page)
            page.reload()
            expect(page.get_by_text("1 try left")).to_be_visible()
            assert before - 30 <= seconds_shown(page) <= before
            expect(page.get_by_role("radio").nth(wrong(number))).to_be_checked()
            expect(page.get_by_text("4 of 10 points so far")).to_be_visible()
        if number == 3:
            give(page, wrong(number))
            expect(page.get_by_text("1 try left")).to_be_visible()
            give(page, wrong(number, but=wrong(number)))
            expect(page.get_by_text("No try left: no points.")).to_be_visible()
        else:
            give(page, question.answer)
        last = number == len(QUESTIONS) - 1
        page.get_by_role("button", name="See the result" if last else "Next problem").press("Enter")
    expect(page.get_by_role("heading", name="7 of 10 points")).to_be_visible()

    name = page.get_by_label("Your name on the badge")
    picture = page.locator("[data-testid=stImage] img").first
    nameless = picture.get_attribute("src") or ""
    name.fill("Zoë & <b>Ada</b>")
    with page.expect_download() as svg:  # The click leaves the box: the name is on the badge that it saves.
        page.get_by_role("button", name="Badge as SVG").click()
    expect(picture).not_to_have_attribute("src", nameless)
    with page.expect_download() as png:
        page.get_by_role("button", name="Badge as PNG").click()
    said = [text.text for text in ET.parse(svg.value.path()).getroot().iter("{http://www.w3.org/2000/svg}text")]
    assert {"7 of 10", "Zoë & <b>Ada</b>"} <= set(said)
    assert Image.open(io.BytesIO(png.value.path().read_bytes())).size == (2 * WIDTH, 2 * HEIGHT)
    code = next(text for text in said if text.startswith(f"{SEED}-C-"))

    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("The code is sound")).to_be_visible()
    page.wait_for_function("() => location.search.includes('check=')")
    assert chosen(page) == {"check": code}
    other = open_page(f"{address}/challenge?check={code}", width=390, height=844, allow_errors=DEEP_LINK)
    expect(other.get_by_text(re.compile("^7 of 10 points, .* against the clock"))).to_be_visible()


def test_the_clock_ticks_without_the_server_and_closes_the_problem(serve, open_page):
    started = int(time.time())
    run = pack_run(ChallengeRun(SEED, True, (Turn(started - PROBLEMS[0].seconds + 10),)), QUESTIONS)
    page = open_page(f"{serve()}/challenge?seed={SEED}&run={run}", allow_errors=DEEP_LINK)
    timer = page.get_by_role("timer")
    expect(timer).to_have_text(re.compile(r"0:(0\d|10)"))
    wait_idle(page)
    page.evaluate(COUNT_RUNS)
    before = seconds_shown(page)
    expect(timer).to_have_text(f"0:{before - 3:02d}")
    assert page.evaluate("window.runs") == 0
    expect(page.get_by_text("The time is over: no points.")).to_be_visible()
    expect(timer).to_have_count(0)
    assert time.time() - started >= 9
    expect(page.get_by_role("radio").first).to_be_disabled()


def test_the_back_button_takes_no_try_back(serve, open_page):
    page = open_page(f"{serve()}/challenge?seed={SEED}", allow_errors=DEEP_LINK)
    page.get_by_role("button", name="Start").press("Enter")
    expect(page.get_by_text("2 tries")).to_be_visible()
    give(page, wrong(0))
    expect(page.get_by_text("1 try left")).to_be_visible()
    wait_idle(page)
    tried = parse_qs(urlsplit(page.url).query)["run"]
    page.go_back()
    page.wait_for_function("(run) => location.search.includes(run)", arg=tried[0])
    wait_idle(page)
    expect(page.get_by_text("1 try left")).to_be_visible()
