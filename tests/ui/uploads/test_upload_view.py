import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QShortcut,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import (
    ConnectionLost,
    MessageFailed,
    NoConnection,
    ServerFault,
    TokenInvalid,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.theme import Theme, style_sheet_of
from leadway_desktop.ui.tokens import LIGHT
from leadway_desktop.ui.uploads import pressable_rows, selection_actions
from leadway_desktop.ui.uploads.conversation_uploads import carded
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_delegate import UploadDelegate
from leadway_desktop.ui.uploads.upload_list_model import STATE_ROLE, UploadListModel
from leadway_desktop.ui.uploads.upload_view import UploadView
from leadway_desktop.ui.uploads.upload_words import action_label
from tests.ui.sending.deliveries import delivered, planned
from tests.ui.stand_ins import NOON, StandInUploads, upload, waiting

LEFT = Qt.MouseButton.LeftButton
LONG_STORY = ServerFault(detail="the server's own words, and many of them. " * 10, trace_id="t-1")


@dataclass
class Screen:
    """A list of uploads in a window, and the threads that it talks to."""

    window: QWidget
    view: UploadView
    model: UploadListModel
    rows: ShownUploads
    service: StandInUploads
    said: list[str]
    commands: UploadCommands

    def show(self, *uploads: Upload) -> None:
        """Put uploads into the list and select the last one."""
        for each in uploads:
            self.model.put(each)
        self.model.show_pending()
        self.view.doItemsLayout()
        # Not the view's: with a key that an earlier test holds it would take the selection away.
        self.view.selectionModel().setCurrentIndex(
            self.rows.index(self.row(uploads[-1])),
            QItemSelectionModel.SelectionFlag.ClearAndSelect,
        )

    def row(self, which: Upload) -> int:
        row = self.rows.row_of(which.id)
        assert row is not None
        return row

    def button(self, row: int, action: UploadAction) -> QPoint:
        """Return where a row's button is."""
        index = self.rows.index(row)
        delegate = self.view.itemDelegate()
        assert isinstance(delegate, UploadDelegate)
        rect = self.view.visualRect(index)
        lines = delegate.lines_of(index.data(STATE_ROLE), rect.width())
        layout = delegate.layout_of(rect, index.data(STATE_ROLE), lines)
        return dict(layout.buttons)[action].center()

    def click(self, row: int, action: UploadAction) -> None:
        QTest.mouseClick(self.view.viewport(), LEFT, pos=self.button(row, action))

    def point_at(self, point: QPoint) -> None:
        """Move the pointer; the offscreen platform has none of its own."""
        viewport, none = self.view.viewport(), Qt.MouseButton.NoButton
        place, keys = viewport.mapToGlobal(point), Qt.KeyboardModifier.NoModifier
        move = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(place), none, none, keys)
        QApplication.sendEvent(viewport, move)

    @property
    def is_lit(self) -> bool:
        """Whether the pointer shows that a button is under it."""
        return self.view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor

    def take_off(self, which: Upload) -> None:
        """Have an upload leave the list, as the queue tells."""
        self.service.removed.emit(which.id)
        self.model.show_pending()
        self.view.doItemsLayout()

    def sees_current_row(self) -> bool:
        row = self.view.visualRect(self.view.currentIndex())
        return row.isValid() and self.view.viewport().rect().contains(row.center())

    def press(self, key: Qt.Key, control: bool = False) -> None:
        keys = Qt.KeyboardModifier
        QTest.keyClick(self.view, key, keys.ControlModifier if control else keys.NoModifier)


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    window = QWidget()
    qtbot.addWidget(window)
    service, model = StandInUploads(), UploadListModel(window)
    service.removed.connect(model.forget)
    commands = UploadCommands(service, window)
    said: list[str] = []
    commands.said.connect(said.append)
    rows = ShownUploads(model, window)
    view = UploadView(model, rows, commands, Theme("light"), names_conversation=False)
    view.setFrameShape(QFrame.Shape.NoFrame)  # as the style sheet has it
    QVBoxLayout(window).addWidget(view)
    window.resize(900, 500)
    window.show()
    qtbot.waitExposed(window)
    view.setFocus()
    return Screen(window, view, model, rows, service, said, commands)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_cancel_button_cancels_its_row(screen: Screen) -> None:
    first, second = upload(), upload()
    screen.show(first, second)
    screen.click(1, UploadAction.CANCEL)
    assert screen.service.asked == [("cancel", second.id)]


