"""What nobody caught is logged without secrets, in any thread, and told once."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from leadway_desktop.logs import report_uncaught, tell_of_uncaught
from leadway_desktop.logs.log_file import LogFile
from tests.logs.records import SIGNATURE, SIGNED_URL, raised, text_of


@pytest.mark.allow_logs("Nobody caught this")
def test_what_nobody_caught_is_logged_and_told_without_secrets(
    hooks: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    error = raised(RuntimeError(SIGNED_URL))
    sys.excepthook(type(error), error, error.__traceback__)
    for text in (text_of(hooks), capsys.readouterr().err):
        assert "RuntimeError" in text
        assert SIGNATURE not in text
    assert "CRITICAL" in text_of(hooks)


@pytest.mark.allow_logs("Nobody caught this")
def test_what_nobody_caught_in_a_thread_is_logged_with_its_name(
    hooks: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise RuntimeError("Bearer abcdefgh")

    thread = threading.Thread(target=work, name="uploader")
    thread.start()
    thread.join()
    text = text_of(hooks)
    assert "CRITICAL uploader" in text
    assert "abcdefgh" not in text + capsys.readouterr().err


@pytest.mark.allow_logs("Ignored in function")
def test_what_python_ignores_is_logged_without_the_objects_repr(hooks: LogFile) -> None:
    class Noisy:
        def __del__(self) -> None:
            raise RuntimeError("Bearer abcdefgh")

    noisy = Noisy()
    del noisy
    text = text_of(hooks)
    assert "Ignored in function" in text
    assert "RuntimeError" in text
    assert "abcdefgh" not in text


def test_ctrl_c_is_no_failure(hooks: LogFile, capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert text_of(hooks) == ""
    assert capsys.readouterr().err == ""


@pytest.mark.allow_logs("Nobody caught this")
def test_a_program_without_standard_error_logs_all_the_same(
    hooks: LogFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    sys.excepthook(RuntimeError, RuntimeError("no window to say it in"), None)
    assert "no window to say it in" in text_of(hooks)


@pytest.fixture
def told(hooks: LogFile) -> Iterator[list[str]]:
    """Collect the names of the threads in which failures were told."""
    threads: list[str] = []
    stop = tell_of_uncaught(lambda: threads.append(threading.current_thread().name))
    yield threads
    stop()


class Talker(QObject):
    said = Signal()


class FailingThread(QThread):
    def run(self) -> None:
        raise RuntimeError("in a QThread")


class Finalized:
    def __del__(self) -> None:
        raise RuntimeError("in a finalizer")


def fail_in_a_slot() -> None:
    def slot() -> None:
        raise RuntimeError("in a slot")

    talker = Talker()
    talker.said.connect(slot)
    talker.said.emit()


def fail_in_a_qthread() -> None:
    thread = FailingThread()
    thread.start()
    assert thread.wait(10_000)


def fail_in_a_thread() -> None:
    def work() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def fail_in_a_finalizer() -> None:
    Finalized()


def fail_in_the_main_thread() -> None:
    error = raised(RuntimeError("in the main thread"))
    sys.excepthook(type(error), error, error.__traceback__)


@pytest.mark.allow_logs("Nobody caught this", "Ignored in function")
@pytest.mark.parametrize(
    ("fail", "where"),
    [
        (fail_in_the_main_thread, "in the main thread"),
        (fail_in_a_slot, "in a slot"),
        (fail_in_a_qthread, "in a QThread"),
        (fail_in_a_thread, "in a thread"),
        (fail_in_a_finalizer, "in a finalizer"),
    ],
)
def test_wherever_it_is_raised_it_is_logged_and_told(
    qtbot: QtBot,
    hooks: LogFile,
    told: list[str],
    fail: Callable[[], None],
    where: str,
) -> None:
    fail()
    assert f"RuntimeError: {where}" in text_of(hooks)
    assert "Traceback" in text_of(hooks)
    assert len(told) == 1


@pytest.mark.allow_logs("Nobody caught this")
def test_a_failure_that_comes_again_is_told_once_and_logged_ever_more_rarely(
    hooks: LogFile, told: list[str]
) -> None:
    for _ in range(100):
        report_uncaught(raised(RuntimeError("in every paint event")))
    assert len(told) == 1
    assert text_of(hooks).count("Traceback") == 7  # 1, 2, 4 … 64
    assert "(64 times now)" in text_of(hooks)
    report_uncaught(raised(ValueError("another")))
    assert len(told) == 2


@pytest.mark.allow_logs("Nobody caught this", "could not be shown: ZeroDivisionError")
def test_a_listener_that_fails_is_no_failure_of_its_own(hooks: LogFile, told: list[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    stop = tell_of_uncaught(fail)
    report_uncaught(raised(RuntimeError("first")))
    stop()
    assert len(told) == 1
    assert "could not be shown: ZeroDivisionError" in text_of(hooks)


def test_an_exit_of_a_thread_is_no_failure(hooks: LogFile, told: list[str]) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert (told, text_of(hooks)) == ([], "")
