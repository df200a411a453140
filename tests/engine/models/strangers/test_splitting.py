"""A tokenizer is looked at in a process of its own first, which it may end."""

import json

import pytest

from engine.models.strangers import splitting
from tests.engine.folders import refused


def with_normalizer(folder, normalizer):
    file = folder / "tokenizer.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"normalizer": normalizer}))


def test_a_tokenizer_that_ends_the_program_is_refused_and_the_program_goes_on(folder, monkeypatch):
    monkeypatch.setattr(splitting, "_MOST_BYTES", 300_000_000)
    longer = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1_000}
    with_normalizer(folder, {"type": "Sequence", "normalizers": [longer] * 5})
    refused(folder, r"tokenizer\.json of .* ends the program that reads it \(SIGABRT: .*\)\. Copy or download it again")


def test_a_text_that_is_made_far_longer_is_refused(folder):
    with_normalizer(folder, {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 10_000})
    refused(folder, r"tokenizer\.json of .* cannot be read \(ValueError: it makes [\d,]+ characters of \d+\)")


def test_a_tokenizer_that_takes_for_ever_is_refused(folder, tmp_path, monkeypatch):
    script = tmp_path / "for_ever.py"
    script.write_text("while True: pass")
    monkeypatch.setattr(splitting, "_SCRIPT", script)
    monkeypatch.setattr(splitting, "_LONGEST_S", 1)
    refused(folder, r"tokenizer\.json of .* takes more than 1 seconds to split a line of text")


def test_a_machine_that_can_have_no_process_does_without(folder, monkeypatch):
    def none_left(*_, **__):
        raise BlockingIOError

    monkeypatch.setattr(splitting.subprocess, "run", none_left)
    splitting.check_splitting(folder / "tokenizer.json", "./mine")


@pytest.mark.parametrize("written", ["{}", "[]", '{"model": {"type": "Unigram", "vocab": []}}'])
def test_a_tokenizer_that_cannot_be_read_is_refused(folder, written):
    (folder / "tokenizer.json").write_text(written)
    refused(folder, r"tokenizer\.json of .* cannot be read \(.+\)")
