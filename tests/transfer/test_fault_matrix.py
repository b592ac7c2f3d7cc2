"""Every step against every fault that the practice account knows.

Each cell ends in "done once, right bytes", by the server's own record, or in a named state with a
remedy. "Once" strikes one request, "always" strikes every one.
"""

from __future__ import annotations

import base64
import re
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
from leadway_desktop.domain.errors import LeadwayError, RateLimited, Remedy, UnexpectedFailure
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadStage, UploadTarget
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import BodyKind, Fault, Kind, Step
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer import retry
from tests.domain.test_errors import LEAVES
from tests.transfer.fakes import at_once
from tests.transfer.office import Office
from tests.transfer.tables import Show

CONTENT = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 200
CRC32C = base64.b64encode(google_crc32c.value(CONTENT).to_bytes(4, "big")).decode()
PATIENCE = 60.0
"""Seconds for one cell: its retries wait no time, and a stall is noticed after one second."""
AT_ONCE = 12
"""Cells at a time; most of them wait for a stall."""
FEW = 3
"""Tries under a fault that never ends: what repeats itself ten times ends like three times."""


MENDED_BY_ITSELF = {Remedy.RETRY, Remedy.RENEW, Remedy.WAIT, Remedy.NETWORK}


def _fault(kind: str, **values: object) -> Fault:
    return Fault.from_json({"step": "*", "kind": kind, **values})


def faults() -> dict[str, Fault]:
    """Return every kind of fault, in each of its shapes, by name."""
    statuses = (400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503)
    shapes = [
        _fault("latency", seconds=0.2),
        _fault("latency", seconds=2.5),
        _fault("bandwidth", bytes_per_s=100_000),
        *(_fault("reset", at_byte=at) for at in (0, 100, 10**9)),
        *(_fault("stall", at_byte=at) for at in (0, 100)),
        *(_fault("status", status=status) for status in statuses),
        _fault("status", status=502, body="html", after_work=True),
        _fault("status", status=503, body="truncated", headers={"Retry-After": "1"}),
        _fault("status", status=307, headers={"Location": "http://127.0.0.1:9/"}),
        _fault("rate_limit", seconds=1),
        _fault("rate_limit", scope="day"),
        _fault("cut_reply"),
        *(_fault("malformed_reply", body=body) for body in get_args(BodyKind) if body != "usual"),
        _fault("lost_reply"),
        _fault("huge_reply", size=9 * 1024 * 1024),
        _fault("patch", patch={"uploadUrl": None, "uploadedFiles": None, "conversations": None}),
        _fault("patch", patch={"metadata": {"size": 7}, "maxFileSize": 1000, "total": -1}),
        _fault("patch", patch={"metadata": {"contentType": "image/png"}}),
        _fault("expired_url"),
        _fault("not_in_storage"),
        _fault("hidden_attachments"),
        _fault("clock_skew", seconds=1500),
        _fault("clock_skew", seconds=-1500),
    ]
    return {_name(fault): fault for fault in shapes}


def _name(fault: Fault) -> str:
    facts: dict[str, object] = {"status": fault.status} if fault.kind == "status" else {}
    facts |= {key: str(value) for key, value in fault.to_json().items()}
    told = [str(value) for key, value in facts.items() if key not in ("step", "kind")]
    return re.sub(r"[{}']", "", " ".join([fault.kind, *told]))[:40]


FAULTS = faults()


def test_no_kind_of_fault_is_left_out() -> None:
    assert {fault.kind for fault in FAULTS.values()} == set(get_args(Kind))


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
        error, wait = self.end.error, self.end.wait
        if self.is_done:
            puts = self.record.steps().count("put")
            again = f", {puts} PUTs" if puts > 1 else ""
            return f"done{again}{' after a sign-in' if self.signed_in else ''}"
        kind = type(error).__name__
        if wait is not None:
            what = "until told" if wait.reason is WaitReason.TIME else f"for {wait.reason.value}"
            return f"waits {what}: {kind}"
        return f"{kind} ({error.remedy.value})" if error else self.end.stage.value

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
        stall_timeout=1.0,
        reply_timeout=1.0,
        connect_timeout=1.0,
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
STEPS: tuple[Step, ...] = ("initiate", "put", "complete")


def test_every_step_of_an_upload_against_every_fault(tmp_path: Path, show: Show) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(CONTENT)
    wanted: dict[Key, Fault] = {
        (name, step, times): replace(fault, step=step, times=times)
        for name, fault in FAULTS.items()
        for step in STEPS
        for times in (1, None)
    }
    cells: dict[Key, Cell] = {}
    for times, tries in ((1, retry.FOR_EVER), (None, FEW)):
        part = {key: fault for key, fault in wanted.items() if fault.times == times}
        with impatient(tries), ThreadPoolExecutor(AT_ONCE) as pool:
            running = {key: pool.submit(run_cell, photo, fault) for key, fault in part.items()}
        cells |= {key: future.result() for key, future in running.items()}
    show("Uploads under faults: once / always", _rows(cells))
    wrong = {key: list(cell.faults(wanted[key])) for key, cell in cells.items()}
    assert {key: told for key, told in wrong.items() if told} == {}


def _rows(cells: dict[Key, Cell]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("fault", *STEPS)]
    for name in FAULTS:
        pairs = [(str(cells[name, step, 1]), str(cells[name, step, None])) for step in STEPS]
        rows.append((name, *(once if once == on else f"{once} / {on}" for once, on in pairs)))
    return rows


NAMED = {kind.__name__ for kind in LEAVES if kind is not UnexpectedFailure}


# -- search ---------------------------------------------------------------------------------------


def search_cell(folder: Path, fault: Fault) -> str:
    """Search twice under a fault that strikes the first time; say how that ended."""
    with PracticeServer(rate_limit=False, storage=folder) as server:
        server.faults.add(fault)
        with closing(engine_of(server)) as engine:
            first, second = _search(engine), _search(engine)
    # A day that is spent stays so: the client asks nothing more of it for a while.
    goes_on = "RateLimited (wait)" if fault.scope == "day" else "rows"
    assert second == goes_on, second
    return first


def _search(engine: Engine) -> str:
    try:
        page = engine.crm.search(ConversationQuery(page_size=5), None, CancelToken())
    except LeadwayError as error:
        return f"{type(error).__name__} ({error.remedy.value})"
    assert all(one.id for one in page.conversations)
    return "rows" if page.conversations else "no rows"


def test_a_search_against_every_fault(tmp_path: Path, show: Show) -> None:
    """A reader asks again with a button, so each fault is a page or a named error; no retry."""
    wanted = {name: replace(fault, step="search", times=1) for name, fault in FAULTS.items()}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {name: pool.submit(search_cell, tmp_path, one) for name, one in wanted.items()}
    ends = {name: future.result() for name, future in running.items()}
    show("A search under faults", [("fault", "search"), *ends.items()])
    may_pass = {"latency", "bandwidth", "clock_skew", "expired_url", "not_in_storage", "patch"}
    may_pass.add("hidden_attachments")
    for name, end in ends.items():
        assert end.startswith(tuple(NAMED)) or (wanted[name].kind in may_pass and end == "rows")
