"""Something fails inside the program: it is said once, calmly, and the work goes on."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer

from leadway_desktop.app import Desktop
from leadway_desktop.domain.upload_stage import UploadStage
from tests.journeys.files import Files
from tests.journeys.person import Person
from tests.logs.hooks import put_hooks_in_place

pytestmark = pytest.mark.allow_logs("Nobody caught this", "Ignored in function")


@pytest.fixture(autouse=True)
def _hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    put_hooks_in_place(monkeypatch)


def fail() -> None:
    raise RuntimeError("Authorization: Bearer abcdefghijk")


class FailingThread(QThread):
    def run(self) -> None:
        fail()


class Finalized:
    def __del__(self) -> None:
        fail()


def fail_in_a_slot() -> None:
    QTimer.singleShot(0, fail)


def fail_in_a_qthread() -> None:
    thread = FailingThread()
    thread.start()
    assert thread.wait(10_000)


def fail_in_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def fail_in_a_finalizer() -> None:
    Finalized()


@pytest.mark.parametrize(
    "fail_somewhere", [fail_in_a_slot, fail_in_a_qthread, fail_in_a_thread, fail_in_a_finalizer]
)
def test_wherever_it_fails_the_window_says_so(
    agent: Person, isolated_home: Path, files: Files, fail_somewhere: Callable[[], None]
) -> None:
    assert not agent.sees("mishap_banner")
    fail_somewhere()
    agent.wait_until(lambda: agent.sees("mishap_banner"))
    assert "Your uploads are safe." in agent.words_of("mishap_banner")
    log = (isolated_home / "logs" / "leadway-desktop.log").read_text("utf-8")
    assert "RuntimeError: Authorization: Bearer [redacted]" in log

    path = files.photo()
    agent.drop([path])
    agent.wait_for_stage(path, UploadStage.UPLOADED)


def test_a_storm_is_said_once_and_not_again_when_dismissed(
    agent: Person, desktop: Desktop, isolated_home: Path
) -> None:
    storm = QTimer(desktop)
    failures: list[int] = []

    def fail_again() -> None:
        failures.append(1)
        fail()

    storm.timeout.connect(fail_again)
    storm.start(0)
    agent.wait_until(lambda: len(failures) > 50)
    assert agent.sees("mishap_banner")
    agent.press("mishap_banner_button")
    so_far = len(failures)
    agent.wait_until(lambda: len(failures) > so_far + 50)
    storm.stop()
    assert not agent.sees("mishap_banner")
    log = (isolated_home / "logs" / "leadway-desktop.log").read_text("utf-8")
    assert len(re.findall(r"Nobody caught this", log)) < 20


def test_where_the_list_of_uploads_is_lost_nobody_says_that_it_is_safe(
    agent: Person, desktop: Desktop
) -> None:
    from leadway_desktop.domain.errors import JournalNotWritten

    desktop.window.show_journal_trouble(JournalNotWritten())
    fail_in_a_slot()
    agent.wait_until(lambda: agent.sees("mishap_banner"))
    assert "safe" not in agent.words_of("mishap_banner")


def test_a_crash_is_said_at_the_next_start(person: Person, desktop: Desktop) -> None:
    desktop.tell_of_crash()
    person.wait_until(lambda: person.sees("mishap_banner"))
    assert "broke off" in person.words_of("mishap_banner")
    person.press("mishap_report_button")
    person.wait_until(lambda: person.sees("support_dialog"))
