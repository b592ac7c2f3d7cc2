"""Start of the window with 10,000 unfinished uploads on the list, against a start with none."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.account import practice_account
from benchmarks.inside_out import inside
from benchmarks.measuring import Run, rounds_of, run_of
from benchmarks.table import Quantity, Row

COUNT = 10_000
ROUNDS = 5


def measure(folder: Path) -> Iterator[Row]:
    """Yield one row: from the command to the window on the screen with every row in its list."""
    with practice_account(folder, "--no-rate-limit") as account:
        environment = account.environment(QT_QPA_PLATFORM="offscreen")

        def start_with(count: int) -> Run:
            home = {"LEADWAY_DESKTOP_HOME": str(folder / f"home-{count}")}
            return run_of(inside("window_start.py", str(count)), environment | home)

        def prepare(count: int) -> None:
            location = account.description["location_id"]
            data = str(folder / f"home-{count}" / "data")
            run_of(inside("fill_journal.py", data, str(count), location), environment)

        for count in (COUNT, 0):
            prepare(count)
        best = rounds_of({"full": lambda: start_with(COUNT), "none": lambda: start_with(0)}, ROUNDS)
    yield Row(
        f"window, {COUNT:,} unfinished uploads",
        Quantity(best["full"].seconds, "s"),
        Quantity(best["none"].seconds, "s"),
        "with none",
        aim=1.5,
    )
