"""`upload --send`: the customer gets the files, once, and the person is told what is certain."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault, Step
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.upload_journal import FILE_NAME
from leadway_desktop.workers.instance_lock import InstanceLock
from tests.cli.conftest import ROOT, Command, Finished
from tests.cli.terminal import CTRL_C, Terminal

RUN = "import runpy; runpy.run_module('leadway_desktop', run_name='__main__')"
DAY = 24 * 3600.0
WROTE_THREE_DAYS_AGO = "דנה שפירא"
WANTED_BY_WINDOW = (
    "from leadway_desktop.cli.journal import Holding\n"
    "Holding.is_wanted_by_window = property(lambda holding: True)"
)
"""A change of the program: a window asks a command for the list, whenever it looks."""


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"foto {number}.jpg" for number in (1, 2)]
    for number, path in enumerate(made):
        path.write_bytes(b"\xff\xd8\xff\xe0" + bytes([number]) * 4000)
    return made


def changed(command: Command, change: str, *arguments: str) -> Finished:
    """Run a command after a change of the program."""
    done = subprocess.run(
        [sys.executable, "-c", f"{change}\n{RUN}", *arguments],
        cwd=ROOT,
        env=os.environ | command.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def links(server: PracticeServer) -> set[str]:
    return {done.public_url for done in server.record.uploads}


def test_one_message_each_on_whatsapp_and_the_text_with_the_first(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    there = account.conversation_id
    words = ("--message", " Aquí tiene\n")
    done = command("upload", "--send", *words, "--conversation", there, *photos)
    assert (done.status, len(done.out.splitlines())) == (0, 2)
    assert [one.body for one in server.record.messages] == ["Aquí tiene", ""]
    assert {link for one in server.record.messages for link in one.attachments} == links(server)
    assert "Files: 2. Messages: 2." in done.err
    assert "To: " in done.err
    assert " · WhatsApp" in done.err
    assert done.err.count(": sent to ") == 2
    assert "Messages sent: 2." in done.err


def test_blanks_are_no_words(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    there = account.conversation_id
    done = command("upload", "--send", "--message", " \n\t", "--conversation", there, photos[0])
    assert (done.status, [one.body for one in server.record.messages]) == (0, [""])


def test_json_tells_the_message(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    there = account.conversation_id
    arguments = ["--json", "--send", "--channel", "EMAIL", "--conversation", there]
    done = command("upload", *arguments, *photos)
    assert done.status == 0
    message = server.record.messages[0]
    assert len(server.record.messages) == 1
    assert set(message.attachments) == links(server)
    for told in done.objects:
        assert told["message"]["stage"] == "sent"
        assert told["message"]["id"] == message.message_id
        assert told["message"]["trace_id"]
        assert told["message"]["error"] is None
    listed = command("uploads", "--json").objects
    assert [one["message"]["stage"] for one in listed] == ["sent", "sent"]


def test_files_and_message_are_kept_where_the_customer_s_name_cannot_be_had(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """With a channel that is given, nothing else is needed to keep them."""
    server.faults.add(Fault("conversation", "status", status=401, times=None))
    server.faults.add(Fault("initiate", "status", status=401, times=None))
    there = account.conversation_id
    order = ("--send", "--message", "Hola", "--channel", "WHATSAPP", "--conversation", there)
    done = command("upload", *order, *photos)
    assert done.status == 1
    assert f"To the customer of conversation {there}." in done.err
    listed = command("uploads", "--json").objects
    assert [one["message"]["stage"] for one in listed] == ["planned", "planned"]
    server.faults.clear()
    assert command("resume").status == 0
    assert [one.body for one in server.record.messages] == ["Hola", ""]


@pytest.mark.parametrize(("days_ahead", "warns"), [(0, False), (3, True), (-3, False)])
def test_whatsapps_window_is_judged_by_the_servers_clock(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    days_ahead: int,
    warns: bool,
) -> None:
    """The customer wrote a moment ago by this computer's clock."""
    server.faults.add(Fault("*", "clock_skew", times=None, seconds=days_ahead * DAY))
    done = command("upload", "--send", "--conversation", account.conversation_id, photos[0])
    assert ("more than 24 hours old" in done.err) is warns
    assert (done.status == 1) is warns  # as WhatsApp does, which goes by the same clock


