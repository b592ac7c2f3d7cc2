"""The history: every upload that is done is a receipt, found again by its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadway_desktop.domain.delivery import DeliveryStage, plan_of
from leadway_desktop.domain.steering import without_marks
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage

_GIVEN_AGAIN_WITHIN = timedelta(days=7)
"""How long a command that was stopped is expected again, however short the history."""
_GIVEN_MEANWHILE = timedelta(days=1)
"""How long a command may wait for others that it was given beside."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which receipts are wanted; every word of `text` must be in one."""

    location_id: str
    """Empty: every location."""
    text: str = ""
    since: datetime | None = None
    """Done at this moment or later; aware, in UTC."""
    conversation_id: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words as `words_of` spells them."""
        return tuple(folded(self.text).split())


def words_of(upload: Upload) -> str:
    """Return what a receipt is found by: file, contact, link, ids, caption and recipient."""
    target, delivery = upload.target, upload.delivery
    addresses = [target.title, delivery.recipient if delivery is not None else ""]
    parts = [upload.file.path.name, target.title, target.channel.rules.name, upload.link or ""]
    parts += [upload.id, target.conversation_id, target.contact_id]
    if delivery is not None:
        parts += [delivery.recipient, delivery.text, delivery.message_id or ""]
    parts += filter(None, map(_unspaced_number, addresses))
    return folded("\n".join(parts))


def _unspaced_number(address: str) -> str:
    """Return a telephone number as another program may have it: `+34612345678`; else nothing."""
    number = re.sub(r"[\s().\-/]+", "", address)
    return number if re.fullmatch(r"\+?\d{5,}", number) and number != address else ""


def folded(text: str) -> str:
    """Return text without accents and capitals, as people search: `Núñez` is found by `nunez`.

    So are invisible marks left out, which a number has that was copied from a browser.
    """
    if text.isascii():
        return text.lower()
    text = without_marks(text)
    apart = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode())
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def may_expire(upload: Upload) -> bool:
    """Whether an old upload may go: nothing happens to it any more, and nobody is needed."""
    delivery = upload.delivery
    is_done = upload.stage in {UploadStage.UPLOADED, UploadStage.CANCELLED}
    is_open = upload.is_drafted or not (delivery is None or delivery.stage is DeliveryStage.SENT)
    return is_done and not (is_open or upload.stays_for_words)


def open_plans(uploads: Iterable[Upload]) -> frozenset[str]:
    """Return the plans of which not all is sent."""
    left = (one.delivery for one in uploads if one.stage is not UploadStage.CANCELLED)
    unsent = (one.key for one in left if one is not None and one.stage is not DeliveryStage.SENT)
    return frozenset(plan_of(key)[0] for key in unsent)


def kept_for(upload: Upload, history: timedelta, plans: Collection[str]) -> timedelta:
    """Return how long one that may expire is kept where receipts are for `history`.

    `plans` are the open ones. A command that is given again sends anew what nobody remembers: what
    it has not told of, or goes with what is not sent yet, stays a while even without a history; so
    does what was told while the same command, given once more, may have waited for its turn.
    """
    if upload.is_put_away:
        return history
    delivery = upload.delivery
    is_in_one = delivery is not None and plan_of(delivery.key)[0] in plans
    if upload.is_untold or is_in_one:
        return max(history, _GIVEN_AGAIN_WITHIN)
    if upload.told_at is None or upload.finished_at is None:
        return history
    return max(history, upload.told_at - upload.finished_at + _GIVEN_MEANWHILE)


def is_same_file(upload: Upload, earlier: Upload) -> bool:
    """Whether an earlier upload brought the same file to the same conversation.

    Before its bytes are read a file is the same by its name, size and modification time, wherever
    it lies: it may be a copy in the spool. Afterwards by its name, size and crc32c.
    """
    if upload.id == earlier.id or _conversation(upload) != _conversation(earlier):
        return False
    if _looks(upload.file) != _looks(earlier.file):
        return False
    is_read = upload.checksum is not None and upload.checksum == earlier.checksum
    return is_read or upload.file.modified_ns == earlier.file.modified_ns


def came_at(upload: Upload) -> datetime | None:
    """Return when the customer got it, which may be long after its bytes arrived; else when these.

    Aware, in UTC.
    """
    if upload.delivery is not None and upload.is_sent:
        return upload.delivery.sent_at or upload.finished_at
    return upload.finished_at


def _conversation(upload: Upload) -> tuple[str, str]:
    return upload.target.location_id, upload.target.conversation_id


def _looks(file: LocalFile) -> tuple[str, int]:
    return file.path.name, file.size