def test_a_button_is_its_uploads_even_if_rows_move_under_the_pointer(screen: Screen) -> None:
    first, second = upload("a.jpg"), upload("b.jpg")
    screen.show(first, second)
    point = screen.button(0, UploadAction.CANCEL)
    QTest.mousePress(screen.view.viewport(), LEFT, pos=point)
    screen.show(first.moved_to(UploadStage.FAILED, error=ServerFault()))
    assert screen.row(second) == 0
    QTest.mouseRelease(screen.view.viewport(), LEFT, pos=point)
    assert screen.service.asked == []


def test_agent_is_led_from_one_row_in_need_to_the_next_however_far_below(
    screen: Screen, qtbot: QtBot
) -> None:
    waiting_ones = [upload(f"{number}.jpg") for number in range(700)]
    bad, worse = (upload(name, UploadStage.FAILED, error=ServerFault()) for name in ("a", "b"))
    screen.show(*waiting_ones, bad, worse, waiting_ones[0])
    expected = sorted((screen.row(bad), screen.row(worse)))
    assert expected[0] >= len(waiting_ones), "the order is not touched"
    for row in (*expected, expected[0]):
        screen.view.verticalScrollBar().setValue(0)
        screen.view.go_to_next_in_need()
        assert [index.row() for index in screen.view.selectedIndexes()] == [row]
        qtbot.waitUntil(screen.sees_current_row)


def test_nobody_in_need_leads_nowhere(screen: Screen) -> None:
    one = upload()
    screen.show(one)
    screen.view.go_to_next_in_need()
    assert screen.view.currentIndex().row() == screen.row(one)


SOON = planned(wait=Wait(WaitReason.TIME, NOON), error=ServerFault())
HELD = waiting(ServerFault(), WaitReason.TIME, 20)


@pytest.mark.parametrize(
    ("before", "after", "aimed_at", "there"),
    [
        (
            SOON,
            replace(SOON, delivery=SOON.delivery and SOON.delivery.hurried()),
            UploadAction.TRY_MESSAGE_NOW,
            UploadAction.WITHDRAW,
        ),
        (HELD, HELD.moved_to(UploadStage.QUEUED), UploadAction.RETRY, UploadAction.CANCEL),
    ],
)
def test_a_button_that_has_just_taken_anothers_place_is_not_pressed(
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
    before: Upload,
    after: Upload,
    aimed_at: UploadAction,
    there: UploadAction,
) -> None:
    """The agent has pressed twice, or as the wait ended: "try now" would take the message back."""
    now = [100.0]
    monkeypatch.setattr(pressable_rows, "monotonic", lambda: now[0])
    screen.show(before)
    point, viewport = screen.button(0, aimed_at), screen.view.viewport()
    screen.point_at(point)
    screen.show(after)
    for seconds in (0.0, 0.1, 0.4, 0.4):
        now[0] += seconds
        QTest.mouseClick(viewport, LEFT, pos=point)
        QTest.mouseDClick(viewport, LEFT, pos=point)
    assert screen.service.asked == []
    now[0] += 1.0
    QTest.mouseClick(viewport, LEFT, pos=point)
    assert len(screen.service.asked) == 1
    assert screen.button(0, there).y() == point.y()


def test_a_double_click_on_cancel_cancels_one_upload_and_not_that_which_moves_up(
    screen: Screen,
) -> None:
    first, second = upload("a.jpg"), upload("b.jpg")
    screen.show(first, second)
    viewport, point = screen.view.viewport(), screen.button(0, UploadAction.CANCEL)
    screen.point_at(point)
    QTest.mouseClick(viewport, LEFT, pos=point)
    screen.show(first.moved_to(UploadStage.CANCELLED, at=NOON))
    assert screen.row(second) == 0
    QTest.mouseDClick(viewport, LEFT, pos=point)
    QTest.mouseRelease(viewport, LEFT, pos=point)
    assert screen.service.asked == [("cancel", first.id)]


