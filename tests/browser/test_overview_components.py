"""The overview, its map and the strip, in a real browser: on a page of their own, with made-up weights."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.idle import wait_idle
from tests.browser.harness.server import ROOT

APP = ROOT / "tests" / "browser" / "apps" / "overview_components.py"
LEFT, TOP, SIDE = 54, 36, 512
"""Where the overview's picture lies and its pixels along a side, as in picture.js."""
MAP_LEFT, MAP_SIDE = 7, 153
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def open_app(serve, open_page):
    """open_app(query="", **as open_page) opens the page of the components."""

    def open_one(query: str = "", **more) -> Page:
        page = open_page(f"{serve(APP, PYTHONPATH=str(ROOT))}/?{query}", **more)
        expect(overview(page).locator(".said")).not_to_be_empty()
        expect(small_map(page).locator(".said")).not_to_be_empty()
        return page

    return open_one


def overview(page: Page):
    return page.locator(".overview").first


def small_map(page: Page):
    return page.locator(".overview").nth(1)


def strip(page: Page):
    return page.locator(".strip")


def word(page: Page, token: int):
    return strip(page).locator(f"span[data-token='{token}']")


def reported(page: Page, text: str) -> None:
    """Waits until Python has been told this ("window 4-8,0-4; token 3; reports 1", or a part of it)."""
    expect(page.get_by_test_id("stText")).to_contain_text(text)


def on_picture(page: Page, x: float, y: float) -> tuple[float, float]:
    """The place on the screen of a place on the overview's picture, in its pixels."""
    box = overview(page).locator("canvas").bounding_box()
    return box["x"] + LEFT + x, box["y"] + TOP + y


def drag(page: Page, start: tuple[float, float], stop: tuple[float, float], *, release: bool = True) -> None:
    """Drags over the overview's picture, from (x, y) to (x, y) in its pixels."""
    middle = ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
    page.mouse.move(*on_picture(page, *start))
    page.mouse.down()
    page.mouse.move(*on_picture(page, *middle))
    page.mouse.move(*on_picture(page, *stop))
    if release:
        page.mouse.up()


def colour_at(canvas, x: float, y: float) -> list[int]:
    return canvas.evaluate(
        """(canvas, [x, y]) => {
            const ratio = canvas.width / canvas.clientWidth;
            return [...canvas.getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3);
        }""",
        [x, y],
    )


def is_accent(colour: list[int]) -> bool:
    red, green, blue = colour
    return red > 190 and 60 < green < 170 and blue < 100


# 2,048 tokens on 512 pixels: a pixel is 4 tokens.


def test_a_drag_opens_the_tokens_under_it_and_reports_once(open_app):
    page = open_app()
    drag(page, (50.1, 200.1), (69.9, 224.9))
    reported(page, "window 800-900,200-280; token None; reports 1")
    page.mouse.move(2, 2)
    expect(overview(page).locator(".said")).to_have_text("Open: queries 801–900, keys 201–280")
    # And the map, which was told by the server, shows it too.
    expect(small_map(page).locator(".said")).to_have_text("queries 801–900,\nkeys 201–280", use_inner_text=True)


def test_a_drag_upwards_and_to_the_left_is_the_same(open_app):
    page = open_app()
    drag(page, (69.9, 224.9), (50.1, 200.1))
    reported(page, "window 800-900,200-280; token None; reports 1")


def test_a_drag_larger_than_a_window_opens_its_middle_and_says_so(open_app):
    page = open_app()
    drag(page, (20.1, 200.1), (119.9, 299.9), release=False)
    # 400 x 400 tokens, and their middle 128 x 128.
    said = overview(page).locator(".said")
    expect(said).to_have_text("queries 937–1,064, keys 217–344: the middle of what you draw, at most 128 x 128 tokens")
    assert page.get_by_test_id("stText").inner_text().endswith("reports 0")
    page.mouse.up()
    reported(page, "window 936-1064,216-344; token None; reports 1")
    page.mouse.move(2, 2)
    expect(said).to_contain_text("the middle of what was drawn (at most 128 x 128 tokens)")


def test_a_drag_that_ends_outside_the_picture_ends_at_its_edge(open_app):
    page = open_app()
    drag(page, (490.1, 495.1), (700, 504.9))
    reported(page, "window 1980-2020,1960-2048; token None; reports 1")


