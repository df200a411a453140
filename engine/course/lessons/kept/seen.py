"""What the lessons show of real models and kept on disk, so that no lesson waits for PyTorch and a model.

`python -m engine.course.lessons.kept.make_seen` writes it; a test computes it again and compares.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float

from engine.errors import InputError
from engine.importing import importing
from engine.models.catalogue import DATES, MINILM, ModelCard
from engine.reading.examples import EXAMPLES, load_example
from engine.reading.reading import Reading

FOLDER = Path(__file__).parents[3] / "data" / "lessons"
TEXT = EXAMPLES[0].text
"""The sentence that MiniLM and its untrained twin have read."""

PHRASES = (
    "the third of May, 2021",
    "May the third, 2021",
    "2021 May third",
    "Monday, May 3rd, twenty twenty-one",
    "the first of July, 1997",
    "We met again on the third of May, 2021.",
)
"""What the translator of dates has read."""


@dataclass(frozen=True, eq=False)
class KeptSentence:
    """TEXT, read by MiniLM and by its twin: the same architecture with random weights.

    value_lengths: how long each key's value is once the head's part of the output projection has been applied.
    twin_weights: the attention weights of the twin.
    """

    value_lengths: Float[np.ndarray, "layer head key"]
    twin_weights: Float[np.ndarray, "layer head query key"]


@dataclass(frozen=True, eq=False)
class KeptDigits:
    """Digits of dates, each as the translator's cross-attention looks when it writes it.

    largest: the largest weight of the digit's row. right: whether it lies on a token that the digit is read from.
    """

    largest: Float[np.ndarray, "layer head digit"]
    right: Bool[np.ndarray, "layer head digit"]


@dataclass(frozen=True, eq=False)
class KeptPhrase:
    """One of PHRASES as the translator read and wrote it, the end included, with all of its cross-attention."""

    read: tuple[str, ...]
    written: tuple[str, ...]
    weights: Float[np.ndarray, "layer head written read"]


@cache
def kept_sentence() -> KeptSentence:
    """What was kept of TEXT. Raises InputError where it was made by another model than the one installed."""
    with np.load(_checked(MINILM), allow_pickle=False) as file:
        return KeptSentence(*_frozen(file["value_lengths"], file["twin_weights"]))


@cache
def kept_digits() -> KeptDigits:
    """What was kept of the translator's digits. Raises InputError as kept_sentence does."""
    with np.load(_checked(DATES), allow_pickle=False) as file:
        largest, right = _frozen(file["largest"], file["right"])
        return KeptDigits(largest, right)


@cache
def kept_phrases() -> dict[str, KeptPhrase]:
    """PHRASES by their texts. Raises InputError as kept_sentence does."""
    with np.load(_checked(DATES), allow_pickle=False) as file:
        return {
            text: KeptPhrase(
                tuple(map(str, file[f"read_{number}"])),
                tuple(map(str, file[f"written_{number}"])),
                *_frozen(file[f"weights_{number}"]),
            )
            for number, text in enumerate(map(str, file["phrases"]))
        }


def path_of(card: ModelCard) -> Path:
    """The file that holds what was kept of a model."""
    return FOLDER / f"{card.name}.npz"


def _checked(card: ModelCard) -> Path:
    path = path_of(card)
    if path.exists():
        with np.load(path, allow_pickle=False) as file:
            if str(file["sha256"]) == card.sha256:
                return path
    raise InputError(
        f"{path.name} should hold what {card.name} was seen to do, made by the weights {card.sha256[:8]}…; it does "
        "not. Run python -m engine.course.lessons.kept.make_seen."
    )


def _frozen(*arrays: np.ndarray) -> list[np.ndarray]:
    """Float arrays as float64; all read-only, since every visitor shares them."""
    frozen = [array.astype(np.float64) if array.dtype.kind == "f" else array for array in arrays]
    for array in frozen:
        array.flags.writeable = False
    return frozen


@cache
def example(text: str) -> Reading:
    """MiniLM's kept reading of a ready-made sentence."""
    reading = load_example(text, MINILM.name)
    assert reading is not None, text
    return reading


END = "end"
"""What the last row writes: nothing more."""


@lru_cache(maxsize=64)
def run_translator(text: str) -> KeptPhrase:
    """The translator's own reading of a phrase, every head of it."""
    with importing():
        from engine.reading.readers import read_text  # PyTorch and Transformers: what was kept does without them.

    reading = read_text(text, DATES.name).reading("cross")
    written = (token.text.rpartition(" → ")[2] for token in reading.query_tokens)
    weights = np.stack([reading.layer_weights(layer) for layer in range(reading.n_layers)])
    return KeptPhrase(
        tuple(END if token.special else token.text for token in reading.key_tokens),
        tuple(END if character == "</s>" else character for character in written),
        weights.astype(np.float64),
    )
