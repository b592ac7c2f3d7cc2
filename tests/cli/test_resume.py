"""What a stop of any sort leaves behind, and how `resume` and `upload` go on with it."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leadway_desktop.cli.json_report import FIELDS
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault, Step
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.journal_recovery import recover
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import UploadJournal, open_journal
from tests.cli.conftest import Command, press_ctrl_c


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"note {number}.txt" for number in range(6)]
    for file in files:
        file.write_text(f"the text of {file.name}" * 1000)
    return files


def by_sms(account: Account) -> tuple[str | Path, ...]:
    """Arguments that need no question to the server."""
    return ("--conversation", account.conversation_id, "--channel", "SMS")


def arrived(server: PracticeServer) -> list[str]:
    """The names of what was completed, each as often as an upload of it was."""
    return sorted(one.filename for one in server.record.uploads)


def kill_in(
    step: Step, command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    """Kill an upload while the server holds its third request of a step."""
    server.faults.add(Fault(step, "latency", times=None, skip=2, seconds=60))
    conversation = account.conversation_id
    process = command.start("upload", "--conversation", conversation, *files)
    assert server.record.wait_for(lambda record: len(record.faults) >= 1, timeout=30)
    process.kill()
    process.communicate(timeout=10)
    server.faults.clear()


@pytest.mark.parametrize("step", ["initiate", "put", "complete"])
def test_after_a_kill_resume_brings_every_file_once(
    step: Step, command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    kill_in(step, command, server, account, files)
    done = command("resume", "--json")
    assert done.status == 0
    assert all(tuple(one) == FIELDS for one in done.objects)
    assert {one["status"] for one in done.objects} == {"uploaded"}
    assert arrived(server) == [file.name for file in files]
    again = command("resume")
    assert (again.status, again.out, again.err) == (0, "", "Nothing is unfinished.\n")


@pytest.mark.parametrize("step", ["initiate", "put", "complete"])
def test_after_a_kill_the_same_command_goes_on_and_sends_nothing_anew(
    step: Step, command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    kill_in(step, command, server, account, files)
    listed = command("uploads", "--json").objects
    rest = [one["file"] for one in listed if one["status"] != "uploaded"]
    done = command("upload", "--conversation", account.conversation_id, *rest)
    assert done.status == 0
    assert arrived(server) == [file.name for file in files]
    assert command("resume").err == "Nothing is unfinished.\n"


def test_what_has_arrived_is_not_sent_again(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("complete", "latency", seconds=60))
    process = command.start("upload", "--conversation", account.conversation_id, pdf)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    process.kill()
    process.communicate(timeout=10)
    assert command("resume").status == 0
    assert server.record.steps().count("put") == 1
    assert len(server.record.uploads) == 1


def test_ctrl_c_then_resume(
    command: Command, server: PracticeServer, account: Account, video: Path, pdf: Path
) -> None:
    server.faults.add(Fault("put", "stall", times=None, at_byte=0))
    conversation = account.conversation_id
    process = command.start("upload", "--conversation", conversation, video, pdf)
    assert server.record.wait_for(lambda record: len(record.faults) == 2, timeout=30)
    press_ctrl_c(process)
    process.communicate(timeout=5)
    server.faults.clear()
    assert command("resume").status == 0
    assert arrived(server) == sorted([video.name, pdf.name])


def test_a_path_is_kept_whole_whatever_folder_resume_starts_in(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.go_offline()
    relative = os.path.relpath(pdf, Path(__file__).resolve().parents[2])
    arguments = [*by_sms(account), relative]
    told = command("upload", "--json", *arguments).object
    assert (told["file"], told["status"]) == (relative, "waiting")
    (listed,) = command("uploads", "--json").objects
    assert Path(listed["file"]) == pdf


# -- what a command does not wait for -------------------------------------------------------------


def test_without_a_network_it_stops_soon_and_keeps_the_files(
    command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    server.go_offline()
    arguments = [*by_sms(account), *files]
    start = time.monotonic()
    done = command("upload", *arguments)
    assert time.monotonic() - start < 8
    assert (done.status, done.out) == (1, "")
    assert done.err.count("There is no connection to Leadway.") == 1
    assert done.err.count("not uploaded yet; it is kept.") == len(files)
    assert "`leadway-desktop resume` goes on" in done.err
    assert command("resume").status == 1
    server.go_online()
    assert command("resume").status == 0
    assert arrived(server) == [file.name for file in files]


def test_in_json_a_file_that_is_kept_has_its_object(
    command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    server.go_offline()
    arguments = [*by_sms(account), *files]
    done = command("upload", "--json", *arguments)
    assert done.status == 1
    assert [one["file"] for one in done.objects] == list(map(str, files))
    assert {one["status"] for one in done.objects} <= {"waiting", "queued"}
    assert done.objects[0]["error"]["kind"] == "NoConnection"


def test_a_network_that_was_there_is_given_time_to_come_back(
    command: Command, server: PracticeServer, account: Account, video: Path
) -> None:
    server.faults.add(Fault("put", "reset", at_byte=100_000))
    server.faults.add(Fault("put", "bandwidth", times=None, bytes_per_s=2_000_000))
    process = command.start("upload", "--conversation", account.conversation_id, video)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    server.go_offline()
    assert process.stderr is not None
    lines = iter(process.stderr.readline, "")
    assert any("There is no connection" in line for line in lines)
    server.go_online()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert arrived(server) == [video.name]


def test_a_wrong_token_stops_all_and_a_good_one_goes_on(
    command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = account.token_revoked
    arguments = [*by_sms(account), *files]
    done = command("upload", *arguments)
    assert (done.status, done.out) == (1, "")
    assert done.err.count("Leadway does not know this token") == 1
    assert done.err.count("it is kept") == len(files)
    command.environment["LEADWAY_DESKTOP_TOKEN"] = account.token
    assert command("resume").status == 0
    assert arrived(server) == [file.name for file in files]


def test_tomorrow_s_calls_are_not_waited_for(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("initiate", "rate_limit", scope="day", seconds=7200))
    done = command("upload", "--json", "--conversation", account.conversation_id, pdf)
    assert (done.status, done.object["status"]) == (1, "waiting")
    (listed,) = command("uploads", "--json").objects
    assert (listed["waits_for"], listed["waits_until"] is not None) == ("time", True)


@pytest.mark.parametrize("send", [False, True])
def test_nor_are_they_for_files_that_stand_behind_the_first(
    command: Command, server: PracticeServer, account: Account, tmp_path: Path, send: bool
) -> None:
    """While the API wants no calls they keep their places, and have no time of their own."""
    command.environment["LEADWAY_DESKTOP_PARALLEL_UPLOADS"] = "1"
    server.faults.add(Fault("initiate", "rate_limit", scope="day", seconds=7200))
    files = [tmp_path / f"{number}.bin" for number in range(3)]
    for file in files:
        file.write_bytes(bytes(2_000_000))
    more = ("--send", "--yes") if send else ()
    order = ("upload", *more, "--conversation", account.conversation_id, *files)
    done = command(*order)
    assert done.status == 1
    assert "Kept: 3" in done.err
    listed = command("uploads", "--json").objects
    assert sorted(one["status"] for one in listed) == ["queued", "queued", "waiting"]
    assert len([seen for seen in server.record.requests if seen.step == "initiate"]) == 1


# -- what resume takes up -------------------------------------------------------------------------


def test_a_failed_upload_is_tried_again_only_if_that_is_asked_for(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("initiate", "status", status=422))
    assert command("upload", "--conversation", account.conversation_id, pdf).status == 1
    done = command("resume")
    assert done.status == 0
    assert "Failed before: 1. `resume --failed` tries them again; `uploads` lists them" in done.err
    assert arrived(server) == []
    assert command("resume", "--failed").status == 0
    assert arrived(server) == [pdf.name]
    assert command("resume", "--failed").err == "Nothing is unfinished.\n"


def test_a_file_that_was_mended_is_taken_as_it_is_now(
    command: Command, server: PracticeServer, account: Account, tmp_path: Path
) -> None:
    late = tmp_path / "late.txt"
    late.touch()
    assert command("upload", "--conversation", account.conversation_id, late).status == 1
    late.write_text("here I am")
    assert command("resume", "--failed").status == 0
    assert server.record.uploads[0].size == late.stat().st_size


def journal_of_one_that_changed(
    command: Command,
    server: PracticeServer,
    account: Account,
    files: list[Path],
    isolated_home: Path,
) -> UploadJournal:
    """Have the first file be saved anew after it was given, and fail by that."""
    server.go_offline()
    assert command("upload", *by_sms(account), files[0]).status == 1
    server.go_online()
    files[0].write_text("saved anew")
    assert command("resume").status == 1
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    return open_journal(folders).journal


def test_what_a_window_was_given_again_is_left_alone(
    command: Command,
    server: PracticeServer,
    account: Account,
    files: list[Path],
    isolated_home: Path,
) -> None:
    """Its error advises to attach it again: both would bring the same file."""
    with journal_of_one_that_changed(command, server, account, files, isolated_home) as journal:
        ((old, _),) = journal.load()
        later = old.created_at + timedelta(minutes=1)
        again = replace(old, id="again", created_at=later, file=look_at(files[0]), error=None)
        journal.save(replace(again, stage=UploadStage.PAUSED), 1)
    done = command("resume", "--failed", "--json")
    assert [(one["id"], one["status"]) for one in done.objects] == [("again", "uploaded")]
    told = f"{files[0].name}: was given again since, and is not tried again.\n"
    assert (done.status, done.err) == (0, told)
    assert arrived(server) == [files[0].name]
    assert command("resume", "--failed").err == "Nothing is unfinished.\n"


def test_what_stands_in_a_draft_by_now_is_not_sent_beside_it(
    command: Command,
    server: PracticeServer,
    account: Account,
    files: list[Path],
    isolated_home: Path,
) -> None:
    """The window brings the words into that draft; here they stay with the file."""
    with journal_of_one_that_changed(command, server, account, files, isolated_home) as journal:
        ((old, revision),) = journal.load()
        old = replace(old, delivery=Delivery("k.00000", "Hola", ""))
        journal.save(old, revision + 1)
        later = old.created_at + timedelta(minutes=1)
        again = replace(old, id="again", created_at=later, file=look_at(files[0]), error=None)
        drafted = replace(again, stage=UploadStage.QUEUED, is_drafted=True, delivery=None)
        journal.save(drafted, 1)
    done = command("resume", "--failed", "--json")
    assert [(one["id"], one["status"]) for one in done.objects] == [("again", "uploaded")]
    assert "was given again since" in done.err
    assert server.record.messages == ()
    with open_journal(find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})).journal as kept:
        assert old.delivery in [upload.delivery for upload, _ in kept.load()]


def test_what_a_newer_one_would_bring_goes_itself_where_that_is_gone(
    command: Command,
    server: PracticeServer,
    account: Account,
    files: list[Path],
    isolated_home: Path,
) -> None:
    with journal_of_one_that_changed(command, server, account, files, isolated_home) as journal:
        ((old, _),) = journal.load()
        moved = replace(look_at(files[0]), path=files[0].parent / "gone" / files[0].name)
        later = old.created_at + timedelta(minutes=1)
        journal.save(replace(old, id="gone", created_at=later, file=moved), 1)
    done = command("resume", "--failed", "--json")
    ends = {(one["id"], one["status"]) for one in done.objects}
    assert ends == {("gone", "failed"), (old.id, "uploaded")}


def test_of_what_has_failed_twice_by_its_file_the_newest_goes(
    command: Command,
    server: PracticeServer,
    account: Account,
    tmp_path: Path,
    isolated_home: Path,
) -> None:
    late = tmp_path / "late.txt"
    late.touch()
    sending = ("--send", "--message", "Hola")
    assert command("upload", *sending, *by_sms(account), late).status == 1
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    with open_journal(folders).journal as journal:
        ((old, _),) = journal.load()
        again = replace(old, id="again", created_at=old.created_at + timedelta(minutes=1))
        assert again.delivery is not None
        journal.save(replace(again, delivery=replace(again.delivery, key="other.00000")), 1)
    late.write_text("here I am")
    done = command("resume", "--failed", "--json")
    assert (done.status, done.object["id"]) == (0, "again")
    assert len(server.record.messages) == 1
    assert command("resume", "--failed").err == "Nothing is unfinished.\n"


def test_a_file_that_has_gone_or_changed_is_said_and_stays_on_the_list(
    command: Command, server: PracticeServer, account: Account, files: list[Path]
) -> None:
    server.go_offline()
    arguments = [*by_sms(account), *files[:3]]
    assert command("upload", *arguments).status == 1
    server.go_online()
    files[0].unlink()
    files[1].write_text("something else")
    done = command("resume", "--json")
    assert done.status == 1
    ends = {one["file"]: (one["error"] or {}).get("kind") for one in done.objects}
    assert list(map(ends.get, map(str, files[:3]))) == ["FileMissing", "FileChanged", None]
    assert len(command("uploads", "--json").objects) == 3
    assert arrived(server) == [files[2].name]


def test_another_location_s_uploads_are_left_alone(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.go_offline()
    arguments = [*by_sms(account), pdf]
    assert command("upload", *arguments).status == 1
    server.go_online()
    command.environment["LEADWAY_DESKTOP_LOCATION_ID"] = "another"
    done = command("resume")
    assert done.status == 1
    assert "Kept, as they belong to another location: 1." in done.err
    assert server.record.steps() == []


def test_practice_and_the_real_account_resume_apart(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.go_offline()
    arguments = [*by_sms(account), pdf]
    assert command("upload", *arguments).status == 1
    assert command("resume", "--practice").err == "Nothing is unfinished.\n"
    assert command("uploads", "--practice", "--json").objects == []
    assert len(command("uploads", "--json").objects) == 1


def test_without_a_token_resume_says_so_if_there_is_anything_to_do(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = ""
    assert command("resume").status == 0
    command.environment["LEADWAY_DESKTOP_TOKEN"] = account.token
    server.go_offline()
    command("upload", "--conversation", account.conversation_id, "--channel", "SMS", pdf)
    command.environment["LEADWAY_DESKTOP_TOKEN"] = ""
    done = command("resume")
    assert done.status == 1
    assert "keyring" in done.err


# -- two commands at once -------------------------------------------------------------------------


def test_a_second_command_waits_for_the_first_and_then_does_its_own(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=0))
    conversation = account.conversation_id
    first = command.start("upload", "--conversation", conversation, video)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    second = command.start("upload", "--conversation", conversation, pdf)
    assert second.stderr is not None
    assert second.stderr.readline() == "Waiting for another command to finish …\n"
    press_ctrl_c(first)
    first.communicate(timeout=10)
    out, _ = second.communicate(timeout=30)
    assert (second.returncode, out.split("\t")[0]) == (0, pdf.name)
    assert arrived(server) == [pdf.name]


def test_a_command_that_waits_for_another_hears_ctrl_c(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=0))
    first = command.start("upload", "--conversation", account.conversation_id, video)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    second = command.start("resume")
    assert second.stderr is not None
    assert second.stderr.readline() == "Waiting for another command to finish …\n"
    press_ctrl_c(second)
    second.communicate(timeout=5)
    assert second.returncode == 130
    first.kill()
    first.communicate(timeout=10)


def test_a_day_whose_calls_are_used_up_is_not_waited_for(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    """Also where no server says when the next day begins."""
    used_up = {"X-RateLimit-Limit-Daily": "200000", "X-RateLimit-Daily-Remaining": "0"}
    server.faults.add(Fault("initiate", "status", status=503, headers=used_up, times=None))
    for words in (("upload", "--conversation", account.conversation_id, pdf), ("resume",)):
        done = command(*words)
        assert done.status == 1
        assert "is kept" in done.err
    asked = [request.step for request in server.record.requests].count("initiate")
    assert asked == 2, "who says `resume` wants it tried now"
    server.faults.clear()
    assert command("resume").status == 0


# -- the disk and the terminal --------------------------------------------------------------------


def test_where_no_journal_can_be_kept_the_upload_goes_on(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    isolated_home.write_text("a file in the way")
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 0
    assert "The list of uploads could not be kept on the disk." in done.err
    assert command("resume").status == 1


def test_what_no_journal_took_is_not_promised(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    isolated_home.write_text("a file in the way")
    server.faults.add(Fault("put", "stall", at_byte=0))
    run = command.start("upload", "--conversation", account.conversation_id, pdf)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    press_ctrl_c(run)
    _, told = run.communicate(timeout=10)
    assert run.returncode == 130
    assert "what it lacks" in told


def test_a_damaged_journal_is_set_aside_and_told(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    assert command("upload", "--conversation", account.conversation_id, pdf).status == 0
    (journal,) = (isolated_home / "data").glob("*.sqlite3")
    journal.write_bytes(b"not a database" * 1000)
    done = command("resume")
    assert done.status == 0
    assert "The list of uploads was damaged." in done.err
    assert "Nobody can tell whether that is all" in done.err
    assert "damaged" not in command("resume").err


def spoilt_journal(home: Path) -> Path:
    """Change what each row of the journal says behind its checksum's back; return the file."""
    (journal,) = (home / "data").glob("*.sqlite3")
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute("UPDATE upload SET size = size + 1")
    return journal


def test_a_recovery_that_was_killed_is_told_by_the_next_command(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    assert command("upload", "--conversation", account.conversation_id, pdf).status == 0
    recover(spoilt_journal(isolated_home))  # and killed, before anybody was told
    assert "Not readable, and to be uploaded again: 1." in command("resume").err
    assert command("resume").err == "Nothing is unfinished.\n"


def test_an_upload_that_cannot_be_read_is_told(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    assert command("upload", "--conversation", account.conversation_id, pdf).status == 0
    spoilt_journal(isolated_home)
    done = command("resume")
    assert "Not readable, and to be uploaded again: 1." in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminal")
def test_a_terminal_counts_down_to_the_next_try(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("initiate", "rate_limit", scope="burst", seconds=3))
    done = command.on_terminal("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 0
    for seconds in (3, 2, 1):
        assert f"trying again in {seconds}\u00a0s" in done.err
