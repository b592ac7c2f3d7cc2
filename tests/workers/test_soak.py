"""A thousand uploads, some with messages, while everything goes wrong now and then.

The engine runs on its QThreads in a process of its own; the judge is the practice account's record,
and the system's word on what that process holds. SOAK_UPLOADS=20000 makes it longer, which
wants pytest's -o faulthandler_timeout=0.
"""

from __future__ import annotations

import base64
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Any

import google_crc32c
import pytest

from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.server import PracticeServer
from tests.guards.reports import Tell
from tests.transfer import child_program
from tests.transfer.tables import table

UPLOADS = int(os.environ.get("SOAK_UPLOADS", "1000"))
SEED = 20_240
ROUND = 50
"""Files that an agent drops before looking at what became of them; the list is cleared then."""
WARM_UP = 0.3
"""Of the rounds: caches fill, and the allocator takes what it will need."""
MEMORY_GROWTH = 4 * 1024 * 1024
"""Bytes that the rounds after the warm-up may add; half of it is the journal's cache, which SQLite
bounds. A reply of the largest size that stays somewhere is 8 MB."""
OBJECT_GROWTH = 1000
"""Objects, likewise; a leak has some for each upload."""
BLACKOUT = 0.5
"""Seconds."""
LEAST_DONE = 0.97
"""Of the files; what a fault of the kind "give up" has met is not done by itself."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what a process holds")


def now_and_then(step: str, kind: str, probability: float, **values: Any) -> Fault:
    return Fault.from_json(
        {"step": step, "kind": kind, "probability": probability, "times": None, **values}
    )


FAULTS = (
    now_and_then("*", "latency", 0.1, seconds=0.0, seconds_max=0.02),
    now_and_then("*", "reset", 0.02, at_byte=0, at_byte_max=20_000),
    now_and_then("*", "lost_reply", 0.02),
    now_and_then("*", "cut_reply", 0.02),
    now_and_then("*", "malformed_reply", 0.01, body="truncated"),
    now_and_then("*", "malformed_reply", 0.005, body="garbage"),
    now_and_then("*", "status", 0.02, status=500),
    now_and_then("*", "status", 0.01, status=502, body="html", after_work=True),
    now_and_then("*", "stall", 0.005, at_byte=0, at_byte_max=20_000),
    now_and_then("*", "huge_reply", 0.002, size=9 * 1024 * 1024),
    now_and_then("put", "bandwidth", 0.01, bytes_per_s=64 * 1024),
    now_and_then("put", "expired_url", 0.02),
    now_and_then("complete", "not_in_storage", 0.02),
    now_and_then("initiate", "status", 0.002, status=422),
    now_and_then("initiate", "status", 0.002, status=401),
    now_and_then("complete", "malformed_reply", 0.001, body="html"),
    now_and_then("send", "lost_reply", 0.1),
    now_and_then("send", "status", 0.05, status=400),
    now_and_then("messages", "hidden_attachments", 0.2),
)


@dataclass
class Office:
    """The process with the engine, and all that it has said."""

    input: IO[str]
    output: IO[str]
    ended: list[dict[str, Any]] = field(default_factory=list)
    holds: list[dict[str, int]] = field(default_factory=list)
    sign_ins: int = 0

    def ask(self, line: str) -> dict[str, Any]:
        self.input.write(line + "\n")
        self.input.flush()
        answer = self.output.readline()
        assert answer, "the process has ended"
        found: dict[str, Any] = json.loads(answer)
        return found

    def round(self, drops: Sequence[dict[str, Any]]) -> None:
        answer = self.ask(json.dumps(drops))
        self.ended += answer["ended"]
        self.holds.append(answer["holds"])
        self.sign_ins = answer["sign_ins"]

    def close_the_window(self) -> dict[str, int]:
        """Shut down all that was built for this life, and return what the process still holds."""
        holds: dict[str, int] = self.ask("")["holds"]
        return holds


@contextmanager
def office(practice: PracticeServer, folder: Path) -> Iterator[Office]:
    account = practice.account
    facts = {
        "home": str(folder / "home"),
        "vanishing": str(folder / "mail"),
        "base_url": account.base_url,
        "location_id": account.location_id,
        "token": account.token,
        "conversations": conversations(practice),
    }
    script = Path(__file__).with_name("soak_child.py")
    with child_program.running(script, facts, folder / "errors") as (orders, answers):
        yield Office(orders, answers)


def conversations(practice: PracticeServer) -> list[dict[str, str]]:
    """Return one by WhatsApp, whose window is open, and one by e-mail."""
    kinds = {"WHATSAPP": "TYPE_WHATSAPP", "EMAIL": "TYPE_EMAIL"}
    found = []
    for channel, kind in kinds.items():
        one = next(one for one in practice.conversations if one.last_message_type == kind)
        found.append({"id": one.id, "contact": one.contact_id, "channel": channel})
    return found


@dataclass
class Drops:
    """Makes files, no two alike, and drops them in one of five ways."""

    folder: Path
    dice: random.Random
    facts: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Size and crc32c by name."""

    def round(self, size: int) -> list[dict[str, Any]]:
        drops = []
        while size > 0:
            count = min(size, self.dice.randrange(1, 12))
            size -= count
            place = self.folder / self.dice.choice(["drop", "drop", "drop", "mail"])
            caption = self.dice.choice([None, None, f"Aquí tiene {len(self.facts)}"])
            conversation = self.dice.randrange(2)
            paths = [str(self._file(place)) for _ in range(count)]
            drops.append({"conversation": conversation, "paths": paths, "caption": caption})
        return drops

    def _file(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / f"foto {len(self.facts):05}.jpg"
        content = b"\xff\xd8\xff\xe0" + self.dice.randbytes(self.dice.randrange(500, 20_000))
        path.write_bytes(content)
        crc32c = google_crc32c.value(content).to_bytes(4, "big")
        self.facts[path.name] = (len(content), base64.b64encode(crc32c).decode())
        return path


def test_a_thousand_uploads_under_faults(tmp_path: Path, tell: Tell) -> None:
    drops = Drops(tmp_path, random.Random(SEED))
    started = time.monotonic()
    with (
        PracticeServer(rate_limit=False, storage=tmp_path, seed=SEED) as practice,
        office(practice, tmp_path) as work,
    ):
        # A first window opens and closes: what is made once and kept is nobody's leak.
        work.round(drops.round(ROUND))
        before = work.close_the_window()
        practice.faults.add(*FAULTS)
        work.holds.clear()
        with blackout(practice, UPLOADS // 2):
            while len(drops.facts) < UPLOADS:
                work.round(drops.round(min(ROUND, UPLOADS - len(drops.facts))))
        practice.faults.clear()
        after = work.close_the_window()
        record = practice.record
        secrets = (practice.account.token.encode(), b"X-Goog-Signature", b"GOOG4")
    growth = grown(work.holds)
    tell(summary(work, record, before, after, growth, time.monotonic() - started))
    assert {kind: after[kind] - before[kind] for kind in ("threads", "files", "sockets")} == {
        "threads": 0,
        "files": 0,
        "sockets": 0,
    }
    assert growth["memory"] < MEMORY_GROWTH
    assert growth["objects"] < OBJECT_GROWTH
    check_files(work.ended, drops.facts, record)
    check_messages(work.ended, record)
    check_secrets(tmp_path / "home", secrets)
    assert len(record.faults) > UPLOADS / 4


@contextmanager
def blackout(practice: PracticeServer, after: int) -> Iterator[None]:
    """Take the account off the network for a moment, once so many uploads have been completed."""

    def black_out() -> None:
        if practice.record.wait_for(lambda record: len(record.uploads) >= after, timeout=3600):
            practice.go_offline()
            practice.record.wait_for(lambda record: False, timeout=BLACKOUT)
            practice.go_online()

    thread = threading.Thread(target=black_out)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def grown(holds: Sequence[dict[str, int]]) -> dict[str, int]:
    """Return what the rounds after the warm-up have added; the middle one of three, either end."""
    first = round(len(holds) * WARM_UP)
    early, late = holds[first : first + 3], holds[-3:]
    return {
        kind: int(median(one[kind] for one in late) - median(one[kind] for one in early))
        for kind in holds[0]
    }


def check_files(
    ended: Sequence[dict[str, Any]], facts: dict[str, tuple[int, str]], record: Record
) -> None:
    assert Counter(one["name"] for one in ended) == Counter(facts.keys())
    by_link = {done.public_url: done for done in record.uploads}
    done = [one for one in ended if one["stage"] == "uploaded"]
    for one in done:
        arrived = by_link[one["link"]]
        assert (arrived.filename, arrived.size, arrived.crc32c) == (
            one["name"],
            *facts[one["name"]],
        )
    for one in ended:
        assert one["stage"] == "uploaded" or (one["stage"] == "failed" and one["error"]), one
    assert "UnexpectedFailure" not in {one["error"][0] for one in ended if one["error"]}
    assert len(done) >= LEAST_DONE * len(facts)
    # Completed a second time only where the server has said that the file was not there.
    renewed = sum(fault.kind == "not_in_storage" for fault in record.faults)
    assert len(record.uploads) - len(facts) <= renewed


def check_messages(ended: Sequence[dict[str, Any]], record: Record) -> None:
    sent: Counter[str] = Counter()
    for message in record.messages:
        sent.update(message.attachments)
    planned = [one for one in ended if one["message"] and one["stage"] == "uploaded"]
    for one in planned:
        assert one["message"] in {"sent", "refused", "unknown"}
        assert sent[one["link"]] <= 1, one
        if one["message"] != "unknown":
            assert sent[one["link"]] == (one["message"] == "sent"), one
    assert set(sent) <= {one["link"] for one in planned}
    ids = {one["message_id"] for one in planned if one["message"] == "sent"}
    assert ids - {None} <= {message.message_id for message in record.messages}


def check_secrets(home: Path, secrets: Sequence[bytes]) -> None:
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret in content], path


def summary(
    work: Office,
    record: Record,
    before: dict[str, int],
    after: dict[str, int],
    growth: dict[str, int],
    seconds: float,
) -> str:
    stages = Counter(one["stage"] for one in work.ended)
    messages = Counter(one["message"] for one in work.ended if one["message"])
    errors = Counter(one["error"][0] for one in work.ended if one["error"])
    calls = Counter(record.steps())
    peak = max(one["memory"] for one in work.holds)
    rows = [
        ("what", "how much"),
        ("uploads", ", ".join(f"{count} {stage}" for stage, count in stages.items())),
        ("given up for", ", ".join(f"{count} {name}" for name, count in errors.items()) or "-"),
        ("with a message", ", ".join(f"{count} {stage}" for stage, count in messages.items())),
        ("faults struck", str(len(record.faults))),
        ("sign-ins", str(work.sign_ins)),
        ("calls", ", ".join(f"{n} {step or 'other'}" for step, n in calls.items())),
        ("memory", f"{peak / 2**20:.1f} MiB at most, {growth['memory'] / 2**10:+.0f} KiB"),
        ("objects", f"{work.holds[-1]['objects']}, {growth['objects']:+d}"),
        *((kind, f"{before[kind]} before, {after[kind]} after") for kind in sorted(_COUNTED)),
        ("seconds", f"{seconds:.1f}"),
    ]
    return table("A soak under faults; every file right, every message at most once", rows)


_COUNTED = {"threads", "files", "sockets"}
