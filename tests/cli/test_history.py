"""`leadway-desktop history`: receipts for a person, a script and a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadway_desktop.cli.upload_run import NAMED_BESIDE
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import open_journal
from tests.cli.conftest import ROOT, Command
from tests.storage.uploads import MOMENT, make_upload


@pytest.fixture
def two(command: Command, account: Account, tmp_path: Path) -> list[Path]:
    """Upload two files, and try one that is not there."""
    files = [tmp_path / "Ñandú.txt", tmp_path / "=cmd.txt"]
    for file in files:
        file.write_text(f"this is {file.name}")
    command("upload", "--conversation", account.conversation_id, *files, tmp_path / "gone.txt")
    return files


def names(command: Command, *options: str) -> set[str]:
    return {Path(one["file"]).name for one in command("history", "--json", *options).objects}


def test_what_was_uploaded_is_listed_and_found(command: Command, two: list[Path]) -> None:
    assert names(command) == {"Ñandú.txt", "=cmd.txt"}
    assert names(command, "--query", "nandu") == {"Ñandú.txt"}
    lines = command("history").out.splitlines()
    assert all(line.split()[1] == "uploaded" for line in lines)


@pytest.mark.parametrize("by_channel", [["--channel", "WHATSAPP"], []])
def test_the_contact_is_named_also_where_the_channel_was_given(
    command: Command, account: Account, server: PracticeServer, pdf: Path, by_channel: list[str]
) -> None:
    there = account.conversation_id
    assert command("upload", *by_channel, "--conversation", there, pdf).status == 0
    contact = next(one for one in server.conversations if one.id == there)
    (line,) = command("history").out.splitlines()
    assert str(contact.name) in line
    assert command("history", "--json").object["contact_id"] == contact.contact_id
    asked = [step for step in server.record.steps() if step in {"conversation", "search"}]
    assert asked == ["conversation"]


def test_of_many_files_the_contact_is_asked_for_at_the_end(
    command: Command, account: Account, server: PracticeServer, tmp_path: Path
) -> None:
    """Where the limit holds the calls up, one more before would cost the last file a turn."""
    files = [tmp_path / f"{number}.txt" for number in range(NAMED_BESIDE + 1)]
    for file in files:
        file.write_text(file.name)
    there = account.conversation_id
    sent = command("upload", "--channel", "WHATSAPP", "--conversation", there, *files)
    assert sent.status == 0
    assert [*server.record.steps()][-1] == "conversation"
    contact = next(one for one in server.conversations if one.id == there)
    assert command("history").out.count(str(contact.name)) == len(files)


def test_a_name_that_cannot_be_had_keeps_no_file_back(
    command: Command, account: Account, server: PracticeServer, pdf: Path
) -> None:
    server.faults.add(Fault("conversation", "status", None, status=404))
    there = account.conversation_id
    assert command("upload", "--channel", "WHATSAPP", "--conversation", there, pdf).status == 0
    assert there in command("history").out


def test_a_computer_whose_clock_is_years_ahead_forgets_no_receipt(
    command: Command, account: Account, two: list[Path], tmp_path: Path
) -> None:
    third = tmp_path / "later.txt"
    third.write_text("this is later")
    code = (
        "import runpy\n"
        "from datetime import timedelta\n"
        "from leadway_desktop.transfer.system_clock import SystemClock\n"
        "now = SystemClock.now\n"
        "SystemClock.now = lambda clock: now(clock) + timedelta(days=4000)\n"
        "runpy.run_module('leadway_desktop', run_name='__main__')\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, "upload", "--conversation", account.conversation_id, third],
        cwd=ROOT,
        env=os.environ | command.environment,
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert names(command) == {"Ñandú.txt", "=cmd.txt", "later.txt"}


def test_a_server_whose_clock_is_years_ahead_forgets_no_receipt(
    command: Command, account: Account, server: PracticeServer, two: list[Path]
) -> None:
    server.faults.add(Fault("*", "clock_skew", times=None, seconds=4000 * 24 * 3600.0))
    two[0].write_text("this is another")
    assert command("upload", "--conversation", account.conversation_id, two[0]).status == 0
    assert len(command("history", "--json").objects) == 3


def test_a_receipt_tells_every_step(command: Command, two: list[Path]) -> None:
    receipt = command("history", "--json", "--query", "nandu").object
    assert receipt["proof"] == "crc32c"
    assert receipt["link"].startswith("http")
    steps = {step["stage"]: step for step in receipt["steps"]}
    assert list(steps) == ["preparing", "initiating", "uploading", "completing", "uploaded"]
    for stage in ("initiating", "uploading", "completing"):
        assert steps[stage]["trace_id"]
    assert receipt == next(
        one for one in command("uploads", "--json").objects if one["id"] == receipt["id"]
    )


def test_the_table_is_safe_and_whole(command: Command, two: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    done = command("history", "--csv", path)
    assert (done.status, done.out, done.err) == (0, "", "Written: 2.\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["file"] for row in rows} == {"Ñandú.txt", "'=cmd.txt"}
    printed = command("history", "--csv", "-").out
    assert list(csv.DictReader(io.StringIO(printed))) == rows


def test_a_table_that_cannot_be_written_is_told(
    command: Command, two: list[Path], tmp_path: Path
) -> None:
    done = command("history", "--csv", tmp_path / "gone" / "t.csv")
    assert done.status == 1
    assert done.err.startswith("The file could not be written.")


def test_what_leaves_the_list_stays_in_the_history(command: Command, two: list[Path]) -> None:
    [done, *_] = [one for one in command("uploads", "--json").objects if one["link"]]
    assert command("uploads", "--remove", done["id"]).status == 0
    assert done["id"] not in {one["id"] for one in command("uploads", "--json").objects}
    assert done["id"] in {one["id"] for one in command("history", "--json").objects}


def test_without_a_history_nothing_is_kept(
    command: Command, account: Account, tmp_path: Path
) -> None:
    command.environment["LEADWAY_DESKTOP_HISTORY_DAYS"] = "0"
    file = tmp_path / "a.txt"
    file.write_text("a")
    assert command("upload", "--conversation", account.conversation_id, file).status == 0
    assert command("history", "--json").objects == []


def test_without_a_history_what_an_open_window_has_is_there_until_it_is_closed(
    command: Command, isolated_home: Path
) -> None:
    """It has told no command of it."""
    command.environment["LEADWAY_DESKTOP_HISTORY_DAYS"] = "0"
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    folders.data.mkdir(parents=True)
    uploaded = {"stage": UploadStage.UPLOADED, "finished_at": MOMENT}
    with open_journal(folders).journal as journal:
        journal.save(make_upload(1, **uploaded), 1)
        journal.save(make_upload(2, **uploaded, told_at=MOMENT), 1)
        journal.flush()
        assert names(command) == {make_upload(1).file.path.name}


def test_nothing_uploaded_is_no_failure(command: Command) -> None:
    done = command("history")
    assert (done.status, done.out, done.err) == (0, "", "There are no receipts.\n")


def test_words_that_no_receipt_has_are_not_called_an_empty_history(
    command: Command, two: list[Path]
) -> None:
    found = command("history", "--query", "nothing like it")
    assert (found.status, found.out, found.err) == (0, "", "No receipt has these words.\n")