@pytest.fixture
def slid(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Callable[[QPoint], list[float]]:
    """Have the list slide under a pointer at rest; returns the seconds that go by, to be set."""

    def slide(point: QPoint) -> list[float]:
        now = [100.0]
        monkeypatch.setattr(pressable_rows, "monotonic", lambda: now[0])
        QCursor.setPos(screen.view.viewport().mapToGlobal(point))
        screen.view.note_slide()
        return now

    return slide


def test_a_list_that_comes_where_a_button_was_pressed_is_not_pressed(
    screen: Screen, slid: Callable[[QPoint], list[float]]
) -> None:
    """The message above it goes once "Send" is pressed: the second click cancelled an upload."""
    screen.show(upload("a.jpg"), upload("b.jpg"))
    viewport, point = screen.view.viewport(), screen.button(0, UploadAction.CANCEL)
    now = slid(point)
    for _ in range(4):
        now[0] += 0.1
        QTest.mouseClick(viewport, LEFT, pos=point)
        QTest.mouseDClick(viewport, LEFT, pos=point)
        QTest.mouseRelease(viewport, LEFT, pos=point)
    assert screen.service.asked == []
    screen.click(1, UploadAction.CANCEL)
    assert len(screen.service.asked) == 1, "who has moved there means it"
    now[0] += 0.2
    QTest.mouseClick(viewport, LEFT, pos=point)
    assert len(screen.service.asked) == 2, "and who sees it"


def test_a_row_that_slid_under_the_pointer_is_neither_selected_nor_dragged(
    qtbot: QtBot, screen: Screen, slid: Callable[[QPoint], list[float]]
) -> None:
    """What is typed next would act on it."""
    screen.show(upload("a.jpg"), upload("b.jpg"))
    selected, viewport = screen.view.selectedIndexes(), screen.view.viewport()
    first = screen.rows.index(0)
    beside = screen.view.visualRect(first).topLeft() + QPoint(40, 20)
    slid(beside)
    with qtbot.waitSignal(screen.view.press_left_out):
        QTest.mousePress(viewport, LEFT, pos=beside)
    QTest.mouseMove(viewport, beside + QPoint(0, 60))
    QTest.mouseRelease(viewport, LEFT, pos=beside + QPoint(0, 60))
    assert screen.view.selectedIndexes() == selected
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=beside)
    assert screen.view.selectedIndexes() == [first], "of which the menu is"


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_what_corrects_typing_cancels_nothing(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    """But Command with it, which deletes on a Mac."""
    monkeypatch.setattr(sys, "platform", platform)
    running = upload("a.jpg")
    screen.show(running)
    screen.press(Qt.Key.Key_Backspace)
    assert screen.service.asked == []
    screen.press(Qt.Key.Key_Backspace, control=True)
    assert screen.service.asked == ([("cancel", running.id)] if platform == "darwin" else [])


def test_a_row_that_comes_in_between_as_the_agent_presses_is_not_pressed(screen: Screen) -> None:
    """There "Try now" of one message was "Do not send" of another, whose file had just arrived."""
    first = replace(SOON, finished_at=NOON)
    arrived = replace(planned(), finished_at=NOON + timedelta(minutes=1))
    screen.show(first)
    point = screen.button(0, UploadAction.TRY_MESSAGE_NOW)
    screen.point_at(point)
    screen.show(arrived)
    assert (screen.row(arrived), screen.button(0, UploadAction.WITHDRAW).y()) == (0, point.y())
    QTest.mouseClick(screen.view.viewport(), LEFT, pos=point)
    assert screen.service.asked == []


def cancelled(*names: str) -> list[Upload]:
    return [upload(name, UploadStage.CANCELLED) for name in names]


def test_rows_are_taken_off_the_list_as_fast_as_one_can_press(screen: Screen) -> None:
    gone = cancelled("a.jpg", "b.jpg")
    screen.show(*gone)
    first, second = sorted(gone, key=screen.row)
    viewport, point = screen.view.viewport(), screen.button(0, UploadAction.REMOVE)
    screen.point_at(point)
    QTest.mouseClick(viewport, LEFT, pos=point)
    screen.take_off(first)
    QTest.mouseDClick(viewport, LEFT, pos=point)
    QTest.mouseRelease(viewport, LEFT, pos=point)
    assert screen.service.asked == [("remove", first.id), ("remove", second.id)]


def test_a_row_that_moves_up_lifts_no_guard_against_a_press_that_came_too_soon(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(pressable_rows, "monotonic", lambda: now[0])
    running, *gone = upload("z.jpg"), *cancelled("a.jpg", "b.jpg")
    screen.show(*gone)
    viewport, point = screen.view.viewport(), screen.button(0, UploadAction.REMOVE)
    screen.show(running)
    screen.point_at(point)
    first, second = sorted(gone, key=screen.row)
    for each in (running, first):
        screen.take_off(each)
        QTest.mouseClick(viewport, LEFT, pos=point)
        now[0] += 0.1
    assert screen.row(second) == 0
    assert screen.service.asked == []


@pytest.mark.parametrize("had_a_button", [True, False])
def test_a_button_that_comes_under_the_pointer_where_there_was_none_is_not_pressed(
    qtbot: QtBot, screen: Screen, had_a_button: bool
) -> None:
    """The list may be empty for a moment before the next row stands there."""
    first, second = upload("a.jpg"), upload("b.jpg")
    screen.show(first)
    viewport, point = screen.view.viewport(), screen.button(0, UploadAction.CANCEL)
    if not had_a_button:
        screen.take_off(first)
    screen.point_at(point)
    if had_a_button:
        screen.take_off(first)
    qtbot.waitUntil(lambda: not screen.is_lit)
    screen.show(second)
    QTest.mouseClick(viewport, LEFT, pos=point)
    assert screen.button(0, UploadAction.CANCEL) == point
    assert screen.service.asked == []


def test_a_button_that_is_back_under_the_pointer_is_the_one_that_was_meant(
    qtbot: QtBot, screen: Screen
) -> None:
    one = upload()
    screen.show(one)
    viewport, point = screen.view.viewport(), screen.button(0, UploadAction.CANCEL)
    screen.point_at(point)
    screen.take_off(one)
    qtbot.waitUntil(lambda: not screen.is_lit)
    screen.show(one)
    QTest.mouseClick(viewport, LEFT, pos=point)
    assert screen.service.asked == [("cancel", one.id)]


def test_letting_go_beside_the_button_does_nothing(screen: Screen) -> None:
    screen.show(upload())
    viewport, button = screen.view.viewport(), screen.button(0, UploadAction.CANCEL)
    QTest.mousePress(viewport, LEFT, pos=button)
    QTest.mouseRelease(viewport, LEFT, pos=QPoint(5, button.y()))
    assert screen.service.asked == []


def test_another_button_of_the_mouse_takes_a_press_back(screen: Screen) -> None:
    screen.show(upload())
    viewport, button = screen.view.viewport(), screen.button(0, UploadAction.CANCEL)
    QTest.mousePress(viewport, LEFT, pos=button)
    for change in (QTest.mousePress, QTest.mouseRelease):
        change(viewport, Qt.MouseButton.RightButton, pos=button)
    QTest.mouseRelease(viewport, LEFT, pos=button)
    assert screen.service.asked == []


def test_double_click_on_a_row_does_nothing(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.UPLOADING))
    QTest.mouseDClick(screen.view.viewport(), LEFT, pos=QPoint(100, 20))
    assert screen.service.asked == []


def test_the_row_under_a_pointer_at_rest_is_lit_when_rows_move(
    screen: Screen, qtbot: QtBot
) -> None:
    first, second, third = upload("a.jpg"), upload("b.jpg"), upload("c.jpg")
    screen.show(first, second, third)
    qtbot.waitUntil(lambda: screen.view.height() > 0)
    screen.view.clearSelection()
    row = screen.view.visualRect(screen.rows.index(screen.row(first)))
    screen.point_at(row.topLeft() + QPoint(8, 8))

    def ground(which: Upload) -> str:
        place = screen.view.visualRect(screen.rows.index(screen.row(which))).topLeft()
        return screen.view.grab().toImage().pixelColor(place + QPoint(8, 8)).name()

    lit, plain = ground(first), ground(second)
    assert lit != plain
    screen.show(first.moved_to(UploadStage.CANCELLED, at=NOON))
    screen.view.clearSelection()
    assert screen.row(first) > screen.row(second) == 0
    assert screen.view.grab()
    assert (ground(second), ground(first)) == (lit, plain)


def test_pointer_on_a_button_shows_a_hand_and_leaves_it(screen: Screen) -> None:
    screen.show(upload())
    viewport = screen.view.viewport()
    screen.point_at(screen.button(0, UploadAction.CANCEL))
    assert viewport.cursor().shape() is Qt.CursorShape.PointingHandCursor
    screen.point_at(QPoint(100, 20))
    assert viewport.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_copy_link_puts_it_on_the_clipboard_and_says_so(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.UPLOADED, link="https://files.example/1"))
    screen.click(0, UploadAction.COPY_LINK)
    assert clipboard() == "https://files.example/1"
    assert len(screen.said) == 1