def test_escape_drops_what_is_being_drawn(open_app):
    page = open_app()
    drag(page, (50.1, 200.1), (69.9, 224.9), release=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    wait_idle(page)
    reported(page, "window None; token None; reports 0")


def test_a_click_opens_half_a_window_around_it_and_a_second_click_reports_nothing(open_app):
    page = open_app()
    page.mouse.click(*on_picture(page, 100.1, 300.1))
    reported(page, "window 1168-1232,368-432; token None; reports 1")
    for place in ((100.1, 300.1), (-30, 100), (100, -20)):
        page.mouse.click(*on_picture(page, *place))
    wait_idle(page)
    reported(page, "reports 1")


def test_the_window_of_a_link_is_framed_in_the_accent(open_app):
    page = open_app("window=800-928,200-328")
    expect(overview(page).locator(".said")).to_have_text("Open: queries 801–928, keys 201–328")
    canvas = overview(page).locator("canvas")
    # Half way down its left side: 50 pixels from the left of the picture, and the line lies outside.
    assert is_accent(colour_at(canvas, LEFT + 49, TOP + 216))
    assert is_accent(colour_at(canvas, LEFT + 66, TOP - 4))
    assert is_accent(colour_at(canvas, LEFT - 4, TOP + 216))
    assert not is_accent(colour_at(canvas, LEFT + 66, TOP + 216))


def test_a_window_that_the_server_imposes_replaces_the_visitors_each_time(open_app):
    page = open_app()
    for reports, place in ((1, (50, 200)), (2, (80, 300))):
        drag(page, place, (place[0] + 20, place[1] + 20))
        reported(page, f"reports {reports}")
        page.get_by_role("button", name="Impose").click()
        expect(overview(page).locator(".said")).to_have_text("Open: queries 601–664, keys 101–164")
        expect(small_map(page).locator(".said")).to_contain_text("queries 601–664")


def test_the_keyboard_moves_resizes_and_opens_a_window(open_app):
    page = open_app("window=800-864,200-264")
    canvas, said = overview(page).locator("canvas"), overview(page).locator(".said")
    canvas.focus()
    for key, words in [
        ("ArrowRight", "queries 801–864, keys 233–296"),
        ("ArrowDown", "queries 833–896, keys 233–296"),
        ("ArrowLeft", "queries 833–896, keys 201–264"),
        ("ArrowUp", "queries 801–864, keys 201–264"),
        ("Shift+ArrowRight", "queries 801–864, keys 193–272"),
        ("Shift+ArrowDown", "queries 793–872, keys 193–272"),
        ("+", "queries 785–880, keys 185–280"),
        ("-", "queries 793–872, keys 193–272"),
        ("Shift+ArrowUp", "queries 801–864, keys 193–272"),
        ("PageDown", "queries 1,057–1,120, keys 193–272"),
        ("End", "queries 1,057–1,120, keys 1,969–2,048"),
        ("Home", "queries 1,057–1,120, keys 1–80"),
    ]:
        page.keyboard.press(key)
        expect(said).to_have_text(f"{words}: Enter opens it, Escape leaves it")
    reported(page, "reports 0")
    page.keyboard.press("Enter")
    reported(page, "window 1056-1120,0-80; token None; reports 1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Open: queries 1,057–1,120, keys 1–80")
    reported(page, "reports 1")
    assert "2,048 queries and 2,048 keys. Open: queries 1,057" in canvas.get_attribute("aria-label")


def test_keys_resize_a_window_no_further_than_its_limits(open_app):
    page = open_app("window=800-864,200-264")
    overview(page).locator("canvas").focus()
    for key, queries in (("+", "769–896"), ("-", "829–836")):
        for _ in range(20):
            page.keyboard.press(key)
        expect(overview(page).locator(".said")).to_contain_text(f"queries {queries}, ")


def test_the_line_tells_the_cell_under_the_mouse_and_its_weights(open_app):
    page = open_app()
    said = overview(page).locator(".said")
    page.mouse.move(*on_picture(page, 0.5, 300.5))
    expect(said).to_have_text("queries 1,201–1,204, keys 1–4: largest weight about 0.9, mean about 0.056")
    page.mouse.move(*on_picture(page, 400.5, 300.5))
    expect(said).to_have_text("queries 1,201–1,204, keys 1,601–1,604: masked, these queries cannot see these keys")
    page.mouse.move(2, 2)
    expect(said).to_have_text("No window is open.")


def test_the_toggle_draws_the_means_and_says_where_its_scale_ends(open_app):
    page = open_app()
    canvas = overview(page).locator("canvas")
    expect(overview(page).locator(".words")).to_have_text(re.compile(r"Each pixel is the\s+largest\s*mean\s+of 4 x 4"))
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    expect(overview(page).locator(".top")).to_have_text("1")
    overview(page).get_by_role("button", name="mean").click()
    expect(overview(page).get_by_role("button", name="mean")).to_have_attribute("aria-pressed", "true")
    expect(overview(page).get_by_role("button", name="largest")).to_have_attribute("aria-pressed", "false")
    expect(overview(page).locator(".top")).to_have_text("0.056, the highest here")
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    # The choice is the browser's own: it tells nobody, and outlives a run of the script.
    reported(page, "reports 0")
    page.get_by_role("button", name="Impose").click()
    expect(overview(page).locator(".said")).to_contain_text("queries 601–664")
    expect(overview(page).locator(".top")).to_have_text("0.056, the highest here")


def test_a_click_in_the_map_moves_the_window_and_keeps_its_size(open_app):
    page = open_app("window=800-900,200-280")
    small_map(page).locator("canvas").click(position={"x": MAP_LEFT + MAP_SIDE / 4, "y": MAP_LEFT + MAP_SIDE / 2})
    reported(page, "reports 1")
    rows, columns = re.findall(r"(\d+)-(\d+)", page.get_by_test_id("stText").inner_text())
    assert int(rows[1]) - int(rows[0]) == 100
    assert int(columns[1]) - int(columns[0]) == 80
    # A pixel of the map is 13 tokens.
    assert sum(map(int, rows)) / 2 == pytest.approx(1024, abs=14)
    assert sum(map(int, columns)) / 2 == pytest.approx(512, abs=14)
    expect(overview(page).locator(".said")).to_contain_text(f"queries {int(rows[0]) + 1:,}–")


def test_the_windows_frame_is_dragged_along_in_the_map(open_app):
    page = open_app("window=800-900,200-280")
    box = small_map(page).locator("canvas").bounding_box()
    scale = MAP_SIDE / 2048
    x, y = box["x"] + MAP_LEFT + 250 * scale, box["y"] + MAP_LEFT + 860 * scale
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 5)
    page.mouse.move(x + 30, y + 10)
    page.mouse.up()
    reported(page, "reports 1")
    rows, columns = re.findall(r"(\d+)-(\d+)", page.get_by_test_id("stText").inner_text())
    # By as much as the pointer, not with its middle at the pointer.
    assert int(rows[0]) == pytest.approx(800 + 10 / scale, abs=2)
    assert int(columns[0]) == pytest.approx(200 + 30 / scale, abs=2)
    assert int(rows[1]) - int(rows[0]) == 100


