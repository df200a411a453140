"""Tables that a command prints, and writes again where a page of the docs has them between two marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.shared.table import print_table


@dataclass(frozen=True)
class Table:
    """name: that of its marks, `<!-- name -->` and `<!-- end of name -->`, each on a line of its own."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def print(self) -> None:
        """On the terminal, under its name."""
        print(f"\n{self.name}")
        print_table(self.head, self.rows)

    @property
    def markdown(self) -> str:
        """As lines of a page."""
        lines = (self.head, ["---"] * len(self.head), *self.rows)
        return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)

    def put_into(self, text: str) -> str:
        """The page with this table between its marks. LookupError for a page that does not have both, once."""
        start, end = f"<!-- {self.name} -->\n", f"<!-- end of {self.name} -->\n"
        if text.count(start) != 1 or text.count(end) != 1:
            raise LookupError(f"The page must have {start.strip()} and {end.strip()} once each, on lines of their own.")
        before, _, rest = text.partition(start)
        return f"{before}{start}\n{self.markdown}\n{end}{rest.partition(end)[2]}"


def write_tables(page: Path, tables: Iterable[Table]) -> None:
    """Puts each table where the page has its marks."""
    text = page.read_text(encoding="utf-8")
    for table in tables:
        text = table.put_into(text)
    page.write_text(text, encoding="utf-8")
