"""What the agent has begun outlives other settings, a damaged list, and the end of the program."""

from __future__ import annotations

from errno import ENOSPC
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop, draft_keeper, work
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import OUR_COPY, VanishingPlaces
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.upload_journal import FILE_NAME
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from tests.journeys.conftest import set_reply_timeout, started
from tests.journeys.files import Files
from tests.journeys.person import Person
from tests.journeys.test_send_journey import GREETING, act, send_photo, wait_for, write

MISSED_CALL = "Renata Zúñiga"
"""Her conversation does not tell a channel."""


def kept(home: Path) -> str:
    file = home / "data" / "drafts.json"
    return file.read_text("utf-8") if file.exists() else ""


def wait_for_row(person: Person, path: Path, *, is_there: bool = True) -> None:
    """Wait until the conversation that is open has an upload of this file, or has none."""
    person.wait_until(
        lambda: (path.name in " ".join(person.rows("conversation_upload_list"))) == is_there
    )


def caption(person: Person) -> str:
    return person.find(QPlainTextEdit, "caption_field").toPlainText()


def words_in_journal(person: Person, path: Path) -> str | None:
    upload = person.upload_of(path)
    return None if upload is None else upload.unsaid


def no_room(*arguments: object) -> None:
    raise OSError(ENOSPC, "No space left on device")


def held(person: Person) -> bool:
    return person.sees("held_prompt")


def test_files_without_a_channel_are_there_again_after_a_crash(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
    isolated_home: Path,
) -> None:
    path = files.photo()
    with started(qapp, preset, qtbot) as (desktop, person):
        person.choose_conversation(MISSED_CALL)
        person.drop([path])
        person.wait_until(lambda: path.name in kept(isolated_home))  # before any end
        assert desktop.window.work_page is not None
        assert not desktop.window.work_page.unfinished, "nobody has to be asked"

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("held_button"))
        person.press("held_button")
        assert MISSED_CALL in person.words_of("conversation_header")
        person.wait_until(lambda: held(person))
        person.press("sms_channel_button")
        upload = person.wait_for_stage(path, UploadStage.UPLOADED)
        person.wait_until(lambda: path.name not in kept(isolated_home))
    assert upload.target.channel is Channel.SMS
    assert [done.filename for done in server.record.uploads] == [path.name]


def test_files_that_were_let_go_right_before_a_crash_are_uploaded_once(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
    isolated_home: Path,
) -> None:
    path = files.photo()
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation(MISSED_CALL)
        person.drop([path])
        person.wait_until(lambda: path.name in kept(isolated_home))
        before = kept(isolated_home)
        person.press("sms_channel_button")
        person.wait_for_stage(path, UploadStage.UPLOADED)
    (isolated_home / "data" / "drafts.json").write_text(before, "utf-8")  # as a kill leaves it

    with started(qapp, preset, qtbot) as (desktop, person):
        person.wait_for_stage(path, UploadStage.UPLOADED)
        person.wait_until(lambda: person.sees("drafts_button"))
        assert not person.sees("held_button")
        page = desktop.window.work_page
        assert page is not None
        (draft,) = page.drafts.drafts.values()
        assert [one.file.path for one in page.drafts.files_of(draft)] == [path]
    assert [done.filename for done in server.record.uploads] == [path.name]


def test_files_stand_in_their_draft_though_a_crash_came_before_it_was_kept(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
    isolated_home: Path,
) -> None:
    path, drafts = files.photo(), isolated_home / "data" / "drafts.json"
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        person.wait_for_stage(path, UploadStage.UPLOADED)
    drafts.unlink()  # as a kill right after the drop leaves it

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("drafts_button"))
        person.choose_conversation("María Fernández")
        person.wait_until(lambda: person.sees("message_composer"))
        person.press("send_button")
        person.wait_until(lambda: server.record.messages)
    drafts.unlink(missing_ok=True)
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_for_stage(path, UploadStage.UPLOADED)
        assert not person.sees("drafts_button"), "it was sent"
    assert len(server.record.messages) == 1


