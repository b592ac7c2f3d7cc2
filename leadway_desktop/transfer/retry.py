"""What happens after an error: one table, and the waits it asks for.

Waits grow by full jitter (a random time up to a bound that doubles), so that the uploads of a
whole office do not come back at the same moment.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadway_desktop.domain.errors import (
    BucketFault,
    CertificateRefused,
    ChecksumMismatch,
    ConnectionLost,
    ContentTypeMismatch,
    ConversationUnknown,
    CredentialsError,
    Intercepted,
    LeadwayError,
    LinkExpired,
    LinkLost,
    LinkRefused,
    LinkShared,
    NoConnection,
    NoSecureConnection,
    PlaceTaken,
    ProxyFailed,
    RateLimited,
    ReplyLost,
    RequestRefused,
    ServerFault,
    SizeMismatch,
    Stalled,
    StorageUnreachable,
    StoredFileMissing,
    TurnedAway,
    UnexpectedBucketReply,
    UnexpectedReply,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason

FOR_EVER = 1_000_000_000
"""Tries: what ends by itself is waited for, however long, and is no failure of the upload's."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How an error is met. Times in seconds; `tries` counts failures in a row, this one too.

    `first` and `most` bound the wait: `first` doubles with each failure up to `most`. Where the
    server says how long to wait, that is waited.
    `forgets_bytes`: what the server said about stored bytes no longer holds, so initiate anew;
    `tries` counts renewals then.
    `ends_bytes`: at the last try what is stored is of no more use, so what the agent retries begins
    anew.
    """

    reason: WaitReason = WaitReason.TIME
    first: float = 0.0
    most: float = 0.0
    tries: int = FOR_EVER
    forgets_bytes: bool = False
    ends_bytes: bool = False


POLICIES: dict[type[LeadwayError], Policy] = {
    NoConnection: Policy(WaitReason.NETWORK),
    CredentialsError: Policy(WaitReason.SIGN_IN),
    # A network that inspects or asks for a login first stands in the way of every upload alike.
    CertificateRefused: Policy(WaitReason.INTERCEPTED),
    NoSecureConnection: Policy(WaitReason.INTERCEPTED),
    # Likewise; but where the way is clear and one call is answered so all the same, it is that
    # call alone, and that ends.
    Intercepted: Policy(WaitReason.INTERCEPTED, tries=6),
    ProxyFailed: Policy(WaitReason.INTERCEPTED, tries=6),
    # The road: a connection that broke is tried again soon, a server in trouble is spared.
    ConnectionLost: Policy(first=1, most=60, tries=10),
    # A network that is back, as the API's address shows, says nothing about the storage's.
    StorageUnreachable: Policy(first=1, most=60, tries=10),
    Stalled: Policy(first=1, most=60, tries=10),
    BucketFault: Policy(first=1, most=60, tries=10),
    # The bytes may be there: complete is asked first, which names their size. Where it says no,
    # that is a broken connection like any other, and counts as one.
    ReplyLost: Policy(first=1, most=1),
    ServerFault: Policy(first=2, most=120, tries=10),
    TurnedAway: Policy(first=1, most=60, tries=10),
    UnexpectedReply: Policy(first=2, most=60, tries=4),
    UnexpectedBucketReply: Policy(first=2, most=60, tries=4),
    # The reply says how long; without its word a burst's 10 seconds, or an hour of the day's.
    RateLimited: Policy(first=10, most=10),
    # The link: a new one at once, but not for ever.
    LinkExpired: Policy(tries=5, forgets_bytes=True),
    LinkRefused: Policy(first=1, most=10, tries=3, forgets_bytes=True),
    StoredFileMissing: Policy(first=1, most=10, tries=4, forgets_bytes=True),
    # The answer that was lost is one failure before; this one is asked again in case it is a race.
    LinkLost: Policy(first=5, most=10, tries=3, ends_bytes=True),
    # The bytes: sent again, and never called done until they are right.
    ChecksumMismatch: Policy(first=1, most=10, tries=3, forgets_bytes=True),
    SizeMismatch: Policy(first=1, most=10, tries=3, forgets_bytes=True),
    ContentTypeMismatch: Policy(first=1, most=10, tries=2, forgets_bytes=True),
    # Another place, or another link; who holds this one may be cancelled or removed, too.
    PlaceTaken: Policy(first=1, most=10, tries=4, forgets_bytes=True),
    LinkShared: Policy(first=1, most=10, tries=2, forgets_bytes=True),
    # The server's last word on this upload: what the agent retries begins anew.
    RequestRefused: Policy(tries=1, forgets_bytes=True),
    ConversationUnknown: Policy(tries=1, forgets_bytes=True),
}
"""By the nearest class; an error that is not here is given up, with its remedy.

