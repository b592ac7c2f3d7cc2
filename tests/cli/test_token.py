"""`leadway-desktop token`: from standard input into a real keyring, and out again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadway_desktop.practice.account import Account
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.token_vault import service_name
from tests.cli.conftest import Command
from tests.storage.secret_service import SecretService

TOKEN = "pit-11111111-2222-3333-4444-555555555555"

AT_A_TERMINAL = """
import os, pty, sys

child, screen = pty.fork()
if child == 0:
    os.execv(sys.executable, [sys.executable, "-m", "leadway_desktop", "token", "set"])
shown = b""
try:
    while chunk := os.read(screen, 4096):
        shown += chunk
        if shown.endswith(b"shown): "):  # what is typed before the question is thrown away
            os.write(screen, sys.argv[1].encode() + b"\\n")
except OSError:  # how Linux says that the other side has closed
    pass
print(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Runs the command with a terminal of its own, as getpass wants one, and answers its question."""


def service(home: Path) -> str:
    return service_name(find_folders({"LEADWAY_DESKTOP_HOME": str(home)}))


def test_a_token_is_kept_seen_from_outside_and_forgotten(
    command: Command, secret_service: SecretService, isolated_home: Path
) -> None:
    command.environment["LEADWAY_DESKTOP_LOCATION_ID"] = "loc"
    done = command("token", "set", stdin=f"{TOKEN}\n")
    assert (done.status, done.out) == (0, "")
    assert "keyring.backends.SecretService.Keyring" in done.err
    assert TOKEN not in done.err
    assert secret_service.seen_from_outside(service(isolated_home)) == {"loc": TOKEN}
    assert command("token", "clear").status == 0
    assert secret_service.seen_from_outside(service(isolated_home)) == {}
    assert command("token", "clear").status == 0


def test_the_kept_token_is_the_one_that_is_used(
    command: Command, secret_service: SecretService, account: Account
) -> None:
    del command.environment["LEADWAY_DESKTOP_TOKEN"]
    before = command("conversations", "--limit", "1")
    assert before.status == 1
    assert "Nobody is signed in" in before.err
    assert command("token", "set", stdin=account.token).status == 0
    assert command("conversations", "--limit", "1").status == 0


def test_the_environments_token_is_used_and_never_kept(
    command: Command, secret_service: SecretService, account: Account, isolated_home: Path
) -> None:
    assert command("conversations", "--limit", "1").status == 0
    assert secret_service.seen_from_outside(service(isolated_home)) == {}
    done = command("token", "clear")
    assert "LEADWAY_DESKTOP_TOKEN" in done.err


def test_what_is_no_token_is_refused_before_the_keyring_is_asked(command: Command) -> None:
    done = command("token", "set", stdin="two words")
    assert (done.status, done.out) == (2, "")
    assert "spaces or odd signs" in done.err
    assert "does not know" not in done.err  # Leadway was not asked
    assert "keyring" not in done.err
    assert "two words" not in done.err


@pytest.mark.parametrize("nothing", ["", " \n", "Bearer \n"])
def test_no_token_at_all_is_bad_use(command: Command, nothing: str) -> None:
    done = command("token", "set", stdin=nothing)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("No token was given")


def test_the_environments_token_is_held_to_the_same_rule(command: Command, pdf: Path) -> None:
    command.environment |= {
        "LEADWAY_DESKTOP_TOKEN": "two words",
        "LEADWAY_DESKTOP_LOCATION_ID": "loc",
    }
    for arguments in (["conversations"], ["upload", "--json", "--conversation", "x", str(pdf)]):
        done = command(*arguments)
        assert (done.status, done.out) == (2, "")
        assert "spaces or odd signs" in done.err


def test_without_a_keyring_it_says_so(command: Command) -> None:
    done = command("token", "set", stdin=TOKEN)
    assert done.status == 1
    assert "no keyring" in done.err
    assert "LEADWAY_DESKTOP_TOKEN" in done.err
    assert TOKEN not in done.out + done.err


@pytest.mark.parametrize("arguments", [["set", TOKEN], [TOKEN], ["set", f"--token={TOKEN}"], []])
def test_a_token_is_no_argument_and_is_not_repeated(command: Command, arguments: list[str]) -> None:
    done = command("token", *arguments)
    assert (done.status, done.out) == (2, "")
    assert TOKEN not in done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminal")
def test_on_a_terminal_the_token_is_asked_for_and_not_shown(
    command: Command, secret_service: SecretService, isolated_home: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_A_TERMINAL, TOKEN],
        env=os.environ | command.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Token (it is not shown):" in done.stdout
    assert secret_service.seen_from_outside(service(isolated_home)) == {"token": TOKEN}
    assert TOKEN not in done.stdout
