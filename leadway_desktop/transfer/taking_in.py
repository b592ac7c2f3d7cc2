"""How files that a command gives come into the queue: what is new, and what goes on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.given_again import Given, is_among
from leadway_desktop.transfer.intake import Arrival, Intake
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.upload_queue import UploadQueue


def take_in(
    target: UploadTarget,
    given: Sequence[Given],
    deliveries: Sequence[Delivery | None],
    intake: Intake,
    outbox: Outbox,
    anew: Collection[str] = (),
    beside: Sequence[tuple[Upload, int]] = (),
    superseded: Collection[Upload] = (),
    silent: Collection[Upload] = (),
) -> list[Upload]:
    """Queue what is new, all at once, and have all of it sent that has no message yet.

    `deliveries`: see `BegunBefore.deliveries`. `anew` are the keys of messages in whose place there
    are others, where they are still unsent; `superseded` uploads are not sent any more, and
    `silent` ones go without their words. Whoever gives the files tells what becomes of them, and
    `mark_told` notes that. Returns the uploads in the order of `given`. The messages are in the
    journal with the files: a command that is killed must not leave files whose message nobody
    remembers. So are uploads `beside` them that the queue does not hold, with their revisions.
    """
    pairs = list(zip(given, deliveries, strict=True))
    arrivals = [Arrival(one, made, is_untold=True) for one, made in pairs if isinstance(one, Path)]
    new = intake.look_at(target, arrivals)
    intake.keep_back(new)
    begun = {one.id: made for one, made in pairs if isinstance(one, Upload) and made}
    gone, without_words = [one.id for one in superseded], [one.id for one in silent]
    outbox.plan_as(begun, anew, new, beside, gone, without_words)
    taken = iter(new)
    return [next(taken) if isinstance(one, Path) else one for one in given]


def go_on(
    upload: Upload,
    file: LocalFile | None,
    queue: UploadQueue,
    intake: Intake,
    outbox: Outbox,
    anew: Collection[str],
) -> bool:
    """Have one go on in a queue that is at work: the person asks for it by giving it again.

    `file`: see `BegunBefore.file_of_now`. What is refused is sent again, unless it is said `anew`:
    see `take_in`. Returns False where it has just arrived as it was before.
    """
    if file is not None:
        return queue.begin_anew(upload.id, file)
    if upload.stage is UploadStage.PAUSED:
        queue.resume(upload.id)
    elif upload.stage is UploadStage.UPLOADED:
        if not is_among(anew, upload):
            outbox.send_refused(upload.id)
    elif upload.stage.is_over:
        intake.retry(upload.id)
    return True
