"""The window asks what becomes of what is unfinished before it goes."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from leadway_desktop.domain.errors import FileMissing, JournalNotWritten
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.incoming_files import IncomingFiles
from leadway_desktop.ui.leave_question import LeaveQuestion, Unfinished
from leadway_desktop.ui.tray import Tray
from tests.ui.stand_ins import conversation, upload
from tests.ui.test_main_window import Screen, screen

__all__ = ["screen"]


def done(running: Upload) -> Upload:
    return replace(running, stage=UploadStage.UPLOADED, link="https://x.example/a")


def test_window_asks_what_becomes_of_unfinished_uploads(screen: Screen) -> None:
    screen.start_upload()
    assert not screen.window.close()
    assert "1 " in screen.part(QLabel, "leave_title").text()
    screen.answer("stay_button")
    assert screen.window.isVisible()
    assert screen.closed == []


def test_stopping_and_keeping_closes_without_cancelling(screen: Screen) -> None:
    screen.start_upload()
    screen.window.close()
    screen.answer("stop_and_keep_button")
    assert not screen.window.isVisible()
    assert screen.closed == [True]
    assert screen.uploads.asked == []


def test_the_question_follows_what_is_unfinished_and_ends_with_it(screen: Screen) -> None:
    page = screen.work()
    one, other = (upload(name, UploadStage.UPLOADING) for name in ("a.jpg", "b.jpg"))
    for each in (one, other):
        screen.uploads.upload_changed.emit(each)
    assert not screen.window.close()
    title = screen.part(QLabel, "leave_title")
    assert "2 " in title.text()
    screen.uploads.upload_changed.emit(one.moved_to(UploadStage.COMPLETING))
    screen.uploads.upload_changed.emit(done(one))
    page.model.show_pending()
    assert "1 " in title.text()
    assert screen.closed == []
    screen.uploads.upload_changed.emit(done(other))
    page.model.show_pending()
    assert screen.closed == [True]


def test_files_that_are_not_in_the_list_yet_are_asked_about_too(screen: Screen) -> None:
    page = screen.work()
    page.keeps_begun = lambda: True
    page.desk.take(conversation(), [Path("/drive/a.jpg"), Path("/drive/b.jpg")])
    assert not screen.window.close()
    title = screen.part(QLabel, "leave_title")
    assert "2 " in title.text()
    one, other = (
        replace(upload(stage=UploadStage.UPLOADED), id=upload_id)
        for upload_id in screen.uploads.ids[0]
    )
    screen.uploads.upload_changed.emit(one)
    page.model.show_pending()
    assert "1 " in title.text()
    screen.uploads.upload_changed.emit(other)
    page.model.show_pending()
    assert screen.closed == [True]


def test_the_window_stays_where_what_it_asks_about_has_failed(screen: Screen) -> None:
    page = screen.work()
    running = upload("a.jpg", UploadStage.UPLOADING)
    screen.uploads.upload_changed.emit(running)
    assert not screen.window.close()
    failed = replace(running, stage=UploadStage.FAILED, error=FileMissing())
    screen.uploads.upload_changed.emit(failed)
    page.model.show_pending()
    assert screen.closed == []
    assert screen.window.isVisible()
    assert not any(one.isVisible() for one in screen.window.findChildren(LeaveQuestion))


def test_where_only_drafts_are_left_it_is_asked_anew(screen: Screen) -> None:
    screen.start_upload()
    page = screen.window.work_page
    assert page is not None
    page.conversations.files_dropped.emit(
        conversation("silent", kind="TYPE_CALL"), IncomingFiles((Path("/a/b.jpg"),))
    )
    assert not screen.window.close()
    assert "stop_and_keep_button" in screen.choices()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for each in [page.model.upload_at(row) for row in range(page.model.rowCount())]:
        screen.uploads.upload_changed.emit(done(each))
    page.model.show_pending()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert screen.choices() == {"forget_held_button", "stay_button"}
    screen.answer("stay_button")


def test_it_is_not_asked_anew_about_what_has_arrived_and_is_not_shown_yet(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tray, "is_available", lambda: True)
    screen.work()
    running = upload("a.jpg", UploadStage.UPLOADING)
    screen.uploads.upload_changed.emit(running)
    assert not screen.window.close()
    screen.uploads.upload_changed.emit(done(running))
    screen.uploads.holds_changed.emit(frozenset({WaitReason.SIGN_IN}))
    assert screen.closed == [True]


def retire(screen: Screen) -> None:
    """Have the page's work end, and go on with the next one's."""
    page = screen.window.work_page
    assert page is not None
    screen.window.retire_page(page.unfinished)


def test_a_page_that_is_retired_is_asked_about_but_offers_nothing_that_it_cannot_do(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tray, "is_available", lambda: True)
    screen.start_upload()
    retire(screen)
    assert not screen.window.close()
    assert "1 " in screen.part(QLabel, "leave_title").text()
    assert screen.choices() == {"stop_and_keep_button", "stay_button"}
    screen.answer("stop_and_keep_button")
    assert screen.closed == [True]


def test_what_is_asked_of_a_retired_page_goes_with_it(screen: Screen) -> None:
    """It would tell the old numbers, and close without asking what the new page holds."""
    screen.start_upload()
    retire(screen)
    assert not screen.window.close()
    screen.work()
    assert not any(one.isVisible() for one in screen.window.findChildren(LeaveQuestion))
    assert screen.closed == []


def test_files_that_nothing_keeps_are_asked_about_while_the_page_is_retired(
    screen: Screen,
) -> None:
    screen.work()
    screen.window.retire_page(Unfinished(held=1))
    assert not screen.window.close()
    assert screen.choices() == {"forget_held_button", "stay_button"}
    screen.answer("stay_button")
    assert screen.closed == []


def test_what_is_asked_is_taken_back_where_the_page_is_retired(screen: Screen) -> None:
    screen.start_upload()
    assert not screen.window.close()
    retire(screen)
    assert not any(one.isVisible() for one in screen.window.findChildren(LeaveQuestion))
    assert screen.closed == []


def test_cancelling_cancels_before_it_closes(screen: Screen) -> None:
    screen.start_upload()
    told: list[list[tuple[str, str]]] = []
    screen.window.closing.connect(lambda: told.append(list(screen.uploads.asked)))
    screen.window.close()
    screen.answer("cancel_uploads_button")
    assert screen.closed == [True]
    assert told == [[("cancel all", "")]]


def test_files_without_a_channel_are_left_out_only_by_word(screen: Screen) -> None:
    page = screen.work()
    page.conversations.files_dropped.emit(
        conversation("silent", kind="TYPE_CALL"), IncomingFiles((Path("/a/b.jpg"),))
    )
    assert not screen.window.close()
    assert screen.choices() == {"forget_held_button", "stay_button"}
    screen.answer("forget_held_button")
    assert screen.closed == [True]


def test_background_is_offered_only_where_there_is_a_tray(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.start_upload()
    monkeypatch.setattr(Tray, "is_available", lambda: False)
    screen.window.close()
    assert "finish_in_background_button" not in screen.choices()
    screen.answer("stay_button")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    monkeypatch.setattr(Tray, "is_available", lambda: True)
    screen.window.close()
    assert "finish_in_background_button" in screen.choices()
    screen.answer("stay_button")


def test_nothing_goes_on_in_the_background_that_needs_somebody(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tray, "is_available", lambda: True)
    screen.start_upload()
    screen.uploads.holds_changed.emit(frozenset({WaitReason.SIGN_IN}))
    screen.window.close()
    assert "finish_in_background_button" not in screen.choices()
    screen.answer("stay_button")


def test_keeping_promises_less_when_the_journal_was_not_written(screen: Screen) -> None:
    screen.start_upload()
    screen.uploads.trouble.emit(JournalNotWritten())
    screen.window.close()
    keep = screen.part(QPushButton, "stop_and_keep_button")
    assert "missing" in keep.accessibleDescription()
    screen.answer("stay_button")


def test_practice_does_not_promise_to_keep(screen: Screen) -> None:
    screen.start_upload(is_practice=True)
    screen.window.close()
    assert screen.choices() == {"cancel_uploads_button", "stay_button"}
    screen.answer("stay_button")


def test_escape_means_keep_working(screen: Screen) -> None:
    screen.start_upload()
    screen.window.close()
    QTest.keyClick(screen.part(LeaveQuestion), Qt.Key.Key_Escape)
    assert screen.window.isVisible()
    assert screen.closed == []


def test_asking_twice_shows_one_question(screen: Screen) -> None:
    screen.start_upload()
    screen.window.close()
    screen.window.close()
    assert len(screen.window.findChildren(LeaveQuestion)) == 1
    screen.answer("stay_button")


def test_leaving_an_account_asks_too(screen: Screen) -> None:
    screen.start_upload()
    page = screen.window.work_page
    assert page is not None
    page.sign_out_wanted.emit()
    assert screen.left == []
    keep = screen.part(QPushButton, "stop_and_keep_button")
    assert "sign in" in keep.accessibleDescription()
    assert screen.choices() == {"stop_and_keep_button", "cancel_uploads_button", "stay_button"}
    screen.answer("cancel_uploads_button")
    assert screen.left == [True]
    assert screen.uploads.asked == [("cancel all", "")]


def test_files_that_nobody_has_attached_yet_are_asked_about_before_they_are_forgotten(
    screen: Screen,
) -> None:
    page = screen.work()
    page.offered.take([Path("/tmp/a.pdf"), Path("/tmp/b.pdf")])
    assert not screen.window.close()
    assert "2 " in screen.part(QLabel, "leave_title").text()
    screen.answer("stay_button")
    page.sign_out_wanted.emit()
    assert screen.left == [True], "the next page offers them"
    screen.answer("discard_offered_button")
    assert screen.window.close()
