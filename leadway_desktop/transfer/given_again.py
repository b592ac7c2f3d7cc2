"""Files that a command gives: those that an earlier giving has begun go on, the others are new.

So a command that was killed can simply be given again, to a window too: what has not arrived goes
on, and no message is sent twice of a plan that is not all sent. What is done with is new: a file
that has arrived and is not sent is uploaded again, and of a plan that is all sent, sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan, plan_of
from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload, UploadStage, UploadTarget
from leadway_desktop.transfer.intake import Arrival, Intake
from leadway_desktop.transfer.message_contents import deliveries_of
from leadway_desktop.transfer.outbox import Outbox
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_queue import UploadQueue

Given = Path | Upload
"""A file that is new, or the upload that an earlier giving has begun for it."""


class BegunBefore:
    """The uploads for a target that are not done with; each is found once."""

    def __init__(
        self, target: UploadTarget, uploads: Iterable[Upload], spool: Spool, *, is_sending: bool
    ) -> None:
        """Look through `uploads`; `is_sending`: the command sends, so an unsent one is not done."""
        there = [upload for upload in uploads if _is_for(target, upload)]
        self._spool = spool
        self._left = [upload for upload in there if upload.stage is not UploadStage.UPLOADED]
        if is_sending:
            self._left += being_sent(there)

    def look_for(self, paths: Iterable[Path]) -> list[Given]:
        """Return for each file what was begun of it, or its path where that is nothing."""
        return [self._take(path) or path for path in paths]

    def _take(self, path: Path) -> Upload | None:
        try:
            file = look_at(path)
        except FileError:
            return None
        found = next((one for one in self._left if self._is_of(one.file, file)), None)
        if found is not None:
            self._left.remove(found)
        return found

    def _is_of(self, known: LocalFile, file: LocalFile) -> bool:
        """Whether a file is the one that is known; our copy of it has its name, size and time."""
        if known == file:
            return True
        is_alike = (known.path.name, known.size, known.modified_ns) == (
            file.path.name,
            file.size,
            file.modified_ns,
        )
        return is_alike and self._spool.holds(known.path)


def take_in(
    target: UploadTarget,
    given: Sequence[Given],
    plan: MessagePlan | None,
    intake: Intake,
    outbox: Outbox,
) -> list[Upload]:
    """Queue what is new, all at once, and have all of it sent that has no message yet.

    Returns the uploads in the order of `given`. The messages are in the journal with the files: a
    command that is killed must not leave files whose message nobody remembers.
    """
    deliveries = _deliveries(target, given, plan)
    pairs = list(zip(given, deliveries, strict=True))
    outbox.plan_as({one.id: made for one, made in pairs if isinstance(one, Upload) and made})
    new = [Arrival(one, made) for one, made in pairs if isinstance(one, Path)]
    taken = iter(intake.take_together(target, new))
    return [next(taken) if isinstance(one, Path) else one for one in given]


def go_on(upload: Upload, queue: UploadQueue, intake: Intake, outbox: Outbox) -> None:
    """Have one go on in a queue that is at work: the person asks for it by giving it again."""
    if upload.stage is UploadStage.PAUSED:
        queue.resume(upload.id)
    elif upload.stage is UploadStage.UPLOADED:
        outbox.send_refused(upload.id)
    elif upload.stage.is_over:
        intake.retry(upload.id)


def being_sent(uploads: Sequence[Upload]) -> list[Upload]:
    """Return those that have arrived and whose sending is not done with, the plan's others too.

    One that is sent is among them as long as another of the same plan is not: the command that
    began them is given again.
    """
    open_plans = {_plan(upload) for upload in uploads if _is_open(upload)} - {None}
    return [
        upload
        for upload in uploads
        if upload.stage is UploadStage.UPLOADED and _plan(upload) in open_plans
    ]


def _deliveries(
    target: UploadTarget, given: Sequence[Given], plan: MessagePlan | None
) -> list[Delivery | None]:
    """Return for each file its part of the plan; None where it has a message already."""
    if plan is None:
        return [None] * len(given)
    is_free = [isinstance(one, Path) or one.delivery is None for one in given]
    made = iter(deliveries_of(plan, sum(is_free), target.channel.rules.most_attachments))
    return [next(made) if free else None for free in is_free]


def _is_for(target: UploadTarget, upload: Upload) -> bool:
    """Whether it is for that conversation; its title may have changed meanwhile."""
    there = upload.target
    return (there.location_id, there.conversation_id, there.channel) == (
        target.location_id,
        target.conversation_id,
        target.channel,
    )


def _plan(upload: Upload) -> str | None:
    return None if upload.delivery is None else plan_of(upload.delivery.key)[0]


def _is_open(upload: Upload) -> bool:
    return upload.delivery is not None and upload.delivery.stage is not DeliveryStage.SENT
