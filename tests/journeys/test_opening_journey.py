"""What comes while the window is painted for the first time: its account is not open yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.app.frame import Frame
from tests.journeys.conftest import close
from tests.journeys.files import Files
from tests.journeys.person import Person

Meanwhile = Callable[[Callable[[], None]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Return what has something happen when the next frame is painted."""

    def plan(happen: Callable[[], None]) -> None:
        def show(frame: Frame) -> None:
            monkeypatch.undo()
            frame.show()
            happen()

        monkeypatch.setattr(Frame, "show", show)

    return plan


def test_files_that_come_meanwhile_are_offered(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], files: Files, meanwhile: Meanwhile
) -> None:
    program = Desktop(qapp, preset)
    photo, video = files.photo(), files.video()
    meanwhile(lambda: program.offer_files([photo]))
    try:
        assert program.open(is_practice=False, files=[video])
        person = Person(program, qtbot)
        person.wait_until(lambda: person.sees("offered_files"))
        assert "2" in person.words_of("offered_files")
    finally:
        close(program)


def test_the_end_that_comes_meanwhile_is_not_forgotten(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], meanwhile: Meanwhile
) -> None:
    program = Desktop(qapp, preset)
    meanwhile(program.quit)
    with qtbot.waitSignal(program.closed, timeout=30_000):
        assert program.open(is_practice=False)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
