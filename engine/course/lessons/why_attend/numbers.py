"""The equal average of vectors beside their weighted sum: what each makes of a sentence, and what each costs."""

import numpy as np
from jaxtyping import Float

from engine.course.lessons.kept.word_vectors import word_vectors
from engine.reading.examples import load_example

DOG, MAN = "The dog bit the man.", "The man bit the dog."
"""The same words in another order."""

BEFORE_HEAD = (0, 2)
"""The head of MiniLM (layer, head) whose word "bit" looks at the word before it in both sentences."""

BIT = 3
"""The place of "bit" in both, [CLS] counted."""

SENTENCES = (
    "the kitten rested on the sofa",
    "a cat was sleeping on the couch",
    "the judge ruled on the case",
    "the train stopped at the station",
    "the dog bit the man",
    "the man bit the dog",
)


def average(vectors: Float[np.ndarray, "token width"]) -> Float[np.ndarray, "width"]:
    """The equal average: a weighted sum in which each of n vectors has the weight 1/n."""
    return np.asarray(vectors.mean(axis=0))


def likeness(first: Float[np.ndarray, "width"], second: Float[np.ndarray, "width"]) -> float:
    """The cosine of the angle between two vectors: 1 for the same direction, 0 at right angles, -1 for opposite."""
    return float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))


def sentence_likeness(first: str, second: str) -> float:
    """How alike two sentences are when each is the equal average of its word vectors."""
    return likeness(average(word_vectors(first.split())), average(word_vectors(second.split())))


def bit_weights(text: str, equal: bool) -> tuple[tuple[str, ...], Float[np.ndarray, "token"]]:
    """The tokens of DOG or MAN, and how "bit" weighs them: equally, or as MiniLM's head BEFORE_HEAD does."""
    reading = load_example(text, "minilm")
    assert reading is not None, f"the kept reading of {text!r} is missing: run make examples"
    tokens = tuple(token.text for token in reading.key_tokens)
    if equal:
        return tokens, np.full(len(tokens), 1 / len(tokens))
    return tokens, reading.weights(*BEFORE_HEAD)[BIT].astype(np.float64)


def bit_output(text: str, equal: bool) -> Float[np.ndarray, "384"]:
    """The sum of the real word vectors of DOG or MAN by these weights. No positions are in the vectors that are summed.

    (The model itself adds positions to them and projects them to values first; that the head can tell the word before
    from others comes from those positions.)
    """
    tokens, weights = bit_weights(text, equal)
    return np.asarray(weights @ word_vectors(tokens))


def additions_of_the_average(n_tokens: int, width: int) -> int:
    """Numbers that are added up for one average of all tokens."""
    return n_tokens * width


def products_of_attention(n_tokens: int, width: int) -> int:
    """Multiplications for the scores of every pair of tokens and for the weighted sums, one head; no projections."""
    return 2 * n_tokens**2 * width
