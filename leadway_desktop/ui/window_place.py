"""Where the window stands: whole on a screen, whatever the screen is."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = QMargins(8, 40, 8, 8)
"""Room for title bar and borders, which nobody tells before the window is on the screen."""


def first_place(usual: QSize, free: QRect) -> QRect:
    """Return where a window of the usual size stands in the middle of what a screen has free."""
    room = free.marginsRemoved(_FRAME)
    place = QRect(room.topLeft(), usual.boundedTo(room.size()))
    place.moveCenter(room.center())
    return place


def resize_to_fit(window: QWidget, width: int, height: int) -> None:
    """Give a window that size, or less where its screen has less: its buttons are at the foot."""
    window.resize(first_place(QSize(width, height), window.screen().availableGeometry()).size())


def brought_in(place: QRect, free: QRect) -> QRect:
    """Return the place as it is where that is in sight, else moved as little as will do."""
    room = free.marginsRemoved(_FRAME)
    if free.contains(place) and place.top() >= room.top():
        return place
    width, height = place.size().boundedTo(room.size()).toTuple()
    left = min(max(place.left(), room.left()), room.right() + 1 - width)
    top = min(max(place.top(), room.top()), room.bottom() + 1 - height)
    return QRect(left, top, width, height)


def free_part_near(place: QRect) -> QRect:
    """Return what is free of task bars on the screen in which the place is, else the first one."""
    screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def stand_in_sight(window: QWidget) -> None:
    """Bring a window in that stands beyond its screen or is larger; those that fill it may."""
    if not window.isMaximized() and not window.isFullScreen():
        place = window.geometry()
        there = brought_in(place, free_part_near(place))
        if there != place:
            window.setGeometry(there)
