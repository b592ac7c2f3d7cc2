"""Sending and looking over real HTTP: once each, on a connection of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.errors import (
    ConnectionLost,
    Intercepted,
    LeadwayError,
    NoConnection,
    RequestRefused,
    Stalled,
    UnexpectedReply,
)
from leadway_desktop.domain.message import Attachment, Message, SoughtMessage
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.messages.retry import Verdict, rule_for
from tests.network.conftest import Clients
from tests.network.peer import Line, Peer

LINK = "https://storage.example/foto.jpg"


@pytest.fixture
def crm(clients: Clients, practice: PracticeServer) -> CrmClient:
    return clients.with_once(clients.of_practice(practice))


@pytest.fixture
def message(crm: CrmClient, practice: PracticeServer) -> Message:
    there = practice.account.conversation_id
    contact = crm.contact_of(there, CancelToken())
    return Message(there, contact, Channel.WHATSAPP, "Hola", (Attachment("foto.jpg", LINK),))


def send(crm: CrmClient, message: Message, on_turn: Callable[[], None] = lambda: None) -> str:
    return crm.send(message, CancelToken(), on_turn).id or ""


def test_what_is_sent_is_found(crm: CrmClient, message: Message, practice: PracticeServer) -> None:
    assert crm.find(SoughtMessage(message), CancelToken()) is None
    sent_id = send(crm, message)
    found = crm.find(SoughtMessage(message), CancelToken())
    assert found is not None
    assert found.id == sent_id == practice.record.messages[0].message_id
    assert practice.record.messages[0].contact_id == message.contact_id


def test_what_lies_some_pages_back_is_found(crm: CrmClient, message: Message) -> None:
    sent_id = send(crm, message)
    for number in range(45):
        later = (Attachment("b.jpg", f"https://storage.example/{number}.jpg"),)
        send(crm, replace(message, attachments=later))
    found = crm.find(SoughtMessage(message), CancelToken())
    assert found is not None
    assert found.id == sent_id


@pytest.mark.parametrize("skew", [0, 1500, -1500])
def test_what_was_sent_well_before_is_another_by_the_servers_clock(
    crm: CrmClient, message: Message, practice: PracticeServer, skew: int
) -> None:
    practice.faults.add(Fault("*", "clock_skew", seconds=skew))
    send(crm, message)
    now = datetime.now(UTC)
    later = now + timedelta(minutes=5)
    found = crm.find(SoughtMessage(message, now), CancelToken())
    assert found is not None
    assert found.added_at is not None
    assert abs(found.added_at - now) < timedelta(minutes=5), "by ours"
    assert crm.find(SoughtMessage(message, later), CancelToken()) is None


def test_the_turn_is_told_before_anything_goes_out(
    crm: CrmClient, message: Message, practice: PracticeServer
) -> None:
    seen: list[int] = []

    def on_turn() -> None:
        seen.append(practice.record.steps().count("send"))

    send(crm, message, on_turn)
    assert seen == [0]


def test_what_is_stopped_at_its_turn_does_not_go_out(
    crm: CrmClient, message: Message, practice: PracticeServer
) -> None:
    def on_turn() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        send(crm, message, on_turn)
    assert "send" not in practice.record.steps()


@pytest.mark.parametrize(
    ("fault", "error", "taken"),
    [
        (Fault("send", "lost_reply"), ConnectionLost, 1),
        (Fault("send", "cut_reply"), ConnectionLost, 1),
        (Fault("send", "reset", at_byte=0), ConnectionLost, 0),
        (Fault("send", "stall", at_byte=0), Stalled, 0),
        (Fault("send", "malformed_reply", body="empty"), UnexpectedReply, 1),
        (Fault("send", "malformed_reply", body="json"), UnexpectedReply, 1),
        (Fault("send", "status", status=400), RequestRefused, 0),
        (Fault("send", "status", status=404), RequestRefused, 0),
    ],
)
def test_nothing_is_asked_twice(
    crm: CrmClient,
    message: Message,
    practice: PracticeServer,
    fault: Fault,
    error: type[LeadwayError],
    taken: int,
) -> None:
    practice.faults.add(fault)
    with pytest.raises(error):
        send(crm, message)
    # The fault strikes once: a second call would have gone through.
    assert len(practice.record.messages) == taken


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    ["http://xn--/login", "https://xn--a/", "javascript:x", "mailto:x@example.com", "http://[::1"],
)
def test_a_reply_that_leads_nowhere_leaves_open_whether_it_was_sent(
    clients: Clients, message: Message, status: int, location: str
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(status, b"", f"Location: {location}")

    with Peer(script) as peer, pytest.raises((UnexpectedReply, Intercepted)) as caught:
        send(clients.crm(peer.url), message)
    assert rule_for(caught.value).verdict is Verdict.PERHAPS


@pytest.mark.parametrize("more", [{}, {"messageId": "m1"}])
@pytest.mark.parametrize("code", [400, 401, 422, 429, 500])
def test_a_success_that_is_an_error_leaves_open_whether_it_was_sent(
    clients: Clients, message: Message, code: int, more: dict[str, str]
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, json.dumps({"statusCode": code, "message": "no", **more}).encode())

    with Peer(script) as peer, pytest.raises(UnexpectedReply) as caught:
        send(clients.crm(peer.url), message)
    assert caught.value.detail == "no"
    assert rule_for(caught.value).verdict is Verdict.PERHAPS


def test_a_server_that_is_not_there_has_heard_nothing(clients: Clients, message: Message) -> None:
    with pytest.raises(NoConnection):
        send(clients.crm("http://127.0.0.1:9"), message)


def test_the_servers_words_are_told(clients: Clients, practice: PracticeServer) -> None:
    crm = clients.of_practice(practice)
    nothing = Message(practice.account.conversation_id, "nobody", Channel.SMS, "", ())
    with pytest.raises(LeadwayError) as caught:
        send(crm, nothing)
    assert caught.value.detail
    assert caught.value.trace_id
