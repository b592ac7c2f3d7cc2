"""What happens after an error: one table, and the waits it asks for.

Waits grow by full jitter (a random time up to a bound that doubles), so that the uploads of a
whole office do not come back at the same moment.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadway_desktop.domain.errors import (
    BucketFault,
    ChecksumMismatch,
    ConnectionLost,
    ContentTypeMismatch,
    CredentialsError,
    LeadwayError,
    LinkExpired,
    LinkRefused,
    NoConnection,
    RateLimited,
    ServerFault,
    SizeMismatch,
    Stalled,
    StoredFileMissing,
    UnexpectedReply,
)
from leadway_desktop.domain.upload import Upload, UploadStage, Wait, WaitReason

FOR_EVER = 1_000_000_000
"""Tries: what ends by itself is waited for, however long."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How an error is met. Times in seconds; `tries` counts failures in a row, this one too.

    `first` and `most` bound the wait: `first` doubles with each failure up to `most`.
    `forgets_bytes`: what the server said about stored bytes no longer holds, so initiate anew.
    """

    reason: WaitReason = WaitReason.TIME
    first: float = 0.0
    most: float = 0.0
    tries: int = FOR_EVER
    forgets_bytes: bool = False


POLICIES: dict[type[LeadwayError], Policy] = {
    NoConnection: Policy(WaitReason.NETWORK),
    CredentialsError: Policy(WaitReason.SIGN_IN),
    # The road: a connection that broke is tried again soon, a server in trouble is spared.
    ConnectionLost: Policy(first=1, most=60, tries=10),
    Stalled: Policy(first=1, most=60, tries=10),
    BucketFault: Policy(first=1, most=60, tries=10),
    ServerFault: Policy(first=2, most=120, tries=10),
    UnexpectedReply: Policy(first=2, most=60, tries=4),
    # The reply says how long; without its word a burst's 10 seconds, or an hour of the day's.
    RateLimited: Policy(first=10, most=60),
    # The link: a new one at once, but not for ever.
    LinkExpired: Policy(tries=5, forgets_bytes=True),
    LinkRefused: Policy(first=1, most=10, tries=3, forgets_bytes=True),
    StoredFileMissing: Policy(first=1, most=10, tries=4, forgets_bytes=True),
    # The bytes: sent again, and never called done until they are right.
    ChecksumMismatch: Policy(first=1, most=10, tries=3, forgets_bytes=True),
    SizeMismatch: Policy(first=1, most=10, tries=3, forgets_bytes=True),
    ContentTypeMismatch: Policy(first=1, most=10, tries=2, forgets_bytes=True),
}
"""By the nearest class; an error that is not here is given up, with its remedy."""

_DAILY_WAIT = 3600.0
_LONGEST_WAIT = 24 * 3600.0

Jitter = Callable[[float, float], float]


def after_failure(
    upload: Upload, error: LeadwayError, now: datetime, jitter: Jitter = random.uniform
) -> Upload:
    """Return the upload as it goes on after an error: waiting, or failed."""
    policy = policy_for(error)
    failures = upload.failures + 1
    stored = None if policy is None or policy.forgets_bytes else upload.stored
    if policy is None or failures >= policy.tries:
        return upload.moved_to(
            UploadStage.FAILED, at=now, error=error, failures=failures, stored=stored
        )
    wait = Wait(policy.reason)
    if policy.reason is WaitReason.TIME:
        seconds = _seconds(policy, error, failures, jitter)
        wait = Wait(WaitReason.TIME, now + timedelta(seconds=seconds))
    return upload.moved_to(
        UploadStage.WAITING, error=error, wait=wait, failures=failures, stored=stored
    )


def policy_for(error: LeadwayError) -> Policy | None:
    """Return how an error is met, or None: it is given up."""
    return next((POLICIES[kind] for kind in type(error).__mro__ if kind in POLICIES), None)


def _seconds(policy: Policy, error: LeadwayError, failures: int, jitter: Jitter) -> float:
    if isinstance(error, RateLimited):
        told = _DAILY_WAIT if error.is_daily else None
        told = error.wait_seconds if error.wait_seconds is not None else told
        if told is not None:
            # A little jitter on top: everybody was told the same time.
            return min(told, _LONGEST_WAIT) + jitter(0.0, 1.0)
    bound = min(policy.most, policy.first * 2.0 ** min(failures - 1, 30))
    return jitter(0.0, bound)