Bytes that are stored stay so where nothing was said about them: a certificate that is refused at
the last step must not cost a second transfer.
"""

_GIVEN_UP = Policy(tries=1)
_DAILY_WAIT = 3600.0
"""Seconds between two tries where a daily limit does not say when it ends."""
_SHORTEST_TOLD = 1.0
"""A server that says "in 0 seconds" is not asked in a circle."""
_LONGEST_WAIT = 24 * 3600.0
_LONGEST_UNTOLD = max(policy.most for policy in POLICIES.values())

Jitter = Callable[[float, float], float]


def after_failure(
    upload: Upload, error: LeadwayError, now: datetime, jitter: Jitter = random.uniform
) -> Upload:
    """Return the upload as it goes on after an error: waiting, or failed."""
    policy = policy_for(error, upload.stage)
    counter = "renewals" if policy.forgets_bytes else "failures"
    count = getattr(upload, counter) + (policy.tries < FOR_EVER)
    is_last = count >= policy.tries
    is_anew = policy.forgets_bytes or (is_last and policy.ends_bytes)
    changes = {counter: count, "stored": None if is_anew else upload.stored}
    if is_last:
        return upload.moved_to(UploadStage.FAILED, at=now, error=error, **changes)
    wait = Wait(policy.reason)
    if policy.reason is WaitReason.TIME:
        seconds = wait_seconds(policy, error, count, jitter)
        wait = Wait(WaitReason.TIME, now + timedelta(seconds=seconds))
    return upload.moved_to(UploadStage.WAITING, error=error, wait=wait, **changes)


def policy_for(error: LeadwayError, stage: UploadStage) -> Policy:
    """Return how an error is met that came in that stage."""
    kinds = _meaning_of(error, stage).__mro__
    return next((POLICIES[kind] for kind in kinds if kind in POLICIES), _GIVEN_UP)


def _meaning_of(error: LeadwayError, stage: UploadStage) -> type[LeadwayError]:
    """Return the class in whose row to look: some errors mean what others do."""
    kind = type(error)
    if isinstance(error, ProxyFailed) and not error.is_refusal:
        # One that is not reached is how a missing network looks behind a proxy.
        kind = NoConnection if error.status is None else ServerFault
    if issubclass(kind, NoConnection) and stage is UploadStage.UPLOADING:
        # The API has answered a moment ago: it is the storage's address that is out of reach.
        return StorageUnreachable
    return kind


def wait_seconds(policy: Policy, error: LeadwayError, failures: int, jitter: Jitter) -> float:
    """Return how long to wait after an error, the `failures`-th in a row."""
    told = _told(error, policy.first)
    if told is not None:
        # A little jitter on top: everybody was told the same time.
        return told + jitter(0.0, 1.0)
    bound = min(policy.most, policy.first * 2.0 ** min(failures - 1, 30))
    return jitter(0.0, bound)


def after_restart(upload: Upload, now: datetime) -> Upload:
    """Return an upload as a new start of the program finds it, at `now` by this computer's clock.

    No wait is longer than it was when it began: the clock may have been put back since.
    """
    found = upload.after_restart()
    delivery = found.delivery
    if delivery is not None and delivery.wait is not None:
        wait = _not_longer(delivery.wait, delivery.error, now)
        found = replace(found, delivery=replace(delivery, wait=wait))
    if found.wait is None:
        return found
    return replace(found, wait=_not_longer(found.wait, found.error, now))


def _not_longer(wait: Wait, error: LeadwayError | None, now: datetime) -> Wait:
    if wait.until is None:
        return wait
    told = None if error is None else _told(error, _LONGEST_UNTOLD)
    latest = now + timedelta(seconds=told or _LONGEST_UNTOLD)
    return replace(wait, until=min(wait.until, latest))


def _told(error: LeadwayError, at_least: float) -> float | None:
    """Return how long the server wants to be left alone, in seconds; None: it has not said."""
    told = error.wait_seconds
    if told is None and isinstance(error, RateLimited):
        told = _DAILY_WAIT if error.is_daily else at_least
    return None if told is None else min(max(told, _SHORTEST_TOLD), _LONGEST_WAIT)
