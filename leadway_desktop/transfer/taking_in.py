"""How files that a command gives come into the queue, with all that becomes of their messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.transfer.intake import Arrival, Intake
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.plan_words import Given


@dataclass(frozen=True)
class Taking:
    """Files that a command gives, and what is to become of them and of what was before them."""

    target: UploadTarget
    given: Sequence[Given]
    deliveries: Sequence[Delivery | None]
    """For each of them; None where it has a message that stays, or gets none."""
    anew: Collection[str] = frozenset()
    """The keys of messages in whose place there are others, where they are still unsent."""
    superseded: Sequence[Upload] = ()
    """What is not sent any more."""
    silenced: Sequence[Upload] = ()
    """What goes without its words."""
    are_words_unsaid: bool = False
    """Whether the words go with no file: all have gone, or perhaps, with others."""


def take_in(
    taking: Taking,
    intake: Intake,
    outbox: Outbox,
    beside: Sequence[tuple[Upload, int]] = (),
) -> list[Upload]:
    """Queue what is new, all at once, and have all of it sent that has no message yet.

    Whoever gives the files tells what becomes of them, and `mark_told` notes that. Returns the
    uploads in the order in which they are given. The messages are in the journal with the files: a
    command that is killed must not leave files whose message nobody remembers. So are uploads
    `beside` them that the queue does not hold, with their revisions.
    """
    pairs = list(zip(taking.given, taking.deliveries, strict=True))
    arrivals = [Arrival(one, made, is_untold=True) for one, made in pairs if isinstance(one, Path)]
    new = intake.look_at(taking.target, arrivals)
    intake.keep_back(new)
    begun = {one.id: made for one, made in pairs if isinstance(one, Upload) and made}
    gone, silent = [one.id for one in taking.superseded], [one.id for one in taking.silenced]
    outbox.plan_as(begun, taking.anew, new, beside, gone, silent)
    taken = iter(new)
    return [next(taken) if isinstance(one, Path) else one for one in taking.given]


def is_among(keys: Collection[str], upload: Upload) -> bool:
    """Whether an upload's message is one of those."""
    return upload.delivery is not None and upload.delivery.key in keys
