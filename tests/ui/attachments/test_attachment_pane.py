from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.attachments.attachment_desk import AttachmentDesk
from leadway_desktop.ui.attachments.attachment_pane import AttachmentPane
from leadway_desktop.ui.attachments.channel_picker import CHANNELS, ChannelPicker
from leadway_desktop.ui.attachments.drop_area import DropArea
from leadway_desktop.ui.attachments.held_prompt import HeldPrompt
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_view import UploadView
from tests.ui.conftest import Speak
from tests.ui.stand_ins import (
    StandInUploads,
    addresses,
    conversation,
    drag_in,
    drag_on,
    drop,
    files,
    upload,
)

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT = Qt.MouseButton.LeftButton
MARIA = conversation("maria", name="María Fernández")
SILENT = conversation("silent", name="Lucía Paredes", kind="TYPE_CALL")
Part = TypeVar("Part", bound=QWidget)


@dataclass
class Screen:
    """The pane, and the threads that it talks to."""

    window: QWidget
    pane: AttachmentPane
    desk: AttachmentDesk
    model: UploadListModel
    uploads: StandInUploads
    said: list[str]

    def part(self, kind: type[Part], name: str = "") -> Part:
        found = self.pane.findChild(kind, name) if name else self.pane.findChild(kind)
        assert found is not None
        return found

    @property
    def paths(self) -> list[list[Path]]:
        return [paths for _, paths in self.uploads.added]

    def paste(self, data: QMimeData) -> None:
        QGuiApplication.clipboard().setMimeData(data)
        self.pane.paste()


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Screen:
    uploads = StandInUploads()
    owner = QWidget()
    qtbot.addWidget(owner)
    model = UploadListModel(owner)
    drafts = DraftDesk(uploads, model.upload, parent=owner)
    desk = AttachmentDesk(uploads, drafts, owner)
    pane = AttachmentPane(desk, drafts, model, UploadCommands(uploads, owner), theme, owner)
    said: list[str] = []
    pane.said.connect(said.append)
    pane.resize(800, 600)
    pane.show_conversation(MARIA)
    owner.resize(800, 600)
    owner.show()
    return Screen(owner, pane, desk, model, uploads, said)


def test_dropped_files_are_taken_as_copies(screen: Screen) -> None:
    event = drop(screen.pane, files("/a/b.jpg", "/a/c.pdf"))
    assert event.isAccepted()
    assert event.dropAction() is COPY
    assert screen.paths == [[Path("/a/b.jpg"), Path("/a/c.pdf")]]


def test_hovering_files_light_the_area_and_name_the_target(screen: Screen) -> None:
    data = files("/a/1.jpg", "/a/2.jpg", "/a/3.jpg")
    for event in (drag_in(screen.pane, data), drag_on(screen.pane, data)):
        assert event.isAccepted()
        assert event.dropAction() is COPY
    offer = screen.part(DropArea).offer
    assert "3" in offer
    assert "María Fernández" in offer
    assert "WhatsApp" in offer
    assert "100\u00a0MB" in offer
    QApplication.sendEvent(screen.pane, QDragLeaveEvent())
    assert screen.part(DropArea).offer == ""


def test_cursor_says_no_where_a_drop_would_do_nothing(screen: Screen) -> None:
    text = QMimeData()
    text.setText("hello")
    for data in (text, addresses(QUrl("https://example.com/a.jpg"))):
        assert not drag_in(screen.pane, data).isAccepted()
        assert not drag_on(screen.pane, data).isAccepted()
        assert not drop(screen.pane, data).isAccepted()
    assert screen.uploads.added == []


def test_drag_that_would_delete_its_files_is_refused_and_explained(screen: Screen) -> None:
    assert not drag_in(screen.pane, files("/a/b.jpg"), possible=MOVE).isAccepted()
    assert "Shift" in screen.said[0]


def test_nothing_is_taken_while_no_conversation_is_on_show(screen: Screen) -> None:
    screen.pane.show_conversation(None)
    assert not drop(screen.pane, files("/a/b.jpg")).isAccepted()
    screen.paste(files("/a/b.jpg"))
    screen.pane.choose_files()
    assert screen.uploads.added == []
    assert len(screen.said) == 2


