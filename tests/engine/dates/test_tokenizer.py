"""The tokenizer of words and digits."""

import json

from tokenizers import Tokenizer

from engine.dates.tokenizer import UNKNOWN, make_tokenizer


def test_letter_case_and_spaces_do_not_change_the_tokens(tokenizer: Tokenizer) -> None:
    expected = ["the", "2", "3", "rd", "of", "may", ",", "2", "0", "2", "1", "</s>"]
    assert tokenizer.encode("the 23rd of May, 2021").tokens == expected
    assert tokenizer.encode("  THE  23RD\tOF may ,2021 ").tokens == expected


def test_offsets_lead_back_to_what_was_typed(tokenizer: Tokenizer) -> None:
    text = "Übermorgen, May twenty-THIRD"
    encoding = tokenizer.encode(text)
    assert [text[start:stop] for start, stop in encoding.offsets] == [
        "Übermorgen",
        ",",
        "May",
        "twenty",
        "-",
        "THIRD",
        "",
    ]
    assert encoding.tokens[0] == UNKNOWN
    assert encoding.special_tokens_mask == [0, 0, 0, 0, 0, 0, 1]


def test_the_kept_tokenizer_is_the_one_that_the_code_makes(tokenizer: Tokenizer) -> None:
    assert json.loads(tokenizer.to_str()) == json.loads(make_tokenizer().to_str())
    assert tokenizer.decode(tokenizer.encode("2021-05-03").ids) == "2021-05-03"
