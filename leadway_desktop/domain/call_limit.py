"""What waits because the API wants no calls for a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.domain.upload import Upload


@dataclass(frozen=True, slots=True, order=True)
class LimitedWait:
    """A wait for the API's limits to allow calls again."""

    until: datetime
    is_daily: bool
    """Whether it is the day's calls that are used up."""


def limited_waits_of(upload: Upload) -> Iterator[LimitedWait]:
    """Return the wait of an upload, and of its message, where it is one for the API's limits."""
    for one in (upload, upload.delivery):
        if one is None or one.wait is None or one.wait.until is None:
            continue
        if isinstance(one.error, RateLimited):
            yield LimitedWait(one.wait.until, one.error.is_daily)
