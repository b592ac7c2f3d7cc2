"""200 small files to a server that is 80 ms away, against the curl script file by file."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.account import practice_account
from benchmarks.files import make_photos
from benchmarks.measuring import best_of
from benchmarks.relay import relays
from benchmarks.table import Quantity, Row

COUNT, SIZE = 200, 40_000
ROUND_TRIP = 0.080
ROUNDS = 3


def measure(folder: Path) -> Iterator[Row]:
    """Yield one row; the script takes minutes, so it runs once."""
    photos = make_photos(folder / "photos", COUNT, SIZE)
    with relays(2, ROUND_TRIP) as (api, bucket):
        options = ("--no-rate-limit", "--bucket-url", bucket.url)
        with practice_account(folder, *options, base_url=api.url) as account:
            api.target = account.description["base_url"]
            bucket.target = account.description["bucket_url"]
            ours = best_of([account.by_program(photos) for _ in range(ROUNDS)])
            curl = account.by_curl(photos)
    yield Row(
        f"{COUNT} files of 40 KB, {ROUND_TRIP * 1000:.0f} ms away",
        Quantity(ours.seconds, "s"),
        Quantity(curl.seconds, "s"),
        "curl script, one by one",
        aim=20,
        is_speedup=True,
    )
