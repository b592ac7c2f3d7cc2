from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.domain.upload import UploadStage
from leadway_desktop.ui.leave_question import LeaveQuestion
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.sign_in_page import SignInPage
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.work_page import WorkPage
from tests.ui.stand_ins import StandInFeed, StandInUploads, conversation, upload

LEFT = Qt.MouseButton.LeftButton
Part = TypeVar("Part", bound=QObject)


class StandInSettings(QObject):
    changed = Signal(object)
    failed = Signal(object)
    loaded = LoadedSettings(Settings(), {}, Path("settings.toml"))

    def save(self, settings: Settings) -> None:
        raise AssertionError("nothing was edited")


class StandInSignIn(QObject):
    accepted = Signal()
    refused = Signal(object)
    not_kept = Signal(object)
    busy_changed = Signal(bool)

    def try_credentials(self, token: Secret, location_id: str) -> None:
        raise AssertionError("nobody pressed Connect")

    def keep_for_session(self) -> None:
        raise AssertionError("nothing was refused")

    def cancel(self) -> None:
        raise AssertionError("nothing is under way")


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

    def work(self, *, is_practice: bool = False) -> WorkPage:
        self.window.show_work(self.feed, self.uploads, "Soporte Centro", is_practice)
        page = self.window.work_page
        assert page is not None
        return page

    def start_upload(self) -> None:
        self.work()
        self.uploads.upload_changed.emit(upload(stage=UploadStage.UPLOADING))

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


def test_window_asks_before_it_gives_files_up(screen: Screen) -> None:
    screen.start_upload()
    assert not screen.window.close()
    question = screen.part(LeaveQuestion)
    assert "1" in question.text()
    screen.answer("stay_button")
    assert screen.window.isVisible()
    assert screen.closed == []


def test_agents_word_stops_the_uploads_and_closes(screen: Screen) -> None:
    screen.start_upload()
    screen.window.close()
    screen.answer("leave_button")
    assert not screen.window.isVisible()
    assert screen.closed == [True]


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
    screen.answer("leave_button")
    assert screen.left == [True]


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
    sign_in = StandInSignIn(screen.window)
    screen.window.show_sign_in(sign_in, "loc")
    assert screen.window.work_page is None
    assert screen.part(SignInPage).isVisible()
    wanted: list[bool] = []
    screen.window.practice_wanted.connect(lambda: wanted.append(True))
    screen.part(SignInPage).practice_wanted.emit()
    assert wanted == [True]
    assert screen.window.close()


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
    other.show_work(feed, uploads, "Soporte", False)
    assert other.size() == screen.window.size()
    assert other.layout_state["columns"] == state["columns"]


def test_place_that_makes_no_sense_is_forgotten(screen: Screen) -> None:
    size = screen.window.size()
    screen.window.restore_layout({"geometry": b"nonsense", "columns": b"\x00", "other": b""})
    assert screen.window.size() == size
