"""What a model writes: the text after a text, or the translation of one, token by token."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import torch
from transformers import DynamicCache, EncoderDecoderCache, PreTrainedModel
from transformers.generation.streamers import BaseStreamer

from engine.errors import InputError
from engine.recording.layers import body_of, without_cache
from engine.running.continuation import HOTTEST, MOST_NEW_TOKENS, Continuation, NextToken

__all__ = [
    "HOTTEST",
    "MOST_NEW_TOKENS",
    "Continuation",
    "NextToken",
    "continue_ids",
    "likeliest_next",
    "translate_ids",
]

_MOST_TRANSLATED = 256

_head_is_all: "WeakKeyDictionary[PreTrainedModel, bool]" = WeakKeyDictionary()
"""Whether the logits of a model are its output embeddings applied to its last hidden state, and nothing after."""


@torch.inference_mode()
def continue_ids(
    model: PreTrainedModel,
    ids: list[int],
    wanted: Continuation,
    positions: int | None,
    heard: Callable[[int], None] | None = None,
) -> tuple[list[int], bool]:
    """The ids that the model puts after these, and whether it ended the text by itself (its end token included).

    InputError where they would not fit its positions. heard: called with the number of ids so far; what it raises ends
    the writing.
    """
    if positions is not None and len(ids) + wanted.n_tokens > positions:
        left = max(0, positions - len(ids))
        raise InputError(
            f"this text has {len(ids):,} tokens, and the model reads {positions:,}: {left:,} more fit, not "
            f"{wanted.n_tokens:,}. Ask for fewer, or shorten the text."
        )
    generator = torch.Generator().manual_seed(wanted.seed)
    ends = _end_ids(model)
    written: list[int] = []
    following = torch.tensor([ids], device=model.device)
    # Where a decoder was saved by itself, Transformers would count the layers of the encoder that it had.
    cache = DynamicCache() if hasattr(model.config, "decoder_layers") else None
    while len(written) < wanted.n_tokens:
        run = model(input_ids=following, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache = run.past_key_values
        logits = run.logits[0, -1].float().cpu()
        if wanted.temperature == 0:
            chosen = int(logits.argmax())
        else:
            # From the largest down, so that no temperature, however small, makes a number infinite.
            drawn_from = torch.softmax((logits - logits.max()).double() / wanted.temperature, dim=-1)
            chosen = int(torch.multinomial(drawn_from, 1, generator=generator))
        written.append(chosen)
        if heard is not None:
            heard(len(written))
        if chosen in ends:
            return written, True
        following = torch.tensor([[chosen]], device=model.device)
    return written, False


@torch.inference_mode()
def translate_ids(
    model: PreTrainedModel, ids: list[int], positions: int | None, heard: Callable[[int], None] | None = None
) -> tuple[list[int], bool]:
    """What an encoder-decoder writes for these ids, the likeliest token each time, its start token first.

    And whether it ended by itself; the end token is then the last. It stops where its positions end. heard: as in
    continue_ids.
    """
    source = torch.tensor([ids], device=model.device)
    most = _MOST_TRANSLATED if positions is None else max(2, min(_MOST_TRANSLATED, positions))
    writer: Any = model
    written = writer.generate(
        input_ids=source,
        attention_mask=torch.ones_like(source),
        # Made here, since Transformers counts the encoder's layers when it makes one for T5.
        past_key_values=EncoderDecoderCache(DynamicCache(), DynamicCache()),
        do_sample=False,
        num_beams=1,
        # Its start token is one of them. Settings of the model's own may name either limit, and this one wins.
        max_new_tokens=most - 1,
        streamer=None if heard is None else _Listener(heard),
    )[0].tolist()
    # At the limit many models are made to write their end token.
    return written, len(written) < most and written[-1] in _end_ids(model)


@torch.inference_mode()
def likeliest_next(model: PreTrainedModel, ids: list[int], hidden: torch.Tensor, count: int) -> list[tuple[int, float]]:
    """The likeliest ids after a position, with their probabilities, the likeliest first.

    hidden: the model's last hidden state at that position [width]; ids: the text up to and with it. The hidden state
    spares a run of the model where its own head is all that comes after; that is checked once for a model, on its own
    logits, and where it does not hold the model runs again.
    """
    if model not in _head_is_all:
        few = torch.tensor([ids[:4]], device=model.device)
        whole = model(input_ids=few, **without_cache(model)).logits[0, -1].float()
        body = body_of(model)
        state = body(input_ids=few, **without_cache(body)).last_hidden_state[0, -1]
        _head_is_all[model] = torch.allclose(_head(model, state), whole, rtol=1e-4, atol=1e-4)
    if _head_is_all[model]:
        logits = _head(model, hidden)
    else:
        whole_text = torch.tensor([ids], device=model.device)
        logits = model(input_ids=whole_text, logits_to_keep=1, **without_cache(model)).logits[0, -1].float()
    probabilities = torch.softmax(logits.double(), dim=-1)
    found = probabilities.topk(min(count, len(probabilities)))
    return list(zip(found.indices.tolist(), found.values.tolist(), strict=True))


class _Listener(BaseStreamer):
    """Tells how many tokens have been written. Transformers hands over the start token first."""

    def __init__(self, heard: Callable[[int], None]) -> None:
        self.heard, self.count = heard, -1

    def put(self, value: torch.Tensor) -> None:
        self.count += 1
        if self.count > 0:
            self.heard(self.count)

    def end(self) -> None: ...


def _head(model: PreTrainedModel, hidden: torch.Tensor) -> torch.Tensor:
    whole: Any = model
    logits: torch.Tensor = whole.get_output_embeddings()(hidden)
    return logits.float()


def _end_ids(model: PreTrainedModel) -> set[int]:
    ends = model.generation_config.eos_token_id if model.generation_config is not None else None
    ends = getattr(model.config, "eos_token_id", None) if ends is None else ends
    return set() if ends is None else {ends} if isinstance(ends, int) else set(ends)
