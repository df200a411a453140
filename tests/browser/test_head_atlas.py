"""The head atlas on the Sentence page, in a real browser."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from engine.matrices.links import matrices_to_link
from engine.matrices.presets import preset
from tests.browser.harness.idle import wait_idle

LEFT, TOP = 26, 18
"""Pixels that the names of the layers and of the heads take, as in head_atlas.js."""

DEEP_LINK = ("_stcore", "404 (Not Found)")
"""Streamlit looks for its own addresses below a page's first, and does not find them there."""

NARROW = {"width": 390, "height": 844}


def atlas(page: Page):
    return page.locator(".atlas canvas")


def said(page: Page):
    """The line under the atlas."""
    return page.locator(".atlas p.said")


def place_of(page: Page, layer: int, head: int) -> tuple[float, float]:
    """The middle of a head's picture, from the canvas's corner."""
    cell = int((atlas(page).bounding_box()["width"] - LEFT) / 12)
    return LEFT + (head + 0.5) * cell, TOP + (layer + 0.5) * cell


def at(page: Page, layer: int, head: int) -> dict[str, float]:
    x, y = place_of(page, layer, head)
    return {"x": x, "y": y}


def accent_at(page: Page, layer: int, head: int) -> bool:
    """Whether the head's picture has the frame: a strongly orange pixel at the middle of its left edge."""
    x, y = place_of(page, layer, head)
    cell = 2 * (y - TOP) / (2 * layer + 1)
    red, green, blue, _ = atlas(page).evaluate(
        """(canvas, [x, y]) => {
            const ratio = canvas.width / canvas.clientWidth;
            return [...canvas.getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data];
        }""",
        [x - cell / 2 + 1, y],
    )
    return red > 180 and 60 < green < 170 and blue < 100


def chosen_head(page: Page) -> tuple[str, str] | None:
    query = parse_qs(urlsplit(page.url).query)
    return (query["layer"][0], query["head"][0]) if "head" in query else None


def wait_for_head(page: Page, name: str) -> None:
    """Waits until the heatmap's title names this head, and the heading of the head's numbers does."""
    page.wait_for_function(
        """(name) => ['strong', 'h3'].every(kind =>
            [...document.querySelectorAll(kind)].some(one => one.textContent.match(/^L\\d+ H\\d+/)?.[0] === name))""",
        arg=name,
    )


def open_at(open_page, address: str, layer: int = 4, head: int = 5, **more) -> Page:
    page = open_page(f"{address}/sentence?layer={layer}&head={head}", allow_errors=DEEP_LINK, **more)
    wait_for_head(page, f"L{layer} H{head}")
    return page


def test_a_click_on_a_picture_selects_its_head_for_the_first_visitor_too(serve, open_page):
    page = open_at(open_page, serve(fresh=True))
    atlas(page).click(position=at(page, 2, 7))
    wait_for_head(page, "L2 H7")
    page.wait_for_url("**layer=2&head=7*")
    assert accent_at(page, 2, 7)
    assert not accent_at(page, 4, 5)


def test_a_click_beside_the_pictures_selects_nothing(serve, open_page):
    page = open_at(open_page, serve())
    atlas(page).click(position={"x": 8, "y": at(page, 1, 0)["y"]})
    atlas(page).click(position={"x": at(page, 0, 3)["x"], "y": 6})
    wait_idle(page)
    assert chosen_head(page) == ("4", "5")
    assert accent_at(page, 4, 5)


def test_the_arrow_keys_move_the_selection_and_stop_at_the_edges(serve, open_page):
    page = open_at(open_page, serve())
    atlas(page).focus()
    for key, name in [
        ("ArrowRight", "L4 H6"),
        ("ArrowUp", "L3 H6"),
        ("ArrowLeft", "L3 H5"),
        ("ArrowDown", "L4 H5"),
        ("End", "L4 H11"),
        ("Home", "L4 H0"),
    ]:
        page.keyboard.press(key)
        wait_for_head(page, name)
        expect(said(page)).to_contain_text(f"{name}:")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    wait_for_head(page, "L5 H0")
    page.keyboard.press("ArrowDown")
    wait_idle(page)
    assert chosen_head(page) == ("5", "0")
    assert re.search(r"72 heads.*Selected L5 H0:", atlas(page).get_attribute("aria-label"))


def test_keys_pressed_faster_than_the_page_follows_all_count(serve, open_page):
    page = open_at(open_page, serve())
    atlas(page).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    wait_for_head(page, "L4 H10")
    wait_idle(page)
    assert chosen_head(page) == ("4", "10")
    assert accent_at(page, 4, 10)


def test_the_line_names_the_head_under_the_mouse_and_then_the_selected_one_again(serve, open_page):
    page = open_at(open_page, serve())
    expect(said(page)).to_contain_text("L4 H5:")
    atlas(page).hover(position=at(page, 1, 2))
    expect(said(page)).to_have_text(re.compile(r"^L1 H2: [a-z].*, normalised entropy [01]\.\d{3}$"))
    page.mouse.move(2, 2)
    expect(said(page)).to_contain_text("L4 H5:")
    assert chosen_head(page) == ("4", "5")


