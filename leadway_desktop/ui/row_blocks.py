"""Rows in blocks of neighbours: so a view hears of them at once, and tells what is selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QAbstractItemView


def blocks(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the blocks of neighbours, first and last of each, the last block first."""
    left = sorted(rows)
    while left:
        last = first = left.pop()
        while left and left[-1] == first - 1:
            first = left.pop()
        yield first, last


def selected_rows(view: QAbstractItemView) -> list[int]:
    """Return the selected rows from top to bottom.

    By blocks: all of ten thousand rows are one, and as many indexes.
    """
    selected = view.selectionModel().selection().toList()
    return sorted({row for one in selected for row in range(one.top(), one.bottom() + 1)})