def test_arrow_keys_move_the_window_in_the_map_at_once(open_app):
    page = open_app("window=800-900,200-280")
    small_map(page).locator("canvas").focus()
    page.keyboard.press("ArrowDown")
    reported(page, "window 850-950,200-280")
    page.keyboard.press("ArrowRight")
    reported(page, "window 850-950,240-320; token None; reports 2")


def test_a_text_of_few_queries_and_many_keys_is_drawn_and_opened(open_app):
    page = open_app("n=30&keys=1024")
    expect(overview(page).locator(".words")).to_contain_text("of 1 x 2 weights")
    overview(page).locator("canvas").click(position={"x": LEFT + 256, "y": TOP + 30})
    reported(page, "window 0-30,480-544")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_draw_every_picture(open_app, scheme):
    page = open_app(color_scheme=scheme)
    for canvas in (overview(page), small_map(page), strip(page)):
        seen, lightness = canvas.locator("canvas").evaluate(
            """(canvas) => {
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                const seen = new Set();
                let sum = 0, count = 0;
                for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) {
                    seen.add(data[at] * 65536 + data[at + 1] * 256 + data[at + 2]);
                    sum += data[at] + data[at + 1] + data[at + 2];
                    count += 3 * 255;
                }
                return [seen.size, sum / count];
            }"""
        )
        assert seen > 2
        if canvas is not strip(page):
            continue
        assert lightness > 0.5 if scheme == "light" else lightness < 0.5
    ink, back = word(page, 5).evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]")
    brightness = [sum(int(part) for part in re.findall(r"\d+", colour)[:3]) for colour in (ink, back)]
    assert brightness[0] < brightness[1] if scheme == "light" else brightness[0] > brightness[1]


