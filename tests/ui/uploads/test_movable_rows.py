"""Rows that wait go where they are dragged, by mouse or by keyboard; files are not rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.drag_picture import drag_picture
from leadway_desktop.ui.uploads.row_layout import RowFonts
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_view import UploadView
from tests.ui.stand_ins import StandInUploads, files, upload

ALT = Qt.KeyboardModifier.AltModifier
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
MOVE = Qt.DropAction.MoveAction


@dataclass
class Screen:
    """A list with rows runs, a, b, c, d, over, of which the letters wait."""

    window: QWidget
    view: UploadView
    shown: ShownUploads
    service: StandInUploads
    uploads: list[Upload]
    pictures: list[int] = field(default_factory=list)

    def ids(self, names: str) -> list[str]:
        return [each.id for name in names for each in self.uploads if each.file.path.name == name]

    def select(self, names: str) -> None:
        self.view.clearSelection()
        for upload_id in self.ids(names):
            row = self.shown.row_of(upload_id)
            assert row is not None
            model = self.view.selectionModel()
            model.setCurrentIndex(self.shown.index(row), model.SelectionFlag.Select)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.view, key, ALT)

    def point(self, row: int, *, lower_half: bool) -> QPoint:
        rect = self.view.visualRect(self.shown.index(row))
        return rect.center() + QPoint(0, rect.height() // 3 * (1 if lower_half else -1))

    def gap(self) -> int | None:
        return self.view._gap


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    window = QWidget()
    qtbot.addWidget(window)
    service, model = StandInUploads(), UploadListModel(window)
    shown = ShownUploads(model, window)
    commands = UploadCommands(service, window)
    view = UploadView(model, shown, commands, Theme("light"), names_conversation=False)
    view.setParent(window)
    view.resize(900, 700)
    window.resize(900, 700)
    window.show()
    qtbot.waitExposed(window)
    uploads = [
        upload("r", UploadStage.UPLOADING),
        *(upload(name) for name in "abcd"),
        upload("o", UploadStage.CANCELLED),
    ]
    for each in uploads:
        model.put(each)
    model.show_pending()
    view.doItemsLayout()
    view.setFocus()
    return Screen(window, view, shown, service, uploads)


# -- by keyboard ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selected", "key", "expected"),
    [
        ("b", Qt.Key.Key_Up, ("b", "a", "")),
        ("b", Qt.Key.Key_Down, ("b", "d", "")),
        ("c", Qt.Key.Key_Down, ("c", "", "d")),
        ("bc", Qt.Key.Key_Up, ("bc", "a", "")),
        ("bd", Qt.Key.Key_Up, ("bd", "a", "")),
        ("ac", Qt.Key.Key_Up, ("ac", "a", "")),
        ("rb", Qt.Key.Key_Up, ("b", "a", "")),
    ],
)
def test_alt_and_an_arrow_move_by_one_row(
    screen: Screen, selected: str, key: Qt.Key, expected: tuple[str, str, str]
) -> None:
    screen.select(selected)
    screen.press(key)
    ids, before, after = ("".join(screen.ids(part)) for part in expected)
    [(moved, *anchor)] = screen.service.moved
    assert ("".join(moved), *anchor) == (ids, before or None, after or None)


@pytest.mark.parametrize(
    ("selected", "key"),
    [
        ("a", Qt.Key.Key_Up),
        ("ab", Qt.Key.Key_Up),
        ("d", Qt.Key.Key_Down),
        ("r", Qt.Key.Key_Down),
        ("o", Qt.Key.Key_Up),
        ("", Qt.Key.Key_Up),
    ],
)
def test_what_is_at_the_end_or_does_not_wait_stays(
    screen: Screen, selected: str, key: Qt.Key
) -> None:
    screen.select(selected)
    screen.press(key)
    assert screen.service.moved == []


def test_alt_home_moves_to_the_front_of_all(screen: Screen) -> None:
    screen.select("cd")
    screen.press(Qt.Key.Key_Home)
    assert screen.service.moved == [(screen.ids("cd"), None, None)]


def test_the_menu_moves_what_waits_to_the_front(screen: Screen) -> None:
    front = screen.view.action(UploadAction.MOVE_TO_FRONT)
    screen.select("ro")
    assert not front.isEnabled()
    screen.select("rc")
    front.trigger()
    assert screen.service.moved == [(screen.ids("c"), None, None)]


# -- by mouse -------------------------------------------------------------------------------------


Step = Callable[[QMimeData], None]


def dragging(screen: Screen, monkeypatch: pytest.MonkeyPatch, *steps: Step) -> None:
    """Start a drag of the selection, with these steps for what the system would do."""

    def act(drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
        screen.pictures.append(drag.pixmap().width())
        for step in steps:
            step(drag.mimeData())
        return MOVE

    monkeypatch.setattr(QDrag, "exec", act)
    screen.view.startDrag(MOVE)


def over(screen: Screen, row: int, *, lower_half: bool) -> Step:
    def send(data: QMimeData) -> None:
        at = screen.point(row, lower_half=lower_half)
        for kind in (QDragEnterEvent, QDragMoveEvent):
            event = kind(at, MOVE, data, LEFT, NO_KEY)
            QApplication.sendEvent(screen.view.viewport(), event)
            assert event.isAccepted()
            assert event.dropAction() is MOVE

    return send


def dropped(screen: Screen, row: int, *, lower_half: bool) -> Step:
    def send(data: QMimeData) -> None:
        at = QPointF(screen.point(row, lower_half=lower_half))
        event = QDropEvent(at, MOVE, data, LEFT, NO_KEY)
        QApplication.sendEvent(screen.view.viewport(), event)

    return send


@pytest.mark.parametrize(
    ("row", "lower_half", "expected"),
    [
        (1, False, ("a", "")),
        (2, False, ("b", "")),
        (3, True, ("d", "")),
        (4, True, ("", "d")),
        (0, False, ("a", "")),
        (5, True, ("", "d")),
    ],
)
def test_a_dragged_row_goes_between_rows_that_wait(
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
    row: int,
    lower_half: bool,
    expected: tuple[str, str],
) -> None:
    selected = "c" if expected[0] != "d" else "a"
    screen.select(selected)
    dragging(
        screen,
        monkeypatch,
        over(screen, row, lower_half=lower_half),
        dropped(screen, row, lower_half=lower_half),
    )
    before, after = ("".join(screen.ids(part)) or None for part in expected)
    assert screen.service.moved == [(screen.ids(selected), before, after)]
    assert screen.gap() is None
    assert screen.pictures[0] > 0


def test_dropped_where_it_is_it_stays(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.select("bc")
    dragging(screen, monkeypatch, dropped(screen, 2, lower_half=True))
    assert screen.service.moved == []


def test_a_drag_shows_where_its_rows_would_go(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.select("d")
    gaps: list[int | None] = []

    def look(_: QMimeData) -> None:
        gaps.append(screen.gap())

    def leave(_: QMimeData) -> None:
        QApplication.sendEvent(screen.view.viewport(), QDragLeaveEvent())

    before = screen.view.grab().toImage()

    def differs(_: QMimeData) -> None:
        assert screen.view.grab().toImage() != before

    there = over(screen, 2, lower_half=False)
    dragging(screen, monkeypatch, there, look, differs, leave, look)
    assert gaps == [2, None]


def test_what_does_not_wait_is_not_dragged(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.select("ro")
    dragging(screen, monkeypatch)
    assert screen.pictures == []


def test_files_are_for_whatever_is_around_the_list(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not screen.view.viewport().acceptDrops()
    taken: list[bool] = []

    def files_come(_: QMimeData) -> None:
        event = QDragEnterEvent(QPoint(9, 9), MOVE, data, LEFT, NO_KEY)
        QApplication.sendEvent(screen.view.viewport(), event)
        taken.append(event.isAccepted())

    data = files("/tmp/a.jpg")
    screen.select("b")
    dragging(screen, monkeypatch, files_come)
    assert taken == [False]
    assert not screen.view.viewport().acceptDrops()


def test_rows_that_all_began_meanwhile_go_nowhere(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.select("b")
    model = screen.view._source

    def begin(_: QMimeData) -> None:
        for each in screen.uploads[1:5]:
            model.put(each.moved_to(UploadStage.PREPARING))
        model.show_pending()

    dragging(screen, monkeypatch, begin, dropped(screen, 2, lower_half=True))
    assert screen.service.moved == []


@pytest.mark.parametrize("count", [1, 3, 1200])
def test_the_picture_tells_how_many(qtbot: QtBot, count: int) -> None:
    uploads = [upload("a name that is much longer than the picture is wide.jpg")] * count
    for ratio in (1.0, 2.0):
        picture = drag_picture(uploads, Theme("dark"), RowFonts.make(), ratio)
        assert picture.devicePixelRatio() == ratio
        assert 200 < picture.deviceIndependentSize().width() < 300
