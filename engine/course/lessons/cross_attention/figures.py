"""What the translator of dates reads while it writes."""

from collections.abc import Mapping

from engine.course.conditions import Numbers
from engine.course.figure import PageLink, Shown
from engine.course.lessons.cross_attention.numbers import ALIGNED, Translation, translate
from engine.course.pictures import Grid, Words
from engine.course.schema import Value
from engine.models.catalogue import DATES

_LABEL = "Open this translation"


def one_row(settings: Mapping[str, Value]) -> Shown:
    """phrase: what is read; row: which of the rows that write a character, counted from 0."""
    found = translate(str(settings["phrase"]))
    row = min(int(settings["row"]), len(found.written) - 1)
    weights = found.weights[row]
    place = int(found.looks_at[row])
    character = found.written[row]
    numbers: Numbers = {
        "character": character,
        "position": row + 1,
        "so_far": "".join(found.written[:row]) or "nothing yet",
        "looks_at": found.read[place],
        "largest": float(weights[place]),
        "tokens_read": len(found.read),
        "written": _written(found),
    }
    writes = "the end" if character == "end" else f"“{character}”"
    words = Words(
        found.read,
        weights,
        title=f"Written so far: {numbers['so_far']}. Now: {writes}",
        caption="The phrase that is read. Under each token is its weight in the row of the character being written.",
        marked=(place,),
    )
    return Shown(numbers, (words,), (_link(found, row),))


def whole_grid(settings: Mapping[str, Value]) -> Shown:
    """phrase: what is read; head: "layer.head" of the cross-attention, the aligned one where it is left out."""
    layer, _, head = str(settings.get("head", "{}.{}".format(*ALIGNED))).partition(".")
    found = translate(str(settings["phrase"]), int(layer), int(head))
    rows, columns = found.weights.shape
    largest = [found.weights[row].max() for row in found.digit_rows]
    numbers: Numbers = {
        "rows": rows,
        "columns": columns,
        "cells": rows * columns,
        "written": _written(found),
        "characters": rows - 1,
        "steps_back": found.steps_back,
        "largest_mean": float(sum(largest) / max(len(largest), 1)),
    }
    grid = Grid(
        found.weights,
        title=f"Written: {numbers['written']}",
        caption=f"L{layer} H{head}: a row for each character written, a column for each token read. The further a "
        "colour is from the page's, the more weight.",
        rows=found.written,
        columns=found.read,
        row_axis="Written",
        column_axis="Read",
    )
    return Shown(numbers, (grid,), (_link(found, None, int(layer), int(head)),))


def _written(found: Translation) -> str:
    return "".join(found.written[:-1])


def _link(found: Translation, row: int | None, layer: int = ALIGNED[0], head: int = ALIGNED[1]) -> PageLink:
    """The Sentence page with this phrase, read by the translator."""
    query = {"text": found.text, "model": DATES.name, "kind": "cross", "layer": str(layer), "head": str(head)}
    return PageLink("sentence", _LABEL, query if row is None else query | {"query": str(row)})
