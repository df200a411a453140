"""A worksheet on paper: one HTML file that needs no network, to be opened in a browser and printed."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Literal

from engine.course.loading import concepts, lessons
from engine.course.pictures import Picture
from engine.course.sets.sheet import Item, Worksheet
from viz.course.markup import to_html, to_words
from viz.sketch.draw import draw
from viz.theme import LIGHT

Style = Literal["questions", "solutions", "answers"]
"""questions: to be worked on; solutions: the same with everything solved; answers: a table of the right answers."""

STYLES: dict[Style, str] = {"questions": "Worksheet", "solutions": "Solutions", "answers": "Answer sheet"}

_LETTERS = "ABCDEFGH"
_CSS = (Path(__file__).parent / "worksheet.css").read_text(encoding="utf-8")


def print_worksheet(sheet: Worksheet, style: Style) -> str:
    """The whole HTML file."""
    title = f"{sheet.title}: {STYLES[style].lower()}"
    body = _answers(sheet.items) if style == "answers" else _questions(sheet.items, solved=style == "solutions")
    to_fill = '<p class="fill"><span>Name</span><span>Date</span></p>' if style == "questions" else ""
    link = f" · {escape(sheet.link)}" if sheet.link else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<title>{escape(title)}</title>\n<style>\n{_CSS}</style>\n</head>\n<body class="{style}">\n'
        f"<header><h1>{escape(title)}</h1>{to_fill}</header>\n{body}"
        f"<footer>Headlight · {escape(sheet.about)}{link}</footer>\n</body>\n</html>\n"
    )


def _questions(items: Iterable[Item], solved: bool) -> str:
    return "".join(_question(number, item, solved) for number, item in enumerate(items, start=1))


def _question(number: int, item: Item, solved: bool) -> str:
    parts = [f"<h2>{number} <small>{_heading(item)}</small></h2>", to_html(item.prompt)]
    if item.picture:
        parts.append(_figure(item.picture))
    if item.options:
        options = "".join(_option(place, item, solved) for place in range(len(item.options)))
        parts.append(f'<ol class="options">{options}</ol>')
    if solved:
        parts.append(_solution(item))
    elif item.lines:
        parts.append(f'<div class="lines">{"<div></div>" * item.lines}</div>')
    return f"<section>{''.join(parts)}</section>\n"


def _option(place: int, item: Item, solved: bool) -> str:
    option = item.options[place]
    right = solved and place == item.answer
    mark = '<strong class="mark">Right.</strong> ' if right else ""
    reason = f'<div class="reason">{mark}{to_words(option.reason)}</div>' if solved else ""
    kind = ' class="right"' if right else ""
    return f"<li{kind}><div>{to_words(option.text)}</div>{reason}</li>"


def _solution(item: Item) -> str:
    parts = [to_html(item.answer)] if isinstance(item.answer, str) else []
    if item.steps:
        parts.append(f"<ol>{''.join(f'<li>{to_words(step)}</li>' for step in item.steps)}</ol>")
    if item.check:
        parts.append(f"<p><strong>Quick check.</strong> {to_words(item.check)}</p>")
    return f'<div class="solution">{"".join(parts)}</div>'


def _answers(items: Iterable[Item]) -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{_answer(item)}</td><td>{item.level}</td><td>{_go_back(item)}</td></tr>"
        for number, item in enumerate(items, start=1)
    )
    return (
        "<table><thead><tr><th>No.</th><th>Answer</th><th>Level</th><th>Lesson to go back to</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>\n"
    )


def _answer(item: Item) -> str:
    if isinstance(item.answer, str):
        return to_words(item.answer)
    return f"<strong>{_LETTERS[item.answer]}</strong> {to_words(item.options[item.answer].text)}"


def _heading(item: Item) -> str:
    return escape(f"{concepts()[item.concept].title} · {item.level}")


def _go_back(item: Item) -> str:
    concept = concepts()[item.concept]
    found = (lessons()[one].title for one in concept.lessons if one in lessons())
    return escape(next(found, concept.title))


def _figure(picture: Picture) -> str:
    sketch = draw(picture, LIGHT)
    caption = f" {escape(sketch.caption)}" if sketch.caption else ""
    return f"<figure>{sketch.svg}<figcaption><b>{escape(sketch.title)}.</b>{caption}</figcaption></figure>"
