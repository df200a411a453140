"""Files in other encodings than UTF-8: read by their mark, or named."""

import pytest

from engine.errors import InputError
from engine.text.decoding import decode_text

TEXT = "Ünïcode, 世界 and 😀\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_a_file_says_of_itself_is_followed(encoding):
    assert decode_text(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_marks_of_the_other_byte_order_are_known(encoding):
    assert decode_text(("\ufeff" + TEXT).encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("café".encode("latin-1"), r"a\.txt is not text in UTF-8 \(byte 4\): it may be in Latin-1 or Windows-1252\."),
        ("“quoted”".encode("cp1252"), "may be in Latin-1 or Windows-1252"),
        ("a plain text".encode("utf-16-le"), r"a\.txt is not text in UTF-8: it looks like UTF-16 without its mark\."),
        ("ein Text: ä".encode("utf-16-be"), "looks like UTF-16 without its mark"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is no text at all"),
        (b"\xff\xfea", r"is not text in UTF-16 \(byte 3\)"),
    ],
)
def test_anything_else_is_named_and_not_read(content, said):
    with pytest.raises(InputError, match=rf"{said}.*Save it as UTF-8"):
        decode_text(content, "a.txt")
