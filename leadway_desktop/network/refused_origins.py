"""Storages whose certificates were refused, for the probe to look at again."""

from __future__ import annotations

import threading


class RefusedOrigins:
    """Where a certificate was refused: a network may open the connections to storage alone.

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
        """Forget it: its certificate is trusted again, or it is out of reach."""
        with self._lock:
            self._origins.discard(origin)

    def all(self) -> tuple[str, ...]:
        """Return them."""
        with self._lock:
            return tuple(self._origins)
