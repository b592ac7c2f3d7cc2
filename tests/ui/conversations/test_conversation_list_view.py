"""Files dropped on a row reach that conversation, as a copy; 100,000 rows cost what is seen."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    Qt,
    QUrl,
)
from PySide6.QtGui import QFocusEvent, QHoverEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui import edge_scroller
from leadway_desktop.ui.conversations.conversation_delegate import ConversationDelegate
from leadway_desktop.ui.conversations.conversation_list_model import ConversationListModel
from leadway_desktop.ui.conversations.conversation_list_view import ConversationListView
from leadway_desktop.ui.incoming_files import IncomingFiles
from leadway_desktop.ui.theme import Theme
from tests.ui.conversations.rows import Drag, many
from tests.ui.stand_ins import addresses, files

FIRST, SECOND = QPoint(100, 30), QPoint(100, 90)
BELOW_ALL = QPoint(100, 390)


class CountingModel(ConversationListModel):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        self.calls += 1
        return super().data(index, role)


@pytest.fixture
def model() -> CountingModel:
    return CountingModel()


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, model: CountingModel) -> Iterator[ConversationListView]:
    view = ConversationListView(theme, model, lambda conversation: conversation.channel)
    qtbot.addWidget(view)
    view.resize(328, 400)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.close()


def dropped(view: ConversationListView) -> list[tuple[str, tuple[Path, ...]]]:
    seen: list[tuple[str, tuple[Path, ...]]] = []

    def take(conversation: Conversation, came: IncomingFiles) -> None:
        seen.append((conversation.id, came.paths))

    view.files_dropped.connect(take)
    return seen


@pytest.mark.parametrize(
    ("reason", "row"),
    [
        (Qt.FocusReason.ActiveWindowFocusReason, -1),
        (Qt.FocusReason.PopupFocusReason, -1),
        (Qt.FocusReason.TabFocusReason, 0),
    ],
)
def test_coming_back_to_the_window_chooses_no_conversation(
    view: ConversationListView, model: CountingModel, reason: Qt.FocusReason, row: int
) -> None:
    """As after a drag from another program, on whatever row the files were let go."""
    model.replace(many(3))
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
    assert view.currentIndex().row() == row


@pytest.mark.parametrize(
    ("came_by", "has_ring"),
    [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)],
)
@pytest.mark.parametrize(
    "comes_back_by", [Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason]
)
def test_coming_back_to_the_window_shows_the_ring_to_those_who_had_it(
    view: ConversationListView,
    model: CountingModel,
    came_by: Qt.FocusReason,
    has_ring: bool,
    comes_back_by: Qt.FocusReason,
) -> None:
    model.replace(many(3))
    delegate = view.itemDelegate()
    assert isinstance(delegate, ConversationDelegate)
    for reason in (came_by, comes_back_by):
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert delegate.shows_focus is has_ring
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut, comes_back_by))


def test_a_drop_reaches_the_row_below_it_as_a_copy(
    view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(3))
    seen = dropped(view)
    drag = Drag(view, files("/tmp/a.jpg", "/tmp/b.pdf"))
    assert drag.enter(FIRST).isAccepted()
    moved = drag.move(SECOND)
    let_go = drag.drop(SECOND)
    for event in (moved, let_go):
        assert event.isAccepted()
        assert event.dropAction() is Qt.DropAction.CopyAction
    assert seen == [("c1", (Path("/tmp/a.jpg"), Path("/tmp/b.pdf")))]


def test_a_list_that_is_pushed_away_under_resting_files_does_not_change_for_whom_they_are(
    view: ConversationListView, model: CountingModel
) -> None:
    """A notice may come above it in the moment in which the agent lets go."""
    model.replace(many(4))
    seen = dropped(view)
    drag = Drag(view, files("/tmp/a.jpg"))
    drag.enter(SECOND)
    drag.move(SECOND)
    view.move(view.x(), view.y() + SECOND.y() - FIRST.y())
    assert drag.move(FIRST).isAccepted(), "the same place of the screen, as some systems repeat it"
    drag.drop(FIRST)
    assert [conversation_id for conversation_id, _ in seen] == ["c1"]
    drag.enter(SECOND)
    drag.move(SECOND)
    drag.drop(FIRST)
    assert [conversation_id for conversation_id, _ in seen] == ["c1", "c0"]


def test_the_drag_lights_the_row_and_selects_nothing(
    view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(3))
    drag = Drag(view, files("/tmp/a.jpg"))
    drag.enter(FIRST)
    drag.move(SECOND)
    delegate = view.itemDelegate()
    assert isinstance(delegate, ConversationDelegate)
    assert delegate.drop_hover is not None
    assert delegate.drop_hover.conversation_id == "c1"
    assert not view.currentIndex().isValid()
    drag.leave()
    assert delegate.drop_hover is None


def test_a_drag_leaves_no_row_looking_as_if_the_mouse_were_over_it(
    view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(3))
    before = view.grab().toImage()
    over = QPointF(FIRST)
    hover = QHoverEvent(QEvent.Type.HoverMove, over, over, QPointF())
    QApplication.sendEvent(view.viewport(), hover)
    assert view.grab().toImage() != before
    drag = Drag(view, files("/tmp/a.jpg"))
    drag.enter(FIRST)
    drag.leave()
    assert view.grab().toImage() == before


def test_below_the_rows_the_cursor_says_no(
    view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(3))
    seen = dropped(view)
    drag = Drag(view, files("/tmp/a.jpg"))
    drag.enter(FIRST)
    assert not drag.move(BELOW_ALL).isAccepted()
    assert not drag.drop(BELOW_ALL).isAccepted()
    assert seen == []


def text() -> QMimeData:
    data = QMimeData()
    data.setText("not a file")
    return data


@pytest.mark.parametrize(
    "make",
    [QMimeData, text, lambda: addresses(QUrl("https://example.com/a.jpg"))],
    ids=["nothing", "text", "web address"],
)
def test_what_is_no_file_is_refused(
    view: ConversationListView, model: CountingModel, make: type[QMimeData]
) -> None:
    model.replace(many(3))
    seen = dropped(view)
    drag = Drag(view, make())
    assert not drag.enter(FIRST).isAccepted()
    assert not drag.move(FIRST).isAccepted()
    assert not drag.drop(FIRST).isAccepted()
    assert seen == []


def test_files_that_can_only_be_moved_are_refused(
    view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(3))
    drag = Drag(view, files("/tmp/a.jpg"), Qt.DropAction.MoveAction)
    assert not drag.enter(FIRST).isAccepted()
    assert not drag.move(FIRST).isAccepted()


def test_a_drag_at_the_edge_scrolls_and_lights_what_comes_under_it(
    qtbot: QtBot, view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(100))
    delegate = view.itemDelegate()
    assert isinstance(delegate, ConversationDelegate)
    drag = Drag(view, files("/tmp/a.jpg"))
    drag.enter(FIRST)
    drag.move(QPoint(100, 395))
    assert delegate.drop_hover is not None
    first = delegate.drop_hover
    qtbot.waitUntil(lambda: delegate.drop_hover not in {None, first})
    assert view.verticalScrollBar().value() > 0
    drag.leave()
    stopped_at = view.verticalScrollBar().value()
    with qtbot.assertNotEmitted(view.verticalScrollBar().valueChanged, wait=60):
        pass
    assert view.verticalScrollBar().value() == stopped_at


def test_who_comes_by_keyboard_sees_which_row_is_open(
    view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(3))
    reason = Qt.FocusReason.TabFocusReason
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
    assert view.currentIndex().row() == 0
    assert view.selectionModel().selectedIndexes() == [view.currentIndex()]


def test_keys_move_and_letters_search(
    qtbot: QtBot, view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(30))
    view.setCurrentIndex(model.index(0))
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 29
    with qtbot.waitSignal(view.activated):
        QTest.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.typed) as typed:
        QTest.keyClick(view, Qt.Key.Key_M)
    assert typed.args == ["m"]
    with qtbot.assertNotEmitted(view.typed):
        QTest.keyClick(view, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)


def test_more_is_asked_for_before_the_end_is_reached(
    qtbot: QtBot, view: ConversationListView, model: CountingModel
) -> None:
    model.replace(many(200))
    model.allow_more(True)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    with qtbot.assertNotEmitted(model.more_wanted):
        bar.setValue(bar.maximum() // 2)
    with qtbot.waitSignal(model.more_wanted):
        bar.setValue(bar.maximum() - 5 * 62)


def python_calls(step: Callable[[], object]) -> int:
    """Return how many Python functions run during a step, those that Qt calls among them."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        step()
    finally:
        sys.setprofile(None)
    return calls


