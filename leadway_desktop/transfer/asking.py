"""Questions that must be answered before an upload can begin: asked again as an upload would be."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.retry import policy_for, wait_seconds

Answer = TypeVar("Answer")
OnWait = Callable[[LeadwayError, float], None]
"""Told before each wait: why, and how many seconds."""

_NETWORK_STEP = 1.0
"""Seconds between two attempts while the network is away."""


def ask_patiently(
    ask: Callable[[], Answer],
    cancel: CancelToken,
    patience: float,
    on_wait: OnWait = lambda error, seconds: None,
) -> Answer:
    """Return the answer, asked for again for at most `patience` seconds while that may help.

    Raises Cancelled, or the last error: at once where no attempt of ours can mend it.
    """
    end, failures = time.monotonic() + patience, 0
    while True:
        try:
            return ask()
        except LeadwayError as error:
            failures += 1
            seconds = _seconds_to_wait(error, failures)
            if seconds is None or time.monotonic() + seconds > end:
                raise
            on_wait(error, seconds)
        cancel.wait(seconds)


def passes_by_itself(error: LeadwayError) -> bool:
    """Whether an upload that met it would wait, and not fail."""
    policy = policy_for(error, UploadStage.INITIATING)
    return policy.reason is not WaitReason.TIME or policy.tries > 1


def _seconds_to_wait(error: LeadwayError, failures: int) -> float | None:
    policy = policy_for(error, UploadStage.INITIATING)
    if policy.reason is WaitReason.NETWORK:
        return _NETWORK_STEP
    if policy.reason is not WaitReason.TIME or failures >= policy.tries:
        return None
    return wait_seconds(policy, error, failures, random.uniform)
