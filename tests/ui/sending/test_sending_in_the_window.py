"""The composer, the rows, the list and the foot of one window, together."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import (
    FileEmpty,
    LeadwayError,
    MessageFailed,
    NoConnection,
    RequestRefused,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.conversations.conversation_list_model import DRAFT_ROLE
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.leave_question import LeaveChoice, LeaveQuestion, Unfinished
from leadway_desktop.ui.sending.send_again_question import SendAgainQuestion
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.cancel_all_question import AtStake, CancelAllQuestion
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_view import UploadView
from leadway_desktop.ui.work_page import WorkPage
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import delivered, planned
from tests.ui.stand_ins import (
    StandInFeed,
    StandInHistory,
    StandInUploads,
    conversation,
    drop,
    files,
    upload,
)
from tests.ui.test_object_names import documented

MARIA = replace(
    conversation("maria"), phone="+34612345678", last_whatsapp_inbound_at=datetime.now(UTC)
)
JAVIER = replace(conversation("javier", name="Javier", kind="TYPE_SMS"), phone="+34600")
Part = TypeVar("Part", bound=QObject)


@dataclass
class Screen:
    page: WorkPage
    uploads: StandInUploads
    mode: list[str]

    def part(self, kind: type[Part], name: str) -> Part:
        found = self.page.findChild(kind, name)
        assert found is not None
        return found

    def show(self, *uploads: Upload) -> None:
        for each in uploads:
            self.uploads.upload_changed.emit(each)
        self.page.model.show_pending()

    def sees(self, name: str) -> bool:
        return self.part(QWidget, name).isVisibleTo(self.page)

    def drop_on_maria(self, *names: str) -> list[Upload]:
        self.page.conversations.select("maria")
        drop(self.page.attachments, files(*(f"/files/{name}" for name in names)))
        is_drafted = self.uploads.drafted[-1]
        made = [replace(upload(name, to="maria"), is_drafted=is_drafted) for name in names]
        self.show(*made)
        kept = self.uploads.kept[-1]
        if kept is not None:
            kept(made)
        return made

    def act(self, view: UploadView, action: UploadAction, *rows: int) -> None:
        view.clearSelection()
        for row in rows:
            view.selectionModel().select(
                view.model().index(row, 0), view.selectionModel().SelectionFlag.Select
            )
        view.action(action).trigger()


def open_page(qtbot: QtBot, theme: Theme) -> Screen:
    """Show a page with two conversations and no uploads."""
    uploads, feed, history = StandInUploads(), StandInFeed(MARIA, JAVIER), StandInHistory()
    mode = ["ask"]
    page = WorkPage(theme, feed, uploads, history, "Soporte", False, lambda: mode[0])
    for part in (uploads, feed, history):
        part.setParent(page)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    qtbot.waitExposed(page)
    page.start()
    return Screen(page, uploads, mode)


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Screen:
    return open_page(qtbot, theme)


def test_a_drop_uploads_at_once_and_opens_the_composer_without_a_dialog(screen: Screen) -> None:
    screen.drop_on_maria("a.jpg", "b.jpg")
    assert [paths for _, paths in screen.uploads.added] == [
        [Path("/files/a.jpg"), Path("/files/b.jpg")]
    ]
    assert screen.uploads.plans == [None]
    assert screen.sees("message_composer")
    assert QApplication.activeModalWidget() is None
    assert screen.part(QPlainTextEdit, "caption_field").hasFocus()


def test_a_drop_on_another_row_waits_there_as_a_draft(screen: Screen) -> None:
    screen.page.conversations.select("javier")
    from leadway_desktop.ui.incoming_files import IncomingFiles

    screen.page.conversations.files_dropped.emit(MARIA, IncomingFiles((Path("/files/a.jpg"),)))
    assert not screen.sees("message_composer")
    rows = screen.page.conversations.model
    assert rows.index_of("maria").data(DRAFT_ROLE)
    assert rows.index_of("javier").data(DRAFT_ROLE) is None
    screen.part(QPushButton, "drafts_button").click()
    assert screen.page.attachments.conversation == MARIA
    assert screen.sees("message_composer")


def test_the_row_of_the_list_says_what_is_being_written(screen: Screen) -> None:
    screen.drop_on_maria("a.jpg")
    screen.page.drafts.write("maria", "Hola,\nle envío la foto")
    index = screen.page.conversations.model.index_of("maria")
    assert index.data(DRAFT_ROLE) == "Hola, le envío la foto"
    assert "Draft: Hola, le envío" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    screen.page.drafts.send("maria")
    assert index.data(DRAFT_ROLE) is None


def test_the_row_of_the_list_tells_of_a_message_once_it_is_sent_and_not_before(
    screen: Screen,
) -> None:
    index = screen.page.conversations.model.index_of("maria")
    file = planned(stage=DeliveryStage.SENDING, began_at=datetime.now(UTC))
    file = replace(file, target=replace(file.target, conversation_id="maria"))
    screen.show(file)
    assert "Hola" not in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert file.delivery is not None
    sent = file.delivery.moved_to(DeliveryStage.SENT, sent_at=datetime.now(UTC))
    screen.show(replace(file, delivery=sent))
    assert "You: Hola" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_row_of_the_list_takes_the_agents_word_and_nothing_of_old(screen: Screen) -> None:
    index = screen.page.conversations.model.index_of("maria")
    words = Qt.ItemDataRole.AccessibleTextRole
    old, doubtful = (
        replace(each, target=replace(each.target, conversation_id="maria"))
        for each in (delivered(DeliveryStage.SENT), delivered(DeliveryStage.UNKNOWN, name="b"))
    )
    screen.uploads.restored.emit([old, doubtful])
    assert "Hola" not in index.data(words)
    assert doubtful.delivery is not None
    marked = doubtful.delivery.moved_to(DeliveryStage.SENT, sent_at=datetime.now(UTC))
    screen.show(replace(doubtful, delivery=marked))
    assert "You: Hola" in index.data(words)


def test_a_receipt_on_show_tells_whether_its_file_is_in_a_draft(screen: Screen) -> None:
    (file,) = screen.drop_on_maria("a.jpg")
    screen.show(replace(file, stage=UploadStage.UPLOADED, link="https://cdn/a.jpg"))
    view = screen.part(UploadView, "conversation_upload_list")
    screen.act(view, UploadAction.SHOW_RECEIPT, 0)
    assert "in your draft" in screen.part(QLabel, "receipt_message").text()
    screen.page.drafts.leave_out(file.id)
    QApplication.sendPostedEvents()
    assert "not sent to the customer" in screen.part(QLabel, "receipt_message").text()


def test_rows_say_which_files_are_in_the_draft(screen: Screen) -> None:
    (file,) = screen.drop_on_maria("a.jpg")
    index = screen.page.model.index(0, 0)
    assert "in your draft" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    screen.page.drafts.leave_out(file.id)
    screen.page.model.show_pending()
    assert "in your draft" not in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_removing_an_upload_takes_it_out_of_the_draft(screen: Screen) -> None:
    (file,) = screen.drop_on_maria("a.jpg")
    screen.uploads.remove(file.id)
    assert screen.page.drafts.drafts == {}
    assert not screen.sees("message_composer")


def test_uploads_of_several_conversations_are_sent_by_hand_each_to_its_own(screen: Screen) -> None:
    to_maria, to_javier = (
        upload("1", UploadStage.UPLOADED, to="maria"),
        upload("2", UploadStage.UPLOADED, to="javier"),
    )
    screen.show(to_maria, to_javier)
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.SEND, 0, 1)
    assert set(screen.page.drafts.drafts) == {"maria", "javier"}
    assert screen.sees("message_composer")
    assert screen.page.drafts.drafts["maria"].conversation == MARIA, "with number and window"


def test_a_conversation_that_the_list_does_not_show_can_be_written_to(screen: Screen) -> None:
    screen.show(upload("1", UploadStage.UPLOADED, to="elsewhere"))
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.SEND, 0)
    assert screen.sees("message_composer")
    shown = screen.page.attachments.conversation
    assert shown is not None
    assert shown.id == "elsewhere"


@pytest.mark.parametrize(
    ("stage", "words"),
    [(UploadStage.PAUSED, "once uploaded"), (UploadStage.UPLOADED, "On its way to")],
)
def test_it_is_said_to_be_on_its_way_only_when_it_is(
    screen: Screen, speak: Speak, stage: UploadStage, words: str
) -> None:
    speak("en_US")
    said: list[str] = []
    screen.page.attachments.said.connect(said.append)
    (file,) = screen.drop_on_maria("a.jpg")
    screen.show(replace(file, stage=stage, link="https://cdn/a"))
    assert screen.page.drafts.send("maria")
    assert words in said[-1]


def test_always_shows_no_composer(screen: Screen) -> None:
    screen.mode[0] = "always"
    screen.drop_on_maria("a.jpg")
    assert screen.uploads.plans[0] is not None
    assert screen.uploads.plans[0].recipient == "+34612345678"
    assert not screen.sees("message_composer")


def test_messages_whose_files_the_customer_has_are_asked_about_once_each(screen: Screen) -> None:
    screen.mode[0] = "always"
    files_again = [planned("1", "m1"), planned("2", "m1"), planned("3", "m2")]
    screen.show(*files_again)
    history = screen.page.findChild(StandInHistory)
    assert history is not None
    before = delivered(DeliveryStage.SENT)
    history.earlier_found.emit({one.id: before for one in files_again})
    assert [what for what, _ in screen.uploads.asked] == ["withdraw", "withdraw"]
    (draft,) = screen.page.drafts.drafts.values()
    assert set(draft.uploads) == {one.id for one in files_again}


def test_one_of_a_message_is_withdrawn_for_all(screen: Screen) -> None:
    one, two = planned("1", "m1"), planned("2", "m1")
    screen.show(one, two)
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.WITHDRAW, 0, 1)
    assert [what for what, _ in screen.uploads.asked] == ["withdraw"]


def test_the_words_of_a_withdrawn_message_are_there_when_its_file_is_sent_after_all(
    screen: Screen,
) -> None:
    file = planned()
    screen.show(file)
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.WITHDRAW, 0)
    assert not screen.page.drafts.drafts
    screen.show(file.withdrawn(keeps_words=True))
    screen.act(screen.page.all_uploads.view, UploadAction.SEND, 0)
    (draft,) = screen.page.drafts.drafts.values()
    assert (draft.uploads, draft.text) == ((file.id,), "Hola")
    screen.page.hear_kept()
    assert screen.uploads.forgotten == [{file.id: "Hola"}]


def test_a_refused_message_is_retried_without_a_question(screen: Screen) -> None:
    screen.show(delivered(DeliveryStage.REFUSED, RequestRefused(detail="no")))
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.SEND_AGAIN, 0)
    assert [what for what, _ in screen.uploads.asked] == ["send again"]


def test_a_message_that_has_failed_is_retried_without_a_question(screen: Screen) -> None:
    """The question would say that Leadway did not answer."""
    screen.show(delivered(DeliveryStage.UNKNOWN, MessageFailed()))
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.SEND_AGAIN, 0)
    assert [what for what, _ in screen.uploads.asked] == ["send again"]


def test_a_message_whose_only_file_failed_keeps_nobody_from_leaving(screen: Screen) -> None:
    """Nothing of it goes by itself: in the background its end would be waited for for ever."""
    file = planned()
    screen.show(file)
    assert screen.page.unfinished.goes_by_itself
    screen.show(replace(file, stage=UploadStage.FAILED, error=FileEmpty()))
    assert not screen.page.unfinished
    assert not screen.page.unfinished.goes_by_itself
    assert screen.page.model.totals.attention == 1


def test_a_message_whose_file_is_paused_does_not_go_on_in_the_background(screen: Screen) -> None:
    """It would wait for the agent there, and say nothing."""
    file = planned()
    screen.show(replace(file, stage=UploadStage.PAUSED))
    left = screen.page.unfinished
    assert (left.uploads, left.messages, left.goes_on) == (1, 1, False)
    screen.show(replace(file, stage=UploadStage.UPLOADING))
    assert screen.page.unfinished.goes_on


def test_an_unknown_message_is_sent_again_only_after_the_question(screen: Screen) -> None:
    file = delivered(DeliveryStage.UNKNOWN)
    screen.show(file)
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.SEND_AGAIN, 0)
    assert screen.uploads.asked == []
    screen.part(SendAgainQuestion, "send_again_question").accept()
    assert screen.uploads.asked == [("send again", file.id)]


@pytest.mark.parametrize(
    ("stage", "error"),
    [
        (DeliveryStage.REFUSED, RequestRefused(detail="no")),
        (DeliveryStage.UNKNOWN, MessageFailed(detail="no")),
    ],
)
def test_a_message_that_has_failed_becomes_a_draft_with_its_words(
    screen: Screen, stage: DeliveryStage, error: LeadwayError
) -> None:
    one, two = (planned(name, "m1", stage=stage, error=error) for name in "12")
    screen.show(one, two)
    screen.page.show_all_uploads(True)
    screen.act(screen.page.all_uploads.view, UploadAction.EDIT, 0)
    (draft,) = screen.page.drafts.drafts.values()
    assert draft.uploads == (one.id, two.id)
    assert draft.text == "Hola"
    assert [what for what, _ in screen.uploads.asked] == ["withdraw"]


def test_a_smaller_draft_takes_no_more_room_than_it_needs(screen: Screen) -> None:
    composer, layout = screen.page.attachments.composer, screen.page.attachments.composer.layout()
    assert layout is not None
    made = screen.drop_on_maria(*(f"{number:40}.jpg" for number in range(12)))
    QApplication.processEvents()
    before = composer.height()
    screen.page.drafts.discard("maria")
    QApplication.processEvents()
    screen.page.drafts.add(MARIA, made[:1])
    QApplication.processEvents()
    assert composer.height() == layout.totalHeightForWidth(composer.width()) < before


def test_a_message_that_is_being_sent_already_becomes_no_draft(screen: Screen) -> None:
    screen.show(planned("1", "m1", stage=DeliveryStage.REFUSED, error=RequestRefused(detail="no")))
    screen.page.show_all_uploads(True)
    screen.uploads.is_too_late = True
    screen.act(screen.page.all_uploads.view, UploadAction.EDIT, 0)
    assert screen.page.drafts.drafts == {}


def test_the_foot_counts_messages_and_drafts(screen: Screen, speak: Speak) -> None:
    speak("en_US")
    screen.show(planned("1", "m1"), planned("2", "m1"), planned("3", "m2"))
    assert screen.part(QObject, "messages_count").property("text") == "2 messages pending"
    screen.drop_on_maria("a.jpg")
    assert screen.part(QPushButton, "drafts_button").text() == "1 draft"
    assert screen.sees("drafts_button")


def test_the_end_of_a_message_is_told_in_passing(screen: Screen) -> None:
    before = planned("1")
    screen.show(delivered(DeliveryStage.SENT))
    toast = screen.part(ElidedLabel, "toast")
    assert toast.full_text == "", "what was sent in another session is no news"
    screen.show(before)
    assert before.delivery is not None
    screen.show(replace(before, delivery=replace(before.delivery, stage=DeliveryStage.SENT)))
    assert toast.full_text.startswith("Sent to")


def test_a_message_of_the_session_before_is_followed_to_its_end(screen: Screen) -> None:
    kept = planned("1")
    screen.uploads.restored.emit([kept, planned("2", "m2")])
    screen.page.model.show_pending()
    assert screen.page.model.rowCount() == 2
    assert kept.delivery is not None
    screen.show(replace(kept, delivery=replace(kept.delivery, stage=DeliveryStage.SENT)))
    assert screen.part(ElidedLabel, "toast").full_text.startswith("Sent to")


def test_messages_that_wait_for_the_network_are_told_above(screen: Screen, speak: Speak) -> None:
    speak("en_US")
    screen.show(planned("1", "m1", wait=Wait(WaitReason.NETWORK), error=NoConnection()))
    screen.uploads.holds_changed.emit(frozenset({WaitReason.NETWORK}))
    screen.page.model.show_pending()
    assert screen.sees("hold_banner")
    assert "1 message goes on" in str(screen.part(QObject, "hold_banner_text").property("text"))


def test_leaving_with_planned_messages_asks(screen: Screen) -> None:
    screen.show(planned("1", "m1"), planned("2", "m2"))
    assert screen.page.unfinished == Unfinished(messages=2, goes_on=True)
    assert screen.page.unfinished


def test_leaving_with_a_draft_does_not_ask_as_it_is_kept(screen: Screen) -> None:
    screen.page.keeps_begun = lambda: True
    screen.page.drafts.add(MARIA, [upload(stage=UploadStage.UPLOADED, to="maria")])
    assert not screen.page.unfinished


def test_giving_all_up_withdraws_what_is_planned(screen: Screen) -> None:
    screen.show(planned("1", "m1"), planned("2", "m1"), planned("3", "m2"))
    screen.page.cancel_all()
    assert [what for what, _ in screen.uploads.asked] == ["withdraw", "withdraw", "cancel all"]


def test_drafts_of_the_practice_account_are_asked_about(qtbot: QtBot, theme: Theme) -> None:
    uploads, feed, history = StandInUploads(), StandInFeed(MARIA), StandInHistory()
    page = WorkPage(theme, feed, uploads, history, "Practice", True)
    for part in (uploads, feed, history):
        part.setParent(page)
    qtbot.addWidget(page)
    page.drafts.add(MARIA, [upload(stage=UploadStage.UPLOADED, to="maria")])
    assert page.unfinished.drafts == 1


def test_the_question_offers_to_forget_what_nothing_would_send(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = LeaveQuestion(Unfinished(drafts=1), window, closes=True, has_tray=True)
    names = {button.objectName() for button in question.findChildren(QPushButton)}
    assert names == {LeaveChoice.FORGET.value, "stay_button"}
    question = LeaveQuestion(
        Unfinished(messages=1, goes_on=True), window, closes=True, has_tray=True
    )
    names = {button.objectName() for button in question.findChildren(QPushButton)}
    assert LeaveChoice.BACKGROUND.value in names
    assert LeaveChoice.KEEP.value in names


def test_ten_thousand_files_in_a_draft_cost_one_look_at_each(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [upload(f"{number}.jpg", UploadStage.UPLOADED, to="maria") for number in range(10_000)]
    screen.show(*many)
    screen.page.conversations.select("maria")
    looks: list[str] = []
    look_up = screen.page.model.upload

    def counting(upload_id: str) -> Upload | None:
        looks.append(upload_id)
        return look_up(upload_id)

    monkeypatch.setattr(screen.page.drafts, "_upload_of", counting)
    screen.page.drafts.add(MARIA, many)
    first = len(looks)
    for each in many[:100]:
        screen.uploads.upload_changed.emit(each)
    screen.page.model.show_pending()
    assert first <= 4 * len(many)
    assert len(looks) == first, "files that change are shown together, a little later"


def test_parts_have_their_documented_names(screen: Screen) -> None:
    screen.drop_on_maria("a.jpg")
    composer = screen.page.attachments.composer
    parts = [composer.objectName(), *(part.objectName() for part in composer.findChildren(QObject))]
    names = documented("MessageComposer")
    assert {name: parts.count(name) for name in names} == dict.fromkeys(names, 1)
    question = SendAgainQuestion([delivered(DeliveryStage.UNKNOWN)], screen.page)
    parts = [question.objectName(), *(part.objectName() for part in question.findChildren(QObject))]
    names = documented("SendAgainQuestion")
    assert {name: parts.count(name) for name in names} == dict.fromkeys(names, 1)
    asked = CancelAllQuestion(AtStake(1, 1), screen.page)
    parts = [asked.objectName(), *(part.objectName() for part in asked.findChildren(QObject))]
    names = documented("CancelAllQuestion")
    assert {name: parts.count(name) for name in names} == dict.fromkeys(names, 1)


def test_that_links_are_public_is_said_with_the_first_that_is_sent_too(
    screen: Screen, qtbot: QtBot
) -> None:
    screen.drop_on_maria("a.jpg")
    with qtbot.waitSignal(screen.page.link_used):
        assert screen.page.drafts.send("maria")
