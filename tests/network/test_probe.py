"""The probe: is there a road to the API? It carries no token, and whatever answers is an answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import (
    ConnectionLost,
    Intercepted,
    LeadwayError,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    Stalled,
)
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.http_client import make_client
from leadway_desktop.network.probe import Probe
from leadway_desktop.practice.server import PracticeServer


def ask(base_url: str, cancel: CancelToken | None = None, proxy: str = "none") -> None:
    chosen = Settings(base_url=base_url, connect_timeout=1.0, proxy=proxy)
    with make_client(chosen) as http:
        Probe(http, chosen)(cancel or CancelToken())


@contextmanager
def answering(reply: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """Serve one connection: read a request, answer, hang up; None never answers."""
    seen: list[bytes] = []
    end = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            seen.append(connection.recv(65536))
            if reply is None:
                end.wait(20)
            else:
                connection.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
        finally:
            end.set()
            thread.join(5)


def test_the_practice_account_answers(practice: PracticeServer) -> None:
    ask(practice.account.base_url)
    [seen] = practice.record.requests
    assert (seen.method, seen.carried_token, seen.body_bytes) == ("HEAD", False, 0)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 308 Moved\r\nLocation: /v2/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: mailto:x@example.com\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_any_answer_of_the_api_s_is_a_road(reply: bytes) -> None:
    with answering(reply) as (base_url, seen):
        ask(base_url)
    head = seen[0].decode().lower()
    assert head.startswith("head /conversations/search http/1.1")
    assert "authorization" not in head
    assert "cookie" not in head


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.invalid/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 511 Sign In\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_a_login_page_is_no_road(reply: bytes) -> None:
    with answering(reply) as (base_url, _), pytest.raises(Intercepted):
        ask(base_url)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("path", ["", "/", "/some/path/"])
def test_nobody_there(path: str) -> None:
    with pytest.raises(NoConnection):
        ask(f"http://127.0.0.1:{closed_port()}{path}")


def test_a_name_without_an_address() -> None:
    with pytest.raises(NoConnection):
        ask("https://services.invalid")


def test_a_proxy_that_is_not_there() -> None:
    with pytest.raises(ProxyFailed) as caught:
        ask("https://services.invalid", proxy=f"http://127.0.0.1:{closed_port()}")
    assert caught.value.status is None, "as where there is no network at all"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(None, Stalled), (b"", ConnectionLost), (b"HTTP/1.1 2", ConnectionLost)],
)
def test_a_line_that_is_half_dead(reply: bytes | None, kind: type[LeadwayError]) -> None:
    started = time.monotonic()
    with answering(reply) as (base_url, _), pytest.raises(kind):
        ask(base_url)
    assert time.monotonic() - started < 4


def test_a_cancel_ends_it_at_once() -> None:
    cancel = CancelToken()
    with answering(None) as (base_url, seen):
        ended: list[float] = []

        def run() -> None:
            with pytest.raises(Cancelled):
                ask(base_url, cancel)
            ended.append(time.monotonic())

        thread = threading.Thread(target=run)
        thread.start()
        until = time.monotonic() + 5
        while not seen and time.monotonic() < until:
            thread.join(0.01)
        cancelled_at = time.monotonic()
        cancel.cancel()
        thread.join(5)
    assert ended
    assert ended[0] - cancelled_at < 0.1


def test_one_storage_that_refuses_does_not_hold_up_all_others_for_good(
    practice: PracticeServer,
) -> None:
    """Its upload may be cancelled, and nobody go there any more."""
    account = practice.account
    chosen = Settings(base_url=account.base_url, connect_timeout=1.0, proxy="none")
    with make_client(chosen) as http:
        probe = Probe(http, chosen)
        probe.refused.add(account.bucket_url.replace("http://", "https://"))  # it speaks no TLS
        for _ in range(11):
            with pytest.raises(NoSecureConnection):
                probe(CancelToken())
        probe(CancelToken())
    assert probe.refused.all() == ()
