"""A chapter on the Sentence page in a real browser: given, read, looked through, shared."""

from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine.reading.readers import read
from engine.text.tokens import Token
from tests.browser.harness.chapters import chapter, save_reader
from tests.browser.harness.idle import wait_idle
from tests.browser.harness.own_model import agree_to_model
from tests.browser.harness.server import ROOT
from tests.browser.test_sentence_page import DEEP_LINK, cell, chosen, wait_for_title
from viz.figures.axes import LABEL_LIMIT
from viz.shown_text import plain_label

CHAPTER = chapter(900)
WORDS = CHAPTER.split()
LEFT, TOP, SIDE = 54, 36, 512
"""Where the overview's picture lies and its pixels along a side, as in picture.js."""

HOSTILE = (
    "<b>",
    "<img src=x onerror=alert(1)>",
    "[x](http://x.example/)",
    "![x](http://x.example/x.png)",
    "**",
    "$y^2$",
    "a\u202eb",
)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a tiny model that reads a chapter in a moment."""
    folder = tmp_path_factory.mktemp("models") / "reader"
    save_reader(folder)
    return str(folder)


@pytest.fixture
def open_text(serve, open_page, reader):
    """open_text(text=CHAPTER, **choices) opens a link to a long text, and waits until it is read."""

    def open_one(text: str = CHAPTER, size: dict[str, object] | None = None, **choices: object) -> Page:
        query = "&".join(
            f"{name}={quote(str(value))}" for name, value in {"text": text, "model": reader, **choices}.items()
        )
        page = open_page(f"{serve()}/sentence?{query}", allow_errors=DEEP_LINK, **(size or {}))
        agree_to_model(page)
        wait_until_read(page, len(text.split()))
        return page

    return open_one


def wait_until_read(page: Page, n_words: int = len(WORDS)) -> None:
    expect(strip(page).locator("span[data-token]")).to_have_count(n_words)
    expect(overview(page).locator(".said")).not_to_be_empty()
    heatmap_of_window(page).wait_for()
    wait_idle(page)


def overview(page: Page):
    return page.locator(".overview").first


def small_map(page: Page):
    return page.locator(".overview.mini")


def strip(page: Page):
    return page.locator(".strip")


def word(page: Page, token: int):
    return strip(page).locator(f"span[data-token='{token}']")


def heatmap_of_window(page: Page):
    return page.locator(".js-plotly-plot").first


def window_on_screen(page: Page) -> tuple[list[str], list[str], np.ndarray]:
    """The names of the rows and of the columns of the window, as they are written, and its weights."""
    rows, columns, weights = page.evaluate(
        """() => {
            const plot = document.querySelector('.js-plotly-plot');
            const cells = plot._fullData.findLast((trace) => trace.type === 'heatmap');
            const names = (axis) => Object.values(axis.labelalias).map((name) => name.replace(/<\\/?b[^>]*>/g, ''));
            return [names(plot.layout.yaxis), names(plot.layout.xaxis), [...cells.z].map((row) => [...row])];
        }"""
    )
    return rows, columns, np.array(weights, dtype=float)


def wait_for_rows(page: Page, first: int, last: int) -> None:
    """Waits until the window shows the queries from the first up to, not with, the last."""
    page.wait_for_function(
        """(words) => JSON.stringify(Object.values(document.querySelector('.js-plotly-plot').layout.yaxis.labelalias)
            .map((name) => name.replace(/<\\/?b[^>]*>/g, ''))) === JSON.stringify(words)""",
        arg=WORDS[first:last],
    )
    wait_idle(page)


def window_said(page: Page) -> str:
    """The line under the overview, when the mouse is elsewhere."""
    page.mouse.move(2, 2)
    return overview(page).locator(".said").inner_text()


def drag(page: Page, start: tuple[float, float], stop: tuple[float, float]) -> None:
    """Drags over the overview's picture, in its pixels from (x, y) to (x, y)."""
    box = overview(page).locator("canvas").bounding_box()
    points = [(box["x"] + LEFT + x, box["y"] + TOP + y) for x, y in (start, stop)]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=3)
    page.mouse.up()


