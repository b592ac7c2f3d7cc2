"""A crash in machine code leaves its place, and nothing else, for support to read."""

import faulthandler
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from leadway_desktop.logs.crash_file import FILE_NAME, LAST_CRASH, crashes_kept_in

CRASH = """
import faulthandler, sys
from pathlib import Path
from leadway_desktop.logs.crash_file import crashes_kept_in

def upload_with(token):
    faulthandler._sigsegv()

with crashes_kept_in(Path(sys.argv[1])):
    upload_with("pit-0123456789")
"""


@pytest.fixture(autouse=True)
def crashes_are_told_of(pytestconfig: pytest.Config) -> Iterator[None]:
    """Have a crash of a later test leave its place where this run prints."""
    yield
    faulthandler.enable(pytestconfig.stash[fault_handler_stderr_fd_key])


def crash(folder: Path) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", CRASH, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_a_crash_leaves_its_place_and_no_value(tmp_path: Path) -> None:
    done = crash(tmp_path)
    assert done.returncode != 0
    assert (done.stdout, done.stderr) == ("", "")
    file = tmp_path / FILE_NAME
    text = file.read_text()
    assert "Fatal Python error" in text
    assert "in upload_with" in text
    assert "pit-0123456789" not in text
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_next_start_knows_of_it_once(tmp_path: Path) -> None:
    crash(tmp_path)
    with crashes_kept_in(tmp_path) as has_crashed:
        assert has_crashed
    assert "in upload_with" in (tmp_path / LAST_CRASH).read_text()
    with crashes_kept_in(tmp_path) as has_crashed:
        assert not has_crashed
    crash(tmp_path)
    crash(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {FILE_NAME, LAST_CRASH}


def test_a_power_cut_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with crashes_kept_in(tmp_path) as has_crashed:
        assert not has_crashed


def test_a_quiet_end_leaves_nothing(tmp_path: Path) -> None:
    with crashes_kept_in(tmp_path) as has_crashed:
        assert not has_crashed
        assert (tmp_path / FILE_NAME).exists()
    assert list(tmp_path.iterdir()) == []


def test_where_no_file_can_be_had_the_program_goes_on(tmp_path: Path) -> None:
    with crashes_kept_in(tmp_path / "gone"):
        assert not (tmp_path / "gone").exists()
