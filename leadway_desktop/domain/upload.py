"""Uploads: one file on its way to one conversation; its stages are `domain/upload_stage.py`'s.

The target and the file's identity are frozen when the file is dropped: selecting another
conversation, or saving the file anew, cannot redirect or change what is uploaded. What is certain
on the server (`stored`) outlives every stop: an upload whose bytes have arrived never sends them
again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import FileGivenAgain, LeadwayError
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload_stage import (
    ALLOWED_CHANGES,
    StageChangeRefused,
    UploadStage,
)
from leadway_desktop.domain.wait import Wait


@dataclass(frozen=True, slots=True)
class UploadTarget:
    """Where a file goes, frozen when it was dropped. `title` is what the list showed."""

    location_id: str
    conversation_id: str
    contact_id: str
    title: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file as it was when it was dropped: size in bytes, modification time in ns since 1970."""

    path: Path
    size: int
    modified_ns: int
    origin: Path | None = field(default=None, compare=False)
    """Where it was given, if this is our copy of it."""

    @property
    def given_path(self) -> Path:
        """Where the person has it, or had it."""
        return self.origin or self.path

    def looks_like(self, other: LocalFile) -> bool:
        """Whether it has the size and the time of change of another: itself, a copy, or moved."""
        return self.size > 0 and (self.size, self.modified_ns) == (other.size, other.modified_ns)


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """What initiate and complete are told about a file: `size` in bytes."""

    target: UploadTarget
    file_name: str
    """Name with an extension, as the customer will see it."""
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class UploadSlot:
    """The place in storage that initiate gave: both ids are what complete asks for."""

    upload_id: str
    file_path: str
    object_id: str | None = field(default=None, compare=False, repr=False)
    """Tells whether two signed URLs are of one object; no part of one, and kept on no disk."""


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """What initiate answers. The signed URL is a secret; it lives in memory alone."""

    signed_url: Secret
    slot: UploadSlot
    expires_at: datetime | None
    """By this computer's clock, however wrong that is: the server's is taken into account."""
    max_size: int | None
    """Bytes; the last word on size, where the server says it."""
    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class BucketReceipt:
    """What was read, and what the bucket says that it stored; None for what it does not say.

    A crc32c is an unsigned integer.
    """

    read_size: int
    read_crc32c: int
    stored_crc32c: int | None
    stored_size: int | None
    trace_id: str | None = None
    """The bucket's name for the request, which its support asks for."""
    stored_md5: bytes | None = None
    stored_etag: bytes | None = None
    """The ETag, where it may be an MD5."""
    etag_is_md5: bool = False
    """Whether an ETag that differs proves anything, as one that agrees does."""
    read_md5: bytes | None = None
    """Read for a bucket that names no crc32c alone; None where the file was gone by then."""


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What a PUT has brought to the bucket: complete is all that is missing."""

    slot: UploadSlot
    file_name: str
    content_type: str
    crc32c: int | None
    """Of the bytes read."""
    proof: Proof | None
    """What the bucket's answer proved; None where the answer was lost after the last byte, so that
    only complete can tell whether they are there."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What complete answers: the public link, and what is stored behind it where it says so."""

    link: str
    size: int | None
    content_type: str | None
    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """When an upload last entered a stage, and the traceId of the reply that ended it."""

    stage: UploadStage
    at: datetime
    trace_id: str | None = None


