"""`upload` and `resume` beside a window: it gets the files, and goes on with them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.assembly import build_engine
from leadway_desktop.cli.json_report import FIELDS
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import ConversationUnknown, MessageUnknown, NoConnection
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage import journal_file, upload_journal
from leadway_desktop.storage.paths import Folders, find_folders, make_private_folder
from leadway_desktop.storage.upload_journal import open_journal
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.workers.handed_files import HandedFilesDesk
from leadway_desktop.workers.instance_client import Start, begin
from leadway_desktop.workers.instance_lock import InstanceLock
from leadway_desktop.workers.instance_messages import HandedFiles, Refusal, Role, Taken
from leadway_desktop.workers.single_instance import HandOver, SingleInstance
from leadway_desktop.workers.upload_threads import UploadThreads
from tests.cli.conftest import ROOT, Command, Finished
from tests.workers.ending import shut_down

AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
SENT = Delivery("k.00000", "", "", DeliveryStage.SENT, sent_at=AN_HOUR_AGO)


@pytest.fixture
def folders(isolated_home: Path) -> Folders:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    make_private_folder(folders.data)
    return folders


@pytest.fixture
def lock(folders: Folders) -> InstanceLock:
    return InstanceLock(folders.data)


@pytest.fixture
def instance(folders: Folders, lock: InstanceLock, qtbot: QtBot) -> Iterator[SingleInstance]:
    instance = SingleInstance(folders.data, Role.WINDOW, lock=lock)
    yield instance
    instance.release()
    instance.deleteLater()


@pytest.fixture
def real_window(
    instance: SingleInstance, lock: InstanceLock, folders: Folders, account: Account, qtbot: QtBot
) -> Iterator[Callable[[], UploadThreads]]:
    """Open what a window consists of, but its widgets, and close it at the end."""
    settings = Settings(base_url=account.base_url, location_id=account.location_id, proxy="none")
    open_now: list[Callable[[], None]] = []

    def show() -> UploadThreads:
        assert begin(lock) is Start.OURS
        instance.listen()
        opened = open_journal(folders)
        engine = build_engine(settings, Secret(account.token))
        uploads = UploadThreads(engine.uploads, opened.journal, 2, Spool(folders.spool))
        desk = HandedFilesDesk(engine.crm, uploads, account.location_id)
        instance.files_handed.connect(desk.take)
        uploads.restore(opened.journal.load())

        def close() -> None:
            shut_down(desk)
            shut_down(uploads)
            engine.close()
            opened.journal.close()
            desk.deleteLater()
            uploads.deleteLater()

        open_now.append(close)
        return uploads

    yield show
    for close in open_now:
        close()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Return what has the disk of the window's journal refuse every write, or take them again."""
    is_full = [False]

    def write(*arguments: Any) -> None:
        if is_full[0]:
            raise sqlite3.OperationalError("database or disk is full")
        journal_file.write_rows(*arguments)

    monkeypatch.setattr(upload_journal, "write_rows", write)

    def have(full: bool) -> None:
        is_full[0] = full

    return have


@dataclass(frozen=True)
class Beside:
    """Runs commands while our loop goes on, which is the window's."""

    command: Command
    account: Account
    qtbot: QtBot

    def __call__(self, *arguments: str | Path) -> Finished:
        return self.end_of(self.command.start(*arguments))

    def upload(self, *arguments: str | Path) -> Finished:
        return self.end_of(self.start(*arguments))

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        there = self.account.conversation_id
        return self.command.start("upload", "--conversation", there, *arguments)

    def end_of(self, process: subprocess.Popen[str]) -> Finished:
        self.qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
        out, err = process.communicate()
        return Finished(process.returncode, out, err)


@pytest.fixture
def beside(command: Command, account: Account, qtbot: QtBot) -> Beside:
    return Beside(command, account, qtbot)


@pytest.fixture
def other(pdf: Path) -> Path:
    file = pdf.with_name("other.pdf")
    file.write_bytes(b"%PDF-1.4 other")
    return file


