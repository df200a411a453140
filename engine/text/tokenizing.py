"""From a text to token ids and back, with what a person reads for each token, whatever kind of tokenizer it is.

WordPiece ("##ing"), byte-level BPE ("Ġthe"), SentencePiece and Unigram ("▁the"), words or characters.
"""

import unicodedata
from collections.abc import Sequence

from tokenizers import Tokenizer

from engine.errors import InputError
from engine.text.tokens import Token
from engine.text.typed import JOINS_THE_LAST, TextTooLong, check_text, part_that_fits, spans_as_typed
from engine.text.vocabulary import piece_of, special_ids, unknown_id, word_piece_prefix

UNREADABLE = "\ufffd"
"""Stands for bytes that are no whole character."""

_SPACE_MARKS = "▁Ġ"
_LONGEST_CHARACTER = 8
"""Tokens that are tried together before bytes are given up as no character; UTF-8 has at most 4 bytes in one."""

_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


def tokens_of_text(tokenizer: Tokenizer, text: str, positions: int | None) -> tuple[list[int], tuple[Token, ...]]:
    """The token ids and the tokens of a text, with those that the tokenizer adds by itself.

    Whether there are any (a [CLS], a beginning of text) is the tokenizer's own choice and is followed: SmolLM2 adds
    none. A token's text is what was typed there, without the spaces round it, and its piece the vocabulary's spelling.
    A special token is special whether it was added or typed; what stands for an unknown word is unknown. A character in
    several tokens shows on the first; the others say which part of it they are.
    InputError for a text without a token; TextTooLong for one with more tokens than there are positions.
    """
    check_text(text)
    encoding = tokenizer.encode(text)
    added = [bool(mark) for mark in encoding.special_tokens_mask]
    ids = [number for number, by_itself in zip(encoding.ids, added, strict=True) if not by_itself]
    spans = [span for span, by_itself in zip(encoding.offsets, added, strict=True) if not by_itself]
    if not spans:
        raise InputError(f"the model finds no word in this text ({len(text)} characters). Type at least one word.")
    if positions is not None and len(added) > positions:
        n_added = sum(added)
        fits = _part_that_fits(tokenizer, text, [stop for _, stop in spans], positions, n_added)
        raise TextTooLong(len(added), positions, n_added, fits)
    typed = iter(_typed_tokens(tokenizer, text, ids, spans))
    tokens = tuple(
        Token(piece_of(tokenizer, number), special=True) if by_itself else next(typed)
        for number, by_itself in zip(encoding.ids, added, strict=True)
    )
    return encoding.ids, tokens


def tokens_of_ids(tokenizer: Tokenizer, ids: Sequence[int], after: Sequence[int] = ()) -> tuple[Token, ...]:
    """The tokens of ids that nobody typed: what a model wrote, or what stands on the decoder's side.

    after: the ids before them, which decide whether the first one goes on with a word. Bytes that are no whole
    character show as a mark; special ids are special, and the one for unknown words is unknown.
    """
    decoded = _decoded(tokenizer, [*after[-1:], *ids])[len(after[-1:]) :]
    before = _decoded(tokenizer, after[-1:])[-1] if after else ""
    specials, unknown, tokens = special_ids(tokenizer), unknown_id(tokenizer), []
    place = 0
    while place < len(ids):
        piece = piece_of(tokenizer, ids[place])
        if ids[place] in specials:
            tokens.append(Token(piece, special=True))
            before, place = "", place + 1
            continue
        n_parts = _tokens_of_a_character(tokenizer, ids, place) if UNREADABLE in decoded[place] else 1
        whole = _decoded_whole(tokenizer, ids[place : place + n_parts]) if n_parts > 1 else decoded[place]
        shown = _without_prefix(tokenizer, whole.strip() or whole or piece)
        goes_on = _goes_on_by_ids(tokenizer, before, whole, piece)
        tokens.append(Token(shown, piece, continues=goes_on, unknown=ids[place] == unknown))
        for part in range(2, n_parts + 1):
            tokens.append(
                Token(_part(shown, part, n_parts), piece_of(tokenizer, ids[place + part - 1]), continues=True)
            )
        before, place = whole, place + n_parts
    return tuple(tokens)


def detokenise(tokenizer: Tokenizer, ids: Sequence[int], typed: Sequence[Token] = ()) -> tuple[tuple[Token, ...], str]:
    """The tokens of a whole sequence and its text, special tokens left out of the text.

    typed: the tokens of the first ids, where somebody typed them; they stay as they are, and the rest follow.
    """
    start = len(typed)
    tokens = (*typed, *tokens_of_ids(tokenizer, ids[start:], after=ids[:start]))
    return tokens, tokenizer.decode(list(ids), skip_special_tokens=True)


