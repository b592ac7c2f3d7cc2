"""What is printed keeps every name to the letter, and no name has power over a terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leadway_desktop.cli.output import print_record
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.cli.conftest import Command

STEERING = [*map(chr, (*range(0x20), 0x7F, *range(0x80, 0xA0)))]
STEERING += map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@given(st.text(st.characters() | st.sampled_from(STEERING)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("\ud800")
@example("\udce9.pdf")
@example("\ud83d\ude00")
@example("a\u2028b\u2029.pdf")
def test_a_record_is_read_back_and_steers_nobody(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    print_record({"file": name})
    line = capsys.readouterr().out.removesuffix("\n")
    # The halves of a letter, side by side, are that letter.
    whole = name.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert json.loads(line) == {"file": whole}
    assert not set(line) & set(STEERING)
    assert line.splitlines() == [line], "one line to whoever reads lines"


def test_letters_stand_as_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    print_record({"file": "año מילים\u200f 😀.jpg"})
    assert capsys.readouterr().out == '{"file": "año מילים\u200f 😀.jpg"}\n'


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize(
    ("ending", "status", "reason"),
    [
        ("> /dev/full", 1, "No space left on device"),
        (">&-", 1, "Bad file descriptor"),
        ("| true", 0, ""),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [
        "--version",
        "--help",
        "upload --help",
        "history",
        "history --json",
        "history --csv -",
        "uploads",
        "uploads --json",
        "conversations",
        "conversations --json",
        "doctor",
        "doctor --json",
    ],
)
def test_what_cannot_be_printed_is_told(
    command: Command,
    account: Account,
    server: PracticeServer,
    pdf: Path,
    arguments: str,
    ending: str,
    status: int,
    reason: str,
) -> None:
    is_listed = arguments.startswith("uploads")
    if is_listed:
        server.faults.add(Fault("initiate", "status", status=422))
    if is_listed or arguments.startswith("history"):
        done = command("upload", "--conversation", account.conversation_id, pdf)
        assert done.status == is_listed
    told = command.in_shell(ending, *arguments.split())
    expected = f"This could not be written to the standard output: {reason}.\n" if reason else ""
    assert (told.status, told.err) == (status, expected)
