"""The list of uploads: rows painted by a delegate, actions by mouse, keyboard and menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QSizePolicy,
)

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.row_blocks import selected_rows
from leadway_desktop.ui.row_focus import comes_by_keyboard, menu_position, select_where_it_stands
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.drag_picture import drag_picture
from leadway_desktop.ui.uploads.pressable_rows import PressableRows
from leadway_desktop.ui.uploads.row_seeker import RowSeeker
from leadway_desktop.ui.uploads.selection_actions import SelectionActions
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_list_model import UPLOAD_ROLE, UploadListModel
from leadway_desktop.ui.uploads.upload_state import tells_time

_Index = QModelIndex | QPersistentModelIndex
_Shape = tuple[int, int, dict[int, Upload]]
"""What decides where rows are: the width, the common height, and those that may be higher."""
_BATCH = 200
_AT_ONCE = 1000
"""Rows of several heights that are laid out in one go; while batches are, the list is empty."""
_FEW = 20
"""Rows that are looked at when they change; for more, all are laid out anew."""


class UploadView(PressableRows):
    """Shows uploads. Enter does a row's main action if it stops nothing."""

    def __init__(
        self,
        source: UploadListModel,
        shown: ShownUploads,
        commands: UploadCommands,
        theme: Theme,
        *,
        names_conversation: bool,
    ) -> None:
        super().__init__(shown, theme, names_conversation=names_conversation)
        self._source = source
        self._commands = commands
        self._rows_height = -1
        self._laid_out: _Shape = (0, 0, {})
        self._seeker = RowSeeker(self)
        self._set_up()
        self._actions = SelectionActions(self, self.selected_uploads, commands)
        self._actions.follow()
        self.selectionModel().selectionChanged.connect(self._actions.follow)
        source.stages_changed.connect(self._follow_stages)
        source.ticked.connect(self._repaint_times)
        for signal in (shown.modelReset, shown.rowsInserted, shown.rowsRemoved):
            signal.connect(self._lay_out_anew)
        theme.changed.connect(self.viewport().update)
        self.move_wanted.connect(commands.move)
        self.button_pressed.connect(self._perform_in_row)

    def selected_uploads(self) -> list[Upload]:
        """Return the selected uploads from top to bottom."""
        return [self._shown.upload_at(row) for row in selected_rows(self)]

    def go_to_next_in_need(self) -> None:
        """Select the next row that needs the agent, show it and let keys act on it."""
        row = self._shown.row_in_need(after=self.currentIndex().row())
        if row is not None:
            # Whatever key is held: what was selected before is none of those in need.
            self.selectionModel().setCurrentIndex(
                self._shown.index(row, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._seeker.seek(self.currentIndex())

    def action(self, kind: UploadAction) -> QAction:
        """Return the action that works on the selected rows."""
        return self._actions.of(kind)

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with what can be done to the selected rows."""
        self._actions.fill_menu(menu)

    def picture_of(self, rows: Sequence[int]) -> QPixmap:
        """Return what hangs on the pointer while rows are dragged."""
        uploads = [self._shown.index(row, 0).data(UPLOAD_ROLE) for row in rows]
        return drag_picture(uploads, self._theme, self._painter.fonts, self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        """Return the height of all rows: the view takes no more, and scrolls where it has less."""
        return QSize(super().sizeHint().width(), max(self._rows_height, 0))

    def minimumSizeHint(self) -> QSize:
        """Return the least room: about one row."""
        height = min(max(self._rows_height, 0), self._painter.fonts.row_height())
        return QSize(super().minimumSizeHint().width(), height)

    def updateGeometries(self) -> None:
        """Follow the rows' height, which is known of some hundred rows at a time."""
        super().updateGeometries()
        self._follow_height()
        self._seeker.look()

    def dataChanged(self, top: _Index, bottom: _Index, roles: Sequence[int] = ()) -> None:
        """Repaint rows whose height stays, such as those that tell of progress.

        A QListView lays every row out anew, however many there are.
        """
        rows = range(top.row(), bottom.row() + 1)
        if self.uniformItemSizes() or (len(rows) <= _FEW and not any(map(self._may_grow, rows))):
            QAbstractItemView.dataChanged(self, top, bottom, list(roles))
        else:
            self._lay_out_anew()
            super().dataChanged(top, bottom, list(roles))

    def doItemsLayout(self) -> None:
        """Leave rows where they are when only such of one height changed places."""
        shape = self._shape()
        if shape == self._laid_out:
            QAbstractItemView.doItemsLayout(self)
            return
        mode, rows = QListView.LayoutMode, self.model().rowCount()
        is_quick = self.uniformItemSizes() or rows <= _AT_ONCE
        self.setLayoutMode(mode.SinglePass if is_quick else mode.Batched)
        super().doItemsLayout()
        self._laid_out = shape

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay rows out anew that spell out errors: another width breaks their lines elsewhere.

        Qt does it by itself only where rows are as high as before.
        """
        super().resizeEvent(event)
        is_wider_or_narrower = event.size().width() != event.oldSize().width()
        if is_wider_or_narrower and not self.uniformItemSizes():
            self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select a row for those who come by keyboard, and ring it."""
        shown = self._painter.shows_focus
        self._painter.shows_focus = comes_by_keyboard(event, before=shown)
        super().focusInEvent(event)
        if self._painter.shows_focus:
            select_where_it_stands(self)

    def event(self, event: QEvent) -> bool:
        """Claim F5 while it can retry a selected row; otherwise it refreshes the window."""
        if event.type() is QEvent.Type.ShortcutOverride and self._actions.retries(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: the main action. Delete: cancel, or remove what is over. F5: retry."""
        self._painter.shows_focus = True
        if not self._actions.press(event, self.currentIndex().data(UPLOAD_ROLE)):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show every action of the selected rows, at the row where the keyboard asks."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        if menu.actions():
            menu.popup(menu_position(self, event))

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setBatchSize(_BATCH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _perform_in_row(self, upload_id: str, action: UploadAction) -> None:
        row = self._shown.row_of(upload_id)
        if row is not None:
            self._commands.perform(action, [self._shown.index(row, 0).data(UPLOAD_ROLE)])

    def _follow_stages(self) -> None:
        """Offer the actions of the new stages; rows differ in height only to spell out errors."""
        self._actions.follow()
        uniform = self._source.totals.attention == 0
        if uniform == self.uniformItemSizes():
            return  # Qt empties a list that it lays out anew: beside busy uploads it stayed empty
        self.setUniformItemSizes(uniform)
        self._lay_out_anew()
        self.scheduleDelayedItemsLayout()

    def _repaint_times(self) -> None:
        """Repaint the rows in sight that tell a time, and nothing else."""
        bottom = self.viewport().height()
        row = max(0, self.indexAt(QPoint(1, 1)).row())
        while row < self.model().rowCount():
            index = self.model().index(row, 0)
            if self.visualRect(index).top() > bottom:
                return
            if tells_time(index.data(UPLOAD_ROLE)):
                self.update(index)
            row += 1

    def _lay_out_anew(self) -> None:
        self._laid_out = (0, 0, {})

    def _shape(self) -> _Shape:
        in_need = [] if self.uniformItemSizes() else self._shown.rows_in_need()
        higher = {row: self._shown.upload_at(row) for row in in_need}
        return self.viewport().width(), self._painter.fonts.row_height(), higher

    def _may_grow(self, row: int) -> bool:
        """Whether a row has, or had when it was laid out, an error to spell out.

        Qt cannot be asked for the height that it has: it asks the delegate, as if it were new.
        """
        _, _, higher = self._laid_out
        return row in higher or UploadKind.ATTENTION.fits(self._shown.upload_at(row))

    def _follow_height(self) -> None:
        height = self.contentsSize().height()
        if height != self._rows_height:
            self._rows_height = height
            self.updateGeometry()
