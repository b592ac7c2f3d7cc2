"""Time, processor time and memory of a command, and fair rounds of several."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from steps import Failure

STOPWATCH = """
import os, subprocess, sys, time
started = time.perf_counter()
child = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(child.pid, 0)
seconds = time.perf_counter() - started
facts = seconds, used.ru_utime + used.ru_stime, used.ru_maxrss
os.write(int(sys.argv[1]), " ".join(map(repr, facts)).encode())
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
"""
"""Runs the command from a small process: Linux counts the memory of whoever starts one as its."""

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
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        facts = told.fileno()
        child = subprocess.Popen(
            [sys.executable, "-E", "-S", "-c", STOPWATCH, str(facts), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            pass_fds=[facts],
            start_new_session=True,
        )
        try:
            status = child.wait()
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise
        if status != 0:
            raise Failure(f"{_tail(said.fileno())}\n{command[0]} failed: {status}.")
        told.seek(0)
        seconds, cpu_seconds, peak = told.read().split()
    return Run(float(seconds), float(cpu_seconds), int(peak) * UNIT_OF_MAXRSS)


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
