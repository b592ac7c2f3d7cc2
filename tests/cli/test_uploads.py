"""`leadway-desktop uploads`: the journal for a person and for a script."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.cli.json_report import FIELDS
from leadway_desktop.cli.upload_fields import upload_fields
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import OUR_COPY
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import open_journal
from leadway_desktop.workers.instance_messages import Role
from leadway_desktop.workers.single_instance import SingleInstance
from tests.cli.conftest import Command
from tests.storage.uploads import MOMENT, make_upload

ReadOnly = Callable[[], AbstractContextManager[None]]
posix = pytest.mark.skipif(os.name != "posix", reason="Windows' folders have other permissions")


@pytest.fixture
def three(command: Command, server: PracticeServer, account: Account, tmp_path: Path) -> list[str]:
    """Leave one upload waiting, one done and one failed; return their ids."""
    files = [tmp_path / name for name in ("done.txt", "empty.txt", "later.txt")]
    files[0].write_text("done")
    files[1].touch()
    files[2].write_text("later")
    conversation = account.conversation_id
    command("upload", "--conversation", conversation, *files[:2])
    server.go_offline()
    command("upload", "--conversation", conversation, "--channel", "SMS", files[2])
    server.go_online()
    ids = {Path(one["file"]).name: one["id"] for one in command("uploads", "--json").objects}
    return [ids[name] for name in ("later.txt", "done.txt", "empty.txt")]


def test_a_copy_of_ours_is_told_by_the_name_of_what_was_copied() -> None:
    own = make_upload()
    copy = replace(own.file, path=Path("/spool") / f"x{OUR_COPY}" / "offer.pdf")
    assert upload_fields(own)["file"] == str(own.file.path)
    assert upload_fields(replace(own, file=copy))["file"] == "offer.pdf"


def test_the_list_for_a_script(command: Command, three: list[str], account: Account) -> None:
    done = command("uploads", "--json")
    assert (done.status, done.err) == (0, "")
    assert [one["status"] for one in done.objects] == ["waiting", "uploaded", "failed"]
    assert [one["id"] for one in done.objects] == three
    for one in done.objects:
        assert set(FIELDS) - {"last_step", "seconds", "done_before"} <= set(one)
        assert one["conversation_id"] == account.conversation_id
        assert one["location_id"] == account.location_id
    third, first, second = done.objects
    assert first["link"].startswith("http")
    assert first["finished_at"] > first["created_at"]
    assert second["error"]["kind"] == "FileEmpty"
    assert (third["waits_for"], third["error"]["kind"]) == ("network", "NoConnection")


def test_the_list_for_a_person(command: Command, three: list[str]) -> None:
    lines = command("uploads").out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [three[0][:8], "waiting"],
        [three[1][:8], "uploaded"],
        [three[2][:8], "failed"],
    ]
    assert "done.txt  http" in lines[1]


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (DeliveryStage.UNKNOWN, "unfinished, perhaps sent"),
        (DeliveryStage.CHECKING, "unfinished, to be looked for"),
    ],
)
def test_a_message_in_doubt_is_told_of_a_file_that_has_not_arrived_too(
    command: Command, isolated_home: Path, stage: DeliveryStage, told: str
) -> None:
    """As a damaged journal leaves it: `resume` says that this list tells which it is."""
    unknown = Delivery("key", "Hola", "+34 600 000 000", stage)
    with open_journal(
        find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    ).journal as journal:
        journal.save(make_upload(stage=UploadStage.QUEUED, delivery=unknown), 1)
    (line,) = command("uploads").out.splitlines()
    assert line.split("  ")[0].endswith(told)


def test_what_stands_in_a_draft_says_so_and_stays_for_it(
    command: Command, isolated_home: Path
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    drafted = make_upload(1, stage=UploadStage.UPLOADED, is_drafted=True, delivery=None)
    with open_journal(folders).journal as journal:
        journal.save(drafted, 1)
    (line,) = command("uploads").out.splitlines()
    assert "uploaded, in a draft " in line
    refused = command("uploads", "--remove", drafted.id)
    assert (refused.status, "is in a draft" in refused.err) == (2, True)
    (kept,) = command("uploads", "--json").objects
    assert (kept["id"], kept["is_drafted"]) == (drafted.id, True)


def test_what_alone_has_some_words_is_not_removed(command: Command, isolated_home: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    failed = make_upload(1, stage=UploadStage.FAILED, delivery=None)
    gone = failed.superseded(failed.created_at, "Hola")
    with open_journal(folders).journal as journal:
        journal.save(gone, 1)
    refused = command("uploads", "--remove", gone.id)
    assert (refused.status, "belong in a draft" in refused.err) == (2, True)
    assert [one["id"] for one in command("uploads", "--json").objects] == [gone.id]


def test_a_long_name_pushes_no_column(command: Command, isolated_home: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    uploads = [make_upload(number) for number in (1, 2)]
    long = replace(uploads[1].target, title="María de los Ángeles Fernández de la Vega")
    with open_journal(folders).journal as journal:
        journal.save_all([(uploads[0], 1), (replace(uploads[1], target=long), 1)])
    names = [one.file.path.name for one in uploads]
    lines = command("uploads").out.splitlines()
    assert "María de los Ángeles … " in lines[1]
    assert len({line.index(name) for line, name in zip(lines, names, strict=True)}) == 1


def test_the_order_is_the_windows(command: Command, isolated_home: Path) -> None:
    """What runs, what is next as the agent has moved it, and what is over, the latest first."""
    second = MOMENT.timestamp() + 1
    runs = make_upload(1, stage=UploadStage.UPLOADING)
    early, late = (
        make_upload(number, stage=UploadStage.UPLOADED, finished_at=MOMENT + timedelta(number))
        for number in (2, 3)
    )
    first, third = make_upload(4), make_upload(5, place=second + 1)
    moved = make_upload(6, stage=UploadStage.PAUSED, place=second)
    with open_journal(
        find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    ).journal as journal:
        journal.save_all((one, 1) for one in (early, third, first, late, moved, runs))
    expected = [one.id for one in (runs, first, moved, third, late, early)]
    assert [one["id"] for one in command("uploads", "--json").objects] == expected
    names = [Path(one.file.path).name for one in (runs, first, moved, third, late, early)]
    assert [line.split()[-1] for line in command("uploads").out.splitlines()] == names


def test_an_empty_list_is_no_failure(command: Command) -> None:
    done = command("uploads")
    assert (done.status, done.out, done.err) == (0, "", "There are no uploads.\n")


def test_it_can_be_read_while_another_program_works_on_it(
    command: Command, server: PracticeServer, account: Account, video: Path
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=0))
    process = command.start("upload", "--conversation", account.conversation_id, video)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    (one,) = command("uploads", "--json").objects
    assert (one["file"], one["status"]) == (str(video), "uploading")
    assert "unfinished" in command("uploads").out
    process.kill()
    process.communicate(timeout=10)
    (one,) = command("uploads", "--json").objects
    assert one["status"] == "uploading"


def test_removing(command: Command, three: list[str], server: PracticeServer) -> None:
    done = command("uploads", "--remove", three[1], three[0][:8])
    assert (done.status, done.err) == (0, "Removed: 2.\n")
    assert [one["id"] for one in command("uploads", "--json").objects] == [three[2]]
    assert "Nothing is unfinished." in command("resume").err
    assert len(server.record.uploads) == 1


@pytest.mark.parametrize("wanted", ["zzzz", "*"])
def test_removing_what_is_not_there_is_bad_use(
    command: Command, three: list[str], wanted: str
) -> None:
    done = command("uploads", "--remove", wanted)
    assert (done.status, done.out) == (2, "")
    assert wanted in done.err
    assert len(command("uploads", "--json").objects) == 3


def test_removing_takes_a_file_along_that_this_program_made(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path
) -> None:
    made = isolated_home / "data" / "spool" / "abc" / "pasted.txt"
    made.parent.mkdir(parents=True)
    made.write_text("pasted")
    server.go_offline()
    command("upload", "--conversation", account.conversation_id, "--channel", "SMS", made)
    (one,) = command("uploads", "--json").objects
    assert command("uploads", "--remove", one["id"]).status == 0
    assert not made.parent.exists()
    assert made.parent.parent.exists()


def test_a_program_that_does_not_answer_is_told(
    command: Command, isolated_home: Path, three: list[str], qapp: object
) -> None:
    window = SingleInstance(isolated_home / "data", Role.WINDOW)
    assert window.acquire()  # and its loop does not run
    done = command("uploads", "--remove", three[0])
    assert done.status == 1
    assert "does not answer" in done.err
    assert len(command("uploads", "--json").objects) == 3
    window.release()


@posix
def test_a_read_only_folder_is_read_and_what_has_to_write_says_why_it_does_not(
    command: Command, three: list[str], isolated_home: Path, read_only_data: ReadOnly
) -> None:
    writable = [command(*order) for order in (["uploads"], ["uploads", "--json"], ["history"])]
    with read_only_data():
        assert [command("uploads"), command("uploads", "--json"), command("history")] == writable
        for order in (["resume"], ["uploads", "--remove", three[0]]):
            done = command(*order)
            assert (done.status, done.out) == (1, "")
            assert done.err.startswith("The list of uploads cannot be written (Permission denied).")
            assert f"you may write in {isolated_home / 'data'}," in done.err
    assert [one["id"] for one in command("uploads", "--json").objects] == three
    assert not list((isolated_home / "data").glob("*broken*"))


@posix
def test_beside_a_window_that_cannot_write_nothing_is_said_to_go_on(
    command: Command,
    three: list[str],
    isolated_home: Path,
    read_only_data: ReadOnly,
    qtbot: QtBot,
) -> None:
    """A window that was opened so does not know what is on the list."""
    (isolated_home / "data" / "in-use.lock").unlink()
    with read_only_data():
        window = SingleInstance(isolated_home / "data", Role.WINDOW)
        assert window.acquire()
        running = command.start("resume")
        qtbot.waitUntil(lambda: running.poll() is not None, timeout=30_000)
        assert "cannot be written" in running.communicate()[1]
        window.release()
