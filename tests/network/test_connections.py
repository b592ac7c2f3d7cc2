"""Connecting, reusing connections, redirects and proxies."""

from __future__ import annotations

import base64
import contextlib
import errno
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import (
    ConnectionLost,
    Intercepted,
    LeadwayError,
    NoConnection,
    ProxyFailed,
    TurnedAway,
    UnexpectedBucketReply,
    UnexpectedReply,
)
from leadway_desktop.domain.settings import PARALLEL_UPLOADS
from leadway_desktop.domain.upload import UploadRequest, UploadTarget
from leadway_desktop.network.connect import connect
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.network.http_client import WatchedClient
from leadway_desktop.network.probe import Probe
from leadway_desktop.network.transport import proxy_for
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.lanes import threads_for
from tests.network.conftest import TOKEN, Clients, MakeFile, put
from tests.network.peer import Line, Peer, full_backlog, header, reply

PAGE = b'{"conversations": []}'


def search(crm: CrmClient) -> int:
    return len(crm.search(ConversationQuery(), None, CancelToken()).conversations)


def serve(line: Line) -> None:
    """Answer every request with an empty page, for as long as the client wants."""
    while True:
        line.request()
        line.answer(200, PAGE)


def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


# -- connecting -----------------------------------------------------------------------------------


def test_nobody_listens(clients: Clients) -> None:
    with pytest.raises(NoConnection):
        search(clients.crm(f"http://127.0.0.1:{closed_port()}"))


def test_a_name_that_is_none(clients: Clients) -> None:
    with pytest.raises(NoConnection):
        search(clients.crm("https://leadway.invalid"))


@pytest.mark.parametrize("host", ["a" * 64 + ".invalid", "a..invalid", "xn--a.invalid"])
def test_a_name_that_cannot_be_one(clients: Clients, host: str) -> None:
    with pytest.raises(LeadwayError):
        search(clients.crm(f"https://{host}"))


def test_no_answer_to_the_attempt(clients: Clients) -> None:
    with full_backlog() as url, pytest.raises(NoConnection):
        search(clients.crm(url, connect_timeout=1.0))


Addresses = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[tuple[str, int]]], None]:
    """Let every name have the given addresses."""

    def give(found: list[tuple[str, int]]) -> None:
        def look_up(*args: Any, **kwargs: Any) -> list[tuple[Any, ...]]:
            return [
                (socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, 6, "", at)
                for host, port in found
                for at in [(host, port, 0, 0) if ":" in host else (host, port)]
            ]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return give


def test_the_second_address_is_tried_when_the_first_refuses(
    addresses: Callable[[list[tuple[str, int]]], None],
) -> None:
    with Peer(serve) as peer:
        addresses([("::1", closed_port()), ("127.0.0.1", closed_port()), ("127.0.0.1", peer.port)])
        connect("somewhere", 1, 5.0, CancelToken()).close()


