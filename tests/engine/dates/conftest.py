"""What the tests of dates share: the kept model, its tokenizer and its card, and the days of each split."""

from datetime import date
from itertools import islice
from random import Random
from typing import get_args

import pytest
from tokenizers import Tokenizer
from transformers import AutoModelForSeq2SeqLM, MarianMTModel

from engine.dates.phrases import Phrase, Split, days_of, phrases_of
from engine.dates.train import FOLDER


@pytest.fixture(scope="module")
def dates() -> MarianMTModel:
    model = AutoModelForSeq2SeqLM.from_pretrained(FOLDER, attn_implementation="eager", local_files_only=True)
    return model.eval()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module")
def card() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def days() -> dict[Split, list[date]]:
    return {split: days_of(split) for split in get_args(Split)}


@pytest.fixture(scope="module")
def held_out(days: dict[Split, list[date]]) -> list[Phrase]:
    """400 phrases of test days, in other phrasings than those of the training command's own evaluation."""
    return list(islice(phrases_of(days["test"], Random("another seed")), 400))