def uploaded(file: Path, account: Account, delivery: Delivery) -> Upload:
    """Return what a command has uploaded an hour ago, and been killed before it told."""
    return Upload(
        "1",
        UploadTarget(account.location_id, account.conversation_id, "", "", Channel.WHATSAPP),
        look_at(file),
        AN_HOUR_AGO,
        UploadStage.UPLOADED,
        delivery=delivery,
        is_untold=True,
    )


def refuse_with(
    instance: SingleInstance, reason: Refusal, error: ConversationUnknown | NoConnection | None
) -> list[HandedFiles]:
    assert instance.acquire()
    handed: list[HandedFiles] = []

    def refuse(hand_over: HandOver) -> None:
        handed.append(hand_over.files)
        hand_over.refuse(reason, error)

    instance.files_handed.connect(refuse)
    return handed


def test_what_was_sent_before_is_told_as_such_by_a_command_that_meets_a_window(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    account: Account,
    pdf: Path,
) -> None:
    """The first command was stopped, the window has sent it: "handed over" would not be true."""
    uploads = real_window()
    uploads.restore([(uploaded(pdf, account, SENT), 1)])
    done = beside.upload("--send", "--yes", pdf)
    assert done.status == 0
    assert f"{pdf.name}: was already sent before; it was not sent again.\n" in done.err
    again = beside.upload("--send", "--yes", pdf)
    assert f"{pdf.name}: handed over to the window that is open.\n" in again.err


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_file_that_the_conversation_has_is_told_by_a_command_that_meets_a_window(
    real_window: Callable[[], UploadThreads],
    command: Command,
    beside: Beside,
    account: Account,
    pdf: Path,
    other: Path,
    is_sent: bool,
) -> None:
    sending = ("--send", "--yes") if is_sent else ()
    first = command("upload", "--conversation", account.conversation_id, *sending, pdf)
    assert first.status == 0
    real_window()
    again = beside.upload(pdf, other)
    assert again.status == 0
    there = "was already sent to the customer" if is_sent else "was already uploaded to this"
    assert again.err.count(f"{pdf.name}: {there}") == 1
    assert f"{other.name}: was already" not in again.err


def test_words_that_come_too_late_for_a_window_are_told(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    qtbot: QtBot,
) -> None:
    real_window()
    server.faults.add(Fault("send", "stall", at_byte=0))
    order = ("--send", "--yes", pdf, "--message")
    assert beside.upload(*order, "Hola").status == 0
    qtbot.waitUntil(lambda: bool(server.record.faults), timeout=10_000)
    late = beside.upload(*order, "Adiós")
    assert late.status == 1
    assert "may have gone with other words before: these were not sent.\n" in late.err


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_was_sent_before_is_done_though_the_window_could_not_note_it(
    instance: SingleInstance,
    beside: Beside,
    account: Account,
    pdf: Path,
    is_sent: bool,
) -> None:
    """Who is told to give the command again, and does once the window is closed, sends it twice."""
    assert instance.acquire()
    upload = uploaded(pdf, account, SENT if is_sent else Delivery("k.00000", "", ""))
    accept = partial(HandOver.accept, taken=Taken([upload], outlive_a_crash=False))
    instance.files_handed.connect(accept)
    done = beside.upload("--send", "--yes", pdf)
    if is_sent:
        assert f"{pdf.name}: was already sent before; it was not sent again.\n" in done.err
    assert (done.status == 0, "again for the others alone" in done.err) == (is_sent, not is_sent)


def test_a_message_of_which_nobody_knows_is_not_told_as_one_that_goes_on(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    account: Account,
    pdf: Path,
) -> None:
    uploads = real_window()
    delivery = Delivery("k.00000", "", "", DeliveryStage.UNKNOWN, error=MessageUnknown())
    uploads.restore([(uploaded(pdf, account, delivery), 1)])
    for _ in range(2):
        done = beside.upload("--send", "--json", pdf)
        assert (done.status, done.object["status"]) == (1, "uploaded")
        assert (done.object["id"], done.object["error"]["kind"]) == ("1", "MessageUnknown")


