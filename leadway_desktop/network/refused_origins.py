"""Storages that a network keeps away, for the probe to look at again."""

from __future__ import annotations

import threading

from leadway_desktop.domain.errors import (
    CertificateRefused,
    LeadwayError,
    NoSecureConnection,
    ProxyFailed,
)


class RefusedOrigins:
    """Where TLS, or the way, was refused: a network may do so for the storage alone.

    Any thread may call anything.
    """

    def __init__(self) -> None:
        self._origins: set[str] = set()
        self._lock = threading.Lock()

    def add(self, origin: str) -> None:
        """Take note of `https://host:port`."""
        with self._lock:
            self._origins.add(origin)

    def discard(self, origin: str) -> None:
        """Forget it: the way there is clear again, or it is out of reach."""
        with self._lock:
            self._origins.discard(origin)

    def all(self) -> tuple[str, ...]:
        """Return them."""
        with self._lock:
            return tuple(self._origins)


def is_refused_on_the_way(error: LeadwayError) -> bool:
    """Whether something is reached, and there is no safe way through it."""
    if isinstance(error, ProxyFailed):
        return error.is_refusal
    return isinstance(error, CertificateRefused | NoSecureConnection)
