"""An installer ends the program in the middle of an upload; the new one goes on with it."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.conftest import started
from tests.journeys.files import Files
from tests.journeys.person import Person


def test_the_program_ends_for_the_installer_and_loses_no_upload(
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    server: PracticeServer,
    files: Files,
    no_leaked_thread: None,
) -> None:
    account, path = server.account, files.video()
    preset = environment | {
        "LEADWAY_DESKTOP_TOKEN": account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": account.location_id,
    }
    program = Desktop(qapp, preset)
    assert program.open(is_practice=False)
    person = Person(program, qtbot)
    person.choose_conversation("María Fernández")
    server.faults.add(Fault(step="put", kind="stall", at_byte=100_000))
    person.drop([path])
    person.wait_until(lambda: server.record.faults)
    with qtbot.waitSignal(program.closed, timeout=30_000):
        quitting = subprocess.Popen([sys.executable, "-m", "leadway_desktop", "quit"], env=preset)
    assert quitting.wait(60) == 0
    assert not server.record.uploads

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("work_page"))
        person.wait_for_stage(path, UploadStage.UPLOADED)
    assert [done.filename for done in server.record.uploads] == ["instalacion.mp4"]
