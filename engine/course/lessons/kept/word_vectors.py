"""Word vectors of a real model, for a few sentences: the rows of MiniLM's table of embeddings.

Kept in a file, so that a lesson waits for no model; `python -m engine.course.lessons.kept.word_vectors` writes it
again, and a test reads the model's own file and compares.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Float

from engine.errors import InputError
from engine.models.catalogue import MINILM

FILE = Path(__file__).parents[3] / "data" / "lessons" / "lesson_words.npz"

_TEXT = """
[CLS] the dog bit the man . [SEP]
the kitten rested on the sofa
a cat was sleeping on the couch
the judge ruled on the case
the train stopped at the station
"""

WORDS = tuple(sorted(set(_TEXT.split())))
"""Each is one token of MiniLM. The table has no capital letters and no positions: "The" and "the" are the same."""

_TABLE = "embeddings.word_embeddings.weight"


def word_vector(word: str) -> Float[np.ndarray, "384"]:
    """The vector of a word, before any layer of the model. Raises InputError for one that is not kept."""
    found = _kept().get(word.lower() if word not in ("[CLS]", "[SEP]") else word)
    if found is None:
        raise InputError(f"the word must be one of those kept; got {word!r}. Choose from {', '.join(WORDS)}.")
    return found


def word_vectors(words: Sequence[str]) -> Float[np.ndarray, "word 384"]:
    """The vectors of words, a row each."""
    return np.stack([word_vector(word) for word in words])


def read_word_vectors(words: Sequence[str]) -> Float[np.ndarray, "word 384"]:
    """The same from the model's own file; float32, as there. Raises InputError where the model is not installed."""
    from safetensors import safe_open

    from engine.models.files import packaged_files

    folder = packaged_files(MINILM)
    places = {word: place for place, word in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())}
    missing = [word for word in words if word not in places]
    if missing:
        raise InputError(f"every word must be one token of {MINILM.title}; got {', '.join(missing)}. Leave these out.")
    with safe_open(folder / "model.safetensors", "np") as file:
        table = file.get_slice(_TABLE)
        return np.concatenate([table[places[word] : places[word] + 1] for word in words])


@cache
def _kept() -> dict[str, Float[np.ndarray, "384"]]:
    with np.load(FILE, allow_pickle=False) as file:
        vectors = file["vectors"].astype(np.float64)
        words = file["words"].tolist()
    vectors.flags.writeable = False
    return dict(zip(words, vectors, strict=True))


def main() -> None:
    np.savez_compressed(FILE, words=np.array(WORDS), vectors=read_word_vectors(WORDS))
    print(f"{FILE.name}: {len(WORDS)} words, {FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
