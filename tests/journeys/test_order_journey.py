"""What goes first, and how many go at once, as the agent wants it while files are on their way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.lanes import SMALL
from tests.journeys.conftest import started
from tests.journeys.files import Files
from tests.journeys.person import Person


@pytest.fixture
def one_by_one(environment: dict[str, str], server: PracticeServer) -> dict[str, str]:
    """Return an environment in which somebody is signed in and sends one file at a time."""
    account = server.account
    return environment | {
        "LEADWAY_DESKTOP_TOKEN": account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": account.location_id,
        "LEADWAY_DESKTOP_PARALLEL_UPLOADS": "1",
    }


def test_what_is_moved_up_arrives_first_even_after_a_restart(
    qapp: QApplication,
    one_by_one: dict[str, str],
    qtbot: QtBot,
    server: PracticeServer,
    files: Files,
) -> None:
    paths = [files.photo(f"{name}.jpg") for name in "abcde"]
    server.faults.add(Fault("put", "stall", at_byte=10))
    with started(qapp, one_by_one, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop(paths)
        person.wait_until(lambda: len(person.uploads()) == 5 and server.record.faults)
        assert names(person) == "a b c d e"
        press(person, "e", Qt.Key.Key_Home)
        person.wait_until(lambda: names(person) == "a e b c d")
        press(person, "d", Qt.Key.Key_Up)
        person.wait_until(lambda: names(person) == "a e b d c")
    with started(qapp, one_by_one, qtbot) as (_, person):
        for path in paths:
            person.wait_for_stage(path, UploadStage.UPLOADED)
    assert [done.filename[0] for done in server.record.uploads] == list("aebdc")


def test_the_number_of_uploads_at_once_follows_the_settings_and_interrupts_none(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("put", "bandwidth", bytes_per_s=2 * SMALL, times=None))
    paths = [files.video(f"{number}.mp4", SMALL) for number in range(14)]
    agent.drop(paths)
    agent.wait_until(lambda: count(agent, UploadStage.UPLOADING) == 3)
    set_parallel(agent, 1)
    running = [one.id for one in agent.uploads() if one.stage.is_running]
    assert len(running) > 1
    agent.wait_until(lambda: sum(one.stage.is_running for one in agent.uploads()) == 1)
    ended = [one for one in agent.uploads() if one.id in running and one.stage.is_over]
    assert all((one.stage, one.attempts) == (UploadStage.UPLOADED, 1) for one in ended)
    assert count(agent, UploadStage.QUEUED) > 4
    set_parallel(agent, 5)
    agent.wait_until(lambda: sum(one.stage.is_running for one in agent.uploads()) == 5)
    server.faults.clear()
    agent.wait_until(lambda: count(agent, UploadStage.UPLOADED) == len(paths))
    assert {one.attempts for one in agent.uploads()} == {1}


def names(person: Person) -> str:
    """Return the first letters of the list's rows."""
    model = person.find(QAbstractItemView, "conversation_upload_list").model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return " ".join(str(index.data())[0] for index in rows)


def press(person: Person, name: str, key: Qt.Key) -> None:
    row = names(person).split().index(name)
    view = person.choose_row("conversation_upload_list", row)
    person.key(view, key, Qt.KeyboardModifier.AltModifier)


def count(person: Person, stage: UploadStage) -> int:
    return sum(one.stage is stage for one in person.uploads())


def set_parallel(person: Person, number: int) -> None:
    """Open the settings from the footer, type a number and save."""
    QTest.mouseClick(person.find(QPushButton, "settings_button"), Qt.MouseButton.LeftButton)
    person.wait_until(lambda: person.sees("settings_dialog"))
    field = person.find(QSpinBox, "parallel_uploads_setting")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(number))
    person.press("save_settings_button")
    person.wait_until(lambda: not person.sees("settings_dialog"))
