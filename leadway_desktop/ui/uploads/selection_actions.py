"""What can be done to the selected rows of a list of uploads: by key, in a menu, or by Enter."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.uploads.upload_actions import STOPPING, UploadAction, actions_for
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_words import action_label, action_text

# Plain values: a QKeySequence of a standard key crashes while there is no application yet.
_SHORTCUTS: dict[UploadAction, Qt.Key | QKeyCombination | QKeySequence.StandardKey] = {
    UploadAction.PAUSE: Qt.Key.Key_P,
    UploadAction.RETRY: Qt.Key.Key_R,
    UploadAction.COPY_LINK: QKeySequence.StandardKey.Copy,
    UploadAction.SEND: Qt.Key.Key_S,
    UploadAction.MOVE_TO_FRONT: Qt.Modifier.ALT | Qt.Key.Key_Home,
    UploadAction.SHOW_RECEIPT: Qt.Key.Key_I,
}


class SelectionActions(QObject):
    """One QAction for each `UploadAction`, enabled where a selected upload has it."""

    def __init__(
        self, view: QWidget, selected: Callable[[], list[Upload]], commands: UploadCommands
    ) -> None:
        """`selected` returns the selected uploads from top to bottom; `view` hears the keys."""
        super().__init__(view)
        self._selected = selected
        self._commands = commands
        self._enabled: set[tuple[UploadAction, str]] | None = None
        self._actions: dict[UploadAction, QAction] = {}
        for kind in UploadAction:
            action = QAction(action_text(kind), view)
            action.setObjectName(kind.value)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcut(_SHORTCUTS.get(kind, QKeySequence()))
            action.triggered.connect(lambda _checked=False, kind=kind: self._do(kind))
            view.addAction(action)
            self._actions[kind] = action

    def of(self, kind: UploadAction) -> QAction:
        """Return the action of a kind."""
        return self._actions[kind]

    def follow(self) -> None:
        """Offer what can be done to what is selected now, as it stands."""
        # One of each sort is asked for its labels: thousands may be selected, in every frame.
        sorts = {(actions_for(one), one.stage, one.is_in_doubt): one for one in self._selected()}
        can = {
            (kind, action_label(kind, one)) for (kinds, *_), one in sorts.items() for kind in kinds
        }
        if can == self._enabled:
            return
        self._enabled = can
        for kind, action in self._actions.items():
            labels = {label for which, label in can if which is kind}
            action.setEnabled(bool(labels))
            action.setText(labels.pop() if len(labels) == 1 else action_text(kind))
        self._share_the_pause_key()

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with what can be done."""
        self.follow()
        for kind, action in self._actions.items():
            if action.isEnabled():
                if kind is UploadAction.REMOVE:
                    menu.addSeparator()
                menu.addAction(action)

    def retries(self, event: QEvent) -> bool:
        """Whether it is F5, and can retry a selected upload; else it refreshes the window."""
        is_f5 = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F5
        return is_f5 and self._actions[UploadAction.RETRY].isEnabled()

    def press(self, event: QKeyEvent, current: Upload | None) -> bool:
        """Do what a key wants of the selected uploads, or Enter of the current one.

        Returns False where the key is none of these. Enter does nothing that stops an upload.
        """
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if current is not None and (main := actions_for(current)[0]) not in STOPPING:
                self._commands.perform(main, [current])
        elif key == Qt.Key.Key_Delete or _is_delete_of_a_mac(event):
            cancels = self._actions[UploadAction.CANCEL].isEnabled()
            self._do(UploadAction.CANCEL if cancels else UploadAction.REMOVE)
        elif self.retries(event):
            self._do(UploadAction.RETRY)
        else:
            return False
        return True

    def _do(self, kind: UploadAction) -> None:
        self._commands.perform(kind, self._selected())

    def _share_the_pause_key(self) -> None:
        """Let P pause, or go on where nothing can be paused; two at once would do neither."""
        pauses = self._actions[UploadAction.PAUSE].isEnabled()
        key = QKeySequence() if pauses else QKeySequence(_SHORTCUTS[UploadAction.PAUSE])
        self._actions[UploadAction.RESUME].setShortcut(key)


def _is_delete_of_a_mac(event: QKeyEvent) -> bool:
    """Whether it is Command and the key that deletes there; else that corrects what is typed."""
    with_command = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    is_mac = sys.platform == "darwin"
    return is_mac and with_command and event.key() == Qt.Key.Key_Backspace
