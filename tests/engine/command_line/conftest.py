"""What the tests of the command line share: matrices whose numbers are known, and a command that is run and refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import Reading
from engine.__main__ import main
from engine.matrices.input import MatrixInput
from engine.reading.captures import read_matrices
from tests.engine.command_line.helpers import NAMES, Command


@pytest.fixture(scope="module")
def reading() -> Reading:
    """2 heads, 3 queries, 5 keys. Head 0 is uniform; query 2 sees nothing, query 1 only the key 3."""
    mask = np.ones((3, 5), bool)
    mask[2], mask[1, [0, 1, 2, 4]] = False, False
    queries, keys = np.zeros((3, 2)), np.zeros((5, 2))
    queries[:, 1], keys[:, 1] = 1, [0, 0, np.log(4), 0, 0]
    given = MatrixInput(
        queries=queries, keys=keys, values=np.ones((5, 2)), heads=2, mask=mask, query_tokens=NAMES[:3], key_tokens=NAMES
    )
    return read_matrices(given)


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Runs a command that must succeed without a word on standard error; what it printed."""

    def run(*arguments: str | Path) -> bytes:
        assert main([str(argument) for argument in arguments]) == 0
        printed = capfdbinary.readouterr()
        assert printed.err == b""
        return printed.out

    return run


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that must be refused: status 2, nothing printed, one line of standard error, which it returns."""

    def run(*arguments: str | Path) -> str:
        assert main([str(argument) for argument in arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.endswith("\n")
        assert len(printed.err.splitlines()) == 1, printed.err
        return printed.err

    return run
