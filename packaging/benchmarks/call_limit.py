"""500 small files under the API's limit of 100 calls in 10 s, against the limit's own time."""

import math
from collections.abc import Iterator
from pathlib import Path

from steps import Failure

from benchmarks.account import practice_account
from benchmarks.files import make_photos
from benchmarks.table import Quantity, Row

COUNT, SIZE = 500, 40_000
CALLS_PER_FILE = 2  # initiate and complete
LIMIT, INTERVAL = 100, 10.0


def least_seconds(calls: int) -> float:
    """Return how long the limit alone holds up the last call, if every other is made at once."""
    return (math.ceil(calls / LIMIT) - 1) * INTERVAL


def measure(folder: Path) -> Iterator[Row]:
    """Yield one row; raises Failure where the server had to refuse a call."""
    photos = make_photos(folder / "photos", COUNT, SIZE)
    with practice_account(folder) as account:
        ours = account.by_program(photos)
        if refused := account.refusals():
            raise Failure(f"The server refused {refused} calls: the limit was not kept.")
    yield Row(
        f"{COUNT} files of 40 KB under the limit",
        Quantity(ours.seconds, "s"),
        Quantity(least_seconds(COUNT * CALLS_PER_FILE), "s"),
        "100 calls in 10 s",
        aim=1.1,
    )
