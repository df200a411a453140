"""The worksheets: whole files that need nothing else, and show questions as they are."""

import re
from html.parser import HTMLParser

import pytest

from engine.course.memory.cards import cards
from engine.course.pictures import Bars
from engine.course.questions.question import Option, Question
from engine.course.sets.sheet import Item, Worksheet, item_of_card, item_of_question
from viz.course.worksheet import STYLES, print_worksheet
from viz.theme import LIGHT

VOID = {"meta", "br", "hr", "line", "path", "rect", "circle"}

QUESTION = Question(
    id="q",
    seed=7,
    kind="output",
    level="easy",
    concept="softmax",
    prompt="What do the weights sum to, by $\\sqrt{d_k}$?\n\n```python\nprint(a < b)\n```",
    options=(Option("2", "Too much.", "other"), Option("**1**", "By the softmax."), Option("<b>0</b>", "No.", "other")),
    answer=1,
    steps=("Add them up.", "It is 1."),
    check="A row sums to 1.",
    hint="Add.",
    picture=Bars(["a & b", "<c>"], [0.25, 0.75], title="Weights <", caption="How & why."),
)


class Tags(HTMLParser):
    """Checks that every tag that opens closes, and collects the tags and the words."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def sheet():
    items = (item_of_question(QUESTION), *(item_of_card(card) for card in cards().values()))
    return Worksheet("Softmax & co", "seed 7 · 2 questions", items, "http://127.0.0.1/practice?seed=7&n=2")


@pytest.mark.parametrize("style", STYLES)
def test_a_sheet_is_whole_html_that_asks_nothing_of_a_network(sheet, style):
    html = print_worksheet(sheet, style)
    tags = Tags(html).tags
    assert {"script", "link", "img", "iframe", "a"} & {tag for tag, _ in tags} == set()
    assert not any(name in {"src", "href", "style"} or name.startswith("on") for _, one in tags for name in one)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert "<title>Softmax &amp; co: " in html
    assert "seed 7 · 2 questions · http://127.0.0.1/practice?seed=7&amp;n=2" in html


@pytest.mark.parametrize("style", STYLES)
def test_what_is_written_is_text_and_never_markup(sheet, style):
    html = print_worksheet(sheet, style)
    assert "<b>0</b>" not in html
    assert "<c>" not in html
    assert "$" not in html
    assert "[[" not in html


def test_the_worksheet_gives_no_answer_away(sheet):
    html = print_worksheet(sheet, "questions")
    words = "".join(Tags(html).words)
    for secret in ("Right.", "Too much.", "By the softmax.", "Add them up.", "A row sums to 1.", "Quick check"):
        assert secret not in words
    assert 'class="right"' not in html
    assert cards()["softmax-promises"].answer not in words
    assert cards()["softmax-promises"].question in words
    assert "Name" in words


def test_the_solutions_mark_the_right_option_and_give_every_reason(sheet):
    html = print_worksheet(sheet, "solutions")
    assert html.count('<li class="right">') == 1
    assert re.search(r'<li class="right"><div><strong>1</strong></div>.*?By the softmax', html)
    words = "".join(Tags(html).words)
    for said in ("Too much.", "Add them up.", "Quick check.", cards()["softmax-promises"].answer):
        assert said in words
    assert "<span>Name</span>" not in html


def test_the_answer_sheet_has_the_letter_of_each_question(sheet):
    html = print_worksheet(sheet, "answers")
    assert "<td>1</td><td><strong>B</strong> <strong>1</strong></td>" in html
    assert html.count("<tr>") == 1 + len(sheet.items)


def test_pictures_and_formulas_stand_in_the_file(sheet):
    html = print_worksheet(sheet, "questions")
    assert "<svg" in html
    assert "a &amp; b" in html
    assert "<b>Weights &lt;.</b> How &amp; why." in html
    assert 'class="root"' in html
    assert LIGHT.text in html


def test_there_is_room_to_work_where_something_is_computed_or_written():
    sheet = Worksheet("x", "y", (item_of_question(QUESTION), Item("softmax", "easy", "Why?", (), "So.", lines=4)))
    assert print_worksheet(sheet, "questions").count("<div></div>") == 2 + 4
    assert print_worksheet(sheet, "solutions").count("<div></div>") == 0
