from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.draft import KeptDraft, KeptFiles, WaitingFile
from leadway_desktop.domain.errors import (
    CertificateRefused,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    RateLimited,
    ScopeMissing,
    ServerFault,
    TokenInvalid,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.attachments.attachment_desk import Picture
from leadway_desktop.ui.attachments.held_prompt import HeldPrompt
from leadway_desktop.ui.conversations.conversation_list_model import PROGRESS_ROLE
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.history.history_foot import HistoryFoot
from leadway_desktop.ui.hold_banner import HoldBanner
from leadway_desktop.ui.incoming_files import IncomingFiles
from leadway_desktop.ui.leave_question import Unfinished
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.two_halves import NARROW
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_view import UploadView
from leadway_desktop.ui.work_page import WorkPage
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import delivered
from tests.ui.stand_ins import (
    StandInFeed,
    StandInHistory,
    StandInUploads,
    conversation,
    drag_in,
    files,
    upload,
    waiting,
)
from tests.ui.test_object_names import documented

LEFT = Qt.MouseButton.LeftButton
MARIA = conversation("maria")
SILENT = conversation("silent", name="Lucía Paredes", kind="TYPE_CALL")
ONE_FILE = IncomingFiles((Path("/a/b.jpg"),))
Part = TypeVar("Part", bound=QObject)


@dataclass
class Screen:
    page: WorkPage
    uploads: StandInUploads
    feed: StandInFeed

    def part(self, kind: type[Part], name: str) -> Part:
        found = self.page.findChild(kind, name)
        assert found is not None
        return found

    def click(self, name: str) -> None:
        QApplication.processEvents()  # what was just shown has to find its place
        QTest.mouseClick(self.part(QPushButton, name), LEFT)

    def show(self, *uploads: Upload) -> None:
        for each in uploads:
            self.uploads.upload_changed.emit(each)
        self.page.model.show_pending()

    def resize(self, width: int) -> None:
        self.page.resize(width, 640)
        QApplication.processEvents()

    def shows(self, part: QWidget) -> bool:
        return part.isVisibleTo(self.page)


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Screen:
    return opened(qtbot, theme, is_practice=False)


def opened(qtbot: QtBot, theme: Theme, *, is_practice: bool) -> Screen:
    uploads, feed = StandInUploads(), StandInFeed(MARIA, SILENT)
    page = WorkPage(theme, feed, uploads, StandInHistory(), "Soporte", is_practice)
    for part in (uploads, feed):
        part.setParent(page)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    qtbot.waitExposed(page)
    page.start()
    return Screen(page, uploads, feed)


def test_selected_conversation_is_on_show(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    assert screen.page.attachments.conversation == MARIA


def test_files_dropped_on_a_row_go_there_and_the_agent_stays(screen: Screen) -> None:
    screen.page.conversations.select("silent")
    screen.page.conversations.files_dropped.emit(MARIA, ONE_FILE)
    ((target, paths),) = screen.uploads.added
    assert target.conversation_id == "maria"
    assert paths == [Path("/a/b.jpg")]
    assert screen.page.attachments.conversation == SILENT


def test_files_over_a_row_that_can_only_be_moved_are_refused_and_explained(
    screen: Screen,
) -> None:
    rows = screen.page.conversations.view.viewport()
    only_move = Qt.DropAction.MoveAction
    assert not drag_in(rows, files("/a/b.jpg"), possible=only_move).isAccepted()
    assert "Shift" in screen.part(ElidedLabel, "toast").full_text


def test_files_dropped_on_a_silent_row_take_the_agent_to_the_question(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    screen.page.conversations.files_dropped.emit(SILENT, ONE_FILE)
    assert screen.page.attachments.conversation == SILENT
    assert screen.shows(screen.part(HeldPrompt, "held_prompt"))
    assert screen.uploads.added == []
    assert screen.page.unfinished == Unfinished(held=1)


def test_what_is_kept_needs_no_question_but_pasted_pictures_do(screen: Screen) -> None:
    page = screen.page
    page.conversations.files_dropped.emit(SILENT, ONE_FILE)
    page.drafts.add(MARIA, [upload(to="maria")])
    assert page.unfinished == Unfinished(held=1, drafts=1)
    page.keeps_begun = lambda: True
    assert not page.unfinished
    page.desk.take(SILENT, [Picture("picture.png", lambda path: None)])
    assert page.unfinished == Unfinished(held=1)


def test_what_is_begun_is_told_and_taken_up_again(screen: Screen) -> None:
    page, told = screen.page, QSignalSpy(screen.page.begun_changed)
    one = upload(to="maria")
    page.conversations.files_dropped.emit(SILENT, ONE_FILE)
    page.drafts.add(MARIA, [one])
    assert told.count() == 2
    kept = page.begun()
    assert [type(one) for one in kept] == [KeptDraft, KeptFiles]
    page.desk.discard(SILENT)
    page.drafts.discard("maria")
    assert page.begun() == []
    page.restore_begun(kept, [one])
    assert page.begun() == kept


@pytest.mark.parametrize(
    ("is_practice", "words"),
    [(False, "kept for 90 days"), (True, "kept until the window is closed")],
)
def test_the_history_says_how_long_it_is_kept(
    qtbot: QtBot, theme: Theme, speak: Speak, is_practice: bool, words: str
) -> None:
    speak("en_US")
    screen = opened(qtbot, theme, is_practice=is_practice)
    screen.click("history_button")
    screen.part(HistoryFoot, "").show_count(3)
    assert words in screen.part(QLabel, "history_count").text()


def test_files_that_wait_are_shown_with_what_the_list_knows(screen: Screen) -> None:
    page = screen.page
    remembered = KeptFiles("loc", "maria", "k", "María", (WaitingFile("u1", Path("/a/b.jpg")),))
    page.restore_begun([remembered], [])
    screen.click("held_button")
    assert page.attachments.conversation == MARIA
    prompt = screen.part(HeldPrompt, "held_prompt")
    assert not any("does not tell" in label.text() for label in visible_labels(prompt))
    page.attachments.ask_for_channel()
    assert page.focusWidget() is screen.part(QPushButton, "whatsapp_channel_button")
    page.conversations.files_dropped.emit(SILENT, ONE_FILE)
    assert any("does not tell" in label.text() for label in visible_labels(prompt))


def visible_labels(part: QWidget) -> list[QLabel]:
    return [label for label in part.findChildren(QLabel) if label.isVisibleTo(part)]


def test_footer_leads_back_to_files_without_a_channel(screen: Screen) -> None:
    screen.page.conversations.files_dropped.emit(SILENT, ONE_FILE)
    screen.page.conversations.select("maria")
    screen.click("held_button")
    assert screen.page.attachments.conversation == SILENT
    screen.page.desk.choose(SILENT, Channel.SMS)
    assert not screen.shows(screen.part(QPushButton, "held_button"))


def test_a_conversation_that_only_files_remember_is_asked_for(screen: Screen, qtbot: QtBot) -> None:
    """A draft of another day, whose conversation is far down the list."""
    page = screen.page
    one = upload(to="far", stage=UploadStage.UPLOADED)
    screen.show(one)
    page.restore_begun([KeptDraft("loc", "far", (one.id,), "Hola", "k", "Bea")], [one])
    screen.click("drafts_button")
    assert screen.feed.asked_for[:1] == ["far"]
    send = screen.part(QPushButton, "send_button")
    assert not send.isEnabled()
    assert "being asked" in screen.part(QLabel, "draft_warning_text").text()

    asked = len(screen.feed.asked_for)
    screen.feed.refresh()  # the server can be reached again
    assert len(screen.feed.asked_for) > asked
    page._remembered._again.setInterval(1)
    asked = len(screen.feed.asked_for)
    screen.feed.look_up_failed.emit("far", ServerFault(status=500))
    assert "has failed" in screen.part(QLabel, "draft_warning_text").text()
    qtbot.waitUntil(lambda: len(screen.feed.asked_for) > asked)
    bea = replace(conversation("far", name="Bea"), phone="+34611222333")
    screen.feed.looked_up.emit(bea)
    assert page.attachments.conversation == bea
    assert "+34611222333" in screen.part(QLabel, "draft_addressee").text()
    assert send.isEnabled()


def test_narrow_window_has_two_pages_and_a_way_back(screen: Screen) -> None:
    page = screen.page
    screen.resize(NARROW - 1)
    assert page.width() == NARROW - 1
    assert screen.shows(page.conversations)
    assert not screen.shows(page.attachments)
    page.conversations.select("maria")
    page.conversations.conversation_opened.emit(MARIA)
    assert screen.shows(page.attachments)
    assert not screen.shows(page.conversations)
    QTest.mouseClick(screen.part(QWidget, "back_button"), LEFT)
    assert screen.shows(page.conversations)
    screen.resize(NARROW)
    assert screen.shows(page.conversations)
    assert screen.shows(page.attachments)
    assert not screen.shows(screen.part(QWidget, "back_button"))


def test_footer_tells_how_things_stand(screen: Screen) -> None:
    running = upload(stage=UploadStage.UPLOADING)
    broken = upload(stage=UploadStage.FAILED, error=ServerFault())
    for each in (running, upload(), upload(), broken):
        screen.uploads.upload_changed.emit(each)
    screen.uploads.progressed.emit(Progress(running.id, 500, 1000, 100.0))
    screen.page.model.show_pending()
    assert screen.part(QWidget, "running_count").property("text").startswith("1 ")
    assert screen.part(QWidget, "waiting_count").property("text").startswith("2 ")
    assert screen.part(QPushButton, "attention_button").text().startswith("1 ")
    assert screen.shows(screen.part(QWidget, "overall_bar"))


def test_footer_counts_what_waits_and_what_is_paused(screen: Screen) -> None:
    screen.show(
        upload(stage=UploadStage.UPLOADING),
        upload(),
        waiting(NoConnection(), WaitReason.NETWORK),
        upload(stage=UploadStage.PAUSED),
    )
    names = ("running_count", "waiting_count", "paused_count")
    words = [screen.part(QLabel, name).text() for name in names]
    assert [text.split()[0] for text in words] == ["1", "2", "1"]
    assert all(screen.shows(screen.part(QLabel, name)) for name in names)


def test_one_button_pauses_all_and_goes_on_with_all(screen: Screen) -> None:
    button = screen.part(QPushButton, "pause_all_button")
    assert not screen.shows(button)
    running = upload(stage=UploadStage.UPLOADING)
    screen.show(running, upload(stage=UploadStage.PAUSED))
    screen.click("pause_all_button")
    first = button.text()
    screen.show(running.moved_to(UploadStage.PAUSED))
    assert button.text() != first
    screen.click("pause_all_button")
    assert screen.uploads.asked == [("pause all", ""), ("resume all", "")]


@pytest.mark.parametrize("width", [480, 600, 720, 1180])
def test_footer_never_cuts_a_word(screen: Screen, width: int) -> None:
    screen.show(
        *(upload(stage=stage) for stage in UploadStage),
        upload(stage=UploadStage.FAILED, error=ServerFault()),
    )
    screen.resize(width)
    footer = screen.page.footer
    parts = [*footer.findChildren(QLabel), *footer.findChildren(QPushButton)]
    words = [part for part in parts if screen.shows(part) and part.property("text")]
    assert [
        part.objectName() for part in words if part.width() < part.minimumSizeHint().width()
    ] == []
    assert {"all_uploads_button", "attention_button", "pause_all_button"} <= {
        part.objectName() for part in words
    }


def test_banner_tells_of_no_network_and_tries_at_once(screen: Screen) -> None:
    banner = screen.part(HoldBanner, "hold_banner")
    text = screen.part(QLabel, "hold_banner_text")
    assert not screen.shows(banner)
    screen.show(waiting(NoConnection(), WaitReason.NETWORK), upload())
    screen.uploads.holds_changed.emit(frozenset({WaitReason.NETWORK}))
    assert screen.shows(banner)
    assert text.text().startswith("No connection. 2 ")
    assert banner.accessibleName() == text.text()
    assert screen.part(QLabel, "connection_status").text() == "Offline"
    assert not screen.shows(screen.part(QLabel, "running_count"))
    screen.click("hold_banner_button")
    assert screen.uploads.asked == [("try network", "")]
    screen.uploads.holds_changed.emit(frozenset())
    assert not screen.shows(banner)
    assert screen.part(QLabel, "connection_status").text() == "Online"


def test_a_pause_counts_down_above_the_page_and_leaves_of_itself(
    screen: Screen, qtbot: QtBot
) -> None:
    error = RateLimited(wait_seconds=40, is_daily=False)
    wait = Wait(WaitReason.TIME, datetime.now(UTC) + timedelta(seconds=40))
    held = replace(waiting(error, WaitReason.TIME), wait=wait)
    screen.show(held)
    text = screen.part(QLabel, "hold_banner_text")
    at_first = text.text()
    assert at_first.startswith("Leadway asks for a pause.")
    qtbot.waitUntil(lambda: text.text() != at_first)
    assert screen.shows(screen.part(HoldBanner, "hold_banner"))
    screen.click("hold_banner_button")
    assert screen.uploads.asked == [("insist", "")]
    answer = screen.part(HoldBanner, "hold_banner").findChild(QTimer)
    assert answer is not None
    answer.setInterval(20)
    screen.show(held.moved_to(UploadStage.QUEUED))
    qtbot.waitUntil(lambda: not screen.shows(screen.part(HoldBanner, "hold_banner")))


def test_banner_tells_of_a_network_that_intercepts_and_tries_at_once(screen: Screen) -> None:
    """It is told apart from no connection, and comes before it: here somebody can help."""
    unknown = CertificateRefused(flaw=CertificateFlaw.ISSUER, host="api.example")
    screen.show(waiting(unknown, WaitReason.INTERCEPTED), upload())
    text = screen.part(QLabel, "hold_banner_text")
    for holds in ({WaitReason.INTERCEPTED}, {WaitReason.INTERCEPTED, WaitReason.NETWORK}):
        screen.uploads.holds_changed.emit(frozenset(holds))
        assert text.text().startswith("Something on the way to api.example opens the connection")
        assert text.text().endswith("2 upload(s) go on by themselves when it lets them through.")
    assert screen.part(QLabel, "connection_status").text() == "Offline"
    screen.click("hold_banner_button")
    assert screen.uploads.asked == [("try network", "")]
    screen.uploads.holds_changed.emit(frozenset())
    assert not screen.shows(screen.part(HoldBanner, "hold_banner"))


@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        (CertificateFlaw.TIME, "By this computer's clock the certificate of api.example has"),
        (CertificateFlaw.NAME, "What answers for api.example has the certificate of another"),
        (CertificateFlaw.OTHER, "This computer refuses the certificate of api.example."),
    ],
)
def test_banner_says_what_is_wrong_with_a_certificate(
    screen: Screen, flaw: CertificateFlaw, words: str
) -> None:
    refused = CertificateRefused(flaw=flaw, host="api.example")
    screen.show(waiting(refused, WaitReason.INTERCEPTED), upload())
    screen.uploads.holds_changed.emit(frozenset({WaitReason.INTERCEPTED}))
    text = screen.part(QLabel, "hold_banner_text").text()
    assert text.startswith(words)
    assert error_text(refused).next_step in text
    assert text.endswith("2 upload(s) go on by themselves when the certificate is valid.")
    screen.click("hold_banner_button")
    assert screen.uploads.asked == [("try network", "")]


def test_banner_tells_of_an_address_that_answers_without_tls(screen: Screen) -> None:
    screen.show(waiting(NoSecureConnection(), WaitReason.INTERCEPTED), upload())
    screen.uploads.holds_changed.emit(frozenset({WaitReason.INTERCEPTED}))
    text = screen.part(QLabel, "hold_banner_text").text()
    assert text.startswith("Leadway's address answers, but not with a secure connection.")
    assert "port in Settings" in text
    assert "2 upload(s) go on by themselves" in text


@pytest.mark.parametrize(
    ("status", "words"), [(407, "The proxy wants a user name"), (403, "The proxy refused")]
)
def test_banner_names_the_proxy_that_refuses_and_what_to_do(
    screen: Screen, status: int, words: str
) -> None:
    screen.show(waiting(ProxyFailed(status=status), WaitReason.INTERCEPTED), upload())
    screen.uploads.holds_changed.emit(frozenset({WaitReason.INTERCEPTED}))
    text = screen.part(QLabel, "hold_banner_text").text()
    assert text.startswith(words)
    assert "in Settings" in text
    assert "2 upload(s) go on by themselves" in text


def test_banner_says_nothing_of_the_network_while_nothing_waits_for_it(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.PAUSED))
    screen.uploads.holds_changed.emit(frozenset({WaitReason.NETWORK}))
    assert not screen.shows(screen.part(HoldBanner, "hold_banner"))


