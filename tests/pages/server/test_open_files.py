"""The limit of open files, in a process of its own."""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource")

SAID = """
import resource
from pages.server.open_files import raise_the_limit
said = raise_the_limit()
print(said, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


FILLED = """
from pages.server.open_files import is_full
before = is_full()
held = [open("/dev/null") for _ in range(100)]
print(before, is_full())
"""


def limits(soft, hard):
    """What is said and what holds after a process that began with these limits has asked for more."""
    run = subprocess.run(
        [sys.executable, "-c", SAID],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)),
        capture_output=True,
        text=True,
        check=True,
    )
    said, holds = run.stdout.split()
    return int(said), int(holds)


def test_the_soft_limit_becomes_the_hard_one_and_never_less():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(hard, 4_096) if hard != resource.RLIM_INFINITY else 4_096
    assert limits(256, most) == (most, most)
    assert limits(most, most) == (most, most)


def test_the_server_is_full_while_some_files_are_left():
    said = subprocess.run(
        [sys.executable, "-c", FILLED],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == ["False", "True"]
