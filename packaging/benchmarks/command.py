"""What bench.py does once Python is new enough."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from environment import prepare
from steps import Failure, capture, command, say, step
from system_libraries import ensure

from benchmarks import big_file, call_limit, journal, memory, small_files, start
from benchmarks.table import Row, render

Measure = Callable[[Path], Iterator[Row]]

BENCHMARKS: dict[str, tuple[str, Measure]] = {
    "big-file": ("One file of 100 MB", big_file.measure),
    "small-files": ("Many small files, far away", small_files.measure),
    "limit": ("Many small files under the API's limit", call_limit.measure),
    "memory": ("Memory", memory.measure),
    "journal": ("The journal", journal.measure),
    "start": ("Start with a long list", start.measure),
}
NEEDS_CURL = {"big-file", "small-files"}


@command
def main() -> int:
    """Prepare everything, measure what was asked for, and print the table."""
    chosen = parse(sys.argv[1:])
    refuse_where_impossible(chosen)
    ensure(screen=False)
    prepare("run")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="leadway-bench-") as folder:
        rows = [row for name in chosen for row in measured(name, Path(folder, name))]
    say(f"\n{surroundings(load)}\n\n{render(rows)}")
    return 0


def parse(arguments: Sequence[str]) -> list[str]:
    """Return the names of the benchmarks that are asked for, in their order."""
    parser = argparse.ArgumentParser(
        description="Measure Leadway Desktop against what a person would use instead.",
        epilog="; ".join(f"{name}: {title}" for name, (title, _) in BENCHMARKS.items()),
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=BENCHMARKS,
        metavar="NAME",
        help="measure this alone; may be given several times",
    )
    wanted = parser.parse_args(arguments).only or BENCHMARKS
    return [name for name in BENCHMARKS if name in wanted]


def refuse_where_impossible(chosen: Sequence[str]) -> None:
    """Raise Failure where this computer lacks what cannot be done without."""
    if not hasattr(os, "wait4"):
        raise Failure("What a command costs is read with wait4, which Windows does not have.")
    if NEEDS_CURL & set(chosen) and shutil.which("curl") is None:
        others = " ".join(f"--only {name}" for name in BENCHMARKS if name not in NEEDS_CURL)
        raise Failure(
            "The program is measured against curl, which is not installed here. Install it, or "
            f"measure the rest:\n  python3 packaging/bench.py {others}"
        )


def measured(name: str, folder: Path) -> list[Row]:
    """Run one benchmark in a folder of its own."""
    title, measure = BENCHMARKS[name]
    folder.mkdir()
    with step(title):
        return list(measure(folder))


def surroundings(load: float) -> str:
    """Say when and where this was measured, which no number means anything without.

    `load`: how many programs wanted a core in the minute before.
    """
    curl = capture(["curl", "--version"])[1] if shutil.which("curl") else []
    version = f", {' '.join(curl[0].split()[:2])}" if curl else ""
    return (
        f"Measured on {date.today().isoformat()}: {machine()}, {platform.system()}, "
        f"Python {platform.python_version()}{version}; load average before: {load:.1f}."
    )


def machine() -> str:
    """Return the size of this computer, such as "2 cores, 24 GiB"."""
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{os.cpu_count()} cores, {memory_bytes / 2**30:.0f} GiB"
