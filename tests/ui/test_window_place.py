import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.window_place import brought_in, first_place, stand_in_sight

USUAL = QSize(1180, 760)
LAPTOP = QRect(0, 0, 1366, 720)
"""1366 x 768 with the task bar of Windows 11."""
TITLE_BAR, BORDER = 32, 8
RIGHT_OF_IT = QRect(1366, 30, 1920, 1050)


def with_frame(place: QRect) -> QRect:
    return place.adjusted(-BORDER, -TITLE_BAR, BORDER, BORDER)


@pytest.mark.parametrize("free", [LAPTOP, RIGHT_OF_IT, QRect(72, 27, 1280, 773)])
def test_a_first_window_stands_whole_in_the_middle_of_the_screen(free: QRect) -> None:
    place = first_place(USUAL, free)
    assert free.contains(with_frame(place))
    assert abs(place.center().x() - free.center().x()) <= 1


def test_a_first_window_has_its_usual_size_where_there_is_room() -> None:
    assert first_place(USUAL, RIGHT_OF_IT).size() == USUAL


@pytest.mark.parametrize(
    "place",
    [
        QRect(1500, 100, 1180, 760),  # the second screen is gone
        QRect(-2000, -900, 1180, 760),
        QRect(-400, 500, 1180, 600),
        QRect(0, 0, 3000, 2000),
        QRect(100, -30, 800, 600),  # its title bar cannot be grasped
    ],
)
def test_a_window_out_of_sight_is_brought_in(place: QRect) -> None:
    there = brought_in(place, LAPTOP)
    assert LAPTOP.contains(with_frame(there))
    assert there.size() == place.size().boundedTo(LAPTOP.size() - QSize(16, 48))


@pytest.mark.parametrize("place", [QRect(100, 60, 900, 600), QRect(0, 40, 683, 680)])
def test_a_window_in_sight_stays_where_it_is(place: QRect) -> None:
    assert brought_in(place, LAPTOP) == place


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> QRect:
    del qtbot
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: LAPTOP)
    return LAPTOP


def test_a_window_beyond_every_screen_comes_back_to_the_first(laptop: QRect, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(QRect(5000, 5000, 1180, 760))
    assert QGuiApplication.screenAt(window.geometry().center()) is None
    stand_in_sight(window)
    assert laptop.contains(with_frame(window.geometry()))


def test_a_window_that_fills_its_screen_is_left_alone(laptop: QRect, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(laptop)
    window.showMaximized()
    before = window.geometry()
    stand_in_sight(window)
    assert window.isMaximized()
    assert window.geometry() == before