def test_ctrl_c_copies_the_links_of_all_selected_rows(screen: Screen) -> None:
    done = [upload(stage=UploadStage.UPLOADED, link=f"https://files.example/{n}") for n in (1, 2)]
    screen.show(*done, upload())
    screen.view.selectAll()
    screen.press(Qt.Key.Key_C, control=True)
    assert clipboard().splitlines() == ["https://files.example/2", "https://files.example/1"]


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_F5, Qt.Key.Key_Return])
def test_keys_retry_a_failed_upload(screen: Screen, key: Qt.Key) -> None:
    failed = upload(stage=UploadStage.FAILED, error=ServerFault())
    screen.show(failed)
    screen.press(key)
    assert screen.service.asked == [("retry", failed.id)]


def test_f5_is_the_windows_where_nothing_can_be_retried(screen: Screen, qtbot: QtBot) -> None:
    refresh = QShortcut(QKeySequence("F5"), screen.window)
    screen.show(upload())
    with qtbot.waitSignal(refresh.activated):
        screen.press(Qt.Key.Key_F5)
    screen.show(upload(stage=UploadStage.FAILED, error=ServerFault()))
    with qtbot.assertNotEmitted(refresh.activated):
        screen.press(Qt.Key.Key_F5)


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_Return])
def test_keys_end_a_wait(screen: Screen, key: Qt.Key) -> None:
    late = waiting(ConnectionLost(), WaitReason.TIME, 8)
    screen.show(late)
    screen.press(key)
    assert screen.service.asked == [("retry", late.id)]


