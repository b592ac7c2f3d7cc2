"""Files that a command gives to a queue that is at work, as a window's is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.given_again import BegunBefore
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.left_out import held_up
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.taking_in import is_among, take_in
from leadway_desktop.transfer.upload_queue import UploadQueue


@dataclass
class TakenUp:
    """What has become of files that a command gave."""

    uploads: list[Upload] = field(default_factory=list)
    """In the order in which they were given."""
    to_be_read: list[Upload] = field(default_factory=list)
    """Those of them whose file has come just now: they are new, or go on with another one."""
    outdated: list[Path] = field(default_factory=list)
    """Files that are read no more, as there are newer ones."""
    are_words_unsaid: bool = False
    """See `Taking`."""


def take_up(
    before: BegunBefore,
    paths: Sequence[Path],
    queue: UploadQueue,
    intake: Intake,
    outbox: Outbox,
) -> TakenUp:
    """Have what is begun of files go on, and queue the others, all at once."""
    given = before.look_for(paths)
    begun = {one.id for one in given if isinstance(one, Upload)}
    # Of what is left out, the rest goes on by itself.
    paused = UploadStage.PAUSED
    at_rest = [one for one in queue.uploads() if one.id in begun or one.stage is paused]
    anew = before.with_other_words(given) | held_up(given, at_rest)
    done = TakenUp()
    # What goes on with other words must not arrive, and be sent, before it has them.
    with queue.none_begins() if anew else nullcontext():
        for place, one in enumerate(given):
            if not isinstance(one, Upload):
                continue
            file = before.file_of_now(one)
            if file is None:
                _go_on(one, queue, intake, outbox, anew)
            elif (changed := _begin_anew(one, file, queue, intake)) is not None:
                done.to_be_read.append(changed)
                done.outdated.append(one.file.path)
            else:
                given[place] = before.supersede(one)
        taking = before.taking(given, anew)
        done.uploads = take_in(taking, intake, outbox)
    done.to_be_read += [one for one in done.uploads if one.id not in begun]
    done.are_words_unsaid = taking.are_words_unsaid
    return done


def _begin_anew(
    upload: Upload, file: LocalFile, queue: UploadQueue, intake: Intake
) -> Upload | None:
    """Return it as it goes on with a file; None: it has just arrived as it was before."""
    changed = replace(upload, stage=UploadStage.QUEUED, file=file, stored=None)
    intake.keep_back([changed])
    return changed if queue.begin_anew(upload.id, file) else None


def _go_on(
    upload: Upload, queue: UploadQueue, intake: Intake, outbox: Outbox, anew: Collection[str]
) -> None:
    """Have it go on: the person asks for it by giving it again.

    What is refused is sent again, unless it is said `anew`: see `Taking`.
    """
    if upload.stage is UploadStage.PAUSED:
        queue.resume(upload.id)
    elif upload.stage is UploadStage.UPLOADED:
        if not is_among(anew, upload):
            outbox.send_refused(upload.id)
    elif upload.stage.is_over:
        intake.retry(upload.id)