def test_a_theme_that_is_switched_is_followed(open_app):
    page = open_app()
    tint = "one => getComputedStyle(one).backgroundColor"
    light = word(page, 5).evaluate(tint)
    masked = colour_at(overview(page).locator("canvas"), LEFT + 400, TOP + 100)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """(light) => [...document.querySelectorAll('*')].some(one => {
            const word = one.shadowRoot?.querySelector("span[data-token='5']");
            return word && getComputedStyle(word).backgroundColor !== light;
        })""",
        arg=light,
    )
    wait_idle(page)
    assert sum(colour_at(overview(page).locator("canvas"), LEFT + 400, TOP + 100)) < sum(masked) / 2


def test_a_click_on_a_word_reports_its_token_and_frames_it(open_app):
    page = open_app()
    word(page, 17).click()
    reported(page, "token 17; reports 1")
    expect(word(page, 17)).to_have_attribute("aria-current", "true")
    expect(strip(page).locator("[aria-current]")).to_have_count(1)
    assert word(page, 17).evaluate("one => one.style.boxShadow").startswith("rgb(213, 94, 0)")
    word(page, 17).click()
    word(page, 3).click()
    reported(page, "token 3; reports 2")
    expect(strip(page).locator("[aria-current]")).to_have_count(1)


def test_words_that_are_marked_to_be_copied_are_not_picked(open_app):
    page = open_app()
    word(page, 40).scroll_into_view_if_needed()
    for first, last in ((38, 39), (40, 40)):
        start, stop = word(page, first).bounding_box(), word(page, last).bounding_box()
        page.mouse.move(start["x"] + 2, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(stop["x"] + 10, stop["y"] + 8)
        page.mouse.up()
    wait_idle(page)
    reported(page, "token None; reports 0")


def test_the_line_tells_the_word_under_the_mouse_with_every_measure(open_app):
    page = open_app()
    said = strip(page).locator(".said")
    expect(said).to_have_text("2,048 tokens, counted from 1.")
    word(page, 4).hover()
    number = r"[01]\.\d\d"
    expect(said).to_have_text(
        re.compile(
            rf"^Token 5 “\w+”: normalised entropy {number} · largest weight {number} · on the first token {number}$"
        )
    )
    word(page, 0).hover()
    expect(said).to_contain_text("normalised entropy one key only")
    page = open_app("n=8192")
    said = strip(page).locator(".said")
    strip(page).locator("canvas").hover(position={"x": 100, "y": 10})
    expect(said).to_have_text(re.compile(r"^Tokens \d+–\d+: normalised entropy 0\.\d\d on average$"))


def test_the_keyboard_walks_over_the_words_and_picks_one(open_app):
    page = open_app()
    said = strip(page).locator(".said")
    word(page, 0).focus()
    expect(said).to_contain_text("Token 1 ")
    for key, token in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 2048), ("Home", 1)):
        page.keyboard.press(key)
        expect(said).to_contain_text(f"Token {token:,} ")
    for key, lines in (("ArrowDown", 1), ("ArrowUp", -1), ("PageDown", 8), ("PageUp", -8)):
        before = _place_in_text(page, _token_said(said))
        page.keyboard.press(key)
        moved = (_place_in_text(page, _token_said(said)) - before) / 27  # pixels of a line
        assert moved == pytest.approx(lines, abs=0.1) if abs(lines) == 1 else moved / lines >= 1
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    reported(page, "token 1; reports 1")
    # Only one word at a time is a stop of the Tab key.
    expect(strip(page).locator(".text [tabindex]")).to_have_count(1)


def _place_in_text(page: Page, token: int) -> float:
    return word(page, token).evaluate("one => one.offsetTop")


def _token_said(said) -> int:
    return int(re.search(r"Token ([\d,]+)", said.inner_text())[1].replace(",", "")) - 1


def test_a_token_that_the_server_imposes_is_framed_and_scrolled_to_inside_the_box_alone(open_app):
    page = open_app("token=1500")
    expect(word(page, 1500)).to_have_attribute("aria-current", "true")
    assert _is_shown(page, 1500)
    scrolled = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    page.get_by_role("button", name="Impose").click()
    expect(word(page, 2045)).to_have_attribute("aria-current", "true")
    assert _is_shown(page, 2045)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == scrolled