def test_trying_what_is_offline_looks_for_the_network_once(screen: Screen) -> None:
    late = waiting(ConnectionLost(), WaitReason.TIME, 8)
    offline = [waiting(NoConnection(), WaitReason.NETWORK) for _ in range(3)]
    screen.show(*offline, late)
    screen.view.selectAll()
    screen.press(Qt.Key.Key_R)
    assert screen.service.asked == [("retry", late.id), ("try network", "")]
    assert len(screen.said) == 1


def test_upload_that_waits_for_a_token_asks_for_it(screen: Screen, qtbot: QtBot) -> None:
    screen.show(waiting(TokenInvalid(), WaitReason.SIGN_IN))
    with qtbot.waitSignal(screen.commands.sign_in_wanted):
        screen.click(0, UploadAction.SIGN_IN)
    assert screen.service.asked == []


def test_p_pauses_and_goes_on(screen: Screen) -> None:
    running = upload(stage=UploadStage.UPLOADING)
    screen.show(running)
    screen.press(Qt.Key.Key_P)
    screen.show(running.moved_to(UploadStage.PAUSED))
    screen.press(Qt.Key.Key_P)
    assert screen.service.asked == [("pause", running.id), ("resume", running.id)]


def test_p_pauses_the_rest_where_some_are_paused_already(screen: Screen) -> None:
    paused, queued = upload(stage=UploadStage.PAUSED), upload()
    screen.show(paused, queued)
    screen.view.selectAll()
    screen.press(Qt.Key.Key_P)
    assert screen.service.asked == [("pause", queued.id)]


def test_menu_names_what_its_action_does_to_the_selected_rows(screen: Screen) -> None:
    retry = screen.view.action(UploadAction.RETRY)
    late = waiting(ConnectionLost(), WaitReason.TIME, 8)
    screen.show(upload(stage=UploadStage.FAILED, error=ServerFault()), late)
    assert retry.text() == "Try now"
    screen.view.selectAll()
    assert retry.text() == "Retry"


def test_menu_says_that_it_sends_again_where_one_of_the_messages_is_in_doubt(
    screen: Screen,
) -> None:
    again = screen.view.action(UploadAction.SEND_AGAIN)
    failed = [delivered(DeliveryStage.UNKNOWN, MessageFailed(), name) for name in ("1", "2")]
    screen.show(failed[0], delivered(DeliveryStage.UNKNOWN), failed[1])
    assert again.text() == "Retry"
    screen.view.selectAll()
    assert again.text() == "Send again…"


