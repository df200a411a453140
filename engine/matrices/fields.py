"""What a file of matrices may hold, by name."""

from typing import Any

from engine.errors import InputError
from engine.matrices.input import MATRIX_NAMES
from engine.plain import quote

TOKEN_NAMES = ("tokens", "query_tokens", "key_tokens")
NAMES = (*MATRIX_NAMES, "heads", "scale", "mask", "mask_ones", *TOKEN_NAMES)
"""Everything that a file of matrices may hold."""

WEIGHTS_ALONE = "Of weights alone Headlight computes nothing yet: it needs the queries and keys that they come from."


def check_names(fields: dict[str, Any], name: str) -> None:
    if "weights" in fields:
        raise InputError(f"{name} holds weights. {WEIGHTS_ALONE}")
    unknown = [quote(key) for key in fields if key not in NAMES]
    if unknown:
        raise InputError(f"{name}: {', '.join(unknown[:5])} is not known. The names are {', '.join(NAMES)}.")
