"""Storages that a network keeps away, for the probe to look at again."""

from __future__ import annotations

import threading

from leadway_desktop.domain.errors import (
    CertificateRefused,
    LeadwayError,
    NoSecureConnection,
    ProxyFailed,
)

_MOST_LOOKS = 12
"""In a row, some five seconds apart: then an upload has to try, if there is still one for there."""


class RefusedOrigins:
    """Where TLS, or the way, was refused: a network may do so for the storage alone.

    Any thread may call anything.
    """

    def __init__(self) -> None:
        self._origins: dict[str, int] = {}
        """And how often each was looked at in vain."""
        self._lock = threading.Lock()

    def add(self, origin: str) -> None:
        """Take note of `https://host:port`."""
        with self._lock:
            self._origins[origin] = 0

    def refuses_again(self, origin: str) -> bool:
        """Take note of a look in vain; False: it is forgotten.

        The upload that went there may have been cancelled, and its link a wrong one: one address
        must not hold up all others for good.
        """
        with self._lock:
            looks = self._origins.pop(origin, 0) + 1
            if looks < _MOST_LOOKS:
                self._origins[origin] = looks
            return looks < _MOST_LOOKS

    def discard(self, origin: str) -> None:
        """Forget it: the way there is clear again, or it is out of reach."""
        with self._lock:
            self._origins.pop(origin, None)

    def all(self) -> tuple[str, ...]:
        """Return them."""
        with self._lock:
            return tuple(self._origins)


def is_refused_on_the_way(error: LeadwayError) -> bool:
    """Whether something is reached, and there is no safe way through it."""
    if isinstance(error, ProxyFailed):
        return error.is_refusal
    return isinstance(error, CertificateRefused | NoSecureConnection)
