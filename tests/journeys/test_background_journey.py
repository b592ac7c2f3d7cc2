"""Somebody closes the window and goes home; the uploads arrive, and the program ends by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.ui import background
from leadway_desktop.ui.tray import Tray
from tests.journeys.conftest import close
from tests.journeys.files import Files
from tests.journeys.person import Person

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@pytest.mark.usefixtures("no_leaked_thread")
def test_uploads_arrive_while_the_window_is_away_and_the_program_ends(
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    server: PracticeServer,
    files: Files,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Tray, "is_available", lambda: True)
    monkeypatch.setattr(background, "LINGER_MS", 1)
    account = server.account
    preset = environment | {
        "LEADWAY_DESKTOP_TOKEN": account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": account.location_id,
    }
    closed: list[bool] = []
    program = Desktop(qapp, preset)
    program.closed.connect(lambda: closed.append(True))
    assert program.open(is_practice=False)
    try:
        leave_in_the_background(Person(program, qtbot), program, server, files)
        qtbot.waitUntil(lambda: bool(closed), timeout=15_000)
    finally:
        if not closed:
            close(program)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert [done.filename for done in server.record.uploads] == ["instalacion.mp4"]


def leave_in_the_background(
    person: Person, program: Desktop, server: PracticeServer, files: Files
) -> None:
    """Close the window on an upload that stands still, pause it from the tray, and go on."""
    path = files.video()
    server.faults.add(Fault(step="put", kind="stall", at_byte=100_000))
    person.choose_conversation("María Fernández")
    person.drop([path])
    person.wait_until(lambda: server.record.faults)
    person.wait_for_stage(path, UploadStage.UPLOADING)
    program.window.close()
    person.press("finish_in_background_button")
    assert not program.window.isVisible()
    tray = program.window.findChild(Tray)
    assert tray is not None
    tray.pause_all_wanted.emit(True)
    person.wait_for_stage(path, UploadStage.PAUSED)
    tray.pause_all_wanted.emit(False)
