"""The limits' headers, whole, in part, and nonsense."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.limit_headers import LimitsTold, read_limits

NAMES = (
    "x-ratelimit-max",
    "x-ratelimit-remaining",
    "x-ratelimit-interval-milliseconds",
    "x-ratelimit-daily-remaining",
    "retry-after",
)


def told(**headers: str) -> LimitsTold:
    return read_limits(Reply(200, httpx.Headers(dict(zip_names(headers))), b""))


def zip_names(headers: dict[str, str]) -> list[tuple[str, str]]:
    return [(name.replace("_", "-"), value) for name, value in headers.items()]


def test_all_of_them() -> None:
    assert told(
        x_ratelimit_max="100",
        x_ratelimit_remaining="37",
        x_ratelimit_interval_milliseconds="10000",
        x_ratelimit_daily_remaining="0",
        retry_after="2.5",
    ) == LimitsTold(100, 10.0, 37, 0, 2.5)


def test_none_of_them() -> None:
    assert told() == LimitsTold()


@pytest.mark.parametrize(
    "headers",
    [
        {"x_ratelimit_max": "0"},
        {"x_ratelimit_max": "-1"},
        {"x_ratelimit_max": "many"},
        {"x_ratelimit_interval_milliseconds": "0"},
        {"x_ratelimit_interval_milliseconds": "999999999"},
        {"retry_after": "0"},
        {"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"},
        {"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Thu, 22 Oct 2026 07:28:00 GMT"},
        {"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Mon, 19 Oct 2026 07:28:00 GMT"},
        {"retry_after": "tomorrow"},
        {"retry_after": "999999"},
        {"x_ratelimit_daily_remaining": "1e3"},
    ],
)
def test_nonsense_is_as_good_as_missing(headers: dict[str, str]) -> None:
    assert told(**headers) == LimitsTold()


def test_a_date_is_as_good_as_a_number() -> None:
    """By the server's clock, whatever ours says."""
    headers = {
        "retry_after": "Wed, 21 Oct 2026 07:28:30 GMT",
        "date": "Wed, 21 Oct 2026 07:28:00 GMT",
    }
    assert told(**headers) == LimitsTold(retry_after=30.0)


def test_more_remaining_than_there_are_tells_nothing() -> None:
    assert told(x_ratelimit_max="10", x_ratelimit_remaining="11") == LimitsTold(calls=10)


@given(st.dictionaries(st.sampled_from(NAMES), st.text(st.characters(codec="latin-1"))))
def test_no_header_is_too_odd(headers: dict[str, str]) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    limits = read_limits(Reply(200, httpx.Headers(raw), b""))
    assert limits.calls is None or limits.calls >= 1
    assert limits.interval is None or limits.interval > 0
    assert limits.remaining is None or limits.calls is None or limits.remaining <= limits.calls
