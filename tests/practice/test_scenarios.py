"""Scenarios do what they say, and the same thing each time."""

import http.client

import pytest

from leadway_desktop.practice.scenarios import SCENARIOS
from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import Client, put


def tell(status: int | None) -> str:
    return str(status) if status else "hung up"


def attempt(client: Client) -> list[str]:
    """Upload a photo step by step; return what each step answered, as far as it got."""
    story: list[str] = []
    try:
        begun = client.initiate()
        story.append(tell(begun.status))
        story.append(tell(put(begun).status))
        story.append(tell(client.complete(begun).status))
    except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
        story.append(type(error).__name__)
    return story


def play(scenario: str, *, seed: int, times: int) -> list[list[str]]:
    with PracticeServer(scenario=scenario, seed=seed, rate_limit=False) as server:
        client = Client(server)
        return [attempt(client) for _ in range(times)]


@pytest.mark.parametrize(
    "name", ["expired-links", "lost-replies", "broken-replies", "late-storage"]
)
def test_the_same_seed_plays_the_same(name: str) -> None:
    first = play(name, seed=3, times=12)
    assert play(name, seed=3, times=12) == first
    assert ["200", "200", "200"] in first
    assert any(story != ["200", "200", "200"] for story in first)


def test_calm_is_calm() -> None:
    assert play("calm", seed=1, times=5) == [["200", "200", "200"]] * 5


def test_expired_links_fail_at_the_bucket() -> None:
    assert ["200", "400", "404"] in play("expired-links", seed=1, times=8)


def test_lost_replies_lose_replies_but_no_work() -> None:
    with PracticeServer(scenario="lost-replies", rate_limit=False) as server:
        client = Client(server)
        stories = [attempt(client) for _ in range(12)]
        finished = stories.count(["200", "200", "200"])
        assert len(server.record.objects) == 12
        assert len(server.record.uploads) > finished


def test_clock_skew_puts_the_account_ahead() -> None:
    with PracticeServer(scenario="clock-skew", clock=lambda: 1_000_000_000.0) as server:
        client = Client(server)
        begun = client.initiate()
        assert begun.json["expiresAt"] == (1_000_000_000 + 25 * 60 + 900) * 1000
        assert put(begun).status == 200


def test_a_day_that_is_spent() -> None:
    with PracticeServer(scenario="day-spent") as server:
        client = Client(server)
        answers = [client.search(limit=1) for _ in range(26)]
    assert [answer.status for answer in answers] == [200] * 25 + [429]
    assert answers[-1].headers["x-ratelimit-daily-remaining"] == "0"
    assert answers[-1].headers["x-ratelimit-remaining"] != "0"


def test_every_scenario_tells_what_it_is() -> None:
    assert all(scenario.summary.endswith(".") for scenario in SCENARIOS.values())
    assert {fault.step for fault in SCENARIOS["hotel-wifi"].faults} > {"put", "*"}
