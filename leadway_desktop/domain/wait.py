"""What an upload, or a message, waits for before it goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class WaitReason(Enum):
    """What an upload waits for."""

    TIME = "time"
    NETWORK = "network"
    INTERCEPTED = "intercepted"
    """Something on the way, such as a hotel's login page, stands in the server's place."""
    SIGN_IN = "sign in"


ON_THE_ROAD = frozenset({WaitReason.NETWORK, WaitReason.INTERCEPTED})
"""What a look at the network tells to be over."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when, and for what; `until` is None where it is not time that is waited for."""

    reason: WaitReason
    until: datetime | None = None
