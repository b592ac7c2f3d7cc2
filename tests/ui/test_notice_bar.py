"""A line across the window that says several things, and not all of them for ever."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.notice_bar import NoticeBar


def bar_that_says(qtbot: QtBot, *texts: str) -> NoticeBar:
    bar = NoticeBar("notice", "warn", "Dismiss")
    qtbot.addWidget(bar)
    for text in texts:
        bar.add_text(text)
    return bar


def words(bar: NoticeBar) -> str:
    label = bar.findChild(QLabel, "notice_text")
    assert label is not None
    return label.text()


def test_what_is_taken_back_goes_and_the_rest_stays(qtbot: QtBot) -> None:
    bar = bar_that_says(qtbot, "one", "two\nlines", "three")
    bar.take_back("two\nlines")
    assert words(bar) == bar.accessibleName() == "one\nthree"
    assert bar.isVisible()


def test_the_last_one_takes_the_bar_along(qtbot: QtBot) -> None:
    bar = bar_that_says(qtbot, "one")
    bar.take_back("one")
    assert not bar.isVisible()


def test_what_was_dismissed_does_not_come_back(qtbot: QtBot) -> None:
    bar = bar_that_says(qtbot, "one", "two")
    bar.clear()
    bar.take_back("one")
    assert not bar.isVisible()
    bar.add_text("three")
    assert words(bar) == "three"


def test_what_is_added_is_spoken_too(qtbot: QtBot) -> None:
    bar = bar_that_says(qtbot)
    bar.show_text("one, in 40 seconds", spoken="one")
    assert bar.accessibleName() == "one"
    bar.add_text("two")
    assert bar.accessibleName() == words(bar) == "one, in 40 seconds\ntwo"
