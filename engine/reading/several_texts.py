"""Heads over several texts at once: a label belongs to a head on a text, and more text makes it surer."""

from collections.abc import Iterable

import numpy as np

from engine.errors import InputError
from engine.measures.evidence import LabelEvidence, gather_evidence
from engine.measures.heads import HeadStatistics
from engine.measures.numbers import numbers_of
from engine.reading.reading import Reading


def pool_heads(readings: Iterable[Reading]) -> HeadStatistics:
    """Every head of one model over all of these texts together.

    A number is the plain mean over all query rows of all texts where it is defined, so a long text counts for more
    than a short one. A label is read from all judged rows together. One reading is held at a time. InputError
    without any reading, or where they have different layers and heads.
    """
    evidence: LabelEvidence | None = None
    sums: dict[str, np.ndarray] = {}
    counts: dict[str, np.ndarray] = {}
    for reading in readings:
        by_row = {number.name: number.by_row(reading.rows) for number in numbers_of(reading.rows)}
        added = {name: np.nansum(values, axis=-1) for name, values in by_row.items()}
        defined = {name: np.isfinite(values).sum(axis=-1) for name, values in by_row.items()}
        gathered = gather_evidence(reading.rows, reading.query_tokens, reading.key_tokens)
        if evidence is None:
            evidence, sums, counts = gathered, added, defined
            continue
        if evidence.sharpness.shape != gathered.sharpness.shape:
            raise InputError("texts can be pooled only when the same model has read them: the heads differ.")
        evidence = evidence + gathered
        sums = {name: sums[name] + added[name] for name in by_row}
        counts = {name: counts[name] + defined[name] for name in by_row}
    if evidence is None:
        raise InputError("there is no text to pool. Give one or more.")
    with np.errstate(invalid="ignore"):  # 0 / 0, where no row defines a measure, is NaN as everywhere.
        means = {name: sums[name] / counts[name] for name in sums}
    return HeadStatistics(means, evidence)
