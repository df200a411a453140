"""What a person reads for each token, for every kind of tokenizer; and back from ids."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from engine.errors import InputError
from engine.models.loading import load_model
from engine.text.tokenizing import UNREADABLE, detokenise, tokens_of_ids, tokens_of_text
from engine.text.tokens import Token
from engine.text.typed import MOST_CHARACTERS, TextTooLong
from tests.engine.folders import byte_fallback, byte_level, unigram, word_pieces

MAKERS = {"WordPiece": word_pieces, "byte level": byte_level, "unigram": unigram, "byte fallback": byte_fallback}


@pytest.fixture(scope="session")
def tokenizers() -> dict[str, Tokenizer]:
    return {name: make() for name, make in MAKERS.items()}


def own(model, text):
    """The tokens that are not special."""
    return [token for token in model.tokenize(text)[1] if not token.special]


def texts_of(model, text):
    return [token.text for token in own(model, text)]


def shown(tokenizer, text):
    return [str(token) for token in tokens_of_text(tokenizer, text, None)[1]]


# minilm: WordPiece


def test_a_sentence_stands_between_minilms_two_special_tokens(minilm):
    ids, tokens = minilm.tokenize("The cat sat.")
    assert ids == [101, 1996, 4937, 2938, 1012, 102]
    assert [token.text for token in tokens] == ["[CLS]", "The", "cat", "sat", ".", "[SEP]"]
    assert [token.special for token in tokens] == [True, False, False, False, False, True]


def test_a_word_of_several_pieces_goes_on(minilm):
    tokens = own(minilm, "Unbelievably so")
    assert [(token.text, token.piece, token.continues) for token in tokens] == [
        ("Un", "un", False),
        ("bel", "##bel", True),
        ("ie", "##ie", True),
        ("va", "##va", True),
        ("bly", "##bly", True),
        ("so", "so", False),
    ]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("THE Cat", ["THE", "Cat"]),
        ("Café NAÏVE", ["Café", "NAÏVE"]),
        ("cafe\u0301 no", ["cafe\u0301", "no"]),
        ("e\u0301\u0301\u0301x", ["e\u0301\u0301\u0301x"]),
        ("I ❤\ufe0f it", ["I", "❤\ufe0f", "it"]),
        ("😀 ok", ["😀", "ok"]),
        ("👩\u200d👩\u200d👧 ok", ["👩\u200d👩\u200d👧", "ok"]),
        ("a\u200bb c", ["a\u200bb", "c"]),
        ("a\u200b c", ["a\u200b", "c"]),
        ("中文", ["中", "文"]),
        ("<b> $x$ `y`", ["<", "b", ">", "$", "x", "$", "`", "y", "`"]),
        ("a\tb\nc", ["a", "b", "c"]),
        ("  spaces   between  ", ["spaces", "between"]),
    ],
)
def test_tokens_show_what_was_typed(minilm, typed, wanted):
    assert texts_of(minilm, typed) == wanted


def test_right_to_left_letters_keep_their_order(minilm):
    assert "".join(texts_of(minilm, "שלום")) == "שלום"


def test_a_word_that_the_model_does_not_know_shows_as_typed_and_tells_its_piece(minilm):
    (token,) = own(minilm, "😀")
    assert token == Token("😀", "[UNK]", unknown=True)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("I feel 😀 😡.", ["I", "feel", "😀 [UNK]", "😡 [UNK]", "."]),
        ("แมวนั่งบนเสื่อ", ["แมวนั่งบนเสื่อ [UNK]"]),
        ("고양이가 앉았다", ["고양이가 [UNK]", "앉았다 [UNK]"]),
        ("[UNK] too", ["[UNK]", "too"]),
        ("<|im_end|>", ["<", "|", "im", "_", "end", "|", ">"]),
    ],
)
def test_what_is_unknown_is_marked_and_is_never_special(minilm, typed, wanted):
    tokens = minilm.tokenize(typed)[1][1:-1]
    assert [token.name for token in tokens] == wanted
    assert [token.unknown for token in tokens] == ["[UNK]" in name for name in wanted]
    assert not any(token.special for token in tokens)


def test_the_letters_of_a_korean_syllable_are_numbered_like_the_bytes_of_a_character(minilm):
    tokens = own(minilm, "나는 cat")
    assert [str(token) for token in tokens] == ["나", "·나 2/2", "·는", "·는 2/3", "·는 3/3", "cat"]
    assert not any(token.unknown for token in tokens)


def test_a_special_token_is_special_whether_it_was_added_or_typed(minilm):
    tokens = minilm.tokenize("[CLS] and [SEP]")[1]
    assert [token.text for token in tokens] == ["[CLS]", "[CLS]", "and", "[SEP]", "[SEP]"]
    assert [token.special for token in tokens] == [True, True, False, True, True]


@pytest.mark.parametrize("text", ["", " ", " \n\t ", "\u200b\u200b", "\u0301", "\ufeff", "\x00"])
def test_a_text_without_a_token_is_refused(minilm, text):
    with pytest.raises(InputError, match="Type"):
        minilm.tokenize(text)


def test_half_of_a_surrogate_pair_is_refused(minilm):
    with pytest.raises(InputError, match=r"character 3 .*U\+DCFF"):
        minilm.tokenize("a \udcff b")


# Texts that are too long


def test_as_many_tokens_as_there_are_positions_are_read(minilm):
    assert len(minilm.tokenize("word " * 510)[1]) == 512
    with pytest.raises(TextTooLong) as caught:
        minilm.tokenize("word " * 511)
    assert (caught.value.n_tokens, caught.value.positions) == (513, 512)
    assert caught.value.part == ("word " * 510).rstrip()
    assert "513 tokens" in str(caught.value)
    assert "512 at most (2 of them its own)" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "n_fit"),
    [
        ("word " * 600, 512),
        ("word\n" * 600, 512),
        ("Hi " + "中" * 600, 512),
        ("unbelievably " * 600, 512),  # 5 pieces a word
        ("word" + " antidisestablishmentarianism" * 100, None),
        ("x, " * 400, 512),
        ("❤\ufe0f " * 900, None),
    ],
)
def test_the_part_that_is_offered_fits_and_ends_with_a_whole_word(minilm, text, n_fit):
    with pytest.raises(TextTooLong) as caught:
        minilm.tokenize(text)
    part = caught.value.part
    assert text.startswith(part)
    n_tokens = len(minilm.tokenize(part)[1])
    assert n_tokens == n_fit or (n_fit is None and 500 < n_tokens <= 512)
    assert text[len(part)].isspace() or "中" in part


WORDS = ["the", "Unbelievably", "中文", "한국어", "😀", "cafe\u0301", "it's", "a\u200bb", "...", "1984", "\n", " "]


@pytest.mark.parametrize("model", ["minilm", "smollm2"])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_too_long_the_part_offered_fits(request, model, seed):
    loaded, random = request.getfixturevalue(model), Random(seed)
    limit = loaded.card.positions
    text = random.choice(["", " "]).join(random.choices(WORDS, k=2 * limit)) + "中" * limit
    with pytest.raises(TextTooLong) as caught:
        loaded.tokenize(text)
    part = caught.value.part
    assert text.startswith(part)
    assert 0.7 * limit < len(loaded.tokenize(part)[1]) <= limit


def test_a_chapter_of_as_many_tokens_as_smollm2_reads_is_read(smollm2):
    # English has about 5 characters a token: a limit of characters must not come before that of tokens.
    text = "It was the best of times, it was the worst of times, " * 500
    ids, tokens = smollm2.tokenize(text[:35_000])
    assert 7_000 < len(ids) == len(tokens) <= 8_192
    with pytest.raises(TextTooLong, match=r"8,192 at most\. The first \d\d,\d\d\d characters fit"):
        smollm2.tokenize("unbelievable " * (MOST_CHARACTERS // 13))


# smollm2: byte-level BPE


def test_smollm2_adds_no_token_of_its_own(smollm2):
    ids, tokens = smollm2.tokenize("The capital of France is")
    assert ids == [504, 3575, 282, 4649, 314]
    assert tokens == tuple(
        Token(text, piece)
        for text, piece in [
            ("The", "The"),
            ("capital", "Ġcapital"),
            ("of", "Ġof"),
            ("France", "ĠFrance"),
            ("is", "Ġis"),
        ]
    )


def test_smollm2_reads_digits_one_by_one_as_it_was_trained(smollm2):
    assert [token.piece for token in own(smollm2, "in 1984,  12")] == [
        "in", "Ġ", "1", "9", "8", "4", ",", "ĠĠ", "1", "2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("unhappily ever", ["un", "·h", "·app", "·ily", "ever"]),
        ("don't (end).", ["don", "'t", "(", "end", ")."]),
        ("a  b\n\nc\td", ["a", " ", "b", "\n", "\n", "c", "\t", "d"]),
        ("1984", ["1", "·9", "·8", "·4"]),
        ("한국", ["한", "·한 2/2", "·국", "·국 2/3", "·국 3/3"]),
        ("a 😀!", ["a", "😀", "·😀 2/2", "!"]),
        ("<s> &amp; [x](y)", ["<", "s", ">", "&", "amp", ";", "[", "x", "](", "y", ")"]),
        ("<|im_start|>user", ["<|im_start|>", "user"]),
        ("��", ["�", "�"]),
    ],
)
def test_smollm2_tokens_show_what_was_typed(smollm2, typed, wanted):
    tokens = smollm2.tokenize(typed)[1]
    assert [str(token) for token in tokens] == wanted
    assert not any(token.unknown for token in tokens), "bytes spell anything"


def test_the_marks_of_a_chat_are_special_where_they_are_typed(smollm2):
    tokens = smollm2.tokenize("<|im_start|>user\nHi<|im_end|>\n<|endoftext|>")[1]
    special = {token.text for token in tokens if token.special}
    assert special == {"<|im_start|>", "<|im_end|>", "<|endoftext|>"}
    assert [token.text for token in tokens if not token.special] == ["user", "\n", "Hi", "\n"]
    assert not any(token.unknown or token.continues for token in tokens)


def test_chinese_characters_are_words_of_their_own_whatever_bytes_they_are_cut_into(smollm2):
    tokens = own(smollm2, "你好吗")
    firsts = [token for token in tokens if "/" not in token.text]
    assert [token.text for token in firsts] == list("你好吗")
    assert not any(token.continues for token in firsts)
    assert all(token.continues for token in tokens if "/" in token.text)


# All kinds


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("WordPiece", ["[CLS]", "the", "cat", "·s", "sat", "[SEP]"]),
        ("byte level", ["the", "cat", "·s", "sat"]),
        ("unigram", ["the", "cat", "·s", "sat", "</s>"]),
        ("byte fallback", ["the", "▁", "c", "·a", "·t", "·s", "▁", "s", "·a", "·t"]),
    ],
)
def test_every_kind_of_tokenizer_shows_the_same_words(tokenizers, kind, wanted):
    def whole(strings):
        """The same for however many pieces a word is in: what matters is the text, and where words begin."""
        return "".join(string[1:] if string.startswith("·") else f" {string}" for string in strings).split()

    text = "the cats sat"
    tokens = tokens_of_text(tokenizers[kind], text, None)[1]
    found = whole(str(token) for token in tokens if not token.special and token.text.strip(" ▁"))
    assert found == whole(string for string in wanted if string.strip("▁") and string[0] not in "[<")
    assert found == ["the", "cats", "sat"]
    assert [token.text for token in tokens if token.special] == [text for text in wanted if text[0] in "[<"]


def test_a_beginning_of_text_that_the_tokenizer_adds_is_special():
    ids, tokens = tokens_of_text(byte_level(start=True), "the cat", None)
    assert ids[0] == 0
    assert tokens[0] == Token("<s>", special=True)
    assert not any(token.special for token in tokens[1:])


def test_a_character_in_bytes_shows_on_the_first_and_its_part_on_the_others(tokenizers):
    assert shown(tokenizers["byte level"], "😀")[0] == "😀"
    assert shown(tokenizers["byte level"], "😀")[1:] == ["·😀 2/4", "·😀 3/4", "·😀 4/4"]
    tokens = tokens_of_text(tokenizers["byte fallback"], "the 中", None)[1]
    assert [token.piece for token in tokens[-3:]] == ["<0xE4>", "<0xB8>", "<0xAD>"]
    assert [str(token) for token in tokens[-3:]] == ["中", "·中 2/3", "·中 3/3"]


def test_hashes_are_a_word_where_no_piece_begins_with_them(tokenizers):
    tokens = tokens_of_text(tokenizers["byte level"], "## the", None)[1]
    assert not tokens[0].continues


@pytest.mark.parametrize("kind", MAKERS)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), between=st.sampled_from(["", " ", "  \n"]))
def test_tokens_are_parts_of_the_text_in_their_order(tokenizers, kind, words, between):
    text = between.join(words)
    if not text.strip():
        return
    ids, tokens = tokens_of_text(tokenizers[kind], text, None)
    assert len(ids) == len(tokens)
    place = 0
    for token in tokens:
        if token.special or "/" in token.text or token.text == "▁":
            continue
        place = text.find(token.text, place)
        assert place >= 0, (token, text)


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), between=st.sampled_from(["", " ", "  \n"]))
def test_minilms_tokens_are_parts_of_the_text_in_their_order(words, between):
    text = between.join(words)
    if not text.strip():
        return
    place = 0
    for token in load_model("minilm").tokenize(text)[1][1:-1]:
        if "/" in token.text:
            continue
        place = text.find(token.text, place)
        assert place >= 0, (token, text)


# From ids


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), between=st.sampled_from(["", " ", "  \n"]))
def test_the_tokens_of_ids_are_those_of_the_text_that_they_spell(tokenizers, words, between):
    text = between.join(words)
    if not text.strip():
        return
    ids, tokens = tokens_of_text(tokenizers["byte level"], text, None)
    assert [token.piece for token in tokens_of_ids(tokenizers["byte level"], ids)] == [token.piece for token in tokens]
    assert tokens_of_ids(tokenizers["byte level"], ids) == tokens


@pytest.mark.parametrize("kind", MAKERS)
def test_words_and_special_tokens_come_back_from_ids(tokenizers, kind):
    ids, typed = tokens_of_text(tokenizers[kind], "the cats sat the", None)
    tokens = tokens_of_ids(tokenizers[kind], ids)
    assert [(token.piece, token.special) for token in tokens] == [(token.piece, token.special) for token in typed]
    assert not any(token.unknown for token in tokens)
    kept = [(token.text, token.continues) for token in typed if token.text.strip(" ▁")]
    assert [(token.text, token.continues) for token in tokens if token.text.strip(" ▁")] == kept


@pytest.mark.parametrize(("kind", "piece"), [("WordPiece", "[UNK]"), ("unigram", "<unk>")])
def test_an_unknown_token_that_nobody_typed_shows_its_piece(tokenizers, kind, piece):
    ids, typed = tokens_of_text(tokenizers[kind], "the 中", None)
    assert [token.name for token in typed if token.unknown] == [f"中 {piece}"]
    (token,) = (token for token in tokens_of_ids(tokenizers[kind], ids) if token.unknown)
    assert token == Token(piece, unknown=True)
    assert token.name == piece


def test_bytes_that_are_no_character_show_as_a_mark(tokenizers):
    tokenizer = tokenizers["byte level"]
    ids, _ = tokens_of_text(tokenizer, "the 😀", None)
    cut = tokens_of_ids(tokenizer, [*ids[:-1], ids[0]])
    assert [token.text for token in cut[-4:]] == [UNREADABLE, UNREADABLE, UNREADABLE, "the"]
    assert [token.text for token in tokens_of_ids(tokenizer, ids)[-4:]] == ["😀", "😀 2/4", "😀 3/4", "😀 4/4"]


def test_an_id_that_no_piece_has_shows_its_number(tokenizers):
    (token,) = tokens_of_ids(tokenizers["byte level"], [99_999])
    assert (token.text, token.piece) == ("<99999>", "<99999>")


def test_what_a_model_wrote_goes_on_with_the_word_before_it(smollm2):
    ids, typed = smollm2.tokenize("The capital of France is Par")
    new = [*smollm2.tokenizer.encode("is. The").ids, 2]
    tokens, text = detokenise(smollm2.tokenizer, [*ids, *new], typed)
    assert tokens[: len(typed)] == typed
    assert [str(token) for token in tokens[len(typed) :]] == ["·is", ".", "The", "<|im_end|>"]
    assert [token.special for token in tokens[len(typed) :]] == [False, False, False, True]
    assert text == "The capital of France is Paris. The"


def test_nothing_written_leaves_what_was_typed(smollm2):
    ids, typed = smollm2.tokenize("The cat")
    assert detokenise(smollm2.tokenizer, ids, typed) == (typed, "The cat")
    assert tokens_of_ids(smollm2.tokenizer, []) == ()


def test_words_of_a_vocabulary_of_words_do_not_run_together():
    tokenizer = Tokenizer(models.WordLevel({"<unk>": 0, "the": 1, "cat": 2}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    assert [str(token) for token in tokens_of_ids(tokenizer, [1, 2])] == ["the", "cat"]
    assert shown(tokenizer, "the dog") == ["the", "dog <unk>"]


def test_a_vocabulary_of_single_digits_makes_a_number_of_them():
    tokenizer = Tokenizer(models.WordLevel({"<unk>": 0, "1": 1, "9": 2, "-": 3}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.decoder = decoders.Fuse()
    assert shown(tokenizer, "19-1") == ["1", "·9", "-", "1"]
    assert [str(token) for token in tokens_of_ids(tokenizer, [1, 2, 3, 1])] == ["1", "·9", "-", "1"]
