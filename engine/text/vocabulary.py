"""What a vocabulary says of an id: its spelling, whether it is special, whether it stands for what is unknown."""

import re

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

_UNKNOWN_OF_UNIGRAM = re.compile(rb'"unk_id":(\d+)')


def piece_of(tokenizer: Tokenizer, number: int) -> str:
    """The vocabulary's spelling; a model may have room for more ids than its vocabulary uses."""
    return tokenizer.id_to_token(number) or f"<{number}>"


def special_ids(tokenizer: Tokenizer) -> set[int]:
    """The ids of the special tokens, such as [CLS] and <|im_end|>. What stands for the unknown is none of them."""
    added = tokenizer.get_added_tokens_decoder().items()
    return {number for number, token in added if token.special} - {unknown_id(tokenizer)}


def unknown_id(tokenizer: Tokenizer) -> int | None:
    """The id that every word gets which the vocabulary lacks; None for one that lacks none."""
    model = tokenizer.model
    kind = type(model).__name__
    if kind == "Unigram":
        # The library tells it in the model's state alone, where it stands before the vocabulary.
        found = _UNKNOWN_OF_UNIGRAM.search(model.__getstate__(), 0, 100)
        return int(found[1]) if found else None
    if not model.unk_token or (kind == "BPE" and _has_every_byte(tokenizer)):
        return None
    return tokenizer.token_to_id(model.unk_token)


def word_piece_prefix(tokenizer: Tokenizer) -> str:
    """The prefix of a WordPiece vocabulary's pieces that go on; "" for other kinds, which may have "##" as a word."""
    model = tokenizer.model
    return str(model.continuing_subword_prefix) if type(model).__name__ == "WordPiece" else ""


def _has_every_byte(tokenizer: Tokenizer) -> bool:
    """Whether it is a byte-level vocabulary, which spells anything."""
    return all(tokenizer.token_to_id(byte) is not None for byte in ByteLevel.alphabet())
