"""A server that counts strictly and a network that delays, both in simulated time."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.network.call_pace import CallPace, Priority
from leadway_desktop.network.call_window import Call
from leadway_desktop.network.limit_headers import LimitsTold


class Server(Protocol):
    limit: int
    interval: float

    def admit(self, now: float) -> tuple[bool, int]:
        """Count a call; returns whether it may pass, and how many remain."""
        ...


@dataclass
class SlidingServer:
    limit: int
    interval: float
    recent: deque[float] = field(default_factory=deque)

    def admit(self, now: float) -> tuple[bool, int]:
        while self.recent and self.recent[0] + self.interval <= now:
            self.recent.popleft()
        passes = len(self.recent) < self.limit
        if passes:
            self.recent.append(now)
        return passes, self.limit - len(self.recent)


@dataclass
class FixedServer:
    limit: int
    interval: float
    phase: float = 0.0
    window: int = -1
    used: int = 0

    def admit(self, now: float) -> tuple[bool, int]:
        window = math.floor((now + self.phase) / self.interval)
        if window != self.window:
            self.window, self.used = window, 0
        passes = self.used < self.limit
        self.used += passes
        return passes, self.limit - self.used


@dataclass
class BucketServer:
    """Refills evenly; holds `limit` calls at most."""

    limit: int
    interval: float
    level: float = math.inf
    filled_at: float = 0.0

    def admit(self, now: float) -> tuple[bool, int]:
        refill = (now - self.filled_at) * self.limit / self.interval
        self.level = min(self.limit, self.level + refill)
        self.filled_at = now
        passes = self.level >= 1
        self.level -= passes
        return passes, math.floor(self.level)


@dataclass(frozen=True)
class Trip:
    """What the network does to one call; seconds."""

    there: float
    back: float
    is_lost: bool = False
    """No reply comes: the client gives up when it would have."""


@dataclass
class Simulation:
    """`workers` threads that make `calls` calls one after the other, as fast as they may."""

    server: Server
    trips: Iterable[Trip]
    workers: int
    calls: int
    foreign: Iterable[float] = ()
    """When another program of the account calls; it does not heed the limit."""
    searches: Iterable[float] = ()
    """When somebody at the window searches."""
    is_told: bool = True
    pace: CallPace = field(default_factory=CallPace)
    now: float = 0.0
    refused: int = 0
    sent: list[float] = field(default_factory=list)
    search_waits: list[float] = field(default_factory=list)

    def run(self) -> float:
        """Return the time at which the last call of the workers had ended."""
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._journeys = itertools.cycle(self.trips)
        self._idle, self._left, self._open = self.workers, self.calls, self.calls
        self._searching: list[float] = []
        self._alarmed = -math.inf
        for moment in self.foreign:
            self._at(moment, lambda: void(self.server.admit(self.now)))
        for moment in self.searches:
            self._at(moment, lambda: self._searching.append(self.now))
        self._start_what_may()
        while self._open:
            self.now, _, happen = heapq.heappop(self._events)
            happen()
            self._start_what_may()
        return self.now

    def _at(self, moment: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), happen))

    def _start_what_may(self) -> None:
        while self._searching or (self._idle and self._left):
            priority = Priority.INTERACTIVE if self._searching else Priority.BACKGROUND
            start = self._ready_at(priority)
            if start > self.now:
                self._alarm(start)
                return
            self._begin(priority)

    def _ready_at(self, priority: Priority) -> float:
        try:
            return self.pace.ready_at(priority, self.now)
        except RateLimited as limited:
            return self.now + (limited.wait_seconds or math.nan)

    def _alarm(self, moment: float) -> None:
        """Look again at that moment, or at an earlier one that was asked for before."""
        if self._alarmed > self.now and self._alarmed <= moment:
            return
        if moment != math.inf:
            self._alarmed = moment
            self._at(moment, lambda: None)

    def _begin(self, priority: Priority) -> None:
        call, trip = self.pace.begin(priority, self.now), next(self._journeys)
        if priority is Priority.INTERACTIVE:
            self.search_waits.append(self.now - self._searching.pop(0))
        else:
            self._idle, self._left = self._idle - 1, self._left - 1
            self.sent.append(self.now)
        self._at(self.now + trip.there, lambda: self._arrive(call, trip, priority))

    def _arrive(self, call: Call, trip: Trip, priority: Priority) -> None:
        passes, remaining = self.server.admit(self.now)
        self.refused += not passes
        told = LimitsTold()
        if self.is_told:
            told = LimitsTold(self.server.limit, self.server.interval, remaining)
        status = None if trip.is_lost else 200 if passes else 429
        self._at(self.now + trip.back, lambda: self._end(call, status, told, priority))

    def _end(self, call: Call, status: int | None, told: LimitsTold, priority: Priority) -> None:
        self.pace.end(call, self.now, status, told)
        if priority is Priority.BACKGROUND:
            self._idle, self._open = self._idle + 1, self._open - 1


def void(_: object) -> None:
    """Drop a result."""
