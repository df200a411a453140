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

# From here on every shape in the engine's annotations is checked at each call, in the modules that state one: to check
# every function of the course makes it a hundred times slower, for it writes most of them anew for each question. The
# course counts with whole numbers and others alike; everywhere else a float is a float.
assert not any(name.split(".")[0] == "engine" for name in sys.modules), "engine was imported before its import hook"
ROOT = Path(__file__).parents[1]
SHAPED = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "engine").rglob("*.py"))
    if "from jaxtyping import" in path.read_text()
]
IN_THE_COURSE = [name for name in SHAPED if name.startswith("engine.course.")]
install_import_hook([name for name in SHAPED if name not in IN_THE_COURSE], "beartype.beartype")
install_import_hook(IN_THE_COURSE, f"{tests.shapes.__name__}.check")

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
