"""Where a formula was published, and what docs/claims.md says of it; sources are read from the comments."""

import inspect
import re
from dataclasses import dataclass

from tests.claims.formulas import Formula


@dataclass(frozen=True)
class Source:
    """Where something stands: the repository on GitHub, a file in it, the commit and its date."""

    repository: str
    file: str
    commit: str
    date: str

    def __str__(self) -> str:
        path = f"https://github.com/{self.repository}/blob/{self.commit}/{self.file}"
        return f"[{self.repository}, `{self.file}`]({path}), commit {self.commit[:8]} of {self.date}"


@dataclass(frozen=True)
class Published:
    """A formula of a tool.

    scale: what its numbers mean. spread: what it should read of a head that is uniform over all that it sees, and of
    one-hot, if its scale has these ends; None for an end that depends on the length, as of entropies in nats.
    """

    name: str
    formula: Formula
    scale: str
    spread: tuple[float | None, float | None]
    well: str
    misleads: str

    @property
    def source(self) -> Source:
        """As the comment above the function has it."""
        comment = inspect.getcomments(self.formula) or ""
        found = re.fullmatch(r"# (\S+): (\S+)\n# commit (\w{40}), (\d{4}-\d\d-\d\d)\n", comment)
        assert found, f"{self.formula.__name__}: no source stands above it"
        return Source(*found.groups())
