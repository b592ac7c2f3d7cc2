"""What is measured of a command, and rounds that treat all alike."""

import os
import sys

import pytest
from benchmarks.measuring import Run, best_of, rounds_of, run_of
from steps import Failure

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows has no wait4")

BUSY = "import time\nwhile time.process_time() < 0.2: pass"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_time_and_memory_of_a_command() -> None:
    run = run_of(python(f"kept = bytearray(50_000_000)\n{BUSY}"), os.environ)
    assert run.seconds >= run.cpu_seconds * 0.5 > 0
    assert run.cpu_seconds >= 0.2
    assert 50_000_000 < run.peak_bytes < 500_000_000


def test_the_memory_of_who_measures_is_not_counted() -> None:
    ballast = b"x" * 200_000_000
    assert run_of(python(""), os.environ).peak_bytes < len(ballast) // 2


def test_what_a_child_of_the_command_costs_is_counted_in() -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    assert run_of(python(code), os.environ).cpu_seconds >= 0.2


def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(Failure, match=r"(?s)no such file.*failed: 3"):
        run_of(python("import sys; print('no such file'); sys.exit(3)"), os.environ)


def test_all_take_part_in_each_round_and_the_first_does_not_count() -> None:
    order: list[str] = []

    def contestant(name: str, *seconds: float) -> "list[Run]":
        return [Run(one, one, int(one)) for one in seconds]

    runs = {"a": contestant("a", 1, 9, 5, 7), "b": contestant("b", 2, 4, 8, 6)}

    def take(name: str) -> Run:
        order.append(name)
        return runs[name].pop(0)

    best = rounds_of({"a": lambda: take("a"), "b": lambda: take("b")}, 3)
    assert order == ["a", "b"] * 4
    assert (best["a"].seconds, best["b"].seconds) == (5, 4)


def test_the_best_is_the_least_time_and_the_most_memory() -> None:
    assert best_of([Run(1, 4, 10), Run(2, 3, 30), Run(3, 5, 20)]) == Run(1, 3, 30)
