"""Ready-made sentences, with what the model said of them kept on disk.

So that the first picture need not wait for PyTorch and the model: the files hold what `engine.read` returned, written
by `python -m engine.reading.make_examples`, and a test reads the sentences again and compares.
"""

import logging
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from engine.attention.overview import Overview
from engine.measures.heads import HeadStatistics
from engine.measures.numbers import measured_numbers, not_measured
from engine.measures.rows import RowStatistics
from engine.models.catalogue import CATALOGUE, DATES, MINILM, SMOLLM2, find_model
from engine.reading.reading import Reading
from engine.text.tokens import Token

_log = logging.getLogger(__name__)

KEPT_MODELS = (MINILM.name,)
"""The models whose readings are kept: the one that a first visit starts with."""

_OF_A_TOKEN = tuple(field.name for field in fields(Token))

FOLDER = Path(__file__).parents[1] / "data" / "examples"


@dataclass(frozen=True)
class Example:
    """A sentence worth reading. name: its file. look_for: what to try with it, for the person who picks it.

    model: the one that it is for; "" for a sentence that any model may read.
    """

    name: str
    text: str
    look_for: str
    model: str = ""


EXAMPLES = (
    Example(
        "book",
        "She put the book on the table and left the room quietly.",
        "An ordinary sentence: L5 H11 looks mostly at other words. Where does L4 H5 look, whatever you write?",
    ),
    Example(
        "he-was-late",
        "John called Mary because he was late.",
        "In L1 H3, does “he” look at John or at Mary? Then pick the sentence with “she”.",
    ),
    Example(
        "she-was-late",
        "John called Mary because she was late.",
        "In L1 H3, does “she” look at Mary now? Compare with the sentence with “he”.",
    ),
    Example(
        "tired",
        "The animal didn't cross the street because it was too tired.",
        "Guess first: which word does “it” look at? Then pick the sentence with “wide”.",
    ),
    Example(
        "wide",
        "The animal didn't cross the street because it was too wide.",
        "Does “it” look elsewhere than with “tired”? Expect a surprise.",
    ),
    Example(
        "not-good",
        "The movie was not good.",
        "L0 H2 gives “good” all its weight on “not”. Is that meaning, or only the word before?",
    ),
    Example("dog-bites", "The dog bit the man.", "Word order: compare with “The man bit the dog.”"),
    Example("man-bites", "The man bit the dog.", "Word order: compare with “The dog bit the man.”"),
    Example("river-bank", "He sat on the river bank.", "What does “bank” look at beside a river, and beside money?"),
    Example("money-bank", "He went to the money bank.", "What does “bank” look at beside money, and beside a river?"),
    Example("the-the", "the the the the the", "One word five times: what is left to look at?"),
    Example("random", "lamp seven under glass violet march stone", "Random words: which heads need no meaning at all?"),
)


OF_ONE_MODEL = (
    Example(
        "capital",
        "The capital of France is",
        "Continue it below. Then select “is”: where did the model look to choose the next word?",
        SMOLLM2.name,
    ),
    Example(
        "repeated",
        "blue cat green dog blue cat green",
        "The second “green”: L18 H6 looks at “dog”, which came after the first. The model foretells it, too.",
        SMOLLM2.name,
    ),
    Example(
        "keys-cabinet",
        "The keys to the cabinet",
        "Is or are? Look below at what comes next, then try “The key to the cabinets”.",
        SMOLLM2.name,
    ),
    Example(
        "third-of-may",
        "the third of May, 2021",
        "In L1 H0 each row that writes a digit looks at the word or digit that it comes from.",
        DATES.name,
    ),
    Example(
        "handover",
        "The handover was on the first of July, nineteen ninety-seven.",
        "Which words become “97”, and which words does no digit look at?",
        DATES.name,
    ),
    Example("moon", "Sunday, July 20th, 1969", "Where does the month's number come from?", DATES.name),
)
"""Sentences that show what one model can do, which another would make nothing of."""