def test_files_go_to_the_window_that_is_open(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    qtbot: QtBot,
) -> None:
    uploads = real_window()
    seen: list[Upload] = []
    uploads.upload_changed.connect(seen.append)
    beside.command.environment["LEADWAY_DESKTOP_TOKEN"] = ""  # the window has one
    done = beside.upload(pdf)
    assert (done.status, done.out) == (0, "")
    assert done.err == f"{pdf.name}: handed over to the window that is open.\n"
    qtbot.waitUntil(lambda: bool(server.record.uploads), timeout=10_000)
    assert [one.filename for one in server.record.uploads] == [pdf.name]
    assert {one.file.path for one in seen} == {pdf}


@pytest.mark.allow_logs("The journal is not written", "An upload's step is not in the journal")
def test_what_the_window_cannot_note_on_the_disk_is_no_success(
    real_window: Callable[[], UploadThreads],
    full_disk: Callable[[bool], None],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    qtbot: QtBot,
) -> None:
    """If the window were killed, nobody would know the file; so the command may be given again."""
    real_window()
    server.faults.add(Fault("initiate", "stall", at_byte=0, times=1))
    full_disk(True)
    done = beside.upload("--channel", "SMS", pdf)
    assert done.status == 1
    assert f"{pdf.name}: handed over to the window that is open.\n" in done.err
    assert "The window's list cannot be written to the disk" in done.err
    full_disk(False)
    again = beside.upload("--channel", "SMS", pdf)
    assert (again.status, "cannot be written" in again.err) == (0, False)
    server.faults.clear()
    qtbot.waitUntil(lambda: bool(server.record.uploads), timeout=40_000)
    assert [one.filename for one in server.record.uploads] == [pdf.name]


def test_the_window_sends_what_it_is_handed_to_send(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    qtbot: QtBot,
) -> None:
    real_window()
    done = beside.upload("--send", "--message", "Aquí tiene", pdf)
    assert done.status == 0
    assert " · WhatsApp" in done.err
    qtbot.waitUntil(lambda: len(server.record.messages) == 1, timeout=10_000)
    assert server.record.messages[0].body == "Aquí tiene"


def test_beside_a_window_too_nobody_is_asked_for_what_is_not_sent_again(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    folders: Folders,
    account: Account,
    pdf: Path,
    other: Path,
) -> None:
    with open_journal(folders).journal as journal:
        journal.save(uploaded(pdf, account, SENT), 1)
    real_window()
    both = beside.upload("--send", "--yes", pdf, other)
    assert "Files: 1. Messages: 1. Files sent before: 1.\n" in both.err
    assert both.status == 0


def test_the_same_command_again_beside_a_window_sends_nothing_twice(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    qtbot: QtBot,
) -> None:
    real_window()
    stall = Fault("put", "stall", at_byte=0)
    server.faults.add(stall)
    for _ in range(2):
        assert beside.upload("--send", "--message", "Aquí tiene", pdf).status == 0
    qtbot.waitUntil(lambda: bool(server.record.faults), timeout=10_000)
    server.faults.clear()
    qtbot.waitUntil(lambda: len(server.record.messages) == 1, timeout=60_000)
    assert beside("uploads").out.count(pdf.name) == 1
    assert len(server.record.uploads) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="a disk that is always full")
def test_what_reached_nobody_beside_a_window_is_told_again_and_sent_once(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    account: Account,
    server: PracticeServer,
    pdf: Path,
    qtbot: QtBot,
) -> None:
    real_window()
    there = account.conversation_id
    arguments = ("upload", "--send", "--json", "--conversation", there, str(pdf))
    with open("/dev/full", "w", encoding="utf-8") as full:
        lost = beside.end_of(beside.command.start(*arguments, stdout=full))
    assert (lost.status, "No space left on device" in lost.err) == (1, True)
    qtbot.waitUntil(lambda: len(server.record.messages) == 1, timeout=60_000)
    assert beside(*arguments).status == 0
    assert len(server.record.messages) == len(server.record.uploads) == 1
    assert beside(*arguments).status == 0
    qtbot.waitUntil(lambda: len(server.record.messages) == 2, timeout=60_000)


