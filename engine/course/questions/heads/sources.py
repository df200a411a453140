"""The sources of questions on real recordings: heads to classify, rows to read. The truth comes from the weights."""

from functools import cache

from engine.course.questions.heads.patterns import spread_or_focused, what_a_sink_says, where_it_looks
from engine.course.questions.heads.rows import effective_keys, looked_at, sharpest
from engine.course.questions.question import Source


@cache
def sources() -> tuple[Source, ...]:
    """Every kind of question on recorded heads."""
    return (
        Source("head-spread", "classify", "easy", "uniform", spread_or_focused),
        Source("head-looked-at", "classify", "easy", "heatmap", looked_at),
        Source("head-place", "classify", "medium", "heatmap", where_it_looks),
        Source("head-sink", "classify", "medium", "not-explanation", what_a_sink_says),
        Source("head-effective", "entropy", "medium", "uniform", effective_keys),
        Source("head-sharpest", "classify", "hard", "heatmap", sharpest),
    )
