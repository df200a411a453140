"""Questions with numbers of their own for every seed: small matrices by chance, answers that the engine computes.

A template (content/numeric/*.toml) is the words of a question with places for numbers; a case (pages/course/numeric)
draws and computes them. Wrong answers are what named mistakes give. A draw in which two answers could be taken for
each other is thrown away, and another one taken.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from pages.course.conditions import Numbers, fill
from pages.course.content import FOLDER, read_toml
from pages.course.numeric import counts, matrices, rows
from pages.course.numeric.case import Case, Settings, all_differ
from pages.course.question import Option, Question, Source, dice, shuffle_options
from pages.course.schema import Content, Level, Value

CASES: dict[str, Callable[[random.Random, Settings], Case]] = {
    "attention": matrices.attention,
    "bug": matrices.bug,
    "weighted-sum": matrices.weighted_sum,
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


@dataclass(frozen=True)
class NumericSource:
    """A template, as a source of questions."""

    template: Template
    kind: str

    @property
    def id(self) -> str:
        return self.template.id

    @property
    def level(self) -> Level:
        return self.template.level

    @property
    def concept(self) -> str:
        return self.template.concept

    def question(self, seed: int) -> Question:
        """The question of a seed. Raises ValueError for a template whose answers never come out apart."""
        template = self.template
        chance = dice(template.id, seed)
        for _ in range(DRAWS):
            case = CASES[template.case](chance, template.settings)
            right = Option(_filled(template.right, case.states), _filled(template.reason, case.states))
            wrong = [_option(answer, case.states) for answer in template.wrong]
            if all_differ([option.text for option in (right, *wrong)], template.apart):
                break
        else:
            raise ValueError(f"the template {template.id!r} has answers that are alike in {DRAWS} draws")
        options, answer = shuffle_options(right, wrong, chance)
        return Question(
            id=template.id,
            seed=seed,
            kind=self.kind,
            level=template.level,
            concept=template.concept,
            prompt=_filled(template.prompt, case.states),
            options=options,
            answer=answer,
            steps=tuple(_filled(step, case.states) for step in template.steps),
            check=_filled(template.check, case.states),
            hint=_filled(template.hint, case.states),
            draw=case.draw if template.picture else None,
        )


@cache
def sources() -> tuple[Source, ...]:
    """Every template as a source of questions."""
    found: list[Source] = []
    for file in sorted((FOLDER / "numeric").glob("*.toml")):
        listed = read_toml(file, TemplateList)
        found.extend(NumericSource(template, listed.kind) for template in listed.template)
    return tuple(found)


def _filled(text: str, states: Mapping[str, Numbers]) -> str:
    return fill(text, states).strip()


def _option(answer: WrongAnswer, states: Mapping[str, Numbers]) -> Option:
    return Option(_filled(answer.text, states), _filled(answer.reason, states), fill(answer.mistake, states))