def open_chapter_box(page: Page) -> None:
    page.get_by_role("button", name="Chapter").click()
    expect(pasted(page)).to_be_visible()
    wait_idle(page)


def pasted(page: Page):
    return page.get_by_label("Paste a text of any length")


def upload(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


@pytest.fixture
def short_page(serve, open_page, reader):
    """The page with a short text on the screen."""
    page = open_page(f"{serve()}/sentence?text=a+cat+sat&model={quote(reader)}", allow_errors=DEEP_LINK)
    agree_to_model(page)
    heatmap_of_window(page).wait_for()
    wait_idle(page)
    return page


# How a chapter comes in


def test_a_pasted_chapter_is_read_whole_and_the_box_closes(short_page, reader):
    page = short_page
    open_chapter_box(page)
    pasted(page).fill(CHAPTER)
    pasted(page).press("Control+Enter")
    page.get_by_role("button", name=f"Read it ({len(CHAPTER):,} characters)").click()
    wait_until_read(page)
    expect(pasted(page)).not_to_be_visible()
    assert strip(page).locator(".text").evaluate("box => box.innerText").split() == WORDS
    assert chosen(page) == {"text": CHAPTER, "model": reader}
    expect(page.get_by_label("Text", exact=True)).to_have_value(CHAPTER)
    # The window opens at the beginning, and the overview and the map both frame it.
    assert window_on_screen(page)[0] == WORDS[:32]
    assert window_said(page) == "Open: queries 1–32, keys 1–32"
    expect(small_map(page).locator(".said")).to_have_text("queries 1–32,\nkeys 1–32", use_inner_text=True)


def test_a_chapter_that_is_edited_to_the_last_is_read_as_it_stands(short_page):
    page = short_page
    open_chapter_box(page)
    pasted(page).fill("The dog sat. " * 50)
    pasted(page).press("Control+Enter")
    expect(page.get_by_role("button", name="Read it (650 characters)")).to_be_visible()
    wait_idle(page)
    pasted(page).fill(CHAPTER)
    page.get_by_role("button", name="Read it").click()
    wait_until_read(page)
    assert chosen(page)["text"] == CHAPTER


def test_an_uploaded_chapter_is_read_with_its_paragraphs(short_page):
    page = short_page
    open_chapter_box(page)
    # As an editor on Windows saves it.
    upload(page, "chapter.txt", b"\xef\xbb\xbf" + CHAPTER.replace("\n", "\r\n").encode())
    page.get_by_role("button", name=f"Read it ({len(CHAPTER):,} characters)").click()
    wait_until_read(page)
    expect(pasted(page)).not_to_be_visible()
    assert chosen(page)["text"] == CHAPTER
    assert strip(page).locator(".text").evaluate("box => box.textContent") == CHAPTER


def test_a_file_that_is_not_utf8_is_refused_by_name_and_another_one_is_taken(short_page):
    page = short_page
    open_chapter_box(page)
    upload(page, "*caf\u00e9* <b>.txt", "un café".encode("latin-1"))
    expect(page.get_by_text("*café* <b>.txt is not text in UTF-8 (byte 7; in Latin-1")).to_be_visible()
    upload(page, "cafe.txt", ("un café " * 300).encode("utf-16"))
    page.get_by_role("button", name="Read it (2,400 characters)").click()
    wait_until_read(page, 600)


# Windows


def test_a_rectangle_in_the_overview_opens_its_exact_weights_and_back_closes_it(open_text, reader):
    page = open_text(layer=1, head=4)
    scale = len(WORDS) / SIDE  # tokens a pixel
    drag(page, (50.5, 300.5), (70.5, 330.5))
    page.wait_for_url("**window=*")
    first, last = (int(part) for part in chosen(page)["window"].split(",")[0].split("-"))
    left, right = (int(part) for part in chosen(page)["window"].split(",")[1].split("-"))
    # The tokens that the rectangle touches, whole.
    assert (first, last) == pytest.approx((300.5 * scale, 330.5 * scale), abs=1.01)
    assert (left, right) == pytest.approx((50.5 * scale, 70.5 * scale), abs=1.01)
    wait_for_rows(page, first, last)
    rows, columns, weights = window_on_screen(page)
    assert (rows, columns) == (WORDS[first:last], WORDS[left:right])
    expected = read(CHAPTER, reader).window(1, 4, range(first, last), range(left, right))
    # The page runs the same code in another process.
    np.testing.assert_allclose(weights, expected, rtol=1e-4, atol=1e-7)
    expect(small_map(page).locator(".said")).to_contain_text(f"queries {first + 1}–{last}")
    drag(page, (100.5, 400.5), (120.5, 420.5))
    page.wait_for_url(lambda url: f"window={first}-" not in url)
    wait_idle(page)
    page.go_back()
    page.wait_for_url(f"**window={first}-{last}*")
    wait_for_rows(page, first, last)
    assert window_said(page).startswith(f"Open: queries {first + 1}–{last}, ")


def test_a_link_opens_its_window_and_the_map_moves_it(open_text):
    page = open_text(layer=0, head=2, window="400-440,100-160")
    rows, columns, _ = window_on_screen(page)
    assert (rows, columns) == (WORDS[400:440], WORDS[100:160])
    assert window_said(page) == "Open: queries 401–440, keys 101–160"
    small_map(page).locator("canvas").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**window=420-460*")
    wait_for_rows(page, 420, 460)
    assert window_said(page) == "Open: queries 421–460, keys 101–160"


def test_a_window_that_is_too_large_or_outside_is_fitted(open_text):
    page = open_text(layer=0, head=2, window="800-5000,0-999999")
    rows, columns, _ = window_on_screen(page)
    assert len(rows) == len(columns) == 128
    assert rows == WORDS[-128:]


def test_a_click_on_a_cell_of_the_window_chooses_its_query_and_keeps_the_window(open_text):
    page = open_text(layer=0, head=2, window="400-430,100-120")
    heatmap_of_window(page).scroll_into_view_if_needed()
    page.mouse.click(*cell(page, 7, 3))
    page.wait_for_url("**query=407*")
    wait_idle(page)
    assert chosen(page)["window"] == "400-430,100-120"
    expect(word(page, 407)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("spinbutton", name="Query: the token that looks")).to_have_value("408")


# The text


def test_a_click_on_a_word_chooses_its_row_and_the_window_follows(open_text):
    page = open_text(layer=2, head=3, window="0-20,0-20")
    word(page, 700).scroll_into_view_if_needed()
    word(page, 700).click()
    page.wait_for_url("**query=700*")
    assert "window" not in chosen(page)
    wait_for_rows(page, 684, 716)
    expect(page.get_by_text("This word spreads over about").first).to_be_visible()
    expect(page.get_by_text("The 128 keys with the largest weights")).to_be_visible()
    titles = page.locator(".js-plotly-plot .gtitle").all_text_contents()
    assert f"Weights of query “{WORDS[700]}”" in titles


def test_another_head_keeps_the_query_and_the_strip_says_which_head_it_is(open_text):
    page = open_text(layer=2, head=3, query=500)
    page.locator(".atlas canvas").focus()
    page.keyboard.press("ArrowUp")
    wait_for_title(page, "L1 H3")
    expect(page.get_by_role("heading", name="Where in the text is L1 H3 focused?")).to_be_visible()
    expect(word(page, 500)).to_have_attribute("aria-current", "true")
    assert chosen(page)["query"] == "500"


def test_the_keyboard_alone_reaches_and_uses_everything(open_text):
    page = open_text(layer=1, head=1)
    tab_to(page, ".atlas canvas")
    page.keyboard.press("ArrowRight")
    wait_for_title(page, "L1 H2")
    wait_idle(page)
    tab_to(page, ".overview:not(.mini) canvas")
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**window=*")
    wait_idle(page)
    opened = chosen(page)["window"]
    tab_to(page, ".overview.mini canvas")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: quote(opened) not in url and opened not in url)
    wait_idle(page)
    tab_to(page, ".strip .text span")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**query=2*")
    expect(page.get_by_text("This word spreads over about").first).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus is there, inside a component too."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            """(selector) => {
                let at = document.activeElement;
                while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                return at?.matches(selector) ?? false;
            }""",
            selector,
        ):
            return
    raise AssertionError(f"Tab never comes to {selector}")


# What else may happen


def test_words_that_look_like_markup_stay_text_everywhere(open_text):
    hostile = " ".join(HOSTILE).split()
    text = " ".join([*WORDS[:560], *hostile, *WORDS[560:600]])
    page = open_text(text, window="550-580,550-580", layer=0, head=0)
    for place, typed in enumerate(hostile):
        token = Token(typed, "<unk>", unknown=True)  # The model knows none of them, and its mark is no markup either.
        expect(word(page, 560 + place)).to_have_text(f"{typed} <unk>".replace("\u202e", "⟨202E⟩"))
        word(page, 560 + place).click()
        page.wait_for_url(f"**query={560 + place}*")
        wait_idle(page)
        labels = page.eval_on_selector_all(".js-plotly-plot .ytick text", "all => all.map(one => one.textContent)")
        assert plain_label(token, LABEL_LIMIT) in labels
    expect(page.get_by_label("Text", exact=True)).to_have_value(text)
    assert page.locator("img[src='x'], .strip img, .strip b, .katex, a[href*='x.example']").count() == 0
    # And no request left for an image: the fixture checks that.


def test_a_changed_text_cancels_the_one_that_is_being_read(serve, open_page, reader):
    address = serve(ROOT / "tests" / "browser" / "apps" / "slow_reading.py", PYTHONPATH=str(ROOT))
    page = open_page(f"{address}/?model={quote(reader)}&text={quote(CHAPTER)}")
    agree_to_model(page)
    expect(page.get_by_text("Change the text or the model to cancel.")).to_be_visible()
    watcher = open_page(f"{address}/?jobs")
    expect(watcher.get_by_text(f"1 kept: {len(CHAPTER)} False")).to_be_visible()
    page.get_by_label("Text", exact=True).fill("a cat sat on the mat")
    page.get_by_label("Text", exact=True).press("Control+Enter")
    heatmap_of_window(page).wait_for()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    for _ in range(20):
        watcher.reload()
        wait_idle(watcher)
        if watcher.get_by_text("1 kept: 20 True").count():
            return
        watcher.wait_for_timeout(500)
    raise AssertionError(watcher.get_by_test_id("stText").inner_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_a_chapter_without_scrolling_sideways(open_text, scheme):
    page = open_text(layer=1, head=2, query=500, size={**PHONE, "color_scheme": scheme, "has_touch": True})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for element in (overview(page).locator("canvas"), small_map(page), heatmap_of_window(page), strip(page)):
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    word(page, 501).scroll_into_view_if_needed()
    word(page, 501).tap()
    page.wait_for_url("**query=501*")


def test_the_first_click_of_a_fresh_servers_first_visitor_is_not_lost(serve, open_page, reader):
    page = open_page(f"{serve(fresh=True)}/sentence?text=a+cat+sat&model={quote(reader)}", allow_errors=DEEP_LINK)
    agree_to_model(page)
    # The model is still being loaded, and the page runs every half second.
    open_chapter_box(page)
    heatmap_of_window(page).wait_for()
    wait_idle(page)
    expect(pasted(page)).to_be_visible()
