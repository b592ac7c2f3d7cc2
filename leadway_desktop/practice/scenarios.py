"""Named scenarios: a set of faults, limits and habits of the account that belong together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadway_desktop.practice.errors import StatusKey
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.rate_limit import RateLimits


@dataclass(frozen=True)
class Quirks:
    """Habits in which the real platform was seen to differ from call to call."""

    status_key: StatusKey = "statusCode"
    unknown_conversation: int = 404
    sent_status: int = 201
    iso_dates: bool = False
    two_hash_lines: bool = False


@dataclass(frozen=True)
class Scenario:
    """What a newcomer trains with and a test starts from. ``limits`` None: no rate limit."""

    name: str
    summary: str
    faults: tuple[Fault, ...] = ()
    limits: RateLimits | None = field(default_factory=RateLimits)
    quirks: Quirks = field(default_factory=Quirks)


def _always(step: str, kind: str, **values: object) -> Fault:
    return Fault.from_json({"step": step, "kind": kind, "times": None, **values})


MEGABIT = 125_000

SCENARIOS: Mapping[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Scenario("calm", "Everything works."),
        Scenario(
            "slow-network",
            "A line of 4 megabits a second with a quarter of a second of latency.",
            (
                _always("*", "latency", seconds=0.15, seconds_max=0.35),
                _always("put", "bandwidth", bytes_per_s=4 * MEGABIT),
            ),
        ),
        Scenario(
            "hotel-wifi",
            "Slow, uneven, and one connection in five breaks somewhere in the first megabytes.",
            (
                _always("*", "latency", seconds=0.1, seconds_max=1.5),
                _always("put", "bandwidth", bytes_per_s=8 * MEGABIT),
                _always("put", "reset", probability=0.2, at_byte=0, at_byte_max=6_000_000),
                _always("search", "reset", probability=0.1),
                _always("initiate", "reset", probability=0.1),
            ),
        ),
        Scenario(
            "flaky-bucket",
            "The bucket answers 503 to one PUT in three, and now and then stalls or hangs up.",
            (
                _always("put", "status", status=503, probability=0.33),
                _always("put", "reset", probability=0.1, at_byte=0, at_byte_max=2_000_000),
                _always("put", "stall", probability=0.1, at_byte=0, at_byte_max=2_000_000),
            ),
        ),
        Scenario(
            "expired-links",
            "Every other signed URL has run out by the time it is used.",
            (_always("initiate", "expired_url", probability=0.5),),
        ),
        Scenario(
            "busy",
            "A colleague's integration uses up the rate limit: 10 requests in 10 seconds are left.",
            limits=RateLimits(burst=10),
        ),
        Scenario(
            "busy-no-hint",
            "As busy, and a 429 does not say when to come back.",
            limits=RateLimits(burst=10, retry_after=False),
        ),
        Scenario(
            "day-spent",
            "The day's 200,000 requests are used up after 25 more.",
            limits=RateLimits(daily=25),
        ),
        Scenario(
            "lost-replies",
            "The work is done but the reply gets lost: every third time, at each of the steps.",
            (
                _always("put", "lost_reply", probability=0.33),
                _always("complete", "lost_reply", probability=0.33),
                _always("send", "lost_reply", probability=0.33),
                _always("complete", "status", status=502, body="html", after_work=True,
                        probability=0.2),
            ),
        ),
        Scenario(
            "clock-skew",
            "This computer's clock is 25 minutes slow, as the account sees it.",
            (Fault("*", "clock_skew", seconds=25 * 60),),
        ),
        Scenario(
            "broken-replies",
            "Replies are cut, empty, HTML or nonsense, about half of the time.",
            (
                _always("*", "cut_reply", probability=0.15),
                _always("*", "malformed_reply", probability=0.1),
                _always("*", "malformed_reply", body="html", probability=0.1),
                _always("*", "malformed_reply", body="empty", probability=0.1),
                _always("*", "status", status=500, body="html", probability=0.1),
            ),
        ),
        Scenario(
            "late-storage",
            "The bucket takes the file, but complete does not see it at the first try.",
            (_always("complete", "not_in_storage", probability=0.5),),
        ),
        Scenario(
            "other-spellings",
            "The platform's other habits: `status` for `statusCode`, ISO dates, 400 for an unknown"
            " conversation, two x-goog-hash lines.",
            quirks=Quirks(
                status_key="status",
                unknown_conversation=400,
                sent_status=200,
                iso_dates=True,
                two_hash_lines=True,
            ),
        ),
        Scenario("no-limits", "Everything works and nothing is counted.", limits=None),
    )
}  # fmt: skip


def find(name: str | None) -> Scenario:
    """Return a scenario by name, calm for None; raises ValueError that names the others."""
    scenario = SCENARIOS.get(name or "calm")
    if scenario is None:
        raise ValueError(f"no scenario {name!r}; there are {', '.join(SCENARIOS)}")
    return scenario
