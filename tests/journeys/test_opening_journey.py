"""What comes while the window is painted for the first time: its account is not open yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.app.frame import Frame
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.workers.instance_messages import (
    Accepted,
    HandedFiles,
    Refusal,
    Refused,
    Reply,
)
from leadway_desktop.workers.single_instance import HandOver
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


def test_a_command_s_files_wait_until_it_is_known_who_is_signed_in(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    account, photo = server.account, files.photo()
    given = HandedFiles(account.location_id, account.conversation_id, None, (photo,))
    replies: list[Reply] = []
    program = Desktop(qapp, preset)
    try:
        assert program.open(is_practice=False)
        program._account._instance.files_handed.emit(
            HandOver(given, lambda reply, _: replies.append(reply))
        )
        person = Person(program, qtbot)
        person.wait_until(lambda: person.sees("work_page"))
        person.wait_for_stage(photo, UploadStage.UPLOADED)
    finally:
        close(program)
    assert [type(reply) for reply in replies] == [Accepted]


def test_a_command_is_told_where_nobody_is_signed_in(person: Person, desktop: Desktop) -> None:
    given, replies = HandedFiles("", "conversation", None, ()), list[Reply]()
    person.wait_until(lambda: person.sees("sign_in_page"))
    desktop._account._instance.files_handed.emit(
        HandOver(given, lambda reply, _: replies.append(reply))
    )
    assert replies == [Refused(Refusal.NOT_SIGNED_IN)]


def test_the_end_that_comes_meanwhile_is_not_forgotten(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], meanwhile: Meanwhile
) -> None:
    program = Desktop(qapp, preset)
    meanwhile(program.quit)
    with qtbot.waitSignal(program.closed, timeout=30_000):
        assert program.open(is_practice=False)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
