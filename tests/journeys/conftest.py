"""The practice server, the program before it, and a person at its window."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop, work
from leadway_desktop.domain.vanishing_places import VanishingPlaces
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.files import Files
from tests.journeys.person import Person

USUAL_SIZE = QSize(1180, 760)
"""The window's on an ordinary screen; that of the offscreen platform is 800 x 800."""


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as practice:
        yield practice


@pytest.fixture
def files(tmp_path: Path) -> Files:
    folder = tmp_path / "Pictures"
    folder.mkdir()
    return Files(folder)


@pytest.fixture(autouse=True)
def temporary_files_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take pytest's folder, which is a temporary one, for a folder of the person's."""
    monkeypatch.setattr(work, "vanishing_places", lambda environment: VanishingPlaces())


@pytest.fixture
def environment(server: PracticeServer, isolated_home: Path) -> dict[str, str]:
    """Return what the program is started with: the server's address, nothing else preset."""
    del isolated_home
    return dict(os.environ) | {"LEADWAY_DESKTOP_BASE_URL": server.account.base_url}


@pytest.fixture
def preset(
    environment: dict[str, str], server: PracticeServer, no_leaked_thread: None
) -> dict[str, str]:
    """Return an environment in which somebody is signed in."""
    account = server.account
    return environment | {
        "LEADWAY_DESKTOP_TOKEN": account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": account.location_id,
    }


@pytest.fixture
def desktop(
    qapp: QApplication, environment: dict[str, str], no_leaked_thread: None
) -> Iterator[Desktop]:
    """Open the program as at a first start."""
    program = Desktop(qapp, environment)
    program.open(is_practice=False)
    program.window.resize(USUAL_SIZE)
    yield program
    close(program)


def close(program: Desktop) -> None:
    """End the program and whatever of it waits for its deletion."""
    program.quit()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def person(desktop: Desktop, qtbot: QtBot) -> Person:
    """Somebody at the window, not signed in."""
    return Person(desktop, qtbot)


@contextmanager
def started(
    qapp: QApplication, environment: dict[str, str], qtbot: QtBot
) -> Iterator[tuple[Desktop, Person]]:
    """Start the program for the block, as often as a test wants."""
    program = Desktop(qapp, environment)
    assert program.open(is_practice=False)
    program.window.resize(USUAL_SIZE)
    try:
        yield program, Person(program, qtbot)
    finally:
        close(program)


@pytest.fixture
def agent(person: Person, server: PracticeServer) -> Person:
    """Somebody signed in, with the conversation of María Fernández (WhatsApp) open."""
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error_action"))
    person.press("sign_in_error_action")  # no keyring here: for this session only
    person.choose_conversation("María Fernández")
    return person


def set_reply_timeout(desktop: Desktop, person: Person, seconds: int) -> None:
    desktop.window.dialogs.open_settings()
    field = person.find(QAbstractSpinBox, "reply_timeout_setting")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(seconds))
    person.press("save_settings_button")
