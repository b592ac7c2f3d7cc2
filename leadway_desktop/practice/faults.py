"""Faults on demand: what goes wrong, at which step, how often; and the book that deals them out."""

import math
import random
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

Step = Literal[
    "search", "conversation", "initiate", "put", "complete", "send", "messages", "upload",
    "public", "*",
]  # fmt: skip
Kind = Literal[
    "latency", "bandwidth", "reset", "stall", "status", "rate_limit", "cut_reply",
    "malformed_reply", "lost_reply", "huge_reply", "patch", "expired_url", "not_in_storage",
    "hidden_attachments", "clock_skew",
]  # fmt: skip
BodyKind = Literal["usual", "json", "html", "empty", "truncated", "garbage", "array", "head"]
RateScope = Literal["burst", "day"]

WORDS: Mapping[str, frozenset[str]] = {
    "step": frozenset(get_args(Step)),
    "kind": frozenset(get_args(Kind)),
    "body": frozenset(get_args(BodyKind)),
    "scope": frozenset(get_args(RateScope)),
}
WHOLE_NUMBERS: Mapping[str, tuple[float, float]] = {
    "times": (1, math.inf),
    "skip": (0, math.inf),
    "at_byte": (0, math.inf),
    "at_byte_max": (0, math.inf),
    "status": (200, 599),
    "bytes_per_s": (1, math.inf),
    "size": (0, math.inf),
}
# Only a clock can be off by less than nothing; elsewhere negative seconds are no wait at all.
NUMBERS: Mapping[str, tuple[float, float]] = {
    "probability": (0, 1),
    "seconds": (-math.inf, threading.TIMEOUT_MAX),
    "seconds_max": (0, threading.TIMEOUT_MAX),
}
OPTIONAL = frozenset({"times", "at_byte", "at_byte_max", "seconds", "seconds_max"})


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    ``times`` is how often it strikes (None: always); ``skip`` lets that many requests pass first;
    ``probability`` is drawn for each request from the book's seed. ``at_byte`` counts bytes of
    the request's body; a body that ends before it meets the fault at its end. Where ``at_byte_max``
    or ``seconds_max`` is given, each strike draws between the two. ``after_work`` moves a
    ``status`` behind the work, as a gateway's 502 would come.

    Raises ValueError or TypeError for a value that means nothing.
    """

    step: Step
    kind: Kind
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    at_byte: int | None = None
    at_byte_max: int | None = None
    seconds: float | None = None
    seconds_max: float | None = None
    status: int = 503
    body: BodyKind = "usual"
    bytes_per_s: int = 64 * 1024
    size: int = 64 * 1024 * 1024
    scope: RateScope = "burst"
    after_work: bool = False
    patch: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        for name, known in WORDS.items():
            _check_word(name, getattr(self, name), known)
        for name, (low, high) in WHOLE_NUMBERS.items():
            _check_number(name, getattr(self, name), int, low, high)
        for name, (low, high) in NUMBERS.items():
            _check_number(name, getattr(self, name), float, low, high)
        for name in ("patch", "headers"):
            if not isinstance(getattr(self, name), Mapping | None):
                raise TypeError(f"a fault's {name} is an object")

    @classmethod
    def from_json(cls, content: object) -> "Fault":
        """Read a fault from a decoded JSON object.

        Raises ValueError or TypeError with a message that names what is wrong.
        """
        if not isinstance(content, dict):
            raise TypeError("a fault is a JSON object")
        unknown = sorted(set(content) - {known.name for known in fields(cls)})
        if unknown:
            raise ValueError(f"a fault has no {', '.join(unknown)}")
        missing = sorted({"step", "kind"} - set(content))
        if missing:
            raise ValueError(f"a fault needs {', '.join(missing)}")
        return cls(**content)

    def to_json(self) -> dict[str, Any]:
        """Return the fault as a JSON object of the values that differ from the defaults."""
        usual = {known.name: known.default for known in fields(self)}
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


def _check_word(name: str, value: object, known: frozenset[str]) -> None:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"a fault's {name} is one of {', '.join(sorted(known))}, not {value!r}")


def _check_number(name: str, value: Any, kind: type, low: float, high: float) -> None:
    if value is None and name in OPTIONAL:
        return
    fits = isinstance(value, int | kind) and not isinstance(value, bool)
    if not fits or not low <= value <= high:
        raise ValueError(f"a fault's {name} cannot be {value!r}")


class _Armed:
    """A fault in the book with its own dice, so that no other fault disturbs its draws."""

    def __init__(self, fault: Fault, dice: random.Random) -> None:
        self.fault = fault
        self._dice = dice
        self._seen = 0
        self._left = fault.times

    def strike(self, step: str) -> Fault | None:
        """Return the fault with its draws made if it hits this request."""
        if self.fault.kind == "clock_skew" or self.fault.step not in (step, "*") or self.spent:
            return None
        self._seen += 1
        chance = self._dice.random()
        if self._seen <= self.fault.skip or chance >= self.fault.probability:
            return None
        if self._left is not None:
            self._left -= 1
        return self._drawn()

    @property
    def spent(self) -> bool:
        return self._left == 0

    def _drawn(self) -> Fault:
        drawn = self.fault
        if drawn.at_byte_max is not None:
            low = drawn.at_byte or 0
            drawn = replace(drawn, at_byte=self._dice.randint(low, max(low, drawn.at_byte_max)))
        if drawn.seconds_max is not None:
            drawn = replace(
                drawn, seconds=self._dice.uniform(drawn.seconds or 0, drawn.seconds_max)
            )
        return drawn


class FaultBook:
    """The faults in force. Thread-safe; the same seed deals the n-th request the same faults."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        self._added = 0

    def add(self, *faults: Fault) -> None:
        """Put faults in force, behind those that are there."""
        with self._lock:
            for fault in faults:
                self._added += 1
                dice = random.Random(f"{self._seed}:{self._added}")
                self._armed.append(_Armed(fault, dice))

    def clear(self) -> None:
        """End every fault; requests already struck keep theirs."""
        with self._lock:
            self._armed.clear()

    def take(self, step: str) -> tuple[Fault, ...]:
        """Return the faults that strike the request now arriving at ``step``."""
        with self._lock:
            struck = [armed.strike(step) for armed in self._armed]
            self._armed = [armed for armed in self._armed if not armed.spent]
        return tuple(fault for fault in struck if fault is not None)

    def skew_s(self) -> float:
        """Return by how many seconds the account's clock is ahead."""
        return sum(f.seconds or 0 for f in self.in_force() if f.kind == "clock_skew")

    def in_force(self) -> tuple[Fault, ...]:
        """Return the faults that can still strike."""
        with self._lock:
            return tuple(armed.fault for armed in self._armed)
