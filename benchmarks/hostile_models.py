"""257 folders of models that are broken or meant to harm: what becomes of each, in what time and memory.

`python -m benchmarks.hostile_models` makes each (benchmarks/models/hostile.py), loads it as the page does and reads a
sentence with it, in a copy of this process that ends after 60 seconds. Meanwhile another thread of the copy asks for
the lock that every building takes, as another visitor's model would. It prints, by kind, how many were shown, refused
with a message, or anything else; `--each` one by one. About 3 minutes.
"""

import argparse
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.models.forked import Ended, in_a_copy
from benchmarks.models.hostile import Hostile, hostile_folders
from benchmarks.models.quiet import be_quiet
from benchmarks.shared.table import print_table
from engine.errors import InputError
from engine.models.loading import load_model
from engine.models.transformers_library import building
from engine.reading.readers import read_text

SECONDS = 60
TEXT = "the cat sat on a mat"


@dataclass(frozen=True)
class Outcome:
    """What became of one folder. wait_s: the longest that another thread waited for its turn to build."""

    how: str
    said: str
    load_s: float
    wait_s: float


def attempt(folder: Path) -> Outcome:
    """Loads and reads, while another thread asks for the lock."""
    ended, waits = threading.Event(), [0.0]

    def ask() -> None:
        while not ended.wait(0.02):
            began = time.monotonic()
            with building:
                waits.append(time.monotonic() - began)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    began = time.monotonic()
    try:
        loaded = load_model(str(folder))
        if loaded.card.reads != "pictures":
            read_text(TEXT, str(folder))
        how, said = "shown", ""
    except InputError as error:
        how, said = "refused", str(error).replace(str(folder), "it")
    except BaseException as error:  # The very thing that is looked for.
        how, said = "uncaught", f"{type(error).__name__}: {error}"
    took = time.monotonic() - began
    ended.set()
    asking.join(SECONDS)
    return Outcome(how, said[:300], took, max(waits))


def rows_of(found: Sequence[tuple[Hostile, Ended]]) -> list[list[str]]:
    """A row for each kind, and one for all."""
    kinds: dict[str, list[Ended]] = defaultdict(list)
    for folder, ended in found:
        kinds[folder.kind].append(ended)
        kinds["all"].append(ended)
    kinds["all"] = kinds.pop("all", [])
    rows = []
    for kind, ends in kinds.items():
        outcomes = [ended.result for ended in ends if ended.result is not None]
        count = {how: sum(one.how == how for one in outcomes) for how in ("shown", "refused", "uncaught")}
        rows.append(
            [
                kind,
                str(len(ends)),
                *(str(number) for number in count.values()),
                str(len(ends) - len(outcomes)),
                f"{max((one.load_s for one in outcomes), default=0):.1f} s",
                f"{max((one.wait_s for one in outcomes), default=0):.1f} s",
                f"{max(ended.peak_mb for ended in ends):,.0f} MB",
            ]
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", action="store_true", help="a line for each, with what was said")
    arguments = parser.parse_args()
    be_quiet()
    found = []
    for number, hostile in enumerate(hostile_folders()):
        with tempfile.TemporaryDirectory() as folder:
            hostile.make(Path(folder))
            ended = in_a_copy(lambda at=Path(folder): attempt(at), SECONDS)
        found.append((hostile, ended))
        if arguments.each or ended.result is None or ended.result.how == "uncaught":
            outcome = ended.result or Outcome(ended.how, "", ended.wall_s, 0)
            times = f"{outcome.load_s:.1f} s, {outcome.wait_s:.1f} s, {ended.peak_mb:,.0f} MB"
            print(f"{number} {hostile.kind}, {hostile.what}: {outcome.how} ({times}) {outcome.said}", flush=True)
    print_table(
        ["kind", "folders", "shown", "refused", "uncaught", "ended", "slowest", "longest wait", "memory"],
        rows_of(found),
    )


if __name__ == "__main__":
    main()
