from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.sending.caption_field import CaptionField
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.sending.message_composer import MessageComposer
from leadway_desktop.ui.sending.send_again_question import SendAgainQuestion
from leadway_desktop.ui.theme import Theme, style_sheet_of
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import delivered
from tests.ui.stand_ins import StandInUploads, conversation, files, lines_of, upload, waiting

NOW = datetime.now(UTC)
MARIA = replace(
    conversation("c1", name="María López"),
    phone="+34 600 11 22 33",
    last_whatsapp_inbound_at=NOW - timedelta(hours=20, minutes=5),
)
LATE = replace(MARIA, last_whatsapp_inbound_at=NOW - timedelta(hours=49))


@dataclass
class Screen:
    composer: MessageComposer
    desk: DraftDesk
    uploads: StandInUploads
    known: dict[str, Upload]

    def part(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.composer.findChild(kind, name)
        assert found is not None
        return found

    def words(self, name: str) -> str:
        label = self.part(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text() if not label.isHidden() else ""

    @property
    def send(self) -> QPushButton:
        button = self.part(QPushButton, "send_button")
        assert isinstance(button, QPushButton)
        return button

    @property
    def caption(self) -> CaptionField:
        field = self.part(QPlainTextEdit, "caption_field")
        assert isinstance(field, CaptionField)
        return field

    def add(self, *uploads: Upload, to: Conversation = MARIA) -> None:
        self.known.update({each.id: each for each in uploads})
        self.desk.add(to, uploads)


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Iterator[Screen]:
    uploads, known = StandInUploads(), dict[str, Upload]()
    desk = DraftDesk(uploads, known.get, parent=uploads)
    composer = MessageComposer(desk, theme)
    qtbot.addWidget(composer)
    composer.resize(800, 300)
    composer.show_conversation("c1")
    yield Screen(composer, desk, uploads, known)
    uploads.deleteLater()


def done(name: str = "a.jpg", channel: Channel = Channel.WHATSAPP) -> Upload:
    one = upload(name, UploadStage.UPLOADED)
    return replace(one, target=replace(one.target, channel=channel))


def test_is_there_only_while_there_is_something_to_send(screen: Screen) -> None:
    assert screen.composer.isHidden()
    one = done()
    screen.add(one)
    assert not screen.composer.isHidden()
    screen.desk.leave_out(one.id)
    assert screen.composer.isHidden()


def test_says_name_number_and_channel(screen: Screen) -> None:
    screen.add(done())
    said = screen.words("draft_addressee")
    number = "+34 600 11 22 33".replace(" ", "\u00a0")  # it is not broken between two lines
    for fact in ("María López", number, "WhatsApp"):
        assert fact in said
    assert screen.composer.accessibleName() == said


def test_a_number_that_stands_for_a_name_is_said_once(screen: Screen) -> None:
    screen.add(done(), to=replace(MARIA, name=""))
    assert screen.words("draft_addressee").count("600\u00a011") == 1


def test_no_line_of_whom_it_is_for_begins_with_a_dot(screen: Screen) -> None:
    screen.add(done())
    label = screen.part(QLabel, "draft_addressee")
    said = screen.words("draft_addressee")
    for width in range(120, label.fontMetrics().horizontalAdvance(said), 10):
        lines = lines_of(said, label.font(), width)
        assert not any(line.startswith("·") for line in lines), lines


def test_says_how_long_whatsapp_takes_messages(screen: Screen) -> None:
    screen.add(done())
    assert "3\u00a0h " in screen.words("draft_window")  # for as long as all the tests may take


def test_a_name_from_the_server_is_no_markup(screen: Screen) -> None:
    screen.add(done(), to=replace(MARIA, name="<b>Ana</b>\u202e"))
    label = screen.part(QLabel, "draft_addressee")
    assert isinstance(label, QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>Ana</b>" in label.text()
    assert "\u202e" not in label.text()


def test_says_how_many_messages_a_customer_would_get(screen: Screen, speak: Speak) -> None:
    speak("en_US")
    screen.add(done("1"), done("2"), done("3"))
    assert screen.words("draft_plan").startswith("3 messages. WhatsApp takes one file each")


def test_several_files_in_one_email_need_no_words(screen: Screen) -> None:
    screen.add(*(done(str(number), Channel.EMAIL) for number in range(5)))
    assert screen.words("draft_plan") == ""


def test_an_email_with_too_many_files_says_how_they_are_shared_out(
    screen: Screen, speak: Speak
) -> None:
    speak("en_US")
    screen.add(*(done(str(number), Channel.EMAIL) for number in range(12)))
    assert screen.words("draft_plan") == (
        "3 messages. At most 5 files in each; the text goes with the first."
    )


def test_the_button_says_when(screen: Screen, qtbot: QtBot) -> None:
    running = upload("1", UploadStage.UPLOADING)
    screen.add(running)
    assert screen.send.text() == "Send when uploaded"
    screen.known[running.id] = done()
    screen.composer.follow_files()
    qtbot.waitUntil(lambda: screen.send.text() == "Send")


def test_where_no_file_arrives_giving_up_is_called_so(screen: Screen, speak: Speak) -> None:
    speak("en_US")
    one = upload("a.jpg", UploadStage.UPLOADING)
    screen.add(one)
    give_up = screen.part(QPushButton, "only_upload_button")
    assert give_up.property("text") == "Only upload"
    assert give_up.property("toolTip")
    screen.known[one.id] = replace(one, stage=UploadStage.CANCELLED)
    screen.composer.show_conversation("c1")
    assert give_up.property("text") == "Discard", "nothing is uploaded by it"
    assert not give_up.property("toolTip")


def test_a_chip_tells_no_time_that_would_stand_still(screen: Screen) -> None:
    error = RateLimited(wait_seconds=40, is_daily=False)
    screen.add(waiting(error, WaitReason.TIME, 40))
    chip = screen.part(QToolButton, "leave_out_button").parent()
    assert isinstance(chip, QWidget)
    assert chip.accessibleName() == "photo.jpg. Waiting"


def test_the_buttons_stay_in_place_when_the_last_file_arrives(screen: Screen, qtbot: QtBot) -> None:
    one = upload("a.jpg", UploadStage.UPLOADING)
    screen.add(one)
    give_up = screen.part(QPushButton, "only_upload_button")
    QCoreApplication.processEvents()
    place, words = give_up.geometry(), screen.send.text()
    screen.known[one.id] = replace(one, stage=UploadStage.UPLOADED)
    screen.composer.follow_files()
    qtbot.waitUntil(lambda: screen.send.text() != words)
    QCoreApplication.processEvents()
    assert give_up.geometry() == place
    screen.composer.show_conversation("c1")
    assert screen.send.minimumWidth() < screen.composer.width() // 4


def test_thousands_of_files_are_gone_through_once_and_less_often(
    qtbot: QtBot, theme: Theme
) -> None:
    looked: list[str] = []

    def upload_of(upload_id: str) -> Upload | None:
        looked.append(upload_id)
        return known.get(upload_id)

    uploads, known = StandInUploads(), dict[str, Upload]()
    desk = DraftDesk(uploads, upload_of, parent=uploads)
    composer = MessageComposer(desk, theme)
    qtbot.addWidget(composer)
    composer.show_conversation("c1")
    Screen(composer, desk, uploads, known).add(*(done(str(number)) for number in range(2000)))
    looked.clear()
    composer.follow_files()
    assert composer._gather.interval() == 200
    qtbot.waitUntil(lambda: bool(looked))
    assert len(looked) == 2000
    uploads.deleteLater()


def test_enter_sends_and_shift_enter_breaks_the_line(screen: Screen) -> None:
    screen.add(done())
    QTest.keyClicks(screen.caption, "one")
    QTest.keyClick(screen.caption, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(screen.caption, "two")
    assert screen.uploads.sent == []
    QTest.keyClick(screen.caption, Qt.Key.Key_Return)
    assert [text for _, text, _ in screen.uploads.sent] == ["one\ntwo"]
    assert screen.composer.isHidden()


def test_ctrl_enter_sends_too(screen: Screen) -> None:
    screen.add(done())
    QTest.keyClick(screen.caption, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.uploads.sent) == 1


def test_words_that_are_written_stay_while_files_come_and_go(screen: Screen) -> None:
    screen.add(done("1"))
    QTest.keyClicks(screen.caption, "Hola")
    position = screen.caption.textCursor().position()
    screen.add(done("2"))
    assert screen.caption.toPlainText() == "Hola"
    assert screen.caption.textCursor().position() == position


def test_each_conversation_shows_its_own_words(screen: Screen) -> None:
    screen.add(done("1"))
    QTest.keyClicks(screen.caption, "Hola")
    screen.composer.show_conversation("c2")
    assert screen.composer.isHidden()
    screen.composer.show_conversation("c1")
    assert screen.caption.toPlainText() == "Hola"


def test_a_chip_leaves_its_file_out(screen: Screen) -> None:
    one, two = done("1.jpg"), done("2.jpg")
    screen.add(one, two)
    outs = screen.composer.findChildren(QToolButton, "leave_out_button")
    assert "1.jpg" in outs[0].accessibleName()
    outs[0].click()
    draft = screen.desk.draft_of("c1")
    assert draft is not None
    assert draft.uploads == (two.id,)


def test_hundreds_of_files_make_few_widgets(screen: Screen, qtbot: QtBot) -> None:
    screen.add(*(done(f"IMG_{number}.jpg") for number in range(500)))
    screen.composer.show()
    qtbot.waitExposed(screen.composer)
    chips = screen.composer.findChildren(QToolButton, "leave_out_button")
    assert len(chips) <= 24
    shown = sum(chip.isVisible() for chip in chips)
    unfold = screen.part(QPushButton, "all_draft_files_button")
    assert isinstance(unfold, QPushButton)
    assert f"{500 - shown}" in unfold.text()
    unfold.click()
    assert all(chip.isVisible() for chip in chips)
    assert unfold.isHidden()
    assert f"{500 - len(chips)}" in screen.words("more_draft_files")


def test_every_file_can_be_left_out_also_those_beyond_two_lines(
    screen: Screen, qtbot: QtBot
) -> None:
    one, other = (
        [done(f"A file with a long name, {number}.pdf") for number in range(9)] for _ in "12"
    )
    screen.add(*one)
    screen.composer.resize(400, 400)
    screen.composer.show()
    qtbot.waitExposed(screen.composer)
    chips = screen.composer.findChildren(QToolButton, "leave_out_button")
    assert not chips[-1].isVisible()
    unfold = screen.part(QPushButton, "all_draft_files_button")
    assert isinstance(unfold, QPushButton)
    unfold.click()
    assert chips[-1].isVisible()
    chips[-1].click()
    draft = screen.desk.draft_of("c1")
    assert draft is not None
    assert draft.uploads == tuple(each.id for each in one[:-1])
    screen.send.click()
    screen.add(*other)
    assert unfold.isVisible()


def test_the_closed_window_needs_a_tick_not_only_enter(screen: Screen, qtbot: QtBot) -> None:
    screen.add(done(), to=LATE)
    screen.composer.show()
    assert "closed" in screen.words("draft_warning_text")
    assert not screen.send.isEnabled()
    QTest.keyClick(screen.caption, Qt.Key.Key_Return)
    assert screen.uploads.sent == []
    box = screen.part(QCheckBox, "send_anyway_box")
    assert isinstance(box, QCheckBox)
    box.click()
    assert screen.send.isEnabled()
    screen.send.click()
    assert len(screen.uploads.sent) == 1


def test_a_contact_without_a_number_is_warned_of(screen: Screen) -> None:
    screen.add(done(), to=replace(MARIA, phone=""))
    assert "number" in screen.words("draft_warning_text")
    assert screen.part(QCheckBox, "send_anyway_box").isHidden()
    assert screen.send.isEnabled()


def test_what_did_not_arrive_is_said_and_not_sent(screen: Screen, speak: Speak) -> None:
    speak("en_US")
    screen.add(done("1"), upload("2", UploadStage.FAILED))
    assert "1 file did not arrive" in screen.words("draft_plan")
    screen.send.click()
    assert len(screen.uploads.sent[0][0]) == 1


def test_what_the_agent_cancelled_is_struck_out_and_has_not_failed(
    screen: Screen, speak: Speak
) -> None:
    speak("en_US")
    screen.add(done("1"), upload("2", UploadStage.CANCELLED))
    assert screen.words("draft_plan") == "1 cancelled file will not be sent."
    screen.composer.setStyleSheet(style_sheet_of(Theme("light").tokens))
    names = screen.composer.findChildren(QLabel)
    for name in names:
        name.ensurePolished()
    assert [one.text() for one in names if one.font().strikeOut()] == ["2"]
    screen.send.click()
    assert len(screen.uploads.sent[0][0]) == 1


def test_only_upload_ends_it_and_sends_nothing(screen: Screen) -> None:
    screen.add(done())
    screen.desk.write("c1", "Hola")
    screen.part(QPushButton, "only_upload_button").click()  # type: ignore[attr-defined]
    assert screen.composer.isHidden()
    assert screen.uploads.sent == []


def test_files_on_the_clipboard_are_attached_and_text_is_pasted(screen: Screen) -> None:
    screen.add(done())
    pasted: list[None] = []
    screen.composer.attachment_pasted.connect(lambda: pasted.append(None))
    QGuiApplication.clipboard().setMimeData(files(str(Path("/files/b.jpg"))))
    QTest.keyClick(screen.caption, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (len(pasted), screen.caption.toPlainText()) == (1, "")
    QGuiApplication.clipboard().setText("hola")
    QTest.keyClick(screen.caption, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (len(pasted), screen.caption.toPlainText()) == (1, "hola")


def test_files_are_never_dropped_into_the_words(screen: Screen) -> None:
    assert not screen.caption.acceptDrops()
    assert not screen.caption.viewport().acceptDrops()


def test_the_field_grows_with_its_lines_and_then_scrolls(screen: Screen, qtbot: QtBot) -> None:
    screen.add(done())
    screen.composer.show()
    qtbot.waitExposed(screen.composer)
    heights = []
    for lines in (1, 2, 6, 7, 30):
        screen.caption.show_text("\n".join("x" * lines))
        QApplication.processEvents()
        heights.append(screen.caption.height())
    assert heights[0] < heights[1] < heights[2] == heights[3] == heights[4]


def test_tab_leaves_the_field(screen: Screen) -> None:
    assert screen.caption.tabChangesFocus()


def test_everything_says_something_in_spanish_too(screen: Screen, speak: Speak) -> None:
    screen.add(done("1"), done("2"), to=LATE)
    english = {name: screen.words(name) for name in ("draft_plan", "draft_warning_text")}
    speak("es_ES")
    screen.desk.changed.emit("c1")
    for name, words in english.items():
        assert words
        assert screen.words(name) != words


def test_return_on_the_question_does_not_send(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    question = SendAgainQuestion([delivered(DeliveryStage.UNKNOWN)], window)
    accepted: list[None] = []
    question.accepted.connect(lambda: accepted.append(None))
    question.open()
    assert question.focusWidget().objectName() == "do_not_send_again_button"
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert accepted == []
    assert not question.isVisible()


def test_the_question_says_no_more_than_is_known(qtbot: QtBot, theme: Theme, speak: Speak) -> None:
    """Leadway may have answered, with an error; or nobody has looked into the conversation."""
    speak("en_US")
    window = QWidget()
    qtbot.addWidget(window)
    question = SendAgainQuestion([delivered(DeliveryStage.UNKNOWN)], window)
    why = question.findChild(QLabel, "send_again_why")
    assert why is not None
    assert why.text().startswith("Nobody knows whether Leadway has sent this.")
