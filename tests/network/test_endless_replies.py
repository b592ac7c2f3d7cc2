"""Replies without an end, of every kind: each call ends, soon and small, with an error of the tree.

A message that was answered so has perhaps been sent: its error is one after which it is looked for.
"""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.message import Attachment, Message, SoughtMessage
from leadway_desktop.network.http_client import MAX_REPLY_SIZE
from leadway_desktop.transfer.messages.retry import Verdict, rule_for
from tests.network.conftest import Clients, MakeFile, put
from tests.network.peer import Line, Peer, Script

MIB = 1024 * 1024
BLOCK = b"x" * MIB
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MESSAGE = Message("conv", "contact", Channel.WHATSAPP, "", (Attachment("a.jpg", "https://x/a"),))
FEW: dict[str, Any] = {"reply_timeout": 1.0, "stall_timeout": 1.0, "connect_timeout": 1.0}


def endless(start: bytes, block: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.chain([start], itertools.repeat(block))


KINDS = {
    "a gigabyte": endless(HEAD + b"Content-Length: 1073741824\r\n\r\n", BLOCK),
    "until closed": endless(HEAD + b"\r\n", BLOCK),
    "chunks": endless(CHUNKED, b"100000\r\n" + BLOCK + b"\r\n"),
    "tiny chunks": endless(CHUNKED, b"1\r\nx\r\n" * 10_000),
    "a chunk's extension": endless(CHUNKED + b"5;a=", BLOCK),
    "trailers": endless(CHUNKED + b"0\r\n", b"X-Trailer: x\r\n" * 10_000),
    "a header": endless(HEAD + b"X-Header: ", BLOCK),
    "headers": endless(HEAD, b"X-Header: x\r\n" * 10_000),
    "a status line": endless(b"HTTP/1.1 200 ", BLOCK),
    "interim replies": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000),
}


def pouring(parts: Callable[[], Iterator[bytes]]) -> Script:
    def script(line: Line) -> None:
        line.request()
        for part in parts():
            line.send(part)

    return script


def _search(clients: Clients, url: str, make_file: MakeFile) -> None:
    clients.crm(url, **FEW).search(ConversationQuery(), None, CancelToken())


def _send(clients: Clients, url: str, make_file: MakeFile) -> None:
    clients.crm(url, **FEW).send(MESSAGE, CancelToken(), lambda: None)


def _find(clients: Clients, url: str, make_file: MakeFile) -> None:
    clients.crm(url, **FEW).find(SoughtMessage(MESSAGE), CancelToken())


def _put(clients: Clients, url: str, make_file: MakeFile) -> None:
    put(clients.bucket(**FEW), f"{url}/a", make_file())


@pytest.mark.parametrize("call", [_search, _send, _find, _put])
@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_without_an_end(
    clients: Clients,
    make_file: MakeFile,
    kind: str,
    call: Callable[[Clients, str, MakeFile], None],
) -> None:
    with Peer(pouring(KINDS[kind])) as peer:
        tracemalloc.start()
        try:
            with pytest.raises(LeadwayError) as caught:
                call(clients, peer.url, make_file)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    # What this test's server sends is in the sum.
    assert most < 3 * MAX_REPLY_SIZE
    if call is _send:
        assert rule_for(caught.value).verdict is Verdict.PERHAPS