@pytest.mark.parametrize("width", [480, 700, 850])
def test_the_name_is_not_given_up_for_the_whatsapp_window(screen: Screen, width: int) -> None:
    screen.pane.setStyleSheet("QWidget { font-size: 17px; }")
    now = datetime.now(UTC)
    screen.pane.set_has_back(True)
    screen.pane.show_conversation(
        replace(
            conversation(name="María Fernández Gutiérrez"),
            last_whatsapp_inbound_at=now,
        )
    )
    screen.pane.resize(width, 600)
    QApplication.processEvents()
    name = screen.pane.findChild(QWidget, "conversation_name")
    assert name is not None
    assert name.width() >= min(name.sizeHint().width(), 100)


NUMBER, EMAIL = "+34 612 345 678", "maria.fernandez@example.com"


@pytest.mark.parametrize("locale", ["es_ES", "en_US"])
@pytest.mark.parametrize("width", [360, 431, 560, 700, 851])
def test_no_number_or_address_and_no_channel_is_cut_in_the_head(
    screen: Screen, speak: Speak, width: int, locale: str
) -> None:
    speak(locale)
    now = datetime.now(UTC)
    both = replace(conversation(), phone=NUMBER, email=EMAIL, last_whatsapp_inbound_at=now)
    screen.pane.show_conversation(both)
    screen.pane.resize(width, 600)
    QApplication.processEvents()
    shown = screen.part(ElidedLabel, "conversation_contact")
    assert "…" not in shown.text()
    assert NUMBER in shown.text()
    picker = screen.part(ChannelPicker)
    assert picker.width() >= picker.minimumSizeHint().width()
    if width == 851:  # the window as it opens
        assert EMAIL in shown.text()


def test_what_was_left_out_of_a_mixed_drop_is_said(screen: Screen) -> None:
    mixed = addresses(QUrl.fromLocalFile("/a/b.jpg"), QUrl("https://example.com/c.jpg"))
    assert drop(screen.pane, mixed).isAccepted()
    assert screen.paths == [[Path("/a/b.jpg")]]
    assert len(screen.said) == 1


def test_other_conversation_on_show_does_not_redirect_what_was_dropped(screen: Screen) -> None:
    drop(screen.pane, files("/a/b.jpg"))
    screen.pane.show_conversation(conversation("other"))
    drop(screen.pane, files("/a/c.jpg"))
    assert [target.conversation_id for target, _ in screen.uploads.added] == ["maria", "other"]


def test_pasted_files_are_taken(screen: Screen) -> None:
    screen.paste(files("/a/b.jpg"))
    assert screen.paths == [[Path("/a/b.jpg")]]


