"""The foot of the window where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.footer_bar import FooterBar
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.upload_totals import UploadTotals
from tests.ui.stand_ins import upload

STAGES = (UploadStage.UPLOADING, UploadStage.QUEUED, UploadStage.PAUSED, UploadStage.FAILED)
WORDS = "Sent to María Fernández"


def busy(qtbot: QtBot, width: int) -> FooterBar:
    bar, totals = FooterBar(Theme()), UploadTotals()
    qtbot.addWidget(bar)
    for stage in STAGES:
        totals.replace(None, upload(stage=stage))
    bar.show_totals(totals, held=0)
    bar.resize(width, bar.height())
    bar.show()
    return bar


class Painting(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def test_its_bar_is_painted_with_all_else_and_not_whenever_it_moves(qtbot: QtBot) -> None:
    bar = busy(qtbot, 1400)
    qtbot.waitExposed(bar)
    moving = bar.findChild(QProgressBar, "overall_bar")
    assert moving is not None
    qtbot.waitUntil(lambda: moving.isVisible())
    QApplication.processEvents()
    painting, totals = Painting(moving), UploadTotals()
    running = upload(stage=UploadStage.UPLOADING, size=1000)
    totals.replace(None, running)
    for done in (300, 600):
        totals.advance(Progress(running.id, done, running.file.size))
        bar.show_totals(totals, held=0)
    assert moving.value() > 0
    assert painting.times == 0
    qtbot.waitUntil(lambda: painting.times == 1)


@pytest.mark.parametrize("width", [480, 620, 940, 1400])
def test_a_word_is_shown_whole_or_not_there(qtbot: QtBot, width: int) -> None:
    bar = busy(qtbot, width)
    bar.say(WORDS)
    toast = bar.findChild(ElidedLabel, "toast")
    assert toast is not None
    QApplication.processEvents()
    assert toast.text() in {WORDS, ""}


@pytest.mark.parametrize(("width", "has_room"), [(1800, True), (620, False)])
def test_a_word_that_has_no_room_is_shown_whole_above(
    qtbot: QtBot, width: int, has_room: bool
) -> None:
    page, bar, totals = QWidget(), FooterBar(Theme()), UploadTotals()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addStretch(1)
    column.addWidget(bar)
    for stage in STAGES:
        totals.replace(None, upload(stage=stage))
    bar.show_totals(totals, held=0)
    page.resize(width, 400)
    page.show()
    bar.say(WORDS * 2)
    toast, bubble = page.findChild(ElidedLabel, "toast"), page.findChild(QLabel, "toast_bubble")
    assert toast is not None
    assert bubble is not None
    assert (toast.text(), bubble.isVisible()) == (WORDS * 2 if has_room else "", not has_room)
    all_uploads = part(bar, "all_uploads_button")
    assert all_uploads.width() <= all_uploads.sizeHint().width() + 1
    if not has_room:
        assert bubble.text() == WORDS * 2
        for height in (400, 300, 500):
            page.resize(width, height)
            QApplication.processEvents()
            assert page.rect().contains(bubble.geometry())
            assert 0 < bar.y() - bubble.geometry().bottom() < 20
        page.resize(1800, 400)
        QApplication.processEvents()
        assert (toast.text(), bubble.isVisible()) == (WORDS * 2, False)
        page.resize(width, 400)
        QApplication.processEvents()
        for _ in range(2):
            QTest.mouseClick(bubble, Qt.MouseButton.LeftButton)
            assert bubble.isVisible(), "a second click would press what is below"
        qtbot.waitUntil(lambda: not bubble.isVisible())
        assert toast.full_text == ""
    else:
        bar.say("")
    assert not bubble.isVisible()


def test_a_double_click_pauses_once(qtbot: QtBot) -> None:
    """All would go on at once, each from its beginning."""
    asked: list[bool] = []
    bar = busy(qtbot, 1400)
    bar.pause_all_wanted.connect(asked.append)
    button, left = part(bar, "pause_all_button"), Qt.MouseButton.LeftButton
    QTest.mouseClick(button, left)
    press, double = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick
    for kind, at, times in ((double, 1000, 1), (press, 1200, 1), (press, 3000, 2)):
        place = QPointF(button.rect().center())
        event = QMouseEvent(kind, place, place, left, left, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(at)
        QApplication.sendEvent(button, event)
        QTest.mouseRelease(button, left)
        assert len(asked) == times


def test_counts_give_way_to_a_word_and_come_back(qtbot: QtBot) -> None:
    bar = busy(qtbot, 760)
    paused = bar.findChild(QLabel, "paused_count")
    assert paused is not None
    assert paused.isVisible()
    bar.say(WORDS)
    assert not paused.isVisible()
    bar.say(WORDS * 3)
    assert paused.isVisible(), "it has no room all the same"
    bar.say("")
    assert paused.isVisible()


def test_the_bar_gives_way_before_the_counts_that_say_what_it_is_of(qtbot: QtBot) -> None:
    bar = busy(qtbot, 1400)
    moving, counts = bar.findChild(QProgressBar, "overall_bar"), ("waiting_count", "paused_count")
    assert moving is not None
    for width in range(1400, 400, -10):
        bar.resize(width, bar.height())
        counted = [bar.findChild(QLabel, name) for name in counts]
        if moving.isVisible():
            assert all(count is not None and count.isVisible() for count in counted), width
    assert not moving.isVisible()


def test_the_bar_has_the_room_of_a_word_that_is_not_there(qtbot: QtBot) -> None:
    bar = busy(qtbot, 1180)
    moving, toast = bar.findChild(QProgressBar, "overall_bar"), bar.findChild(QWidget, "toast")
    assert moving is not None
    assert toast is not None
    QApplication.processEvents()
    assert moving.width() == moving.maximumWidth() or toast.width() < moving.width() / 10
    bar.say(WORDS)
    QApplication.processEvents()
    assert toast.width() > moving.width()


def test_history_and_settings_are_icons_where_their_words_have_no_room(qtbot: QtBot) -> None:
    bar = busy(qtbot, 1400)
    words, icons = ("settings_button", "history_button"), ("settings_icon", "history_icon")
    for width, shown, hidden in ((1400, words, icons), (760, icons, words)):
        bar.resize(width, bar.height())
        bar.say("")
        assert all(part(bar, name).isVisible() for name in shown)
        assert not any(part(bar, name).isVisible() for name in hidden)
    assert part(bar, "history_icon").accessibleName() == "History"
    for name, wanted in (
        ("history_icon", bar.history_wanted),
        ("settings_icon", bar.settings_wanted),
    ):
        with qtbot.waitSignal(wanted):
            part(bar, name).click()


def test_one_of_the_two_is_there_as_long_as_the_bar_or_a_count_is(qtbot: QtBot) -> None:
    bar = busy(qtbot, 1400)
    bar.show_drafts(12)
    spare = [bar.findChild(QWidget, name) for name in ("overall_bar", "paused_count")]
    shown = set()
    for width in range(1400, 500, -10):
        bar.resize(width, bar.height())
        ways = [part(bar, name).isVisible() for name in ("history_button", "history_icon")]
        shown.add(tuple(ways))
        if any(one is not None and one.isVisible() for one in spare):
            assert sum(ways) == 1, width
    assert {(True, False), (False, True)} <= shown


def test_words_are_icons_before_anything_gives_way_to_them(qtbot: QtBot) -> None:
    bar, totals = FooterBar(Theme()), UploadTotals()
    qtbot.addWidget(bar)
    for stage in STAGES:
        for _ in range(1000):
            totals.replace(None, upload(stage=stage))
    bar.show_totals(totals, held=100)
    bar.show_drafts(12)
    bar.show()
    spare = [bar.findChild(QWidget, name) for name in ("overall_bar", "paused_count")]
    shown = set()
    for width in range(1800, 999, -10):
        bar.resize(width, bar.height())
        in_words = part(bar, "history_button").isVisible()
        shown.add(in_words)
        if in_words:
            assert all(one is not None and one.isVisible() for one in spare), width
    assert shown == {True, False}


def part(bar: FooterBar, name: str) -> QAbstractButton:
    found = bar.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def test_the_way_to_all_uploads_gives_way_after_the_count_of_what_arrived(qtbot: QtBot) -> None:
    window, totals = QWidget(), UploadTotals()
    qtbot.addWidget(window)
    bar = FooterBar(Theme(), window)
    for stage in (UploadStage.UPLOADED, UploadStage.FAILED):
        totals.replace(None, upload(stage=stage))
    bar.show_totals(totals, held=0)
    bar.show_drafts(1)
    window.show()
    way, count = (
        bar.findChild(QPushButton, "all_uploads_button"),
        bar.findChild(QLabel, "running_count"),
    )
    assert way is not None
    assert count is not None
    for width in range(1200, 100, -10):
        bar.resize(width, bar.height())
        assert way.isVisible() or not count.isVisible(), width
    assert not count.isVisible()
