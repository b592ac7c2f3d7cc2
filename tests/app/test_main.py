"""The process with a window: what it leaves when it ends, by itself and otherwise."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import leadway_desktop

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")


@contextmanager
def started(
    python: Sequence[str] = ("-m", "leadway_desktop"),
) -> Iterator["subprocess.Popen[str]"]:
    """Start the window in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, *python],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(process: "subprocess.Popen[str]", is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not is_so():
        assert process.poll() is None
        pause.wait(0.05)


@pytest.fixture
def program(isolated_home: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the window; the test begins when it is open."""
    with started() as process:
        wait_until(process, crash_file(isolated_home).exists)
        yield process


def crash_file(home: Path) -> Path:
    return home / "logs" / "crash.log"


def test_a_crash_leaves_its_place(program: "subprocess.Popen[str]", isolated_home: Path) -> None:
    program.send_signal(signal.SIGSEGV)
    assert program.wait(30) == -signal.SIGSEGV
    told = crash_file(isolated_home).read_text()
    assert "Segmentation fault" in told
    # Of a hundred frames at most: while modules are imported, ours may be the inner ones.
    assert f"{Path(leadway_desktop.__file__).parent}" in told


def test_an_end_in_order_leaves_no_crash(
    program: "subprocess.Popen[str]", isolated_home: Path
) -> None:
    program.send_signal(signal.SIGTERM)
    assert program.wait(30) == 0
    assert not crash_file(isolated_home).exists()


HANGING_AT_ITS_END = """
import sys, threading
from leadway_desktop.app import desktop, main, open_account

desktop.LONGEST_END = 0.5
open_account.OpenAccount.leave = lambda account: threading.Event().wait()
sys.exit(main.run_window(is_practice=False))
"""


def test_an_end_comes_though_a_thread_hangs(isolated_home: Path) -> None:
    """As one does that asks a drive which is gone."""
    with started(["-c", HANGING_AT_ITS_END]) as program:
        wait_until(program, crash_file(isolated_home).exists)
        program.send_signal(signal.SIGTERM)
        assert program.wait(30) == 1
    log = isolated_home / "logs" / "leadway-desktop.log"
    assert "has not ended in time" in log.read_text()
    with started() as program:
        wait_until(program, crash_file(isolated_home).exists)


def test_what_a_crash_has_left_is_kept_for_the_report(isolated_home: Path) -> None:
    file = crash_file(isolated_home)
    file.parent.mkdir(parents=True)
    file.write_text("Fatal Python error: Segmentation fault")
    with started() as program:
        aside = file.with_name("crash.log.1")
        wait_until(program, aside.exists)
        assert "Segmentation fault" in aside.read_text()
