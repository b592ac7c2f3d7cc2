from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QScreen, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import JournalNotWritten, TokenInvalid
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.history.history_window import HistoryWindow
from leadway_desktop.ui.leave_question import LeaveChoice, LeaveQuestion, Unfinished
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.settings.settings_dialog import SettingsDialog
from leadway_desktop.ui.sign_in.sign_in_page import SignInPage
from leadway_desktop.ui.sign_in.token_dialog import TokenDialog
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.work_page import WorkPage
from tests.ui.sign_in.test_sign_in_page import StandInSignIn
from tests.ui.stand_ins import (
    NOON,
    StandInFeed,
    StandInHistory,
    StandInUploads,
    conversation,
    upload,
    waiting,
)
from tests.ui.test_object_names import documented

LEFT = Qt.MouseButton.LeftButton
Part = TypeVar("Part", bound=QObject)


class StandInSettings(QObject):
    changed = Signal(object)
    failed = Signal(object)
    loaded = LoadedSettings(Settings(), {}, Path("settings.toml"))

    def save(self, settings: Settings) -> None:
        raise AssertionError("nothing was edited")


@dataclass
class Screen:
    window: MainWindow
    uploads: StandInUploads
    feed: StandInFeed
    closed: list[bool]
    left: list[bool]

    def part(self, kind: type[Part], name: str = "") -> Part:
        found = self.window.findChild(kind, name) if name else self.window.findChild(kind)
        assert found is not None
        return found

    def work(self, *, is_practice: bool = False, label: str = "Soporte Centro") -> WorkPage:
        self.window.show_work(
            self.feed, self.uploads, StandInHistory(), label, is_practice, lambda: NOON
        )
        page = self.window.work_page
        assert page is not None
        return page

    def show_sign_in(self) -> StandInSignIn:
        sign_in = self._sign_in()
        self.window.show_sign_in(sign_in, "loc")
        return sign_in

    def ask_for_token(self) -> StandInSignIn:
        sign_in = self._sign_in()
        self.window.dialogs.ask_for_token(sign_in, "loc1")
        return sign_in

    def _sign_in(self) -> StandInSignIn:
        sign_in = StandInSignIn()
        sign_in.setParent(self.window)
        return sign_in

    def start_upload(self, *, is_practice: bool = False) -> None:
        self.work(is_practice=is_practice)
        self.uploads.upload_changed.emit(upload(stage=UploadStage.UPLOADING))

    def choices(self) -> set[str]:
        question = self.part(LeaveQuestion)
        return {button.objectName() for button in question.findChildren(QPushButton)}

    def answer(self, button: str) -> None:
        QTest.mouseClick(self.part(QPushButton, button), LEFT)


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Screen:
    settings = StandInSettings()
    window = MainWindow(settings, theme)
    uploads, feed = StandInUploads(), StandInFeed(conversation())
    for part in (settings, uploads, feed):
        part.setParent(window)
    qtbot.addWidget(window)
    closed: list[bool] = []
    left: list[bool] = []
    window.closing.connect(lambda: closed.append(True))
    window.sign_out_wanted.connect(lambda: left.append(True))
    window.show()
    qtbot.waitExposed(window)
    return Screen(window, uploads, feed, closed, left)


def test_window_closes_at_once_when_nothing_is_unfinished(screen: Screen) -> None:
    screen.work()
    assert screen.window.close()
    assert screen.closed == [True]


def test_what_is_on_the_screen_gets_its_icon_and_its_key(screen: Screen) -> None:
    screen.window.equip()
    assert not screen.window.windowIcon().isNull()
    screen.part(QShortcut).activated.emit()
    assert screen.closed == [True]


def test_trouble_with_the_journal_is_told_once(screen: Screen) -> None:
    screen.work()
    for _ in range(3):
        screen.uploads.trouble.emit(JournalNotWritten(detail="No space left on device"))
    label = screen.part(QLabel, "notice_text")
    assert label.isVisible()
    assert label.text().count("No space left on device") == 1
    screen.answer("notice_button")
    screen.uploads.trouble.emit(JournalNotWritten())
    assert not label.isVisible()


