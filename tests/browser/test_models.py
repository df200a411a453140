"""Other models than the first one on the Sentence page, in a real browser: a translator, a writer, folders."""

import re
from urllib.parse import quote

import pytest
import transformers
from playwright.sync_api import Page, expect

from engine.models.catalogue import CATALOGUE
from tests.browser.harness.idle import wait_idle
from tests.browser.harness.own_model import agree_to_model
from tests.browser.test_sentence_page import DEEP_LINK, cell, chosen, heatmap, wait_for_title
from tests.engine.families import REFUSED
from tests.engine.folders import save_model, word_pieces

DATE = "the third of May, 2021"
CAPITAL = "The capital of France is"
"""On a machine's first visit smollm2 is converted, which takes 20 seconds and more on a busy one."""


def open_model(open_page, address: str, **choices: object) -> Page:
    """Opens a link with these choices, and waits until the model has read the text."""
    query = "&".join(f"{name}={quote(str(value))}" for name, value in choices.items())
    page = open_page(f"{address}/sentence?{query}", allow_errors=DEEP_LINK)
    heatmap(page).wait_for()
    wait_idle(page)
    return page


def first_heatmap(page: Page) -> tuple[list[str], list[str], list[list[float]]]:
    """The names of the rows and of the columns of the first heatmap, as they are written, and its weights."""
    return page.evaluate(
        """() => {
            const plot = document.querySelector('.js-plotly-plot');
            const cells = plot._fullData.find((trace) => trace.type === 'heatmap' && trace.zmax === 1);
            const names = (axis) => Object.values(axis.labelalias).map((name) => name.replace(/<[^>]*>/g, ''));
            return [names(plot.layout.yaxis), names(plot.layout.xaxis), [...cells.z].map((row) => [...row])];
        }"""
    )


def wait_for_rows(page: Page, count: int) -> None:
    page.wait_for_function(
        "(count) => document.querySelector('.js-plotly-plot')?.layout?.yaxis?.categoryarray?.length === count",
        arg=count,
    )
    wait_idle(page)


def problem(page: Page):
    return page.get_by_test_id("stAlert")


# A translator


def test_a_date_is_translated_and_each_digit_looks_at_the_word_that_it_comes_from(serve, open_page):
    page = open_model(open_page, serve(), model="dates", text=DATE, layer=1, head=0)
    wait_for_title(page, "L1 H0")
    expect(page.get_by_test_id("stCode").first).to_have_text("2021-05-03")
    rows, columns, weights = first_heatmap(page)
    largest = {
        row: columns[max(range(len(columns)), key=line.__getitem__)] for row, line in zip(rows, weights, strict=True)
    }
    assert largest["0 → 5"] == "May"
    assert largest["0 → 3"] == "third"
    assert [len(line) for line in weights] == [len(columns)] * len(rows)


def test_the_three_kinds_of_attention_are_offered_cross_first_and_the_link_holds_the_choice(serve, open_page):
    page = open_model(open_page, serve(), model="dates", text=DATE, layer=1, head=2, query=4)
    kinds = page.get_by_role("radio")
    assert kinds.all_text_contents() == ["Translation at source", "Source at itself", "Translation at itself"]
    expect(kinds.first).to_be_checked()
    n_queries = len(first_heatmap(page)[0])
    page.get_by_text("Source at itself").click()
    page.wait_for_url("**kind=encoder*")
    rows, columns, _ = _square(page, n_queries)
    assert rows[:4] == ["the", "third", "of", "May"]
    assert {"layer", "head", "query"}.isdisjoint(chosen(page))  # These belonged to the other kind.
    page.get_by_text("Translation at itself").click()
    page.wait_for_url("**kind=decoder*")
    rows, columns, weights = _square(page, len(columns))
    assert weights[0][1] != weights[0][1]  # NaN: the decoder's first token sees none after it
    page.go_back()
    page.wait_for_url("**kind=encoder*")
    expect(kinds.nth(1)).to_be_checked()


def _square(page: Page, other_than: int) -> tuple[list[str], list[str], list[list[float]]]:
    """The heatmap once it has another number of queries, and as many keys."""
    page.wait_for_function(
        """(old) => {
            const layout = document.querySelector('.js-plotly-plot')?.layout;
            const [rows, columns] = [layout?.yaxis, layout?.xaxis].map((axis) => axis?.categoryarray?.length);
            return rows === columns && rows !== old;
        }""",
        arg=other_than,
    )
    wait_idle(page)
    return first_heatmap(page)


def test_a_cell_of_a_translation_chooses_its_row(serve, open_page):
    page = open_model(open_page, serve(), model="dates", text=DATE, layer=1, head=0)
    wait_for_title(page, "L1 H0")
    page.mouse.click(*cell(page, 6, 3))
    page.wait_for_url("**query=6*")
    expect(page.get_by_text("Weights of query “0 → 5”")).to_be_visible()


# A writer


