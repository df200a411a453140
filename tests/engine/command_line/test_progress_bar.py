"""The bar on a terminal."""

import io
import time

import pytest

from engine.command_line import progress_bar as bar
from engine.command_line.progress_bar import progress_bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(bar, "_SHOWN_AFTER", 0.0)


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end(at_once, monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    with progress_bar() as progress:
        for share in (0.25, 0.5):
            time.sleep(0.11)  # The bar is drawn ten times a second at most.
            progress(share, f"Running layer {share}")
        shown = bar.sys.stderr.getvalue()
    assert "Running layer 0.5" in shown
    assert " 50% " in shown
    assert bar.sys.stderr.getvalue().removeprefix(shown).strip() == "", "it is wiped out with spaces"


@pytest.mark.parametrize("stderr", [io.StringIO(), None])
def test_nothing_is_written_where_there_is_no_terminal(at_once, monkeypatch, stderr):
    monkeypatch.setattr("sys.stderr", stderr)
    with progress_bar() as progress:
        progress(0.5, "Running layer 1")
    assert stderr is None or stderr.getvalue() == ""


def test_a_share_that_falls_does_not_move_the_bar_back(at_once, monkeypatch):
    monkeypatch.setattr("sys.stderr", Terminal())
    with progress_bar() as progress:
        progress(0.6, "first")
        time.sleep(0.11)
        progress(0.1, "second")
        time.sleep(0.11)
        progress(0.7, "third")
        shown = bar.sys.stderr.getvalue()
    assert " 10% " not in shown
    assert " 70% " in shown
