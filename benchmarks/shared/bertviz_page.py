"""BertViz's model view as a file that a browser opens without a network.

Nothing of it is kept: the package and the three scripts that its page asks a foreign host for are fetched from the
registries into a folder that the caller throws away.
"""

import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import torch
from playwright.sync_api import Page, Route

from engine.reading.reading import Reading

VERSION = "1.4.1"

# The script by the piece of its address that names it: the package that has it, and where. BertViz asks for jQuery
# 2.0.0, which npm never had.
_SCRIPTS = {
    "/require.js/": ("requirejs@2.3.6", "require.js"),
    "/d3/": ("d3@5.7.0", "dist/d3.min.js"),
    "/jquery/": ("jquery@2.1.0", "dist/jquery.min.js"),
}

# BertViz wraps its page in these classes of IPython, of which nothing else is used.
_NOTEBOOK = """
class HTML:
    def __init__(self, data):
        self.data = data

Javascript = HTML

def display(*shown):
    pass
"""


class NoBertViz(Exception):
    """Why BertViz cannot be compared with here."""


@dataclass(frozen=True)
class BertViz:
    """BertViz, fetched. folder: where its pages are written; scripts: file by the piece of the address asked for."""

    folder: Path
    scripts: dict[str, Path]

    def write_page(self, reading: Reading) -> Path:
        """The model view of all heads of a reading, as a file."""
        from bertviz import model_view  # type: ignore[import-not-found]

        attention = [torch.from_numpy(reading.layer_weights(layer))[None] for layer in range(reading.n_layers)]
        tokens = [token.text for token in reading.query_tokens]
        html = model_view(attention, tokens, html_action="return", display_mode="light").data
        file = self.folder / f"{len(tokens)}.html"
        file.write_text(f"<!doctype html><meta charset=utf-8><body>{html}</body>", encoding="utf-8")
        return file

    def answer(self, page: Page) -> None:
        """Answers what the page asks of a foreign host."""

        def reply(route: Route) -> None:
            file = next((file for piece, file in self.scripts.items() if piece in route.request.url), None)
            route.fulfill(path=file) if file else route.abort()

        page.route(re.compile("^https:"), reply)


def fetch_bertviz(folder: Path) -> BertViz:
    """Fetches BertViz and its scripts. NoBertViz where that fails."""
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    _run("pip", [*install, f"bertviz=={VERSION}"], folder)
    (folder / "IPython").mkdir()
    (folder / "IPython" / "__init__.py").touch()
    (folder / "IPython" / "display.py").write_text(_NOTEBOOK)
    sys.path.append(str(folder))
    npm = shutil.which("npm")
    if npm is None:
        raise NoBertViz("no npm, which brings its scripts")
    scripts = {}
    for piece, (package, inside) in _SCRIPTS.items():
        archive = folder / _run("npm", [npm, "pack", "--silent", package], folder).split()[-1]
        target = folder / package
        with tarfile.open(archive) as files:
            files.extractall(target, filter="data")
        scripts[piece] = target / "package" / inside
    return BertViz(folder, scripts)


def _run(name: str, command: list[str], folder: Path) -> str:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=120).stdout
    except (OSError, subprocess.SubprocessError) as problem:
        raise NoBertViz(f"{name} could not fetch it ({type(problem).__name__})") from problem
