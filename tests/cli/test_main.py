"""The entry point: quick where it can be, clear where it must be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command, press_ctrl_c

HEAVY = ("PySide6", "httpx", "keyring", "tomlkit", "tqdm")


@pytest.mark.parametrize(
    ("arguments", "done_without"),
    [
        (["--version"], HEAVY),
        (["practice", "--help"], HEAVY),
        # A script's upload, with the environment's token: whoever waits pays for what is used.
        (
            ["upload", "--json", "--conversation", "x", "--channel", "SMS", "EMPTY"],
            ("keyring", "tomlkit", "tqdm", "difflib", "importlib.metadata"),
        ),
    ],
    ids=lambda value: value[0],
)
def test_nothing_is_imported_that_is_not_needed(
    command: Command, tmp_path: Path, arguments: list[str], done_without: tuple[str, ...]
) -> None:
    empty = tmp_path / "empty.jpg"  # is looked at as any other, and goes nowhere
    empty.touch()
    arguments = [str(empty) if one == "EMPTY" else one for one in arguments]
    code = (
        "import sys\n"
        "from leadway_desktop.cli import run\n"
        f"try: assert run({arguments!r}) in (0, 1)\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        f"print([name for name in {done_without!r} if name in sys.modules])"
    )
    signed_in = {"LEADWAY_DESKTOP_TOKEN": "pit-1234", "LEADWAY_DESKTOP_LOCATION_ID": "loc"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | command.environment | signed_in,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(command: Command) -> None:
    done = command("--version")
    assert done.status == 0
    assert done.out.startswith("leadway-desktop ")


def test_bad_use_is_status_2_and_says_what_would_be_right(command: Command) -> None:
    done = command("upload", "--conversation", "x")
    assert (done.status, done.out) == (2, "")
    assert "usage: leadway-desktop upload" in done.err
    assert "FILE" in done.err
    assert "Traceback" not in done.err


def test_help_names_every_command(command: Command) -> None:
    done = command("--help")
    assert (done.status, done.err) == (0, "")
    for name in ("upload", "resume", "uploads", "conversations", "practice", "token", "doctor"):
        assert name in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="a test can send Ctrl-Break alone")
def test_practice_alone_prints_one_line_and_ends_with_ctrl_c(command: Command) -> None:
    process = command.start("practice")
    assert process.stdout is not None
    account = json.loads(process.stdout.readline())
    assert account["base_url"].startswith("http://127.0.0.1:")
    press_ctrl_c(process)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


CTRL_C_IN_QTS_IMPORTS = """
import signal, sys

class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == "inspect":
            assert "shiboken6" in sys.modules
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, CtrlC())
from leadway_desktop.__main__ import main
sys.exit(main())
"""


def test_ctrl_c_while_qt_is_imported_is_no_crash(command: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CTRL_C_IN_QTS_IMPORTS, "uploads"],
        env=os.environ | command.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_folder_that_cannot_be_made_stops_no_command(
    command: Command, isolated_home: Path
) -> None:
    isolated_home.write_text("a file in the way")
    done = command("conversations", "--practice", "--limit", "1")
    assert done.status == 0
    assert "There is no log of this run" in done.err
    assert "Traceback" not in done.err