def test_a_dead_address_costs_a_head_start_only(
    addresses: Callable[[list[tuple[str, int]]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first address swallows every attempt; the second is tried beside it."""
    with Peer(serve) as peer, socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        addresses([("127.0.0.1", full.getsockname()[1]), ("127.0.0.1", peer.port)])
        sock = connect("somewhere", 1, 2.0, CancelToken())
        assert sock.getpeername()[1] == peer.port
        assert sock.getblocking()
        sock.close()


def test_no_address_and_no_route(
    addresses: Callable[[list[tuple[str, int]]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses([])
    with pytest.raises(OSError, match=r".*"):
        connect("somewhere", 1, 1.0, CancelToken())
    addresses([("127.0.0.1", 9), ("127.0.0.1", 9)])
    monkeypatch.setattr(socket.socket, "connect_ex", lambda *args: errno.ENETUNREACH)
    with pytest.raises(OSError, match="connect") as caught:
        connect("somewhere", 1, 1.0, CancelToken())
    assert caught.value.errno == errno.ENETUNREACH


def test_an_ipv6_address(clients: Clients) -> None:
    try:
        peer = Peer(serve, host="::1")
    except OSError:
        pytest.skip("no IPv6 here")
    with peer:
        assert search(clients.crm(peer.url)) == 0


# -- reuse ----------------------------------------------------------------------------------------


def test_calls_and_files_reuse_their_connections(clients: Clients, make_file: MakeFile) -> None:
    with Peer(serve) as peer:
        crm, bucket = clients.crm(peer.url), clients.bucket()
        for _ in range(5):
            search(crm)
            put(bucket, f"{peer.url}/o?s", make_file(100_000))
        assert len(peer.lines) == 2


def test_a_connection_closed_while_idle_is_replaced(clients: Clients, make_file: MakeFile) -> None:
    closed = threading.Event()

    def one_answer(line: Line) -> None:
        line.request()
        line.answer(200, PAGE)
        line.sock.shutdown(socket.SHUT_RDWR)
        closed.set()

    with Peer(one_answer) as peer:
        bucket = clients.bucket()
        for _ in range(4):
            put(bucket, f"{peer.url}/o?s", make_file())
            assert closed.wait(5)
            closed.clear()
        assert len(peer.lines) == 4


def drop_all_but_the_first(drop: Callable[[Line], None], dead: int = 1) -> Callable[[Line], None]:
    """Answer once on each connection; the first `dead` of them are dropped at what comes next."""

    def script(line: Line) -> None:
        line.request()
        line.answer(200, PAGE)
        line.request()
        if line.number < dead:
            drop(line)
        else:
            line.answer(200, PAGE)

    return script


DROPS: dict[str, Callable[[Line], None]] = {
    "closed": lambda line: line.sock.shutdown(socket.SHUT_RDWR),
    "reset": Line.reset,
}


@pytest.mark.parametrize("drop", DROPS.values(), ids=DROPS)
def test_what_only_reads_is_asked_once_more_where_a_kept_connection_is_dead(
    clients: Clients, drop: Callable[[Line], None]
) -> None:
    with Peer(drop_all_but_the_first(drop)) as peer:
        crm = clients.crm(peer.url)
        assert [search(crm) for _ in range(3)] == [0, 0, 0]
        assert len(peer.lines) == 2


def misdirect(line: Line) -> None:
    line.answer(421, b"")


def test_what_a_connection_is_wrong_for_goes_over_another(
    clients: Clients, make_file: MakeFile
) -> None:
    """Whatever it is: by 421 the server says that it has not looked at the request."""
    ticket = b'{"uploadUrl": "https://a.example/u", "uploadId": "u", "filePath": "p"}'

    def script(line: Line) -> None:
        head, _ = line.request()
        if line.number == 0:
            line.answer(200, PAGE)
            line.request()
            misdirect(line)
        else:
            line.answer(200, ticket if head.startswith("POST") else PAGE)

    target = UploadTarget("loc", "conv", "c", "Ana", Channel.WHATSAPP)
    request = UploadRequest(target, "a.jpg", "image/jpeg", make_file().size)
    for call in (search, lambda crm: crm.initiate(request, CancelToken())):
        with Peer(script) as peer:
            crm = clients.with_once(clients.crm(peer.url))
            search(crm)
            call(crm)
            assert len(peer.lines) == 2


def test_one_that_is_wrong_for_every_connection_is_turned_away(clients: Clients) -> None:
    def script(line: Line) -> None:
        line.request()
        misdirect(line)

    with Peer(script) as peer:
        crm = clients.with_once(clients.crm(peer.url))
        with pytest.raises(TurnedAway):
            search(crm)
        assert len(peer.lines) == 2


def test_it_is_asked_no_more_than_once(clients: Clients) -> None:
    def script(line: Line) -> None:
        line.request()
        if line.number == 0:
            line.answer(200, PAGE)
            line.request()
        line.reset()

    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        search(crm)
        with pytest.raises(ConnectionLost):
            search(crm)
        assert len(peer.lines) == 2


def test_a_new_connection_that_breaks_is_a_broken_one(clients: Clients) -> None:
    def script(line: Line) -> None:
        line.request()
        line.reset()

    with Peer(script) as peer:
        with pytest.raises(ConnectionLost):
            search(clients.crm(peer.url))
        assert len(peer.lines) == 1


def test_a_reply_that_had_begun_is_not_asked_for_again(clients: Clients) -> None:
    def begin(line: Line) -> None:
        line.send(b"HTTP/1.1 2")
        line.sock.shutdown(socket.SHUT_RDWR)

    with Peer(drop_all_but_the_first(begin)) as peer:
        crm = clients.crm(peer.url)
        search(crm)
        with pytest.raises(ConnectionLost):
            search(crm)
        assert len(peer.lines) == 1


@pytest.mark.parametrize("drop", DROPS.values(), ids=DROPS)
def test_what_does_something_is_never_asked_for_again(
    clients: Clients, make_file: MakeFile, drop: Callable[[Line], None]
) -> None:
    """Nobody knows what the server has heard of it."""
    file = make_file()
    target = UploadTarget("loc", "conv", "c", "Ana", Channel.WHATSAPP)
    request = UploadRequest(target, "a.jpg", "image/jpeg", file.size)
    with Peer(drop_all_but_the_first(drop)) as peer:
        crm = clients.crm(peer.url)
        search(crm)
        with pytest.raises(ConnectionLost):
            crm.initiate(request, CancelToken())
        assert len(peer.lines) == 1


def test_a_reply_that_came_before_its_request_answers_nothing(clients: Clients) -> None:
    """It stood behind an earlier one: taken for an answer, it would be another file's link."""
    stale = reply(200, b'{"conversations": [{"id": "foreign"}]}')

    def answer_twice(line: Line) -> None:
        line.request()
        line.send(reply(200, PAGE) + (stale if line.number == 0 else b""))
        serve(line)

    with Peer(answer_twice) as peer:
        crm = clients.crm(peer.url)
        assert search(crm) == 0
        with pytest.raises(ConnectionLost):
            search(crm)
        assert search(crm) == 0
        assert len(peer.lines) == 2


def test_a_server_that_says_close_gets_a_new_connection(clients: Clients) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, PAGE, "Connection: close")

    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        assert [search(crm) for _ in range(3)] == [0, 0, 0]
        assert len(peer.lines) == 3


def test_many_threads_share_a_client(clients: Clients, make_file: MakeFile) -> None:
    file = make_file(300_000)
    with Peer(serve) as peer:
        crm, bucket = clients.crm(peer.url), clients.bucket()
        with ThreadPoolExecutor(8) as pool:
            puts = [pool.submit(put, bucket, f"{peer.url}/o?{n}", file) for n in range(24)]
            searches = [pool.submit(search, crm) for _ in range(24)]
            assert {future.result(20).read_size for future in puts} == {file.size}
            assert {future.result(20) for future in searches} == {0}
        assert len(peer.lines) <= 16


def test_every_thread_s_connection_is_kept(clients: Clients) -> None:
    """As many threads as there can be: whoever closed some would have others made anew."""
    threads, rounds = threads_for(max(PARALLEL_UPLOADS)), 3
    together = threading.Barrier(threads)

    def answer_all_at_once(line: Line) -> None:
        while True:
            line.request()
            together.wait(20)
            line.answer(200, PAGE)

    with Peer(answer_all_at_once) as peer, ThreadPoolExecutor(threads) as pool:
        crm = clients.crm(peer.url)
        for _ in range(rounds):
            for future in [pool.submit(search, crm) for _ in range(threads)]:
                future.result(20)
        assert len(peer.lines) == threads


# -- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    ["{elsewhere}/conversations/search", "/elsewhere", "ftp://x/", "https://[broken", "", "\xff",
     "http://xn--/", "https://xn--a/", "javascript:x", "mailto:x@example.com", "http://a:99999999/"],
)  # fmt: skip
def test_a_redirect_is_not_followed(
    clients: Clients, make_file: MakeFile, status: int, location: str
) -> None:
    with Peer(serve) as elsewhere:

        def script(line: Line) -> None:
            line.request()
            line.answer(status, b"", f"Location: {location.format(elsewhere=elsewhere.url)}")
            line.until_hung_up()
            assert not line.buffer

        with Peer(script) as peer:
            with pytest.raises((UnexpectedReply, ConnectionLost, Intercepted)):
                search(clients.crm(peer.url))
            with pytest.raises((UnexpectedBucketReply, ConnectionLost)):
                put(clients.bucket(), f"{peer.url}/o?s", make_file())
        assert elsewhere.lines == []