def test_banner_says_why_the_token_is_refused(screen: Screen, qtbot: QtBot) -> None:
    screen.uploads.holds_changed.emit(frozenset({WaitReason.SIGN_IN}))
    text = screen.part(QLabel, "hold_banner_text")
    assert text.text() == "Leadway no longer accepts the token. Sign in again."
    refused = waiting(ScopeMissing(), WaitReason.SIGN_IN)
    screen.show(refused, upload())
    assert text.text().startswith("The token is valid, but it lacks a permission (scope). Sign in")
    assert "2" in text.text()
    with qtbot.waitSignal(screen.page.sign_in_again_wanted):
        screen.click("hold_banner_button")
    screen.show(refused.moved_to(UploadStage.CANCELLED))
    assert text.text().startswith("The token is valid"), "the reason outlives its upload"


def test_a_list_that_is_refused_asks_for_a_token_too(screen: Screen, qtbot: QtBot) -> None:
    banner = screen.part(QWidget, "hold_banner")
    text = screen.part(QLabel, "hold_banner_text")
    screen.feed.failed.emit(TokenInvalid())
    assert text.text() == "Leadway no longer accepts the token. Sign in again."
    with qtbot.waitSignal(screen.page.sign_in_again_wanted):
        screen.click("hold_banner_button")
    screen.feed.failed.emit(ScopeMissing())
    assert text.text().startswith("The token is valid, but it lacks a permission (scope).")
    screen.feed.page_arrived.emit((MARIA,), True)
    assert banner.isHidden()


