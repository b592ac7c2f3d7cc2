"""How long a signed URL is good for, and whether a PUT is worth trying with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leadway_desktop.domain.errors import (
    BucketRefused,
    ConnectionLost,
    LeadwayError,
    LinkRefused,
    ReplyLost,
    Stalled,
)
from leadway_desktop.domain.upload import UploadTicket

_FRESH = timedelta(seconds=5)
"""A new URL would live hardly longer than one of that age."""
_MARGIN = timedelta(seconds=5)
"""For the way to the bucket, whose clock has the last word."""
_RESERVE = 1.25
"""A line gets slower now and then."""

_LOOKS_LIKE_EXPIRY = (LinkRefused, BucketRefused, ConnectionLost, Stalled)


@dataclass(frozen=True, slots=True)
class TicketLife:
    """Both moments by this computer's time of day, which goes on while the computer sleeps."""

    got_at: datetime
    ends_at: datetime | None
    """None where nobody knows."""

    @classmethod
    def of(cls, ticket: UploadTicket, now: datetime) -> TicketLife:
        """Return the life of a ticket that came just now.

        One that was over before it came is nothing that a clock of ours can judge: the bucket will.
        """
        ends_at = ticket.expires_at
        return cls(now, ends_at if ends_at is not None and ends_at > now else None)

    def is_over(self, now: datetime) -> bool:
        """Whether it has certainly ended."""
        return self.ends_at is not None and now >= self.ends_at

    def is_worth_trying(self, now: datetime, seconds_needed: float | None) -> bool:
        """Whether to begin a PUT that will take that long (None: nobody knows).

        A new URL costs one call, a PUT that ends too late may cost the whole transfer: nobody has
        said whether Google judges expiry when a request begins, as S3-like stores do, or at its
        end. So a URL that the PUT would outlive is given up for a new one, where that one lives
        long enough. Where none does, nothing is lost by trying.
        """
        if self.ends_at is None or now - self.got_at < _FRESH:
            return not self.is_over(now)
        left = self.ends_at - now - _MARGIN
        if left <= timedelta(0):
            return False
        whole, needed = self.ends_at - self.got_at, (seconds_needed or 0.0) * _RESERVE
        return needed <= left.total_seconds() or needed > whole.total_seconds()

    def explains(self, error: LeadwayError, now: datetime) -> bool:
        """Whether a PUT failed because the URL expired on the way, whatever the bucket said."""
        if isinstance(error, ReplyLost) or not isinstance(error, _LOOKS_LIKE_EXPIRY):
            return False
        return self.is_over(now)


class LineSpeed:
    """How fast the latest PUTs were; any thread may call anything."""

    def __init__(self) -> None:
        self._bytes_per_second: float | None = None

    def note(self, size: int, seconds: float) -> None:
        """Take note of a PUT; one that is over in no time says nothing."""
        if seconds > _SHORTEST_MEASURE:
            now = size / seconds
            before = self._bytes_per_second
            self._bytes_per_second = now if before is None else (now + before) / 2

    def seconds_for(self, size: int) -> float | None:
        """Return how long a PUT of that many bytes would take, or None while nobody knows."""
        return size / self._bytes_per_second if self._bytes_per_second else None


_SHORTEST_MEASURE = 0.5
"""Seconds; below that it is the round trips that take the time."""
