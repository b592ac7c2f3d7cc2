"""A whole session in which much goes wrong: nothing of it tells a secret, or is anybody else's."""

import logging
import os
import stat
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import FILE_NAME
from tests.journeys.conftest import started
from tests.journeys.files import Files
from tests.journeys.person import Person
from tests.journeys.test_support_journey import save_report
from tests.logs.hooks import put_hooks_in_place

FAULTS = (
    Fault("initiate", "status", status=400),
    Fault("initiate", "malformed_reply"),
    Fault("initiate", "expired_url"),
    Fault("put", "status", status=403, body="garbage"),
    Fault("put", "reset", at_byte=0),
    Fault("complete", "malformed_reply"),
)
CHATTERING = ("", "httpx", "httpcore", "urllib3", "keyring", "qt")


@pytest.fixture
def _open_umask() -> Iterator[None]:
    """Have the system close nothing by itself, as on a badly set up computer."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def _talkative() -> Iterator[None]:
    """Have every library say all that it has to say."""
    levels = {name: logging.getLogger(name).level for name in CHATTERING}
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def hear_everything() -> None:
    for name in CHATTERING:
        logging.getLogger(name).setLevel(logging.DEBUG)


def fail_with(secret: str) -> None:
    def fail() -> None:
        raise RuntimeError(f"https://x.example/o?X-Goog-Signature={secret} and {secret}")

    QTimer.singleShot(0, fail)


def work_through_trouble(person: Person, server: PracticeServer, files: Files) -> None:
    """Sign in with a wrong token and a right one, and upload through every kind of refusal."""
    account = server.account
    person.sign_in(account.token_revoked, account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error"))
    person.sign_in(account.token, account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error_action"))
    person.press("sign_in_error_action")
    hear_everything()
    person.choose_conversation("María Fernández")
    for number, fault in enumerate(FAULTS):
        server.faults.add(fault)
        photo = files.photo(f"foto-{number}.jpg")
        person.drop([photo])
        person.wait_until(partial(is_settled, person, photo))
    assert len(server.record.faults) == len(FAULTS)


def is_settled(person: Person, photo: Path) -> bool:
    found = person.upload_of(photo)
    return found is not None and found.stage in {UploadStage.UPLOADED, UploadStage.FAILED}


def damage(home: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(home)})
    journal = folders.data / FILE_NAME
    content = journal.read_bytes()
    journal.write_bytes(b"damaged" * 20 + content[140:])
    folders.settings_file.write_text("this is = = not toml")


def everything_written(home: Path) -> Iterator[tuple[str, bytes]]:
    for path in home.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as content:
                yield from ((f"{path}:{name}", content.read(name)) for name in content.namelist())


@pytest.mark.allow_logs(".*")
@pytest.mark.usefixtures("_open_umask", "_talkative", "no_leaked_thread")
def test_a_whole_session_tells_no_secret_and_belongs_to_its_owner(
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    server: PracticeServer,
    files: Files,
    isolated_home: Path,
    signatures: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    account = server.account
    put_hooks_in_place(monkeypatch)
    with started(qapp, environment, qtbot) as (_, person):
        work_through_trouble(person, server, files)
        fail_with(next(iter(signatures)))
        person.wait_until(lambda: person.sees("mishap_banner"))
        fail_with(account.token)
        person.press("mishap_report_button")
        save_report(person, isolated_home / "report.zip")
    damage(isolated_home)
    with started(qapp, environment, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("sign_in_page"))
        person.wait_until(lambda: "recovered" in person.words_of("notice"))
    out, err = capfd.readouterr()
    log = (isolated_home / "logs" / "leadway-desktop.log").read_text("utf-8")
    loud = "\n".join(line for line in log.splitlines() if " DEBUG " not in line)
    assert not any(name in loud for name in ("foto-", "María", "Pictures"))

    written = dict(everything_written(isolated_home))
    written |= {"stdout": out.encode(), "stderr": err.encode()}
    names = " ".join(written)
    for expected in ("leadway-desktop.log", FILE_NAME, "report.zip:logs/", ".broken-"):
        assert expected in names
    assert "RuntimeError" in err
    assert len(signatures) >= 6
    secrets = {account.token, account.token_revoked, *signatures}
    leaks = {
        (name, text) for name, raw in written.items() for text in secrets if text.encode() in raw
    }
    assert leaks == set()
    assert [name for name, raw in written.items() if b"X-Goog-Signature=" in _unhidden(raw)] == []

    if os.name == "posix":
        made = [path for path in isolated_home.rglob("*") if not path.is_symlink()]
        ours = [path for path in made if path.name != "settings.toml"]  # written by `damage`
        assert {path for path in ours if stat.S_IMODE(path.lstat().st_mode) & 0o077} == set()


def _unhidden(raw: bytes) -> bytes:
    return raw.replace(b"X-Goog-Signature=[redacted]", b"")
