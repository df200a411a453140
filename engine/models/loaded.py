"""A model that is ready to be run, with its tokenizer and what is known of it."""

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from engine.attention.capture import AttentionCapture
from engine.errors import InputError
from engine.models.catalogue import ModelCard
from engine.models.transformer import vocabulary_rows
from engine.recording.layers import body_of, record_layers
from engine.text.tokenizing import tokens_of_text
from engine.text.tokens import Token


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A model that is ready to be run. Threads may share it. tokenizer: None for a model that reads pictures."""

    card: ModelCard
    model: PreTrainedModel
    tokenizer: Tokenizer | None

    def text_tokenizer(self) -> Tokenizer:
        """The tokenizer; InputError for a model that reads no text."""
        if self.tokenizer is None:
            raise InputError(f"{self.card.name} reads {self.card.reads}, not texts. Choose another model for a text.")
        return self.tokenizer

    def tokenize(self, text: str) -> tuple[list[int], tuple[Token, ...]]:
        """The token ids and the tokens of a text, as in engine.text.tokenizing.tokens_of_text, with the same errors."""
        ids, tokens = tokens_of_text(self.text_tokenizer(), text, self.card.positions)
        rows = vocabulary_rows(self.model)
        strange = next((token for number, token in zip(ids, tokens, strict=True) if number >= rows), None)
        if strange is not None:
            raise InputError(
                f"{self.card.name} has no weights for the token {strange.piece!r}: its tokenizer has more than the "
                f"{rows:,} tokens of the model. Leave that part out, or choose a model whose files belong together."
            )
        return ids, tokens

    @torch.inference_mode()
    def capture(self, text: str) -> AttentionCapture:
        """What every attention layer saw while the model read this text. For a model with one kind of attention."""
        if self.card.encoder_decoder:
            raise InputError(f"{self.card.name} has three kinds of attention. Use engine.read_text, which gives each.")
        ids, tokens = self.tokenize(text)
        inputs = {"input_ids": torch.tensor([ids], device=self.model.device)}
        layers = record_layers(body_of(self.model), inputs).get("self", ())
        if len(layers) != self.card.layers:
            raise InputError(
                f"{self.card.name} has {self.card.layers} attention layers, but {len(layers)} could be recorded."
            )
        return AttentionCapture(layers, tokens, tokens)
