"""All heads at once: our atlas against a Plotly heatmap each and against BertViz's model view, in Chromium.

`python -m benchmarks.atlas [--rounds 3] [--without-bertviz]` prints, for minilm's 72 heads at 12 and at 128 tokens, the
bytes of the picture as the browser gets them and the time from the navigation to painted. Each time is that of a
new visitor with an empty cache, and the median of the rounds, in which the pictures take turns. The server is warm and
has the picture ready, so what is timed is sending and drawing. BertViz is opened from a file, without a server.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Error, Page

from benchmarks.shared import heads
from benchmarks.shared.bertviz_page import BertViz, NoBertViz, fetch_bertviz
from benchmarks.shared.browser import APPS, chromium, serving
from benchmarks.shared.machine import machine_line
from benchmarks.shared.painted import HOW, Watched, open_timed
from benchmarks.shared.table import print_table

LENGTHS = (12, 128)
TIMEOUT_S = 180


@dataclass
class Picture:
    """One way to draw all heads. size: its bytes, None for the framework alone; times: seconds, one a round."""

    name: str
    url: str
    painted: Watched
    size: int | None
    prepare: Callable[[Page], None] = lambda page: None
    times: list[float] = field(default_factory=list)
    problem: str = ""

    def open(self, browser: Browser) -> float | None:
        """Opens it as a new visitor; a picture that failed once is not tried again."""
        if self.problem:
            return None
        try:
            with open_timed(browser, self.url, self.painted, TIMEOUT_S, self.prepare) as (_, times):
                return max(times.values())
        except Error as problem:
            self.problem = f"not painted ({type(problem).__name__})"
            return None


def pictures_of(n_tokens: int, address: str, bertviz: BertViz | None) -> list[Picture]:
    """The ways to draw all heads on a text of so many tokens; ours is the first."""
    reading = heads.reading_of(n_tokens)
    n_heads = reading.n_layers * reading.n_heads
    url = f"{address}/?tokens={n_tokens}&picture="
    ours = len(json.dumps(heads.atlas(n_tokens))) + sum(map(len, heads.component_source().values()))
    subplots = len(heads.subplots(n_tokens).to_json())
    pictures = [
        Picture("head atlas", f"{url}atlas", {"atlas": ("atlas", None)}, ours),
        Picture("Plotly heatmap a head", f"{url}subplots", {"heatmaps": ("heatmaps", n_heads)}, subplots),
        Picture("Streamlit, one line of text", f"{url}none", {"text": ("text", "One line of text")}, None),
    ]
    if bertviz:
        file = bertviz.write_page(reading)
        painted = {"lines": ("lines", n_heads * n_tokens**2)}
        pictures.append(Picture("BertViz model view", file.as_uri(), painted, file.stat().st_size, bertviz.answer))
    return pictures


def row_of(picture: Picture, ours: Picture, n_tokens: int) -> list[str]:
    """A row of the table, with the ratios to our atlas."""
    row = [picture.name, str(n_tokens)]
    if picture.size is None or ours.size is None:
        row += ["", ""]
    else:
        row += [f"{picture.size / 1000:,.0f}", f"{picture.size / ours.size:.1f}x"]
    if picture.problem or not picture.times:
        return [*row, picture.problem or "none", "", ""]
    ratio = f"{median(picture.times) / median(ours.times):.2f}x" if ours.times else ""
    return [*row, f"{median(picture.times):.2f}", f"{max(picture.times):.2f}", ratio]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-bertviz", action="store_true", help="fetch nothing from a registry")
    options = parser.parse_args()
    print(machine_line())
    rows = []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, serving(APPS / "all_heads.py") as address:
        bertviz, why_not = None, "left out"
        if not options.without_bertviz:
            try:
                bertviz = fetch_bertviz(Path(folder))
            except NoBertViz as problem:
                why_not = str(problem)
        for n_tokens in LENGTHS:
            pictures = pictures_of(n_tokens, address, bertviz)
            for picture in pictures[:3]:
                picture.open(browser)  # The server prepares it, and keeps it.
            for _ in range(options.rounds):
                for picture in pictures:
                    seconds = picture.open(browser)
                    if seconds is not None:
                        picture.times.append(seconds)
            rows += [row_of(picture, pictures[0], n_tokens) for picture in pictures]
            if bertviz is None:
                rows.append(["BertViz model view", str(n_tokens), why_not, "", "", "", ""])
    print_table(["72 heads of minilm", "tokens", "KB", "KB ratio", "painted s", "worst s", "s ratio"], rows)
    print(HOW)
    print(
        "KB: the component's data and source; the figure's JSON; BertViz's HTML. Neither the libraries (Streamlit, "
        "Plotly, d3) nor gzip count."
    )
    print(machine_line())


if __name__ == "__main__":
    main()
