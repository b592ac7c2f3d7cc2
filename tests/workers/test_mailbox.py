"""What threads post arrives in the thread of the box, in order, and leaves room for the rest."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEventLoop, QObject, Qt, QThread, Signal
from pytestqt.qtbot import QtBot

from leadway_desktop.workers import mailbox
from leadway_desktop.workers.mailbox import Mailbox
from leadway_desktop.workers.task_thread import TaskThread

MANY = 500


class Bell(QObject):
    """Something else that waits for its turn in the same event loop."""

    rung = Signal()


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[Mailbox]:
    made = Mailbox()
    yield made
    made.deleteLater()


def test_each_threads_letters_arrive_in_its_order_in_the_thread_of_the_box(
    qtbot: QtBot, box: Mailbox
) -> None:
    came: list[tuple[str, int]] = []
    where: set[QThread] = set()

    def take(letter: tuple[str, int]) -> None:
        where.add(QThread.currentThread())
        came.append(letter)

    def write(sender: str) -> None:
        for number in range(MANY):
            box.post(take, (sender, number))

    threads = [TaskThread(name) for name in "abc"]
    for thread, name in zip(threads, "abc", strict=True):
        thread.submit(partial(write, name))
    qtbot.waitUntil(lambda: len(came) == 3 * MANY)
    for thread in threads:
        thread.finish()
    for name in "abc":
        assert [number for sender, number in came if sender == name] == list(range(MANY))
    assert where == {box.thread()}


def test_what_is_posted_in_its_own_thread_waits_for_what_was_posted_before(
    qtbot: QtBot, box: Mailbox
) -> None:
    came: list[str] = []
    thread = TaskThread("test")
    thread.submit(partial(box.post, came.append, "older"))
    thread.finish()
    box.post(came.append, "newer")
    assert came == []
    qtbot.waitUntil(lambda: came == ["older", "newer"])


def test_a_dialog_that_a_letter_opens_sees_those_that_follow(qtbot: QtBot, box: Mailbox) -> None:
    came: list[str] = []
    dialog = QEventLoop()

    def open_dialog(letter: str) -> None:
        came.append(letter)
        dialog.exec()
        came.append("closed")

    def close_dialog(letter: str) -> None:
        came.append(letter)
        dialog.quit()

    box.post(open_dialog, "opens")
    box.post(came.append, "while open")
    box.post(close_dialog, "closes")
    qtbot.waitUntil(lambda: came[-1:] == ["closed"])
    assert came == ["opens", "while open", "closes", "closed"]


def test_many_letters_leave_others_their_turn(
    qtbot: QtBot, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "_AT_ONCE", -1.0)
    came: list[str] = []
    bell = Bell()
    bell.rung.connect(lambda: came.append("other"), Qt.ConnectionType.QueuedConnection)
    box.post(came.append, "first")
    box.post(came.append, "second")
    bell.rung.emit()
    qtbot.waitUntil(lambda: len(came) == 3)
    assert came == ["first", "other", "second"]
