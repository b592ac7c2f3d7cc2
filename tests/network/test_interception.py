"""Pages of a hotel's network or a company's proxy, told apart from whatever the API says."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import Intercepted, UnexpectedReply
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.interception import check_is_ours
from tests.network.conftest import Clients
from tests.network.peer import Line, Peer

ASKED = httpx.URL("https://services.example/conversations/search")
PAGE = {"Content-Type": "text/html; charset=utf-8"}


def is_ours(status: int, headers: dict[str, str]) -> bool:
    try:
        check_is_ours(Reply(status, httpx.Headers(headers), b""), ASKED)
    except Intercepted as error:
        return error.status != status
    return True


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, PAGE),
        (201, {"Content-Type": "TEXT/HTML"}),
        (200, {"Content-Type": "application/xhtml+xml"}),
        (302, {"Location": "https://login.hotel.example/?back=services.example"}),
        (307, {"Location": "//login.hotel.example"}),
        (303, {"Location": "http://192.168.0.1:8080/login"}),
        (511, {}),
        (511, PAGE),
    ],
)
def test_what_a_network_answers_in_the_api_s_place(status: int, headers: dict[str, str]) -> None:
    assert not is_ours(status, headers)
    assert is_ours(status, {**headers, "X-RateLimit-Remaining": "99"})
    assert is_ours(status, {**headers, "x-trace-id": "7"})


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"Content-Type": "application/json"}),
        (200, {}),
        (204, {}),
        (401, PAGE),
        (403, PAGE),
        (404, PAGE),
        (502, PAGE),
        (301, {"Location": "/v2/conversations/search"}),
        (301, {"Location": "http://services.example/conversations/search"}),
        (301, {"Location": "http://[::1"}),
        (304, {}),
    ],
)
def test_what_is_or_may_be_the_api_s_own(status: int, headers: dict[str, str]) -> None:
    assert is_ours(status, headers)


@given(st.integers(100, 599), st.binary(max_size=40), st.binary(max_size=40))
def test_any_headers_are_an_answer(status: int, kind: bytes, location: bytes) -> None:
    pairs = [(b"content-type", kind), (b"location", location)]
    try:
        check_is_ours(Reply(status, httpx.Headers(pairs), b""), ASKED)
    except Intercepted:
        assert 200 <= status < 400 or status == 511


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, b"<html>Sign in", "Content-Type: text/html"), Intercepted),
        ((302, b"", "Location: http://login.example/"), Intercepted),
        ((200, b"<html>", "Content-Type: text/html", "X-Trace-Id: trace-7"), UnexpectedReply),
    ],
)
def test_a_call_that_a_network_answers(
    clients: Clients, answer: tuple[int, bytes, str], kind: type[Exception]
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(*answer)

    with Peer(script) as peer, pytest.raises(kind):
        clients.crm(peer.url).search(ConversationQuery(), None, CancelToken())
