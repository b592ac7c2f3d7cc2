"""The head of the list of all uploads: title, filters with their numbers, and buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from leadway_desktop.ui.buttons import icon_button, text_button
from leadway_desktop.ui.labels import set_chip_words
from leadway_desktop.ui.theme import Theme, set_role, set_state
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12, SPACE_16
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_menu_button import UploadMenuButton
from leadway_desktop.ui.uploads.upload_totals import UploadTotals


class UploadsHeader(QWidget):
    """One row where it fits, else two; then "Clear finished" moves into the menu of the dots.

    Last of all the filters lose their numbers.
    """

    kind_chosen = Signal(object)
    """UploadKind."""
    retry_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, menu: UploadMenuButton, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("uploads_header")
        self._menu = menu
        self._has_failed = False
        self._counts: dict[UploadKind, int] = {}
        self._title = QLabel(self.tr("All uploads"))
        set_role(self._title, "strong")
        self._chips = {kind: self._make_chip(kind) for kind in UploadKind}
        self._filters = _row(*self._chips.values())
        self._make_buttons(theme)
        self._grid = QGridLayout(self)
        self._arrange()

    def check(self, kind: UploadKind) -> None:
        """Show which filter is in force."""
        self._chips[kind].setChecked(True)

    def show_totals(self, totals: UploadTotals) -> None:
        """Show the numbers, and what can be done for all at once."""
        counts = {kind: totals.of_kind(kind) for kind in UploadKind}
        has_failed = totals.to_retry > 0
        has_finished = totals.of_kind(UploadKind.DONE) + totals.cancelled > 0
        shown = self._counts, self._has_failed, self._clear.isEnabled()
        if shown != (counts, has_failed, has_finished):
            self._counts, self._has_failed = counts, has_failed
            self._clear.setEnabled(has_finished)
            self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to what matters."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._label_chips(with_numbers=True)
        if not self._fit(self._filters):
            self._label_chips(with_numbers=False)
        always = [self._menu, self._close, *([self._retry] if self._has_failed else [])]
        one_row = self._fit(self._title, self._filters, self._clear, *always)
        has_clear = one_row or self._fit(self._title, self._clear, *always)
        self._retry.setVisible(self._has_failed)
        self._clear.setVisible(has_clear)
        self._title.setVisible(has_clear or self._fit(self._title, *always))
        self._menu.offer_clear(not has_clear and self._clear.isEnabled())
        place = (0, 1, 1, 1) if one_row else (1, 0, 1, 4)
        if self._grid.getItemPosition(self._grid.indexOf(self._filters)) != place:
            self._grid.addWidget(self._filters, *place)

    def _label_chips(self, *, with_numbers: bool) -> None:
        is_bad = self._counts.get(UploadKind.ATTENTION, 0) > 0
        set_state(self._chips[UploadKind.ATTENTION], "bad" if is_bad else "")
        for kind, chip in self._chips.items():
            count = self._counts.get(kind, 0) if with_numbers else 0
            set_chip_words(
                chip, f"{self._kind_name(kind)} {count}" if count else self._kind_name(kind)
            )

    def _fit(self, *parts: QWidget) -> bool:
        widths = [max(part.sizeHint().width(), part.minimumWidth()) for part in parts]
        return sum(widths) + SPACE_8 * (len(parts) + 2) + SPACE_16 <= self.width()

    def _kind_name(self, kind: UploadKind) -> str:
        names = {
            UploadKind.ALL: self.tr("All"),
            UploadKind.UNFINISHED: self.tr("Unfinished"),
            UploadKind.ATTENTION: self.tr("Need attention"),
            UploadKind.DONE: self.tr("Done"),
        }
        return names[kind]

    def _make_chip(self, kind: UploadKind) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName(f"{kind.value}_uploads_chip")
        chip.setCheckable(True)
        chip.setChecked(kind is UploadKind.ALL)
        chip.clicked.connect(lambda: self.kind_chosen.emit(kind))
        set_role(chip, "chip")
        return chip

    def _make_buttons(self, theme: Theme) -> None:
        retry, clear = self.tr("Retry all failed"), self.tr("Clear finished")
        self._retry = text_button("retry_failed_button", retry, "link")
        self._retry.clicked.connect(self.retry_wanted)
        self._clear = text_button("clear_finished_button", clear, "quiet")
        self._clear.clicked.connect(self._menu.clear_wanted)
        close = self.tr("Close the list of all uploads")
        self._close = icon_button("close_uploads_button", close, "close", theme)
        self._close.clicked.connect(self.close_wanted)

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        for chip in self._chips.values():
            group.addButton(chip)
        self._grid.setContentsMargins(SPACE_16, SPACE_8, SPACE_8, SPACE_8)
        self._grid.setHorizontalSpacing(SPACE_12)
        self._grid.setVerticalSpacing(SPACE_8)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(self._title, 0, 0)
        self._grid.addWidget(self._filters, 0, 1)
        self._grid.addWidget(_row(self._retry, self._clear, self._menu, self._close), 0, 3)


def _row(*parts: QWidget) -> QWidget:
    """Return a widget with these side by side, as wide as they need."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_8)
    for part in parts:
        row.addWidget(part)
    row.addStretch()
    return made
