"""A page with the section "What comes next" on a made-up model: what the tests of the section open.

The model has a small vocabulary and knows only the last token. ?text= the text, ?hostile=1 with tokens that look like
markup, ?encoder=1 a model that foretells nothing; ?query=, ?more=, ?temperature=, ?seed= and ?row= as on the page.
"""

from dataclasses import replace

import numpy as np
import streamlit as st

from engine.matrices.input import MatrixInput
from engine.matrices.steps import capture_matrices
from engine.reading.captures import read_capture
from engine.reading.text_reading import TextReading
from engine.running.continuation import NextToken
from engine.text.tokens import plain_tokens
from pages.parts.sentence.continuation import CHOICES, continuation_of
from pages.parts.sentence.generation import show_generation
from pages.shared.choices import Choices
from pages.shared.frame import open_frame
from viz.figures.axes import GENERATED_SENTENCE
from viz.figures.query_bars import query_figure
from viz.figures.reading_figure import head_figure
from viz.theme import CHART_CONFIG

END = "<|end|>"
PLAIN = [" the", " wolf", " ran", " over", " a", " hill", " and", " looked", " back", " at", " moon", ".", "\n"]
HOSTILE = ["**bold**", "<img src=x onerror=alert(1)>", "[link](http://x.example/)", "</s>", " $x$", "\u202e", "`", "\t"]


def probabilities(vocabulary: list[str], last: int) -> np.ndarray:
    """After each token the others come with fixed, made-up probabilities."""
    logits = np.random.default_rng(last).normal(scale=2.0, size=len(vocabulary))
    logits[last] = -5.0
    return np.exp(logits) / np.exp(logits).sum()


@st.cache_resource
def read(text: str, continuation: tuple[int, float, int] | None, hostile: bool, encoder: bool) -> TextReading:
    """The text, word by word, with made-up attention; words that the vocabulary has not are its first one."""
    vocabulary = [*(HOSTILE if hostile else []), *PLAIN, END]
    ids = [vocabulary.index(f" {word}") if f" {word}" in vocabulary else 0 for word in text.split()]
    given, ended = len(ids), False
    if continuation is not None:
        n_tokens, temperature, seed = continuation
        numbers = np.random.default_rng(seed)
        while len(ids) < given + n_tokens and not ended:
            chances = probabilities(vocabulary, ids[-1])
            hot = chances ** (1 / temperature) if temperature else chances
            ids.append(int(numbers.choice(len(hot), p=hot / hot.sum()) if temperature else hot.argmax()))
            ended = vocabulary[ids[-1]] == END
    numbers = np.random.default_rng(3)
    queries, keys = numbers.normal(size=(2, len(ids), 4))
    names = plain_tokens([vocabulary[number].strip(" ") for number in ids])
    matrices = MatrixInput(queries=queries * 2, keys=keys, values=keys, mask="causal")
    generated_from = None if continuation is None else given
    reading = replace(
        read_capture(capture_matrices(matrices)), query_tokens=names, key_tokens=names, generated_from=generated_from
    )

    def likeliest(position: int, count: int) -> list[NextToken]:
        chances = probabilities(vocabulary, ids[position])
        order = np.argsort(-chances)[:count]
        return [NextToken(vocabulary[number], int(number), float(chances[number])) for number in order]

    return TextReading(
        {"self": reading},
        "".join(vocabulary[number] for number in ids[given:] if vocabulary[number] != END),
        ended,
        None if encoder else likeliest,
        () if encoder else tuple(ids),
    )


theme = open_frame("Generation")
choices = Choices("generation", in_the_link=("text", "hostile", "encoder", "query", *CHOICES))
choices.follow_link()
text = choices.get("text", "the wolf ran over a hill and")
text_reading = read(text, continuation_of(choices), "hostile" in choices, "encoder" in choices)
reading = text_reading.reading()
query = choices.whole_number("query")
if query is not None and query >= len(reading.query_tokens):
    query = None
st.plotly_chart(head_figure(reading, 0, 0, query=query, title="", theme=theme), config=CHART_CONFIG)
if reading.generated_from is not None:
    st.caption(GENERATED_SENTENCE)
if query is not None:
    weights = reading.weights(0, 0)[query]
    name = reading.query_tokens[query]
    figure = query_figure(weights, reading.key_tokens, name, generated_from=reading.generated_from, theme=theme)
    st.plotly_chart(figure, config=CHART_CONFIG)
show_generation(choices, text_reading, query, theme)
choices.write_link()
