"""One table for a terminal and for the README alike: what, ours, instead, and the ratio."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("measured", "Leadway Desktop", "instead", "", "ratio", "aim")


@dataclass(frozen=True)
class Quantity:
    """A measured value and its unit."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{_three_digits(self.value)} {self.unit}"


@dataclass(frozen=True)
class Row:
    """Ours against something else, in the same unit.

    `aim`: the ratio to reach, ours through theirs; or theirs through ours where `is_speedup`,
    because there more is better.
    """

    measured: str
    ours: Quantity
    instead: Quantity
    what_instead: str
    aim: float
    is_speedup: bool = False

    @property
    def ratio(self) -> float:
        """How ours stands to the other, in the direction of the aim."""
        over, under = self.ours.value, self.instead.value
        if self.is_speedup and self.ours.unit == "s":
            over, under = under, over
        return over / under if under else float("inf")

    @property
    def is_met(self) -> bool:
        """Whether the ratio, as it is printed, reaches the aim."""
        shown = float(_three_digits(self.ratio))
        return shown >= self.aim if self.is_speedup else shown <= self.aim

    def cells(self) -> tuple[str, ...]:
        """Return the row's texts, in the order of HEADINGS."""
        sign = "≥" if self.is_speedup else "≤"
        verdict = "" if self.is_met else ", missed"
        return (
            self.measured,
            str(self.ours),
            str(self.instead),
            self.what_instead,
            _three_digits(self.ratio),
            f"{sign} {self.aim:g}{verdict}",
        )


def render(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table whose columns stand below each other."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(cells, widths) for cells in (HEADINGS, rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _three_digits(value: float) -> str:
    if value >= 1000:
        return f"{value:.0f}"
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f}"
