"""Who types on while parts of the window come and go: the words go nowhere else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.sending import file_chips
from leadway_desktop.ui.sending.file_chips import FileChips
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.conversation_uploads import ConversationUploads
from tests.ui.history.receipts import receipt
from tests.ui.sending.test_sending_in_the_window import Screen, open_page
from tests.ui.stand_ins import StandInHistory, upload


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Screen:
    made = open_page(qtbot, theme)
    made.page.activateWindow()
    qtbot.waitActive(made.page)
    return made


def type_on(words: str) -> None:
    for letter in words:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, letter)


@pytest.mark.parametrize("by_mouse", [False, True])
def test_who_types_on_after_sending_does_nothing_to_the_uploads(
    screen: Screen, by_mouse: bool
) -> None:
    """A letter pauses the upload whose row the keyboard would come to."""
    running = upload("video.mp4", UploadStage.UPLOADING, to="maria")
    screen.show(running)
    screen.drop_on_maria("a.jpg")
    field = screen.part(QPlainTextEdit, "caption_field")
    assert field.hasFocus()
    type_on("hola")
    if by_mouse:
        QTest.mouseClick(screen.part(QPushButton, "send_button"), Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert [text for _, text, _ in screen.uploads.sent] == ["hola"]
    asked = list(screen.uploads.asked)
    type_on("por favor, responda\b\b")
    assert screen.uploads.asked == asked
    assert not screen.page.drafts.drafts


@pytest.mark.parametrize("by_mouse", [False, True])
@pytest.mark.parametrize("name", ["stop_repeat_button", "dismiss_earlier_button"])
def test_a_notice_that_goes_with_the_keyboard_leaves_it_to_the_words(
    screen: Screen, name: str, by_mouse: bool
) -> None:
    """A space would leave the first file out."""
    made = screen.drop_on_maria("a.jpg", "b.jpg")
    history = screen.page.findChild(StandInHistory)
    assert history is not None
    history.earlier_found.emit({made[1].id: receipt("b.jpg", target=made[1].target)})
    QApplication.processEvents()
    button = screen.part(QToolButton if "dismiss" in name else QPushButton, name)
    assert button.isVisible()
    if by_mouse:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        button.setFocus(Qt.FocusReason.TabFocusReason)
        button.click()
    QApplication.processEvents()
    type_on("ya va")
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert (draft.uploads, draft.text) == ((made[0].id, made[1].id), "ya va")


def test_a_file_that_is_left_out_by_a_click_leaves_the_keyboard_in_the_words(
    screen: Screen,
) -> None:
    made = screen.drop_on_maria("a.jpg", "b.jpg")
    first = screen.part(QToolButton, "leave_out_button")
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    type_on("uno dos")
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert (draft.uploads, draft.text) == ((made[1].id,), "uno dos")


def test_the_list_below_knows_that_it_slides_as_the_message_goes(
    screen: Screen, qtbot: QtBot
) -> None:
    """A second click on "Send" would press what has come there."""
    running = upload("video.mp4", UploadStage.UPLOADING, to="maria")
    screen.show(running)
    screen.drop_on_maria("a.jpg")
    uploads = screen.part(ConversationUploads, "conversation_uploads")
    with qtbot.waitExposed(screen.page):
        screen.page.show()
    before = uploads.y()
    QTest.mouseClick(screen.part(QPushButton, "send_button"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: uploads.y() < before)
    row = uploads.view.visualRect(uploads.view.model().index(0, 0)).center()
    QCursor.setPos(uploads.view.viewport().mapToGlobal(row))
    uploads.view.note_slide()
    with qtbot.waitSignal(uploads.view.press_left_out):
        QTest.mouseClick(uploads.view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert screen.page.attachments.hasFocus()


def test_a_double_click_leaves_one_file_out(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next chip slides under the pointer."""
    now = [100.0]
    monkeypatch.setattr(file_chips, "monotonic", lambda: now[0])
    made = screen.drop_on_maria("a.jpg", "b.jpg", "c.jpg")

    def press_first() -> tuple[str, ...]:
        chips = screen.part(FileChips, "draft_files")
        first, *_ = [one for one in chips.findChildren(QToolButton) if one.isVisible()]
        QTest.mouseClick(first, Qt.MouseButton.LeftButton)
        draft = screen.page.drafts.draft_of("maria")
        return draft.uploads if draft is not None else ()

    assert press_first() == (made[1].id, made[2].id)
    assert press_first() == (made[1].id, made[2].id)
    now[0] += 1.0
    assert press_first() == (made[2].id,)


def test_who_leaves_files_out_by_keyboard_or_here_and_there_means_each(screen: Screen) -> None:
    screen.drop_on_maria("a.jpg", "b.jpg", "c.jpg", "d.jpg")
    chips = screen.part(FileChips, "draft_files")

    def shown() -> list[QToolButton]:
        return [one for one in chips.findChildren(QToolButton) if one.isVisible()]

    for one in (shown()[3], shown()[1]):
        QCursor.setPos(one.mapToGlobal(one.rect().center()))
        QTest.mouseClick(one, Qt.MouseButton.LeftButton)
    assert len(shown()) == 2
    shown()[0].setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Space)
    assert shown() == []


def test_the_keyboard_is_kept_though_another_program_is_in_front(
    screen: Screen, qtbot: QtBot
) -> None:
    screen.show(upload("video.mp4", UploadStage.UPLOADING, to="maria"))
    screen.drop_on_maria("a.jpg")
    other = QPushButton("another program")
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitActive(other)
    assert screen.page.drafts.send("maria")
    screen.page.activateWindow()
    qtbot.waitActive(screen.page)
    focused = QApplication.focusWidget()
    assert focused is screen.page.attachments


def test_the_keyboard_goes_on_where_the_whole_conversation_goes(screen: Screen) -> None:
    screen.drop_on_maria("a.jpg")
    assert screen.part(QPlainTextEdit, "caption_field").hasFocus()
    screen.page.attachments.hide()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
