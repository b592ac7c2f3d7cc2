"""One task after the other, and nothing after the end."""

import logging
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.workers import task_thread
from leadway_desktop.workers.task_thread import TaskThread


def test_tasks_run_in_their_order_until_the_end(qtbot: QtBot) -> None:
    thread, done = TaskThread("test"), list[int]()
    for number in range(3):
        thread.submit(partial(done.append, number))
    thread.finish()
    assert done == [0, 1, 2]
    assert not thread.isRunning()


def test_log_tells_which_thread_speaks(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    thread = TaskThread("errands")
    thread.submit(lambda: logging.getLogger("test").info("Here"))
    thread.finish()
    assert [record.threadName for record in caplog.records] == ["errands"]


def test_what_comes_after_the_end_starts_no_thread(qtbot: QtBot) -> None:
    thread, done = TaskThread("test"), list[int]()
    thread.submit(lambda: done.append(1))
    thread.finish()
    thread.submit(lambda: done.append(2))
    assert not thread.isRunning()
    thread.finish()
    assert done == [1]


def test_a_task_that_meets_the_end_in_another_thread_leaves_none_running(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class EndsMeanwhile(SimpleQueue[Callable[[], object] | None]):
        def put(self, item: Callable[[], object] | None, *rest: Any) -> None:
            if item is late:
                ending.start()
                ending.join(0.2)  # as long as nothing holds it up
            super().put(item, *rest)

    monkeypatch.setattr(task_thread, "SimpleQueue", EndsMeanwhile)
    thread, done = TaskThread("test"), list[int]()
    late = partial(done.append, 2)
    ending = Thread(target=thread.finish)
    thread.submit(partial(done.append, 1))
    thread.submit(late)
    ending.join()
    has_ended = thread.wait(2000)
    if not has_ended:
        thread._tasks.put(None)
        thread.wait()
    assert has_ended
    assert done == [1, 2]