def test_a_window_that_this_computers_clock_alone_closed_is_open(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    told = command("conversations", "--json").objects
    late = next(one["id"] for one in told if one["name"] == WROTE_THREE_DAYS_AGO)
    order = ("upload", "--send", "--conversation", late, photos[0])
    assert "more than 24 hours old" in command(*order).err
    server.faults.add(Fault("*", "clock_skew", times=None, seconds=-3 * DAY))
    assert "more than 24 hours old" not in command(*order).err


def test_without_send_nothing_is_sent(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    assert command("upload", "--conversation", account.conversation_id, *photos).status == 0
    assert not server.record.messages


@pytest.mark.parametrize("words", [["--message", "Hola"], ["--yes"]])
def test_a_text_that_nobody_sends_is_bad_use(
    command: Command, account: Account, photos: list[Path], words: list[str]
) -> None:
    done = command("upload", *words, "--conversation", account.conversation_id, *photos)
    assert done.status == 2
    assert "--send" in done.err


def test_a_lost_reply_is_looked_for(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "lost_reply"))
    done = command("upload", "--send", "--conversation", account.conversation_id, photos[0])
    assert done.status == 0
    assert len(server.record.messages) == 1
    assert "looking in the conversation" in done.err


def test_a_file_that_failed_and_was_left_behind_counts_as_no_message(
    command: Command, account: Account, server: PracticeServer, tmp_path: Path
) -> None:
    """Six files are two e-mails; the first goes without the one that failed."""
    texts = [tmp_path / f"{number}.txt" for number in range(6)]
    for text in texts:
        text.write_text(text.name)
    texts[1].write_text("")
    arguments = ["--send", "--channel", "EMAIL", "--conversation", account.conversation_id]
    done = command("upload", *arguments, *texts)
    assert (done.status, len(server.record.messages)) == (1, 2)
    assert "Messages sent: 2. Not sent: 0." in done.err


def test_nobody_is_asked_for_what_is_not_sent_again(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "reset"))
    order = ("upload", "--send", "--conversation", account.conversation_id, str(photos[0]))
    change = "from leadway_desktop.transfer.messages import retry; retry.LOOK_AFTER = ()"
    assert changed(command, change, *order).status == 1
    again = command(*order)
    assert (again.status, "Files: " in again.err) == (1, False)
    both = command(*order, photos[1])
    assert "Files: 1. Messages: 1. Files tried before, which are not sent again: 1." in both.err
    assert len(server.record.messages) == 1


