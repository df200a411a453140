"""What a question on a recorded head is made of, before its options are shuffled; its pictures."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.course.question import Option
from pages.course.recorded_heads import MODEL, RecordedHead
from viz.sketch.canvas import Sketch
from viz.sketch.grid import draw_grid
from viz.sketch.words import draw_words
from viz.theme import Theme


@dataclass(frozen=True)
class Draft:
    """As in Question; wrong: the other options."""

    prompt: str
    right: Option
    wrong: tuple[Option, ...]
    steps: tuple[str, ...]
    check: str
    hint: str
    draw: Callable[[Theme], Sketch]


def quote(token: str) -> str:
    """A token in a sentence: “bank”, [CLS]."""
    return token if token.startswith("[") else f"“{token}”"


def whole_head(one: RecordedHead) -> Callable[[Theme], Sketch]:
    """The table of a head's weights."""

    def draw(theme: Theme) -> Sketch:
        return draw_grid(
            one.weights,
            theme,
            title=f"{one.name} of {MODEL}",
            caption="Each row is a query, the token that looks; each column a key, the token looked at.",
            rows=one.tokens,
            columns=one.tokens,
        )

    return draw


def one_row(one: RecordedHead, query: int) -> Callable[[Theme], Sketch]:
    """The sentence with the weights of one query; the query is framed."""

    def draw(theme: Theme) -> Sketch:
        return draw_words(
            one.tokens,
            one.weights[query],
            theme,
            title=f"Where {quote(one.tokens[query])} looks: {one.name} of {MODEL}",
            caption="Below each token stands the weight that the framed one gives it.",
            marked=(query,),
        )

    return draw