def test_cookies_are_not_kept(clients: Clients, make_file: MakeFile) -> None:
    heads: list[str] = []

    def script(line: Line) -> None:
        while True:
            heads.append(line.request()[0])
            line.answer(200, PAGE, "Set-Cookie: session=1; Path=/")

    with Peer(script) as peer:
        crm, bucket = clients.crm(peer.url), clients.bucket()
        for _ in range(2):
            search(crm)
            put(bucket, f"{peer.url}/o?s", make_file())
    assert len(heads) == 4
    assert all(header(head, "cookie") is None for head in heads)
    assert [header(head, "authorization") for head in heads] == [f"Bearer {TOKEN}", None] * 2


# -- proxies --------------------------------------------------------------------------------------


class Proxy:
    """A CONNECT proxy that sends every tunnel to one port of this computer."""

    def __init__(self, to: int, credentials: str = "") -> None:
        self.heads: list[str] = []
        self._to = to
        self._credentials = credentials

    def __call__(self, line: Line) -> None:
        head = line.head()
        self.heads.append(head)
        if not self._is_allowed(head):
            line.answer(407, b"", 'Proxy-Authenticate: Basic realm="x"')
            return
        with socket.create_connection(("127.0.0.1", self._to)) as onward:
            line.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=self._copy, args=(onward, line.sock))
            back.start()
            self._copy(line.sock, onward)
            back.join()

    def _is_allowed(self, head: str) -> bool:
        expected = "Basic " + base64.b64encode(self._credentials.encode()).decode()
        return not self._credentials or header(head, "proxy-authorization") == expected

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


