"""The list of receipts: painted rows, and what can be done with those that are selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.history.history_delegate import HistoryDelegate
from leadway_desktop.ui.history.history_model import RECEIPT_ROLE, HistoryModel
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.row_blocks import blocks, selected_rows
from leadway_desktop.ui.row_focus import comes_by_keyboard, menu_position, select_where_it_stands
from leadway_desktop.ui.theme import Theme


class HistoryView(QTableView):
    """Enter opens the receipt; Ctrl+C copies the links of all that are selected.

    A table of one column: unlike a QListView it lays out fifty thousand rows without asking the
    model for each, at every change of its width.
    """

    receipt_shown = Signal(object)
    """Upload | None: the current row's."""
    receipt_opened = Signal()
    """Enter or a double click: on to the receipt itself."""
    links_wanted = Signal(object)
    """list[int]: the positions whose links are to be copied."""
    deletion_wanted = Signal(object)
    """list[int]: positions."""

    def __init__(self, model: HistoryModel, commands: ReceiptCommands, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("history_list")
        self.setAccessibleName(self.tr("History"))
        self._receipts = model
        self._commands = commands
        self._painter = HistoryDelegate(theme, self)
        self._vacant: int | None = None
        """The row of the first receipt that was deleted, until what is left has been found."""
        self._is_vacated = False
        self._set_up()
        self.setModel(model)
        self._make_actions()
        self.selectionModel().currentChanged.connect(lambda *_: self.tell_current())
        self.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        model.told.connect(self._follow_told)
        model.modelReset.connect(self._enable)
        theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> Upload | None:
        """The receipt of the current row, as far as it has come."""
        found: Upload | None = self.currentIndex().data(RECEIPT_ROLE)
        return found

    def selected_positions(self) -> list[int]:
        """Return what is selected, from top to bottom."""
        return [self._receipts.positions[row] for row in selected_rows(self)]

    def tell_current(self) -> None:
        """Tell which receipt is the current one."""
        self.receipt_shown.emit(self.current)

    def show_found(self, positions: list[int]) -> None:
        """Show what was found; what was selected and in sight stays so, where it is still there."""
        chosen = self.selected_positions()
        index = self.currentIndex()
        current = self._receipts.positions[index.row()] if index.isValid() else None
        top = self.indexAt(self.viewport().rect().topLeft()).row()
        top_position = self._receipts.positions[top] if top > 0 else None
        self._receipts.show(positions)
        self._select(chosen, current)
        self._take_vacant()
        row = None if top_position is None else self._receipts.row_of(top_position)
        if row is not None:
            self.scrollTo(self._receipts.index(row), self.ScrollHint.PositionAtTop)
        self.tell_current()

    def expect_removal(self, positions: Sequence[int]) -> None:
        """Have what follows these receipts be selected, once they are no longer found."""
        rows = (self._receipts.row_of(position) for position in positions)
        self._vacant = min((row for row in rows if row is not None), default=None)

    def note_removal(self) -> None:
        """Note that they are deleted, but for those that are kept: what is found next tells."""
        self._is_vacated = True

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with what can be done to the selected rows."""
        for action in self._actions:
            if action is self._actions[-1]:
                menu.addSeparator()
            menu.addAction(action)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show every action of the selected rows, at the row where the keyboard asks."""
        if not self.selectionModel().hasSelection():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(menu_position(self, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the receipt."""
        self._painter.shows_focus = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.receipt_opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select; those who use the mouse need no ring."""
        self._painter.shows_focus = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the receipt."""
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self.receipt_opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row for those who come by keyboard, and ring it."""
        shown = self._painter.shows_focus
        self._painter.shows_focus = comes_by_keyboard(event, before=shown)
        super().focusInEvent(event)
        if self._painter.shows_focus:
            select_where_it_stands(self)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a row's words as a tip: what is too long for the row can be read there."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            words = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
            QToolTip.showText(event.globalPos(), f"<qt>{escape(words)}</qt>", self)
            return True
        return super().viewportEvent(event)

    def _select(self, positions: list[int], current: int | None) -> None:
        flag = QItemSelectionModel.SelectionFlag
        selection = self.selectionModel()
        current_row = None if current is None else self._receipts.row_of(current)
        if current_row is not None:
            selection.setCurrentIndex(self._receipts.index(current_row), flag.NoUpdate)
        rows = (self._receipts.row_of(position) for position in positions)
        chosen = QItemSelection()
        for top, bottom in blocks(row for row in rows if row is not None):
            chosen.select(self._receipts.index(top), self._receipts.index(bottom))
        selection.select(chosen, flag.Select)

    def _take_vacant(self) -> None:
        if not self._is_vacated:
            return
        row, self._vacant, self._is_vacated = self._vacant, None, False
        last = len(self._receipts.positions) - 1
        is_free = not (self.currentIndex().isValid() or self.selectionModel().hasSelection())
        if row is not None and last >= 0 and is_free:
            self.selectRow(min(row, last))

    def _set_up(self) -> None:
        self.setItemDelegate(self._painter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        # The delegate paints what is selected, and rounder.
        self.setStyleSheet("selection-background-color: transparent;")
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(self._painter.row_height)
        rows.setDefaultSectionSize(self._painter.row_height)

    def _follow_told(self, positions: set[int]) -> None:
        index = self.currentIndex()
        if index.isValid() and self._receipts.positions[index.row()] in positions:
            self.tell_current()

    def _make_actions(self) -> None:
        one, many = self._on_current, self._on_selected
        standard = QKeySequence.StandardKey
        delete = QKeySequence(Qt.Key.Key_Delete)
        self._actions = [
            self._action("open_receipt", self.tr("Show receipt"), None, self.receipt_opened.emit),
            self._action(
                "copy_links",
                self.tr("Copy link"),
                QKeySequence(standard.Copy),
                many(self.links_wanted.emit),
            ),
            self._action(
                "open_link",
                self.tr("Open in the browser"),
                QKeySequence("Ctrl+Return"),
                one(self._commands.open_link),
            ),
            self._action(
                "open_folder", self.tr("Open folder"), None, one(self._commands.open_folder)
            ),
            self._action(
                "copy_receipt", self.tr("Copy receipt"), None, one(self._commands.copy_receipt)
            ),
            self._action(
                "delete_receipts",
                self.tr("Delete from the history…"),
                delete,
                many(self.deletion_wanted.emit),
            ),
        ]
        self._enable()

    def _action(
        self, name: str, words: str, keys: QKeySequence | None, slot: Callable[[], object]
    ) -> QAction:
        action = QAction(words, self)
        action.setObjectName(name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if keys is not None:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: slot())
        self.addAction(action)
        return action

    def _enable(self) -> None:
        has_selection = self.selectionModel().hasSelection()
        for action in self._actions:
            action.setEnabled(has_selection)

    def _on_current(self, command: Callable[[Upload], object]) -> Callable[[], None]:
        def act() -> None:
            if self.current is not None:
                command(self.current)

        return act

    def _on_selected(self, command: Callable[[list[int]], object]) -> Callable[[], None]:
        def act() -> None:
            if positions := self.selected_positions():
                command(positions)

        return act
