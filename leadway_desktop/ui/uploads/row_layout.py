"""Where the parts of an upload's row are, so that painting and clicking cannot disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QStyle

from leadway_desktop.ui.theme import font
from leadway_desktop.ui.tokens import (
    BODY_SIZE,
    CONTROL_HEIGHT,
    HINT_SIZE,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    SPACE_16,
)
from leadway_desktop.ui.uploads.row_text import RowFont
from leadway_desktop.ui.uploads.upload_actions import UploadAction

TILE = 36
BAR = 4
MARGIN = 14
BELOW = CONTROL_HEIGHT + SPACE_4
"""Height of actions that stand below the words."""
MORE_LINES = 2
"""Lines of facts that every row has room for; a longer error makes its row grow."""

_BAR_ROOM = 2
_NARROW = 600
"""Rows narrower than this have one action beside the words; the menu has the others."""
_MOST_BESIDE = 0.3
"""How much of the width actions may have beside words of many lines; more stand below them."""


Button = tuple[UploadAction, str]
"""An action and its label."""


@dataclass(frozen=True, slots=True)
class RowFonts:
    """The three fonts of a row, made once per view."""

    name: RowFont
    facts: RowFont
    action: RowFont

    @classmethod
    def make(cls) -> RowFonts:
        """Return the system's font in the sizes of the look; digits of equal width."""
        facts = font(HINT_SIZE)
        facts.setFeature(QFont.Tag("tnum"), 1)  # numbers that change must not dance
        bold = QFont.Weight.DemiBold
        name, action = font(BODY_SIZE, bold), font(HINT_SIZE, bold)
        return cls(RowFont(name), RowFont(facts), RowFont(action))

    @property
    def name_height(self) -> int:
        """Height of the name's line."""
        return self.name.line_pitch

    @property
    def facts_height(self) -> int:
        """Height of a line of facts."""
        return self.facts.line_pitch

    def row_height(self, lines: int = MORE_LINES) -> int:
        """Height of a row with so many lines of facts, at least as high as the common row."""
        text = self.name_height + max(lines, MORE_LINES) * self.facts_height
        return max(text + SPACE_16, TILE + 2 * SPACE_12)  # around the words there is a focus ring


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Rectangles of one row, in the view's coordinates."""

    tile: QRect
    name: QRect
    facts: QRect
    bar: QRect
    buttons: tuple[tuple[UploadAction, QRect], ...]

    def action_at(self, x: int, y: int) -> UploadAction | None:
        """Return the action whose button is at a point, or None."""
        return next((action for action, rect in self.buttons if rect.contains(x, y)), None)


def shown(buttons: Sequence[Button], width: int) -> Sequence[Button]:
    """Return which of its actions a row of this width has beside its words."""
    return buttons[:1] if width < _NARROW else buttons


def stands_below(buttons: Sequence[Button], width: int, fonts: RowFonts) -> bool:
    """Whether actions would leave words of many lines too little room, or not be all in sight."""
    wanted = sum(_width_of(label, fonts) for _, label in buttons)
    return wanted > _MOST_BESIDE * width or len(shown(buttons, width)) < len(buttons)


def lay_out(
    row: QRect,
    lines: int,
    buttons: Sequence[Button],
    has_dismiss: bool,
    fonts: RowFonts,
    direction: Qt.LayoutDirection,
    *,
    is_below: bool = False,
) -> RowLayout:
    """Place everything in a row; `buttons` are actions with their labels, the main one first.

    `is_below`: they stand below the words, and the row is higher by `BELOW`.
    """
    left = row.left() + MARGIN + TILE + SPACE_12
    upper = row.adjusted(0, 0, 0, -BELOW) if is_below else row
    placed = _place_buttons(upper, () if is_below else buttons, has_dismiss, fonts)
    right = min((rect.left() for _, rect in placed), default=row.right() - MARGIN) - SPACE_12
    if is_below:
        placed += _place_below(row, left - SPACE_8, buttons, fonts)
    area = QRect(left, upper.top(), right - left, upper.height())
    name, facts, bar = _place_text(area, lines, fonts)
    tile = QRect(row.left() + MARGIN, upper.center().y() - TILE // 2 + 1, TILE, TILE)

    def mirrored(rect: QRect) -> QRect:
        return QStyle.visualRect(direction, row, rect)

    places = tuple((action, mirrored(rect)) for action, rect in placed)
    return RowLayout(mirrored(tile), mirrored(name), mirrored(facts), mirrored(bar), places)


def _place_text(area: QRect, lines: int, fonts: RowFonts) -> tuple[QRect, QRect, QRect]:
    """Return where name, facts and bar are; the bar hangs below, the text alone is centred."""
    height = fonts.name_height + lines * fonts.facts_height
    top = area.center().y() + 1 - height // 2 - (_BAR_ROOM if lines == 1 else 0)
    name = QRect(area.left(), top, area.width(), fonts.name_height)
    facts = QRect(area.left(), name.bottom() + 1, area.width(), lines * fonts.facts_height)
    bar = QRect(area.left(), facts.bottom() + SPACE_4, area.width(), BAR)
    return name, facts, bar


def _place_buttons(
    row: QRect, buttons: Sequence[Button], has_dismiss: bool, fonts: RowFonts
) -> list[tuple[UploadAction, QRect]]:
    top = row.center().y() - CONTROL_HEIGHT // 2 + 1
    right = row.right() - SPACE_8 + 1
    placed = []
    if has_dismiss:
        placed.append((UploadAction.REMOVE, QRect(right - 28, top, 28, CONTROL_HEIGHT)))
        right -= CONTROL_HEIGHT + SPACE_4
    for action, label in buttons:
        width = _width_of(label, fonts)
        placed.append((action, QRect(right - width, top, width, CONTROL_HEIGHT)))
        right -= width + SPACE_4
    return placed


def _place_below(
    row: QRect, left: int, buttons: Sequence[Button], fonts: RowFonts
) -> list[tuple[UploadAction, QRect]]:
    """Place as many as have room, the main one first; the menu has the others."""
    top = row.bottom() + 1 - SPACE_8 - CONTROL_HEIGHT
    placed: list[tuple[UploadAction, QRect]] = []
    for action, label in buttons:
        place = QRect(left, top, _width_of(label, fonts), CONTROL_HEIGHT)
        if placed and place.right() > row.right() - SPACE_8:
            break
        placed.append((action, place))
        left = place.right() + 1 + SPACE_4
    return placed


def _width_of(label: str, fonts: RowFonts) -> int:
    return fonts.action.metrics.horizontalAdvance(label) + SPACE_16