SIGNED = "https://bucket.invalid/a//b%2Fc?X-Goog-Signature=feedfeed"


def test_everything_goes_through_the_proxy_and_the_signature_stays_inside(
    clients: Clients, make_file: MakeFile, authority: Any
) -> None:
    heads: list[str] = []

    def script(line: Line) -> None:
        while True:
            heads.append(line.request()[0])
            line.answer(200, PAGE)

    tls = authority.server("bucket.invalid", "api.invalid")
    with Peer(script, tls=tls) as peer, Peer(proxy := Proxy(peer.port)) as proxy_peer:
        setting = f"http://127.0.0.1:{proxy_peer.port}"
        assert search(clients.crm("https://api.invalid", proxy=setting)) == 0
        bucket = clients.bucket(proxy=setting)
        for _ in range(2):
            put(bucket, SIGNED, make_file(1_500_000))
        assert len(proxy_peer.lines) == 2
    assert [head.split("\r\n")[0] for head in proxy.heads] == [
        "CONNECT api.invalid:443 HTTP/1.1",
        "CONNECT bucket.invalid:443 HTTP/1.1",
    ]
    for head in proxy.heads:
        assert "Signature" not in head
        assert TOKEN not in head
    assert heads[1].startswith("PUT /a//b%2Fc?X-Goog-Signature=feedfeed HTTP/1.1\r\n")
    assert header(heads[1], "host") == "bucket.invalid"


def test_proxy_with_a_password(clients: Clients, authority: Any) -> None:
    tls = authority.server("api.invalid")
    with Peer(serve, tls=tls) as peer, Peer(Proxy(peer.port, "ana:p@ss:ñ")) as proxy:
        good = f"http://ana:p%40ss%3A%C3%B1@127.0.0.1:{proxy.port}"
        bad = f"http://ana:wrong@127.0.0.1:{proxy.port}"
        assert search(clients.crm("https://api.invalid", proxy=good)) == 0
        with pytest.raises(ProxyFailed) as caught:
            search(clients.crm("https://api.invalid", proxy=bad))
    assert caught.value.status == 407


def test_a_proxy_that_is_not_there(clients: Clients) -> None:
    with pytest.raises(ProxyFailed):
        search(clients.crm("https://api.invalid", proxy=f"http://127.0.0.1:{closed_port()}"))
    with pytest.raises(ProxyFailed):
        search(clients.crm("https://api.invalid", proxy="http://proxy.invalid:3128"))


BEFORE_THE_TUNNEL: dict[str, Callable[[Line], object]] = {
    "no answer": Line.until_hung_up,
    "hangs up": lambda line: None,
    "resets": Line.reset,
}


@pytest.mark.parametrize("what", BEFORE_THE_TUNNEL)
def test_a_proxy_that_breaks_before_its_tunnel_is_not_taken_for_the_server(
    clients: Clients, what: str
) -> None:
    """The server has not had a byte: a message was not sent, and nobody need look for it."""

    def script(line: Line) -> None:
        line.head()
        BEFORE_THE_TUNNEL[what](line)

    with Peer(script) as proxy, pytest.raises(ProxyFailed) as caught:
        search(clients.crm("https://api.invalid", proxy=proxy.url, reply_timeout=1.0))
    assert caught.value.status is None


