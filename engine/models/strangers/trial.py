"""Doing with a model, before it is shown, what will be done with it: reading, writing, the longest text that it takes.

That its attention is recorded right says engine/models/probe.py. Whatever else a model does may fail too, and is said
when the model is chosen rather than when a text is read.
"""

from collections.abc import Sequence
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from engine.attention.capture import AttentionLayer
from engine.errors import InputError
from engine.failures import first_line
from engine.models.catalogue import ModelCard
from engine.models.probe import probe_inputs
from engine.models.tokenizer import SCRIPTS
from engine.models.transformers_library import quiet_transformers
from engine.recording.interface import recording
from engine.recording.layers import body_of, run_recorded, without_cache
from engine.running.continuation import Continuation
from engine.running.writing import continue_ids, likeliest_next, translate_ids
from engine.text.tokenizing import detokenise, tokens_of_text

_LONGEST_WORK = 5e10
"""Multiplications that the longest text may take in a trial, about a second."""

_MOST_TOKENS = 2_048

_NEW = 2


@torch.inference_mode()
def try_out(card: ModelCard, model: PreTrainedModel, tokenizer: Tokenizer) -> None:
    """InputError, with the model's name, unless the model does all that is done with one that reads texts."""
    if card.encoder_decoder:
        _check_start(model, card.name)
    step = "split a text into tokens"
    try:
        with quiet_transformers():
            ids, tokens = tokens_of_text(tokenizer, SCRIPTS, None)
            detokenise(tokenizer, ids, tokens)
            step = "read a text and write on"
            few = probe_inputs(model)["input_ids"][0].tolist()[: card.positions]
            _read_and_write(card, model, few)
            longest = _longest(card)
            step = f"read {longest:,} tokens, as many as its settings say that it takes"
            _begin_to_read(card, model, [*few, *few * (longest // len(few))][:longest])
    except InputError as error:
        raise InputError(f"{card.name} ({card.architecture}) cannot be shown: {error}") from None
    except Exception as error:  # In a model of whatever kind anything may happen.
        raise InputError(
            f"{card.name} ({card.architecture}) cannot be shown: it failed to {step} ({first_line(error)}). Save it "
            "again with save_pretrained of this version of Transformers, or choose another model."
        ) from None


def _check_start(model: PreTrainedModel, name: str) -> None:
    """InputError for a decoder that nothing says how to begin."""
    config, generation = model.config, model.generation_config
    starts = [
        getattr(settings, token, None)
        for token in ("decoder_start_token_id", "bos_token_id")
        for settings in (generation, config, getattr(config, "decoder", None))
    ]
    if all(start is None for start in starts):
        padding = getattr(config, "pad_token_id", None)
        usual = f" (T5 begins with its padding token, here {padding})" if padding is not None else ""
        raise InputError(
            f"the settings of {name} do not say with which token its decoder begins. Set decoder_start_token_id in its "
            f"config.json and generation_config.json{usual}."
        )


def _read_and_write(card: ModelCard, model: PreTrainedModel, ids: list[int]) -> None:
    """A few tokens, read, and where the model writes, written on."""
    if card.encoder_decoder:
        translate_ids(model, ids, min(len(ids), card.positions or len(ids)))
    output = _read(card, model, ids)
    if card.continues:
        continue_ids(model, ids[:-_NEW], Continuation(_NEW), card.positions)
        likeliest_next(model, ids, output.last_hidden_state[0, -1], 1)


def _read(card: ModelCard, model: PreTrainedModel, ids: list[int]) -> Any:
    """What the model returns for these ids, for an encoder-decoder on both sides; InputError if a layer is missing."""
    layers, output = run_recorded(body_of(model), _inputs(card, ids))
    wanted, found = card.layers + 2 * card.decoder_layers, [layer for of_kind in layers.values() for layer in of_kind]
    if len(found) != wanted:
        raise InputError(f"of its {wanted} attention layers, {len(found)} could be recorded in {len(ids):,} tokens.")
    _check_sides(found, len(ids))
    return output


class _Enough(Exception):
    """Ends a run of the model."""


def _begin_to_read(card: ModelCard, model: PreTrainedModel, ids: list[int]) -> None:
    """As _read, up to the first attention layer of each side: tables of positions have been looked up by then."""

    def stop(count: int) -> None:
        if count > (card.layers if card.encoder_decoder else 0):
            raise _Enough

    body = body_of(model)
    try:
        with recording(heard=stop) as layers:
            body(**_inputs(card, ids), **without_cache(body))
    except _Enough:
        pass
    _check_sides(layers, len(ids))


def _inputs(card: ModelCard, ids: list[int]) -> dict[str, Any]:
    inputs = {"input_ids": torch.tensor([ids])}
    return inputs | ({"decoder_input_ids": inputs["input_ids"]} if card.encoder_decoder else {})


def _check_sides(layers: Sequence[AttentionLayer], n_tokens: int) -> None:
    """InputError for queries or keys that are not the tokens: some models attend to fewer, made of several."""
    sides = {side for layer in layers for side in (layer.n_queries, layer.n_keys)}
    if sides != {n_tokens}:
        raise InputError(
            f"its attention is not between the {n_tokens:,} tokens themselves, but between {sorted(sides)}."
        )


def _longest(card: ModelCard) -> int:
    """So many tokens are tried: as many as it takes, where that is the work of a moment."""
    of_a_layer = max(1, card.parameters // (1 if card.encoder_decoder else card.layers))
    affordable = max(1, int(_LONGEST_WORK / of_a_layer))
    return min(card.positions or affordable, affordable, _MOST_TOKENS)
