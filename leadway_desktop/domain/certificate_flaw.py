"""Why this computer refuses a server's certificate."""

from __future__ import annotations

from enum import StrEnum


class CertificateFlaw(StrEnum):
    """What is wrong with it, as far as that changes what helps."""

    ISSUER = "unknown issuer"
    """Nobody whom this computer trusts vouches for it: often a proxy that opens connections."""
    TIME = "not valid now"
    """It has expired, or is not valid yet, by this computer's clock: often the clock is wrong."""
    NAME = "another name"
    """It is for another server than the one that was asked for."""
    OTHER = "other"
    """Revoked, too weak, for another purpose: the system's own words tell."""

    @classmethod
    def _missing_(cls, value: object) -> CertificateFlaw:
        """Take what a newer version has written as what this one knows."""
        return cls.OTHER
