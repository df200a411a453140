"""Everything that was read of one text by one model: each kind of its attention, and what the model wrote."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.reading.reading import Reading
from engine.running.continuation import NextToken


@dataclass(frozen=True, eq=False)
class TextReading:
    """Made by engine.read_text. readings: by kind of attention, "self" alone for a model with one kind."""

    readings: dict[str, Reading]
    written: str = ""
    """The text that the model wrote by itself: the continuation, or an encoder-decoder's translation."""
    ended: bool = False
    """Whether it ended that text by itself, and not because no more was asked for."""
    likeliest: Callable[[int, int], list[NextToken]] | None = None
    """The so many likeliest tokens after a position, with probabilities; None for a model that foretells none."""
    token_ids: tuple[int, ...] = ()
    """The vocabulary's number of each token, for a model that foretells."""

    def reading(self, kind: str | None = None) -> Reading:
        """One kind of attention; the first there is without a name. KeyError for a kind that the model has not."""
        return self.readings[kind or self.kinds[0]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of attention that there are, the one worth a first look first."""
        order = ("cross", "self", "encoder", "decoder")
        return tuple(sorted(self.readings, key=order.index))

    @property
    def n_bytes(self) -> int:
        """The memory that it holds."""
        return sum(reading.n_bytes for reading in self.readings.values())
