"""The process with a window: what it leaves when it ends, by itself and otherwise."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")


@pytest.fixture
def program(isolated_home: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the window in a process of its own; the test begins when it is open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "leadway_desktop"],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    pause = threading.Event()
    while not crash_file(isolated_home).exists():
        assert process.poll() is None
        pause.wait(0.05)
    yield process
    process.kill()
    process.communicate()


def crash_file(home: Path) -> Path:
    return home / "logs" / "crash.log"


def test_a_crash_leaves_its_place(program: "subprocess.Popen[str]", isolated_home: Path) -> None:
    program.send_signal(signal.SIGSEGV)
    assert program.wait(30) == -signal.SIGSEGV
    assert "in run_window" in crash_file(isolated_home).read_text()


def test_an_end_in_order_leaves_no_crash(
    program: "subprocess.Popen[str]", isolated_home: Path
) -> None:
    program.send_signal(signal.SIGTERM)
    assert program.wait(30) == 0
    assert not crash_file(isolated_home).exists()