def _is_shown(page: Page, token: int) -> bool:
    box, one = strip(page).locator(".text").bounding_box(), word(page, token).bounding_box()
    return box["y"] <= one["y"] and one["y"] + one["height"] <= box["y"] + box["height"] + 1


def test_a_click_on_the_bars_scrolls_the_text_to_that_place(open_app):
    page = open_app()
    canvas = strip(page).locator("canvas")
    canvas.click(position={"x": canvas.bounding_box()["width"] / 2, "y": 10})
    assert _is_shown(page, 1024)
    reported(page, "token None; reports 0")


def test_another_measure_recolours_the_text_and_changes_the_legend(open_app):
    page = open_app()
    tints = "box => [...box.querySelectorAll('span')].map(one => one.style.backgroundColor).join()"
    before = strip(page).locator(".text").evaluate(tints)
    expect(strip(page).locator(".low")).to_have_text("0 focused")
    expect(strip(page).locator(".undefined")).to_have_text("grey words: one key only")
    strip(page).get_by_role("button", name="on the first token").click()
    expect(strip(page).locator(".high")).to_have_text("1 all of it")
    expect(strip(page).locator(".undefined")).to_be_empty()
    assert strip(page).locator(".text").evaluate(tints) != before
    word(page, 4).hover()
    expect(strip(page).locator(".said")).to_have_text(re.compile(r"^Token 5 “\w+”: on the first token "))


def test_what_the_model_wrote_is_underlined_after_a_rule_and_named_in_the_legend(open_app):
    page = open_app("n=600&generated=1")
    expect(strip(page).locator(".written")).to_have_count(20)
    expect(strip(page).locator(".text i")).to_have_count(1)
    expect(strip(page).locator(".generated")).to_be_visible()
    style = word(page, 590).evaluate("one => getComputedStyle(one).textDecorationStyle")
    assert style == "dotted"
    typed = open_app("n=600")
    expect(strip(typed).locator(".written")).to_have_count(0)
    expect(strip(typed).locator(".generated")).not_to_be_visible()


def test_hostile_words_stay_text(open_app):
    page = open_app()
    for token, shown in (
        (40, "<img src=x onerror=alert(1)>"),
        (41, "</span><b>bold</b>"),
        (42, "a⟨202E⟩b"),
        (43, "␛[31m"),
        (44, "&lt;"),
        (45, "שלום"),
    ):
        expect(word(page, token)).to_have_text(shown)
    assert strip(page).locator("img, b").count() == 0
    word(page, 40).hover()
    expect(strip(page).locator(".said")).to_contain_text("“<img src=x onerror=alert(1)>”")
    assert strip(page).locator("img").count() == 0


def test_line_breaks_of_the_text_are_kept(open_app):
    page = open_app()
    above, below = word(page, 96).bounding_box(), word(page, 97).bounding_box()
    assert below["y"] - above["y"] > 1.5 * above["height"]
    assert below["x"] < word(page, 98).bounding_box()["x"]


def test_a_long_text_has_a_box_of_limited_height(open_app):
    page = open_app("n=8192")
    expect(strip(page).locator(".text span")).to_have_count(8192)
    assert strip(page).bounding_box()["height"] < 600
    word(page, 8191).scroll_into_view_if_needed()
    word(page, 8191).click()
    reported(page, "token 8191; reports 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone_and_taps_pick(open_app, scheme):
    page = open_app(has_touch=True, color_scheme=scheme, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for element in (overview(page).locator("canvas"), small_map(page), strip(page)):
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    overview(page).locator("canvas").tap(position={"x": LEFT + 50, "y": TOP + 200})
    reported(page, "reports 1")
    word(page, 3).tap()
    reported(page, "token 3; reports 2")


def test_a_finger_that_sets_out_sideways_draws_a_window(open_app):
    page = open_app(has_touch=True, **PHONE)
    box = overview(page).locator("canvas").bounding_box()
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + LEFT + 60, box["y"] + TOP + 200

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", (x, y))
    for step in range(1, 6):
        send("touchMove", (x + 3 * step, y + step))
    send("touchEnd")
    reported(page, "reports 1")
    rows, columns = re.findall(r"(\d+)-(\d+)", page.get_by_test_id("stText").inner_text())
    scale = 2048 / (box["width"] - LEFT - 8)
    assert int(columns[1]) - int(columns[0]) == pytest.approx(15 * scale, abs=scale + 1)
    assert int(rows[1]) - int(rows[0]) == pytest.approx(5 * scale, abs=scale + 1)
