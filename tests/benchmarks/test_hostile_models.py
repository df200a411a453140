"""Folders that are broken or meant to harm: a sample of them, and what bounds each."""

import os
import signal
import time

import pytest

from benchmarks.hostile_models import attempt, rows_of
from benchmarks.models.forked import Ended, in_a_copy
from benchmarks.models.hostile import COUNT, Hostile, hostile_folders

SAMPLE = {
    "bert: num_hidden_layers = 1000000": "refused",
    "bert: num_labels = 100000000": "refused",
    "marian: max_position_embeddings = 4611686018427387904": "refused",
    "llama: max_position_embeddings = 100000000": "shown",
    "bert: vocab_size = []": "refused",
    "bert: architectures = {}": "shown",
    "config.json has 100 GB": "refused",
    "tokenizer.json is /dev/zero": "refused",
    "generation_config.json is noise": "shown",
    "tokenizer_config.json is a link to itself": "shown",
    "400 GB of nothing": "refused",
    "an index that leaves the folder": "refused",
    "an added token numbered 2**31": "shown",
    "a normalizer 100 deep": "refused",
    "numbers that jump to 2**32 - 1": "refused",
}


def test_every_folder_is_another():
    assert len({(one.kind, one.what) for one in hostile_folders()}) == COUNT == 257


@pytest.mark.parametrize("what", SAMPLE)
def test_a_hostile_folder_is_shown_or_refused_with_a_message(tmp_path, what):
    (hostile,) = (one for one in hostile_folders() if one.what == what)
    hostile.make(tmp_path)
    found = attempt(tmp_path)
    assert (found.how, bool(found.said)) == (SAMPLE[what], SAMPLE[what] == "refused"), found.said


def test_a_copy_ends_for_itself():
    assert in_a_copy(lambda: 6 * 7, 30).result == 42
    assert in_a_copy(lambda: time.sleep(20), 1).how == "took too long"
    assert in_a_copy(lambda: os.kill(os.getpid(), signal.SIGKILL), 30).how == "ended by SIGKILL"
    assert in_a_copy(lambda: os._exit(3), 30).how == "exited with 3"
    assert in_a_copy(lambda: 1 // 0, 30).how == "raised ZeroDivisionError: integer division or modulo by zero"
    assert in_a_copy(lambda: len(bytearray(10**9)), 30, most_bytes=9 * 10**8).how.startswith("raised MemoryError")


def test_outcomes_are_counted_by_kind():
    from benchmarks.hostile_models import Outcome

    def one(kind, how, seconds=1.0, memory=100.0):
        result = Outcome(how, "", seconds, seconds / 2) if how else None
        return Hostile(kind, "", "bert", lambda folder: None), Ended(result, "", seconds, memory)

    assert rows_of([one("a", "shown"), one("b", "refused", 3), one("a", "uncaught", 2, 300), one("b", "")]) == [
        ["a", "2", "1", "0", "1", "0", "2.0 s", "1.0 s", "300 MB"],
        ["b", "2", "0", "1", "0", "1", "3.0 s", "1.5 s", "100 MB"],
        ["all", "4", "1", "1", "1", "1", "3.0 s", "1.5 s", "300 MB"],
    ]
