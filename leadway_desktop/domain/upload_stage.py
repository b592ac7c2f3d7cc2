"""Where an upload is, and the changes of that which are allowed.

The life of an upload:

    queued ─► preparing ─┬► initiating ─► uploading ─┬► completing ─► uploaded
       ▲                 └─ the bytes are there ─────┘
       │
       │   from any of these but the last, and back to queued:
       ├── waiting     until a time, for the network, or for a sign-in: goes on by itself
       ├── paused      until the agent says go on
       ├── failed      until the agent says retry; cancelled, where its file is given again
       └── cancelled   until the agent says retry

What happens to the link of an uploaded file is `domain/delivery.py`'s.
"""

from __future__ import annotations

from enum import Enum


class UploadStage(Enum):
    """Where an upload is; see the drawing above."""

    QUEUED = "queued"
    PREPARING = "preparing"
    INITIATING = "initiating"
    UPLOADING = "uploading"
    COMPLETING = "completing"
    UPLOADED = "uploaded"
    WAITING = "waiting"
    PAUSED = "paused"
    FAILED = "failed"
    CANCELLED = "cancelled"

    # A member is its own equal; Enum's hash of its name is written in Python, and asked for often.
    __hash__ = object.__hash__

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in _OVER

    @property
    def has_stopped(self) -> bool:
        """Whether it is over and has not arrived."""
        return self in _STOPPED

    @property
    def is_active(self) -> bool:
        """Whether a thread is at work on it, or about to be."""
        return self is UploadStage.QUEUED or self.is_running

    @property
    def is_running(self) -> bool:
        """Whether a thread is at work on it."""
        return self in _RUNNING


_STOPPED = {UploadStage.FAILED, UploadStage.CANCELLED}
_OVER = {UploadStage.UPLOADED} | _STOPPED
_RUNNING = {
    UploadStage.PREPARING,
    UploadStage.INITIATING,
    UploadStage.UPLOADING,
    UploadStage.COMPLETING,
}
_STOPS = {UploadStage.WAITING, UploadStage.PAUSED} | _STOPPED
_HELD = {UploadStage.QUEUED, UploadStage.PAUSED, UploadStage.CANCELLED}

ALLOWED_CHANGES: dict[UploadStage, frozenset[UploadStage]] = {
    UploadStage.QUEUED: frozenset({UploadStage.PREPARING} | _STOPS),
    UploadStage.PREPARING: frozenset({UploadStage.INITIATING, UploadStage.COMPLETING} | _STOPS),
    UploadStage.INITIATING: frozenset({UploadStage.UPLOADING} | _STOPS),
    UploadStage.UPLOADING: frozenset({UploadStage.COMPLETING} | _STOPS),
    UploadStage.COMPLETING: frozenset({UploadStage.UPLOADED} | _STOPS),
    UploadStage.UPLOADED: frozenset(),
    UploadStage.WAITING: frozenset(_HELD),
    UploadStage.PAUSED: frozenset(_HELD - {UploadStage.PAUSED}),
    UploadStage.FAILED: frozenset({UploadStage.QUEUED, UploadStage.CANCELLED}),
    UploadStage.CANCELLED: frozenset({UploadStage.QUEUED}),
}


class StageChangeRefused(Exception):
    """A mistake of ours: the table has no such change of stage."""
