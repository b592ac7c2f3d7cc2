"""Memory of 1, 4 and 8 uploads of 100 MB at once, against the same command with 40 KB to do."""

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.account import practice_account
from benchmarks.files import MEGABYTE, make_video
from benchmarks.measuring import best_of
from benchmarks.table import Quantity, Row

BIG, SMALL = 100 * MEGABYTE, 40_000
AT_ONCE = (1, 4, 8)
ROUNDS = 2
FLAT = 1.25  # some buffers for each upload, and nothing that grows with its size


def measure(folder: Path) -> Iterator[Row]:
    """Yield a row for each number; memory is the most that was resident at any time."""
    small = make_video(folder / "small.mp4", SMALL)
    big = make_video(folder / "big-0.mp4", BIG)
    links = [big, *(folder / f"big-{number}.mp4" for number in range(1, max(AT_ONCE)))]
    for link in links[1:]:
        os.link(big, link)
    with practice_account(folder, "--no-rate-limit") as account:
        idle = best_of([account.by_program([small]) for _ in range(ROUNDS)])
    for count in AT_ONCE:
        at_once = {"LEADWAY_DESKTOP_PARALLEL_UPLOADS": str(count)}
        # A server for each: what it keeps is in memory as well.
        with practice_account(folder, "--no-rate-limit") as account:
            used = best_of([account.by_program(links[:count], **at_once) for _ in range(ROUNDS)])
        yield Row(
            f"memory, {count} x 100 MB at once",
            _megabytes(used.peak_bytes),
            _megabytes(idle.peak_bytes),
            "the same with 40 KB",
            aim=FLAT,
        )


def _megabytes(count: int) -> Quantity:
    return Quantity(count / MEGABYTE, "MB")
