"""How far the PUT of an upload is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a PUT is: bytes, and bytes per second (None until it is known, or while it stands).

    `acknowledged` never runs ahead of what the network took, where the system can tell.
    """

    upload_id: str
    acknowledged: int
    total: int
    speed: float | None = None
    still: float | None = None
    """Seconds without a byte acknowledged; None as long as they are too few to be told."""

    @property
    def has_arrived(self) -> bool:
        """Whether every byte is acknowledged: the answer is what is left to come."""
        return self.acknowledged >= self.total

    @property
    def seconds_left(self) -> float | None:
        """Time to the end of the PUT at the present speed, or None."""
        if not self.speed:
            return None
        return (self.total - self.acknowledged) / self.speed
