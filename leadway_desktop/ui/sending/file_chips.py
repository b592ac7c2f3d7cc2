"""The files of a draft as chips, each of which can be left out."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from time import monotonic

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)

from leadway_desktop.domain.content_type import UNKNOWN_CONTENT_TYPE, content_type_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.icons import file_icon_name, keep_icon, pixmap
from leadway_desktop.ui.plain_text import one_line
from leadway_desktop.ui.theme import Theme, font, set_role, set_state
from leadway_desktop.ui.tokens import CONTROL_HEIGHT, HINT_SIZE, SPACE_4, SPACE_8
from leadway_desktop.ui.uploads.row_text import shortened_name
from leadway_desktop.ui.uploads.upload_state import UploadState
from leadway_desktop.ui.uploads.upload_words import in_words, stage_name

_MOST_SHOWN = 24
_MOST_LINES = 2
_HEIGHT = CONTROL_HEIGHT + 2
_PITCH = _HEIGHT + SPACE_8
_ICON = 16
_WIDEST_NAME = 190
_TO_SEE = 0.5
"""Seconds to see that the next chip has come under the pointer."""


class FileChips(QWidget):
    """As many chips as two lines take, and a button for the others; hundreds are a number."""

    left_out = Signal(str)
    """Upload id: not in this message."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draft_files")
        self.setAccessibleName(self.tr("Files of the message"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._chips: dict[str, _Chip] = {}
        self._others = 0
        self._is_unfolded = False
        self._left_out_at, self._left_out_by = -inf, QPoint()
        """When a file was last left out, and where the pointer was on the screen."""
        self._unfold = text_button("all_draft_files_button", role="link", parent=self)
        self._unfold.setAccessibleName(self.tr("Show all files of the message"))
        self._unfold.clicked.connect(self._show_all)
        self._more = QLabel(self)
        self._more.setObjectName("more_draft_files")
        set_role(self._more, "secondary")

    def show_files(self, files: Sequence[Upload], others: int = 0) -> None:
        """Show these, in this order; `others` more are not known yet."""
        shown = list(files[:_MOST_SHOWN])
        wanted = {upload.id for upload in shown}
        self._is_unfolded &= not wanted.isdisjoint(self._chips)  # another draft begins folded
        for upload_id in [known for known in self._chips if known not in wanted]:
            self._drop(upload_id)
        for upload in shown:
            self._chip_of(upload).show_upload(upload)
        self._chips = {upload.id: self._chips[upload.id] for upload in shown}
        self._others = len(files) - len(shown) + others
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """Return no width: chips wrap."""
        return QSize(0, _HEIGHT)

    def _chip_of(self, upload: Upload) -> _Chip:
        if upload.id not in self._chips:
            chip = _Chip(self._theme, self)
            chip.left_out.connect(lambda: self._leave_out(upload.id))
            self._chips[upload.id] = chip
        return self._chips[upload.id]

    def _leave_out(self, upload_id: str) -> None:
        """Leave a file out, but not by the second click of two that meant the one before it."""
        place, now = QCursor.pos(), monotonic()
        by_keyboard = self.isAncestorOf(QApplication.focusWidget() or self)
        moved = (place - self._left_out_by).manhattanLength()
        rests = moved < QApplication.startDragDistance()
        if rests and not by_keyboard and now - self._left_out_at < _TO_SEE:
            return
        self._left_out_at, self._left_out_by = now, place
        self.left_out.emit(upload_id)

    def _drop(self, upload_id: str) -> None:
        chip = self._chips.pop(upload_id)
        if chip.isAncestorOf(self.focusWidget() or self):
            self.focusNextChild()
        chip.hide()
        chip.deleteLater()

    def _show_all(self) -> None:
        """Show what the button stands for; the keyboard goes on with the first of it."""
        hidden = [chip for chip in self._chips.values() if chip.isHidden()]
        self._is_unfolded = True
        self._place()
        if hidden:
            hidden[0].take_keyboard()

    def _place(self) -> None:
        """Put chips side by side, in two lines until the agent wants to see them all."""
        chips = list(self._chips.values())
        for count in range(len(chips), -1, -1):
            rest = self._rest(len(chips) - count, is_rest=count > 0)
            parts: list[QWidget] = [*chips[:count], *rest]
            places = _flow([part.sizeHint().width() for part in parts], self.width())
            if self._is_unfolded or not places or places[-1].top() < _MOST_LINES * _PITCH:
                break
        for part in (*chips, self._unfold, self._more):
            part.setVisible(part in parts)
        for part, place in zip(parts, places, strict=True):
            part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        self.setFixedHeight(places[-1].bottom() + 1 if places else 0)

    def _rest(self, hidden: int, *, is_rest: bool) -> list[QWidget]:
        """Return what stands for hidden chips, and for files that have none."""
        words = self._number(hidden + self._others, is_rest=is_rest)
        if hidden:
            self._unfold.setText(words)
            return [self._unfold]
        self._more.setText(words)
        return [self._more] if self._others else []

    def _number(self, count: int, *, is_rest: bool) -> str:
        return self.tr("and %n more", "", count) if is_rest else self.tr("%n file(s)", "", count)


def _flow(widths: Sequence[int], room: int) -> list[QRect]:
    """Return where parts of these widths are, broken into lines."""
    places: list[QRect] = []
    x = y = 0
    for wanted in widths:
        width = min(wanted, max(room, 1))
        if x and x + width > room:
            x, y = 0, y + _PITCH
        places.append(QRect(x, y, width, _HEIGHT))
        x += width + SPACE_8
    return places


class _Chip(QFrame):
    """Icon, name and a way out; red where the file did not arrive, struck out where cancelled."""

    left_out = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "file-chip")
        self._theme = theme
        self._upload: Upload | None = None
        self._icon = QLabel(self)
        self._name = QLabel(self)
        self._name.setFont(font(HINT_SIZE))
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._out = QToolButton(self)
        self._out.setObjectName("leave_out_button")
        self._out.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        # A click leaves the keyboard to the words: a space would press the next one.
        self._out.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._out.clicked.connect(self.left_out)
        keep_icon(self._out, theme, "close", "text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_8, 0, 0, 0)
        row.setSpacing(SPACE_4)
        for part in (self._icon, self._name, self._out):
            row.addWidget(part)
        theme.changed.connect(self._tint)

    def show_upload(self, upload: Upload) -> None:
        """Show a file as it stands."""
        if upload == self._upload:
            return
        self._upload = upload
        name = one_line(upload.file.path.name)
        metrics = QFontMetrics(self._name.font())
        self._name.setText(shortened_name(name, metrics, _WIDEST_NAME))
        self._name.setMinimumWidth(
            min(_WIDEST_NAME, metrics.horizontalAdvance(self._name.text()) + 2)
        )
        words = self.tr("Leave {file} out of the message; it stays uploaded")
        self._out.setAccessibleName(words.replace("{file}", name))
        self._out.setToolTip(self.tr("Leave out of the message; it stays uploaded"))
        # Nobody tells a chip of the time: how long it waits, its row says.
        waits = upload.stage is UploadStage.WAITING
        in_short = f"{name}. {stage_name(upload.stage)}"
        self.setAccessibleName(in_short if waits else in_words(UploadState(upload)))
        set_state(self, "bad" if self._is_lost else "")
        is_out = upload.stage is UploadStage.CANCELLED
        set_state(self._name, "bad" if self._is_lost else "struck" if is_out else "")
        self._tint()

    def take_keyboard(self) -> None:
        """Put the keyboard on the way out."""
        self._out.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def _is_lost(self) -> bool:
        return self._upload is not None and self._upload.stage is UploadStage.FAILED

    def _tint(self) -> None:
        if self._upload is None:
            return
        kind = content_type_of(self._upload.file.path.name) or UNKNOWN_CONTENT_TYPE
        name, token = ("error", "bad") if self._is_lost else (file_icon_name(kind), "text2")
        colour = self._theme.colour(token).name()
        self._icon.setPixmap(pixmap(name, colour, _ICON, self.devicePixelRatioF()))