def test_what_went_to_a_window_beside_a_misspelt_path_is_not_sent_again_with_the_right_one(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    other: Path,
    qtbot: QtBot,
) -> None:
    """Nor are the words: the customer has read them with the first."""
    real_window()
    order = ("--send", "--message", "Hola", pdf)
    assert beside.upload(*order, pdf.with_name("misspelt.pdf")).status == 1
    qtbot.waitUntil(lambda: len(server.record.messages) == 1, timeout=10_000)
    done = beside.upload(*order, other)
    assert done.status == 0
    assert f"{pdf.name}: was already sent before; it was not sent again.\n" in done.err
    qtbot.waitUntil(lambda: len(server.record.messages) == 2, timeout=10_000)
    assert [one.body for one in server.record.messages] == ["Hola", ""]
    assert len(server.record.uploads) == 2
    # Now that all is told, the same command means to send once more.
    assert beside.upload(*order).status == 0
    qtbot.waitUntil(lambda: len(server.record.messages) == 3, timeout=10_000)


def test_words_whose_message_waits_in_the_window_are_not_said_with_the_next_file(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    other: Path,
    qtbot: QtBot,
) -> None:
    real_window()
    server.faults.add(Fault("put", "stall", at_byte=0))
    order = ("--send", "--message", "Hola", pdf)
    assert beside.upload(*order).status == 0
    qtbot.waitUntil(lambda: bool(server.record.faults), timeout=10_000)
    assert beside.upload(*order, other).status == 0
    server.faults.clear()
    qtbot.waitUntil(lambda: len(server.record.messages) == 2, timeout=60_000)
    assert [one.body for one in server.record.messages] == ["Hola", ""]


def test_handing_over_in_json(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    pdf: Path,
    tmp_path: Path,
) -> None:
    real_window()
    done = beside.upload("--json", pdf, tmp_path / "gone.pdf")
    assert (done.status, done.err) == (1, "")
    gone, taken = done.objects
    assert tuple(taken) == tuple(gone) == FIELDS
    assert (taken["file"], taken["status"]) == (str(pdf), "handed over")
    assert (taken["channel"], taken["error"]) == ("WHATSAPP", None)
    assert (gone["status"], gone["error"]["kind"]) == ("failed", "FileMissing")
    listed = beside("uploads", "--json").objects
    assert [one["id"] for one in listed] == [taken["id"]]


@pytest.mark.parametrize(
    ("reason", "error", "said"),
    [
        (Refusal.NOT_SIGNED_IN, None, "Nobody is signed in"),
        (Refusal.OTHER_LOCATION, None, "another location"),
        (Refusal.CLOSING, None, "The window, or its account"),
        (Refusal.NOT_UNDERSTOOD, None, "another version"),
        (Refusal.ERROR, ConversationUnknown(trace_id="trace-9"), "trace-9"),
        (Refusal.ERROR, NoConnection(), "There is no connection to Leadway."),
    ],
)
def test_a_refusal_is_told_and_every_file_has_its_object(
    reason: Refusal,
    error: ConversationUnknown | NoConnection | None,
    said: str,
    instance: SingleInstance,
    beside: Beside,
    account: Account,
    pdf: Path,
) -> None:
    handed = refuse_with(instance, reason, error)
    done = beside.upload("--json", pdf)
    assert done.status == 1
    assert said in done.err
    assert ("uploaded and sent nothing. Give it again." in done.err) is (error is not None)
    assert done.object["status"] == "failed"
    (files,) = handed
    assert (files.location_id, files.conversation_id) == (
        account.location_id,
        account.conversation_id,
    )
    assert (files.channel, files.paths, files.plan) == (None, (pdf,), None)


def test_practice_hands_nothing_to_the_real_window(
    instance: SingleInstance, beside: Beside, pdf: Path
) -> None:
    handed = refuse_with(instance, Refusal.CLOSING, None)
    done = beside.upload("--practice", pdf)
    assert (done.status, handed) == (0, [])


def test_resume_leaves_its_work_to_the_window(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
) -> None:
    real_window()
    server.faults.add(Fault("put", "stall", at_byte=0))
    beside.upload(pdf)
    assert server.record.wait_for(lambda record: len(record.faults) == 1)
    done = beside("resume", "--json")
    assert done.status == 0
    assert done.object["status"] == "handed over"
    assert "A window is open" in done.err


