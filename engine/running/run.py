"""One run of a model on one text: what it wrote, and what each kind of its attention saw."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.capture import AttentionCapture
from engine.attention.kinds import Kind
from engine.errors import InputError
from engine.failures import failures_told
from engine.models.loaded import LoadedModel
from engine.progress import Progress, scaled
from engine.recording.layers import Layers, body_of, run_recorded
from engine.running.continuation import Continuation, NextToken
from engine.running.writing import continue_ids, likeliest_next, translate_ids
from engine.text.tokenizing import UNREADABLE, detokenise, tokens_of_ids
from engine.text.tokens import Token

_WRITING_SHARE = 0.7
"""Of the time of a run that writes, the part that writing takes."""

_CONTEXT = 8
"""Tokens before a position that a prediction's spelling is read off with."""


@dataclass(frozen=True, eq=False)
class TextRun:
    """What came of one text. ids: of the text and its continuation; of the source, for an encoder-decoder."""

    loaded: LoadedModel
    ids: list[int]
    captures: dict[Kind, AttentionCapture]
    written: str = ""
    ended: bool = False
    generated_from: int | None = None
    """The first token of the continuation."""
    hidden: Float[Tensor, "token width"] | None = None
    """The last hidden states of a model that continues texts."""

    def likeliest(self, position: int, count: int) -> list[NextToken]:
        """The likeliest tokens after a position, the likeliest first. IndexError for a position that there is not.

        InputError where the model fails.
        """
        if self.hidden is None or not 0 <= position < len(self.ids):
            raise IndexError(f"there is no prediction after position {position}")
        with failures_told(self.loaded.card.name, "say what comes next", "Choose another model."):
            return self._likeliest(self.hidden[position], position, count)

    def _likeliest(self, hidden: Float[Tensor, " width"], position: int, count: int) -> list[NextToken]:
        ids = self.ids[: position + 1]
        tokenizer = self.loaded.text_tokenizer()
        # What a token adds to the text shows only beside those before it: whether a space comes first, say.
        some = ids[-_CONTEXT:]
        before = tokenizer.decode(some, skip_special_tokens=False).rstrip(UNREADABLE)
        next_tokens = []
        for number, probability in likeliest_next(self.loaded.model, ids, hidden, count):
            text = tokenizer.decode([*some, number], skip_special_tokens=False)
            text = text.removeprefix(before) if text.startswith(before) else ""
            if not text or UNREADABLE in text:
                # Bytes that are no whole character; or a number that the vocabulary, smaller than the model, has not.
                text = tokenizer.id_to_token(number) or f"<{number}>"
            next_tokens.append(NextToken(text, number, probability))
        return next_tokens


def run_text(
    loaded: LoadedModel, text: str, continuation: Continuation | None = None, progress: Progress | None = None
) -> TextRun:
    """Reads a text, continues it on request (a model that continues texts), or translates it (an encoder-decoder).

    The whole is then read once more, recorded: what the attention of a written token was while it was being chosen is,
    row for row, what this run shows. InputError for a text or a request that the model cannot take.
    """
    ids, tokens = loaded.tokenize(text)
    if continuation is not None and not loaded.card.continues:
        raise InputError(f"{loaded.card.name} does not continue a text. Choose a model that does, such as smollm2.")
    if loaded.card.encoder_decoder:
        return _translate(loaded, ids, tokens, progress)
    written, ended, generated_from = "", False, None
    tokenizer = loaded.text_tokenizer()
    if continuation is not None:
        n_typed = len(ids)
        more, ended = continue_ids(
            loaded.model,
            ids,
            continuation,
            loaded.card.positions,
            _heard(scaled(progress, 0.0, _WRITING_SHARE), continuation.n_tokens, "Writing token"),
        )
        ids = [*ids, *more]
        tokens, whole = detokenise(tokenizer, ids, tokens)
        written = whole[len(tokenizer.decode(ids[:n_typed], skip_special_tokens=True)) :]
        generated_from, progress = n_typed, scaled(progress, _WRITING_SHARE, 1.0)
    layers, output = run_recorded(
        body_of(loaded.model),
        {"input_ids": _row(loaded, ids)},
        heard=_heard(progress, loaded.card.layers, "Running layer"),
    )
    # What of the layers is missing would be missing from every number: said, and nothing shown.
    captures = _captures(loaded, layers, {"self": (tokens, tokens)})
    hidden = output.last_hidden_state[0] if loaded.card.continues else None
    return TextRun(loaded, ids, captures, written, ended, generated_from, hidden)


def _translate(loaded: LoadedModel, ids: list[int], tokens: tuple[Token, ...], progress: Progress | None) -> TextRun:
    """Writes the translation, and reads it along with its source.

    The decoder reads its start token and what it has written so far; the last token that it writes it never reads. A
    query of its cross-attention is named after what it reads and what it writes next.
    """
    written, ended = translate_ids(
        loaded.model,
        ids,
        loaded.card.positions,
        # How long the translation will be nobody knows: as long as the text, say.
        _heard(scaled(progress, 0.0, _WRITING_SHARE), len(ids), "Writing token", guessed=True),
    )
    tokenizer = loaded.text_tokenizer()
    every = tokens_of_ids(tokenizer, written)
    reads, writes = every[:-1], every[1:]
    n_layers = loaded.card.layers + 2 * loaded.card.decoder_layers
    layers, _ = run_recorded(
        body_of(loaded.model),
        {"input_ids": _row(loaded, ids), "decoder_input_ids": _row(loaded, written[:-1])},
        heard=_heard(scaled(progress, _WRITING_SHARE, 1.0), n_layers, "Running layer"),
    )
    looking = tuple(
        replace(token, text=f"{token.text} → {following.text}", continues=False)
        for token, following in zip(reads, writes, strict=True)
    )
    captures = _captures(
        loaded, layers, {"cross": (looking, tokens), "encoder": (tokens, tokens), "decoder": (reads, reads)}
    )
    return TextRun(loaded, ids, captures, tokenizer.decode(written, skip_special_tokens=True), ended)


def _captures(
    loaded: LoadedModel, layers: Layers, tokens: dict[Kind, tuple[tuple[Token, ...], tuple[Token, ...]]]
) -> dict[Kind, AttentionCapture]:
    """A capture of each kind, with its query and key tokens; InputError where a layer has not been recorded."""
    expected = {
        kind: loaded.card.decoder_layers if kind in ("cross", "decoder") else loaded.card.layers for kind in tokens
    }
    found = {kind: len(layers.get(kind, ())) for kind in tokens}
    if found != expected:
        raise InputError(
            f"{loaded.card.name} has {sum(expected.values())} attention layers, but {sum(found.values())} could be "
            "recorded. Choose another model."
        )
    return {kind: AttentionCapture(layers[kind], *of_kind, kind) for kind, of_kind in tokens.items()}


def _row(loaded: LoadedModel, ids: list[int]) -> Tensor:
    return torch.tensor([ids], device=loaded.model.device)


def _heard(
    progress: Progress | None, n_steps: int, what: str, *, guessed: bool = False
) -> Callable[[int], None] | None:
    """What tells of each step. guessed: how many steps there will be is not known, and not said."""
    if progress is None:
        return None
    of_all = "" if guessed else f" of {n_steps}"
    return lambda count: progress(min(1.0, count / n_steps), f"{what} {count}{of_all}")
