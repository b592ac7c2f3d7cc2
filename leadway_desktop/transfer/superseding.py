"""What files that come anew supersede: uploads of the same files that cannot go as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TypeAlias

from leadway_desktop.domain.checks import (
    does_instead,
    has_failed_by_file,
    is_asked_about,
    is_replaced,
    is_unread,
)
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.queue.amendments import Lookup
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_queue import UploadQueue

_Way: TypeAlias = Path | tuple[str, int, int]
"""To find a file again: its place, or its name without ending with its size and time."""


class Superseding:
    """For files that come together: looks once at what was there before them. Asks no disk."""

    def __init__(self, queue: UploadQueue, clock: Clock, spool: Spool) -> None:
        self._queue = queue
        self._clock = clock
        self._spool = spool

    def by(self, new: Sequence[Upload]) -> None:
        """Cancel what was there of the same files, where the new ones do all that was wanted of it.

        So it is where a new one stands in a draft: there belongs what the old one would have said,
        which keeps that as its `unsaid` words until somebody has put it there.
        """
        for one in new:
            ways = (*self._before[one.file.given_path], *self._before[_name_and_look(one.file)])
            for old_id in dict.fromkeys(ways):
                self._queue.amend(partial(self._superseded, one.id, old_id))

    @cached_property
    def _before(self) -> defaultdict[_Way, list[str]]:
        """Ids by where the person had a file, and by its name and look where it may be moved."""
        found = defaultdict[_Way, list[str]](list)
        for upload in self._queue.uploads():
            if has_failed_by_file(upload):
                found[_name_and_look(upload.file)].append(upload.id)
                found[upload.file.given_path].append(upload.id)
            # One that is being copied may be read whole, though another has its name by now.
            elif is_unread(upload) and not self._spool.wants(upload):
                found[upload.file.given_path].append(upload.id)
        return found

    def _superseded(self, new_id: str, old_id: str, look_up: Lookup) -> Iterator[Upload]:
        new, old = look_up(new_id), look_up(old_id)
        if new is None or old is None or not is_replaced(old, new):
            return
        now = self._clock.now()
        if does_instead(new, old):
            yield old.superseded(now)
        elif is_asked_about(new, old) and old.delivery is not None:
            companions = [one for one in self._queue.uploads() if _is_companion(one, old)]
            if any(not one.stage.has_stopped for one in companions):
                yield old.superseded(now)  # they say it
            else:
                yield old.superseded(now, old.delivery.text.strip())
                yield from (one.speechless() for one in companions)


def _name_and_look(file: LocalFile) -> _Way:
    return file.path.stem, file.size, file.modified_ns


def _is_companion(upload: Upload, old: Upload) -> bool:
    """Whether another upload is in the message of an old one."""
    one, other = upload.delivery, old.delivery
    is_one = one is not None and other is not None and one.key == other.key
    return is_one and upload.id != old.id