def test_a_message_that_waits_is_not_told_as_one_that_was_given_up(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", status=421, times=2))
    done = command("upload", "--send", "--conversation", account.conversation_id, photos[0])
    assert (done.status, len(server.record.messages)) == (0, 1)
    assert ": not sent yet. Leadway" in done.err
    assert " Will be sent in " in done.err
    assert "not sent. " not in done.err


def test_a_message_of_an_earlier_command_is_not_taken_for_it(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """Where a server uses a link again for the same file."""
    photo = photos[0]
    one_link = {"uploadedFiles": {photo.name: "https://files.example/foto.jpg"}}
    server.faults.add(Fault("complete", "patch", times=None, patch=one_link))
    order = ("upload", "--send", "--conversation", account.conversation_id, str(photo))
    assert command(*order).status == 0
    server.faults.add(Fault("send", "reset"))
    change = "from leadway_desktop.transfer.messages import retry; retry.LOOK_AFTER = ()"
    again = changed(command, change, *order, "--json")
    assert len(server.record.messages) == 1
    assert again.status == 1
    assert again.object["message"]["stage"] == "unknown"


def test_the_same_command_given_while_the_first_one_runs_sends_nothing_twice(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """It waits for the first one, and goes on with what that began."""
    order = ("upload", "--send", "--message", "Hola", "--conversation", account.conversation_id)
    assert command(*order, *photos).status == 0
    given_before = (
        "from datetime import UTC, datetime; from leadway_desktop.cli import commands; "
        "run = commands.run_command; long_ago = datetime(2000, 1, 1, tzinfo=UTC); "
        "commands.run_command = lambda arguments, given_at: run(arguments, long_ago)"
    )
    again = changed(command, given_before, *order, "--json", *map(str, photos))
    assert again.status == 0
    assert [one["message"]["stage"] for one in again.objects] == ["sent", "sent"]
    assert [one.body for one in server.record.messages] == ["Hola", ""]
    assert len(server.record.uploads) == 2


def test_a_refusal_is_told_in_the_servers_words_and_can_be_tried_again(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", status=400))
    arguments = ["--send", "--json", "--conversation", account.conversation_id, str(photos[0])]
    refused = command("upload", *arguments)
    assert refused.status == 1
    message = refused.object["message"]
    assert refused.object["status"] == "uploaded"
    assert (message["stage"], message["error"]["kind"]) == ("refused", "RequestRefused")
    assert not server.record.messages
    assert command("upload", *arguments).status == 0
    assert len(server.record.messages) == 1
    assert len(server.record.uploads) == 1


def test_the_same_command_again_tells_what_was_done_before_as_such(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", status=400, skip=1))
    there = account.conversation_id
    order: tuple[str | Path, ...] = ("upload", "--send", "--conversation", there, *photos)
    assert "Messages sent: 1. Not sent: 1." in command(*order).err
    again = command(*order)
    assert again.status == 0
    assert "Files: 1. Messages: 1. Files sent before: 1." in again.err
    first, second = photos
    assert f"{first.name}: was already sent today at " in again.err
    assert f"{second.name}: was already uploaded today at " in again.err
    assert f"{first.name}: sent to " not in again.err
    assert f"{second.name}: sent to " in again.err
    assert "Messages sent: 1. " in again.err
    assert "Kept: 0. Sent before: 1." in again.err
    assert "Uploaded: 0. Failed: 0. Kept: 0. Uploaded before: 2." in again.err
    assert len(again.out.splitlines()) == 2
    assert len(server.record.messages) == len(server.record.uploads) == 2


KILLED_BEFORE_IT_TELLS = (
    "import os; from leadway_desktop.cli import upload_run; "
    "upload_run.conclude = lambda *arguments: os.kill(os.getpid(), 9)"
)


@pytest.mark.parametrize("is_sending", [True, False])
def test_a_command_that_was_killed_before_it_told_is_given_again_for_the_same(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    is_sending: bool,
) -> None:
    sending = ("--send", "--message", "Hola") if is_sending else ()
    order = ("upload", "--json", *sending, "--conversation", account.conversation_id)
    killed = changed(command, KILLED_BEFORE_IT_TELLS, *order, *map(str, photos))
    assert killed.status == -9
    last = "sent" if is_sending else "uploaded"
    again = command(*order, *photos)
    assert (again.status, [one["done_before"] for one in again.objects]) == (0, [last, last])
    assert "Files: 0" not in again.err
    assert len(server.record.uploads) == 2
    assert [one.body for one in server.record.messages] == (["Hola", ""] if is_sending else [])
    anew = command(*order, *photos)
    assert [one["done_before"] for one in anew.objects] == [None, None], "it was told by now"
    assert len(server.record.uploads) == 4


def test_what_a_window_has_taken_over_is_done_with_once_it_is_sent(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """The command has told so: given another day, it means another message."""
    order = ("upload", "--json", "--send", "--conversation", account.conversation_id)
    taken_over = changed(command, WANTED_BY_WINDOW, *order, *map(str, photos))
    assert (taken_over.status, len(server.record.messages)) == (0, 0)
    assert command("resume").status == 0, "as the window does"
    anew = command(*order, *photos)
    assert [one["done_before"] for one in anew.objects] == [None, None]
    assert len(server.record.messages) == 4


def test_what_was_told_is_told_anew_once_it_is_given_beside_a_misspelt_path(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """A window went on with it; then it was closed, and the next command had a slip."""
    order = ("upload", "--json", "--send", "--conversation", account.conversation_id)
    assert changed(command, WANTED_BY_WINDOW, *order, *map(str, photos)).status == 0
    assert command(*order, *photos, photos[1].with_name("misspelt.jpg")).status == 1
    assert len(server.record.messages) == 2
    again = command(*order, *photos)
    assert [one["done_before"] for one in again.objects] == ["sent", "sent"]
    assert len(server.record.messages) == len(server.record.uploads) == 2


def test_two_that_are_alike_after_one_that_was_killed_send_nothing_twice(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """The first tells what the killed one did, while the second waits for the journal."""
    order = ("upload", "--send", "--conversation", account.conversation_id, *map(str, photos))
    assert changed(command, KILLED_BEFORE_IT_TELLS, *order).status == -9
    after_another = (
        "import subprocess, sys; from leadway_desktop.cli import upload\n"
        "order = [sys.executable, '-m', 'leadway_desktop', *sys.argv[1:]]\n"
        "hold = upload.holding_journal\n"
        "upload.holding_journal = lambda *a, **k: (subprocess.run(order), hold(*a, **k))[1]"
    )
    done = changed(command, after_another, *order)
    assert (done.status, done.err.count("was already sent")) == (0, 4)
    assert len(server.record.messages) == len(server.record.uploads) == 2


KILLED_AS_IT_IS_SENT = (
    "import os; from leadway_desktop.network.crm_client import CrmClient; send = CrmClient.send\n"
    "CrmClient.send = lambda *a, **k: (send(*a, **k), os.kill(os.getpid(), 9))"
)


def test_words_that_come_too_late_are_told_and_go_where_they_are_given_once_more(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """What was being sent with others stays as it is, and nobody says that these went."""
    there, photo = account.conversation_id, str(photos[0])

    def order(words: str) -> tuple[str, ...]:
        return ("upload", "--send", "--message", words, "--conversation", there, photo)

    assert changed(command, KILLED_AS_IT_IS_SENT, *order("Hola")).status == -9
    late = command(*order("Adiós"))
    assert late.status == 1
    assert "these were not sent. Give the command again" in late.err
    assert [one.body for one in server.record.messages] == ["Hola"]
    again = command(*order("Adiós"))
    assert (again.status, "were not sent" in again.err) == (0, False)
    assert [one.body for one in server.record.messages] == ["Hola", "Adiós"]


def test_what_was_sent_beside_a_misspelt_path_is_not_sent_again_with_the_right_one(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """Nor are the words: the customer has read them with the first."""
    there = account.conversation_id
    order = ("upload", "--send", "--message", "Hola", "--conversation", there, photos[0])
    assert command(*order, photos[1].with_name("misspelt.jpg")).status == 1
    assert command(*order, photos[1]).status == 0
    assert [one.body for one in server.record.messages] == ["Hola", ""]
    assert len(server.record.uploads) == 2


def test_the_messages_are_counted_as_they_go(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """What is begun keeps its message; what comes with it has another."""
    server.faults.add(Fault("send", "status", status=400))
    order = ("upload", "--send", "--channel", "SMS", "--conversation", account.conversation_id)
    assert command(*order, photos[0]).status == 1
    done = command(*order, *photos)
    assert "Files: 2. Messages: 2." in done.err
    assert len(server.record.messages) == 2


@pytest.mark.parametrize("channel", ["SMS", "WHATSAPP"])
def test_a_file_that_is_left_out_is_not_sent_along_and_the_words_do_not_wait_for_it(
    command: Command, account: Account, server: PracticeServer, photos: list[Path], channel: str
) -> None:
    """As after Ctrl-C, because it was the wrong one."""
    server.faults.add(Fault("initiate", "status", None, status=401))
    order = ("--send", "--message", "Hola", "--channel", channel, "--conversation")
    there = account.conversation_id
    assert command("upload", *order, there, *photos).status == 1
    server.faults.clear()
    done = command("upload", *order, there, photos[1])
    assert (done.status, done.err.count(photos[0].name)) == (0, 0)
    assert [one.filename for one in server.record.uploads] == [photos[1].name]
    assert [one.body for one in server.record.messages] == ["Hola"]
    assert command("upload", *order, there, *photos).status == 0
    assert [one.body for one in server.record.messages] == ["Hola", ""]
    assert len(server.record.uploads) == 2


def test_what_had_arrived_when_another_file_failed_is_not_uploaded_again(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("initiate", "status", status=400, skip=1))
    order: tuple[str | Path, ...] = (
        "upload",
        "--json",
        "--conversation",
        account.conversation_id,
        *photos,
    )
    assert command(*order).status == 1
    again = command(*order)
    assert (again.status, len(server.record.uploads)) == (0, 2)
    assert sorted(str(one["done_before"]) for one in again.objects) == ["None", "uploaded"]


def test_a_script_is_told_what_was_done_before(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", status=400, skip=1))
    there = account.conversation_id
    order: tuple[str | Path, ...] = ("upload", "--json", "--send", "--conversation", there, *photos)
    assert [one["done_before"] for one in command(*order).objects] == [None, None]
    again = {Path(one["file"]): one["done_before"] for one in command(*order).objects}
    assert again == {photos[0]: "sent", photos[1]: "uploaded"}


def test_resume_does_not_call_uploaded_what_it_only_sends(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", None, status=400))
    command("upload", "--send", "--conversation", account.conversation_id, *photos)
    server.faults.clear()
    done = command("resume", "--failed")
    assert done.status == 0
    assert "Messages sent: 2." in done.err
    assert "Uploaded: 0. Failed: 0. Kept: 0. Uploaded before: 2." in done.err


def test_a_message_names_the_files_alone_that_go_in_it(
    command: Command, account: Account, photos: list[Path], tmp_path: Path
) -> None:
    """And that one fails is told once, whatever becomes of the message."""
    no_photo = tmp_path / "no photo.jpg"
    no_photo.write_text("text")
    order = ("upload", "--send", "--channel", "EMAIL", "--conversation", account.conversation_id)
    done = command(*order, no_photo, *photos)
    assert done.err.count(f"{no_photo.name}: ") == 1
    assert f"{photos[0].name}, {photos[1].name}: sent to " in done.err
    told = command(*order, "--json", no_photo, *photos).objects
    assert len({one["id"] for one in told}) == len(told) == 3


def test_a_message_that_leadway_shows_as_failed_is_called_not_delivered(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "patch", patch={"status": "failed"}))
    there = account.conversation_id
    done = command("upload", "--send", "--conversation", there, *photos)
    assert done.status == 1
    assert "did not reach the customer" in done.err
    assert "Not delivered: 1. Perhaps sent: 0." in done.err
    assert command("uploads").out.count("uploaded, not delivered") == 1
    listed = command("uploads", "--json").objects
    assert sorted(one["message"]["stage"] for one in listed) == ["failed", "sent"]
    resumed = command("resume").err
    assert "Not delivered: 1." in resumed
    assert "Perhaps sent" not in resumed


def test_a_refused_message_is_sent_with_the_words_that_are_given_now(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", status=400))
    there = ("--conversation", account.conversation_id, photos[0])
    refused = command("upload", "--send", "--message", "Con un herror", *there)
    assert refused.status == 1
    corrected = command("upload", "--send", "--message", "Sin errores", *there)
    assert corrected.status == 0
    assert [one.body for one in server.record.messages] == ["Sin errores"]
    assert len(server.record.uploads) == 1


def test_a_file_that_is_named_twice_goes_once(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    photo = photos[0]
    again = photo.parent / "other" / ".." / photo.name
    there = ("--json", "--send", "--conversation", account.conversation_id)
    done = command("upload", *there, photo, photo, again)
    assert (done.status, len(done.objects)) == (0, 1)
    assert done.objects[0]["file"] == str(photo)
    assert "goes once" in done.err
    assert len(server.record.messages) == len(server.record.uploads) == 1


def test_what_nobody_knows_is_not_sent_again_by_the_same_command(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "lost_reply"), Fault("messages", "status", 1, status=404))
    server.faults.add(Fault("messages", "hidden_attachments", None))
    server.faults.add(Fault("messages", "status", None, status=401, body="json"))
    arguments = ["--send", "--json", "--conversation", account.conversation_id, str(photos[0])]
    first = command("upload", *arguments)
    assert first.status == 1
    assert first.object["message"]["stage"] in {"checking", "unknown"}
    server.faults.clear()
    again = command("upload", *arguments)
    assert len(server.record.messages) == 1
    assert again.object["message"]["stage"] == "sent"
    assert again.status == 0


def test_resume_sends_what_was_planned(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", None, status=401))
    there = account.conversation_id
    first = command("upload", "--send", "--message", "Hola", "--conversation", there, *photos)
    assert first.status == 1
    assert "the message is kept" in first.err
    assert not server.record.messages
    server.faults.clear()
    listed = command("uploads", "--json").objects
    assert [one["message"]["stage"] for one in listed] == ["planned", "planned"]
    assert command("uploads").out.count("uploaded, to be sent") == 2
    done = command("resume", "--json")
    assert done.status == 0
    assert [one["message"]["stage"] for one in done.objects] == ["sent", "sent"]
    assert [one.body for one in server.record.messages] == ["Hola", ""]
    assert len(server.record.uploads) == 2


def test_a_message_that_waits_for_tomorrow_ends_the_command(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "rate_limit", None, scope="day"))
    done = command("upload", "--send", "--conversation", account.conversation_id, *photos)
    assert done.status == 1
    assert "the message is kept" in done.err
    assert "`leadway-desktop resume`" in done.err
    assert not server.record.messages


# -- on a terminal ---------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize(("answer", "count"), [("y\n", 1), ("n\n", 0), ("\n", 0), (CTRL_C, 0)])
def test_a_person_is_asked_and_may_say_no(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    answer: str,
    count: int,
) -> None:
    there = account.conversation_id
    terminal = Terminal(command, "upload", "--send", "--conversation", there, photos[0])
    terminal.read_until("Send? [y/N]")
    assert " · WhatsApp" in terminal.text
    status = terminal.say(answer)
    assert ("Stopped: nothing was uploaded or sent." in terminal.text) is not bool(count)
    assert len(server.record.messages) == len(server.record.uploads) == count
    assert status == (0 if count else 130)


def test_a_disk_that_is_full_ends_the_command_and_nothing_is_called_kept(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    isolated_home: Path,
) -> None:
    """No message is begun that the journal cannot note; what was noted goes on when there is room.

    A limit on the size of files stands in for the disk: the journal's log is soon at its end, and
    is not begun anew as somebody reads.
    """
    assert command("resume").status == 0  # makes the journal
    there = account.conversation_id
    code = (
        "import resource, runpy\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (45_000, 45_000))\n"
        "from leadway_desktop.cli import upload_run\n"
        "upload_run.DISK_PATIENCE = 0.5\n"
        "runpy.run_module('leadway_desktop', run_name='__main__')\n"
    )
    arguments = ["upload", "--send", "--message", "Hola", "--conversation", there]
    with closing(sqlite3.connect(isolated_home / "data" / FILE_NAME)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM upload").fetchone()
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments, *map(str, photos)],
            cwd=ROOT,
            env=os.environ | command.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert "The list of uploads could not be kept on the disk." in done.stderr
    assert "`resume` may upload again what has arrived." in done.stderr
    assert f"{photos[1].name}: uploaded, but not sent yet.\n" in done.stderr
    assert "is kept" not in done.stderr
    assert "did not arrive." in done.stderr
    before = len(server.record.messages)
    assert before < 2
    assert command("resume").status == 0
    assert sorted(one.body for one in server.record.messages) == ["", "Hola"]


@pytest.mark.parametrize("step", ["initiate", "complete", "send"])
def test_a_limit_that_never_ends_ends_the_command_and_what_is_left_is_kept(
    command: Command, account: Account, server: PracticeServer, photos: list[Path], step: Step
) -> None:
    """Each wait is short, and a limit is no failure of the upload's."""
    server.faults.add(Fault(step, "rate_limit", None, scope="burst", seconds=1))
    hurry = "from leadway_desktop.cli import upload_run; upload_run.LONGEST_WAIT = 3.0"
    order = ("upload", "--send", "--message", "Hola", "--conversation", account.conversation_id)
    done = changed(command, hurry, *order, *map(str, photos))
    assert done.status == 1
    assert "It was tried again for long, and nothing came of it." in done.err
    kept = "not sent yet; the message is kept." if step == "send" else "; it is kept."
    assert done.err.count(kept) == 2
    assert "`leadway-desktop resume` goes on with what is kept" in done.err
    server.faults.clear()
    assert command("resume").status == 0
    assert [one.body for one in server.record.messages] == ["Hola", ""]
    assert len(server.record.uploads) == 2


def test_what_is_taken_off_the_list_is_not_sent_later(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    server.faults.add(Fault("send", "status", None, status=401))
    command("upload", "--send", "--conversation", account.conversation_id, photos[0])
    server.faults.clear()
    (kept,) = command("uploads", "--json").objects
    assert command("uploads", "--remove", kept["id"]).status == 0
    assert command("resume").status == 0
    assert not server.record.messages


@pytest.mark.parametrize("in_between", [[], ["resume", "--failed"]])
def test_without_a_history_a_command_that_is_given_again_sends_nothing_twice(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    in_between: list[str],
) -> None:
    command.environment["LEADWAY_DESKTOP_HISTORY_DAYS"] = "0"
    given = ["upload", "--send", "--conversation", account.conversation_id, *map(str, photos)]
    server.faults.add(Fault("send", "status", status=400, skip=1))
    assert command(*given).status == 1
    if in_between:
        assert command(*in_between).status == 0
    again = command(*given)
    assert again.status == 0
    assert "was already sent" in again.err
    sent = [link for one in server.record.messages for link in one.attachments]
    assert len(sent) == len(set(sent)) == len(server.record.uploads) == 2
    assert command("history", "--json").objects == []


def test_where_no_journal_can_be_kept_a_command_says_what_it_would_send_again(
    command: Command, account: Account, isolated_home: Path, photos: list[Path]
) -> None:
    isolated_home.write_text("a file in the way")
    there = account.conversation_id
    done = command("upload", "--send", "--conversation", there, photos[0])
    assert done.status == 0
    assert "before you give it again: it would send that once more." in done.err
    done = command("upload", "--conversation", there, photos[0])
    assert "once more" not in done.err


KILLED_AFTER = """
import os, signal
from leadway_desktop.cli import journal
deed = journal.{deed}
def die(*arguments):
    deed(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
journal.{deed} = die
"""


KILLED_LAST_OF_ALL = """
import os, signal
from leadway_desktop.cli import last_act
last_act.do_last_acts = lambda: os.kill(os.getpid(), signal.SIGKILL)
"""
KILLS = [
    *(KILLED_AFTER.format(deed=deed) for deed in ("_note_told", "_forget_expired", "_close")),
    KILLED_LAST_OF_ALL,
]


@pytest.mark.skipif(sys.platform == "win32", reason="nothing kills itself there")
@pytest.mark.parametrize("days", ["90", "0"])
@pytest.mark.parametrize("kill", KILLS)
def test_killed_after_its_last_word_it_sends_nothing_twice(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    kill: str,
    days: str,
) -> None:
    """Whoever sees that it was killed gives it again, though it had told that all is done."""
    command.environment["LEADWAY_DESKTOP_HISTORY_DAYS"] = days
    words = ("upload", "--send", "--message", "Hola", "--conversation", account.conversation_id)
    arguments = (*words, *map(str, photos))
    killed = changed(command, kill, *arguments)
    assert killed.status < 0
    assert "Files: 2. Messages: 2." in killed.err
    assert command(*arguments).status == 0
    assert len(server.record.messages) == len(server.record.uploads) == 2
    assert command(*arguments).status == 0
    assert len(server.record.messages) == 4, "given again once all was told, it is meant anew"


AT_ITS_LAST_ACT = """
import sys
from leadway_desktop.cli import last_act
act = last_act.do_last_acts
def wait():
    print("last", flush=True)
    sys.stdin.read()
    act()
last_act.do_last_acts = wait
"""


def test_nobody_has_the_list_before_a_command_has_done_its_last_act(
    command: Command, account: Account, photos: list[Path], isolated_home: Path
) -> None:
    """Whoever had it would take back what the command has told, and send all again."""
    arguments = ("upload", "--send", "--conversation", account.conversation_id, *map(str, photos))
    process = subprocess.Popen(
        [sys.executable, "-c", f"{AT_ITS_LAST_ACT}{RUN}", *arguments],
        cwd=ROOT,
        env=os.environ | command.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(3)][-1] == "last\n"
    lock = InstanceLock(isolated_home / "data")
    assert not lock.acquire()
    process.communicate()
    assert process.returncode == 0
    assert lock.acquire()
    lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize(
    ("ending", "as_json"),
    [
        *((ending, as_json) for ending in ("> /dev/full", ">&-") for as_json in (True, False)),
        ("| true", True),
    ],
)
def test_what_reached_nobody_is_told_again_and_sent_once(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    ending: str,
    as_json: bool,
) -> None:
    options = ("--send", *(["--json"] if as_json else []))
    arguments = ("upload", *options, "--conversation", account.conversation_id, *map(str, photos))
    done = command.in_shell(ending, *arguments)
    assert done.status == 1
    assert "Traceback" not in done.err
    again = command(*arguments)
    assert (again.status, len(again.out.splitlines())) == (0, 2)
    assert len(server.record.messages) == len(server.record.uploads) == 2


def test_what_had_arrived_of_a_file_that_was_saved_anew_is_never_sent(
    command: Command, account: Account, server: PracticeServer, photos: list[Path]
) -> None:
    """Killed before its message, an e-mail with both files."""
    there = account.conversation_id
    words = ("--message", "Hola", "--channel", "EMAIL", "--conversation", there)
    arguments = ("upload", "--send", *words, *map(str, photos))
    server.faults.add(Fault("put", "stall", at_byte=1000, times=None, skip=1))
    process = command.start(*arguments)
    assert server.record.wait_for(lambda record: len(record.faults) > 0, timeout=30)
    while "uploaded" not in {one["status"] for one in command("uploads", "--json").objects}:
        assert process.poll() is None
    process.kill()
    process.communicate()
    server.faults.clear()
    (arrived,) = server.record.uploads
    name = arrived.filename
    (old,) = (one for one in photos if one.name == name)
    old.write_bytes(b"\xff\xd8\xff\xe0" + bytes([3]) * 3000)
    again = command(*arguments)
    assert (again.status, "Messages: 1." in again.err) == (0, True)
    assert command("resume").status == 0
    (message,) = server.record.messages
    assert message.body.count("Hola") == 1
    assert len(message.attachments) == 2
    assert arrived.public_url not in message.attachments


@pytest.mark.parametrize("in_between", [["resume"], ["uploads"]])
def test_a_file_that_was_saved_anew_is_sent_once_whoever_goes_on_with_it(
    command: Command,
    account: Account,
    server: PracticeServer,
    photos: list[Path],
    in_between: list[str],
) -> None:
    """Given again, as its error advises; `resume --failed` has nothing left to do then."""
    there = account.conversation_id
    arguments = ("upload", "--send", "--conversation", there, *map(str, photos))
    server.faults.add(Fault("put", "stall", at_byte=1000, times=None))
    process = command.start(*arguments)
    assert server.record.wait_for(lambda record: len(record.faults) > 0, timeout=30)
    process.kill()
    process.communicate()
    server.faults.clear()
    photos[0].write_bytes(b"\xff\xd8\xff\xe0" + bytes([3]) * 3000)
    command(*in_between)
    assert command(*arguments).status == 0
    for words in (["resume"], ["resume", "--failed"]):
        command(*words)
    assert len(server.record.messages) == 2