def _part_that_fits(tokenizer: Tokenizer, text: str, ends: list[int], positions: int, n_added: int) -> str:
    """The longest beginning that fits. A word or a character that is cut short may be split into more tokens: tried."""
    room = positions - n_added
    while room > 0:
        part = part_that_fits(text, ends, room)
        excess = len(tokenizer.encode(part)) - positions
        if excess <= 0:
            return part
        room -= excess
    return ""


def _typed_tokens(tokenizer: Tokenizer, text: str, ids: list[int], spans: list[tuple[int, int]]) -> list[Token]:
    """The tokens that stand for something typed. Spans are in the order of the text; those of one character overlap."""
    prefix, specials, unknown = word_piece_prefix(tokenizer), special_ids(tokenizer), unknown_id(tokenizer)
    parts = _parts_of_characters(tokenizer, ids, spans)
    tokens, end = [], 0
    for place, (number, (start, stop)) in enumerate(zip(ids, spans_as_typed(text, spans), strict=True)):
        piece, typed = piece_of(tokenizer, number), text[start:stop]
        shown = (typed.strip() or typed) if piece.strip(_SPACE_MARKS) or typed.isspace() else ""
        part, n_parts = parts.get(place, (1, 1))
        if number in specials:
            goes_on = False
        elif part > 1:
            shown, goes_on = _part(shown, part, n_parts), True
        elif prefix:
            goes_on = piece.startswith(prefix)
        else:
            goes_on = 0 < start <= end and not typed[:1].isspace() and _one_word(text[start - 1], text[start])
        tokens.append(Token(shown or piece, piece, number in specials, goes_on, number == unknown))
        end = max(end, stop)
    return tokens


def _parts_of_characters(
    tokenizer: Tokenizer, ids: list[int], spans: list[tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    """For each token that shares a typed character with others: which part of it it is, from 1, and of how many.

    These are bytes of a character, or the letters that a syllable is written out in (Korean for BERT). A piece that is
    only the space before the character is no part of it.
    """
    parts: dict[int, tuple[int, int]] = {}
    place = 0
    while place < len(ids):
        stop, end = place + 1, spans[place][1]
        while stop < len(ids) and spans[stop][0] < end:
            end, stop = max(end, spans[stop][1]), stop + 1
        sharing = [at for at in range(place, stop) if piece_of(tokenizer, ids[at]).strip(_SPACE_MARKS)]
        parts |= {at: (part, len(sharing)) for part, at in enumerate(sharing, 1)}
        place = stop
    return parts


def _part(shown: str, part: int, n_parts: int) -> str:
    return f"{shown} {part}/{n_parts}"


def _tokens_of_a_character(tokenizer: Tokenizer, ids: Sequence[int], place: int) -> int:
    """How many ids from this one on make whole characters together; 1 where none do."""
    for n_parts in range(2, min(_LONGEST_CHARACTER, len(ids) - place) + 1):
        if UNREADABLE not in _decoded_whole(tokenizer, ids[place : place + n_parts]):
            return n_parts
    return 1


def _decoded(tokenizer: Tokenizer, ids: Sequence[int]) -> list[str]:
    """What each id adds to the text, with the space before it where there is one.

    Decoded with the one before it, since many decoders drop the space at a text's beginning.
    """
    alone = [_decoded_whole(tokenizer, [number]) for number in ids]
    added = alone[:1]
    for place in range(1, len(ids)):
        both = _decoded_whole(tokenizer, ids[place - 1 : place + 1])
        known = both.startswith(alone[place - 1]) and UNREADABLE not in alone[place - 1]
        added.append(both[len(alone[place - 1]) :] if known else alone[place])
    return added


def _decoded_whole(tokenizer: Tokenizer, ids: Sequence[int]) -> str:
    return tokenizer.decode(list(ids), skip_special_tokens=False)


def _goes_on_by_ids(tokenizer: Tokenizer, before: str, added: str, piece: str) -> bool:
    prefix = word_piece_prefix(tokenizer)
    if prefix:
        return piece.startswith(prefix)
    return bool(before and added) and _one_word(before[-1], added[0])


def _one_word(before: str, character: str) -> bool:
    """Whether a character goes on with the word of the one before it, as BERT splits words.

    Punctuation and Chinese characters stand for themselves; accents and joiners belong to what they follow.
    """
    if unicodedata.category(character) in JOINS_THE_LAST:
        return not before.isspace()
    if unicodedata.category(before) in JOINS_THE_LAST:
        return not character.isspace()
    return before.isalnum() and character.isalnum() and not (_is_ideograph(before) or _is_ideograph(character))


def _is_ideograph(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _IDEOGRAPHS)


def _without_prefix(tokenizer: Tokenizer, shown: str) -> str:
    prefix = word_piece_prefix(tokenizer)
    return (shown.removeprefix(prefix) or shown) if prefix else shown