def test_the_capital_of_france_is_continued_marked_stepped_through_and_reproduced_by_its_link(serve, open_page):
    page = open_model(open_page, serve(), model="smollm2", text=CAPITAL)
    given = len(first_heatmap(page)[0])
    number = page.get_by_role("spinbutton", name="Tokens to write")
    number.fill("5")
    number.press("Enter")
    wait_idle(page)
    page.get_by_role("button", name="Continue the text").click()
    expect(page.get_by_text("The model wrote 5 tokens")).to_be_visible()
    wait_for_rows(page, given + 5)
    written = page.get_by_test_id("stCode").first.inner_text()
    assert written.lstrip("\n").startswith(" Paris")
    rows, columns, weights = first_heatmap(page)
    assert [row.startswith("► ") for row in rows] == [False] * given + [True] * 5
    assert rows[given] == columns[given] == "► Paris"
    for token in (2, 3):
        page.get_by_role("button", name="Next token", exact=True).click()
        expect(page.get_by_text(f"Token {token} of 5")).to_be_visible()
        page.wait_for_url(f"**query={given + token - 1}*")
    wait_idle(page)
    fresh = open_page(page.url, allow_errors=DEEP_LINK)
    expect(fresh.get_by_text("Token 3 of 5")).to_be_visible()
    wait_idle(fresh)
    assert fresh.get_by_test_id("stCode").first.inner_text() == written
    assert str(first_heatmap(fresh)) == str([rows, columns, weights])  # as text, where NaN is NaN
    # And only the text again.
    fresh.get_by_role("button", name="Only my text").click()
    wait_for_rows(fresh, given)
    assert {"more", "query"}.isdisjoint(chosen(fresh))


# A folder


def test_a_folder_that_is_not_there_is_named_and_read_once_it_is(serve, open_page, tmp_path):
    folder = tmp_path / "my <b>*model*"
    page = open_page(f"{serve()}/sentence?text=the+cat+sat&model={quote(str(folder))}", allow_errors=DEEP_LINK)
    agree_to_model(page)
    expect(problem(page)).to_contain_text("There is no such model")
    expect(problem(page)).to_contain_text(str(folder))
    expect(page.get_by_label("Text", exact=True)).to_have_value("the cat sat")
    page.get_by_role("button", name="Try again").click()
    wait_idle(page)
    expect(problem(page)).to_contain_text(str(folder))
    save_model("bert", folder, word_pieces())
    page.get_by_role("button", name="Try again").click()
    heatmap(page).wait_for()
    expect(problem(page)).to_have_count(0)
    assert first_heatmap(page)[0] == ["[CLS]", "the", "cat", "sat", "[SEP]"]
    expect(page.get_by_label("Text", exact=True)).to_have_value("the cat sat")
    assert chosen(page) == {"text": "the cat sat", "model": str(folder)}


def test_a_model_whose_attention_cannot_be_recorded_is_refused_by_name_and_another_one_reads_the_text(
    serve, open_page, tmp_path
):
    folder = tmp_path / "mpnet"
    transformers.AutoModel.from_config(REFUSED["mpnet"]).save_pretrained(folder)
    word_pieces().save(str(folder / "tokenizer.json"))
    page = open_page(f"{serve()}/sentence?text=the+cat+sat&model={quote(str(folder))}", allow_errors=DEEP_LINK)
    agree_to_model(page)
    expect(problem(page)).to_contain_text("mpnet")
    expect(page.get_by_label("Text", exact=True)).to_have_value("the cat sat")
    model = page.get_by_role("combobox", name="Model")
    model.click()
    page.get_by_role("option", name="minilm").click()
    heatmap(page).wait_for()
    assert first_heatmap(page)[0] == ["[CLS]", "the", "cat", "sat", "[SEP]"]
    expect(problem(page)).to_have_count(0)


def test_a_folder_is_typed_into_the_chooser_of_models(serve, open_page, tmp_path):
    folder = tmp_path / "typed"
    save_model("llama", folder, word_pieces())
    page = open_model(open_page, serve(), text="the cat sat")
    model = page.get_by_role("combobox", name="Model")
    model.click()
    model.press_sequentially(str(folder))
    model.press("Enter")
    page.wait_for_url("**model=*typed*")
    expect(page.locator(".atlas canvas")).to_have_attribute("aria-label", re.compile("^18 heads"))
    assert chosen(page)["model"] == str(folder)


# The card


@pytest.mark.parametrize("name", ["minilm", "dates"])
def test_the_card_tells_what_is_known_of_the_model(serve, open_page, name):
    card = CATALOGUE[name]
    page = open_model(open_page, serve(), model=name, text="Four legs good, two legs better.")
    page.get_by_role("button", name="Model card").click()
    facts = page.get_by_test_id("stTable")
    expect(facts).to_be_visible()
    rows = dict(row.locator("th, td").all_inner_texts() for row in facts.locator("tbody tr").all())
    assert rows["Heads in a layer"] == str(card.heads)
    assert rows["Key heads in a layer"] == str(card.key_heads)
    assert rows["Licence"] == card.licence
    assert rows["sha256"] == card.sha256
    assert rows["Layers"] == ("6" if name == "minilm" else "2 in the encoder, 2 in the decoder")
    assert rows["Source"] == card.source
