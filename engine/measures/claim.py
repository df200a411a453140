"""What a head may do, before it is a label: in how many rows it does, how many random ones would, and in what words."""

from typing import NamedTuple

from engine.measures.chance import ONE_IN


class Claim(NamedTuple):
    """Something that a head may do: in how many rows it does, and in how many random scores would on average."""

    name: str
    rows: int
    by_chance: float
    candidates: int = 1
    """Of how many places, each as likely, this is the best one."""
    target: str = ""
    """The sinks, or the one token, as a person reads them."""


_LIE_ON = {
    "itself": "the token itself",
    "previous": "the previous token",
    "next": "the next token",
    "same word": "the same word elsewhere",
    "induction": "what came after an earlier occurrence of the token",
    "other words": "other words, held more sharply than in 97.5 of 100 random rows",
}


def describe(claim: Claim) -> str:
    """What each of the rows does."""
    kind, _, number = claim.name.partition(" ")
    if claim.name == "uniform":
        return "the weights are as good as even (sharpness under 0.25)"
    if claim.name == "broad":
        return "the weights are more even than random scores (sharpness under 1)"
    if kind == "offset":
        on = f"the token {abs(int(number))} places {'before' if int(number) < 0 else 'after'}"
    elif kind == "local":
        on = f"tokens within {number} place{'' if number == '1' else 's'}"
    elif claim.name in ("sink", "column"):
        on = claim.target
    else:
        on = _LIE_ON[claim.name]
    return f"half of the weight or more lies on {on}"


def reason_of(claim: Claim, n_rows: int) -> str:
    """Why a head has the label."""
    return (
        f"In {claim.rows} of {n_rows} rows {describe(claim)}. Random scores would give {claim.by_chance:.1f} such rows."
    )


def reason_of_two(sink: Claim, second: Claim, n_rows: int) -> str:
    """Why a head has the label of two jobs."""
    return (
        f"In {sink.rows} of {n_rows} rows {describe(sink)}; in {second.rows} of the other {n_rows - sink.rows} "
        f"{describe(second)}. Random scores would give {sink.by_chance:.1f} and {second.by_chance:.1f} rows."
    )


def reason_of_chance(claim: Claim, n_rows: int) -> str:
    """Why a head that seems to do something has no label."""
    return (
        f"In {claim.rows} of {n_rows} rows {describe(claim)}, but of {ONE_IN} heads with random scores more than one "
        "would do as much of something."
    )


def reason_of_mixed(shares: list[float], n_rows: int) -> str:
    """Why a head has no label: where most of its weight goes, of its shares at each of DESTINATIONS."""
    first, second = sorted(range(len(shares)), key=lambda number: -shares[number])[:2]
    return (
        f"No one thing is looked at by half of the {n_rows} rows. Most of the weight goes to {_TO[first]} "
        f"({shares[first]:.0%}) and to {_TO[second]} ({shares[second]:.0%})."
    )


_TO = ("sinks", "the token itself", "the previous token", "the next token", "the same word", "other words")
"""DESTINATIONS as a sentence has them."""