def test_practice_is_named_and_has_a_way_out(screen: Screen) -> None:
    screen.work(is_practice=True)
    banner = screen.part(QWidget, "practice_banner")
    assert banner.isVisible()
    screen.answer("practice_banner_button")
    assert screen.left == [True]
    screen.work()
    assert not banner.isVisible()


def test_sign_in_page_takes_the_place_of_the_work_page(screen: Screen) -> None:
    screen.start_upload()
    screen.show_sign_in()
    assert screen.window.work_page is None
    assert screen.part(SignInPage).isVisible()
    wanted: list[bool] = []
    screen.window.practice_wanted.connect(lambda: wanted.append(True))
    screen.part(SignInPage).practice_wanted.emit()
    assert wanted == [True]
    assert screen.window.close()


def test_token_is_asked_for_over_the_rows_that_wait(screen: Screen, qtbot: QtBot) -> None:
    page = screen.work()
    screen.uploads.upload_changed.emit(waiting(TokenInvalid(), WaitReason.SIGN_IN))
    screen.uploads.holds_changed.emit(frozenset({WaitReason.SIGN_IN}))
    page.model.show_pending()
    QApplication.processEvents()  # the banner has to find its place
    with qtbot.waitSignal(screen.window.sign_in_again_wanted):
        screen.answer("hold_banner_button")
    sign_in = screen.ask_for_token()
    dialog = screen.part(TokenDialog)
    screen.part(QLineEdit, "token_field").setText("pit-another")
    screen.answer("connect_button")
    assert sign_in.tried == [(Secret("pit-another"), "loc1")]
    sign_in.answer(TokenInvalid())
    assert dialog.isVisible()
    with qtbot.waitSignal(screen.window.dialogs.sign_in_again_ended):
        sign_in.answer()
    assert not dialog.isVisible()
    assert screen.window.work_page is page
    assert page.model.rowCount() == 1


def test_question_for_a_token_can_be_put_off(screen: Screen, qtbot: QtBot) -> None:
    screen.work()
    sign_in = screen.ask_for_token()
    with qtbot.waitSignal(screen.window.dialogs.sign_in_again_ended):
        screen.answer("token_later_button")
    assert sign_in.asked == []


def test_escape_ends_the_attempt_before_the_question(screen: Screen) -> None:
    screen.work()
    sign_in = screen.ask_for_token()
    dialog = screen.part(TokenDialog)
    screen.part(QLineEdit, "token_field").setText("pit-another")
    screen.answer("connect_button")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert sign_in.asked == ["cancel"]
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_parts_of_the_questions_have_their_documented_names(screen: Screen) -> None:
    screen.start_upload()
    screen.ask_for_token()
    dialog = screen.part(TokenDialog)
    question = LeaveQuestion(Unfinished(1, 1), screen.window, closes=True)
    choices = {choice.value for choice in LeaveChoice}
    for widget, missing in ((dialog, set[str]()), (question, choices - named(question))):
        assert documented(type(widget).__name__) - missing <= named(widget)
    assert choices <= documented("LeaveQuestion")


def named(widget: QWidget) -> set[str]:
    return {widget.objectName(), *(part.objectName() for part in widget.findChildren(QObject))}


def test_notices_add_up_until_dismissed_and_are_plain_text(screen: Screen) -> None:
    screen.window.show_notice("first <b>notice</b>")
    screen.window.show_notice("second")
    label = screen.part(QLabel, "notice_text")
    assert label.isVisible()
    assert label.text() == "first <b>notice</b>\nsecond"
    assert label.textFormat() is Qt.TextFormat.PlainText
    screen.answer("notice_button")
    assert not label.isVisible()
    screen.window.show_notice("third")
    assert label.text() == "third"


def test_window_stands_where_it_stood(screen: Screen, theme: Theme, qtbot: QtBot) -> None:
    screen.work()
    screen.window.resize(780, 500)  # the offscreen platform's screen is small
    QApplication.processEvents()
    screen.part(QSplitter, "columns").setSizes([300, 480])
    state = screen.window.layout_state
    settings = StandInSettings()
    other = MainWindow(settings, theme)
    qtbot.addWidget(other)
    other.restore_layout(state)
    uploads, feed = StandInUploads(), StandInFeed()
    for part in (settings, uploads, feed):
        part.setParent(other)
    other.show_work(feed, uploads, StandInHistory(), "Soporte", False, lambda: NOON)
    assert other.size() == screen.window.size()
    assert other.layout_state["columns"] == state["columns"]


