"""What a reply tells of the API's limits, as far as it makes sense."""

from __future__ import annotations

from dataclasses import dataclass

from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.reply_facts import header_number, wait_asked_for

LONGEST_SECONDS = 86_400.0
"""A longer interval, or a longer wait, is nonsense."""


@dataclass(frozen=True, slots=True)
class LimitsTold:
    """The limits in one reply's headers; None for what is missing or nonsense."""

    calls: int | None = None
    """X-RateLimit-Max: calls that a location may make in an interval, at least 1."""
    interval: float | None = None
    """X-RateLimit-Interval-Milliseconds, in seconds."""
    remaining: int | None = None
    """X-RateLimit-Remaining: calls left, this one counted, as the server saw it."""
    daily_remaining: int | None = None
    """X-RateLimit-Daily-Remaining."""
    retry_after: float | None = None
    """Retry-After, number or date, in seconds, above 0."""


def read_limits(reply: Reply) -> LimitsTold:
    """Read the headers; never fails."""
    interval = header_number(reply, "x-ratelimit-interval-milliseconds")
    calls = _whole(reply, "x-ratelimit-max")
    remaining = _whole(reply, "x-ratelimit-remaining")
    if calls is not None and remaining is not None and remaining > calls:
        remaining = None
    return LimitsTold(
        calls=calls or None,
        interval=_seconds(None if interval is None else interval / 1000),
        remaining=remaining,
        daily_remaining=_whole(reply, "x-ratelimit-daily-remaining"),
        retry_after=_seconds(wait_asked_for(reply)),
    )


def _whole(reply: Reply, name: str) -> int | None:
    number = header_number(reply, name)
    return None if number is None else int(number)


def _seconds(number: float | None) -> float | None:
    return number if number is not None and 0 < number <= LONGEST_SECONDS else None
