"""Heads over several texts at once: a label belongs to a head on a text, and more text makes it surer."""

from collections.abc import Iterable

from engine.errors import InputError
from engine.measures.heads import HeadStatistics, HeadSums
from engine.reading.reading import Reading


def pool_heads(readings: Iterable[Reading]) -> HeadStatistics:
    """Every head of one model over all of these texts together.

    A number is taken over the query rows of all texts, as it is over those of one, so a long text counts for more than
    a short one. A label is read from all judged rows together. One reading is held at a time, and of each row its
    sharpness (8 bytes for each head). InputError without any reading, or where they have different layers and heads.
    """
    pooled: HeadSums | None = None
    for reading in readings:
        sums = HeadSums.of(reading.rows, reading.query_tokens, reading.key_tokens)
        if pooled is not None and pooled.evidence.uniform.shape != sums.evidence.uniform.shape:
            raise InputError("texts can be pooled only when the same model has read them: the heads differ.")
        pooled = sums if pooled is None else pooled + sums
    if pooled is None:
        raise InputError("there is no text to pool. Give one or more.")
    return pooled.statistics()
