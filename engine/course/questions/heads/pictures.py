"""The pictures of questions on recorded heads."""

from engine.course.pictures import Grid, Words
from engine.course.questions.heads.recorded import MODEL, RecordedHead


def quote(token: str) -> str:
    """A token in a sentence: “bank”, [CLS]."""
    return token if token.startswith("[") else f"“{token}”"


def whole_head(head: RecordedHead) -> Grid:
    """The table of a head's weights."""
    return Grid(
        head.weights,
        title=f"{head.name} of {MODEL}",
        caption="Each row is a query, the token that looks; each column a key, the token looked at.",
        rows=head.tokens,
        columns=head.tokens,
    )


def one_row(head: RecordedHead, query: int) -> Words:
    """The sentence with the weights of one query; the query is framed."""
    return Words(
        head.tokens,
        head.weights[query],
        title=f"Where {quote(head.tokens[query])} looks: {head.name} of {MODEL}",
        caption="Below each token stands the weight that the framed one gives it.",
        marked=(query,),
    )
