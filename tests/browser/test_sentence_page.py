"""The Sentence page in a real browser."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.idle import wait_idle

TEXT = "The old man told a long story to the children."
HOSTILE = {
    "<b>bold</b> & <s>": ["<", "b", ">", "bold", "&", "s"],
    "<img src=x onerror=alert(1)>": ["<", "=", "x", ">", "alert"],
    "$x^2$ `code` é שלום": ["$", "`", "code", "é"],
    "![i](http://example.com/i.png)": ["!", "[", "i", "]", "http", "example"],
    "a \u202eabc e\u0301 👩‍👩‍👧 zero\u200bwidth": ["abc", "e\u0301", "👩‍👩‍👧 [UNK]"],
}
"""Texts that a page could take for markup, each with some of its tokens as they must be shown."""

DEEP_LINK = ("_stcore", "404 (Not Found)")
"""Streamlit looks for its own addresses below a page's first, and does not find them there."""


def chosen(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def heatmap(page: Page):
    return page.locator(".js-plotly-plot").first


def cell(page: Page, query: int, key: int) -> tuple[float, float]:
    """The middle of a cell of the first heatmap, on the screen."""
    n_queries, n_keys = page.evaluate(
        """() => {
            const { layout } = document.querySelector('.js-plotly-plot');
            return [layout.yaxis, layout.xaxis].map((axis) => axis.categoryarray.length);
        }"""
    )
    box = page.locator(".js-plotly-plot .heatmaplayer image").first.bounding_box()
    return box["x"] + box["width"] * (key + 0.5) / n_keys, box["y"] + box["height"] * (query + 0.5) / n_queries


def wait_for_title(page: Page, start: str) -> None:
    """Waits until the heatmap's title, and the heading of the head's numbers, start so."""
    page.wait_for_function(
        """([title, heading]) => [['strong', title], ['h3', heading]].every(([kind, start]) =>
            [...document.querySelectorAll(kind)].some(one => one.textContent.startsWith(start)))""",
        arg=[f"{start}:", f"{start} on "],
    )


def test_a_link_is_opened_by_the_first_visitor_of_a_fresh_server(serve, open_page):
    address = serve(fresh=True)
    page = open_page(f"{address}/sentence?text={quote(TEXT)}&layer=4&head=5&query=2", allow_errors=DEEP_LINK)
    wait_for_title(page, "L4 H5")
    expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)
    assert chosen(page) == {"text": TEXT, "layer": "4", "head": "5", "query": "2"}
    expect(page.get_by_text("One query")).to_be_visible()
    # And the second visitor, on the same address.
    second = open_page(f"{address}/sentence?text={quote(TEXT)}&layer=1&head=3", allow_errors=DEEP_LINK)
    wait_for_title(second, "L1 H3")


def test_a_click_on_a_cell_chooses_its_query_and_back_takes_it_back(serve, open_page):
    page = open_page(f"{serve()}/sentence?layer=4&head=5", allow_errors=DEEP_LINK)
    wait_for_title(page, "L4 H5")
    page.mouse.click(*cell(page, 3, 7))
    page.wait_for_url("**query=3*")
    wait_idle(page)
    expect(page.get_by_text("This word spreads over about").first).to_be_visible()
    page.go_back()
    page.wait_for_function("() => !location.search.includes('query=')")
    assert chosen(page)["head"] == "5"


def test_the_links_of_the_verdict_choose_a_head(serve, open_page):
    page = open_page(f"{serve()}/sentence", allow_errors=DEEP_LINK)
    button = page.get_by_role("button", name="Most even")
    name = button.text_content().split(": ")[1]
    button.click()
    wait_for_title(page, name)
    page.wait_for_url("**head=*")
    assert f"L{chosen(page)['layer']} H{chosen(page)['head']}" == name


def test_a_changed_sentence_is_drawn_after_enter(serve, open_page):
    page = open_page(f"{serve()}/sentence", allow_errors=DEEP_LINK)
    page.get_by_label("Text", exact=True).fill("Green ideas sleep.")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.js-plotly-plot .ytick text')].some(t => t.textContent === 'Green')",
    )
    page.wait_for_url("**text=Green*")
    assert chosen(page)["text"] == "Green ideas sleep."


@pytest.mark.parametrize(("text", "tokens"), HOSTILE.items())
def test_hostile_text_is_shown_as_typed_in_every_label(serve, open_page, text, tokens):
    page = open_page(f"{serve()}/sentence", height=1400, allow_errors=DEEP_LINK)
    page.get_by_label("Text", exact=True).fill(text)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(last) => [...document.querySelectorAll('.js-plotly-plot .ytick text')].some(t => t.textContent === last)",
        arg=tokens[-1],
    )
    wait_idle(page)
    labels = page.eval_on_selector_all(".js-plotly-plot .ytick text", "all => all.map(one => one.textContent)")
    for token in tokens:
        assert token in labels
    assert page.locator("img[src='x'], .js-plotly-plot b, .katex").count() == 0
    # The box keeps it, and no request left for an image: the fixture checks that.
    expect(page.get_by_label("Text", exact=True)).to_have_value(text)
    page.mouse.move(*cell(page, 0, 1))
    hover = page.locator(".hoverlayer .hovertext").first
    expect(hover).to_contain_text("weight")


def test_a_pasted_megabyte_is_refused_with_its_size_and_stays(serve, open_page):
    page = open_page(f"{serve()}/sentence", allow_errors=DEEP_LINK)
    page.get_by_label("Text", exact=True).fill("x" * 1_000_000)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1,000,000 characters (1.0 MB)")).to_be_visible()
    # The box for a long text is drawn anew, and is filled a moment after the message.
    page.wait_for_function("() => document.querySelector('[aria-label=Text]')?.value.length === 1_000_000")


def test_what_was_chosen_is_there_again_after_a_visit_to_the_other_page(serve, open_page):
    page = open_page(f"{serve()}/sentence?layer=1&head=8&query=4", allow_errors=DEEP_LINK)
    wait_for_title(page, "L1 H8")
    page.get_by_role("link", name="Matrices").click()
    page.wait_for_url("**/matrices*")
    wait_idle(page)
    page.get_by_role("link", name="Sentence").click()
    page.wait_for_url("**/sentence*")
    wait_for_title(page, "L1 H8")
    page.wait_for_url("**query=4*")


@pytest.mark.parametrize("path", ["sentence", "matrices"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_page_without_scrolling_sideways(serve, open_page, path, scheme):
    page = open_page(
        f"{serve()}/{path}", width=390, height=844, color_scheme=scheme, has_touch=True, allow_errors=DEEP_LINK
    )
    heatmap(page).wait_for()
    wait_idle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert heatmap(page).bounding_box()["width"] <= 390
