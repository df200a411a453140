"""The text of a long reading, put together again from its tokens."""

from dataclasses import replace

import numpy as np

from engine.matrices.input import MatrixInput
from engine.matrices.steps import capture_matrices
from engine.models.loading import load_model
from engine.reading.captures import read_capture
from pages.parts.sentence.long_head import with_blanks


def pieces(text: str) -> list[tuple[str, str]]:
    tokens = load_model("minilm").tokenize(text)[1]
    matrix = np.eye(len(tokens))
    reading = read_capture(capture_matrices(MatrixInput(queries=matrix, keys=matrix, values=matrix)))
    return with_blanks(text, replace(reading, query_tokens=tokens))


def test_a_special_token_that_was_typed_stands_where_it_was_typed() -> None:
    assert pieces("so[SEP]\n it")[1:-1] == [("", "so"), ("", "[SEP]"), ("\n ", "it")]


def test_an_unknown_token_is_found_by_its_text_and_shown_with_its_mark() -> None:
    assert pieces("so  😀\nit 나")[1:-1] == [
        ("", "so"), ("  ", "😀 [UNK]"), ("\n", "it"), (" ", "나"), ("", "나 2/2"),
    ]  # fmt: skip
