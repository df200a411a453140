"""What several ways of doing the same cost: they take turns, so that a busy moment hits all of them.

`in_one_process` is for work of milliseconds. `each_in_its_own` gives each way a process, which also tells how much
memory it took at most: what one way keeps or gives back then says nothing of another.
"""

import ctypes
import gc
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

import torch

Work = Callable[[], object]


@dataclass(frozen=True)
class Cost:
    """Seconds, the median over the runs; peak_mib: the most memory beyond what was there before the first run."""

    cpu_s: float
    wall_s: float
    peak_mib: float = float("nan")


def in_one_process(ways: Mapping[str, Work], n_runs: int, n_before: int = 1) -> dict[str, Cost]:
    """The cost of each way, over n_runs rounds; n_before rounds before them do not count."""
    return _take_turns({name: (lambda work=work: _timed(work)) for name, work in ways.items()}, n_runs, n_before)


def each_in_its_own(
    prepare: Callable[..., Work], ways: Mapping[str, Sequence[Any]], n_runs: int, n_before: int = 0
) -> dict[str, Cost]:
    """As in_one_process; prepare(*arguments of the way), a function of a module, makes the work in the process of each.

    Its memory counts from when the work is made.
    """
    with ExitStack() as processes:
        running = {name: processes.enter_context(_Process(prepare, arguments)) for name, arguments in ways.items()}
        for process in running.values():
            process.wait_until_ready()
        return _take_turns({name: process.run for name, process in running.items()}, n_runs, n_before)


def _take_turns(ways: Mapping[str, Callable[[], Cost]], n_runs: int, n_before: int) -> dict[str, Cost]:
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(n_before + n_runs):
        for name, run in ways.items():
            costs[name].append(run())
    return {name: _summary(of_way, n_before) for name, of_way in costs.items()}


def _summary(costs: Iterable[Cost], n_before: int) -> Cost:
    all_runs = list(costs)
    counted = all_runs[n_before:]
    return Cost(
        statistics.median(cost.cpu_s for cost in counted),
        statistics.median(cost.wall_s for cost in counted),
        max(cost.peak_mib for cost in all_runs),
    )


def _timed(work: Work) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


class _Process:
    """A process that makes its work, runs it whenever it is asked to, and tells what that cost."""

    def __init__(self, prepare: Callable[..., Work], arguments: Sequence[Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, prepare, tuple(arguments)), daemon=True)

    def __enter__(self) -> "_Process":
        self._process.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._connection.send("end")
        else:
            self._process.terminate()
        self._process.join()

    def wait_until_ready(self) -> None:
        self._receive()

    def run(self) -> Cost:
        self._connection.send("run")
        return self._receive()

    def _receive(self) -> Any:
        while not self._connection.poll(0.2):
            if not self._process.is_alive():
                raise RuntimeError(f"a benchmark's process ended (exit code {self._process.exitcode}); see above.")
        return self._connection.recv()


def _serve(connection: Connection, prepare: Callable[..., Work], arguments: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    work = prepare(*arguments)
    # What was freed meanwhile goes back to the system, or the work would find it and seem to take less.
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    # Linux: 5 sets the peak of the resident set back to what is resident now.
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak_kib()
    connection.send("ready")
    while connection.recv() == "run":
        cost = _timed(work)
        connection.send(Cost(cost.cpu_s, cost.wall_s, (_peak_kib() - before) / 1024))


def _peak_kib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