@pytest.mark.allow_logs("The drafts were not written")
def test_words_that_are_taken_back_are_in_the_draft_though_it_could_not_be_kept(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where the program is killed before the draft is on the disk."""
    server.faults.add(Fault("send", "status", None, status=400))
    with monkeypatch.context() as patched, started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        path = send_photo(person, files)
        wait_for(person, path, DeliveryStage.REFUSED)
        patched.setattr(draft_keeper, "save_drafts", no_room)
        act(person, path, UploadAction.EDIT)
        person.wait_until(lambda: caption(person) == GREETING)

    for _ in range(2):
        with started(qapp, preset, qtbot) as (_, person):
            person.wait_until(lambda: person.sees("drafts_button"))
            person.choose_conversation("María Fernández")
            person.wait_until(lambda: caption(person) == GREETING)
            person.wait_until(lambda: words_in_journal(person, path) == "")
    assert not server.record.messages


def test_words_of_a_withdrawn_message_are_there_in_the_next_session(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
) -> None:
    server.faults.add(Fault("initiate", "status", None, status=503))
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        path = send_photo(person, files)
        person.wait_for_stage(path, UploadStage.WAITING)
        wait_for(person, path, DeliveryStage.PLANNED)
        act(person, path, UploadAction.WITHDRAW)
        person.wait_until(lambda: person.uploads()[0].delivery is None)
    server.faults.clear()

    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.wait_for_stage(path, UploadStage.UPLOADED)
        act(person, path, UploadAction.SEND)
        person.wait_until(lambda: caption(person) == GREETING)
    assert not server.record.messages


def test_a_pasted_picture_and_a_file_of_the_mail_program_wait_in_a_safe_place(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    isolated_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are gone from where they were before the agent says by which channel they go."""
    mail = tmp_path / "mail"
    mail.mkdir()
    places = VanishingPlaces([mail.as_posix()])
    monkeypatch.setattr(work, "vanishing_places", lambda environment: places)
    path = Files(mail).photo("de-un-correo.jpg")
    picture = QImage(60, 40, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.magenta)
    with started(qapp, preset, qtbot) as (desktop, person):
        person.choose_conversation(MISSED_CALL)
        person.drop([path])
        QGuiApplication.clipboard().setImage(picture)
        person.key(desktop.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        person.wait_until(lambda: kept(isolated_home).count(OUR_COPY) == 2)
        path.unlink()
        QGuiApplication.clipboard().clear()
        assert desktop.window.work_page is not None
        assert not desktop.window.work_page.unfinished

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("held_button"))
        person.press("held_button")
        person.press("sms_channel_button")
        person.wait_until(lambda: len(server.record.uploads) == 2)
        spool = isolated_home / "data" / "spool"
        person.wait_until(lambda: list(spool.iterdir()) == [])
    assert {done.content_type for done in server.record.uploads} == {"image/jpeg", "image/png"}


def test_files_without_a_channel_survive_another_connection(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
) -> None:
    picture = QImage(60, 40, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.magenta)
    path = files.photo()
    with started(qapp, preset, qtbot) as (desktop, person):
        person.choose_conversation(MISSED_CALL)
        person.drop([path])
        QGuiApplication.clipboard().setImage(picture)
        person.key(desktop.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        before = desktop.window.work_page
        set_reply_timeout(desktop, person, 25)
        person.wait_until(lambda: desktop.window.work_page not in {None, before})
        person.choose_conversation(MISSED_CALL)
        assert held(person)
        person.press("sms_channel_button")
        person.wait_until(lambda: len(server.record.uploads) == 2)
    assert {done.content_type for done in server.record.uploads} == {"image/jpeg", "image/png"}


def test_drafts_are_kept_though_the_list_was_damaged(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    files: Files,
    isolated_home: Path,
) -> None:
    old, new = files.photo("old.jpg"), files.photo("new.jpg")
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("Javier Rodríguez")
        person.drop([old])
        write(person, "to Javier")
        person.wait_for_stage(old, UploadStage.UPLOADED)

    (isolated_home / "data" / FILE_NAME).write_bytes(b"no database" * 1000)
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: "damaged" in person.words_of("notice"))
        person.choose_conversation("María Fernández")
        person.drop([new])
        write(person, GREETING)
        person.wait_for_stage(new, UploadStage.UPLOADED)

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("drafts_button"))
        for name, words in (("María Fernández", GREETING), ("Javier Rodríguez", "to Javier")):
            person.choose_conversation(name)
            person.wait_until(lambda: person.sees("message_composer"))
            assert caption(person) == words
            wait_for_row(person, new, is_there=name == "María Fernández")


def test_offered_files_go_along_to_the_practice_account(
    person: Person, desktop: Desktop, files: Files
) -> None:
    photo = files.photo()
    desktop.offer_files([photo])
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.press("practice_button")
    person.wait_until(lambda: person.sees("offered_files"))
    assert photo.name in person.words_of("offered_files")


@pytest.mark.allow_logs("The list of uploads was not read")
def test_a_list_that_cannot_be_read_is_told_and_its_drafts_stay(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    files: Files,
    isolated_home: Path,
) -> None:
    path = files.photo()
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        write(person, GREETING)
        person.wait_for_stage(path, UploadStage.UPLOADED)

    journal, aside = isolated_home / "data" / FILE_NAME, isolated_home / "data" / "aside"
    journal.rename(aside)
    journal.mkdir()
    with started(qapp, preset, qtbot) as (desktop, person):
        person.wait_until(lambda: person.sees("notice"))
        person.choose_conversation("Javier Rodríguez")
        person.drop([path])
        write(person, "to Javier")
        person.wait_for_stage(path, UploadStage.UPLOADED)
        desktop.window.close()
        assert person.sees("leave_question"), "the file of this draft is on no list"
        person.press("stay_button")

    journal.rmdir()
    aside.rename(journal)
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("drafts_button"))
        person.choose_conversation("María Fernández")
        person.wait_until(lambda: person.sees("message_composer"))
        assert caption(person) == GREETING
        wait_for_row(person, path)
