"""What tests of dates compare with: the files of the kept model, and a day in many of the ways to say it."""

from collections.abc import Iterator
from datetime import date
from random import Random

from engine.dates.phrases import Phrase, phrase_of

FILES = {"README.md", "config.json", "generation_config.json", "model.safetensors", "tokenizer.json"}


def drawn(day: date) -> Iterator[Phrase]:
    """A day in many phrasings, the same ones at each call."""
    random = Random(1)
    return (phrase_of(day, random) for _ in range(30_000))


def written(day: date, text: str) -> Phrase:
    """The phrase of a day that reads so."""
    return next(phrase for phrase in drawn(day) if phrase.text == text)