def test_pasted_picture_is_handed_over_to_be_encoded_elsewhere(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> bool:
        raise AssertionError("encoded in the window's thread")

    monkeypatch.setattr(QImage, "save", forbidden)
    data = QMimeData()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data.setImageData(image)
    screen.paste(data)
    ((target, name, _write),) = screen.uploads.made
    assert target.conversation_id == "maria"
    assert name.endswith(".png")


def test_pasted_text_gets_a_hint_and_nothing_else(screen: Screen) -> None:
    data = QMimeData()
    data.setText("/etc/passwd")
    screen.paste(data)
    assert screen.uploads.added == []
    assert "text" in screen.said[0]


def test_files_for_a_silent_conversation_wait_for_its_channel(screen: Screen) -> None:
    screen.pane.show_conversation(SILENT)
    assert drop(screen.pane, files("/a/b.jpg", "/a/c.jpg")).isAccepted()
    prompt = screen.part(HeldPrompt)
    assert not prompt.isHidden()
    assert screen.uploads.added == []
    screen.pane.show_conversation(MARIA)
    assert prompt.isHidden()
    screen.pane.show_conversation(SILENT)
    assert not prompt.isHidden()
    QTest.mouseClick(screen.part(QPushButton, "sms_channel_button"), LEFT)
    ((target, paths),) = screen.uploads.added
    assert (target.conversation_id, target.channel) == ("silent", Channel.SMS)
    assert paths == [Path("/a/b.jpg"), Path("/a/c.jpg")]
    assert prompt.isHidden()
    assert screen.part(ChannelPicker).currentIndex() == CHANNELS.index(Channel.SMS)


def test_waiting_files_can_be_given_up(screen: Screen) -> None:
    screen.pane.show_conversation(SILENT)
    drop(screen.pane, files("/a/b.jpg"))
    QTest.mouseClick(screen.part(QPushButton, "discard_held_button"), LEFT)
    assert screen.part(HeldPrompt).isHidden()
    assert screen.desk.held_count == 0
    assert screen.uploads.added == []


def test_picker_shows_the_channel_and_changes_it_for_this_conversation(screen: Screen) -> None:
    picker = screen.part(ChannelPicker)
    assert "WhatsApp" in picker.currentText()
    picker.activated.emit(CHANNELS.index(Channel.EMAIL))
    drop(screen.pane, files("/a/b.jpg"))
    assert screen.uploads.added[0][0].channel is Channel.EMAIL
    screen.pane.show_conversation(conversation("other"))
    assert "WhatsApp" in picker.currentText()
    screen.pane.show_conversation(SILENT)
    assert picker.currentIndex() == -1
    assert picker.placeholderText()


def test_wheel_over_the_picker_changes_nothing(screen: Screen) -> None:
    picker = screen.part(ChannelPicker)
    before = picker.currentIndex()
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), none, keys, phase, False
    )
    QApplication.sendEvent(picker, wheel)
    assert picker.currentIndex() == before


def test_chosen_files_go_where_the_dialog_was_opened(screen: Screen) -> None:
    QTest.mouseClick(screen.part(QPushButton, "choose_files_button"), LEFT)
    dialog = screen.part(QFileDialog)
    assert "María Fernández" in dialog.windowTitle()
    screen.pane.show_conversation(conversation("other"))
    dialog.filesSelected.emit(["/a/b.jpg", "/a/c.jpg"])
    dialog.reject()
    ((target, paths),) = screen.uploads.added
    assert target.conversation_id == "maria"
    assert paths == [Path("/a/b.jpg"), Path("/a/c.jpg")]


def test_list_shows_the_uploads_of_the_conversation_on_show(screen: Screen) -> None:
    screen.model.put(upload("mine.jpg", to="maria"))
    screen.model.put(upload("hers.jpg", to="other"))
    screen.model.show_pending()
    view = screen.part(UploadView)
    assert [view.model().index(row, 0).data() for row in range(view.model().rowCount())] == [
        "mine.jpg"
    ]
    screen.pane.show_conversation(conversation("empty"))
    assert view.model().rowCount() == 0
    assert not view.isVisible()


def test_names_from_outside_are_never_markup(screen: Screen) -> None:
    screen.pane.show_conversation(conversation("c9", name="<b>Bold</b> & Co"))
    name = screen.part(ElidedLabel, "conversation_name")
    assert name.textFormat() is Qt.TextFormat.PlainText
    assert name.full_text == "<b>Bold</b> & Co"


@pytest.mark.parametrize("has_back", [False, True])
def test_a_name_has_its_room_where_the_channel_needs_no_more(
    screen: Screen, qtbot: QtBot, has_back: bool
) -> None:
    name, picker = screen.part(ElidedLabel, "conversation_name"), screen.part(ChannelPicker)
    screen.pane.set_has_back(has_back)

    def is_shared_well() -> bool:
        return name.text() == name.full_text or picker.width() < 150

    for width in range(340, 640, 20):
        screen.pane.resize(width, 600)
        qtbot.waitUntil(is_shared_well)


def test_the_heading_gives_way_to_what_went_wrong(screen: Screen) -> None:
    screen.model.put(upload(stage=UploadStage.FAILED, to=MARIA.id))
    screen.model.show_pending()
    attention = screen.part(QPushButton, "conversation_attention_button")
    assert attention.isVisible()
    uploads = screen.part(QWidget, "conversation_uploads")
    heading = uploads.findChild(ElidedLabel)
    assert heading is not None
    words = heading.sizeHint().width() + attention.sizeHint().width()
    assert uploads.minimumSizeHint().width() < words
