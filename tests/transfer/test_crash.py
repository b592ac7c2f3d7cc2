"""Kill -9 at any moment, and a start after each: every file arrives once, byte for byte.

The judge is the practice account's own record; the killed process says nothing.
"""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import google_crc32c
import pytest

from leadway_desktop.assembly import build_engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import open_journal
from tests.transfer import child_program
from tests.transfer.tables import Show

FILES = 200
KILLED = -signal.SIGKILL
LONGEST_LIFE = 0.25
"""Seconds until the kill, at most; a life of that length completes a dozen uploads or two."""
KILLING_TIME = 25.0
"""Seconds, for slow machines; what has not arrived by then does so in one last life."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the child forks")


@dataclass
class Program:
    """The program's process, which lives as often as it is told to."""

    folder: Path
    input: IO[str]
    output: IO[str]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    def live(self, **orders: object) -> int:
        """Live once; return how that ended."""
        self.input.write(json.dumps(orders) + "\n")
        self.input.flush()
        return int(self.output.readline())


@pytest.fixture
def program(practice: PracticeServer, tmp_path: Path) -> Iterator[Program]:
    with running(practice, tmp_path) as program:
        yield program


@contextmanager
def running(practice: PracticeServer, tmp_path: Path, **more: object) -> Iterator[Program]:
    folder = tmp_path / "program"
    (folder / "drop").mkdir(parents=True)
    account = practice.account
    facts = {
        "home": str(folder / "home"),
        "drop": str(folder / "drop"),
        "base_url": account.base_url,
        "location_id": account.location_id,
        "conversation_id": account.conversation_id,
        "token": account.token,
        **more,
    }
    errors = folder / "errors"
    script = Path(__file__).with_name("crash_child.py")
    with child_program.running(script, facts, errors) as (orders, answers):
        yield Program(folder, orders, answers)
    assert errors.read_text() == ""


def drop_files(program: Program, count: int, dice: random.Random) -> dict[str, tuple[int, str]]:
    """Make files, no two alike; return each one's size and crc32c by name."""
    made = {}
    for number in range(count):
        content = b"\xff\xd8\xff\xe0" + dice.randbytes(dice.randrange(500, 20_000))
        (program.drop / f"foto {number:03}.jpg").write_bytes(content)
        crc32c = google_crc32c.value(content).to_bytes(4, "big")
        made[f"foto {number:03}.jpg"] = (len(content), base64.b64encode(crc32c).decode())
    return made


def check_arrived(
    program: Program, practice: PracticeServer, files: dict[str, tuple[int, str]]
) -> None:
    """Compare the server's record, and the journal, with what was dropped."""
    record = practice.record
    assert Counter(done.filename for done in record.uploads) == Counter(files.keys())
    assert {done.filename: (done.size, done.crc32c) for done in record.uploads} == files
    links = {done.filename: done.public_url for done in record.uploads}
    opened = open_journal(find_folders({"LEADWAY_DESKTOP_HOME": str(program.home)}))
    with opened.journal as journal:
        kept = [upload for upload, _ in journal.load()]
    assert opened.recovery is None
    assert {upload.file.path.name: upload.link for upload in kept} == links
    assert {upload.stage for upload in kept} == {UploadStage.UPLOADED}
    assert len(kept) == len(files)
    written = b"".join(path.read_bytes() for path in program.home.rglob("*") if path.is_file())
    for secret in (practice.account.token.encode(), b"X-Goog", b"GOOG4"):
        assert secret not in written


def test_killed_at_random_moments_until_all_is_done(
    practice: PracticeServer, program: Program, show: Show
) -> None:
    dice = random.Random()
    files = drop_files(program, FILES, dice)
    # So that a kill meets every step, and not the disk's writes alone.
    practice.faults.add(Fault("*", "latency", seconds=0.0, seconds_max=0.02, times=None))
    ends: Counter[int] = Counter()
    started = time.monotonic()
    while len(practice.record.uploads) < FILES and time.monotonic() - started < KILLING_TIME:
        ends[program.live(kill_in=dice.uniform(0, LONGEST_LIFE))] += 1
    assert program.live() == 0
    assert set(ends) <= {KILLED, 0}
    check_arrived(program, practice, files)
    steps = Counter(practice.record.steps())
    repeated = sum(done.repeats for done in practice.record.uploads)
    rows = [
        ("files", "kills", "initiates", "PUTs", "completes", "repeated completes", "seconds"),
        (
            str(FILES),
            str(ends[KILLED]),
            *(str(steps[step]) for step in ("initiate", "put", "complete")),
            str(repeated),
            f"{time.monotonic() - started:.1f}",
        ),
    ]
    show("Killed at random moments; every file arrived once, byte for byte", rows)
    assert ends[KILLED] >= 10


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_every_write_of_the_journal(
    practice: PracticeServer, program: Program, after: bool
) -> None:
    """Two files, whose story has twelve writes; a life that ends at each, and one that does all."""
    dice = random.Random(3)
    told = 0
    for kill_at in range(1, 100):
        for path in program.drop.iterdir():
            path.unlink()
        names = [f"foto {kill_at:03} {number}.jpg" for number in range(2)]
        for name in names:
            (program.drop / name).write_bytes(b"\xff\xd8\xff\xe0" + dice.randbytes(700))
        end = program.live(kill_at=kill_at, after=after)
        assert end in (KILLED, 0)
        assert program.live() == 0
        arrived = [done.filename for done in practice.record.uploads[told:]]
        assert sorted(arrived) == names
        told += 2
        if end == 0:
            break
    assert kill_at == 13
    puts = [seen for seen in practice.record.requests if seen.step == "put"]
    assert len(practice.record.objects) <= len(puts)


