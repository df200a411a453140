"""The sources of questions on real recordings: heads to classify, rows to read. The truth comes from the weights."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pages.course.head_draft import Draft
from pages.course.head_patterns import spread_or_focused, what_a_sink_says, where_it_looks
from pages.course.head_rows import effective_keys, looked_at, sharpest
from pages.course.question import Question, Source, dice, shuffle_options
from pages.course.schema import Level


@dataclass(frozen=True)
class HeadSource:
    """A kind of question on a recorded head: a seed chooses the head."""

    id: str
    kind: str
    level: Level
    concept: str
    ask: Callable[[random.Random], Draft]

    def question(self, seed: int) -> Question:
        chance = dice(self.id, seed)
        draft = self.ask(chance)
        options, answer = shuffle_options(draft.right, draft.wrong, chance)
        return Question(
            id=self.id,
            seed=seed,
            kind=self.kind,
            level=self.level,
            concept=self.concept,
            prompt=draft.prompt,
            options=options,
            answer=answer,
            steps=draft.steps,
            check=draft.check,
            hint=draft.hint,
            draw=draft.draw,
        )


@cache
def sources() -> tuple[Source, ...]:
    """Every kind of question on recorded heads."""
    return (
        HeadSource("head-spread", "classify", "easy", "uniform", spread_or_focused),
        HeadSource("head-looked-at", "classify", "easy", "heatmap", looked_at),
        HeadSource("head-place", "classify", "medium", "heatmap", where_it_looks),
        HeadSource("head-sink", "classify", "medium", "not-explanation", what_a_sink_says),
        HeadSource("head-effective", "entropy", "medium", "uniform", effective_keys),
        HeadSource("head-sharpest", "classify", "hard", "heatmap", sharpest),
    )
