"""A test that leaves a widget behind fails: it would get the events of the tests to come.

So would one that is gone, where a drag was over it.
"""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

QT_KEEPS = {"QTipLabel", "QShapedPixmapWindow"}  # a tool tip, and the picture of a drag


def widgets() -> set[QWidget]:
    """Return every window, shown or not, once those that wait for their deletion are deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return {
        widget
        for widget in QApplication.topLevelWidgets()
        if isValid(widget) and widget.metaObject().className() not in QT_KEEPS
    }


def end_drag() -> None:
    """Have Qt forget what a drag was over.

    It keeps the bare address until the drag leaves or is dropped, and sends the next move there,
    be it to a widget that was deleted meanwhile: a crash of some other test.
    """
    QApplication.sendEvent(QWidget(), QDragLeaveEvent())


@pytest.fixture(autouse=True)
def no_leaked_widget(no_leaked_thread: None) -> Iterator[None]:
    """Fail a test at whose end a window that it made still exists."""
    before = widgets() if QApplication.instance() else set()
    yield
    if not isinstance(QApplication.instance(), QApplication):
        return
    end_drag()
    if widgets() - before:
        gc.collect()  # in this thread: a widget that dies in another takes the program along
    if left := widgets() - before:
        names = sorted(f"{type(widget).__name__} {widget.objectName()!r}" for widget in left)
        pytest.fail(f"Widgets left behind: {', '.join(names)}", pytrace=False)
