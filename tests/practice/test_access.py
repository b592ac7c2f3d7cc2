"""Three credential failures that an agent must be able to tell apart, and the rate limit."""

import pytest

from leadway_desktop.practice.rate_limit import RateLimiter, RateLimits
from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import Client
from tests.practice.conftest import TurnableClock


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("token_revoked", 401, "Invalid JWT"),
        ("token_wrong_scope", 401, "The token is not authorized for this scope."),
        ("token_wrong_location", 403, "The token does not have access to this location."),
    ],
)
def test_each_bad_token_fails_in_its_own_way(
    server: PracticeServer, name: str, status: int, message: str
) -> None:
    client = Client(server, getattr(server.account, name))
    answers = [
        client.search(),
        client.call("GET", f"/conversations/{server.account.conversation_id}"),
        client.messages(),
        client.initiate(),
    ]
    assert {(a.status, a.json["statusCode"], a.json["message"]) for a in answers} == {
        (status, status, message)
    }
    assert all(answer.json["traceId"] for answer in answers)


@pytest.mark.parametrize("value", [None, "Bearer", "Bearer nobody", "Basic x", "ñ"])
def test_no_token_or_an_unknown_one(client: Client, value: str | None) -> None:
    headers = {"Authorization": value}
    query = {"locationId": client.account.location_id}
    answer = client.call("GET", "/conversations/search", query=query, headers=headers)
    assert (answer.status, answer.json["message"]) == (401, "Invalid JWT")


def test_a_token_that_may_only_read(server: PracticeServer) -> None:
    client = Client(server, server.account.token_read_only)
    assert client.search().status == 200
    assert client.messages().status == 200
    answer = client.initiate()
    assert (answer.status, "scope" in answer.json["message"]) == (401, True)


@pytest.mark.parametrize(
    ("version", "status"), [("2021-04-15", 200), ("2020-01-01", 401), (None, 401)]
)
def test_the_version_header_is_needed(client: Client, version: str | None, status: int) -> None:
    query = {"locationId": client.account.location_id}
    answer = client.call("GET", "/conversations/search", query=query, headers={"Version": version})
    assert answer.status == status


def test_unknown_paths_and_methods(client: Client) -> None:
    assert client.call("GET", "/contacts").status == 404
    answer = client.call("PUT", "/conversations/search")
    assert (answer.status, answer.json["message"]) == (404, "Cannot PUT /conversations/search")


def test_every_reply_counts_down(client: Client) -> None:
    first, second = client.search(), client.call("GET", "/conversations/nobody")
    assert first.headers["x-ratelimit-max"] == "100"
    assert first.headers["x-ratelimit-interval-milliseconds"] == "10000"
    assert first.headers["x-ratelimit-limit-daily"] == "200000"
    assert first.headers["x-ratelimit-remaining"] == "99"
    assert second.headers["x-ratelimit-remaining"] == "98"
    assert second.headers["x-ratelimit-daily-remaining"] == "199998"
    stranger = client.call("GET", "/conversations/search", headers={"Authorization": None})
    assert stranger.headers["x-ratelimit-remaining"] == "98"


def test_the_hundred_and_first_waits(client: Client, clock: TurnableClock) -> None:
    clock.stop()
    assert [client.search(limit=1).status for _ in range(100)] == [200] * 100
    refused = client.search(limit=1)
    assert refused.status == 429
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    clock.ahead = 10.1
    assert client.search(limit=1).status == 200


def test_the_limit_can_be_switched_off() -> None:
    with PracticeServer(rate_limit=False) as server:
        client = Client(server)
        answers = [client.search(limit=1) for _ in range(101)]
    assert {answer.status for answer in answers} == {200}
    assert "x-ratelimit-max" not in answers[0].headers


def test_the_day_ends_at_midnight_utc() -> None:
    now = [86_400.0 * 3 - 10]
    limiter = RateLimiter(RateLimits(daily=2), lambda: now[0])
    assert [limiter.admit(), limiter.admit()] == [None, None]
    assert limiter.admit() == pytest.approx(10)
    assert ("X-RateLimit-Daily-Remaining", "0") in limiter.headers()
    now[0] += 10.5
    assert limiter.admit() is None


def test_the_interval_slides() -> None:
    now = [1000.0]
    limiter = RateLimiter(RateLimits(burst=2), lambda: now[0])
    assert limiter.admit() is None
    now[0] += 6
    assert limiter.admit() is None
    assert limiter.admit() == pytest.approx(4)
    now[0] += 4
    assert limiter.admit() is None
    assert limiter.admit() == pytest.approx(6)