def examples_for(model: str) -> tuple[Example, ...]:
    """The sentences to offer with a model, its own first; the translator of dates reads only its own."""
    own = tuple(example for example in OF_ONE_MODEL if example.model == model)
    return own if model == DATES.name else (*own, *EXAMPLES)


def find_example(text: str) -> Example | None:
    """The example with exactly this text."""
    return next((example for example in (*EXAMPLES, *OF_ONE_MODEL) if example.text == text), None)


def load_example(text: str, model: str) -> Reading | None:
    """The kept reading of this text by this model; None where there is none, or it has to be made again.

    That is where the model's files have changed, or where a number has come since (a warning then says so).
    """
    # Only of the catalogue: any other name, typed by somebody, is no part of a path here.
    example = find_example(text) if model in CATALOGUE else None
    path = FOLDER / f"{model}-{example.name}.npz" if example else None
    if path is None or not path.exists():
        return None
    with np.load(path, allow_pickle=False) as file:
        kept = dict(file)
    if str(kept["text"]) != text or str(kept["sha256"]) != find_model(model).sha256:
        return None
    arrays = [field.name for field in fields(RowStatistics) if field.name != "numbers"]
    of_tokens = [f"token_{name}" for name in _OF_A_TOKEN]
    missing = [*(name for name in (*arrays, *of_tokens) if name not in kept), *not_measured(kept)]
    if missing:
        _log.warning("%s was made before there was %s: run make examples", path.name, ", ".join(missing))
        return None
    tokens = _kept_tokens(kept)
    numbers = {number.name: kept[number.name] for number in measured_numbers() if number.name in kept}
    rows = RowStatistics(**{name: kept[name] for name in arrays}, numbers=numbers)
    weights = kept["weights"]
    weights.flags.writeable = False
    return Reading(
        tokens,
        tokens,
        rows,
        HeadStatistics.of(rows, tokens, tokens),
        KeptWeights(weights),
        key_heads=int(kept["key_heads"]) if "key_heads" in kept else weights.shape[1],
    )


def _kept_tokens(kept: dict[str, np.ndarray]) -> tuple[Token, ...]:
    """The tokens of a kept reading."""
    return tuple(
        Token(str(text), str(piece), *map(bool, marks))
        for text, piece, *marks in zip(*(kept[f"token_{name}"] for name in _OF_A_TOKEN), strict=True)
    )


@dataclass(frozen=True, eq=False)
class KeptWeights:
    """The weights of a short text, all at hand."""

    weights: Float[np.ndarray, "layer head query key"]

    def heads(self, layer: int, heads: slice) -> Float[np.ndarray, "head query key"]:
        """All weights of some heads of a layer."""
        return self.weights[layer, heads]

    def window(self, layer: int, head: int, queries: range, keys: range) -> Float[np.ndarray, "query key"]:
        """The weights of one head from these queries to these keys."""
        return self.weights[layer, head, queries.start : queries.stop, keys.start : keys.stop]

    def overview(self, layer: int, head: int) -> Overview:
        """The weights themselves: a sentence needs no pooling."""
        whole = self.weights[layer, head]
        return Overview(whole, whole, 1, 1, *whole.shape)

    @property
    def n_bytes(self) -> int:
        """The memory of the weights."""
        return self.weights.nbytes


def keep_example(reading: Reading, example: Example, model: str) -> Path:
    """Writes what load_example reads."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{model}-{example.name}.npz"
    tokens = reading.query_tokens
    held: dict[str, Any] = {
        f"token_{name}": np.array([getattr(token, name) for token in tokens]) for name in _OF_A_TOKEN
    }
    np.savez_compressed(
        path,
        text=np.array(example.text),
        sha256=np.array(find_model(model).sha256),
        key_heads=np.array(reading.key_heads),
        weights=np.stack([reading.layer_weights(layer) for layer in range(reading.n_layers)]),
        **held | reading.rows.arrays,
    )
    return path
