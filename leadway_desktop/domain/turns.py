"""The order in which uploads go: as they came, unless the agent has moved them.

A turn is a number, lowest first: the moment of the drop (seconds since 1970), or the place that
the agent gave. So it means the same after a restart, and moving one upload writes one upload.
"""

from __future__ import annotations

from collections.abc import Sequence

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

_LEAST_GAP = 1e-5
"""Seconds between two places: a turn of our days is exact to 2.4e-7 s."""
RUNNING, AWAITS_TURN, OVER = range(3)
"""The parts of a list of uploads, in this order."""
ListKey = tuple[int, float, int, str]
"""The part of the list, the place in it, what settles a tie, and the upload's id."""

_WAITING = {UploadStage.QUEUED, UploadStage.WAITING, UploadStage.PAUSED}


def turn_of(upload: Upload) -> float:
    """Return where an upload stands among those that have not begun."""
    return upload.created_at.timestamp() if upload.place is None else upload.place


def is_moved_up(upload: Upload) -> bool:
    """Whether the agent wants it before its time."""
    return upload.place is not None and upload.place < upload.created_at.timestamp()


def awaits_turn(upload: Upload) -> bool:
    """Whether it has yet to begin, or to begin again: only then its turn means anything."""
    return upload.stage in _WAITING


def list_key(upload: Upload, arrival: int) -> ListKey:
    """Return what puts an upload in its place in a list.

    First what runs, then what has yet to begin, in the order in which it will, and then what is
    over, the latest first.
    """
    if awaits_turn(upload):
        return AWAITS_TURN, turn_of(upload), arrival, upload.id
    if upload.stage.is_running:
        return RUNNING, turn_of(upload), arrival, upload.id
    ended = upload.finished_at or upload.created_at
    return OVER, -ended.timestamp(), -arrival, upload.id


def in_list_order(uploads: Sequence[Upload]) -> list[Upload]:
    """Return uploads, given as they came, in the order of a list."""
    keys = {upload.id: list_key(upload, arrival) for arrival, upload in enumerate(uploads)}
    return sorted(uploads, key=lambda upload: keys[upload.id])


def insert(turns: Sequence[float], at: int, count: int) -> tuple[int, list[float]]:
    """Make room for `count` uploads before position `at` of ascending `turns`.

    Returns a position and the turns that stand there now: those of the `count`, and beside them
    those of as few neighbours as had to give way because the gap was too small.
    """
    first = last = at
    while True:
        low = turns[first - 1] if first else None
        high = turns[last] if last < len(turns) else None
        given = _between(low, high, count + last - first)
        if given is not None:
            return first, given
        reach = max(1, last - first)
        first, last = max(0, first - reach), min(len(turns), last + reach)


def _between(low: float | None, high: float | None, count: int) -> list[float] | None:
    """Return turns between two, or None where there is no room; an end is open."""
    if low is None:
        low = (high or 0.0) - (count + 1) * _LEAST_GAP * 2
    if high is None:
        high = low + (count + 1) * _LEAST_GAP * 2
    gap = (high - low) / (count + 1)
    return [low + gap * step for step in range(1, count + 1)] if gap >= _LEAST_GAP else None
