"""The report for support: what it holds, and what of all that lies around it never holds."""

import os
import stat
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import Stalled
from leadway_desktop.domain.support_report import Report
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.logs import forget_in_logs, redaction
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import FILE_NAME, open_journal
from leadway_desktop.support import disk
from leadway_desktop.support.patience import PatientRunner
from leadway_desktop.support.report import collect, file_name, write_report
from leadway_desktop.surroundings import Surroundings, look_around
from leadway_desktop.workers.instance_lock import InstanceLock
from tests.logs.records import SIGNATURE, SIGNED_URL
from tests.storage.uploads import make_upload

TOKEN = "an-opaque-token-0123456789"
SECRETS = (TOKEN, SIGNATURE, "hunter22", "abcdefghijk")
CUSTOMERS = (
    "María",
    "Mar\\u00eda",
    "contrato-secreto",
    "+34 600 123 456",
    "ana@example.com",
    "600123456",
)
LOG = "\n".join(
    [
        f"INFO told {TOKEN} and Bearer abcdefghijk",
        f"PUT {SIGNED_URL}",
        "proxy http://ana:hunter22@proxy.example:3128",
        "María Fernández (+34 600 123 456, ana@example.com) sent /home/x/contrato-secreto.pdf",
        "the line that support wants: ServerFault (HTTP 503, traceId 7b-11)",
    ]
)


@pytest.fixture(autouse=True)
def _known_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_secrets", redaction._Secrets())
    forget_in_logs(TOKEN)


@pytest.fixture
def surroundings(isolated_home: Path) -> Surroundings:
    """Return a computer that has been used, with secrets and customers wherever they could be."""
    environment = dict(os.environ) | {
        "LEADWAY_DESKTOP_TOKEN": TOKEN,
        "LEADWAY_DESKTOP_PROXY": "http://ana:hunter22@127.0.0.1:9",
        "LEADWAY_DESKTOP_BASE_URL": "http://127.0.0.1:9",
        "LEADWAY_DESKTOP_LOCATION_ID": "location",
    }
    folders = find_folders(environment)
    folders.create()
    for name in ("leadway-desktop.log", "leadway-desktop.log.1", "command-line.log"):
        (folders.logs / name).write_text(LOG, "utf-8")
    (folders.spool / "contrato-secreto.pdf").write_bytes(b"12345")
    upload = make_upload(stage=UploadStage.FAILED)
    target = replace(upload.target, title="María Fernández")
    file = replace(upload.file, path=Path("/home/x/contrato-secreto.pdf"))
    with open_journal(folders).journal as journal:
        journal.save(replace(upload, target=target, file=file), 1)
    return look_around(environment, is_practice=False)


def runner() -> PatientRunner:
    return PatientRunner(CancelToken())


def texts(report: Report) -> dict[str, str]:
    return {part.name: part.text for part in report}


def test_what_a_report_holds(surroundings: Surroundings) -> None:
    report = collect(surroundings, runner())
    found = texts(report)
    assert list(found) == [
        "README.txt",
        "doctor.txt",
        "doctor.json",
        "uploads.json",
        "files.json",
        "packages.txt",
        "logs/command-line.log",
        "logs/leadway-desktop.log",
        "logs/leadway-desktop.log.1",
    ]
    assert all(part.what for part in report)
    assert "127.0.0.1:9" in found["doctor.txt"]
    assert '"failed": 1' in found["uploads.json"]
    assert FILE_NAME in found["files.json"]
    assert '"bytes": 5' in found["files.json"]
    assert "httpx 0.28" in found["packages.txt"]
    assert "ServerFault (HTTP 503, traceId 7b-11)" in found["logs/leadway-desktop.log.1"]
    for name in list(found)[1:]:
        assert name in found["README.txt"]


def test_the_zip_tells_no_secret_and_no_customer(
    surroundings: Surroundings, tmp_path: Path
) -> None:
    file = tmp_path / "report.zip"
    report = collect(surroundings, runner())
    write_report(file, report)
    with zipfile.ZipFile(file) as content:
        assert content.testzip() is None
        everything = {name: content.read(name).decode() for name in content.namelist()}
    assert everything == texts(report)
    raw = file.read_bytes()
    for unwanted in (*SECRETS, *CUSTOMERS):
        assert unwanted.encode() not in raw
        assert [name for name, text in everything.items() if unwanted in text + name] == []
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_whether_a_program_is_at_work_is_told(surroundings: Surroundings) -> None:
    lock = InstanceLock(surroundings.folders.data)
    assert lock.acquire()
    assert '"is_in_use": true' in texts(collect(surroundings, runner()))["files.json"]
    assert lock.is_ours
    lock.release()
    assert '"is_in_use": false' in texts(collect(surroundings, runner()))["files.json"]
    assert lock.acquire()
    lock.release()


def test_a_part_that_cannot_be_made_says_so_and_the_others_are_there(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied", "/home/x/contrato-secreto.pdf")

    (surroundings.folders.data / FILE_NAME).write_bytes(b"this is no database" * 100)
    monkeypatch.setattr(disk, "end_of", refuse)
    found = texts(collect(surroundings, runner()))
    assert found["uploads.json"] == "This part could not be made: JournalNotWritten\n"
    assert found["logs/command-line.log"] == "This part could not be made: PermissionError\n"
    assert "127.0.0.1:9" in found["doctor.txt"]


def test_a_computer_that_was_never_used_has_a_report_too(isolated_home: Path) -> None:
    environment = dict(os.environ) | {"LEADWAY_DESKTOP_BASE_URL": "http://127.0.0.1:9"}
    found = texts(collect(look_around(environment, is_practice=False), runner()))
    assert '"uploads": 0' in found["uploads.json"]
    assert not isolated_home.exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_among_the_logs_is_not_followed(surroundings: Surroundings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("none of ours")
    (surroundings.folders.logs / "x.log").symlink_to(elsewhere)
    assert "logs/x.log" not in texts(collect(surroundings, runner()))


def test_a_huge_log_is_told_by_its_end(surroundings: Surroundings) -> None:
    log = surroundings.folders.logs / "leadway-desktop.log"
    log.write_text("x" * (3 * 1024 * 1024) + "\nthe end\n")
    text = texts(collect(surroundings, runner()))["logs/leadway-desktop.log"]
    assert text.endswith("the end\n")
    assert len(text) <= 2 * 1024 * 1024


def test_a_cancel_ends_it(surroundings: Surroundings) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        collect(surroundings, PatientRunner(cancel))


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_report(tmp_path / "gone" / "report.zip", ())
    assert list(tmp_path.rglob("*.zip")) == []


def test_the_name_tells_when_it_was_made() -> None:
    assert file_name(datetime(2026, 3, 1, 9, 5)) == "leadway-desktop-report-2026-03-01T09-05.zip"


def wait_for_ever(cancel: CancelToken) -> None:
    cancel.wait(60)


def answer_at_once(cancel: CancelToken) -> str:
    return "answer"


def test_patience_ends_and_a_cancel_is_something_else() -> None:
    assert PatientRunner(CancelToken()).run(answer_at_once) == "answer"
    with pytest.raises(Stalled):
        PatientRunner(CancelToken(), seconds=0.01).run(wait_for_ever)
    cancelled = CancelToken()

    def cancel_meanwhile(cancel: CancelToken) -> None:
        cancelled.cancel()
        cancel.wait(60)

    with pytest.raises(Cancelled):
        PatientRunner(cancelled).run(cancel_meanwhile)
