"""The content security policy; that the pages bear it is seen by every test in Chromium."""

import base64
import hashlib

from pages.server.policy import FRAMED_BY, policy


def directives(text):
    return {name: values for name, *values in (part.split() for part in text.split(";"))}


def test_scripts_run_from_this_server_alone_without_eval_or_what_slipped_in(monkeypatch):
    monkeypatch.delenv(FRAMED_BY, raising=False)
    allowed = directives(policy())
    assert allowed["script-src"][:2] == ["'self'", "blob:"]
    assert all(source.startswith("'sha256-") for source in allowed["script-src"][2:])
    assert allowed["default-src"] == ["'self'"]
    assert allowed["object-src"] == ["'none'"]
    assert allowed["frame-ancestors"] == ["'none'"]


def test_the_scripts_of_streamlits_own_page_are_known_by_their_hash(monkeypatch, tmp_path):
    shell = tmp_path / "index.html"
    shell.write_text("<script src='a.js'></script><p>b()</p><script>\n c(1 < 2) </script>", encoding="utf-8")
    monkeypatch.setattr("pages.server.policy._SHELL", shell)
    digest = base64.b64encode(hashlib.sha256(b"\n c(1 < 2) ").digest()).decode()
    assert directives(policy())["script-src"] == ["'self'", "blob:", f"'sha256-{digest}'"]


def test_pages_that_may_frame_headlight_are_named_in_the_environment(monkeypatch):
    monkeypatch.setenv(FRAMED_BY, " https://moodle.example.org, https://portal.example.org; script-src * ")
    allowed = directives(policy())
    assert allowed["frame-ancestors"][:2] == ["https://moodle.example.org", "https://portal.example.org"]
    assert "*" not in allowed["script-src"]  # what is named never begins a directive of its own