def test_the_keyboard_waits_in_the_list_and_opens_nothing(screen: Screen, qtbot: QtBot) -> None:
    """Else Enter, after a drop on a row, would press the notice's button: "Leave practice"."""
    screen.window.activateWindow()
    qtbot.waitActive(screen.window)
    page = screen.work(is_practice=True)
    focused = screen.window.focusWidget()
    assert focused is page.conversations.view
    assert not page.conversations.view.currentIndex().isValid()


def test_first_window_stands_whole_on_a_small_laptop(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = QRect(0, 0, 1366, 720)  # 1366 x 768 with a task bar
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: free)
    settings = StandInSettings()
    window = MainWindow(settings, theme)
    settings.setParent(window)
    qtbot.addWidget(window)
    assert free.contains(window.geometry().adjusted(-8, -32, 8, 8))
    window.setGeometry(3000, 900, 1180, 760)  # on a screen that is taken away
    state = window.layout_state
    window.restore_layout(state)
    assert free.contains(window.geometry().adjusted(-8, -32, 8, 8))


def test_place_that_makes_no_sense_is_forgotten(screen: Screen) -> None:
    size = screen.window.size()
    screen.window.restore_layout({"geometry": b"nonsense", "columns": b"\x00", "other": b""})
    assert screen.window.size() == size


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_return_presses_the_button_that_has_the_keyboard(
    screen: Screen, qtbot: QtBot, key: Qt.Key
) -> None:
    screen.show_sign_in()
    practice = screen.part(QPushButton, "practice_button")
    practice.setFocus()
    with qtbot.waitSignal(screen.window.practice_wanted):
        QTest.keyClick(practice, key)
    screen.work()
    footer_button = screen.part(QPushButton, "all_uploads_button")
    footer_button.setFocus()
    QTest.keyClick(footer_button, key)
    assert screen.part(QWidget, "all_uploads_panel").isVisible()


@pytest.mark.parametrize("name", ["token_field", "location_field"])
def test_return_in_a_field_of_the_sign_in_presses_no_button_on_top(
    screen: Screen, name: str
) -> None:
    asked: list[bool] = []
    screen.window.practice_wanted.connect(lambda: asked.append(True))
    sign_in = screen.show_sign_in()
    screen.part(QLineEdit, "token_field").setText("pit-1")
    field = screen.part(QLineEdit, name)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [location for _, location in sign_in.tried] == ["loc"]
    assert not sign_in.asked, "the attempt goes on"
    assert not asked


def test_return_presses_the_button_of_the_question_for_a_token(
    screen: Screen, qtbot: QtBot
) -> None:
    screen.work()
    screen.ask_for_token()
    later = screen.part(QPushButton, "token_later_button")
    later.setFocus()
    with qtbot.waitSignal(screen.window.dialogs.sign_in_again_ended):
        QTest.keyClick(later, Qt.Key.Key_Return)


def test_settings_know_practice(screen: Screen) -> None:
    screen.work(is_practice=True)
    screen.window.dialogs.open_settings()
    assert screen.part(QLabel, "no_connection_words").isVisible()


def test_the_page_in_place_of_one_that_was_retired_has_the_keyboard(screen: Screen) -> None:
    screen.work()
    screen.window.show_notice("Something")
    screen.part(QLineEdit, "search_field").setFocus()
    screen.window.retire_page(Unfinished())
    page = screen.work()
    focused = screen.window.focusWidget()
    assert focused is not None
    assert page.isAncestorOf(focused)


def test_what_is_open_beside_a_page_goes_as_it_is_retired(screen: Screen, qtbot: QtBot) -> None:
    screen.work()
    screen.answer("history_button")
    history = screen.part(HistoryWindow)
    screen.ask_for_token()
    token = screen.part(TokenDialog)
    screen.window.dialogs.open_settings()
    settings = screen.part(SettingsDialog)
    with qtbot.waitSignal(screen.window.dialogs.sign_in_again_ended):
        screen.window.retire_page(Unfinished())
    assert not history.isVisible()
    assert not token.isVisible()
    assert settings.isVisible()
