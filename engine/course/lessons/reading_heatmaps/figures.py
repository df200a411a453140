"""Heatmaps of real heads, and blocks."""

from collections.abc import Mapping

import numpy as np

from engine.course.conditions import Numbers
from engine.course.figure import Shown
from engine.course.lessons.kept.seen import example
from engine.course.lessons.links import open_matrices, open_sentence
from engine.course.lessons.reading_heatmaps.numbers import column_means, offset_mean, two_topics
from engine.course.pictures import Grid
from engine.course.schema import Value
from engine.matrices.input import MatrixInput
from engine.measures.random_rows import of_random_rows
from engine.measures.rows import HALF
from engine.plain import head_name


def real_head(settings: Mapping[str, Value]) -> Shown:
    """text: a ready-made sentence; head: "layer.head" of MiniLM."""
    reading = example(str(settings["text"]))
    layer, head = map(int, str(settings["head"]).split("."))
    weights = reading.weights(layer, head).astype(np.float64)
    columns = column_means(weights)
    brightest = int(columns.argmax())
    tokens = [str(token) for token in reading.key_tokens]
    numbers: Numbers = {
        "below": offset_mean(weights, -1),
        "above": offset_mean(weights, 1),
        "column": float(columns[brightest]),
        "column_token": tokens[brightest],
        "column_special": reading.key_tokens[brightest].special,
        "least_row_sum": float(weights.sum(axis=1).min()),
        "largest_row_sum": float(weights.sum(axis=1).max()),
        "largest_column_sum": float(weights.sum(axis=0).max()),
        "smallest_column_sum": float(weights.sum(axis=0).min()),
        "normalised": float(reading.heads.normalised_entropy[layer, head]),
        "label": reading.heads.labels[layer][head].name,
        "tokens": len(tokens),
        "focused": int((weights.max(axis=1) >= HALF).sum()),
        "focused_by_chance": float(of_random_rows("focused", np.array(len(tokens)))),
    }
    grid = Grid(
        weights,
        title=f"{head_name(layer, head)} on “{settings['text']}”",
        caption="Each row is a token that looks, each column a token that is looked at. Each row sums to 1.",
        rows=tokens,
        columns=tokens,
    )
    return Shown(numbers, (grid,), (open_sentence(str(settings["text"]), layer, head, 2),))


def blocks(settings: Mapping[str, Value]) -> Shown:
    """order: "grouped", one subject after the other, or "mixed", in turns."""
    found = two_topics(str(settings["order"]))
    where = {token: place for place, token in enumerate(found.tokens)}
    numbers: Numbers = {
        "within": found.within,
        "changes": found.changes,
        "river_water": float(found.weights[where["river"], where["water"]]),
        "river_loan": float(found.weights[where["river"], where["loan"]]),
    }
    grid = Grid(
        found.weights,
        title="Words of two subjects",
        caption="A word looks mostly at words of its own subject.",
        rows=found.tokens,
        columns=found.tokens,
    )
    matrices = MatrixInput(
        queries=found.vectors,
        keys=found.vectors,
        values=np.eye(2)[found.topics],
        query_tokens=found.tokens,
        key_tokens=found.tokens,
    )
    return Shown(numbers, (grid,), (open_matrices(matrices),))