def test_countdown_repaints_its_rows_alone(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    painted: list[str] = []
    real = UploadDelegate.paint

    def noted(self: UploadDelegate, painter: QPainter, option: object, index: QModelIndex) -> None:
        painted.append(index.data())
        real(self, painter, option, index)  # type: ignore[arg-type]

    monkeypatch.setattr(UploadDelegate, "paint", noted)
    late = waiting(ConnectionLost(), WaitReason.TIME, 8, name="late.jpg")
    screen.show(upload("first.jpg"), late, upload("last.jpg"))
    qtbot.waitUntil(lambda: "last.jpg" in painted)
    QApplication.processEvents()  # what the first layout still had to say
    painted.clear()
    screen.model.ticked.emit()
    qtbot.waitUntil(lambda: bool(painted))
    assert painted == ["late.jpg"]


def test_rows_that_wait_are_as_high_as_the_others(screen: Screen) -> None:
    screen.show(upload(), waiting(TokenInvalid(), WaitReason.SIGN_IN, name="x.jpg"))
    heights = {screen.view.visualRect(screen.rows.index(row)).height() for row in (0, 1)}
    assert len(heights) == 1
    assert screen.view.uniformItemSizes()


def test_enter_never_cancels(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.UPLOADING))
    screen.press(Qt.Key.Key_Return)
    assert screen.service.asked == []


def test_delete_cancels_what_runs_and_removes_what_is_over(screen: Screen) -> None:
    running, over = upload(), upload(stage=UploadStage.CANCELLED)
    screen.show(running)
    screen.press(Qt.Key.Key_Delete)
    screen.show(over)
    screen.press(Qt.Key.Key_Delete)
    assert screen.service.asked == [("cancel", running.id), ("remove", over.id)]


def test_arrows_move_between_rows(screen: Screen) -> None:
    uploads = [upload(), upload(stage=UploadStage.FAILED), upload()]
    screen.show(*uploads)
    screen.press(Qt.Key.Key_Down)
    assert screen.view.selected_uploads() == [uploads[1]]


def test_tab_selects_the_first_row_so_that_its_keys_work(screen: Screen) -> None:
    failed = upload(stage=UploadStage.FAILED, error=ServerFault())
    screen.show(failed)
    screen.view.selectionModel().clear()
    screen.view.clearFocus()
    screen.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert screen.view.selected_uploads() == [failed]


def test_coming_back_to_the_window_selects_no_upload(screen: Screen) -> None:
    screen.show(upload())
    screen.view.selectionModel().clear()
    back = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(screen.view, back)
    assert screen.view.selected_uploads() == []


def test_menu_key_offers_every_action_of_the_row(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.FAILED, error=ServerFault(trace_id="t-1")))
    position = QPoint(10, 10)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(
        screen.view.viewport(),
        QContextMenuEvent(reason, position, screen.view.viewport().mapToGlobal(position)),
    )
    menu = screen.view.findChild(QMenu)
    assert menu is not None
    names = {action.objectName() for action in menu.actions() if not action.isSeparator()}
    assert names == {"retry_upload", "copy_details", "open_folder", "remove_upload"}
    retry = next(action for action in menu.actions() if action.objectName() == "retry_upload")
    retry.trigger()
    menu.close()
    assert [verb for verb, _ in screen.service.asked] == ["retry"]


