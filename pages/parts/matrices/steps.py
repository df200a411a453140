"""Every step of attention on small matrices, with numbers and what each number is made of."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import streamlit as st

from engine.matrices.steps import MatrixSteps, cell_products, softmax_terms
from engine.matrices.typed import format_number
from pages.shared.choices import Choices
from viz.figures.steps import products_text, step_figure
from viz.theme import CHART_CONFIG, Theme

_Picture = tuple[str, np.ndarray, Sequence[object], Sequence[object], Literal["signed", "weights"], list[list[str]]]
"""Name, matrix, names of the rows and of the columns, kind, hover."""


def show_steps(choices: Choices, steps: MatrixSteps, head: int, theme: Theme) -> None:
    """The steps of one head, from the scores to the output."""
    st.subheader("Every step" if steps.n_heads == 1 else f"Every step of head {head}", anchor=False)
    pictures = _pictures_of(steps, head)
    for start in range(0, len(pictures), 3):
        for place, column in enumerate(st.columns(3)):
            if start + place < len(pictures):
                name, matrix, rows, names, kind, hover = pictures[start + place]
                figure = step_figure(
                    matrix, rows, names, name=f"{start + place + 1}. {name}", kind=kind, hover=hover, theme=theme
                )
                column.plotly_chart(figure, key=choices.key(f"step {start + place}"), config=CHART_CONFIG, alt=name)
    st.caption(
        "Computed in float64 and never rounded; shown rounded to 3 digits. Point at a cell for its exact value and the "
        "numbers that it is made of. A hidden cell is −∞ before the softmax and has weight 0."
    )


def _pictures_of(steps: MatrixSteps, head: int) -> list[_Picture]:
    """The matrices of one head in the order in which they are computed."""
    m = steps.matrices
    queries, keys = m.query_tokens, m.key_tokens
    width = steps.queries.shape[-1]
    columns = tuple(str(column + 1) for column in range(steps.values.shape[-1]))
    pictures: list[_Picture] = []
    if m.projects:
        inner = tuple(str(column + 1) for column in range(width))
        for letter, step, matrix, tokens, of in (
            ("Q", "x_queries", steps.queries, queries, inner),
            ("K", "x_keys", steps.keys, keys, inner),
            ("V", "x_values", steps.values, keys, columns),
        ):
            pictures.append(
                (f"{letter} = X W_{letter}", matrix[head], tokens, of, "signed", _sums(steps, step, head, matrix[head]))
            )
    divided = f"Scaled: scores ÷ {format_number(round(steps.divisor, 6))}"
    pictures += [
        ("Scores: Q Kᵀ", steps.scores[head], queries, keys, "signed", _sums(steps, "scores", head, steps.scores[head])),
        (divided, steps.scaled[head], queries, keys, "signed", _quotients(steps, head)),
        ("Masked: −∞ on hidden keys", steps.masked[head], queries, keys, "signed", _masked(steps, head)),
        ("Weights: softmax of each row", steps.weights[head], queries, keys, "weights", _softmax(steps, head)),
        (
            "Output: weights × V",
            steps.output[head],
            queries,
            columns,
            "signed",
            _sums(steps, "output", head, steps.output[head]),
        ),
    ]
    if steps.n_heads > 1 or steps.projected is not None:
        joined = tuple(str(column + 1) for column in range(steps.joined.shape[-1]))
        pictures.append(
            ("Heads joined", steps.joined, queries, joined, "signed", _sums(steps, "joined", 0, steps.joined))
        )
    if steps.projected is not None:
        last = tuple(str(column + 1) for column in range(steps.projected.shape[-1]))
        pictures.append(
            (
                "Projected: joined × W_O",
                steps.projected,
                queries,
                last,
                "signed",
                _sums(steps, "projected", 0, steps.projected),
            )
        )
    return pictures


def _sums(steps: MatrixSteps, step: str, head: int, matrix: np.ndarray) -> list[list[str]]:
    return [
        [products_text(cell_products(steps, step, head, row, column)) for column in range(matrix.shape[1])]
        for row in range(matrix.shape[0])
    ]


def _quotients(steps: MatrixSteps, head: int) -> list[list[str]]:
    return [
        [f"{score:.6g} ÷ {steps.divisor:.6g} = {scaled:.6g}" for score, scaled in zip(*rows, strict=True)]
        for rows in zip(steps.scores[head], steps.scaled[head], strict=True)
    ]


def _masked(steps: MatrixSteps, head: int) -> list[list[str]]:
    return [
        [f"visible: {value:.6g}" if seen else "hidden: −∞" for value, seen in zip(*rows, strict=True)]
        for rows in zip(steps.scaled[head], steps.visible, strict=True)
    ]


def _softmax(steps: MatrixSteps, head: int) -> list[list[str]]:
    hover = []
    for row in range(steps.weights.shape[1]):
        if row in steps.blind_queries:
            hover.append(["no weights: this query sees no key"] * steps.weights.shape[2])
            continue
        terms = softmax_terms(steps, head, row)
        hover.append(
            [
                f"e^({score:.6g} − {terms.largest:.6g}) ÷ sum = {part:.6g} ÷ {terms.denominator:.6g} = {weight:.6g}"
                for score, part, weight in zip(
                    steps.masked[head, row], terms.numerators, steps.weights[head, row], strict=True
                )
            ]
        )
    return hover
