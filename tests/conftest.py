"""What every test shares. This file is imported before any test, and so before the engine."""

import os
import sys
from pathlib import Path

import hypothesis
import pytest
from jaxtyping import install_import_hook

import tests.shapes

BROWSER_TESTS = Path(__file__).parent / "browser"

# One thread: the sums come out the same on any number of cores, and tensors this small gain nothing from more.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# No test waits for a hub: the model that they use is installed with its files.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
# The tests hand their tensors to models on the processor, whatever else the machine has.
os.environ["HEADLIGHT_DEVICE"] = "cpu"

# From here on every shape in the engine's annotations is checked at each call. The course counts with whole numbers and
# others alike; everywhere else a float is a float.
assert not any(name.split(".")[0] == "engine" for name in sys.modules), "engine was imported before its import hook"
ENGINE = Path(__file__).parents[1] / "engine"
ROOMS = sorted(f"engine.{path.stem}" for path in ENGINE.iterdir() if path.is_dir() or path.suffix == ".py")
install_import_hook([room for room in ROOMS if room != "engine.course"], "beartype.beartype")
install_import_hook("engine.course", f"{tests.shapes.__name__}.check")

# No deadline, since a shared machine may pause for a second. In CI the examples are the same at every run, so that
# a failure belongs to the change that it appears on; elsewhere they are new ones each time.
hypothesis.settings.register_profile(
    "headlight", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True
)
hypothesis.settings.load_profile("headlight")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests and put them last: the quick ones fail first, and a browser's event loop meets none."""
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER_TESTS))
