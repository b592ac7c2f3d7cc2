"""However much a server answers, the program reads what it needs and no more."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import UnexpectedReply
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.network.http_client import MAX_REPLY_SIZE
from tests.network.conftest import Clients
from tests.network.peer import Line, Peer, Script, reply

PAGE = b'{"conversations": [{"id": "c1", "fullName": "Ana"}]}'
MIB = 1024 * 1024


def search(crm: CrmClient) -> list[str]:
    page = crm.search(ConversationQuery(), None, CancelToken())
    return [conversation.name for conversation in page.conversations]


def answering(body: bytes, *headers: str) -> Script:
    whole = reply(200, body, *headers)

    def script(line: Line) -> None:
        line.request()
        line.send(whole)

    return script


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress)],
)
def test_a_reply_that_came_packed_unasked_is_read(
    clients: Clients, name: str, pack: Callable[[bytes], bytes]
) -> None:
    with Peer(answering(pack(PAGE), f"Content-Encoding: {name}")) as peer:
        assert search(clients.crm(peer.url)) == ["Ana"]


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_what_is_not_packed_as_it_says_is_no_reply(clients: Clients, name: str) -> None:
    body = b"\xff" + PAGE
    with Peer(answering(body, f"Content-Encoding: {name}")) as peer, pytest.raises(UnexpectedReply):
        search(clients.crm(peer.url))


def test_a_reply_cut_off_in_its_packing_is_no_reply(clients: Clients) -> None:
    body = gzip.compress(PAGE)[:-20]
    with Peer(answering(body, "Content-Encoding: gzip")) as peer, pytest.raises(UnexpectedReply):
        search(clients.crm(peer.url))


@pytest.mark.parametrize("headers", [[], ["Content-Encoding: gzip"]], ids=["plain", "packed"])
def test_no_more_is_kept_of_a_reply_than_the_limit(clients: Clients, headers: list[str]) -> None:
    size = 40 * MIB
    body = gzip.compress(bytes(size), 1) if headers else bytes(size)
    with Peer(answering(body, *headers)) as peer:
        crm = clients.crm(peer.url)
        tracemalloc.start()
        try:
            with pytest.raises(UnexpectedReply):
                search(crm)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 3 * MAX_REPLY_SIZE