def test_progress_repaints_its_row_alone(
    view: ConversationListView,
    model: CountingModel,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    painted: list[int] = []

    def noted(_self: object, _painter: object, _option: object, index: QModelIndex) -> None:
        painted.append(index.row())

    monkeypatch.setattr(ConversationDelegate, "paint", noted)
    model.replace(many(5))
    qtbot.waitUntil(lambda: 4 in painted)
    QApplication.processEvents()  # what the first layout still had to say
    painted.clear()
    model.show_progress({"c2": 0.5})
    qtbot.waitUntil(lambda: bool(painted))
    assert painted == [2]


def test_a_hundred_thousand_rows_cost_what_is_in_sight(
    view: ConversationListView, model: CountingModel
) -> None:
    """Counted, not timed: neither showing, scrolling, resizing nor a new page asks all rows."""
    in_sight = 400 // 62 + 2
    model.replace(many(10))
    view.grab()  # the first picture of all costs more, once
    model.replace(many(100_000))
    page = many(50, 100_000)
    bar = view.verticalScrollBar()
    steps: tuple[Callable[[], object], ...] = (
        lambda: None,
        lambda: bar.setValue(bar.maximum() // 2),
        lambda: view.resize(400, 400),
        lambda: view.setCurrentIndex(model.index_of("c99999")),
        lambda: model.append(page),
    )
    for step in steps:
        model.calls = 0
        assert python_calls(step) + python_calls(view.grab) <= 2_000
        assert 0 < model.calls <= 8 * in_sight


def test_a_drag_that_only_crosses_the_edge_moves_no_rows(
    qtbot: QtBot, view: ConversationListView, model: CountingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_scroller, "_REST", 60_000)
    model.replace(many(100))
    drag = Drag(view, files("/tmp/a.jpg"))
    drag.enter(FIRST)
    with qtbot.assertNotEmitted(view.verticalScrollBar().valueChanged, wait=60):
        drag.move(QPoint(100, 395))
