"""Every package is installed by its hash: the lock files (`make lock`) hold what the requirements ask for."""

from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-torch-cpu.lock", "requirements-torch-index.lock", "requirements-dev.lock")
ONLY_ELSEWHERE = {"colorama", "httpx2-jsfetch"}
"""Packages of other systems: nobody tried them together here, so constraints.txt does not name them."""


def versions(lines):
    """The version that each package is pinned to, by its normal name."""
    wanted = [Requirement(line.partition(" #")[0].rstrip(" \\")) for line in lines if line[:1].isalpha()]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in wanted}


def pinned(file):
    return versions((ROOT / file).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_its_version_and_hashes(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert entries
    for entry in entries:
        assert "==" in entry.split()[0], entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_the_versions_that_were_tested_together(lock):
    tested, locked = pinned("constraints.txt"), pinned(lock)
    assert {name: version for name, version in locked.items() if tested.get(name) != version}.keys() <= ONLY_ELSEWHERE


def test_all_that_the_requirements_name_and_need_is_locked():
    runs = pinned("requirements.lock") | pinned("requirements-torch-index.lock")
    assert runs.items() >= pinned("requirements.txt").items()
    everything = runs | pinned("requirements-dev.lock")
    assert everything.items() >= pinned("requirements-dev.txt").items()
    assert everything.items() >= pinned("constraints.txt").items()
