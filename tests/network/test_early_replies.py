"""A server that answers before it has read everything is heard, and believed."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from typing import Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import (
    BucketFault,
    ConnectionLost,
    FileTooLarge,
    LeadwayError,
    LinkRefused,
    NetworkError,
    ReplyLost,
    UnexpectedBucketReply,
    UnexpectedReply,
)
from tests.network.conftest import Clients, MakeFile, put
from tests.network.peer import Line, Peer, Script, reply

XML = b"<?xml version='1.0'?><Error><Code>%s</Code><Message>no</Message></Error>"
REFUSED = reply(403, XML % b"SignatureDoesNotMatch")
TOO_LARGE = reply(413, XML % b"EntityTooLarge")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
SHORT = {"stall_timeout": 1.0, "reply_timeout": 1.0}
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"


def stop_reading(*parts: bytes) -> Script:
    """Answer after the head and neither read nor hang up."""

    def script(line: Line) -> None:
        line.head()
        for part in parts:
            line.send(part)
            line.wait(0.02)
        line.wait()

    return script


def half_close(answer: bytes) -> Script:
    """Answer after the head and say that nothing follows."""

    def script(line: Line) -> None:
        line.head()
        line.send(answer)
        line.sock.shutdown(1)
        line.wait()

    return script


def hang_up(answer: bytes) -> Script:
    """Answer after the head and hang up, which resets the connection: much was not read."""

    def script(line: Line) -> None:
        line.head()
        line.send(answer)

    return script


def hear_out(answer: bytes) -> Script:
    """Answer after the head, then read on, as polite servers do."""

    def script(line: Line) -> None:
        line.head()
        line.send(answer)
        line.until_hung_up()

    return script


def answer_half_way(answer: bytes) -> Script:
    def script(line: Line) -> None:
        line.head()
        line.body(1_000_000)
        line.send(answer)
        line.wait()

    return script


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (stop_reading(REFUSED), LinkRefused),
        (stop_reading(TOO_LARGE), FileTooLarge),
        (stop_reading(reply(503)), BucketFault),
        (
            stop_reading(reply(307, b"", "Location: https://elsewhere.invalid/")),
            UnexpectedBucketReply,
        ),
        (stop_reading(REFUSED[:5], REFUSED[5:40], REFUSED[40:]), LinkRefused),
        (stop_reading(CONTINUE, TOO_LARGE), FileTooLarge),
        (stop_reading(CONTINUE + TOO_LARGE), FileTooLarge),
        (stop_reading(CONTINUE, HINTS, HINTS, REFUSED), LinkRefused),
        (stop_reading(HINTS[:7], HINTS[7:30], HINTS[30:] + REFUSED), LinkRefused),
        (stop_reading(b"HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), LinkRefused),
        (half_close(REFUSED), LinkRefused),
        (hang_up(REFUSED), LinkRefused),
        (hear_out(REFUSED), LinkRefused),
        (answer_half_way(TOO_LARGE), FileTooLarge),
        (stop_reading(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), ConnectionLost),
    ],
)
def test_an_early_reply_is_the_error(
    clients: Clients,
    make_file: MakeFile,
    request: pytest.FixtureRequest,
    script: Script,
    kind: type[LeadwayError],
    tls: bool,
) -> None:
    context: Any = None
    if tls:
        context = request.getfixturevalue("authority").server("127.0.0.1")
    file = make_file(8_000_000)
    with Peer(script, receive_buffer=65536, tls=context) as peer, pytest.raises(kind) as caught:
        put(clients.bucket(stall_timeout=3.0), f"{peer.url}/o?s", file)
    if not isinstance(caught.value, NetworkError):
        assert caught.value.status


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("interim", [CONTINUE, HINTS, CONTINUE + HINTS])
def test_interim_replies_do_not_stop_the_file(
    clients: Clients,
    make_file: MakeFile,
    request: pytest.FixtureRequest,
    interim: bytes,
    tls: bool,
) -> None:
    file = make_file(3_000_000)
    arrived: list[bytes] = []

    def script(line: Line) -> None:
        line.head()
        line.send(interim[:4])
        line.send(interim[4:])
        arrived.append(line.body(file.size))
        line.send(interim)
        line.answer()

    context: Any = None
    if tls:
        context = request.getfixturevalue("authority").server("127.0.0.1")
    with Peer(script, tls=context) as peer:
        receipt = put(clients.bucket(), f"{peer.url}/o?s", file)
    assert receipt.read_size == file.size
    assert arrived == [file.path.read_bytes()]


def test_an_endless_rain_of_interim_replies_ends(clients: Clients, make_file: MakeFile) -> None:
    def script(line: Line) -> None:
        line.head()
        while True:
            line.send(CONTINUE * 1000)

    with Peer(script, receive_buffer=65536) as peer, pytest.raises(NetworkError):
        put(clients.bucket(**SHORT), f"{peer.url}/o?s", make_file(8_000_000))


def test_a_reply_that_drips_for_ever_ends(clients: Clients, make_file: MakeFile) -> None:
    def script(line: Line) -> None:
        line.request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not line.wait(0.02):
            line.send(b" ")

    with Peer(script) as peer, pytest.raises(ReplyLost):
        put(clients.bucket(**SHORT), f"{peer.url}/o?s", make_file())


def hang_up_at(count: int, how: Callable[[Line], None]) -> Script:
    def script(line: Line) -> None:
        line.head()
        line.body(count)
        how(line)

    return script


@pytest.mark.parametrize("how", [Line.reset, lambda line: None], ids=["reset", "close"])
@pytest.mark.parametrize("count", [0, 1, 65536, 4_000_000, 5_000_000])
def test_a_connection_that_breaks_is_lost(
    clients: Clients, make_file: MakeFile, count: int, how: Callable[[Line], None]
) -> None:
    file = make_file(5_000_000)
    with Peer(hang_up_at(count, how)) as peer, pytest.raises((ConnectionLost, ReplyLost)) as told:
        put(clients.bucket(), f"{peer.url}/o?s", file)
    # What the other end's kernel has taken, and its program not yet, counts as taken.
    if count in {0, 1, 65536, file.size}:
        assert type(told.value) is (ReplyLost if count == file.size else ConnectionLost)


@pytest.mark.parametrize(
    "wire",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/3.9 abc\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"\0" * 300,
        b"HTTP/1.1 200 OK\r\n" + b"X-Header: " + b"x" * 300_000,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
def test_a_reply_that_is_none(clients: Clients, wire: bytes) -> None:
    def script(line: Line) -> None:
        line.request()
        line.send(wire)

    with Peer(script) as peer, pytest.raises((ConnectionLost, UnexpectedReply)) as caught:
        clients.crm(peer.url).search(ConversationQuery(), None, CancelToken())
    assert not caught.value.detail.startswith("http")


def test_a_body_longer_than_announced_spoils_no_later_call(clients: Clients) -> None:
    page = b'{"conversations": []}'

    def script(line: Line) -> None:
        line.request()
        line.answer(200, page + b'{"conversations": [{"id": "of another"}]}', "Content-Length: 21")
        line.request()
        line.answer(200, page)

    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        assert crm.search(ConversationQuery(), None, CancelToken()).conversations == ()
        try:
            later = crm.search(ConversationQuery(), None, CancelToken()).conversations
        except ConnectionLost:
            later = ()
        assert later == ()


def test_a_reply_of_a_gigabyte_is_given_up(clients: Clients) -> None:
    sent: list[int] = []
    ended = threading.Event()

    def script(line: Line) -> None:
        line.request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        block = b"x" * 1_000_000
        try:
            for count in range(1000):
                sent.append(count)
                line.send(block)
        finally:
            ended.set()

    with Peer(script) as peer:
        with pytest.raises(UnexpectedReply):
            clients.crm(peer.url).search(ConversationQuery(), None, CancelToken())
        assert ended.wait(5)
    assert len(sent) < 50


def test_a_small_reply_that_unpacks_to_gigabytes_is_given_up(clients: Clients) -> None:
    bomb = gzip.compress(b"x" * 40_000_000, 9)

    def script(line: Line) -> None:
        line.request()
        line.answer(200, bomb, "Content-Encoding: gzip")

    with Peer(script) as peer, pytest.raises(UnexpectedReply):
        clients.crm(peer.url).search(ConversationQuery(), None, CancelToken())
