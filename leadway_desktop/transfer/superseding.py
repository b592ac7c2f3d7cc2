"""What files that come anew supersede: uploads of the same files that cannot go as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from leadway_desktop.domain.superseding import (
    does_instead,
    given_again,
    has_failed_by_file,
    is_asked_about,
    is_replaced,
    keeps_words_of,
    taken_at,
)
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.queue.amendments import Lookup
from leadway_desktop.transfer.same_files import SameFiles
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_queue import UploadQueue

OnFailed = Callable[[str], None]
"""Told, with the queue's lock held, the id of an upload for `hear_failed`."""

Fits = Callable[[Upload, Upload], bool]
"""Whether the second is to do what was wanted of the first, as they stand."""


class Superseding:
    """Follows a queue, so that it need not look through it. Asks no disk."""

    def __init__(
        self,
        queue: UploadQueue,
        clock: Clock,
        spool: Spool,
        on_failed: OnFailed = lambda _: None,
    ) -> None:
        """Take the queue before it holds any uploads."""
        self._queue = queue
        self._clock = clock
        self._spool = spool
        self._on_failed = on_failed
        self._files = SameFiles()
        queue.follow(self._note, self._files.forget)

    def hear_given(self, new: Sequence[Upload]) -> None:
        """Cancel what was there of the same files, where the new ones do all that was wanted of it.

        So it is where a new one stands in a draft: there belongs what the old one would have said,
        which keeps that as its `unsaid` words until somebody has put it there.
        """
        for one in new:
            for old in self._alike(one.file):
                # One that is being copied may be read whole, though another has its name by now.
                if is_replaced(old, one) and not self._spool.wants(old):
                    self._have(one, old)

    def hear_retried(self, upload_id: str) -> None:
        """Do so with one that goes on with its file as it is now."""
        one = self._queue.look(lambda: self._files.get(upload_id))
        self.hear_given([one] if one is not None else [])

    def hear_failed(self, upload_id: str) -> None:
        """Do so with one that was being read when its file was given again, and failed by that."""
        old = self._queue.look(lambda: self._files.get(upload_id))
        if old is not None:
            for one in self._newer(old):
                self._have(one, old)

    def hear_restored(self) -> None:
        """Do so with all that a kill may have kept it from.

        Not for what was sent: that may be long ago, and so are the words of the older one. Who
        tries that again is asked then.
        """
        for old in filter(has_failed_by_file, self._queue.uploads()):
            for one in self._newer(old):
                if not one.is_sent:
                    self._have(one, old)

    def supersede(self, upload: Upload, file: LocalFile) -> bool:
        """Do so with one that is tried again, where a newer one brings `file`, its own by now.

        Returns whether that is so.
        """

        def is_brought(old: Upload, new: Upload) -> bool:
            return has_failed_by_file(old) and given_again(old, file, [new]) is not None

        newer = given_again(upload, file, self._alike(file))
        if newer is None:
            return False
        self._have(newer, upload, is_brought)
        now = self._queue.look(lambda: self._files.get(upload.id))
        return now is not None and now.is_superseded

    def _note(self, upload: Upload) -> None:
        before = self._files.get(upload.id)
        self._files.note(upload)
        if before is None or has_failed_by_file(before) or not has_failed_by_file(upload):
            return
        if any(self._newer(upload)):
            self._on_failed(upload.id)

    def _alike(self, file: LocalFile) -> list[Upload]:
        return self._queue.look(lambda: self._files.of(file))

    def _newer(self, old: Upload) -> Iterable[Upload]:
        """Return what was given since one has its file that has failed, and replaces it."""
        since, alike = taken_at(old), self._alike(old.file)
        return (one for one in alike if one.created_at > since and is_replaced(old, one))

    def _have(self, new: Upload, old: Upload, fits: Fits = is_replaced) -> None:
        """Have one do what was wanted of another, where that `fits` as they stand."""
        self._queue.amend(partial(self._superseded, new.id, old.id, fits))

    def _superseded(
        self, new_id: str, old_id: str, fits: Fits, look_up: Lookup
    ) -> Iterator[Upload]:
        new, old = look_up(new_id), look_up(old_id)
        if new is None or old is None or not fits(old, new):
            return
        now = self._clock.now()
        if does_instead(new, old):
            gone = old.superseded(now)
            if keeps_words_of(new, old):
                gone = gone.without_words()
                yield replace(new, unsaid=old.unsaid, unsaid_of=old.unsaid_of)
            yield gone
        elif is_asked_about(new, old) and old.delivery is not None:
            companions = [one for one in self._queue.uploads() if _is_companion(one, old)]
            if any(not one.stage.has_stopped for one in companions):
                yield old.superseded(now)  # they say it
            else:
                yield old.superseded(now, old.delivery.text.strip())
                yield from (one.speechless() for one in companions)


def _is_companion(upload: Upload, old: Upload) -> bool:
    """Whether another upload is in the message of an old one."""
    one, other = upload.delivery, old.delivery
    is_one = one is not None and other is not None and one.key == other.key
    return is_one and upload.id != old.id
