"""A file that the conversation has had before: uploaded all the same, and the person is told."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadway_desktop.cli.earlier_uploads import EarlierUploads
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import find_folders
from tests.cli.conftest import Command
from tests.cli.terminal import Terminal


def test_what_was_uploaded_before_is_told_with_its_link(
    command: Command, account: Account, server: PracticeServer, pdf: Path, video: Path
) -> None:
    there = account.conversation_id
    first = command("upload", "--conversation", there, pdf)
    assert "already" not in first.err
    again = command("upload", "--json", "--conversation", there, pdf, video)
    assert (again.status, len(again.objects)) == (0, 2)
    link = server.record.uploads[0].public_url
    assert again.err.startswith(f"{pdf.name}: was already uploaded to this conversation today at ")
    assert again.err.endswith(f": {link}\n")
    assert again.err.count("\n") == 1


def test_a_copy_is_known_by_its_bytes_once_they_were_read(
    command: Command, account: Account, server: PracticeServer, pdf: Path, tmp_path: Path
) -> None:
    """Another time, the same name: the same bytes are told, other bytes are not."""
    there = account.conversation_id
    command("upload", "--conversation", there, pdf)
    copy, other = (tmp_path / folder / pdf.name for folder in ("copied", "another"))
    for number, file in enumerate((copy, other)):
        file.parent.mkdir()
        file.write_bytes(pdf.read_bytes()[:-1] + (b"\n", b"!")[number])
        os.utime(file, (number, number))
    again = command("upload", "--conversation", there, copy, other)
    assert again.status == 0
    assert again.err.count("was already uploaded to this conversation today at ") == 1
    assert again.err.endswith(f": {server.record.uploads[0].public_url}\n")
    assert len(server.record.uploads) == 3


def test_two_copies_in_one_command_are_not_told_of_each_other(
    command: Command, account: Account, pdf: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copied" / pdf.name
    copy.parent.mkdir()
    copy.write_bytes(pdf.read_bytes())
    done = command("upload", "--conversation", account.conversation_id, pdf, copy)
    assert (done.status, "already" in done.err) == (0, False)


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_what_was_sent_is_told_before_a_person_is_asked(
    command: Command, account: Account, server: PracticeServer, pdf: Path
) -> None:
    order = ("upload", "--send", "--conversation", account.conversation_id, pdf)
    assert command(*order).status == 0
    told = f"{pdf.name}: was already sent to the customer today at "
    terminal = Terminal(command, *order)
    terminal.read_until("Send? [y/N]")
    assert told in terminal.text
    assert terminal.say("n\n") == 130
    again = command(*order)
    assert again.err.count(told) == 1
    assert len(server.record.messages) == 2


def test_what_was_begun_goes_on_without_a_word_of_an_earlier_upload(
    command: Command, account: Account, server: PracticeServer, pdf: Path, video: Path
) -> None:
    """The one that has arrived is a part of the same plan, and is not sent again."""
    server.faults.add(Fault("send", "status", None, status=400))
    order = ("upload", "--send", "--conversation", account.conversation_id, pdf, video)
    assert command(*order).status == 1
    server.faults.clear()
    again = command(*order)
    assert again.status == 0
    assert "to this conversation" not in again.err
    assert len(server.record.uploads) == 2
    assert len(server.record.messages) == 2


def test_a_history_that_cannot_be_read_stops_nothing(
    isolated_home: Path, pdf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    target = UploadTarget("loc", "there", "", "", Channel.EMAIL)
    earlier = EarlierUploads(folders)
    paths = [pdf, pdf.with_name("gone.pdf")]
    given, messages = earlier.begun(target, paths, MessagePlan("", ""))
    assert (list(given), messages) == (paths, 1)
    earlier.tell_before(target, given)
    earlier.tell_of([Upload("1", target, look_at(pdf), datetime.now(UTC))])
    assert capsys.readouterr().err == ""
