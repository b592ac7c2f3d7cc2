"""Whatever is done on the command line, no secret is printed, kept, or seen among the processes."""

import os
import stat
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.cli.conftest import Command, Finished
from tests.storage.secret_service import SecretService


def everything_in(folder: Path) -> bytes:
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for archive in folder.rglob("*.zip"):
        with zipfile.ZipFile(archive) as content:
            written += b"".join(content.read(name) for name in content.namelist())
    return written


def test_no_command_tells_a_secret(
    command: Command,
    account: Account,
    server: PracticeServer,
    signatures: set[str],
    isolated_home: Path,
    pdf: Path,
    secret_service: SecretService,
) -> None:
    ended: list[Finished] = []

    def run(*arguments: str | Path, stdin: str = "") -> None:
        ended.append(command(*arguments, stdin=stdin))

    upload = ("upload", "--conversation", account.conversation_id, pdf)
    for fault in (
        Fault("initiate", "status", status=401),
        Fault("initiate", "malformed_reply"),
        Fault("put", "status", status=403, body="garbage"),
        Fault("put", "expired_url"),
    ):
        server.faults.add(fault)
        run(*upload)
        run(*upload, "--json")
    run("resume", "--failed", "--json")
    run("uploads", "--json")
    run("conversations", "--json")
    command.environment["LEADWAY_DESKTOP_PROXY"] = "http://ana:hunter22@127.0.0.1:9"
    run("doctor", "--json")
    run("doctor", "--bundle", isolated_home / "report.zip")
    token = command.environment.pop("LEADWAY_DESKTOP_TOKEN")
    run("token", "set", stdin=f"{token}\n")
    run("token", "set", token)
    run("upload", "--channel", token, "--conversation", "x", pdf)
    run("doctor")
    run("token", "clear")

    assert len(signatures) >= 4
    assert {done.status for done in ended} >= {0, 1, 2}
    everything = everything_in(isolated_home)
    everything += "".join(done.out + done.err for done in ended).encode()
    for secret in (account.token, "hunter22", "X-Goog-Signature", *signatures):
        assert secret.encode() not in everything
    if os.name == "posix":
        made = [path for path in isolated_home.rglob("*") if not path.is_symlink()]
        assert {path for path in made if stat.S_IMODE(path.lstat().st_mode) & 0o077} == set()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_list_of_processes_tells_no_secret(
    command: Command, account: Account, server: PracticeServer, signatures: set[str], video: Path
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=100_000))
    process = command.start("upload", "--conversation", account.conversation_id, video)
    seen: list[bytes] = []
    tasks = Path(f"/proc/{process.pid}")
    struck = threading.Event()
    while not struck.wait(0.05):
        seen.append((tasks / "cmdline").read_bytes())
        seen += [task.read_bytes() for task in tasks.glob("task/*/comm")]
        if server.record.faults:
            struck.set()
    process.kill()
    process.communicate()
    assert signatures
    assert b"upload" in b"".join(seen)
    for secret in (account.token, *signatures):
        assert secret.encode() not in b"".join(seen)