def test_without_a_network_there_is_no_signing_in(screen: Screen) -> None:
    screen.show(waiting(NoConnection(), WaitReason.NETWORK))
    screen.uploads.holds_changed.emit(frozenset({WaitReason.SIGN_IN, WaitReason.NETWORK}))
    assert screen.part(QLabel, "hold_banner_text").text().startswith("No connection.")
    screen.uploads.holds_changed.emit(frozenset({WaitReason.SIGN_IN}))
    assert "token" in screen.part(QLabel, "hold_banner_text").text()


def test_row_that_waits_for_a_token_leads_to_the_question(screen: Screen, qtbot: QtBot) -> None:
    screen.show(waiting(ScopeMissing(), WaitReason.SIGN_IN))
    screen.page.show_all_uploads(True)
    view = screen.page.all_uploads.view
    view.setCurrentIndex(view.model().index(0, 0))
    with qtbot.waitSignal(screen.page.sign_in_again_wanted):
        view.action(UploadAction.SIGN_IN).trigger()


def test_everything_that_failed_is_retried_with_one_button(screen: Screen) -> None:
    button = screen.part(QPushButton, "retry_failed_button")
    screen.page.show_all_uploads(True)
    screen.show(upload(stage=UploadStage.CANCELLED))
    assert not screen.shows(button)
    failed = [upload(stage=UploadStage.FAILED, error=ServerFault()) for _ in range(3)]
    screen.show(*failed, upload())
    screen.click("retry_failed_button")
    assert sorted(screen.uploads.asked) == sorted(("retry", each.id) for each in failed)


