"""One task after the other, and nothing after the end."""

from functools import partial

from pytestqt.qtbot import QtBot

from leadway_desktop.workers.task_thread import TaskThread


def test_tasks_run_in_their_order_until_the_end(qtbot: QtBot) -> None:
    thread, done = TaskThread("test"), list[int]()
    for number in range(3):
        thread.submit(partial(done.append, number))
    thread.finish()
    assert done == [0, 1, 2]
    assert not thread.isRunning()


def test_what_comes_after_the_end_starts_no_thread(qtbot: QtBot) -> None:
    thread, done = TaskThread("test"), list[int]()
    thread.submit(lambda: done.append(1))
    thread.finish()
    thread.submit(lambda: done.append(2))
    assert not thread.isRunning()
    thread.finish()
    assert done == [1]
