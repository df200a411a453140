"""Questions with numbers of their own for every seed: small matrices by chance, answers that the engine computes.

A template (content/numeric/*.toml) is the words of a question with places for numbers; a case (a function beside this
file) draws and computes them, from the numbers as they are shown: what a learner computes with is what is used. Wrong
answers are what named mistakes give. A draw in which two answers could be taken for each other is thrown away,
and another one taken.
"""

import random
from collections.abc import Callable, Mapping
from functools import cache, partial

from pydantic import Field

from engine.course.conditions import Numbers, fill
from engine.course.loading import FOLDER, read_toml
from engine.course.questions.numeric import counts, matrices, rows
from engine.course.questions.numeric.case import Case, Settings, all_differ
from engine.course.questions.question import Draft, Option, Source
from engine.course.schema import Content, Level, Value

CASES: dict[str, Callable[[random.Random, Settings], Case]] = {
    "attention": matrices.attention,
    "bug": matrices.bug,
    "weighted-sum": matrices.weighted_sum,
    "broadcast": matrices.broadcast,
    "softmax-row": matrices.softmax_row,
    "halved-row": rows.halved_row,
    "two-rows": rows.two_rows,
    "causal-row": rows.causal_row,
    "most-entropy": rows.most_entropy,
    "heads": counts.heads,
    "shapes": counts.shapes,
    "scaling": counts.scaling,
}

DRAWS = 2000
"""How many draws are tried; every template finds one within a few (a test sees to it)."""


class WrongAnswer(Content):
    """A wrong option. mistake: the misconception that it is, or a place for its id."""

    text: str
    reason: str
    mistake: str


class Template(Content):
    """The words of a question. right, reason: the right option, and why it is.

    apart: by how much the numbers of any two options differ at least. picture: whether the case is drawn.
    """

    id: str
    level: Level
    concept: str
    case: str
    settings: dict[str, Value] = Field(default_factory=dict)
    prompt: str
    right: str
    reason: str
    wrong: tuple[WrongAnswer, ...] = Field(min_length=2)
    steps: tuple[str, ...] = Field(min_length=1)
    check: str
    hint: str
    apart: float = 0.05
    picture: bool = False


class TemplateList(Content):
    """A file of templates, all of one kind of question."""

    kind: str
    template: tuple[Template, ...] = Field(min_length=1)


def ask_template(template: Template, chance: random.Random) -> Draft:
    """The question that a template becomes with these random numbers. ValueError where its answers are all alike."""
    for _ in range(DRAWS):
        case = CASES[template.case](chance, template.settings)
        right = Option(_filled(template.right, case.states), _filled(template.reason, case.states))
        wrong = tuple(_option(answer, case.states) for answer in template.wrong)
        if all_differ([option.text for option in (right, *wrong)], template.apart):
            break
    else:
        raise ValueError(f"the template {template.id!r} has answers that are alike in {DRAWS} draws")
    return Draft(
        prompt=_filled(template.prompt, case.states),
        right=right,
        wrong=wrong,
        steps=tuple(_filled(step, case.states) for step in template.steps),
        check=_filled(template.check, case.states),
        hint=_filled(template.hint, case.states),
        picture=case.picture if template.picture else None,
    )


@cache
def sources() -> tuple[Source, ...]:
    """Every template as a source of questions."""
    found: list[Source] = []
    for file in sorted((FOLDER / "numeric").glob("*.toml")):
        listed = read_toml(file, TemplateList)
        found.extend(
            Source(one.id, listed.kind, one.level, one.concept, partial(ask_template, one)) for one in listed.template
        )
    return tuple(found)


def _filled(text: str, states: Mapping[str, Numbers]) -> str:
    return fill(text, states).strip()


def _option(answer: WrongAnswer, states: Mapping[str, Numbers]) -> Option:
    return Option(_filled(answer.text, states), _filled(answer.reason, states), fill(answer.mistake, states))
