"""The window away, the uploads going on: what the tray shows, says and does."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import (
    MessageFailed,
    MessageUnknown,
    NoConnection,
    RequestRefused,
    ServerFault,
    TokenInvalid,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui import background
from leadway_desktop.ui.leave_question import LeaveQuestion
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tray import Tray
from leadway_desktop.ui.tray_picture import TrayMark, tray_icon
from tests.ui.sending.deliveries import planned, with_delivery
from tests.ui.stand_ins import (
    NOON,
    StandInFeed,
    StandInHistory,
    StandInUploads,
    conversation,
    upload,
    waiting,
)
from tests.ui.test_main_window import StandInSettings
from tests.ui.test_object_names import documented

# What the offscreen platform does not have; an icon that nobody sees is all the same to us.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@dataclass
class Screen:
    """A window that has gone to the background with one upload under way."""

    window: MainWindow
    uploads: StandInUploads
    running: Upload
    told: list[tuple[str, bool]] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)

    @property
    def tray(self) -> Tray:
        tray = self.window.findChild(Tray, "tray")
        assert tray is not None
        return tray

    def show(self, *uploads: Upload) -> None:
        for each in uploads:
            self.uploads.upload_changed.emit(each)
        page = self.window.work_page
        assert page is not None
        page.model.show_pending()

    def hold(self, *reasons: WaitReason) -> None:
        self.uploads.holds_changed.emit(frozenset(reasons))

    def action(self, name: str) -> QAction:
        icon = self.tray.findChild(QSystemTrayIcon)
        assert icon is not None
        found = icon.contextMenu().findChild(QAction, name)
        assert isinstance(found, QAction)
        return found

    def finish(self) -> None:
        self.running = self.running.moved_to(UploadStage.COMPLETING).moved_to(UploadStage.UPLOADED)
        self.show(self.running)


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    monkeypatch.setattr(Tray, "is_available", lambda: True)
    monkeypatch.setattr(background, "LINGER_MS", 1)
    settings, uploads, feed = StandInSettings(), StandInUploads(), StandInFeed()
    window = MainWindow(settings, theme)
    for part in (settings, uploads, feed):
        part.setParent(window)
    qtbot.addWidget(window)
    window.show_work(feed, uploads, StandInHistory(), "Soporte", False, lambda: NOON)
    screen = Screen(window, uploads, upload(stage=UploadStage.UPLOADING))
    monkeypatch.setattr(
        Tray, "tell", lambda _, text, *, is_warning=False: screen.told.append((text, is_warning))
    )
    window.closing.connect(lambda: screen.closed.append(True))
    window.show()
    qtbot.waitExposed(window)
    screen.show(upload(stage=UploadStage.FAILED, error=ServerFault()), screen.running)
    window.close()
    question = window.findChild(LeaveQuestion)
    assert question is not None
    button = question.findChild(QPushButton, "finish_in_background_button")
    assert button is not None
    button.click()
    yield screen
    if window.findChild(Tray, "tray") is not None:
        window.bring_to_front()


def test_window_is_away_and_nothing_is_stopped(screen: Screen) -> None:
    assert not screen.window.isVisible()
    assert screen.closed == []
    assert screen.uploads.asked == []


def test_tool_tip_tells_the_progress(screen: Screen) -> None:
    screen.uploads.progressed.emit(Progress(screen.running.id, 500, 1000, 100.0))
    screen.show()
    assert "1 uploading" in screen.tray.tool_tip
    assert "50%" in screen.tray.tool_tip
    assert "5\u00a0s left" in screen.tray.tool_tip
    screen.hold(WaitReason.NETWORK)
    assert "No connection" in screen.tray.tool_tip


def test_files_that_are_not_in_the_list_yet_are_waited_for(screen: Screen) -> None:
    """A slow drive may be read long after all that is in the list has arrived."""
    page = screen.window.work_page
    assert page is not None
    page.desk.take(conversation(), [Path("/drive/a.jpg")])
    screen.finish()
    assert screen.told == []
    (upload_id,), (on_kept,) = screen.uploads.ids[-1:][0], screen.uploads.kept[-1:]
    assert on_kept is not None
    arrived = replace(upload(stage=UploadStage.UPLOADED), id=upload_id)
    screen.show(arrived)
    on_kept([arrived])
    assert [text for text, _ in screen.told] == ["All uploads have arrived."]


def test_click_brings_the_window_back_and_takes_the_icon_away(screen: Screen) -> None:
    icon = screen.tray.findChild(QSystemTrayIcon)
    assert icon is not None
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert screen.window.isVisible()
    assert not icon.isVisible()
    screen.finish()
    assert screen.closed == []
    assert screen.told == []


def test_program_ends_by_itself_and_says_so(screen: Screen, qtbot: QtBot) -> None:
    screen.finish()
    assert screen.told == [("All uploads have arrived.", False)]
    qtbot.waitUntil(lambda: screen.closed == [True])
    assert not screen.window.isVisible()


def test_what_is_dropped_meanwhile_keeps_the_program(screen: Screen, qtbot: QtBot) -> None:
    screen.finish()
    screen.show(upload())
    with qtbot.assertNotEmitted(screen.window.closing, wait=50):
        screen.show()


def test_new_failure_is_told_and_waits_for_a_look(screen: Screen, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(screen.window.closing, wait=50):
        screen.show(screen.running.moved_to(UploadStage.FAILED, error=ServerFault()))
        screen.show()
    ((text, is_warning),) = screen.told
    assert text.startswith("1 upload")
    assert is_warning


def test_refused_token_is_told_once_for_nothing_goes_on_by_itself(screen: Screen) -> None:
    screen.show(waiting(TokenInvalid(), WaitReason.SIGN_IN))
    for _ in range(3):
        screen.hold(WaitReason.SIGN_IN)
    assert screen.told == [("Uploads wait for you to sign in again.", True)]
    assert "sign in" in screen.tray.tool_tip
    assert screen.closed == []


def test_menu_pauses_and_goes_on(screen: Screen) -> None:
    screen.action("tray_pause_all").trigger()
    screen.show(screen.running.moved_to(UploadStage.PAUSED))
    screen.action("tray_pause_all").trigger()
    assert screen.uploads.asked == [("pause all", ""), ("resume all", "")]
    assert screen.closed == []


def test_quitting_from_the_menu_keeps_what_is_unfinished(screen: Screen) -> None:
    screen.action("tray_quit").trigger()
    assert screen.closed == [True]
    assert screen.uploads.asked == []


def test_menu_says_what_becomes_of_the_uploads(qtbot: QtBot) -> None:
    texts = []
    for keeps in (True, False):
        tray = Tray(keeps=keeps)
        icon = tray.findChild(QSystemTrayIcon)
        assert icon is not None
        texts.append([action.text() for action in icon.contextMenu().actions()][-1])
        icon.contextMenu().deleteLater()
    assert texts == ["Quit, and go on at the next start", "Cancel all and quit"]


def test_menu_opens_the_window(screen: Screen) -> None:
    screen.action("tray_open").trigger()
    assert screen.window.isVisible()


def test_parts_have_their_documented_names(screen: Screen) -> None:
    icon = screen.tray.findChild(QSystemTrayIcon)
    assert icon is not None
    menu = icon.contextMenu()
    actions = {action.objectName() for action in menu.actions() if not action.isSeparator()}
    assert documented("Tray") == {screen.tray.objectName(), menu.objectName(), *actions}
    assert isinstance(menu, QMenu)


def picture(icon: QIcon) -> bytes:
    return bytes(icon.pixmap(32, 32).toImage().constBits())


def test_picture_tells_the_progress_a_pause_and_a_wait(qtbot: QtBot) -> None:
    half = picture(tray_icon(TrayMark.GOES_ON, 0.5))
    looks = {half, *(picture(tray_icon(mark, 0.0)) for mark in TrayMark)}
    assert len(looks) == 4
    assert picture(tray_icon(TrayMark.GOES_ON, 0.51)) == half
    assert not tray_icon(TrayMark.GOES_ON, 7.0).isNull()


def test_offline_upload_keeps_the_program_in_the_background(screen: Screen, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(screen.window.closing, wait=50):
        offline = screen.running.moved_to(UploadStage.WAITING, error=NoConnection())
        screen.show(offline)
    assert screen.told == []


def test_messages_on_their_way_keep_the_program(screen: Screen, qtbot: QtBot) -> None:
    message = planned()
    screen.show(message)
    screen.finish()
    assert "1 message" in screen.tray.tool_tip
    with qtbot.assertNotEmitted(screen.window.closing, wait=50):
        screen.show()
    assert screen.told == []
    assert message.delivery is not None
    sent = replace(message.delivery, stage=DeliveryStage.SENT)
    screen.show(replace(message, delivery=sent))
    qtbot.waitUntil(lambda: screen.closed == [True])


def test_a_message_of_which_nobody_knows_is_told_and_waits_for_a_look(
    screen: Screen, qtbot: QtBot
) -> None:
    message = planned(stage=DeliveryStage.CHECKING)
    screen.show(message)
    screen.finish()
    assert message.delivery is not None
    unknown = replace(message.delivery, stage=DeliveryStage.UNKNOWN)
    with qtbot.assertNotEmitted(screen.window.closing, wait=50):
        screen.show(replace(message, delivery=unknown))
        screen.show()
    ((text, is_warning),) = screen.told
    assert "may not have been sent" in text
    assert is_warning


def test_what_certainly_did_not_arrive_is_told_as_that(screen: Screen) -> None:
    under_way = [planned(name, name, stage=DeliveryStage.CHECKING) for name in "abc"]
    screen.show(*under_way)
    screen.finish()
    refused, failed, unknown = (
        with_delivery(each, each.id, stage=stage, error=error)
        for each, stage, error in zip(
            under_way,
            (DeliveryStage.REFUSED, DeliveryStage.UNKNOWN, DeliveryStage.UNKNOWN),
            (RequestRefused(detail="no"), MessageFailed(), MessageUnknown()),
            strict=True,
        )
    )
    for each in (refused, failed, unknown):
        screen.uploads.upload_changed.emit(each)
    screen.show()
    told = "2 file(s) did not reach the customer. 1 file(s) may not have been sent."
    assert screen.told == [(told, True)]


def test_a_failure_shows_the_window_where_the_icon_has_lost_its_place(
    screen: Screen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desktop's panel may end: nobody would hear of it before the next start."""
    monkeypatch.setattr(Tray, "is_available", lambda: False)
    screen.finish()
    failed = upload("u9", stage=UploadStage.FAILED, error=ServerFault())
    screen.show(failed)
    qtbot.waitUntil(screen.window.isVisible)
    assert not screen.closed


def test_files_that_failed_do_not_hide_messages_that_did(screen: Screen) -> None:
    message, file = planned(stage=DeliveryStage.CHECKING), upload("a.pdf")
    screen.show(message, file)
    screen.finish()
    screen.uploads.upload_changed.emit(with_delivery(message, stage=DeliveryStage.REFUSED))
    screen.uploads.upload_changed.emit(replace(file, stage=UploadStage.FAILED, error=ServerFault()))
    screen.show()
    told = "1 upload(s) did not arrive. 1 file(s) did not reach the customer."
    assert screen.told == [(told, True)]