def test_a_link_of_the_verdict_moves_the_frame_each_time_it_is_followed(serve, open_page):
    page = open_at(open_page, serve())
    link = page.get_by_role("button", name="Most even")
    name = link.text_content().split(": ")[1]
    layer, head = (int(number) for number in re.findall(r"\d+", name))
    for other in [(0, 0), (5, 1)]:
        link.click()
        wait_for_head(page, name)
        expect(said(page)).to_contain_text(f"{name}:")
        assert accent_at(page, layer, head)
        atlas(page).click(position=at(page, *other))
        wait_for_head(page, f"L{other[0]} H{other[1]}")
        page.mouse.move(2, 2)
        expect(said(page)).to_contain_text(f"L{other[0]} H{other[1]}:")
        assert not accent_at(page, layer, head)


def test_back_takes_the_frame_back(serve, open_page):
    page = open_at(open_page, serve())
    atlas(page).click(position=at(page, 2, 7))
    wait_for_head(page, "L2 H7")
    page.wait_for_url("**layer=2&head=7*")
    page.go_back()
    wait_for_head(page, "L4 H5")
    page.mouse.move(2, 2)
    expect(said(page)).to_contain_text("L4 H5:")
    assert accent_at(page, 4, 5)


def test_the_frame_is_at_the_picked_head_after_a_visit_to_the_other_page(serve, open_page):
    page = open_at(open_page, serve())
    atlas(page).click(position=at(page, 2, 7))
    wait_for_head(page, "L2 H7")
    page.get_by_role("link", name="Matrices").click()
    page.wait_for_url("**/matrices*")
    wait_idle(page)
    page.get_by_role("link", name="Sentence").click()
    wait_for_head(page, "L2 H7")
    expect(said(page)).to_contain_text("L2 H7:")
    assert accent_at(page, 2, 7)


def test_the_frame_is_at_the_picked_head_after_a_message_above_it_has_gone(serve, open_page):
    page = open_page(f"{serve()}/sentence?layer=99&head=5", allow_errors=DEEP_LINK)
    expect(page.get_by_text("There is no such head")).to_be_visible()
    atlas(page).click(position=at(page, 2, 7))
    wait_for_head(page, "L2 H7")
    wait_idle(page)
    page.mouse.move(2, 2)
    expect(said(page)).to_contain_text("L2 H7:")
    assert accent_at(page, 2, 7)


def test_the_frame_is_at_the_picked_head_of_the_next_sentence(serve, open_page):
    page = open_at(open_page, serve())
    atlas(page).click(position=at(page, 2, 7))
    wait_for_head(page, "L2 H7")
    page.get_by_label("Text", exact=True).fill("Seven heads look elsewhere.")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.js-plotly-plot .ytick text')].some(t => t.textContent === 'elsewhere')",
    )
    wait_for_head(page, "L2 H7")
    wait_idle(page)
    expect(said(page)).to_contain_text("L2 H7:")
    assert accent_at(page, 2, 7)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_draw_all_heads(serve, open_page, scheme):
    page = open_at(open_page, serve(), color_scheme=scheme)
    # For each head, how many colours its picture has, and how dark it is on the whole.
    colours, lightness = atlas(page).evaluate(
        """(canvas, [left, top]) => {
            const context = canvas.getContext('2d');
            const ratio = canvas.width / canvas.clientWidth;
            const cell = Math.floor((canvas.clientWidth - left) / 12);
            const colours = [];
            let sum = 0, count = 0;
            for (let layer = 0; layer < 6; layer++) for (let head = 0; head < 12; head++) {
                const [x, y] = [(left + head * cell + 4) * ratio, (top + layer * cell + 4) * ratio];
                const { data } = context.getImageData(x, y, (cell - 8) * ratio, (cell - 8) * ratio);
                const seen = new Set();
                for (let at = 0; at < data.length; at += 4) {
                    seen.add(data[at] * 65536 + data[at + 1] * 256 + data[at + 2]);
                    sum += data[at] + data[at + 1] + data[at + 2];
                    count += 3 * 255;
                }
                colours.push(seen.size);
            }
            return [colours, sum / count];
        }""",
        [LEFT, TOP],
    )
    assert len(colours) == 72
    assert min(colours) > 3
    assert lightness > 0.5 if scheme == "light" else lightness < 0.5


def test_a_tap_on_a_phone_selects_and_nothing_is_wider_than_the_screen(serve, open_page):
    page = open_at(open_page, serve(), has_touch=True, **NARROW)
    atlas(page).tap(position=at(page, 2, 7))
    wait_for_head(page, "L2 H7")
    wait_idle(page)
    assert chosen_head(page) == ("2", "7")
    box = atlas(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_second_visitor_does_not_see_the_selection_of_the_first(serve, open_page):
    address = serve()
    first = open_at(open_page, address)
    second = open_at(open_page, address, 1, 3)
    atlas(first).click(position=at(first, 2, 7))
    wait_for_head(first, "L2 H7")
    wait_idle(second)
    expect(said(second)).to_contain_text("L1 H3:")
    assert chosen_head(second) == ("1", "3")
    assert accent_at(second, 1, 3)
    assert not accent_at(second, 2, 7)


def test_the_heads_of_matrices_are_named_and_selected_too(serve, open_page):
    two_heads = preset("two-heads")
    page = open_page(f"{serve()}/matrices?m={quote(matrices_to_link(two_heads.matrices))}", allow_errors=DEEP_LINK)
    expect(said(page)).to_contain_text("L0 H0:")
    cell = min(120, int((atlas(page).bounding_box()["width"] - LEFT) / 2))
    atlas(page).click(position={"x": LEFT + 1.5 * cell, "y": TOP + 0.5 * cell})
    page.wait_for_url("**head=1*")
    page.mouse.move(2, 2)
    expect(said(page)).to_contain_text("L0 H1:")