# -- messages -------------------------------------------------------------------------------------

SENT_FILES = 100


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.EMAIL])
def test_no_kill_sends_a_message_twice(
    practice: PracticeServer, tmp_path: Path, show: Show, channel: Channel
) -> None:
    """Every file arrives once and every message at most once; one that did not is not called sent.

    A message whose call was killed before it reached the server is nobody's to tell: it ends as
    unknown, for the agent.
    """
    dice = random.Random()
    facts = {"sends": True, "contact_id": contact(practice), "channel": channel.value}
    with running(practice, tmp_path, **facts) as program:
        files = drop_files(program, SENT_FILES, dice)
        practice.faults.add(Fault("*", "latency", seconds=0.0, seconds_max=0.03, times=None))
        practice.faults.add(Fault("send", "lost_reply", times=None, probability=0.1))
        ends: Counter[int] = Counter()
        started = time.monotonic()
        while time.monotonic() - started < KILLING_TIME / 2 and 0 not in ends:
            ends[program.live(kill_in=dice.uniform(0, LONGEST_LIFE))] += 1
        practice.faults.clear()
        assert program.live() == 0
        check_arrived(program, practice, files)
        told = check_messages(program, practice)
    rows = [
        ("channel", "files", "kills", "messages", "sent", "unknown"),
        (
            channel.rules.name,
            str(SENT_FILES),
            str(ends[KILLED]),
            str(len(practice.record.messages)),
            str(told[DeliveryStage.SENT]),
            str(told[DeliveryStage.UNKNOWN]),
        ),
    ]
    show("Killed while messages are sent; each was sent at most once", rows)
    assert ends[KILLED] >= 3


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_message_killed_at_every_write_of_the_journal(
    practice: PracticeServer, tmp_path: Path, after: bool
) -> None:
    """Two files in one message: a life that ends at each write, and one that does all."""
    dice = random.Random(3)
    facts = {"sends": True, "contact_id": contact(practice), "channel": "EMAIL"}
    with running(practice, tmp_path, **facts) as program:
        for kill_at in range(1, 100):
            for path in program.drop.iterdir():
                path.unlink()
            names = [f"foto {kill_at:03} {number}.jpg" for number in range(2)]
            for name in names:
                (program.drop / name).write_bytes(b"\xff\xd8\xff\xe0" + dice.randbytes(700))
            end = program.live(kill_at=kill_at, after=after)
            assert end in (KILLED, 0)
            if end == KILLED:
                assert program.live() == 0
            sent = [one for one in practice.record.messages if names[0] in one.body]
            assert len(sent) <= 1
            assert all(len(one.attachments) == 2 for one in sent)
            if end == 0:
                break
        told = check_messages(program, practice)
    assert kill_at > 13
    # Killed in the moment between the write and the call; nobody can tell, so it is not repeated.
    assert told[DeliveryStage.UNKNOWN] <= 2 * 2


def contact(practice: PracticeServer) -> str:
    """Return the id of the contact with whom the practice account's conversation is."""
    account = practice.account
    settings = Settings(base_url=account.base_url, location_id=account.location_id, proxy="none")
    with closing(build_engine(settings, Secret(account.token))) as engine:
        return engine.crm.conversation(account.conversation_id, CancelToken()).contact_id


def check_messages(program: Program, practice: PracticeServer) -> Counter[DeliveryStage]:
    """Compare the journal with the server's record of messages; count how they ended."""
    opened = open_journal(find_folders({"LEADWAY_DESKTOP_HOME": str(program.home)}))
    with opened.journal as journal:
        kept = [upload for upload, _ in journal.load()]
    arrived = Counter(link for one in practice.record.messages for link in one.attachments)
    assert all(times == 1 for times in arrived.values())
    for upload in kept:
        assert upload.delivery is not None
        assert upload.delivery.stage in {DeliveryStage.SENT, DeliveryStage.UNKNOWN}
        if upload.delivery.stage is DeliveryStage.SENT:
            assert arrived[upload.link or ""] == 1
    return Counter(upload.delivery.stage for upload in kept if upload.delivery is not None)
