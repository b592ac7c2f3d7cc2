"""Ports that a test moves by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import FileType
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import JournalNotWritten, MessageFailed
from leadway_desktop.domain.message import Message, SentMessage, SoughtMessage
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import (
    BucketReceipt,
    LocalFile,
    StoredFile,
    Upload,
    UploadRequest,
    UploadSlot,
    UploadTarget,
    UploadTicket,
)
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.messages.job import MessageJob
from leadway_desktop.transfer.ports import Clock, OnAcknowledged
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.upload_job import UploadJob

TARGET = UploadTarget("loc", "conv", "contact", "Ana", Channel.WHATSAPP)
LINK = "https://cdn.example/foto.jpg"


class HandClock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.seconds_slept = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def slept(self) -> float:
        return self.seconds_slept


class JpegTypes:
    """Takes every file for a photo."""

    def type_of(self, path: Path) -> FileType:
        return FileType("image/jpeg", "image/jpeg", True, path.name)


def at_once(low: float, high: float) -> float:
    """Jitter that is none: what waits for a random time waits no time at all."""
    return low


Hook = Callable[[str, CancelToken], None]


@dataclass
class FakeWorld:
    """The API and the bucket in one; `hook` is called at each step and may block or raise."""

    hook: Hook = lambda step, cancel: None
    steps: list[str] = field(default_factory=list)
    patience: list[int] = field(default_factory=list)
    """The failures that each complete was told of."""
    bucket_patience: list[int] = field(default_factory=list)
    """The same of each PUT."""
    max_size: int | None = None
    receipt: BucketReceipt | None = None
    stored: StoredFile | None = None
    inbox: list[Message] = field(default_factory=list)
    """The messages that the server has taken."""
    shows: bool = True
    """Whether the conversation shows them."""
    hides_attachments: bool = False
    """Whether it shows them without what is attached."""
    finds_by_links: bool = False
    """Whether a message is found whatever it says."""
    now: Callable[[], datetime] | None = None
    """The server's clock; None: its messages have no dates."""
    dates: list[datetime | None] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    """The ids of messages that have not reached the customer; the conversation shows them."""

    def initiate(self, request: UploadRequest, cancel: CancelToken) -> UploadTicket:
        self._step("initiate", cancel)
        url = Secret("https://b.example/o?s=feed")
        return UploadTicket(url, UploadSlot("up", "path"), None, self.max_size)

    def put(
        self,
        ticket: UploadTicket,
        file: LocalFile,
        content_type: str,
        *,
        cancel: CancelToken,
        on_acknowledged: OnAcknowledged,
        failures: int = 0,
    ) -> BucketReceipt:
        self.bucket_patience.append(failures)
        self._step("put", cancel)
        on_acknowledged(file.size)
        return self.receipt or BucketReceipt(file.size, 7, 7, file.size)

    def complete(
        self, request: UploadRequest, slot: UploadSlot, cancel: CancelToken, failures: int = 0
    ) -> StoredFile:
        self.patience.append(failures)
        self._step("complete", cancel)
        return self.stored or StoredFile(LINK, request.size, request.content_type)

    def contact_of(self, conversation_id: str, cancel: CancelToken) -> str:
        self._step("contact", cancel)
        return f"contact of {conversation_id}"

    def send(
        self, message: Message, cancel: CancelToken, on_turn: Callable[[], None]
    ) -> SentMessage:
        """Take a message, then fail where the hook of `send` says so: the reply is lost."""
        on_turn()
        self._step("before send", cancel)
        self.inbox.append(message)
        self.dates.append(self.now() if self.now else None)
        self._step("send", cancel)
        return SentMessage(f"m{len(self.inbox)}", "trace-sent")

    def find(self, sought: SoughtMessage, cancel: CancelToken) -> SentMessage | None:
        self._step("find", cancel)
        for number, (one, date) in enumerate(zip(self.inbox, self.dates, strict=True), 1):
            is_before = sought.since is not None and date is not None and date < sought.since
            alike = replace(one, text=sought.message.text) if self.finds_by_links else one
            is_it = alike == sought.message and f"m{number}" not in sought.others
            if is_it and f"m{number}" in self.failed:
                error = MessageFailed()
                error.message_id = f"m{number}"
                raise error
            shows = self.shows and (sought.is_bare_enough or not self.hides_attachments)
            if is_it and not is_before and shows:
                says_it = one.text == sought.message.text
                return SentMessage(f"m{number}", says_it=says_it, added_at=date)
        return None

    def message_job(self, clock: Clock | None = None) -> MessageJob:
        return MessageJob(self, clock or HandClock(), at_once)

    def job(self, clock: Clock | None = None) -> UploadJob:
        return UploadJob(self, self, JpegTypes(), clock or HandClock(), at_once)

    def _step(self, step: str, cancel: CancelToken) -> None:
        cancel.raise_if_cancelled()
        self.steps.append(step)
        self.hook(step, cancel)


class Notebook:
    """A journal in memory that keeps to the rule of revisions, and that what is gone is gone."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Upload, int]] = {}
        self.written: list[Upload] = []
        self.error: JournalNotWritten | None = None
        self.on_write: Callable[[Upload], None] = lambda upload: None
        """Called when one is written, before that is said to be done."""
        self._forgotten: set[str] = set()
        self._lock = threading.Lock()

    def save(self, upload: Upload, revision: int) -> None:
        with self._lock:
            if self.error is not None:
                raise self.error
            if (
                upload.id not in self._forgotten
                and revision > self.kept.get(upload.id, (upload, 0))[1]
            ):
                self.kept[upload.id] = (upload, revision)
                self.written.append(upload)
        self.on_write(upload)

    save_soon = save

    def save_all(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        for upload, revision in uploads:
            self.save(upload, revision)

    def save_all_soon(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        for upload, revision in uploads:
            self.save_soon(upload, revision)

    def forget(self, upload_id: str) -> None:
        with self._lock:
            if self.error is not None:
                raise self.error
            self._forgotten.add(upload_id)
            self.kept.pop(upload_id, None)

    def flush(self) -> None:
        with self._lock:
            if self.error is not None:
                raise self.error

    def stages(self, upload_id: str) -> list[str]:
        with self._lock:
            return [one.stage.value for one in self.written if one.id == upload_id]


class Diary:
    """What a queue announces, in order; `wait_for` waits for news."""

    def __init__(self) -> None:
        self.changes: list[Upload] = []
        self.progress: list[Progress] = []
        self._news = threading.Condition()
        self.holds: list[frozenset[WaitReason]] = []
        self.troubles: list[JournalNotWritten] = []
        self.insisted = 0
        """How often calls were to be made though the API wanted none."""
        self.watcher = UploadWatcher(
            self._changed,
            self._progressed,
            self.holds.append,
            self.troubles.append,
            on_insist=self._insist,
        )

    def stages(self, upload_id: str) -> list[str]:
        with self._news:
            return [upload.stage.value for upload in self.changes if upload.id == upload_id]

    def message_stages(self, upload_id: str) -> list[DeliveryStage]:
        """Return the stages of an upload's message, one for each change."""
        with self._news:
            told = [one.delivery for one in self.changes if one.id == upload_id]
        return [one.stage for one in told if one is not None]

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10) -> bool:
        with self._news:
            return self._news.wait_for(condition, timeout)

    def _changed(self, upload: Upload) -> None:
        with self._news:
            self.changes.append(upload)
            self._news.notify_all()

    def _insist(self) -> None:
        self.insisted += 1

    def _progressed(self, progress: Progress) -> None:
        with self._news:
            self.progress.append(progress)
            self._news.notify_all()
