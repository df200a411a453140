"""Phrases as tensors: what the encoder reads, what the decoder writes, and which token each digit is read from."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Int
from tokenizers import Tokenizer
from torch import Tensor

from engine.dates.phrases import Phrase
from engine.dates.tokenizer import END, PAD, START, VOCABULARY

DIGIT_PLACES = (0, 1, 2, 3, 5, 6, 8, 9)
"""Where YYYY-MM-DD has its digits: the rows of the decoder that predict them."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some phrases, the shorter ones padded.

    source: the ids of the text, </s> included. target: <s>, the ten characters of the ISO date, </s>.
    read_from: for the row of the decoder that predicts each character (it reads the character before, the first row
    reads <s>), the source tokens which that character follows from; none for the two dashes and for </s>.
    """

    source: Int[Tensor, "phrase key"]
    target: Int[Tensor, "phrase place"]
    read_from: Bool[Tensor, "phrase query key"]

    @property
    def visible(self) -> Int[Tensor, "phrase key"]:
        """1 for a token, 0 for padding."""
        return (self.source != VOCABULARY[PAD]).long()


def make_batch(phrases: Sequence[Phrase], tokenizer: Tokenizer) -> Batch:
    """The phrases, each with the ISO date that is to be written."""
    encodings = tokenizer.encode_batch([phrase.text for phrase in phrases])
    longest = max(len(encoding) for encoding in encodings)
    source = torch.full((len(phrases), longest), VOCABULARY[PAD])
    target = torch.tensor([[VOCABULARY[START], *(VOCABULARY[c] for c in p.iso), VOCABULARY[END]] for p in phrases])
    read_from = torch.zeros(len(phrases), target.shape[1] - 1, longest, dtype=torch.bool)
    cells = []
    for row, (phrase, encoding) in enumerate(zip(phrases, encodings, strict=True)):
        source[row, : len(encoding)] = torch.tensor(encoding.ids)
        token_starting_at = {start: token for token, (start, stop) in enumerate(encoding.offsets) if stop > start}
        cells += [
            (row, place, token_starting_at[start]) for place in DIGIT_PLACES for start, _ in phrase.sources(place)
        ]
    read_from[tuple(torch.tensor(cells).T)] = True
    return Batch(source, target, read_from)
