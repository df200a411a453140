"""The label of a head in words: as a heading, in a list, and what it does not mean."""

from engine.measures.labels import HeadLabel
from engine.plain import count, head_name
from engine.reading.reading import Reading

_TITLES = {
    "sink": "at a sink",
    "column": "at one token",
    "itself": "at the token itself",
    "previous": "at the previous token",
    "next": "at the next token",
    "same word": "at the same word elsewhere",
    "induction": "induction, at what followed an earlier occurrence",
    "other words": "at other words",
    "uniform": "uniform",
    "broad": "broad",
    "mixed": "mixed",
    "chance": "no more than chance would do",
    "too few keys": "too few keys to judge",
}
_BY_POSITION = "It follows position: the two words need have nothing to do with each other."
_CAUTIONS = {
    "sink": "A sink takes weight that has nowhere better to go; it is no sign that this token matters to the sentence.",
    "column": "That many rows look at one token does not say that the token matters to the output.",
    "itself": "A token that looks at itself hands on its own value; it gathers nothing.",
    "previous": _BY_POSITION,
    "next": _BY_POSITION,
    "offset": _BY_POSITION,
    "local": "It follows position: near words are often related, but the head need not know how.",
    "same word": "It may mark repeats. That is a step of copying, not of meaning.",
    "induction": "What followed the last time is what may follow now: it copies, and needs no meaning for it.",
    "other words": "Being sharp does not mean being right or relevant: weights are not an explanation of the output.",
    "uniform": "No position stands out. That does not make the head weak: an even average can be what is needed.",
    "broad": "It averages over much of the text, as most random rows do. Broad heads can be a model's most important.",
    "mixed": "It may have several jobs, or one that this text does not show.",
    "chance": "The numbers are exact, but a longer text is needed to tell this from random scores.",
    "too few keys": "The numbers are exact, but with 3 keys or fewer anything looks like anything.",
}


def label_title(label: HeadLabel) -> str:
    """The label as a heading says it."""
    first = _title(label.first)
    if label.second:
        return f"{first}, else {_title(label.second)} in {label.second_rows} of {label.judged_rows} rows"
    return f"{first}, only just" if label.just else first


def short_title(name: str) -> str:
    """The name of a label in a list: "the previous token", "6 places back", "a sink, else the next token"."""
    return ", else ".join(_title(job).removeprefix("at ").partition(",")[0] for job in name.split(", else "))


def head_title(reading: Reading, layer: int, head: int) -> str:
    """A head's name and what it does."""
    return f"{head_name(layer, head)}: {label_title(reading.heads.labels[layer][head])}"


def label_caution(label: HeadLabel) -> str:
    """What the label does not mean; of two jobs, what the second does not."""
    name = label.second or label.first
    return _CAUTIONS.get(name) or _CAUTIONS[_kind(name)]


def _title(name: str) -> str:
    if name in _TITLES:
        return _TITLES[name]
    number = int(name.partition(" ")[2])
    if _kind(name) == "local":
        return f"within {count(number, 'place')}"
    return f"{count(abs(number), 'place')} {'back' if number < 0 else 'ahead'}"


def _kind(name: str) -> str:
    """A label without its number: local, offset."""
    return name.partition(" ")[0]
