"""Changes of what no thread of an upload owns: whether, and how, it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.queue.ledger import Follower, OnLedger

Seen = TypeVar("Seen")
Lookup = Callable[[str], Upload | None]
Amend = Callable[[Lookup], Iterable[Upload]]
"""Returns those uploads, of the present ones, that it changes, as they shall be; called with the
lock held, and perhaps again, so it changes nothing else."""

AMENDED = (
    "target",
    "delivery",
    "place",
    "is_put_away",
    "is_drafted",
    "tried_at",
    "is_untold",
    "told_at",
    "unsaid",
    "unsaid_of",
)
"""What of an upload is not its thread's."""


class Amendments(OnLedger):
    """For who keeps something of their own in uploads, as `messages/outbox.py` does."""

    def follow(
        self, on_change: Callable[[Upload], None], on_removed: Callable[[str], None]
    ) -> None:
        """Tell one more of every change and of what is removed, with the lock held."""
        self._ledger.followers.append(Follower(on_change, on_removed))

    def look(self, look: Callable[[], Seen]) -> Seen:
        """Return what `look` finds with the lock held."""
        with self._changed:
            return look()

    def amend(self, amend: Amend) -> bool:
        """Change uploads: all at once, or nothing; returns whether there were any."""
        with self._changed:
            changed = self._amended(amend)
            if changed:
                with self._ledger.telling_trouble():
                    self._ledger.journal.save_all_soon(changed)
                self._announce(changed)
            return bool(changed)

    def mark_drafted(self, upload_ids: Iterable[str], is_drafted: bool) -> None:
        """Note whether uploads stand in a draft; those that are gone are left out."""

        def marked(look_up: Lookup) -> Iterator[Upload]:
            for upload in filter(None, map(look_up, upload_ids)):
                if upload.is_drafted is not is_drafted:
                    yield replace(upload, is_drafted=is_drafted)

        self.amend(marked)

    def mark_told(self, upload_ids: Iterable[str], *, is_told: bool = True) -> None:
        """Note whether the command that gave uploads has told that all are done, or a window's.

        Those that the agent has made their own meanwhile are no command's any more.
        """
        now = self._ledger.clock.now()

        def marked(look_up: Lookup) -> Iterator[Upload]:
            for upload in filter(None, map(look_up, upload_ids)):
                if upload.is_untold is is_told and (is_told or upload.is_of_command):
                    told_at = now if is_told else upload.told_at
                    yield replace(upload, is_untold=not is_told, told_at=told_at)

        self.amend(marked)

    def amend_on_disk(
        self,
        amend: Amend,
        new: Sequence[Upload] = (),
        beside: Sequence[tuple[Upload, int]] = (),
    ) -> None:
        """Do so once a power cut could no longer undo it, and not before.

        Takes in `new` uploads in the same transaction, and writes others `beside` them, which the
        queue does not hold, with their revisions. Raises JournalNotWritten where the disk
        refuses: nothing is changed then.
        """
        while True:
            with self._changed:
                releases = self._ledger.releases.copy()
                changed = self._amended(amend)
            added = [(upload, 1) for upload in new]
            self._ledger.journal.save_all([*changed, *added, *beside])
            with self._changed:
                is_newest = all(self._ledger.is_newest(*pair) for pair in changed)
                # While it was written, what one of them would wait for may have come.
                if is_newest and self._ledger.releases == releases:
                    self._announce(changed)
                    self._ledger.take_in(new)
                    return

    def amend_anyhow(
        self,
        amend: Amend,
        new: Sequence[Upload] = (),
        beside: Sequence[tuple[Upload, int]] = (),
    ) -> None:
        """Do so on the disk; where that refuses, this run of the program knows it at least."""
        try:
            self.amend_on_disk(amend, new, beside)
        except JournalNotWritten as error:
            with self._changed:
                self.amend(amend)
                self._ledger.take_in(new)
                self._ledger.watcher.on_trouble(error)

    def _amended(self, amend: Amend) -> list[tuple[Upload, int]]:
        """Return what `amend` changes, each with the revision that it has from now on."""
        uploads = amend(self._ledger.find)
        return [(upload, self._ledger.next_revision(upload.id)) for upload in uploads]

    def _announce(self, changed: Iterable[tuple[Upload, int]]) -> None:
        for upload, _ in changed:
            self._ledger.announce(upload)
