"""When the next call may start: the rules, without threads.

- No limit is known until a reply tells of one: then nothing is paced.
- Our own calls never exceed the limit in any window (`call_window`).
- What other programs of the account use up is read off X-RateLimit-Remaining. A server whose count
  falls faster than a sliding window's can has a fixed window, or a bucket that refills: then what
  it says remains is the truth until its window surely has ended.
- As long as half of the slots are free, calls start at once. From then on they are spread, so that
  a slot is never far away for a person who searches meanwhile.
- Where nothing was heard for an interval, one call goes ahead alone and asks.
- A 429 stops everybody for as long as it says, or until the agent wants it tried. Without headers
  it also tells of a limit: a little less than what we had sent.
- When the day's calls are used up no more are made, but for one now and then that asks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.network.call_window import Call, CallWindow, Share
from leadway_desktop.network.limit_headers import LimitsTold

DOCUMENTED_CALLS = 100
DOCUMENTED_INTERVAL = 10.0
"""Seconds. Both from Leadway's reference, per location; used where a reply leaves one out."""
LONGEST_WAIT = 60.0
"""Seconds; a longer wait is told as an error instead, so that the agent sees why."""
LONGEST_SILENCE = 3.0
"""Seconds, likewise, after a 429, for what nobody at the window waits for: it counts them down."""
DAY_RECHECK = 900.0
"""Seconds until a used-up day is asked about again, where the server does not say: nobody has
documented at what hour its day begins."""
_PATIENCE = 1.0
"""Seconds that others wait for the reply of the call that went ahead."""
_ATTENTION = 30.0
"""Seconds after an interactive call in which somebody is taken to be at the window."""
_HURRY = 2 / 3
"""Spacing of the calls while nobody is, as a share of the even one: done sooner, with a gap."""
_BLUR = 0.25
"""What share of the calls that may have overtaken each other is taken to have done so."""
_RESERVE = 0.125
"""Slots left to other programs beyond those that they were seen to use, as a share of these."""
_GUESS_SHARE = 0.8
"""Of the calls that led to a 429: a guess at the limit that no reply has named."""
_LEAST_GUESS = 10
"""Calls in an interval; fewer can hardly be what a 429 was about."""
_GUESS_GROWTH = 0.1
"""By how much of it a guess grows with each interval that brings no 429."""
_GUESS_FORGOTTEN = 1000
"""Calls in an interval: a guess that has grown beyond that limits nothing."""


class Priority(Enum):
    """Who goes first."""

    INTERACTIVE = "interactive"
    """Somebody waits for it at the window."""
    BACKGROUND = "background"


@dataclass(slots=True)
class _Guess:
    """A limit that a 429 without headers told of; grows until it is contradicted."""

    made_at: float
    grows_at: float


@dataclass(frozen=True, slots=True)
class _Told:
    """What the newest call's reply told about the server's count."""

    number: int
    count: int
    remaining: int
    foreign: int
    """Calls of other programs in that count, as far as we can tell."""
    at: float
    until: float
    """When it is too old to mean anything."""


