"""One file of 100 MB against the curl script, over http and https."""

from collections.abc import Iterator
from pathlib import Path

from steps import say

from benchmarks.account import Account, practice_account
from benchmarks.certificate import can_be_trusted, make_certificate
from benchmarks.files import MEGABYTE, make_video
from benchmarks.inside_out import server_seconds
from benchmarks.measuring import Run, rounds_of
from benchmarks.table import Quantity, Row

BIG, SMALL = 100 * MEGABYTE, 40_000
ROUNDS = 7
CURL = "curl script"


def measure(folder: Path) -> Iterator[Row]:
    """Yield the rows, http first; https only where a certificate can be made to count."""
    big = make_video(folder / "big.mp4", BIG)
    small = make_video(folder / "small.mp4", SMALL)
    needed = server_seconds(BIG)
    say(f"  the practice server alone needs {needed:.2f} s to hash and to keep 100 MB")
    with practice_account(folder, "--no-rate-limit") as account:
        yield from _rows("http", account, big, small)
    if not can_be_trusted():
        say("  https is left out: only on Linux can a certificate be trusted for one program alone")
        return
    certificate = make_certificate(folder)
    with practice_account(folder, "--no-rate-limit", certificate=certificate) as account:
        yield from _rows("https", account, big, small)


def _rows(scheme: str, account: Account, big: Path, small: Path) -> Iterator[Row]:
    best = rounds_of(
        {
            "ours, big": lambda: account.by_program([big]),
            "curl, big": lambda: account.by_curl([big]),
            "ours, small": lambda: account.by_program([small]),
            "curl, small": lambda: account.by_curl([small]),
        },
        ROUNDS,
    )
    ours, curl = best["ours, big"], best["curl, big"]
    ours_small, curl_small = best["ours, small"], best["curl, small"]
    yield _seconds(f"100 MB, {scheme}: the whole command", ours.seconds, curl.seconds)
    yield _seconds(
        f"100 MB, {scheme}: less what 40 KB take",
        ours.seconds - ours_small.seconds,
        curl.seconds - curl_small.seconds,
    )
    yield Row(
        f"processor per GB, {scheme}",
        _per_gigabyte(ours, ours_small),
        _per_gigabyte(curl, curl_small),
        CURL,
        aim=1,
    )
    yield _seconds(f"40 KB, {scheme}: start and end", ours_small.seconds, curl_small.seconds)


def _seconds(measured: str, ours: float, curl: float) -> Row:
    return Row(measured, Quantity(ours, "s"), Quantity(curl, "s"), CURL, aim=1)


def _per_gigabyte(big: Run, small: Run) -> Quantity:
    """Return what the bytes cost, without the start of the program."""
    gigabytes = (BIG - SMALL) / 1e9
    return Quantity((big.cpu_seconds - small.cpu_seconds) / gigabytes, "s")
