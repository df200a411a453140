"""Settings that cannot be meant end the start; and what the settings of Streamlit have to say."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from engine.reading.jobs import MEMORY
from pages.server.__main__ import main

ROOT = Path(__file__).parents[3]
SAID = "Headlight was not started: HEADLIGHT_MEMORY_MB must be a whole number of MB, 1 or more; got 'abc'."


def test_a_server_with_a_setting_that_cannot_be_meant_ends_with_one_line():
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    done = subprocess.run(
        [*command, "--server.port", "0"], cwd=ROOT, env={**os.environ, MEMORY: "abc"}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip() == SAID


def test_a_class_is_given_no_address_where_a_setting_cannot_be_meant(monkeypatch, capsys):
    monkeypatch.setenv(MEMORY, "abc")
    monkeypatch.setattr("sys.argv", ["pages.server"])
    monkeypatch.setattr("os.execv", lambda *_: pytest.fail("the server was started"))
    with pytest.raises(SystemExit, match=SAID):
        main()
    assert capsys.readouterr().out == ""


def test_boxes_of_errors_lead_to_no_search_engine():
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["showErrorLinks"] is False
