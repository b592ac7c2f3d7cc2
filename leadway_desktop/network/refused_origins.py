"""Storages that a network keeps away, for the probe to look at again."""

from __future__ import annotations

import threading

from leadway_desktop.domain.errors import LeadwayError, ProxyFailed


class RefusedOrigins:
    """Where a certificate, or the way, was refused: a network may do so for the storage alone.

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


def is_refused_by_proxy(error: LeadwayError) -> bool:
    """Whether a proxy does not let this computer through."""
    return isinstance(error, ProxyFailed) and error.is_refusal