def test_so_are_messages_that_were_refused_but_none_that_may_have_been_sent(
    screen: Screen,
) -> None:
    refused, unknown = (delivered(s) for s in (DeliveryStage.REFUSED, DeliveryStage.UNKNOWN))
    screen.page.show_all_uploads(True)
    screen.show(unknown)
    assert not screen.shows(screen.part(QPushButton, "retry_failed_button"))
    screen.show(refused)
    screen.click("retry_failed_button")
    assert screen.uploads.asked == [("send again", refused.id)]


def test_conversation_says_above_its_rows_how_many_failed_and_leads_there(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    button = screen.part(QPushButton, "conversation_attention_button")
    screen.show(*(upload(f"{number}.jpg", to="maria") for number in range(30)))
    screen.show(upload("elsewhere.jpg", UploadStage.FAILED, to="silent", error=ServerFault()))
    assert not screen.shows(button)
    failed = upload("bad.jpg", UploadStage.FAILED, to="maria", error=ServerFault())
    screen.show(failed)
    assert screen.shows(button)
    assert button.text().startswith("1 ")
    screen.click("conversation_attention_button")
    rows = screen.part(UploadView, "conversation_upload_list")
    assert rows.selected_uploads() == [failed]
    screen.show(replace(failed, stage=UploadStage.QUEUED, error=None))
    assert not screen.shows(button)


def test_f8_leads_to_what_failed_and_opens_nothing_otherwise(screen: Screen) -> None:
    panel = screen.part(QWidget, "all_uploads_panel")
    QTest.keyClick(screen.page, Qt.Key.Key_F8)
    assert not screen.shows(panel)
    failed = upload("bad.jpg", UploadStage.FAILED, error=ServerFault())
    screen.show(upload("good.jpg"), failed)
    QTest.keyClick(screen.page, Qt.Key.Key_F8)
    assert screen.part(UploadView, "all_uploads_list").selected_uploads() == [failed]


def test_attention_opens_what_failed(screen: Screen) -> None:
    broken = upload("broken.jpg", UploadStage.FAILED, error=ServerFault())
    for each in (upload("fine.jpg"), broken):
        screen.uploads.upload_changed.emit(each)
    screen.page.model.show_pending()
    screen.click("attention_button")
    shown = screen.page.all_uploads.view.model()
    assert screen.shows(screen.page.all_uploads)
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["broken.jpg"]


def test_clearing_finished_uploads_leaves_what_failed_and_what_runs(screen: Screen) -> None:
    stages = (UploadStage.UPLOADED, UploadStage.CANCELLED, UploadStage.FAILED, UploadStage.QUEUED)
    for stage in stages:
        screen.uploads.upload_changed.emit(upload(f"{stage.value}.jpg", stage))
    screen.page.model.show_pending()
    screen.page.show_all_uploads(True)
    screen.click("clear_finished_button")
    screen.page.model.show_pending()
    model = screen.page.model
    assert [model.index(row).data() for row in range(model.rowCount())] == [
        "queued.jpg",
        "failed.jpg",
    ]


def test_shortcuts_reach_paste_and_all_uploads(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    QGuiApplication.clipboard().setMimeData(files("/a/b.jpg"))
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(screen.page.attachments, Qt.Key.Key_V, control)
    assert [paths for _, paths in screen.uploads.added] == [[Path("/a/b.jpg")]]
    QTest.keyClick(screen.page, Qt.Key.Key_J, control)
    assert screen.shows(screen.page.all_uploads)
    QTest.keyClick(screen.page, Qt.Key.Key_J, control)
    assert not screen.shows(screen.page.all_uploads)


def test_where_the_window_is_low_all_uploads_are_a_page_of_their_own(screen: Screen) -> None:
    page = screen.page
    page.resize(683, 300)
    page.show_all_uploads(True)
    screen.show(upload("a.jpg"))
    QApplication.processEvents()
    assert not screen.shows(page.conversations)
    assert page.all_uploads.view.height() > 100
    screen.resize(683)
    assert screen.shows(page.conversations)
    assert screen.shows(page.all_uploads)
    page.resize(683, 300)
    QApplication.processEvents()
    page.conversations.conversation_opened.emit(MARIA)
    assert screen.shows(page.attachments)
    assert not screen.shows(page.all_uploads)


@pytest.mark.parametrize("height", [300, 440, 460, 480, 620])
def test_two_uploads_at_least_are_seen_whole_in_the_list_of_all(
    screen: Screen, height: int
) -> None:
    page = screen.page
    page.conversations.conversation_opened.emit(MARIA)
    page.resize(784, height)
    page.show_all_uploads(True)
    broken = upload(stage=UploadStage.FAILED, error=ServerFault())
    screen.show(upload("a.jpg"), broken)
    QApplication.processEvents()
    view = page.all_uploads.view
    for row in range(2):
        place = view.visualRect(view.model().index(row, 0))
        assert view.viewport().rect().contains(place)


def test_search_field_hands_files_to_the_conversation(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    field = screen.part(QLineEdit, "search_field")
    field.setFocus()
    QGuiApplication.clipboard().setMimeData(files("/a/b.jpg"))
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [paths for _, paths in screen.uploads.added] == [[Path("/a/b.jpg")]]
    picture = QImage(2, 2, QImage.Format.Format_RGB32)
    picture.fill(0)
    QGuiApplication.clipboard().setImage(picture)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.uploads.made) == 1
    assert field.text() == ""


@pytest.mark.parametrize("words", ["María", "https://portal.example/v2/contacts"])
def test_search_field_keeps_pasted_text(screen: Screen, words: str) -> None:
    screen.page.conversations.select("maria")
    field = screen.part(QLineEdit, "search_field")
    QGuiApplication.clipboard().setText(words)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == words
    assert screen.uploads.added == []


def test_files_dropped_on_the_search_field_are_not_searched_for(screen: Screen) -> None:
    field = screen.part(QLineEdit, "search_field")
    assert not drag_in(field, files("/a/b.jpg")).isAccepted()
    text = QMimeData()
    text.setText("María")
    assert drag_in(field, text).isAccepted()


def test_all_uploads_open_from_the_search_field_and_what_is_in_it_stays(screen: Screen) -> None:
    field = screen.part(QLineEdit, "search_field")
    field.setFocus()
    field.setText("María")
    QTest.keyClick(field, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert screen.shows(screen.page.all_uploads)
    assert field.text() == "María"


def test_connection_is_what_the_uploads_meet(screen: Screen) -> None:
    status = screen.part(QLabel, "connection_status")
    assert status.text() == "Online"
    running = upload(stage=UploadStage.UPLOADING)
    screen.show(running)
    wait = Wait(WaitReason.NETWORK)
    lost = running.moved_to(UploadStage.WAITING, error=NoConnection(), wait=wait)
    screen.show(lost)
    assert status.text() == "Offline"
    preparing = lost.moved_to(UploadStage.QUEUED).moved_to(UploadStage.PREPARING)
    screen.show(preparing)
    assert status.text() == "Offline", "nothing has answered yet"
    uploading = preparing.moved_to(UploadStage.INITIATING).moved_to(UploadStage.UPLOADING)
    screen.show(uploading)
    assert status.text() == "Online"
    screen.show(uploading.moved_to(UploadStage.FAILED, error=ServerFault()))
    assert status.text() == "Online", "a refusal is an answer"


def test_failures_of_an_earlier_day_say_nothing_of_the_connection(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.FAILED, error=NoConnection()))
    assert screen.part(QLabel, "connection_status").text() == "Online"


def test_list_does_not_contradict_the_queue(screen: Screen) -> None:
    status = screen.part(QLabel, "connection_status")
    screen.uploads.holds_changed.emit(frozenset({WaitReason.NETWORK}))
    screen.page.conversations.refresh()
    assert status.text() == "Offline"
    screen.uploads.holds_changed.emit(frozenset())
    assert status.text() == "Online"


def test_drop_on_a_row_leaves_a_trace_in_words(screen: Screen) -> None:
    screen.page.conversations.select("silent")
    toast = screen.part(ElidedLabel, "toast")
    two = IncomingFiles((Path("/a/b.jpg"), Path("/a/c.jpg")), left_out=1)
    screen.page.conversations.files_dropped.emit(MARIA, two)
    count, left_out = toast.full_text.split(" · ")
    assert count.startswith("2 file")
    assert "María Fernández" in count
    assert left_out.startswith("1 item")


def test_drop_on_the_row_on_show_needs_no_words(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    screen.page.conversations.files_dropped.emit(MARIA, ONE_FILE)
    assert screen.part(ElidedLabel, "toast").full_text == ""


def test_row_shows_how_far_its_uploads_are(screen: Screen) -> None:
    model = screen.page.conversations.model
    maria, silent = model.index_of("maria"), model.index_of("silent")
    repainted: list[int] = []
    model.dataChanged.connect(lambda first, _last: repainted.append(first.row()))
    running = upload(to="maria", stage=UploadStage.UPLOADING, size=1000)
    screen.show(running)
    assert maria.data(PROGRESS_ROLE) == 0
    for sent in (500, 501):
        screen.uploads.progressed.emit(Progress(running.id, sent, 1000, 100.0))
        screen.page.model.show_pending()
    assert maria.data(PROGRESS_ROLE) == 0.5
    screen.show(running.moved_to(UploadStage.CANCELLED))
    assert maria.data(PROGRESS_ROLE) is None
    assert silent.data(PROGRESS_ROLE) is None
    assert repainted == [maria.row()] * 3, "this row alone, and only for steps that can be seen"


def test_copied_link_is_said_in_the_footer(screen: Screen) -> None:
    done = upload(to="maria", stage=UploadStage.UPLOADED, link="https://files.example/1")
    screen.uploads.upload_changed.emit(done)
    screen.page.model.show_pending()
    screen.page.show_all_uploads(True)
    view = screen.page.all_uploads.view
    view.setCurrentIndex(view.model().index(0, 0))
    view.action(UploadAction.COPY_LINK).trigger()
    assert QGuiApplication.clipboard().text() == "https://files.example/1"
    assert screen.part(ElidedLabel, "toast").full_text


def test_everything_that_can_be_pressed_has_a_name(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    screen.uploads.upload_changed.emit(upload(to="maria"))
    screen.page.model.show_pending()
    screen.page.show_all_uploads(True)
    nameless = [
        part
        for half in (screen.page.attachments, screen.page.all_uploads, screen.page.footer)
        for part in half.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (part.accessibleName() or part.property("text"))
    ]
    assert nameless == []


def test_parts_have_their_documented_names(screen: Screen) -> None:
    halves = {
        "AttachmentPane": screen.page.attachments,
        "AllUploadsPanel": screen.page.all_uploads,
        "WorkPage": screen.page,
    }
    for heading, widget in halves.items():
        parts = [widget.objectName(), *(part.objectName() for part in widget.findChildren(QObject))]
        names = documented(heading)
        assert len(names) >= 8
        assert {name: parts.count(name) for name in names} == dict.fromkeys(names, 1)
