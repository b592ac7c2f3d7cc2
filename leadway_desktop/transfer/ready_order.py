"""Which of the queued uploads is next, and how the agent changes that."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

from leadway_desktop.domain.turns import insert, is_moved_up, turn_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.lanes import SMALL, Lane


class ReadyOrder:
    """The queued uploads, each once: an id that stood here twice could be given to two threads."""

    def __init__(self) -> None:
        self._keys: list[tuple[float, int, str]] = []
        self._key_of: dict[str, tuple[float, int, str]] = {}
        self._kept_back: set[str] = set()
        self._small: set[str] = set()
        self._moved_up: set[str] = set()
        self._in_their_place: set[str] = set()

    def put(self, upload: Upload, arrival: int) -> None:
        """Take one in; of those with the same turn, the one that arrived first goes first."""
        self.discard(upload.id)
        key = (turn_of(upload), arrival, upload.id)
        self._key_of[upload.id] = key
        insort(self._keys, key)
        if upload.file.size <= SMALL:
            self._small.add(upload.id)
        if is_moved_up(upload):
            self._moved_up.add(upload.id)
        if upload.place is not None:
            self._in_their_place.add(upload.id)

    def discard(self, upload_id: str) -> None:
        """Leave one out that has begun, or was stopped."""
        for ids in (self._small, self._moved_up, self._in_their_place):
            ids.discard(upload_id)
        key = self._key_of.pop(upload_id, None)
        if key is not None:
            del self._keys[bisect_left(self._keys, key)]

    def take(self, lane: Lane = Lane.ANY) -> str | None:
        """Remove the next one of the lane and return its id; None where none may begin."""
        if lane is Lane.SMALL:
            fit = self._small_ones() if self._small else iter(())
        else:
            fit = (upload_id for _, _, upload_id in self._keys)
        taken = next((one for one in fit if one not in self._kept_back), None)
        if taken is not None:
            self.discard(taken)
        return taken

    def _small_ones(self) -> Iterator[str]:
        """Yield the small ones that may begin before larger ones which stand before them.

        None goes past what the agent has moved up, nor one that stands where the agent put it.
        """
        is_first = True
        for _, _, upload_id in self._keys:
            if upload_id in self._small:
                if is_first or upload_id not in self._in_their_place:
                    yield upload_id
            elif upload_id in self._moved_up:
                return
            else:
                is_first = False

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
