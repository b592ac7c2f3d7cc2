"""News of versions are looked for off the window's thread, soon and then now and then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import Release
from leadway_desktop.workers import update_desk
from leadway_desktop.workers.update_desk import UpdateDesk
from tests.workers.ending import shut_down

RELEASE = Release("9.0", "https://x.example", {})


class Looker:
    """Finds what it is told to, and notes who looks."""

    def __init__(self, found: Release | None = RELEASE) -> None:
        self.found = found
        self.threads: list[int] = []
        self.settings: list[Settings] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.began = threading.Event()

    def __call__(self, settings: Settings, cancel: CancelToken) -> Release | None:
        self.threads.append(threading.get_ident())
        self.settings.append(settings)
        self.began.set()
        with cancel.on_cancel(self.may_end.set):
            self.may_end.wait()
        cancel.raise_if_cancelled()
        return self.found


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Callable[[Looker], UpdateDesk]]:
    made: list[UpdateDesk] = []

    def make(looker: Looker) -> UpdateDesk:
        made.append(UpdateDesk(looker, lambda: Settings(theme="dark")))
        return made[-1]

    yield make
    for desk in made:
        shut_down(desk)


def test_it_looks_soon_after_the_start_in_a_thread_of_its_own(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, open_desk: Callable[[Looker], UpdateDesk]
) -> None:
    monkeypatch.setattr(update_desk, "FIRST_AFTER", 1)
    monkeypatch.setattr(update_desk, "AGAIN_AFTER", 1)
    looker = Looker()
    desk = open_desk(looker)
    heard: list[Release] = []
    desk.found.connect(heard.append)
    desk.start()
    qtbot.waitUntil(lambda: len(heard) >= 2)
    assert heard[:2] == [RELEASE, RELEASE]
    assert threading.get_ident() not in looker.threads
    assert looker.settings[0].theme == "dark"


def test_nothing_newer_is_nothing_to_tell(
    qtbot: QtBot, open_desk: Callable[[Looker], UpdateDesk]
) -> None:
    looker = Looker(None)
    desk = open_desk(looker)
    with qtbot.assertNotEmitted(desk.found), qtbot.waitSignal(desk._looked):
        desk.look()


def test_closing_waits_for_no_server(
    qtbot: QtBot, open_desk: Callable[[Looker], UpdateDesk]
) -> None:
    looker = Looker()
    looker.may_end.clear()
    desk = open_desk(looker)
    with qtbot.assertNotEmitted(desk.found):
        desk.look()
        assert looker.began.wait(10)
        shut_down(desk)
