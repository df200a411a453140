"""The teacher's page in a real browser, and its sheets opened as files."""

import io
import re
import zlib
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from engine.course.loading import lessons
from engine.course.sets.handouts import Wish, make_worksheet
from engine.course.sets.sheet import Item, Worksheet
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK, chosen
from viz.course.worksheet import print_worksheet

INK = 128
"""Darker than this is ink, of 255."""


def open_teach(serve, open_page, query: str = "", **options: object) -> Page:
    page = open_page(f"{serve()}/teach{query}", allow_errors=DEEP_LINK, **options)
    page.get_by_role("heading", name="Lessons").wait_for()
    wait_idle(page)
    return page


def class_link(page: Page) -> Locator:
    return page.get_by_test_id("stCode").first


def download(page: Page, name: str) -> str:
    with page.expect_download() as found:
        page.get_by_role("button", name=name).click()
    return found.value.path().read_text(encoding="utf-8")


def test_a_seed_gives_a_link_and_three_sheets_of_the_same_questions(serve, open_page):
    page = open_teach(serve, open_page, "?seed=7&n=4")
    expect(class_link(page)).to_have_text(f"{serve()}/practice?seed=7")
    prompts = [item.prompt for item in make_worksheet("practice", Wish(7, 4)).items]
    for name in ("Worksheet", "Solutions", "Answer sheet"):
        sheet = page.context.new_page()
        sheet.set_content(download(page, name))
        assert sheet.title() == f"Practice questions: {name.lower()}"
        assert sheet.locator("tbody tr" if name == "Answer sheet" else "section").count() == len(prompts)
        assert sheet.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert sheet.pdf().startswith(b"%PDF")
        sheet.close()


def test_what_is_chosen_stands_in_the_link_for_the_class(serve, open_page):
    page = open_teach(serve, open_page, "?seed=7")
    page.get_by_label("Seed").fill("12")
    page.get_by_label("Seed").press("Enter")
    expect(class_link(page)).to_have_text(f"{serve()}/practice?seed=12")
    page.get_by_text("Challenge", exact=True).first.click()
    expect(class_link(page)).to_have_text(f"{serve()}/challenge?seed=12")
    wait_idle(page)
    assert chosen(page) == {"seed": "12", "set": "challenge"}
    page.get_by_role("button", name="Another seed").click()
    expect(class_link(page)).not_to_have_text(f"{serve()}/challenge?seed=12")


@pytest.mark.parametrize(("query", "words"), [("?seed=seven", "got “seven”"), ("?n=0", "from 1 to 40; got “0”")])
def test_a_seed_that_is_no_number_gets_its_message_and_stays(serve, open_page, query, words):
    page = open_teach(serve, open_page, query)
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_have_count(0)
    name, _, typed = query[1:].partition("=")
    expect(page.get_by_label("Seed" if name == "seed" else "On paper")).to_have_value(typed)


def test_a_sheet_asked_for_while_a_seed_is_typed_is_of_that_seed(serve, open_page):
    page = open_teach(serve, open_page, "?seed=1&n=4")
    for seed in (42, 43):
        page.get_by_label("Seed").fill(str(seed))
        sheet = download(page, "Worksheet")
        assert f"seed={seed}" in sheet
        expect(class_link(page)).to_have_text(f"{serve()}/practice?seed={seed}")


def test_every_lesson_has_its_lecture_view_on_a_phone_too(serve, open_page):
    page = open_teach(serve, open_page, width=390, height=844, color_scheme="dark")
    links = page.get_by_role("link", name="Lecture view")
    found = [urlsplit(link.get_attribute("href") or "") for link in links.all()]
    assert [one.query.partition("&")[0] for one in found] == [f"lesson={name}" for name in lessons()]
    assert {one.path for one in found} == {"/learn"}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def texts_of(pdf: bytes) -> bytes:
    """What the parts of a PDF hold, unpacked: among it, which letters it can be searched for."""
    return b"".join(
        zlib.decompressobj().decompress(part)
        for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
        if part[:1] == b"x"
    )


def test_a_printed_root_has_its_hook_its_bar_and_its_sign(browser: Browser):
    item = Item("steps", "easy", r"Divide by $\sqrt{64}$.", options=(), answer="8")
    page = browser.new_page(device_scale_factor=4)
    page.emulate_media(media="print")
    page.set_content(print_worksheet(Worksheet("Roots", "seed 1", (item,)), "questions"))
    picture = Image.open(io.BytesIO(page.locator(".root").screenshot())).convert("L")
    ink = np.asarray(picture) < INK
    height, width = ink.shape
    bar, hook = ink[: height // 8, width // 2 :], ink[:, : width // 3]
    assert bar.any(axis=0).mean() > 0.9, "a bar over all of the 64"
    assert hook.any(axis=1).mean() > 0.8, "a stroke from the foot of the root to its bar"
    assert b"<221A>" in texts_of(page.pdf()), "the sign can be found and copied"
    page.close()
