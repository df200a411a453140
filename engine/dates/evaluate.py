"""How well `dates` does on days that its training never saw: what it writes, and where it looks while it writes."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, cast

import torch
from tokenizers import Tokenizer
from transformers import MarianMTModel

from engine.dates.batches import DIGIT_PLACES, make_batch
from engine.dates.phrases import Phrase, days_of, phrase_of

NO_DATE = "to be or not to be, that is the question"

EVERY = 10
"""One phrase in so many is tried without the aligned head."""

Item = TypeVar("Item")

Head = tuple[int, int]
"""(layer, head) of the decoder's cross-attention, counted from 0."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured; every rate is a share from 0 to 1.

    exact: phrases whose ISO date is right in every character. by_phrasing: the same for each way of writing.
    aligned: for each head of the cross-attention, the digits for which the largest weight, in the row that predicts the
    digit, is on a token it is read from. by_chance: that share for a token chosen at random.
    exact_without_head: exact with the aligned head's output set to zero, one phrase in EVERY.
    """

    n_days: int
    n_phrases: int
    exact: float
    by_phrasing: dict[str, float]
    aligned_head: Head
    aligned: dict[Head, float]
    by_chance: float
    exact_without_head: float
    exact_in_the_1700s: float
    without_a_date: str

    def __str__(self) -> str:
        heads = ", ".join(f"L{layer} H{head} {rate:.2%}" for (layer, head), rate in self.aligned.items())
        return "\n".join(
            [
                f"exact: {self.exact:.2%} of {self.n_phrases:,} phrases of {self.n_days:,} days not trained on",
                *(f"  {phrasing}: {share:.2%}" for phrasing, share in self.by_phrasing.items()),
                f"aligned: {heads} (a random token: {self.by_chance:.1%})",
                f"exact without L{self.aligned_head[0]} H{self.aligned_head[1]}: {self.exact_without_head:.1%}",
                f"exact on years 1700 to 1799: {self.exact_in_the_1700s:.1%}",
                f"{NO_DATE!r} becomes {self.without_a_date!r}",
            ]
        )


def evaluate(model: MarianMTModel, tokenizer: Tokenizer, aligned_head: Head, phrases_per_day: int = 2) -> Evaluation:
    """Every test day in phrasings drawn with a fixed seed. The model needs the eager attention, which gives weights."""
    random, days = Random("test"), days_of("test")
    phrases = [phrase_of(day, random) for day in days for _ in range(phrases_per_day)]
    right = exact_phrases(model, tokenizer, phrases)
    earlier = [phrase_of(date(1700, 1, 1) + timedelta(36 * n), random) for n in range(1000)]
    aligned, by_chance = alignment_rates(model, tokenizer, phrases)
    return Evaluation(
        n_days=len(days),
        n_phrases=len(phrases),
        exact=_share(right),
        by_phrasing=_by_phrasing(phrases, right),
        aligned_head=aligned_head,
        aligned=aligned,
        by_chance=by_chance,
        exact_without_head=_share(exact_phrases(without_head(model, aligned_head), tokenizer, phrases[::EVERY])),
        exact_in_the_1700s=_share(exact_phrases(model, tokenizer, earlier)),
        without_a_date=translate(model, tokenizer, [NO_DATE])[0],
    )


@torch.inference_mode()
def translate(model: MarianMTModel, tokenizer: Tokenizer, texts: Sequence[str]) -> list[str]:
    """What the model writes for each text, greedily."""
    # Transformers' own types do not let a model of its own call this.
    generate: Callable[..., torch.Tensor] = cast(Any, model).generate
    written = []
    for some in _parts(texts):
        encodings = tokenizer.encode_batch(list(some))
        longest = max(len(encoding) for encoding in encodings)
        for encoding in encodings:
            encoding.pad(longest, pad_id=model.config.pad_token_id)
        output = generate(
            input_ids=torch.tensor([encoding.ids for encoding in encodings]),
            attention_mask=torch.tensor([encoding.attention_mask for encoding in encodings]),
        )
        written += tokenizer.decode_batch(output.tolist(), skip_special_tokens=True)
    return written


def exact_phrases(model: MarianMTModel, tokenizer: Tokenizer, phrases: Sequence[Phrase]) -> list[bool]:
    """For each phrase, whether the ISO date is right in every character."""
    written = translate(model, tokenizer, [phrase.text for phrase in phrases])
    return [iso == phrase.iso for iso, phrase in zip(written, phrases, strict=True)]


@torch.inference_mode()
def alignment_rates(
    model: MarianMTModel, tokenizer: Tokenizer, phrases: Sequence[Phrase]
) -> tuple[dict[Head, float], float]:
    """For each cross-attention head, the share of digits whose row has its largest weight on a token it is read from.

    The decoder is given the right date, so row i has read the characters before i and predicts character i. The second
    number is what a token chosen at random (</s> among them) would reach.
    """
    hits, by_chance = torch.zeros(model.config.decoder_layers, model.config.decoder_attention_heads), 0.0
    for some in _parts(phrases):
        batch = make_batch(some, tokenizer)
        output = model(
            input_ids=batch.source,
            attention_mask=batch.visible,
            decoder_input_ids=batch.target[:, :-1],
            output_attentions=True,
        )
        read_from = batch.read_from[:, DIGIT_PLACES]
        for layer, weights in enumerate(output.cross_attentions):
            largest = weights[:, :, DIGIT_PLACES].argmax(dim=-1, keepdim=True)
            hit = read_from[:, None].expand(-1, weights.shape[1], -1, -1).gather(-1, largest)
            hits[layer] += hit.sum(dim=(0, 2, 3))
        by_chance += float((read_from.sum(dim=-1) / batch.visible.sum(dim=-1, keepdim=True)).sum())
    n_digits = len(phrases) * len(DIGIT_PLACES)
    rates = {(layer, head): rate / n_digits for layer, row in enumerate(hits.tolist()) for head, rate in enumerate(row)}
    return rates, by_chance / n_digits


def without_head(model: MarianMTModel, head: Head) -> MarianMTModel:
    """A copy of the model in which one cross-attention head adds nothing."""
    copy = deepcopy(model)
    layer, number = head
    attention = copy.model.decoder.layers[layer].encoder_attn
    width = attention.head_dim
    with torch.no_grad():
        attention.out_proj.weight[:, number * width : (number + 1) * width] = 0
    return copy


def _by_phrasing(phrases: Sequence[Phrase], right: Sequence[bool]) -> dict[str, float]:
    """The share that is right, for each order, way of writing the day, way of writing the year, and surroundings."""
    groups: dict[str, list[bool]] = {}
    for phrase, is_right in zip(phrases, right, strict=True):
        for group in phrase.phrasing:
            groups.setdefault(group, []).append(is_right)
    return {group: _share(groups[group]) for group in sorted(groups)}


def _parts(items: Sequence[Item], size: int = 250) -> Iterator[Sequence[Item]]:
    """The items, some at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)
