"""Tables that a test run prints, so that a person sees what was proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Show = Callable[[str, Sequence[Sequence[str]]], None]


def table(title: str, rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns; the first row is the head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join(["", "", title, lines[0], rule, *lines[1:], ""])
