"""Which of the queued uploads is next, and how the agent changes that."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

from leadway_desktop.domain.turns import insert, turn_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.lanes import SMALL, Lane


class ReadyOrder:
    """The queued uploads, each once: an id that stood here twice could be given to two threads."""

    def __init__(self) -> None:
        self._keys: list[tuple[float, int, str]] = []
        self._key_of: dict[str, tuple[float, int, str]] = {}
        self._kept_back: set[str] = set()
        self._small: set[str] = set()

    def put(self, upload: Upload, arrival: int) -> None:
        """Take one in; of those with the same turn, the one that arrived first goes first."""
        self.discard(upload.id)
        key = (turn_of(upload), arrival, upload.id)
        self._key_of[upload.id] = key
        insort(self._keys, key)
        if upload.file.size <= SMALL:
            self._small.add(upload.id)

    def discard(self, upload_id: str) -> None:
        """Leave one out that has begun, or was stopped."""
        self._small.discard(upload_id)
        key = self._key_of.pop(upload_id, None)
        if key is not None:
            del self._keys[bisect_left(self._keys, key)]

    def take(self, lane: Lane = Lane.ANY) -> str | None:
        """Remove the next one of the lane and return its id; None where none may begin."""
        if lane is Lane.SMALL and not self._small:
            return None
        for _, _, upload_id in self._keys:
            is_fit = lane is Lane.ANY or upload_id in self._small
            if is_fit and upload_id not in self._kept_back:
                self.discard(upload_id)
                return upload_id
        return None

    def keep_back(self, upload_id: str) -> None:
        """Let one keep its turn but not begin, until `let_go`."""
        self._kept_back.add(upload_id)

    def let_go(self, upload_id: str) -> None:
        """Let one begin when it is its turn."""
        self._kept_back.discard(upload_id)


def moved(
    waiting: Sequence[Upload], ids: Iterable[str], before: str | None, after: str | None
) -> Iterator[tuple[str, float]]:
    """Yield the ids and places that bring uploads, in their order, before or after another one.

    `waiting` are all that have not begun, in their order. Where the other one has begun meanwhile,
    or none is named, they go to the front.
    """
    chosen = set(ids)
    moving = [upload for upload in waiting if upload.id in chosen]
    others = [upload for upload in waiting if upload.id not in chosen]
    cut = _position(waiting, before, after)
    at = sum(upload.id not in chosen for upload in waiting[:cut])
    first, turns = insert([turn_of(upload) for upload in others], at, len(moving))
    last = first + len(turns) - len(moving)
    there = [*others[first:at], *moving, *others[at:last]]
    for upload, turn in zip(there, turns, strict=True):
        yield upload.id, turn


def _position(waiting: Sequence[Upload], before: str | None, after: str | None) -> int:
    for position, upload in enumerate(waiting):
        if upload.id == before:
            return position
        if upload.id == after:
            return position + 1
    return 0
