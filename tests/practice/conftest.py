"""A running practice account and a clock that tests can turn."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import Client


class TurnableClock:
    """Seconds since 1970, ahead of the real ones by what a test turned it."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._stopped_at: float | None = None

    def __call__(self) -> float:
        return (self._stopped_at or time.time()) + self.ahead

    def stop(self) -> None:
        """Stand still, for what must not depend on how fast this machine is."""
        self._stopped_at = time.time()


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock()


@pytest.fixture
def server(clock: TurnableClock, tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(clock=clock, storage=tmp_path) as running:
        yield running


@pytest.fixture
def client(server: PracticeServer) -> Client:
    return Client(server)
