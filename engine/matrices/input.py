"""The matrices that a person enters, checked: queries, keys and values, or X with its projections."""

import math
from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from jaxtyping import Bool, Float

from engine.errors import InputError
from engine.matrices.checks import (
    Matrix,
    checked_mask,
    checked_matrix,
    checked_scale,
    checked_tokens,
    default_tokens,
    separate_tokens,
    shown,
)
from engine.matrices.typed import describe_shape
from engine.plain import count

MAX_ROWS, MAX_COLUMNS = 12, 16
"""What a page can show: at most so many rows and columns a matrix."""

MATRIX_NAMES = ("queries", "keys", "values", "x", "w_q", "w_k", "w_v", "w_o")
SPOKEN = {
    "queries": "Q (queries)",
    "keys": "K (keys)",
    "values": "V (values)",
    "x": "X",
    "w_q": "W_Q",
    "w_k": "W_K",
    "w_v": "W_V",
    "w_o": "W_O",
}
"""What each matrix is called in messages."""


# Not checked by its annotations: anything may come in here, and __post_init__ says in words what is wrong with it.
@no_type_check
@dataclass(frozen=True, eq=False)
class MatrixInput:
    """Either queries, keys and values, or x with w_q, w_k and w_v (Q = X W_Q, and so on); w_o goes with both.

    heads splits the columns of Q and K, and those of V, evenly: head 0 has the first block of columns.
    scale: True divides the scores by sqrt(width of a head), False leaves them, a number is the divisor.
    mask: "none", "causal" (query i sees keys 0 to i), or query x key with True where the key is visible; a query
    may see no key. query_tokens and key_tokens name the rows; without either, queries and keys are taken as the same
    tokens where there are equally many of both.

    Checked when made: arrays become read-only float64 copies, tokens are filled in; raises InputError.
    """

    queries: Float[np.ndarray, "query columns"] | None = None
    keys: Float[np.ndarray, "key columns"] | None = None
    values: Float[np.ndarray, "key value_columns"] | None = None
    x: Float[np.ndarray, "token model"] | None = None
    w_q: Float[np.ndarray, "model columns"] | None = None
    w_k: Float[np.ndarray, "model columns"] | None = None
    w_v: Float[np.ndarray, "model value_columns"] | None = None
    w_o: Float[np.ndarray, "value_columns output_columns"] | None = None
    heads: int = 1
    scale: bool | float = True
    mask: str | Bool[np.ndarray, "query key"] = "none"
    query_tokens: tuple[str, ...] = ()
    key_tokens: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_which(self)
        for name in MATRIX_NAMES:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, checked_matrix(getattr(self, name), SPOKEN[name]))
        _check_shapes(self)
        object.__setattr__(self, "heads", _checked_heads(self))
        object.__setattr__(self, "scale", checked_scale(self.scale))
        object.__setattr__(self, "mask", checked_mask(self.mask, self.n_queries, self.n_keys))
        # Only one of them named: the other is another sequence, and gets names of its own.
        one_named = bool(self.query_tokens) != bool(self.key_tokens)
        names = separate_tokens if one_named else default_tokens
        query_names, key_names = names(self.n_queries, self.n_keys)
        object.__setattr__(self, "query_tokens", checked_tokens(self.query_tokens, query_names, "query"))
        object.__setattr__(self, "key_tokens", checked_tokens(self.key_tokens, key_names, "key"))

    @property
    def projects(self) -> bool:
        """Whether X and its projections were given, not Q, K and V themselves."""
        return self.x is not None

    @property
    def n_queries(self) -> int:
        return _rows(self.x if self.projects else self.queries)

    @property
    def n_keys(self) -> int:
        return _rows(self.x if self.projects else self.keys)

    @property
    def query_columns(self) -> int:
        """The columns of Q and K, all heads together."""
        return _columns(self.w_q if self.projects else self.queries)

    @property
    def value_columns(self) -> int:
        """The columns of V, all heads together."""
        return _columns(self.w_v if self.projects else self.values)

    @property
    def divisor(self) -> float:
        """What the scores are divided by: sqrt(width of a head), the given number, or 1."""
        if self.scale is True:
            return math.sqrt(self.query_columns // self.heads)
        return 1.0 if self.scale is False else float(self.scale)

    @property
    def visible(self) -> Bool[np.ndarray, "query key"]:
        """True where a query may look at a key."""
        if isinstance(self.mask, np.ndarray):
            return self.mask
        every = np.ones((self.n_queries, self.n_keys), dtype=bool)
        return np.tril(every) if self.mask == "causal" else every

    def check_page_limits(self) -> None:
        """Raises InputError for a matrix with more than MAX_ROWS or MAX_COLUMNS: a page cannot show it."""
        for name in MATRIX_NAMES:
            matrix = getattr(self, name)
            if matrix is None:
                continue
            # The rows of a projection are the columns of the matrix before it.
            most_rows = MAX_COLUMNS if name.startswith("w_") else MAX_ROWS
            if matrix.shape[0] > most_rows or matrix.shape[1] > MAX_COLUMNS:
                raise InputError(
                    f"{SPOKEN[name]} is {describe_shape(matrix)}; at most {most_rows} rows x {MAX_COLUMNS} columns "
                    "fit on this page. Leave some out, or use the command line for larger ones."
                )


def _rows(matrix: Matrix | None) -> int:
    assert matrix is not None
    return matrix.shape[0]


def _columns(matrix: Matrix | None) -> int:
    assert matrix is not None
    return matrix.shape[1]


def _check_which(m: MatrixInput) -> None:
    """Raises InputError unless exactly one of the two ways to give matrices is complete."""
    ways = {"Q, K and V": ("queries", "keys", "values"), "X with W_Q, W_K and W_V": ("x", "w_q", "w_k", "w_v")}
    begun = {way: names for way, names in ways.items() if any(getattr(m, name) is not None for name in names)}
    if len(begun) != 1:
        came = "both" if begun else "neither"
        raise InputError(f"Give either {' or '.join(ways)}; got {came}.")
    ((way, names),) = begun.items()
    missing = [SPOKEN[name] for name in names if getattr(m, name) is None]
    if missing:
        raise InputError(f"Give {way} together; {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.")


def _check_shapes(m: MatrixInput) -> None:
    """Raises InputError, with both shapes, where two matrices do not go together."""
    if m.projects:
        for name in ("w_q", "w_k", "w_v"):
            _match(m, "x", 1, name, 0)
        _match(m, "w_q", 1, "w_k", 1)
    else:
        _refuse_grouped(m)
        _match(m, "queries", 1, "keys", 1)
        _match(m, "keys", 0, "values", 0)
    if m.w_o is not None:
        _match(m, "w_v" if m.projects else "values", 1, "w_o", 0)


def _refuse_grouped(m: MatrixInput) -> None:
    """Raises InputError, with the line that helps, for keys that several query heads share (grouped queries)."""
    n_queries, n_keys = _columns(m.queries), _columns(m.keys)
    shared = n_queries // n_keys
    if shared > 1 and n_queries % n_keys == 0 and isinstance(m.heads, int) and m.heads % shared == 0 and m.heads > 1:
        raise InputError(
            f"K (keys) has {count(n_keys, 'column')} and Q (queries) {n_queries}: with {m.heads} heads, {shared} query "
            f"heads share one of keys (grouped queries). Give each its own: k = numpy.repeat(k.reshape(len(k), "
            f"{m.heads // shared}, -1), {shared}, axis=1).reshape(len(k), -1), and v the same way."
        )


def _match(m: MatrixInput, first: str, first_axis: int, second: str, second_axis: int) -> None:
    wanted, came = getattr(m, first), getattr(m, second)
    if wanted.shape[first_axis] == came.shape[second_axis]:
        return
    axes = ("rows", "columns")
    other = "" if first_axis == second_axis else f" {axes[first_axis]}"
    raise InputError(
        f"{SPOKEN[second]} must have as many {axes[second_axis]} as {SPOKEN[first]} has{other}: "
        f"{SPOKEN[first]} is {describe_shape(wanted)}, {SPOKEN[second]} is {describe_shape(came)}. "
        f"Give {SPOKEN[second]} {count(wanted.shape[first_axis], axes[second_axis][:-1])}."
    )


def _checked_heads(m: MatrixInput) -> int:
    heads = m.heads
    if isinstance(heads, (bool, np.bool_)) or not isinstance(heads, (int, np.integer)) or heads < 1:
        raise InputError(f"The number of heads must be a whole number from 1; got {shown(heads)}.")
    sources = ("W_Q and W_K", "W_V") if m.projects else ("Q and K", "V")
    for columns, name in zip((m.query_columns, m.value_columns), sources, strict=True):
        if columns % heads:
            divisors = ", ".join(str(n) for n in range(1, min(columns, 64) + 1) if columns % n == 0)
            raise InputError(
                f"{shown(heads)} heads cannot split the {count(columns, 'column')} of {name} evenly. "
                f"Choose a number that divides {columns}: {divisors}."
            )
    return int(heads)
