"""Support asks for the traceId: an error has it wherever the server gave one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import UnexpectedReply
from leadway_desktop.domain.upload import UploadRequest, UploadSlot, UploadTarget
from leadway_desktop.network.crm_client import CrmClient
from tests.network.conftest import Clients
from tests.network.peer import Line, Peer

REQUEST = UploadRequest(
    UploadTarget("loc", "c1", "k1", "Ana", Channel.WHATSAPP), "foto.jpg", "image/jpeg", 4
)
CALLS: dict[str, Callable[[CrmClient], object]] = {
    "search": lambda crm: crm.search(ConversationQuery(), None, CancelToken()),
    "conversation": lambda crm: crm.conversation("c1", CancelToken()),
    "initiate": lambda crm: crm.initiate(REQUEST, CancelToken()),
    "complete": lambda crm: crm.complete(REQUEST, UploadSlot("u1", "a/foto.jpg"), CancelToken()),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(
    ("body", "headers"),
    [(b'{"traceId": "trace-7"}', []), (b"{}", ["X-Trace-Id: trace-7"])],
    ids=["in the body", "in a header"],
)
def test_a_success_that_cannot_be_used_keeps_its_trace_id(
    clients: Clients, call: Callable[[CrmClient], object], body: bytes, headers: list[str]
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, body, *headers)

    with Peer(script) as peer, pytest.raises(UnexpectedReply) as caught:
        call(clients.crm(peer.url))
    assert caught.value.trace_id == "trace-7"