def new_upload_id() -> str:
    """Return an id that no other upload has, on any computer."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload; immutable, so that threads can hand it over. A change makes a new one."""

    id: str
    target: UploadTarget
    file: LocalFile
    created_at: datetime
    stage: UploadStage = UploadStage.QUEUED
    error: LeadwayError | None = None
    link: str | None = None
    checksum: int | None = None
    """crc32c of the bytes, once the bucket has confirmed it; None where it could not."""
    finished_at: datetime | None = None
    attempts: int = 0
    """How often a thread has taken it up."""
    failures: int = 0
    """Attempts in a row that failed by themselves; bytes that are stored, and the agent's retry,
    begin anew."""
    renewals: int = 0
    """How often it had to initiate anew; the agent's retry begins anew. Apart from `failures`: a
    bad line must not use up the tries of a link that expired."""
    stored: StoredBytes | None = None
    wait: Wait | None = None
    proof: Proof | None = None
    """What was proved of the bytes in the bucket; None until it is uploaded."""
    steps: tuple[Step, ...] = ()
    """In the order in which they were entered, each stage once: a second try's time counts."""
    delivery: Delivery | None = None
    """Its way to the customer, where the agent wants the link sent."""
    place: float | None = None
    """Where it stands among those that wait, lowest first, if the agent has moved it or asked for
    it again; see `domain/turns.py`."""
    is_put_away: bool = False
    """Whether the agent took it off the list; it stays in the history."""
    is_drafted: bool = False
    """Whether it stands in a draft: the agent has still to say whether it is sent."""
    tried_at: datetime | None = None
    """When the first call was begun that was to send it, if its message was then taken back: a
    server that says "later" may have sent it all the same."""
    is_untold: bool = False
    """Whether the command that gave it has not yet told that all it gave is done, or a window's by
    now: given again, it means the same."""
    told_at: datetime | None = None
    """When a command has told so, or it became known thereafter that its message has been sent:
    another command, given before that, means the same, too."""
    unsaid: str = ""
    """What its message was to say that the agent took back: until a draft that has it is on the
    disk, or for as long as the file has no other message."""
    unsaid_of: str = ""
    """That message's key, as other files of it have the same words; empty where nobody knows."""
    slot: UploadSlot | None = field(default=None, compare=False)
    """Where its PUT goes while that is under way; kept on no disk, as a restart initiates anew."""

    @property
    def is_of_command(self) -> bool:
        """Whether a command has given it, and the agent has not put it into a draft."""
        return (self.is_untold or self.told_at is not None) and not self.is_drafted

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens by itself and nothing is in doubt: it may be forgotten.

        A message that was planned with a file that has not arrived goes with it.
        """
        delivery = self.delivery
        if delivery is None or not self.stage.is_over:
            return self.stage.is_over and not (self.stays_for_draft or self.stays_for_words)
        is_to_be_sent = self.stage is UploadStage.UPLOADED and delivery.stage.goes_on
        return not (is_to_be_sent or delivery.is_in_doubt)

    @property
    def stays_for_draft(self) -> bool:
        """Whether it has arrived for a message that the agent has still to send."""
        is_there = self.stage is UploadStage.UPLOADED
        return is_there and self.is_drafted and self.delivery is None

    @property
    def stays_for_words(self) -> bool:
        """Whether it alone knows what its message was to say, as no draft on the disk does yet."""
        return self.is_superseded and bool(self.unsaid)

    @property
    def is_superseded(self) -> bool:
        """Whether the file was given again since, so that another upload brings it."""
        return self.stage is UploadStage.CANCELLED and isinstance(self.error, FileGivenAgain)

    def superseded(self, at: datetime, unsaid: str = "") -> Upload:
        """Return it as cancelled for that: no draft waits for it, and no message."""
        gone = self.moved_to(UploadStage.CANCELLED, at=at, error=FileGivenAgain())
        gone = replace(gone, is_drafted=False, delivery=None)
        if self.delivery is None:
            return replace(gone, unsaid=unsaid or self.unsaid)
        return replace(gone, unsaid=unsaid, unsaid_of=self.delivery.key if unsaid else "")

    @property
    def sent_name(self) -> str:
        """The file's name as the customer sees it, as far as that is known."""
        return self.stored.file_name if self.stored is not None else self.file.path.name

    @property
    def is_in_doubt(self) -> bool:
        """Whether its message may have reached the customer, and nobody knows yet."""
        return self.delivery is not None and self.delivery.is_in_doubt

    @property
    def is_sent(self) -> bool:
        """Whether the customer has its link."""
        return self.delivery is not None and self.delivery.stage is DeliveryStage.SENT

    @property
    def sending_began_at(self) -> datetime | None:
        """When the first call was begun that may have sent its link; None: there was none."""
        return self.tried_at if self.delivery is None else self.delivery.began_at

    def withdrawn(self, *, keeps_words: bool = False) -> Upload:
        """Return it without its message, which is not sent any more."""
        if (delivery := self.delivery) is None:
            return self
        # One that has failed for certain is not looked for: it would be found.
        tried_at = None if delivery.has_failed else delivery.began_at
        freed = replace(self, delivery=None, tried_at=tried_at).without_words()
        if keeps_words and delivery.text:
            return replace(freed, unsaid=delivery.text, unsaid_of=delivery.key)
        return freed

    def without_words(self) -> Upload:
        """Return it with nothing unsaid."""
        return replace(self, unsaid="", unsaid_of="")

    def with_sent(self, delivery: Delivery, known_at: datetime) -> Upload:
        """Return it with a message of which it is known only since then that it has been sent."""
        told_at = known_at if self.told_at is not None else None
        return replace(self, delivery=delivery, told_at=told_at)

    def speechless(self) -> Upload:
        """Return it with a message that says nothing."""
        delivery = self.delivery
        return self if delivery is None else replace(self, delivery=replace(delivery, text=""))

    def after_restart(self) -> Upload:
        """Return this upload as a new start of the program finds it: what ran is queued again."""
        delivery = self.delivery.after_restart() if self.delivery else None
        until = self.wait.until if self.wait is not None else None
        waits_for_event = self.stage is UploadStage.WAITING and until is None
        if self.stage.is_running or waits_for_event:
            return replace(self, stage=UploadStage.QUEUED, wait=None, error=None, delivery=delivery)
        return self if delivery == self.delivery else replace(self, delivery=delivery)

    def moved_to(
        self,
        stage: UploadStage,
        *,
        at: datetime | None = None,
        error: LeadwayError | None = None,
        wait: Wait | None = None,
        slot: UploadSlot | None = None,
        **changes: Any,
    ) -> Upload:
        """Return this upload in another stage; raises StageChangeRefused if the table says no.

        `at` is when it happened, kept where the stage is an end. `changes` are further fields.
        """
        if stage not in ALLOWED_CHANGES[self.stage]:
            raise StageChangeRefused(f"{self.stage.value} -> {stage.value}")
        return replace(
            self,
            stage=stage,
            error=error,
            wait=wait,
            slot=slot,
            finished_at=at if stage.is_over else None,
            steps=self.steps if at is None else _with_step(self.steps, Step(stage, at)),
            attempts=self.attempts + (stage is UploadStage.PREPARING),
            **changes,
        )

    def traced(self, trace_id: str | None) -> Upload:
        """Return it with the traceId of the reply that ended its present stage."""
        if trace_id is None:
            return self
        steps = [
            replace(step, trace_id=trace_id) if step.stage is self.stage else step
            for step in self.steps
        ]
        return replace(self, steps=tuple(steps))


def _with_step(steps: tuple[Step, ...], new: Step) -> tuple[Step, ...]:
    return (*(step for step in steps if step.stage is not new.stage), new)