def test_nothing_is_taken_off_the_list_under_a_window(
    real_window: Callable[[], UploadThreads], beside: Beside
) -> None:
    real_window()
    done = beside("uploads", "--remove", "abc")
    assert done.status == 2
    assert "A window is open" in done.err


def test_a_window_that_is_opened_takes_over_what_a_command_was_doing(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    pdf: Path,
    video: Path,
    qtbot: QtBot,
) -> None:
    beside.command.environment["LEADWAY_DESKTOP_PARALLEL_UPLOADS"] = "1"
    server.faults.add(Fault("put", "stall", skip=1, at_byte=1000))
    process = beside.start("--json", pdf, video)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    real_window()
    done = beside.end_of(process)
    assert done.status == 0
    statuses = {Path(one["file"]).name: one["status"] for one in done.objects}
    assert sorted(statuses.values()) == ["handed over", "uploaded"]
    qtbot.waitUntil(lambda: len(server.record.uploads) == 2, timeout=20_000)
    assert sorted(one.filename for one in server.record.uploads) == sorted([pdf.name, video.name])


KILLED_BEFORE_IT_TELLS = "from leadway_desktop.cli import hand_over as m; m._accepted = die"
KILLED_LAST_OF_ALL = "from leadway_desktop.cli import last_act as m; m.do_last_acts = die"


@pytest.mark.skipif(sys.platform == "win32", reason="nothing kills itself there")
@pytest.mark.parametrize("change", [KILLED_BEFORE_IT_TELLS, KILLED_LAST_OF_ALL])
def test_a_command_that_is_killed_beside_a_window_sends_nothing_twice(
    real_window: Callable[[], UploadThreads],
    beside: Beside,
    server: PracticeServer,
    account: Account,
    pdf: Path,
    qtbot: QtBot,
    change: str,
) -> None:
    """Whoever sees the kill gives it again, and means the same file; given once more, another."""
    real_window()
    arguments = ("upload", "--send", "--conversation", account.conversation_id, pdf)
    code = (
        f"import os, signal\ndie = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n{change}\n"
        "import runpy; runpy.run_module('leadway_desktop', run_name='__main__')"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | beside.command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert beside.end_of(killed).status < 0
    qtbot.waitUntil(lambda: len(server.record.messages) == 1, timeout=20_000)
    assert beside(*arguments).status == 0
    assert beside(*arguments).status == 0
    qtbot.waitUntil(lambda: len(server.record.messages) == 2, timeout=20_000)
    assert len(server.record.uploads) == 2


@pytest.fixture
def doomed_window(folders: Folders) -> Iterator[subprocess.Popen[str]]:
    """A window that is killed with the files in hand."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from leadway_desktop.workers.instance_messages import Role\n"
        "from leadway_desktop.workers.single_instance import SingleInstance\n"
        "app = QCoreApplication([])\n"
        "window = SingleInstance(Path(sys.argv[1]), Role.WINDOW)\n"
        "assert window.acquire()\n"
        "window.files_handed.connect(lambda handed: os._exit(9))\n"
        "print('ready', flush=True)\n"
        "app.exec()\n"
    )
    window = subprocess.Popen(
        [sys.executable, "-c", code, str(folders.data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    assert window.stdout.readline() == "ready\n"
    yield window
    window.kill()
    window.communicate()


def test_a_window_that_is_killed_with_the_files_in_hand_costs_nothing(
    doomed_window: subprocess.Popen[str],
    command: Command,
    server: PracticeServer,
    account: Account,
    pdf: Path,
) -> None:
    """The command hears nothing more, finds the way free, and works alone."""
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert (doomed_window.wait(10), done.status) == (9, 0)
    assert [one.filename for one in server.record.uploads] == [pdf.name]


def test_what_was_agreed_for_a_window_is_not_asked_again_without_it(
    doomed_window: subprocess.Popen[str],
    command: Command,
    server: PracticeServer,
    account: Account,
    pdf: Path,
) -> None:
    done = command("upload", "--send", "--conversation", account.conversation_id, pdf)
    assert (doomed_window.wait(10), done.status) == (9, 0)
    assert (done.err.count("To: "), done.err.count("Files: ")) == (1, 1)
    assert len(server.record.messages) == 1
