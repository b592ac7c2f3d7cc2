"""Sending is never idempotent; the history tells what arrived."""

import pytest

from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import Client
from tests.practice.conftest import TurnableClock

LINK = "http://127.0.0.1:1/public/x/foto.jpg"


def test_a_message_is_recorded_listed_and_moves_the_conversation_up(
    server: PracticeServer, client: Client
) -> None:
    answer = client.send(attachments=[LINK])
    assert answer.status == 201
    (sent,) = server.record.messages
    assert (sent.message_id, sent.attachments) == (answer.json["messageId"], (LINK,))
    newest = client.messages(limit=1).json["messages"]["messages"][0]
    assert newest["id"] == answer.json["messageId"]
    assert newest["attachments"] == [LINK]
    assert newest["direction"] == "outbound"
    row = client.search(limit=1).json["conversations"][0]
    assert (row["lastMessageBody"], row["lastMessageDirection"]) == ("Aquí lo tiene", "outbound")
    assert row["unreadCount"] == 0


def test_the_same_message_twice_is_two_messages(server: PracticeServer, client: Client) -> None:
    first, second = client.send(), client.send()
    assert first.json["messageId"] != second.json["messageId"]
    assert len(server.record.messages) == 2


def test_the_row_tells_by_which_channel_the_last_message_went(client: Client) -> None:
    client.send(type="Email", message=..., html="<p>Hola</p>", subject="Factura")
    row = client.search(limit=1).json["conversations"][0]
    assert row["lastMessageType"] == "TYPE_EMAIL"


def test_an_email_has_html(server: PracticeServer, client: Client) -> None:
    answer = client.send(type="Email", message=..., html="<p>Hola</p>", subject="Factura")
    assert answer.status == 201
    assert server.record.messages[0].body == "<p>Hola</p>"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"type": "Pigeon"}, 422),
        ({"type": ...}, 422),
        ({"contactId": "nobody"}, 400),
        ({"contactId": ...}, 422),
        ({"message": ...}, 422),
        ({"message": "", "attachments": [LINK]}, 201),
        ({"attachments": LINK}, 422),
        ({"attachments": [1]}, 422),
        ({"type": "WhatsApp", "colour": "blue"}, 422),
        ({"subType": "x", "status": "delivered"}, 201),
    ],
)
def test_what_is_sent_is_checked(client: Client, changes: dict[str, object], status: int) -> None:
    assert client.send(**changes).status == status


def test_whatsapp_is_open_for_a_day(client: Client, clock: TurnableClock) -> None:
    clock.ahead = 25 * 3600
    closed = client.send()
    assert (closed.status, "24-hour" in closed.json["message"]) == (400, True)
    assert client.send(type="SMS").status == 201


def test_histories_are_always_the_same_and_end_with_the_last_message(client: Client) -> None:
    row = client.search(limit=1).json["conversations"][0]
    first, again = client.messages(limit=50), client.messages(limit=50)
    messages = first.json["messages"]["messages"]
    assert messages == again.json["messages"]["messages"]
    assert messages[0]["body"] == row["lastMessageBody"]
    assert {message["conversationId"] for message in messages} == {row["id"]}
    dates = [message["dateAdded"] for message in messages]
    assert dates == sorted(dates, reverse=True)


def test_histories_come_in_pages(client: Client) -> None:
    whole = client.messages(limit=100).json["messages"]["messages"]
    collected = []
    page = client.messages(limit=2).json["messages"]
    while page["nextPage"]:
        collected += page["messages"]
        page = client.messages(limit=2, lastMessageId=page["lastMessageId"]).json["messages"]
    collected += page["messages"]
    assert [message["id"] for message in collected] == [message["id"] for message in whole]


@pytest.mark.parametrize("limit", ["0", "101", "x", "²"])
def test_the_limit_is_checked(client: Client, limit: str) -> None:
    assert client.messages(limit=limit).status == 422


def test_histories_of_others_are_closed(client: Client, server: PracticeServer) -> None:
    assert client.messages("nobody").status == 404
    assert client.messages(server.account.foreign_conversation_id).status == 403
