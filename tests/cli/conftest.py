"""The real command in a process of its own, against a practice account in ours."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from leadway_desktop.practice.account import Account
from leadway_desktop.practice.server import PracticeServer
from tests.permissions import obey_permissions, read_only
from tests.storage.secret_service import SecretService

ROOT = Path(__file__).resolve().parents[2]
GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""Windows sends Ctrl-Break to a group, so that it does not end us too."""


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects that it printed, one per line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (only,) = self.objects
        return only


class Command:
    """Runs `leadway-desktop`, in English and with this environment besides the test's own."""

    def __init__(self) -> None:
        self.environment = {"LEADWAY_DESKTOP_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"}
        self.obeys_permissions = False
        """Whether it does even where root runs the tests."""

    def __call__(self, *arguments: str | Path, stdin: str = "") -> Finished:
        process = self.start(*arguments, stdin=subprocess.PIPE)
        out, err = process.communicate(stdin, timeout=60)
        return Finished(process.returncode, out, err)

    def on_terminal(self, *arguments: str | Path) -> Finished:
        """Run it with a terminal for its standard error: `err` is all that was drawn there."""
        import pty
        import termios

        screen, terminal = pty.openpty()
        termios.tcsetwinsize(terminal, (24, 100))
        process = subprocess.Popen(
            [sys.executable, "-m", "leadway_desktop", *map(str, arguments)],
            env=os.environ | self.environment | {"TERM": "xterm"},
            stdout=subprocess.PIPE,
            stderr=terminal,
            encoding="utf-8",
        )
        os.close(terminal)
        drawn = _everything_from(screen)
        out, _ = process.communicate(timeout=30)
        return Finished(process.returncode, out, drawn)

    def in_shell(self, ending: str, *arguments: str | Path) -> Finished:
        """Run it in bash with an `ending` such as a redirection; a failure of any part counts."""
        words = shlex.join((sys.executable, "-m", "leadway_desktop", *map(str, arguments)))
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"{words} {ending}"],
            cwd=ROOT,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def start(
        self,
        *arguments: str | Path,
        stdin: int = subprocess.DEVNULL,
        stdout: int | IO[str] = subprocess.PIPE,
    ) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "leadway_desktop", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | self.environment,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
            creationflags=GROUP,
            preexec_fn=obey_permissions if self.obeys_permissions else None,
        )


def _everything_from(screen: int) -> str:
    text = b""
    try:
        while chunk := os.read(screen, 65536):
            text += chunk
    except OSError:  # how Linux says that the other side has closed
        pass
    finally:
        os.close(screen)
    return text.decode(errors="replace")


def press_ctrl_c(process: "subprocess.Popen[str]") -> None:
    process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))


@pytest.fixture
def command(isolated_home: Path) -> Command:
    return Command()


@pytest.fixture
def read_only_data(
    command: Command, isolated_home: Path
) -> Callable[[], AbstractContextManager[None]]:
    """Return what makes the data folder read-only for a block, the command's too."""
    command.obeys_permissions = True
    return lambda: read_only(isolated_home / "data")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(storage=tmp_path) as server:
        yield server


@pytest.fixture
def account(server: PracticeServer, command: Command) -> Account:
    """Have the command meet the practice server as if it were Leadway, signed in."""
    account = server.account
    command.environment |= {
        "LEADWAY_DESKTOP_BASE_URL": account.base_url,
        "LEADWAY_DESKTOP_LOCATION_ID": account.location_id,
        "LEADWAY_DESKTOP_TOKEN": account.token,
    }
    return account


@pytest.fixture
def secret_service(
    shared_secret_service: SecretService, command: Command, monkeypatch: pytest.MonkeyPatch
) -> SecretService:
    """Let the command find a real keyring by itself, as on a desktop."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    command.environment |= shared_secret_service.environment
    return shared_secret_service


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "contrato ñ.pdf"
    file.write_bytes(b"%PDF-1.4\n" + b"%" * 20_000 + b"\n%%EOF\n")
    return file


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """A file that takes a while on a throttled network: 8 MB."""
    file = tmp_path / "video.mp4"
    file.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(8_000_000))
    return file