@pytest.mark.parametrize("status", [400, 403, 407, 502, 503])
def test_a_proxy_that_refuses(clients: Clients, status: int) -> None:
    def script(line: Line) -> None:
        line.head()
        line.answer(status, b"<html>no</html>")

    with Peer(script) as proxy, pytest.raises(ProxyFailed) as caught:
        search(clients.crm("https://api.invalid", proxy=proxy.url))
    assert caught.value.status == status


def test_a_storage_that_a_proxy_refuses_is_asked_until_it_does_no_more(
    clients: Clients, practice: PracticeServer, make_file: MakeFile
) -> None:
    """The API is let through: that says nothing of the storage."""
    statuses = iter([407, 403, 502])

    def script(line: Line) -> None:
        line.head()
        line.answer(next(statuses), b"<html>no</html>")

    with Peer(script) as proxy:
        bucket, api = clients.bucket(proxy=proxy.url), clients.of_practice(practice)
        probe = Probe(bucket.http, api.settings, bucket.refused)
        with pytest.raises(ProxyFailed):
            put(bucket, SIGNED, make_file())
        with pytest.raises(ProxyFailed):
            probe(CancelToken())
        probe(CancelToken())
    assert bucket.refused.all() == ()


def test_this_computer_is_never_reached_by_a_proxy(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"http://127.0.0.1:{closed_port()}"
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, nowhere)
    with Peer(serve) as peer:
        assert search(clients.crm(peer.url, proxy=nowhere)) == 0
        assert search(clients.crm(peer.url, proxy="system")) == 0
        local = peer.url.replace("127.0.0.1", "localhost")
        assert search(clients.crm(local, proxy="system")) == 0


def test_the_system_proxy_comes_from_the_environment(
    clients: Clients, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        Peer(serve, tls=authority.server("api.invalid")) as peer,
        Peer(proxy := Proxy(peer.port)) as proxy_peer,
    ):
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{proxy_peer.port}")
        crm = clients.crm("https://api.invalid", proxy="system")
        assert search(crm) == 0
        assert len(proxy.heads) == 1
        monkeypatch.setenv("no_proxy", "api.invalid")
        with pytest.raises(NoConnection):
            search(crm)
        with pytest.raises(NoConnection):
            search(clients.crm("https://api.invalid", proxy="none"))
        assert len(proxy.heads) == 1


@pytest.mark.parametrize(
    ("setting", "environment", "proxy"),
    [
        ("none", "http://env:1", ""),
        ("http://mine:3128", "http://env:1", "http://mine:3128"),
        ("system", "http://env:1", "http://env:1"),
        ("system", "env:1", "http://env:1"),
        ("system", "", ""),
    ],
)
def test_which_proxy(
    setting: str, environment: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", environment)
    assert proxy_for("https", "api.example", setting) == proxy
    assert proxy_for("https", "127.0.0.1", setting) == ""
    assert proxy_for("https", "::1", setting) == ""


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1", "https://127.0.0.1:1", "http://:x"])
def test_a_system_proxy_of_another_kind(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("https_proxy", address)
    with pytest.raises(ProxyFailed):
        search(clients.crm("https://api.invalid", proxy="system"))


# -- after a sleep --------------------------------------------------------------------------------


def test_connections_that_are_forgotten_are_closed_and_not_used_again(clients: Clients) -> None:
    ends: list[int] = []

    def script(line: Line) -> None:
        with contextlib.suppress(EOFError):
            while True:
                line.request()
                line.answer(200, PAGE)
        ends.append(line.number)

    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        assert isinstance(crm.http, WatchedClient)
        search(crm)
        search(crm)
        assert len(peer.lines) == 1
        crm.http.forget_connections()
        search(crm)
        assert len(peer.lines) == 2
    assert 0 in ends


def test_a_connection_in_use_is_forgotten_when_its_reply_is_there(clients: Clients) -> None:
    """Closing it under the thread that reads from it could have that thread read another's."""
    asked, answer = threading.Event(), threading.Event()

    def script(line: Line) -> None:
        while True:
            line.request()
            asked.set()
            answer.wait(10)
            line.answer(200, PAGE)

    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        assert isinstance(crm.http, WatchedClient)
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(search, crm)
            assert asked.wait(10)
            crm.http.forget_connections()
            answer.set()
            assert running.result(10) == 0
        search(crm)
        assert len(peer.lines) == 2