def test_menu_of_a_list_in_a_card_is_not_seen_through(screen: Screen) -> None:
    screen.window.setStyleSheet(style_sheet_of(LIGHT))
    card = carded(screen.view)
    card.setParent(screen.window)
    screen.show(upload())
    position = QPoint(10, 10)
    QApplication.sendEvent(
        screen.view.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, position, position),
    )
    menu = screen.view.findChild(QMenu)
    assert menu is not None
    picture = QImage(menu.size(), QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    menu.render(picture)
    menu.close()
    corner = QPoint(menu.width() - 4, menu.height() - 4)
    assert picture.pixelColor(corner) == QColor(LIGHT.raised)


def test_actions_follow_the_stage_of_the_selected_row(screen: Screen) -> None:
    running = upload(stage=UploadStage.COMPLETING)
    screen.show(running)
    assert screen.view.action(UploadAction.CANCEL).isEnabled()
    assert not screen.view.action(UploadAction.COPY_LINK).isEnabled()
    screen.show(running.moved_to(UploadStage.UPLOADED, link="https://files.example/1"))
    assert not screen.view.action(UploadAction.CANCEL).isEnabled()
    assert screen.view.action(UploadAction.COPY_LINK).isEnabled()


def test_details_hold_the_trace_id(screen: Screen) -> None:
    screen.show(upload(stage=UploadStage.FAILED, error=ServerFault(trace_id="t-1")))
    screen.view.action(UploadAction.COPY_DETAILS).trigger()
    assert "t-1" in clipboard()


def test_only_rows_with_a_long_error_grow(screen: Screen) -> None:
    screen.show(upload(), upload(stage=UploadStage.FAILED, error=LONG_STORY))
    QApplication.processEvents()
    common, tall = (screen.view.visualRect(screen.rows.index(row)).height() for row in (0, 1))
    assert tall > common
    screen.service.remove(screen.view.selected_uploads()[0].id)
    screen.model.show_pending()
    assert screen.view.uniformItemSizes()


def test_ten_thousand_rows_are_measured_once_and_painted_by_the_screenful(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"sizeHint": 0, "paint": 0}
    for name in calls:
        real = getattr(UploadDelegate, name)

        def counted(*args: object, name: str = name, real: object = real) -> object:
            calls[name] += 1
            return real(*args)  # type: ignore[operator]

        monkeypatch.setattr(UploadDelegate, name, counted)
    screen.show(*(upload(f"{n}.jpg") for n in range(10_000)))
    screen.view.repaint()
    rows_in_sight = screen.view.viewport().height() // 60 + 2
    assert calls["sizeHint"] <= 10
    assert calls["paint"] <= 5 * rows_in_sight


@pytest.mark.parametrize("with_error", [False, True])
def test_progress_measures_no_other_row_and_paints_its_own(
    screen: Screen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, with_error: bool
) -> None:
    seen: dict[str, list[str]] = {"sizeHint": [], "paint": []}
    for name, names in seen.items():
        real = getattr(UploadDelegate, name)

        def noted(*args: object, names: list[str] = names, real: object = real) -> object:
            names.append(args[-1].data())  # type: ignore[attr-defined]
            return real(*args)  # type: ignore[operator]

        monkeypatch.setattr(UploadDelegate, name, noted)
    running = upload("runs.jpg", UploadStage.UPLOADING)
    broken = upload("broken.jpg", UploadStage.FAILED, error=LONG_STORY)
    screen.show(running, *(upload(f"{n}.jpg") for n in range(300)), *([broken] * with_error))
    screen.view.setCurrentIndex(QModelIndex())
    screen.view.scrollToTop()
    # Rows are laid out in batches, one after the other.
    qtbot.waitUntil(lambda: "299.jpg" in seen["sizeHint"] or not with_error)
    qtbot.waitUntil(lambda: "runs.jpg" in seen["paint"])
    while any(seen.values()):  # what is still due, of rows that were laid out last, comes first
        for names in seen.values():
            names.clear()
        QApplication.processEvents()
    screen.model.advance(Progress(running.id, 500, 1000))
    screen.model.show_pending()
    qtbot.waitUntil(lambda: bool(seen["paint"]))
    assert set(seen["paint"]) == {"runs.jpg"}
    assert set(seen["sizeHint"]) <= {"runs.jpg"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (UploadStage.UPLOADING, UploadStage.COMPLETING),
        (UploadStage.COMPLETING, UploadStage.UPLOADED),
    ],
)
def test_uploads_that_go_on_beside_one_that_failed_measure_no_row_that_stays(
    screen: Screen,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    before: UploadStage,
    after: UploadStage,
) -> None:
    measured: list[str] = []
    real = UploadDelegate.sizeHint

    def noted(*args: object) -> object:
        measured.append(args[-1].data())  # type: ignore[attr-defined]
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(UploadDelegate, "sizeHint", noted)
    broken = upload("broken.jpg", UploadStage.FAILED, error=LONG_STORY)
    running = upload("runs.jpg", before)
    screen.show(*(upload(f"{n}.jpg") for n in range(300)), broken, running)
    higher = screen.rows.index(screen.row(broken))
    qtbot.waitUntil(lambda: screen.view.visualRect(higher).isValid())
    measured.clear()
    screen.model.put(running.moved_to(after))
    screen.model.show_pending()
    screen.view.executeDelayedItemsLayout()
    assert set(measured) <= {"runs.jpg"}


