"""Rows that are neighbours, so that a view hears of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def blocks(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the blocks of neighbours, first and last of each, the last block first."""
    left = sorted(rows)
    while left:
        last = first = left.pop()
        while left and left[-1] == first - 1:
            first = left.pop()
        yield first, last
