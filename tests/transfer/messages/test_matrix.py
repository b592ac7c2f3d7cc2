"""A message against every fault that the practice account knows, while it is sent or looked for.

Each cell ends in "sent once", by the server's own record, or in a named state with a remedy; none
ends in two messages, nor in "refused" where the server has taken one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from leadway_desktop.assembly import Engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan
from leadway_desktop.domain.errors import LeadwayError, RateLimited, UnexpectedFailure
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault, Step
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.messages import retry as message_retry
from leadway_desktop.transfer.retry import FOR_EVER, Policy
from tests.transfer.fakes import at_once
from tests.transfer.fault_rows import FAULTS, MESSAGE_STEPS
from tests.transfer.fault_table import Columns, both, check_columns, rows_of, words
from tests.transfer.office import Office
from tests.transfer.tables import Show
from tests.transfer.test_fault_matrix import AT_ONCE, PATIENCE, engine_of

FEW = 3
"""Tries under a fault that never ends: what repeats itself ten times ends like three times."""
LINK = "https://storage.example/foto.jpg"
PLAN = MessagePlan("Aquí tiene la foto", "+34 600 000 000")
LOST = Fault("send", "lost_reply")

IN_DOUBT = {DeliveryStage.CHECKING, DeliveryStage.UNKNOWN}


@dataclass(frozen=True)
class Cell:
    """How one message ended."""

    delivery: Delivery
    record: Record

    def __str__(self) -> str:
        delivery, calls = self.delivery, Counter(self.record.steps())
        match delivery.stage:
            case DeliveryStage.SENT if calls["send"] > 1:
                return "again, sent"
            case DeliveryStage.SENT if calls["messages"]:
                return "again, found" if calls["messages"] > 1 else "found"
            case DeliveryStage.SENT:
                return "sent"
            case DeliveryStage.REFUSED:
                return f"refused: {words(delivery.error)}"
            case DeliveryStage.UNKNOWN:
                return "unknown"
        assert delivery.wait is not None
        is_timed = delivery.wait.reason is WaitReason.TIME
        return f"waits: {words(delivery.error) if is_timed else delivery.wait.reason.value}"

    def faults(self) -> Iterable[str]:
        """Say what is wrong with this end."""
        sent, delivery = self.record.messages, self.delivery
        if len(sent) > 1:
            yield "sent more than once"
        if delivery.stage is DeliveryStage.SENT and len(sent) != 1:
            yield "said to be sent"
        if sent and delivery.stage not in {DeliveryStage.SENT} | IN_DOUBT:
            yield "said not to be sent"
        if any((one.attachments, one.body) != ((LINK,), PLAN.text) for one in sent):
            yield "another message than the agent's"
        if delivery.stage is DeliveryStage.SENT:
            if delivery.error is not None or delivery.wait is not None:
                yield "sent, and still in trouble"
        elif not isinstance(delivery.error, LeadwayError):
            yield "no named state"
        elif isinstance(delivery.error, UnexpectedFailure):
            yield "a mistake of ours"


@contextmanager
def impatient() -> Iterator[None]:
    """Cut the tries, and the waits between them."""

    def short(policy: Policy) -> Policy:
        tries = min(policy.tries, FEW) if policy.tries < FOR_EVER else policy.tries
        return replace(policy, tries=tries, first=min(policy.first, 1.0))

    with pytest.MonkeyPatch.context() as patch:
        for kind, rule in message_retry.SENDING.items():
            patch.setitem(message_retry.SENDING, kind, replace(rule, policy=short(rule.policy)))
        for kind, policy in message_retry.LOOKING.items():
            patch.setitem(message_retry.LOOKING, kind, short(policy))
        patch.setattr(message_retry, "LOOK_AFTER", (0.01, 0.01))
        yield


def run_cell(photo: Path, faults: list[Fault]) -> Cell:
    with (
        PracticeServer(rate_limit=False, storage=photo.parent) as server,
        closing(engine_of(server)) as engine,
    ):
        upload = arrived(server, engine, photo)
        server.faults.add(*faults)
        is_once = all(fault.times == 1 for fault in faults)
        return Cell(deliver(engine, upload, is_once=is_once), server.record)


def arrived(server: PracticeServer, engine: Engine, photo: Path) -> Upload:
    """Return an upload that is done: what is tried here is its message."""
    account = server.account
    found = engine.crm.conversation(account.conversation_id, CancelToken())
    target = UploadTarget(
        account.location_id, found.id, found.contact_id, found.title, Channel.WHATSAPP
    )
    now = engine.uploads.clock.now()
    return Upload("u", target, look_at(photo), now, UploadStage.UPLOADED, link=LINK)


def deliver(engine: Engine, upload: Upload, *, is_once: bool) -> Delivery:
    """Send it until it rests; where a fault strikes once, end what the queue waits for."""
    office = Office(clock=engine.uploads.clock)
    office.message_job = replace(engine.uploads.message_job, jitter=at_once)
    office.queue.restore(upload, 1)
    with office.threads(0, messengers=1):
        office.outbox.plan([upload.id], PLAN)
        assert office.diary.wait_for(lambda: rests(office), PATIENCE), office.diary.changes[-5:]
        while is_once and (holds := office.queue.holds):
            for reason in holds:
                office.queue.release(reason)
            assert office.diary.wait_for(lambda: rests(office), PATIENCE)
        return office.delivery(upload)


def rests(office: Office) -> bool:
    """Whether the message is over, or waits for what no second will bring, or in a circle."""
    last = office.diary.changes[-1].delivery
    assert last is not None
    if last.wait is None:
        return not last.stage.goes_on
    if last.wait.until is None:
        return True
    told = [one.delivery for one in office.diary.changes if one.delivery is not None]
    circle = [one for one in told if one.wait and type(one.error) is type(last.error)]
    if isinstance(last.error, RateLimited):
        return last.error.is_daily or len(circle) >= FEW
    return len(circle) > 2 * FEW


Key = tuple[str, Step, int | None]


@pytest.mark.allow_logs("rate limit|is used up|slow")
def test_a_message_against_every_fault(tmp_path: Path, show: Show) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    wanted: dict[Key, list[Fault]] = {
        (name, step, times): [
            *([LOST] if step == "messages" else []),
            replace(fault, step=step, times=times),
        ]
        for name, fault in FAULTS.items()
        for step in MESSAGE_STEPS
        for times in (1, None)
    }
    with impatient(), ThreadPoolExecutor(AT_ONCE) as pool:
        running = {key: pool.submit(run_cell, photo, faults) for key, faults in wanted.items()}
        cells = {key: future.result() for key, future in running.items()}
    columns: Columns = {
        step: {
            name: both(str(cells[name, step, 1]), str(cells[name, step, None])) for name in FAULTS
        }
        for step in MESSAGE_STEPS
    }
    show("Messages under faults: once / always", rows_of(columns))
    wrong = {key: list(cell.faults()) for key, cell in cells.items()}
    assert {key: told for key, told in wrong.items() if told} == {}
    taken = {key: cell for key, cell in cells.items() if key[2] == 1 and cell.record.messages}
    left_open = {key for key, cell in taken.items() if cell.delivery.stage in IN_DOUBT}
    # A day that is spent stays so; the message is looked for when it is over.
    assert left_open == {("rate_limit day", "messages", 1)}
    check_columns(columns)
