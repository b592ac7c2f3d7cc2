"""Return presses the button that has the keyboard; by itself Qt lets only Space do that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


def press_focused_button(event: QKeyEvent, window: QWidget) -> bool:
    """Press the button if that is what the key means; for the `keyPressEvent` of a window.

    The key comes here only where the button itself did not want it.
    """
    button = window.focusWidget()
    is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not is_return or not isinstance(button, QAbstractButton):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True
