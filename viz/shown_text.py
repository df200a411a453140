"""User text on its way into a picture: shown as typed, whatever was typed."""

import unicodedata
from dataclasses import replace

from engine.text.tokens import Token

ELLIPSIS = "…"
NOTHING = "∅"
"""What an empty text shows."""

_MARKS = {" ": "␣", "\t": "⇥", "\n": "↵", "\r": "␍", "\x7f": "␡", "\u00a0": "⍽", "\u3000": "⍽"}
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by class that print nothing."""
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_LONGEST_CLUSTER = 12
"""Characters joined into one; the longest emoji in use, a family with skin tones, takes 11."""
_MOST_MARKS = 6
"""Combining marks kept on one letter; a longer stack would climb over the neighbouring labels."""


def axis_label(text: object, limit: int = 16) -> str:
    """A user's text for Plotly: labels, hovers, annotations, customdata.

    As plain_label, and what Plotly would read as HTML, as LaTeX or as a template is written as entities, which Plotly
    turns back into the characters themselves.
    """
    label = plain_label(text, limit)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("$", "&#36;"), ("%{", "&#37;{")):
        label = label.replace(character, entity)
    return label


def plain_label(text: object, limit: int = 16) -> str:
    """A user's text for a canvas, an SVG text node or textContent: nothing invisible, nothing that turns the line.

    Spaces at either end, tabs, newlines and control characters show as marks, zero-width and direction characters as
    their code in brackets, an empty text as an empty set. At most `limit` columns wide (wide characters count two),
    cut between whole characters as a reader sees them, with an ellipsis. A token that the model does not know keeps its
    mark: its text is cut.
    """
    if isinstance(text, Token) and text.mark:
        mark = _label(text.mark, limit // 2)
        room = limit - 1 - sum(map(_width, _clusters(mark)))
        return f"{_label(str(replace(text, unknown=False)), room)} {mark}"
    return _label(str(text), limit)


def _label(text: str, limit: int) -> str:
    if not text:
        return NOTHING
    inside = text.strip(" ")
    start = len(text) - len(text.lstrip(" "))
    shown = [*"␣" * start, *_clusters(inside), *"␣" * (len(text) - start - len(inside))]
    widths = [_width(cluster) for cluster in shown]
    if sum(widths) <= limit:
        return "".join(shown)
    kept, room = 0, limit - 1
    while kept < len(shown) and widths[kept] <= room:
        room -= widths[kept]
        kept += 1
    return "".join(shown[:kept]) + ELLIPSIS


def _clusters(text: str) -> list[str]:
    """The characters as a reader counts them: with their combining marks, emoji joined, invisible ones as marks."""
    clusters: list[str] = []
    joined = False
    for index, character in enumerate(text):
        previous = text[index - 1] if index else ""
        whole = not clusters or len(clusters[-1]) >= _LONGEST_CLUSTER - 1
        if character in (_NON_JOINER, _JOINER) and not whole and _joins(previous, text[index + 1 : index + 2]):
            clusters[-1] += character
            joined = character == _JOINER
        elif joined:
            clusters[-1] += character
            joined = False
        elif _extends(character):
            if not clusters:
                clusters.append("◌")
            if _trailing_marks(clusters[-1]) < _MOST_MARKS:
                clusters[-1] += character
        elif not whole and (_is_flag_tag(character, clusters[-1]) or _is_flag_half(character, clusters[-1])):
            clusters[-1] += character
        elif character == " ":
            clusters.append(character)
        else:
            clusters.append(_mark(character))
    return clusters


def _mark(character: str) -> str:
    """The character itself, or a visible stand-in for one that prints nothing or moves its neighbours."""
    if character in _MARKS:
        return _MARKS[character]
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if unicodedata.category(character)[0] in "CZ" or character in _BLANK_LETTERS:
        return f"⟨{code:04X}⟩"
    return character


def _joins(previous: str, following: str) -> bool:
    """Whether a joiner between the two has a purpose: in an emoji, or in a script whose letters join."""
    if not previous or not following:
        return False

    def joinable(character: str) -> bool:
        return (
            unicodedata.category(character) in ("So", "Sk")
            or character == "\ufe0f"
            or 0x0600 <= ord(character) <= 0x0DFF
        )

    return joinable(previous) and joinable(following)


def _extends(character: str) -> bool:
    """Whether the character is drawn on the one before it: combining marks, variation selectors, skin tones."""
    return unicodedata.category(character)[0] == "M" or 0x1F3FB <= ord(character) <= 0x1F3FF


def _trailing_marks(cluster: str) -> int:
    return next((place for place, character in enumerate(reversed(cluster)) if not _extends(character)), len(cluster))


def _is_flag_tag(character: str, cluster: str) -> bool:
    """Whether the character is a letter of a flag like Wales's: a black flag with a code that prints nothing."""
    return 0xE0020 <= ord(character) <= 0xE007F and cluster[0] == "\U0001f3f4"


def _is_flag_half(character: str, cluster: str) -> bool:
    """Whether the character is the second letter of a flag like Japan's."""
    return _is_regional(character) and len(cluster) == 1 and _is_regional(cluster)


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _width(cluster: str) -> int:
    """Columns that a cluster takes: two for wide letters, emoji and flags, one for each letter otherwise."""
    if unicodedata.east_asian_width(cluster[0]) in "WF" or (_is_regional(cluster[0]) and len(cluster) > 1):
        return 2
    return max(1, sum(unicodedata.category(character)[0] not in "MC" for character in cluster))
