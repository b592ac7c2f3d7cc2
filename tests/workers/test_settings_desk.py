"""Settings are read at once and written in a worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import LeadwayError, SettingsNotSaved, UnexpectedFailure
from leadway_desktop.domain.settings import (
    SETTING_NAMES,
    LoadedSettings,
    SettingOrigin,
    Settings,
)
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.task_thread import TaskThread
from tests.workers.ending import shut_down


def loaded(settings: Settings) -> LoadedSettings:
    origins = dict.fromkeys(SETTING_NAMES, SettingOrigin.FILE)
    return LoadedSettings(settings, origins, Path("settings.toml"))


class Keeper:
    """Keeps settings, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.saved: list[Settings] = []
        self.threads: set[str] = set()
        self._error = error

    def save(self, settings: Settings) -> LoadedSettings:
        self.threads.add(threading.current_thread().name)
        if self._error:
            raise self._error
        self.saved.append(settings)
        return loaded(settings)


class Desk:
    def __init__(self, keeper: Keeper) -> None:
        self.desk = SettingsDesk(loaded(Settings()), keeper)
        self.changed: list[Settings] = []
        self.failed: list[LeadwayError] = []
        self.desk.changed.connect(self.changed.append)
        self.desk.failed.connect(self.failed.append)


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Callable[[Keeper], Desk]]:
    made: list[Desk] = []

    def make(keeper: Keeper) -> Desk:
        made.append(Desk(keeper))
        return made[-1]

    yield make
    for desk in made:
        shut_down(desk.desk)


def test_a_change_is_written_in_a_worker(qtbot: QtBot, open_desk: Callable[[Keeper], Desk]) -> None:
    keeper = Keeper()
    desk = open_desk(keeper)
    assert desk.desk.loaded.settings == Settings()
    desk.desk.save(Settings(theme="dark"))
    desk.desk.save(Settings(theme="light"))
    assert desk.desk.loaded.settings == Settings()
    qtbot.waitUntil(lambda: len(desk.changed) == 2)
    assert [one.theme for one in desk.changed] == ["dark", "light"]
    assert desk.desk.loaded.settings.theme == "light"
    assert keeper.threads.isdisjoint({threading.main_thread().name})


@pytest.mark.allow_logs("met something unforeseen")
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SettingsNotSaved(folder=Path("x"), detail="read-only"), SettingsNotSaved),
        (ZeroDivisionError(), UnexpectedFailure),
    ],
)
def test_a_failure_is_told_and_changes_nothing(
    qtbot: QtBot,
    open_desk: Callable[[Keeper], Desk],
    error: Exception,
    kind: type[LeadwayError],
) -> None:
    desk = open_desk(Keeper(error))
    desk.desk.save(Settings(theme="dark"))
    qtbot.waitUntil(lambda: len(desk.failed) == 1)
    assert isinstance(desk.failed[0], kind)
    assert desk.desk.loaded.settings == Settings()


def test_the_shut_down_writes_what_was_asked_for(open_desk: Callable[[Keeper], Desk]) -> None:
    keeper = Keeper()
    desk = open_desk(keeper)
    for parallel in range(1, 9):
        desk.desk.save(Settings(parallel_uploads=parallel))
    shut_down(desk.desk)
    assert [one.parallel_uploads for one in keeper.saved] == list(range(1, 9))
    shut_down(desk.desk)


@pytest.mark.allow_logs("A task of odd jobs failed")
def test_a_task_that_fails_does_not_stop_the_next(qtbot: QtBot) -> None:
    done: list[int] = []

    def fail() -> None:
        raise ZeroDivisionError

    thread = TaskThread("odd jobs")
    thread.submit(fail)
    for number in range(100):
        thread.submit(partial(done.append, number))
    thread.finish()
    assert done == list(range(100))
