"""What is wanted of a benchmark, said beside what came out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """A number that should be at most so large, or at least where `at_least` is set."""

    what: str
    limit: float
    at_least: bool = False
    unit: str = "x"

    def line(self, found: float) -> str:
        """The aim, whether it holds, and the number found."""
        held = found >= self.limit if self.at_least else found <= self.limit
        bound = f"{'at least' if self.at_least else 'at most'} {self._of(self.limit)}"
        return f"{'held  ' if held else 'MISSED'}  {self.what}: {self._of(found)} (aim: {bound})"

    def _of(self, number: float) -> str:
        return f"x{number:.2f}" if self.unit == "x" else f"{number:,.1f} {self.unit}"
