"""`quit` ends the window that is open, whatever it does; the next start goes on with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.cli import quit as quit_command
from leadway_desktop.storage.paths import Folders, find_folders, make_private_folder
from leadway_desktop.workers.instance_errors import NobodyAnswers
from leadway_desktop.workers.instance_lock import InstanceLock
from leadway_desktop.workers.instance_messages import Role
from leadway_desktop.workers.single_instance import SingleInstance
from tests.cli.conftest import Command


@pytest.fixture
def folders(isolated_home: Path) -> Folders:
    return find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})


@pytest.fixture
def window(folders: Folders, qtbot: QtBot) -> Iterator[SingleInstance]:
    """What of a window others hear; it ends when it is asked to."""
    make_private_folder(folders.data)
    instance = SingleInstance(folders.data, Role.WINDOW)
    instance.leave_wanted.connect(instance.release)
    assert instance.acquire()
    yield instance
    instance.release()
    instance.deleteLater()


def test_nothing_is_open(command: Command) -> None:
    done = command("quit")
    assert (done.status, done.err.strip()) == (0, "The program is not open.")


def test_the_window_is_asked_and_has_ended_when_the_command_has(
    command: Command, window: SingleInstance, folders: Folders, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.leave_wanted, timeout=20_000):
        running = command.start("quit")
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said.strip()) == (
        0,
        "The program has ended; its uploads go on at the next start.",
    )
    assert InstanceLock(folders.data).acquire()


@pytest.mark.skipif(os.name != "posix", reason="Windows' folders have other permissions")
@pytest.mark.parametrize("is_open_before", [True, False])
def test_a_window_on_a_read_only_folder_is_found(
    command: Command,
    folders: Folders,
    qtbot: QtBot,
    read_only_data: Callable[[], AbstractContextManager[None]],
    is_open_before: bool,
) -> None:
    make_private_folder(folders.data)
    window = SingleInstance(folders.data, Role.WINDOW)
    window.leave_wanted.connect(window.release)
    if is_open_before:
        assert window.acquire()
    with read_only_data():
        assert window.acquire()
        with qtbot.waitSignal(window.leave_wanted, timeout=20_000):
            running = command.start("quit")
        assert running.communicate(timeout=60)[1].startswith("The program has ended")
        assert InstanceLock(folders.data).acquire()
    window.deleteLater()


def test_the_practice_accounts_window_is_ended_too(
    command: Command, folders: Folders, qtbot: QtBot
) -> None:
    practice = folders.for_practice()
    make_private_folder(practice.data)
    instance = SingleInstance(practice.data, Role.WINDOW)
    instance.leave_wanted.connect(instance.release)
    assert instance.acquire()
    with qtbot.waitSignal(instance.leave_wanted, timeout=20_000):
        running = command.start("quit")
    assert running.communicate(timeout=60)[1].startswith("The program has ended")
    instance.deleteLater()


def test_practice_alone_leaves_the_real_accounts_window_open(
    command: Command, window: SingleInstance
) -> None:
    assert command("quit", "--practice").err.strip() == "The program is not open."
    assert window.acquire()


def test_one_that_does_not_end_is_told_of(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(quit_command, "PATIENCE", 0.0)
    make_private_folder(folders.data)
    lock = InstanceLock(folders.data)
    assert lock.acquire()  # and nobody listens
    monkeypatch.setattr(quit_command, "ask_to_leave", _nobody)
    assert not quit_command._end(folders)
    lock.release()
    assert quit_command._end(folders)


def _nobody(folder: Path) -> None:
    del folder
    raise NobodyAnswers
