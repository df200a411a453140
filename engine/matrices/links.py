"""Matrices in a link: JSON, compressed, in the letters that a URL may hold."""

import base64
import json
import re
import zlib

from engine.errors import InputError
from engine.matrices.files import json_fields, read_json
from engine.matrices.input import MatrixInput

MAX_LINK_CHARACTERS = 30_000
MAX_JSON_BYTES = 400_000
"""What a link may unpack to: far more than the largest matrices of a page need."""

_VERSION = "1"
"""The first character of every link, so that another way to pack can be told apart."""

_BROKEN = "The matrices in this link are broken or cut off. Copy the whole link again."


def matrices_to_link(m: MatrixInput) -> str:
    """The matrices as letters, digits, - and _ only; matrices_from_link gives exactly the same back.

    Raises InputError where they are too large for a link; those of a page are not.
    """
    text = json.dumps(json_fields(m), ensure_ascii=False, separators=(",", ":")).encode()
    link = _VERSION + base64.urlsafe_b64encode(zlib.compress(text, level=9)).rstrip(b"=").decode()
    if len(link) > MAX_LINK_CHARACTERS or len(text) > MAX_JSON_BYTES:
        raise InputError("These matrices are too large for a link. Save them as a file instead.")
    return link


def matrices_from_link(link: str) -> MatrixInput:
    """The matrices of a link. Raises InputError for one that is broken or too long, or whose matrices do not fit."""
    if len(link) > MAX_LINK_CHARACTERS or not re.fullmatch(_VERSION + r"[A-Za-z0-9_-]+", link):
        raise InputError(_BROKEN)
    letters = link[len(_VERSION) :]
    unpacking = zlib.decompressobj()
    try:
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        text = unpacking.decompress(packed, MAX_JSON_BYTES).decode()
    except (ValueError, zlib.error):  # ValueError: letters that are no base64, bytes that are no text.
        raise InputError(_BROKEN) from None
    if not unpacking.eof or unpacking.unused_data:
        raise InputError(_BROKEN)
    return read_json(text, "The link")
