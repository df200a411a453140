"""The content security policy of every answer: all that a page loads comes from this server."""

import base64
import hashlib
import os
from html.parser import HTMLParser
from pathlib import Path

import streamlit

FRAMED_BY = "HEADLIGHT_FRAMED_BY"
"""The environment variable with the addresses, parted by spaces, whose pages may show Headlight inside themselves."""

_SHELL = Path(streamlit.__file__).parent / "static/index.html"
"""The page that Streamlit serves for every address; the rest is drawn by its scripts."""


def policy() -> str:
    """The value of the header Content-Security-Policy.

    Scripts are files of this server, blobs (Streamlit makes one of each component), and those that stand in Streamlit's
    own page, by their hash: neither markup that slipped in nor `eval` runs. Styles may stand inline, as emotion, which
    draws Streamlit's widgets, writes them.
    """
    frames = " ".join(os.environ.get(FRAMED_BY, "").replace(";", " ").replace(",", " ").split())
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' blob:", *_hashes(_SHELL.read_text(encoding="utf-8")))),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors " + (frames or "'none'"),
        )
    )


def _hashes(markup: str) -> list[str]:
    """A source for each script that stands in the page itself."""
    found = _InlineScripts()
    found.feed(markup)
    digests = (hashlib.sha256(script.encode()).digest() for script in found.scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


class _InlineScripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and "src" not in dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.scripts.append(data)
