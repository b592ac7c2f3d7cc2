"""Return presses the button that has the keyboard; by itself Qt lets only Space do that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QWidget


class ReturnField(QLineEdit):
    """A field whose Return ends with it.

    What it starts may give the keyboard to a button: passed on to the window, the same key would
    press that one.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do as every field does, and keep Return."""
        super().keyPressEvent(event)
        if _is_return(event):
            event.accept()


class ReturnKeyDialog(QDialog):
    """A dialog whose Return presses what has the keyboard, and nothing else."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press what has the keyboard."""
        if not press_focused_button(event, self):
            super().keyPressEvent(event)


def press_focused_button(event: QKeyEvent, window: QWidget) -> bool:
    """Press the button if that is what the key means; for the `keyPressEvent` of a window.

    The key comes here only where the button itself did not want it.
    """
    button = window.focusWidget()
    if not _is_return(event) or not isinstance(button, QAbstractButton):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


def _is_return(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
