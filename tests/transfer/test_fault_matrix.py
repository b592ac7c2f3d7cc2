"""Every step against every fault that the practice account knows.

Each cell ends in "done once, right bytes", by the server's own record, or in a named state with a
remedy. "Once" strikes one request, "always" strikes every one.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import google_crc32c
import pytest

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import LeadwayError, RateLimited, UnexpectedFailure
from leadway_desktop.domain.remedy import Remedy
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault, Kind, Step
from leadway_desktop.practice.mishaps import IN_THE_WORK
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer import retry
from tests.transfer.fakes import at_once
from tests.transfer.fault_rows import FAULTS, NOT_TAKEN, READERS, STEPS, UPLOAD_STEPS
from tests.transfer.fault_table import Columns, both, check_columns, rows_of, words
from tests.transfer.office import Office
from tests.transfer.tables import Show

CONTENT = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 200
CRC32C = base64.b64encode(google_crc32c.value(CONTENT).to_bytes(4, "big")).decode()
PATIENCE = 60.0
"""Seconds for one cell: its retries wait no time, and a stall is noticed after two: a busy
machine often stands still for one."""
AT_ONCE = 16
"""Cells at a time; most of them wait for a stall."""
FEW = 3
"""Tries under a fault that never ends: what repeats itself ten times ends like three times."""


MENDED_BY_ITSELF = {Remedy.RETRY, Remedy.RENEW, Remedy.WAIT, Remedy.NETWORK}


def test_no_fault_is_left_out() -> None:
    assert {fault.kind for fault in FAULTS.values()} == set(get_args(Kind))
    shapes = [replace(fault, step="*") for fault in FAULTS.values()]
    assert all(shapes.count(shape) == 1 for shape in shapes)


def test_no_step_is_left_out() -> None:
    assert {*STEPS, *NOT_TAKEN} == set(get_args(Step))


@dataclass(frozen=True)
class Cell:
    """How one upload ended."""

    end: Upload
    record: Record
    signed_in: bool

    @property
    def is_done(self) -> bool:
        return self.end.stage is UploadStage.UPLOADED

    def __str__(self) -> str:
        wait = self.end.wait
        if self.is_done:
            return self._how_it_was_done()
        if wait is None:
            return f"fails: {words(self.end.error)}"
        is_timed = wait.reason is WaitReason.TIME
        return f"waits: {words(self.end.error) if is_timed else wait.reason.value}"

    def _how_it_was_done(self) -> str:
        calls = Counter(self.record.steps())
        if self.signed_in:
            return "sign-in, done"
        if calls["put"] > 1:
            return "new link, done"
        return "again, done" if max(calls.values()) > 1 else "done"

    def faults(self, fault: Fault) -> Iterable[str]:
        """Say what is wrong with this end."""
        # A size or a type that is not ours is never called done, so the file is uploaded anew.
        is_doubted = fault.step == "complete" and fault.kind == "patch"
        if len(self.record.uploads) > 1 and not is_doubted:
            yield "completed more than once"
        uploads, error = self.record.uploads, self.end.error
        is_day_over = isinstance(error, RateLimited) and error.is_daily
        is_curable = error is not None and error.remedy in MENDED_BY_ITSELF and not is_day_over
        if is_curable and fault.times == 1:
            yield "given up though the same again would have done"
        if self.is_done:
            told = [one for one in uploads if one.public_url == self.end.link]
            if len(told) != 1:
                yield "the link is not the server's"
            elif (told[0].size, told[0].crc32c) != (len(CONTENT), CRC32C):
                yield "other bytes than the file's are called done"
        elif not isinstance(error, LeadwayError) or isinstance(error, UnexpectedFailure):
            yield "no named state"
        elif self.end.wait is None and error.remedy is Remedy.GIVE_UP and not error.status:
            yield "given up, and nothing for support to go by"
        if self.end.link is not None and not self.is_done:
            yield "a link for what is not done"
        if {(one.size, one.crc32c) for one in self.record.objects} - {(len(CONTENT), CRC32C)}:
            yield "other bytes than the file's are stored"


@contextmanager
def impatient(tries: int) -> Iterator[None]:
    """Cut the tries, and the ten seconds after a 429 that does not say how long."""
    with pytest.MonkeyPatch.context() as patch:
        for kind, policy in retry.POLICIES.items():
            most = min(policy.tries, tries) if policy.tries < retry.FOR_EVER else policy.tries
            short = replace(policy, tries=most, first=min(policy.first, 1.0))
            patch.setitem(retry.POLICIES, kind, short)
        yield


def engine_of(server: PracticeServer) -> Engine:
    settings = Settings(
        base_url=server.account.base_url,
        location_id=server.account.location_id,
        stall_timeout=2.0,
        reply_timeout=2.0,
        connect_timeout=5.0,  # a busy machine is no fault
        proxy="none",
    )
    return build_engine(settings, Secret(server.account.token))


def run_cell(photo: Path, fault: Fault) -> Cell:
    with PracticeServer(rate_limit=False, storage=photo.parent) as server:
        server.faults.add(fault)
        with closing(engine_of(server)) as engine:
            end, signed_in = _run(server, engine, photo, forgives=fault.times is not None)
        return Cell(end, server.record, signed_in)


def _run(
    server: PracticeServer, engine: Engine, photo: Path, *, forgives: bool
) -> tuple[Upload, bool]:
    """Upload the photo; where a fault strikes once, end what the queue waits for."""
    account, signed_in = server.account, False
    target = UploadTarget(
        account.location_id, account.conversation_id, "c", "Ana", Channel.WHATSAPP
    )
    office = Office(clock=engine.uploads.clock)
    upload = Upload("u", target, look_at(photo), office.clock.now())
    office.queue.add(upload)
    with office.threads(1, replace(engine.uploads.job, jitter=at_once)):
        assert office.diary.wait_for(lambda: _rests(office), PATIENCE)
        if forgives and (holds := office.queue.holds):
            signed_in = WaitReason.SIGN_IN in holds
            for reason in holds:
                office.queue.release(reason)
            assert office.queue.wait_until_over(["u"], PATIENCE)
        return office.queue.upload("u"), signed_in


def _rests(office: Office) -> bool:
    """Whether the upload is over, or waits for what no second will bring."""
    last = office.diary.changes[-1]
    waits = [one for one in office.diary.changes if one.stage is UploadStage.WAITING]
    if isinstance(last.error, RateLimited) and len(waits) == FEW:
        return True  # it would be asked for ever, at the pace that it wants
    if last.wait is None or last.wait.until is None:
        return last.stage.is_over or last.wait is not None
    return (last.wait.until - office.clock.now()).total_seconds() > PATIENCE


Key = tuple[str, Step, int | None]


def test_every_step_of_an_upload_against_every_fault(tmp_path: Path, show: Show) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(CONTENT)
    wanted: dict[Key, Fault] = {
        (name, step, times): replace(fault, step=step, times=times)
        for name, fault in FAULTS.items()
        for step in UPLOAD_STEPS
        for times in (1, None)
    }
    cells: dict[Key, Cell] = {}
    for times, tries in ((1, retry.FOR_EVER), (None, FEW)):
        part = {key: fault for key, fault in wanted.items() if fault.times == times}
        with impatient(tries), ThreadPoolExecutor(AT_ONCE) as pool:
            running = {key: pool.submit(run_cell, photo, fault) for key, fault in part.items()}
        cells |= {key: future.result() for key, future in running.items()}
    columns: Columns = {
        step: {
            name: both(str(cells[name, step, 1]), str(cells[name, step, None])) for name in FAULTS
        }
        for step in UPLOAD_STEPS
    }
    show("Uploads under faults: once / always", rows_of(columns))
    wrong = {key: list(cell.faults(wanted[key])) for key, cell in cells.items()}
    assert {key: told for key, told in wrong.items() if told} == {}
    check_columns(columns)


# -- search, and one conversation -----------------------------------------------------------------


def reader_cell(folder: Path, fault: Fault) -> tuple[str, LeadwayError | None]:
    """Read twice under a fault that strikes the first time; say how that ended."""
    with PracticeServer(rate_limit=False, storage=folder) as server:
        server.faults.add(fault)
        with closing(engine_of(server)) as engine:
            first, second = _read(server, engine, fault.step), _read(server, engine, fault.step)
    if fault.scope == "day":
        # A day that is spent stays so: the client asks nothing more of it for a while.
        assert isinstance(second, RateLimited)
    elif isinstance(first, RateLimited) and fault.step == "conversation":
        # Nobody waits for it at the window: a longer pause is told at once.
        assert second is None or isinstance(second, RateLimited)
    else:
        assert second is None
    return ("done" if first is None else f"fails: {words(first)}"), first


def _read(server: PracticeServer, engine: Engine, step: Step) -> LeadwayError | None:
    """Read as the window does; return what went wrong."""
    try:
        if step == "conversation":
            wanted = server.account.conversation_id
            assert engine.crm.conversation(wanted, CancelToken()).id == wanted
        else:
            page = engine.crm.search(ConversationQuery(page_size=5), None, CancelToken())
            assert page.conversations
            assert all(one.id for one in page.conversations)
    except LeadwayError as error:
        return error
    return None


MAY_PASS = {"latency", "bandwidth", "clock_skew", "patch", *IN_THE_WORK}
"""What strikes other steps, or takes nothing away that a reader needs."""
MISDIRECTED = 421
"""Asked again at once, over another connection."""


def test_a_reader_against_every_fault(tmp_path: Path, show: Show) -> None:
    """A reader asks again with a button, so each fault is a page or a named error; no retry."""
    wanted = {
        (step, name): replace(fault, step=step, times=1)
        for step in READERS
        for name, fault in FAULTS.items()
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {key: pool.submit(reader_cell, tmp_path, one) for key, one in wanted.items()}
    ends = {key: future.result() for key, future in running.items()}
    columns: Columns = {step: {name: ends[step, name][0] for name in FAULTS} for step in READERS}
    show("Readers under faults", rows_of(columns))
    for key, (_, error) in ends.items():
        assert not isinstance(error, UnexpectedFailure)
        passes = wanted[key].kind in MAY_PASS or wanted[key].status == MISDIRECTED
        assert error is not None or passes, key
    check_columns(columns)
