"""How a head, a count, a share and something typed are written in a sentence, on the screen and in every message."""

HeadName = tuple[int, int]
"""Layer and head, counted from 0."""

_LONGEST_QUOTE = 24


def head_name(layer: int, head: int) -> str:
    """A head as it is written everywhere: L3 H7, counted from 0."""
    return f"L{layer} H{head}"


def count(number: int, noun: str) -> str:
    """ "1 row", "2,000 rows", "2 guesses"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "es" if noun.endswith("s") else "s")


def percent(share: float) -> str:
    """A share of 1 as a person says it, rounded neither to nothing nor to all."""
    if share < 0.0005:
        return "under 0.1%"
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return f"{share:.0%}" if 0.095 <= share < 0.995 or share == 1 else f"{share:.1%}"


def quote(text: str, limit: int = _LONGEST_QUOTE) -> str:
    """What was typed, in quotation marks: on one line, without invisible characters, cut with an ellipsis."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:limit])
    return f"“{shown}{'…' if len(text) > limit else ''}”"