def test_hundreds_of_rows_are_all_there_as_soon_as_more_come_beside_one_that_failed(
    screen: Screen,
) -> None:
    broken = upload("broken.jpg", UploadStage.FAILED, error=LONG_STORY)
    screen.show(*(upload(f"{n}.jpg") for n in range(500)), broken)
    screen.show(upload("more.jpg"))
    assert screen.view.visualRect(screen.rows.index(501)).isValid()


def test_a_row_whose_error_needs_more_room_gets_it_beside_others_that_have_it(
    screen: Screen, qtbot: QtBot
) -> None:
    broken = upload("broken.jpg", UploadStage.FAILED, error=LONG_STORY)
    running = upload("runs.jpg", UploadStage.UPLOADING)
    screen.show(broken, running)
    screen.show(running.moved_to(UploadStage.FAILED, error=LONG_STORY))

    def heights() -> set[int]:
        return {screen.view.visualRect(screen.rows.index(row)).height() for row in (0, 1)}

    qtbot.waitUntil(lambda: len(heights()) == 1)


def test_rows_make_room_for_one_that_fails_beside_others_and_close_up_when_it_goes_on(
    screen: Screen, qtbot: QtBot
) -> None:
    broken = upload("broken.jpg", UploadStage.FAILED, error=LONG_STORY)
    running = upload("runs.jpg", UploadStage.UPLOADING)
    screen.show(broken, running)
    failed = running.moved_to(UploadStage.FAILED, error=LONG_STORY)

    def stand_close() -> bool:
        first, second = (screen.view.visualRect(screen.rows.index(row)) for row in (0, 1))
        return second.top() == first.bottom() + 1

    for now in (failed, failed.moved_to(UploadStage.QUEUED)):
        screen.model.put(now)
        screen.model.show_pending()
        qtbot.waitUntil(stand_close)


def test_rows_follow_another_width(screen: Screen, qtbot: QtBot) -> None:
    broken = upload(stage=UploadStage.FAILED, error=ServerFault(detail="the server's words " * 8))
    screen.window.resize(360, 500)
    screen.show(broken)
    index = screen.rows.index(0)
    narrow = screen.view.visualRect(index).height()
    screen.window.resize(1180, 500)

    def is_lower() -> None:
        assert screen.view.visualRect(index).height() < narrow

    qtbot.waitUntil(is_lower)


def test_rows_that_change_places_are_where_they_belong(screen: Screen, qtbot: QtBot) -> None:
    uploads = [upload(f"{n}.jpg") for n in range(4)]
    screen.show(*uploads)
    screen.model.forget(uploads[0].id)
    screen.show(upload("4.jpg"))
    screen.show(replace(uploads[3], place=0.0))
    qtbot.waitUntil(lambda: screen.row(uploads[3]) == 0)
    for row in range(4):
        index = screen.rows.index(row)
        assert screen.view.indexAt(screen.view.visualRect(index).center()) == index
    tops = [screen.view.visualRect(screen.rows.index(row)).top() for row in range(4)]
    assert tops == sorted(set(tops))
    screen.click(0, UploadAction.CANCEL)
    assert screen.service.asked == [("cancel", uploads[3].id)]


def test_of_many_selected_rows_a_few_tell_what_can_be_done(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of thousands may be selected while uploads run, and every frame asks again."""
    asked: list[Upload] = []

    def counted(action: UploadAction, which: Upload) -> str:
        asked.append(which)
        return action_label(action, which)

    monkeypatch.setattr(selection_actions, "action_label", counted)
    stages = (UploadStage.QUEUED, UploadStage.UPLOADED)
    uploads = [upload(f"{number}.jpg", stages[number % 2]) for number in range(200)]
    screen.show(*uploads)
    asked.clear()
    screen.view.selectAll()
    assert screen.view.selected_uploads() == [
        screen.model.upload(screen.rows.id_at(row)) for row in range(200)
    ]
    assert 0 < len({one.id for one in asked}) <= 4
    assert screen.view.action(UploadAction.CANCEL).isEnabled()
    assert screen.view.action(UploadAction.COPY_LINK).isEnabled()
