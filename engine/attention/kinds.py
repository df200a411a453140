"""The kinds of attention that one model can have."""

from typing import Literal, get_args

Kind = Literal["self", "encoder", "decoder", "cross"]
"""Which attention of a model: the only one; or, of an encoder-decoder, one of three."""

KINDS: tuple[Kind, ...] = get_args(Kind)
