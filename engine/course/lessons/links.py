"""Links from a lesson's figure to the pages that show the same state in full."""

from engine.course.figure import PageLink
from engine.matrices.input import MatrixInput
from engine.matrices.links import matrices_to_link


def open_matrices(matrices: MatrixInput, label: str = "Open these matrices", query: int = 0) -> PageLink:
    """The Matrices page with these very matrices, and one of their queries selected."""
    return PageLink("matrices", label, {"m": matrices_to_link(matrices), "query": str(query)})


def open_sentence(text: str, layer: int, head: int, query: int, label: str = "Open this sentence") -> PageLink:
    """The Sentence page with this text, head and query (all counted from 0, as there)."""
    return PageLink("sentence", label, {"text": text, "layer": str(layer), "head": str(head), "query": str(query)})
