"""Texts in the encodings that files have: read where a mark says which, named where none does."""

import codecs

import pytest

from engine.errors import InputError
from engine.text.encoding import decode_text

TEXT = "Un café, 3 €.\n貓 😀\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_read_in_the_encoding_that_its_mark_says(mark: bytes, encoding: str, end: str) -> None:
    assert decode_text(mark + TEXT.replace("\n", end).encode(encoding), "a.txt") == TEXT
    assert decode_text(mark, "a.txt") == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("The cat sat.".encode("utf-16-le"), "a.txt is in UTF-16 without the mark that says so, it seems."),
        ("The cat sat.".encode("utf-16-be"), "a.txt is in UTF-16 without the mark"),
        ("Кошка, сидит на коврике.".encode("utf-16-le"), "a.txt is in UTF-16 without the mark"),
        ("un café noir".encode("latin-1"), "not text in UTF-8 (byte 7; in Latin-1, or Windows-1252, “un café noir”"),
        ("pay 3 €\n".encode("cp1252"), "(byte 7; in Latin-1, or Windows-1252, “pay 3 €\ufffd” would stand there)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not text in UTF-8 (byte 1). Save"),
        ("貓".encode() + "猫".encode("shift-jis") + b"\x81", "(byte 4)"),
        (
            codecs.BOM_UTF16_LE + b"a\x00b",
            "begins with the mark of UTF-16 and is not text in UTF-16 throughout (byte 3",
        ),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8b\x00", "(byte 3 after the mark): it is damaged or cut short"),
        ("Un café".encode()[:-1], "not text in UTF-8 (byte 7"),
    ],
)
def test_a_text_in_another_encoding_is_named_and_never_guessed(content: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        decode_text(content, "a.txt")
    assert said in str(refused.value)
    assert str(refused.value).endswith("Save it as UTF-8.")


def test_a_zero_here_and_there_is_no_other_encoding() -> None:
    assert decode_text(b"The cat\x00sat on the mat.", "a.txt") == "The cat\x00sat on the mat."
