"""What stands for unknown words, and which tokens are special, for every kind of vocabulary."""

import pytest
from tokenizers import Tokenizer, models
from tokenizers.pre_tokenizers import ByteLevel

from engine.dates.tokenizer import make_tokenizer
from engine.text.vocabulary import piece_of, special_ids, unknown_id
from tests.engine.folders import byte_fallback, byte_level, unigram, word_pieces


@pytest.mark.parametrize(
    ("make", "unknown", "specials"),
    [
        (word_pieces, "[UNK]", {"[PAD]", "[CLS]", "[SEP]"}),
        (unigram, "<unk>", {"<pad>", "</s>"}),
        (byte_fallback, "<unk>", {"<s>"}),
        (make_tokenizer, "<unk>", {"<pad>", "<s>", "</s>"}),
        (byte_level, None, {"<s>", "<|end|>"}),
    ],
    ids=["WordPiece", "unigram", "byte fallback", "words", "byte level"],
)
def test_what_stands_for_unknown_words_is_no_special_token(make, unknown, specials):
    tokenizer = make()
    number = unknown_id(tokenizer)
    assert (None if number is None else piece_of(tokenizer, number)) == unknown
    assert {piece_of(tokenizer, number) for number in special_ids(tokenizer)} == specials


def test_a_unigram_vocabulary_may_have_nothing_for_unknown_words():
    assert unknown_id(Tokenizer(models.Unigram([("a", 0.0)], unk_id=None))) is None


def test_a_vocabulary_of_all_bytes_has_no_unknown_words_whatever_it_names_for_them():
    pieces = ["<|endoftext|>", *ByteLevel.alphabet()]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token="<|endoftext|>"))
    tokenizer.add_special_tokens(["<|endoftext|>"])
    assert unknown_id(tokenizer) is None
    assert special_ids(tokenizer) == {0}