class CallPace:
    """Paces the calls of one client; times are monotonic seconds. Not thread-safe."""

    def __init__(self) -> None:
        self._window = CallWindow(DOCUMENTED_INTERVAL)
        self._limit: int | None = None
        self._guess: _Guess | None = None
        self._told: _Told | None = None
        self._newest = 0
        self._heard_until = -math.inf
        self._blocked_until = -math.inf
        self._attended_until = -math.inf
        self._slides = True
        self._reset_by = -math.inf
        self._reset_number = 0
        self._foreign_before = self._foreign_now = 0
        self._daily: tuple[int, int] | None = None
        self._day_until = -math.inf

    def begin(self, priority: Priority, now: float) -> Call:
        """Start a call; `ready_at` has said that it may."""
        if priority is Priority.INTERACTIVE:
            self._attended_until = now + _ATTENTION
        return self._window.begin(now)

    def end(self, call: Call, now: float, status: int | None, told: LimitsTold) -> None:
        """Take note of a reply, or of a call that ended without one (status None)."""
        self._window.end(call, now, is_answered=status is not None)
        if status is None:
            return
        if call.number > self._newest:
            self._newest = call.number
            self._learn(call, now, told)
        if status == 429:
            self._slow_down(call, now, told)

    def ready_at(self, priority: Priority, now: float) -> float:
        """Return when the next call may start: not after `now` means at once.

        Infinity: not before one that runs has ended. The answer holds until a call begins or ends.
        Raises RateLimited where that is not worth waiting for.
        """
        self._check_day(now)
        if now < self._blocked_until:
            is_awaited = priority is Priority.INTERACTIVE
            longest = LONGEST_WAIT if is_awaited else LONGEST_SILENCE
            return _bearable(self._blocked_until, now, longest)
        self._let_guess_grow(now)
        if priority is Priority.BACKGROUND and (wait := self._asking_until(now)) > now:
            return wait
        free = self._free(now)
        if free < 1:
            return _bearable(self._next_change(now), now, LONGEST_WAIT)
        return now if priority is Priority.INTERACTIVE else self._spread(free, now)

    def end_pause(self) -> None:
        """Forget that a 429 has asked for a pause, or that the day's calls are used up."""
        self._blocked_until = self._day_until = -math.inf
        self._daily = None

    # -- how many may start -----------------------------------------------------------------------

    def _asking_until(self, now: float) -> float:
        if now < self._heard_until or not self._window.running:
            return now
        oldest = next(iter(self._window.running.values()))
        return oldest.started + _PATIENCE

    def _free(self, now: float) -> float:
        if self._limit is None:
            return math.inf
        free = self._limit - self._window.occupied(now)
        told = self._told
        if told is None or now >= told.until:
            return free
        # The others go on while we look away.
        unseen = told.foreign * (_RESERVE + (now - told.at) / self._window.interval)
        reserve = math.ceil(unseen)
        if self._slides:
            return free - told.foreign - reserve
        return min(free, told.remaining - (self._window.sent - told.number) - reserve)

    def _next_change(self, now: float) -> float:
        times = [self._told.until] if self._told is not None and now < self._told.until else []
        next_free = self._window.next_free(now)
        return min([*times, math.inf if next_free is None else next_free])

    def _spread(self, free: float, now: float) -> float:
        limit, window = self._limit, self._window
        if limit is None or free > limit / 2:
            return now
        even = window.span / limit
        if now >= self._attended_until:
            return window.last_started + _HURRY * even
        # What is free must last until the next slot comes, and a surplus is used up bit by bit.
        next_free = window.next_free(now)
        until_next = (now if next_free is None else next_free) - window.last_started
        gap = max(even * (1 - 2 * free / limit), until_next / (free + 1))
        return window.last_started + gap

    # -- what replies tell ------------------------------------------------------------------------

    def _learn(self, call: Call, now: float, told: LimitsTold) -> None:
        self._learn_limit(told)
        if told.daily_remaining is not None:
            self._daily = (call.number, told.daily_remaining)
            if told.daily_remaining > 0:
                self._day_until = -math.inf
        self._heard_until = math.inf if self._limit is None else now + self._window.span
        if told.remaining is not None and self._limit is not None:
            self._learn_count(call, now, self._limit, min(told.remaining, self._limit))

    def _learn_limit(self, told: LimitsTold) -> None:
        if told.calls is None and told.remaining is None:
            return
        limit = told.calls or self._limit or max(DOCUMENTED_CALLS, told.remaining or 0)
        interval = told.interval or self._window.interval
        if (limit, interval) != (self._limit, self._window.interval):
            self._told, self._slides = None, True
        self._limit, self._guess = limit, None
        self._window.interval = interval

    def _learn_count(self, call: Call, now: float, limit: int, remaining: int) -> None:
        count = limit - remaining
        share = self._window.share(call, now)
        if count < share.least:
            self._slides = False
        if not self._slides and not self._note_reset(call, count, now):
            return
        if self._slides:
            foreign = self._foreign(count, share, now)
        else:
            # The others will use as much of this window as they did of the one before.
            self._foreign_now = max(0, count - (call.number - self._reset_number))
            foreign = max(self._foreign_now, self._foreign_before)
        self._heard_until = self._known_until(now)
        self._told = _Told(call.number, count, remaining, foreign, now, self._heard_until)

    def _note_reset(self, call: Call, count: int, now: float) -> bool:
        """Notice that a fixed window ended; returns whether the count is surely of the new one."""
        running, before = self._window.running, self._told
        if before is not None and count < before.count - len(running):
            self._reset_by = now
            self._foreign_before, self._foreign_now = self._foreign_now, 0
            self._reset_number = min([call.number, before.number + 1, *running]) - 1
            return True
        return call.started >= self._reset_by

    def _foreign(self, count: int, share: Share, now: float) -> int:
        """Return how many calls of others a sliding window's count has.

        What was known stays unless this count speaks clearly against it: calls that overtake each
        other blur it.
        """
        known = self._told.foreign if self._told is not None and now < self._told.until else 0
        lowest = count - share.likely - _BLUR * (share.most - share.likely)
        highest = count - share.likely + _BLUR * (share.likely - share.least)
        return max(0, math.floor(highest)) if known > highest else max(known, math.ceil(lowest))

    def _known_until(self, now: float) -> float:
        """Return when the server's window of now has surely ended."""
        span = self._window.span
        if self._slides or self._reset_by == -math.inf:
            return now + span
        ended = math.floor((now - self._reset_by) / span)
        return self._reset_by + (ended + 1) * span

    # -- refusals ---------------------------------------------------------------------------------

    def _slow_down(self, call: Call, now: float, told: LimitsTold) -> None:
        self._heard_until = -math.inf
        if self._told is not None:
            self._told = replace(self._told, until=-math.inf)
        if told.daily_remaining == 0:
            self._day_until = now + (told.retry_after or DAY_RECHECK)
            return
        wait = told.retry_after or told.interval or self._window.interval
        self._blocked_until = max(self._blocked_until, now + wait)
        if told.calls is None and told.remaining is None:
            self._make_guess(call, now)

    def _make_guess(self, call: Call, now: float) -> None:
        if self._limit is not None and self._guess is None:
            return  # other replies have told the limit itself
        if self._guess is not None and call.started < self._guess.made_at:
            return  # of the burst that made the guess
        sent = min(call.occupied, self._limit or call.occupied)
        self._limit = max(_LEAST_GUESS, int(sent * _GUESS_SHARE))
        self._guess = _Guess(now, self._blocked_until + self._window.interval)

    def _let_guess_grow(self, now: float) -> None:
        while self._guess is not None and self._limit is not None and now >= self._guess.grows_at:
            self._limit += max(1, int(self._limit * _GUESS_GROWTH))
            self._guess.grows_at += self._window.interval
            if self._limit > _GUESS_FORGOTTEN:
                self._limit = self._guess = None

    def _check_day(self, now: float) -> None:
        if now >= self._day_until and self._daily is not None:
            number, remaining = self._daily
            if remaining - (self._window.sent - number) <= 0:
                self._day_until = now + DAY_RECHECK
        if now < self._day_until:
            self._daily, self._heard_until = None, -math.inf
            raise RateLimited(wait_seconds=self._day_until - now, is_daily=True)


def _bearable(moment: float, now: float, longest: float) -> float:
    if moment != math.inf and moment - now > longest:
        raise RateLimited(wait_seconds=moment - now, is_daily=False)
    return moment
