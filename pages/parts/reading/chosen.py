"""The head and the query that were chosen, held against what there is."""

from engine.plain import HeadName, head_name
from engine.reading.reading import Reading
from pages.shared.choices import Choices
from pages.shared.messages import show_problem
from viz.shown_text import plain_label
from viz.words.verdict import give_verdict


def chosen_head(choices: Choices, reading: Reading) -> HeadName:
    """The head that was chosen; where it does not exist that is said, and the head worth a first look is shown."""
    verdict = give_verdict(reading)
    default = verdict.at_words or (verdict.link.head if verdict.link else verdict.most_even) or (0, 0)
    if "layer" not in choices and "head" not in choices:
        return default
    layer, head = choices.whole_number("layer"), choices.whole_number("head")
    if layer is not None and head is not None and layer < reading.n_layers and head < reading.n_heads:
        return layer, head
    asked = f"layer {choices.get('layer', '(none)')}, head {choices.get('head', '(none)')}"
    show_problem(
        "There is no such head",
        f"The link asks for {plain_label(asked, 60)}. Here are layers 0 to {reading.n_layers - 1} and heads 0 to "
        f"{reading.n_heads - 1}. Shown instead: {head_name(*default)}.",
    )
    return default


def chosen_query(choices: Choices, reading: Reading) -> int | None:
    """The query that was chosen, counted from 0; where it does not exist that is said."""
    if "query" not in choices:
        return None
    query = choices.whole_number("query")
    if query is not None and query < len(reading.query_tokens):
        return query
    show_problem(
        "There is no such query",
        f"The link asks for query {plain_label(choices.get('query'), 30)}. Here are queries 0 to "
        f"{len(reading.query_tokens) - 1}.",
    )
    return None
