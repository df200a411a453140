"""What the figures' tests share: hostile texts, and every text that a finished figure hands to Plotly."""

import json
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

HOSTILE = (
    "<b>bold</b>",
    "</s>",
    "<img onerror=x>",
    "$x$",
    "`code`",
    "%{hostile}",
    "&copy;",
    "left\u202eright",
    "zero\u200bwidth",
    "a\tb",
    "a\nb",
    "\ud800",
    "",
    "w" * 300,
)
"""Texts that Plotly would render, turn round, swallow or be squeezed by."""

RAW = ("<b>bold", "</s>", "<img", "$", "%{hostile}", "&copy;", "\u202e", "\u200b", "\t", "\n", "\ud800", "w" * 81)
"""What no text of a figure may hold, whatever its tokens."""


def texts(figure: go.Figure) -> list[str]:
    """Every string of the figure's JSON, names of fields left out."""
    return list(_strings(json.loads(figure.to_json())))


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, value in part.items():
            # Numbers in base64 and the default template hold no text.
            if name not in ("bdata", "template"):
                yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)


def assert_harmless(figure: go.Figure) -> None:
    """No text of the figure holds a hostile token raw."""
    found = [(text, raw) for text in texts(figure) for raw in RAW if raw in text]
    assert found == []


def token_labels(axis: Any) -> list[str]:
    """The labels of an axis of tokens, position by position."""
    return [axis.labelalias[position] for position in axis.categoryarray]
