"""No sequence of events sends a message twice, or loses one: crashes, faults, the agent's wishes.

The server's own list is the judge. Everything runs in one thread, until nothing more goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import (
    ALLOWED_DELIVERY_CHANGES,
    Delivery,
    DeliveryStage,
    MessagePlan,
)
from leadway_desktop.domain.errors import (
    ConnectionLost,
    JournalNotWritten,
    LeadwayError,
    NoConnection,
    RateLimited,
    RequestRefused,
    ServerFault,
    Stalled,
    TokenInvalid,
)
from leadway_desktop.domain.message import Message, SentMessage, SoughtMessage
from leadway_desktop.domain.upload import StoredFile, Upload, UploadRequest, UploadSlot
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.messages import retry as message_retry
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.fakes import TARGET, FakeWorld, HandClock, Notebook

PLAN = MessagePlan("Aquí tiene", "+34 600 000 000")
WAYS = {
    "well": None,
    "no connection": NoConnection(),
    "refused": RequestRefused(status=400),
    "limited": RateLimited(wait_seconds=5.0, is_daily=False),
    "revoked": TokenInvalid(),
    "lost before": ConnectionLost(),
    "lost after": ConnectionLost(),
    "5xx after": ServerFault(status=502),
    "stalled": Stalled(),
}
"""How sending can end; "after" is after the server has taken the message."""
LOOKS: dict[str, LeadwayError | None] = {
    "shows": None,
    "shows nothing": None,
    "no connection": NoConnection(),
    "5xx": ServerFault(status=500),
    "lost": ConnectionLost(),
}
CRASHES = (
    *[""] * 6,
    "before send",
    "after send",
    "find",
    "before the journal",
    "after the journal",
)

WHICH = st.integers(0, 9)
Found = TypeVar("Found")


class Crash(BaseException):
    """The program is killed here."""


class IdleQueue(UploadQueue):
    """Gives messages out as long as there are any, and then sends the thread home."""

    def take_from(
        self, take: Callable[[], Found | None], sleep: Callable[[], float | None]
    ) -> Found | None:
        is_held = self.holds or self.is_limited
        return self.look(lambda: None if is_held else take())


class World(FakeWorld):
    """Answers as the machine wants; every upload has a link of its own."""

    way = "well"
    look = "shows"
    crash = ""

    def complete(
        self, request: UploadRequest, slot: UploadSlot, cancel: CancelToken, failures: int = 0
    ) -> StoredFile:
        link = f"https://cdn.example/{request.target.title}"
        return StoredFile(link, request.size, request.content_type)

    def send(
        self, message: Message, cancel: CancelToken, on_turn: Callable[[], None]
    ) -> SentMessage:
        on_turn()
        self.die_at("before send")
        error = WAYS[self.way]
        if error is None or self.way.endswith("after"):
            self.inbox.append(message)
        self.die_at("after send")
        if error is not None:
            raise error
        return SentMessage(f"m{len(self.inbox)}")

    def find(self, sought: SoughtMessage, cancel: CancelToken) -> SentMessage | None:
        self.die_at("find")
        error = LOOKS[self.look]
        if error is not None:
            raise error
        links = {one.link for one in sought.message.attachments}
        known = [n for n, one in enumerate(self.inbox) if links & links_of(one)]
        return SentMessage(f"m{known[0]}") if known and self.look == "shows" else None

    def die_at(self, point: str) -> None:
        if self.crash == point:
            self.crash = ""
            raise Crash


class Book(Notebook):
    """A journal whose process can be killed as it writes, and whose disk can be full.

    What is to be saved or forgotten soon is lost to who is killed before something else is saved,
    and not to a full disk.
    """

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.soon: list[tuple[Upload, int]] = []
        self.gone: list[str] = []

    def save_all(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        if self.error is not None:
            raise self.error
        self.world.die_at("before the journal")
        soon, self.soon = self.soon, []
        gone, self.gone = self.gone, []
        super().save_all([*soon, *uploads])
        for upload_id in gone:
            super().forget(upload_id)
        self.world.die_at("after the journal")

    def save_all_soon(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        self.soon += uploads

    def save_soon(self, upload: Upload, revision: int) -> None:
        self.save_all_soon([(upload, revision)])

    def forget(self, upload_id: str) -> None:
        self.gone.append(upload_id)

    def end(self) -> None:
        """Lose what a kill loses."""
        self.soon.clear()
        self.gone.clear()


def links_of(message: Message) -> set[str]:
    return {one.link for one in message.attachments}


class DeliveryMachine(RuleBasedStateMachine):
    path: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.world = World()
        self.journal = Book()
        self.journal.world = self.world
        self.made = 0
        self.broken: list[str] = []
        self.again: Counter[str] = Counter()
        self.believed: set[str] = set()
        self.open()

    # -- the program ------------------------------------------------------------------------------

    def open(self) -> None:
        self.journal.end()
        self.stories: dict[str, Delivery | None] = {}
        watcher = UploadWatcher(self.hear, lambda progress: None)
        self.queue = IdleQueue(self.clock, self.journal, watcher)
        self.outbox = Outbox(self.queue, self.clock)
        for upload, revision in list(self.journal.kept.values()):
            self.queue.restore(upload, revision)
        self.outbox.restored()

    def hear(self, upload: Upload) -> None:
        before, now = self.stories.get(upload.id), upload.delivery
        if before is not None and now is not None:
            allowed = ALLOWED_DELIVERY_CHANGES[before.stage] | {before.stage}
            if now.stage not in allowed:
                self.broken.append(f"{before.stage.value} -> {now.stage.value}")
        self.stories[upload.id] = now

    def run(self) -> None:
        """Let it work until nothing goes on by itself; where it is killed, start it anew."""
        job = replace(self.world.message_job(self.clock), jitter=lambda low, high: high)
        try:
            self.queue.work(self.world.job(self.clock), self.lane)
            self.outbox.work(job)
        except Crash:
            self.open()
            self.run()

    def lane(self) -> Lane:
        return Lane.ANY if self.has_work() else Lane.CLOSED

    def has_work(self) -> bool:
        stages = [upload.stage for upload in self.queue.uploads()]
        is_held = self.queue.holds or self.queue.is_limited
        return UploadStage.QUEUED in stages and not is_held

    def uploads(self) -> list[Upload]:
        return list(self.queue.uploads())

    def one(self, which: int) -> Upload:
        return self.uploads()[which % len(self.uploads())]

    # -- events -----------------------------------------------------------------------------------

    @rule(
        count=st.integers(1, 7),
        channel=st.sampled_from([Channel.EMAIL, Channel.WHATSAPP]),
        is_planned=st.booleans(),
    )
    @precondition(lambda self: self.made < 20)
    def drop(self, count: int, channel: Channel, is_planned: bool) -> None:
        file, now = look_at(self.path), self.clock.now()
        uploads = []
        for _ in range(count):
            self.made += 1
            name = f"u{self.made}"
            target = replace(TARGET, channel=channel, title=name)
            uploads.append(Upload(name, target, file, now))
        self.queue.add(*uploads)
        if is_planned:
            self.outbox.plan([one.id for one in uploads], PLAN)

    @rule(
        way=st.sampled_from(list(WAYS)),
        look=st.sampled_from([*LOOKS, "shows nothing", "shows nothing"]),
        crash=st.sampled_from(CRASHES),
        seconds=st.sampled_from([0.0, 6.0, 50.0]),
    )
    def it_works(self, way: str, look: str, crash: str, seconds: float) -> None:
        self.clock.seconds += seconds
        self.world.way, self.world.look, self.world.crash = way, look, crash
        self.run()
        self.world.crash = ""

    @rule(which=WHICH, act=st.sampled_from(["cancel", "pause", "resume", "retry"]))
    @precondition(lambda self: self.uploads())
    def the_agent_wants(self, which: int, act: str) -> None:
        getattr(self.queue, act)(self.one(which).id)

    @rule(which=st.lists(WHICH, min_size=1, max_size=6))
    @precondition(lambda self: self.uploads())
    def the_agent_sends(self, which: list[int]) -> None:
        channel = self.one(which[0]).target.channel
        wanted = dict.fromkeys(self.one(number).id for number in which)
        chosen = [one for one in wanted if self.queue.upload(one).target.channel is channel]
        self.outbox.plan(chosen, PLAN)

    @rule(which=WHICH, act=st.sampled_from(["withdraw", "look_again", "try_now"]))
    @precondition(lambda self: self.uploads())
    def the_agent_wants_of_a_message(self, which: int, act: str) -> None:
        getattr(self.outbox, act)(self.one(which).id)

    @rule(which=WHICH)
    @precondition(lambda self: self.uploads())
    def the_agent_sends_again(self, which: int) -> None:
        before = {one.id: one.delivery for one in self.uploads()}
        self.outbox.send_again(self.one(which).id)
        for upload in self.uploads():
            now, earlier = upload.delivery, before[upload.id]
            was_unknown = earlier is not None and earlier.stage is DeliveryStage.UNKNOWN
            self.again[upload.id] += was_unknown and now != earlier

    @rule(which=WHICH)
    @precondition(lambda self: self.uploads())
    def the_agent_has_seen_it(self, which: int) -> None:
        self.outbox.mark_sent(self.one(which).id)
        for upload in self.uploads():
            if upload.delivery is not None and upload.delivery.stage is DeliveryStage.SENT:
                self.believed.add(upload.delivery.key)

    @rule(which=WHICH)
    @precondition(lambda self: self.uploads())
    def the_agent_removes(self, which: int) -> None:
        removed = self.queue.remove(self.one(which).id)
        delivery = removed.delivery if removed is not None else None
        if delivery is not None and delivery.is_in_doubt:
            self.broken.append("one in doubt was forgotten")

    @rule()
    def the_world_is_well_again(self) -> None:
        for reason in WaitReason:
            self.queue.release(reason)

    @rule()
    def it_is_killed(self) -> None:
        self.open()

    @rule(is_full=st.booleans())
    def the_disk_is_full(self, is_full: bool) -> None:
        self.journal.error = JournalNotWritten() if is_full else None

    # -- what holds -------------------------------------------------------------------------------

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.broken == []

    @invariant()
    def nothing_is_sent_twice_but_on_the_agents_word(self) -> None:
        arrived = Counter(link for one in self.world.inbox for link in links_of(one))
        for link, times in arrived.items():
            assert times <= 1 + self.again[link.rpartition("/")[2]]

    @invariant()
    def no_caption_comes_twice_from_one_plan(self) -> None:
        for message in self.world.inbox:
            assert message.attachments
            assert len(message.attachments) <= message.channel.rules.most_attachments

    @invariant()
    def what_is_said_is_true(self) -> None:
        arrived = {link for one in self.world.inbox for link in links_of(one)}
        for upload in self.uploads():
            delivery = upload.delivery
            if delivery is None or upload.id in self.again:
                continue
            is_there = upload.link in arrived
            if delivery.stage is DeliveryStage.SENT and delivery.key not in self.believed:
                assert is_there
            if delivery.stage in {DeliveryStage.PLANNED, DeliveryStage.REFUSED}:
                assert not is_there

    @invariant()
    def the_files_of_a_message_agree(self) -> None:
        by_key: dict[str, set[DeliveryStage]] = {}
        for upload in self.uploads():
            if upload.delivery is not None:
                by_key.setdefault(upload.delivery.key, set()).add(upload.delivery.stage)
        assert all(len(stages) == 1 for stages in by_key.values())

    def teardown(self) -> None:
        """In a world that is well, and once the agent has said go on, everything is settled."""
        self.journal.error, self.world.way, self.world.look = None, "well", "shows"
        self.world.crash = ""
        for _ in range(12):
            self.the_world_is_well_again()
            self.queue.resume_all()
            self.clock.seconds += 10_000
            self.run()
        for upload in self.uploads():
            if upload.delivery is not None and upload.stage is UploadStage.UPLOADED:
                assert not upload.delivery.stage.goes_on
        self.nothing_is_sent_twice_but_on_the_agents_word()
        self.what_is_said_is_true()


@pytest.mark.allow_logs("is not in the journal")
def test_no_sequence_of_events_sends_a_message_twice(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_retry, "LOOK_AFTER", (5.0,))  # or hardly any is ever unknown
    DeliveryMachine.path = photo
    run_state_machine_as_test(
        DeliveryMachine, settings=settings(max_examples=400, stateful_step_count=30)
    )
