"""Time, processor time and memory of a command, and fair rounds of several."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from steps import Failure

TAIL_CHARACTERS = 1500
UNIT_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What one run of a command cost; its children are counted in."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


Runner = Callable[[], Run]


def run_of(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end; raises Failure, with its last words, where it fails."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            child.kill()
            child.wait()
            raise
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise Failure(f"{_tail(said.fileno())}\n{command[0]} failed: {child.returncode}.")
    peak = used.ru_maxrss * UNIT_OF_MAXRSS
    return Run(seconds, used.ru_utime + used.ru_stime, peak)


def rounds_of(contestants: Mapping[str, Runner], rounds: int) -> dict[str, Run]:
    """Return the best of several rounds for each contestant, after a first that does not count.

    All take part in each round, so that whatever else this computer does hits all alike; the best
    is what the computer can do when nothing else does. Memory is the most of any round.
    """
    for run in contestants.values():
        run()
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            runs[name].append(run())
    return {name: best_of(several) for name, several in runs.items()}


def best_of(runs: Sequence[Run]) -> Run:
    """Return the least time of each sort, and the most memory."""
    return Run(
        min(run.seconds for run in runs),
        min(run.cpu_seconds for run in runs),
        max(run.peak_bytes for run in runs),
    )


def _tail(file: int) -> str:
    size = os.fstat(file).st_size
    os.lseek(file, max(0, size - TAIL_CHARACTERS), os.SEEK_SET)
    return os.read(file, TAIL_CHARACTERS).decode(errors="replace").strip()
