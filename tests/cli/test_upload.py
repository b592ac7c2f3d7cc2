"""`leadway-desktop upload`: the real command, real HTTP, every outcome."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from leadway_desktop.cli.json_report import FIELDS
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.cli.conftest import ROOT, Command, Finished, press_ctrl_c


def conversation_without_channel(server: PracticeServer) -> str:
    return next(
        one.id for one in server.conversations if one.last_message_type.startswith("TYPE_CALL")
    )


@pytest.fixture
def videos(video: Path) -> list[Path]:
    """Return two that are equal but for their names."""
    return [video, Path(shutil.copy(video, video.with_name("twin.mp4")))]


def test_files_arrive_and_their_links_are_printed(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    done = command("upload", "--conversation", account.conversation_id, pdf, video)
    assert done.status == 0
    lines = dict(line.split("\t") for line in done.out.splitlines())
    stored = {one.filename: one for one in server.record.uploads}
    assert lines == {name: one.public_url for name, one in stored.items()}
    assert {name: one.size for name, one in stored.items()} == {
        file.name: file.stat().st_size for file in (pdf, video)
    }
    assert {one.channel for one in stored.values()} == {"WHATSAPP"}
    assert "Uploaded: 2. Failed: 0. Kept: 0." in done.err
    assert f"{pdf.name}: uploading" in done.err


def test_two_files_that_are_given_one_link_are_never_both_done(
    command: Command, server: PracticeServer, account: Account, tmp_path: Path
) -> None:
    """As by a server that names what it stores by the file's name alone."""
    files = [tmp_path / folder / "foto.jpg" for folder in ("lunes", "martes")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(b"\xff\xd8\xff\xe0" + bytes(1000) + file.parent.name.encode())
    one_link = {"uploadedFiles": {"foto.jpg": "https://files.example/foto.jpg"}}
    server.faults.add(Fault("complete", "patch", times=None, patch=one_link))
    done = command("upload", "--json", "--conversation", account.conversation_id, *files)
    assert done.status == 1
    first, second = sorted(done.objects, key=lambda one: one["status"], reverse=True)
    assert (first["status"], first["link"]) == ("uploaded", "https://files.example/foto.jpg")
    assert (second["status"], second["link"]) == ("failed", None)
    assert second["error"]["kind"] == "LinkShared"


def test_json_is_one_object_per_file_whatever_becomes_of_it(
    command: Command, server: PracticeServer, account: Account, pdf: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    files = [pdf, tmp_path / "missing.jpg", empty, tmp_path]
    done = command("upload", "--json", "--conversation", account.conversation_id, *files)
    assert done.status == 1
    by_file = {one["file"]: one for one in done.objects}
    assert set(by_file) == set(map(str, files))
    assert all(tuple(one) == FIELDS for one in done.objects)
    assert by_file[str(pdf)] == {
        "id": by_file[str(pdf)]["id"],
        "file": str(pdf),
        "conversation_id": account.conversation_id,
        "channel": "WHATSAPP",
        "size": pdf.stat().st_size,
        "status": "uploaded",
        "last_step": "completing",
        "link": server.record.uploads[0].public_url,
        "crc32c": by_file[str(pdf)]["crc32c"],
        "seconds": by_file[str(pdf)]["seconds"],
        "error": None,
        "message": None,
        "done_before": None,
    }
    assert 0 < by_file[str(pdf)]["seconds"] < 60
    assert {one["seconds"] for one in by_file.values() if one["status"] == "failed"} == {None}
    sizes = [by_file[str(file)]["size"] for file in files[1:]]
    assert sizes == [None, 0, None]
    assert len(by_file[str(pdf)]["crc32c"]) == 8
    kinds = [by_file[str(file)]["error"]["kind"] for file in files[1:]]
    assert kinds == ["FileMissing", "FileEmpty", "FileIsDirectory"]
    assert done.err == ""


def test_a_server_error_is_told_with_its_trace_id_and_tried_again_meanwhile(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    server.faults.add(Fault("initiate", "status", status=503))
    command.environment["LEADWAY_DESKTOP_PARALLEL_UPLOADS"] = "1"
    done = command("upload", "--conversation", account.conversation_id, pdf, video)
    assert done.status == 0
    assert {line.split("\t")[0] for line in done.out.splitlines()} == {video.name, pdf.name}
    assert f"{pdf.name}: Leadway's server has failed. Tries again in " in done.err
    assert "traceId" in done.err
    assert len(server.record.uploads) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault("conversation", "status", status=502, body="html"),
        Fault("conversation", "status", status=429, headers={"retry-after": "1"}),
        Fault("conversation", "reset", at_byte=0),
    ],
    ids=["502", "429", "reset"],
)
def test_the_question_for_the_channel_is_asked_again_too(
    command: Command, server: PracticeServer, account: Account, pdf: Path, fault: Fault
) -> None:
    server.faults.add(fault)
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 0
    assert "Trying again for up to 1\u00a0min …" in done.err
    assert len(server.record.uploads) == 1


def test_each_kind_of_trouble_is_told_once_however_often_it_comes_back(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("conversation", "status", status=502, times=2))
    server.faults.add(Fault("conversation", "reset", at_byte=0, times=2, skip=2))
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 0
    assert done.err.count("The connection broke. Trying again for up to ") == 1
    assert done.err.count("Leadway's server has failed. Trying again for up to ") == 1


def test_a_clock_that_is_set_back_makes_no_short_wait_a_long_one(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("initiate", "status", status=503, headers={"retry-after": "2"}))
    code = (
        "import runpy\n"
        "from datetime import timedelta\n"
        "from leadway_desktop.cli.plain_report import PlainReport\n"
        "from leadway_desktop.domain.upload import UploadStage\n"
        "from leadway_desktop.transfer.system_clock import SystemClock\n"
        "now, changed, days_back = SystemClock.now, PlainReport.changed, []\n"
        "def changed_and_set_back(report, upload):\n"
        "    changed(report, upload)\n"
        "    days_back.extend([1] if upload.stage is UploadStage.WAITING else [])\n"
        "PlainReport.changed = changed_and_set_back\n"
        "SystemClock.now = lambda clock: now(clock) - timedelta(days=sum(days_back))\n"
        "runpy.run_module('leadway_desktop', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "upload", "--conversation", account.conversation_id, pdf],
        cwd=ROOT,
        env=os.environ | command.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, len(server.record.uploads)) == (0, 1)
    assert "Tries again in " in done.stderr


def test_an_error_that_trying_cannot_mend_fails_its_file_and_the_rest_goes_on(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    server.faults.add(Fault("initiate", "status", status=422))
    command.environment["LEADWAY_DESKTOP_PARALLEL_UPLOADS"] = "1"
    done = command("upload", "--conversation", account.conversation_id, pdf, video)
    assert done.status == 1
    assert [line.split("\t")[0] for line in done.out.splitlines()] == [video.name]
    assert "traceId" in done.err
    assert "Uploaded: 1. Failed: 1. Kept: 0." in done.err


def test_the_channel_can_be_given(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    conversation = conversation_without_channel(server)
    arguments = ["--conversation", conversation, "--channel", "live-chat"]
    done = command("upload", *arguments, pdf)
    assert (done.status, server.record.uploads[0].channel) == (0, "LIVE_CHAT")


def test_the_list_tells_the_channel_where_the_conversation_itself_does_not(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("conversation", "patch", patch={"lastMessageType": None}))
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert (done.status, server.record.uploads[0].channel) == (0, "WHATSAPP")
    assert server.record.steps()[:2] == ["conversation", "search"]


def test_without_a_channel_to_be_told_it_is_bad_use(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    done = command("upload", "--json", "--conversation", conversation_without_channel(server), pdf)
    assert (done.status, done.out) == (2, "")
    assert "--channel" in done.err
    assert "WHATSAPP, SMS, RCS, EMAIL, FB, IG, LIVE_CHAT, TIKTOK" in done.err
    assert set(server.record.steps()) == {"conversation", "search"}


def test_too_large_for_the_channel_never_reaches_the_network(
    command: Command, server: PracticeServer, account: Account, video: Path
) -> None:
    conversation = account.conversation_id
    arguments = ["--json", "--conversation", conversation, "--channel", "SMS"]
    done = command("upload", *arguments, video)
    assert (done.status, done.object["error"]["kind"]) == (1, "FileTooLarge")
    assert server.record.steps() == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_what_is_no_file_that_can_be_read_is_told_and_kept_on_no_list(
    command: Command, account: Account, pdf: Path, tmp_path: Path
) -> None:
    command.obeys_permissions = True
    locked = tmp_path / "locked.txt"
    locked.write_text("secret")
    locked.chmod(0)
    slips = [tmp_path / "never.pdf", tmp_path, locked]
    done = command("upload", "--conversation", account.conversation_id, *slips, pdf)
    assert (done.status, len(done.out.splitlines())) == (1, 1)
    assert "never.pdf: The file is not there" in done.err
    assert f"{tmp_path.name}: This is a folder" in done.err
    assert "locked.txt: This computer does not allow" in done.err
    assert "Uploaded: 1. Failed: 3. Kept: 0." in done.err
    assert [one["file"] for one in command("uploads", "--json").objects] == [str(pdf)]
    assert command("resume").err == "Nothing is unfinished.\n"


def test_where_nothing_that_is_named_is_a_file_nobody_is_asked(
    command: Command, server: PracticeServer, account: Account, tmp_path: Path
) -> None:
    done = command("upload", "--send", "--conversation", "x", tmp_path / "never.pdf")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert server.record.steps() == []


def test_a_file_that_was_there_and_vanishes_stays_on_the_list(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("initiate", "status", None, status=401))
    assert command("upload", "--conversation", account.conversation_id, pdf).status == 1
    server.faults.clear()
    pdf.unlink()
    assert command("resume").status == 1
    kept = command("uploads", "--json").object
    assert (kept["status"], kept["error"]["kind"]) == ("failed", "FileMissing")


@pytest.mark.parametrize("is_foreign", [True, False])
def test_an_unknown_conversation_fails_every_file(
    command: Command, account: Account, pdf: Path, video: Path, is_foreign: bool
) -> None:
    there = account.foreign_conversation_id if is_foreign else "nobody"
    done = command("upload", "--json", "--conversation", there, pdf, video)
    assert done.status == 1
    assert all(tuple(one) == FIELDS for one in done.objects)
    assert [one["error"]["kind"] for one in done.objects] == ["ConversationUnknown"] * 2
    assert [one["file"] for one in done.objects] == [str(pdf), str(video)]
    assert done.objects[0]["error"]["trace_id"] in done.err


def test_a_wrong_token_is_told_and_not_shown(command: Command, account: Account, pdf: Path) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = account.token_revoked
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert (done.status, done.out) == (1, "")
    assert "Leadway does not know this token" in done.err
    assert "This command has uploaded and sent nothing. Give it again." in done.err
    assert account.token_revoked not in done.err


def test_without_a_token_nothing_is_tried(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = ""
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 1
    assert "keyring" in done.err
    assert server.record.steps() == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LEADWAY_DESKTOP_LOCATION_ID": ""}, "LEADWAY_DESKTOP_LOCATION_ID"),
        ({"LEADWAY_DESKTOP_BASE_URL": "http://crm.example"}, "not encrypted"),
        ({"LEADWAY_DESKTOP_PROXY": "somewhere"}, "Proxy"),
    ],
)
def test_a_setting_that_decides_where_files_go_must_be_right(
    command: Command,
    server: PracticeServer,
    account: Account,
    pdf: Path,
    environment: dict[str, str],
    said: str,
) -> None:
    command.environment |= environment
    done = command("upload", "--json", "--conversation", account.conversation_id, pdf)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert server.record.steps() == []


def stopped_by_ctrl_c(
    process: "subprocess.Popen[str]", server: PracticeServer, *, faults: int = 1
) -> Finished:
    """Press Ctrl-C once that many faults hold the command up; it ends at once."""
    assert server.record.wait_for(lambda record: len(record.faults) == faults, timeout=30)
    press_ctrl_c(process)
    out, err = process.communicate(timeout=5)
    return Finished(process.returncode, out, err)


def test_ctrl_c_in_the_middle_stops_at_once_and_keeps_the_rest(
    command: Command, server: PracticeServer, account: Account, pdf: Path, videos: list[Path]
) -> None:
    command.environment["LEADWAY_DESKTOP_PARALLEL_UPLOADS"] = "1"
    # The first file passes; the second is taken at a speed that would need two minutes.
    server.faults.add(Fault("put", "bandwidth", times=None, skip=1, bytes_per_s=64 * 1024))
    process = command.start("upload", "--conversation", account.conversation_id, pdf, *videos)
    done = stopped_by_ctrl_c(process, server)
    assert done.status == 130
    assert [line.split("\t")[0] for line in done.out.splitlines()] == [pdf.name]
    for video in videos:
        assert f"{video.name}: not uploaded yet; it is kept." in done.err
    assert "Uploaded: 1. Failed: 0. Kept: 2." in done.err
    assert "`leadway-desktop resume` goes on with what is kept" in done.err
    assert "Traceback" not in done.err
    assert [one.filename for one in server.record.uploads] == [pdf.name]


def test_ctrl_c_in_json_gives_every_file_its_object(
    command: Command, server: PracticeServer, account: Account, videos: list[Path]
) -> None:
    server.faults.add(Fault("put", "stall", times=None, at_byte=100_000))
    conversation = account.conversation_id
    process = command.start("upload", "--json", "--conversation", conversation, *videos)
    done = stopped_by_ctrl_c(process, server, faults=2)
    assert done.status == 130
    assert done.out.count('"status": "paused", "last_step": "uploading"') == 2
    assert "Traceback" not in done.err


def test_ctrl_c_in_the_last_step_does_not_pretend_to_know(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("complete", "latency", seconds=60))
    process = command.start("upload", "--conversation", account.conversation_id, pdf)
    stopped = stopped_by_ctrl_c(process, server)
    assert (stopped.status, stopped.out) == (130, "")
    assert "its bytes have arrived, but Leadway has not confirmed the last step" in stopped.err
    server.faults.clear()
    done = command("resume")
    assert (done.status, done.out) == (0, f"{pdf.name}\t{server.record.uploads[0].public_url}\n")
    assert server.record.steps().count("put") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_a_polite_kill_counts_as_ctrl_c(
    command: Command, server: PracticeServer, account: Account, video: Path
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=100_000))
    process = command.start("upload", "--conversation", account.conversation_id, video)
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    process.terminate()
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out) == (130, "")
    assert "not uploaded yet; it is kept." in err


def test_ctrl_c_while_the_conversation_is_asked_for(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(Fault("conversation", "latency", seconds=60))
    process = command.start("upload", "--conversation", account.conversation_id, pdf)
    done = stopped_by_ctrl_c(process, server)
    assert (done.status, done.out) == (130, "")
    assert done.err == "Stopped: nothing was uploaded or sent.\n"


def test_a_reader_that_leaves_stops_no_upload(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    process = command.start("upload", "--conversation", account.conversation_id, pdf, video)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 0
    assert "Uploaded: 2." in said
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert len(server.record.uploads) == 2


def test_messages_that_nobody_reads_stop_no_upload(
    command: Command, server: PracticeServer, account: Account, pdf: Path, video: Path
) -> None:
    """As of `2>&1 | head -1`: status 0 with nothing uploaded would be a lie."""
    there = account.conversation_id
    process = command.start("upload", "--send", "--conversation", there, pdf, video)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stderr.close()
    said = process.stdout.read()
    process.stdout.close()
    assert process.wait(30) == 0
    assert len(said.splitlines()) == len(server.record.uploads) == len(server.record.messages) == 2


@pytest.mark.skipif(os.name != "posix", reason="names of bytes are POSIX's")
def test_a_name_that_is_no_unicode(command: Command, account: Account, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"caf\xe9.txt")
    file.write_text("hello")
    done = command("upload", "--json", "--conversation", account.conversation_id, file)
    assert done.object["file"] == str(file)
    assert done.object["status"] in {"uploaded", "failed"}
    assert "Traceback" not in done.err


def test_practice_needs_nothing_and_touches_nothing_of_the_real_account(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    settings = isolated_home / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("broken = = but not ours to set aside")
    conversation = account.conversation_id  # the same people in every practice account
    done = command("upload", "--practice", "--conversation", conversation, pdf)
    assert done.status == 0
    assert pdf.name in done.out
    assert done.err.startswith("Practice account: nothing leaves this computer")
    assert server.record.steps() == []
    assert settings.exists()


def test_nothing_secret_is_written_anywhere(
    command: Command, server: PracticeServer, account: Account, isolated_home: Path, pdf: Path
) -> None:
    server.faults.add(Fault("put", "status", status=403, times=None))
    done = command("upload", "--json", "--conversation", account.conversation_id, pdf, pdf)
    assert done.status == 1
    written = {file: file.read_bytes() for file in isolated_home.rglob("*") if file.is_file()}
    log = written[isolated_home / "logs" / "command-line.log"]
    assert b"stopped" in log
    assert pdf.name.encode() not in log
    for content in (done.out.encode(), done.err.encode(), *written.values()):
        assert account.token.encode() not in content
        assert b"X-Goog-Signature" not in content


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminal")
def test_a_terminal_gets_a_bar_per_running_file_that_never_says_100(
    command: Command, server: PracticeServer, account: Account, videos: list[Path]
) -> None:
    server.faults.add(Fault("put", "bandwidth", times=None, bytes_per_s=8_000_000))
    done = command.on_terminal("upload", "--conversation", account.conversation_id, *videos)
    assert done.status == 0
    assert len(done.out.splitlines()) == 2
    assert "video.mp4" in done.err
    assert "MB/s" in done.err
    assert "%" in done.err
    assert "100%" not in done.err
    assert "uploading" not in done.err
