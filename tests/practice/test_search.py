"""GET /conversations/search over real HTTP: each filter, order, pages, and what is refused."""

from typing import Any

import pytest

from leadway_desktop.practice.search import folded
from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import Client


def rows_of(client: Client, **query: object) -> list[dict[str, Any]]:
    answer = client.search(**query)
    assert answer.status == 200, answer.body
    rows = answer.json["conversations"]
    assert isinstance(rows, list)
    return rows


def every_row(client: Client, **query: object) -> list[dict[str, Any]]:
    """Page as the documentation says: by the last row's sort value, until nothing new comes."""
    seen: dict[str, dict[str, Any]] = {}
    after: dict[str, object] = {}
    while True:
        page = rows_of(client, **query, **after)
        new = {row["id"]: row for row in page if row["id"] not in seen}
        if not new:
            return list(seen.values())
        seen |= new
        after = {"startAfterDate": page[-1]["sort"][0]}


def test_the_default_page_is_twenty_newest_first(client: Client) -> None:
    answer = client.search()
    rows = answer.json["conversations"]
    assert len(rows) == 20
    assert answer.json["total"] == 300
    assert answer.json["traceId"]
    dates = [row["sort"][0] for row in rows]
    assert dates == sorted(dates, reverse=True)
    assert rows[0]["fullName"] == "María Fernández"


@pytest.mark.parametrize("limit", [7, 20, 40, 50, 100])
@pytest.mark.parametrize("sort", ["asc", "desc"])
def test_pages_lose_nobody(client: Client, limit: int, sort: str) -> None:
    rows = every_row(client, limit=limit, sort=sort)
    assert len(rows) == 300
    dates = [row["sort"][0] for row in rows]
    assert dates == sorted(dates, reverse=sort == "desc")


def test_rows_with_equal_dates_come_again_on_the_next_page(client: Client) -> None:
    first = rows_of(client)
    second = rows_of(client, startAfterDate=first[-1]["sort"][0])
    assert {row["id"] for row in first} & {row["id"] for row in second}


@pytest.mark.parametrize(
    "words", ["maría", "MARIA FERNANDEZ", "fernández maría", "612 345", "612345678", "+34612345678",
              "maria.fernandez@", "video de la instalacion"]
)  # fmt: skip
def test_a_person_is_found_by_name_phone_email_and_words(client: Client, words: str) -> None:
    rows = rows_of(client, query=words)
    assert "María Fernández" in [row.get("fullName") for row in rows]
    assert len(rows) < 60


def test_total_counts_what_was_found_not_the_page(client: Client) -> None:
    answer = client.search(query="garcía", limit=1)
    assert len(answer.json["conversations"]) == 1
    assert answer.json["total"] == len(every_row(client, query="garcía")) > 1


def test_nobody_is_found_by_nonsense(client: Client) -> None:
    answer = client.search(query="zzzzzz")
    assert (answer.json["conversations"], answer.json["total"]) == ([], 0)


def test_status_sorts_the_read_from_the_unread(client: Client) -> None:
    everybody = {row["id"] for row in every_row(client, status="all", limit=100)}
    unread = {row["id"]: row for row in every_row(client, status="unread", limit=100)}
    read = {row["id"] for row in every_row(client, status="read", limit=100)}
    assert all(row["unreadCount"] > 0 for row in unread.values())
    assert unread.keys() | read == everybody
    assert not unread.keys() & read


def test_status_starred_and_recents(client: Client) -> None:
    starred = every_row(client, status="starred", limit=100)
    assert starred
    assert all(row["starred"] for row in starred)
    assert client.search(status="recents").json["total"] == 300


def test_assigned_to_one_to_several_and_to_nobody(client: Client) -> None:
    first, second = "usrCarla0000000000001", "usrMateo0000000000002"
    one = client.search(assignedTo=first).json["total"]
    both = client.search(assignedTo=f"{first},{second}").json["total"]
    nobody = client.search(assignedTo="unassigned").json["total"]
    assert 0 < one < both < 300
    assert 0 < nobody < 300


def test_one_type_of_last_message(client: Client) -> None:
    rows = every_row(client, lastMessageType="TYPE_HOLOGRAM")
    assert rows
    assert {row["lastMessageType"] for row in rows} == {"TYPE_HOLOGRAM"}


def test_one_conversation_by_its_id(client: Client, server: PracticeServer) -> None:
    rows = rows_of(client, id=server.account.conversation_id)
    assert [row["id"] for row in rows] == [server.account.conversation_id]


def test_sorted_by_the_last_manual_message(client: Client) -> None:
    rows = every_row(client, sortBy="last_manual_message_date", limit=100)
    dates = [row["sort"][0] for row in rows]
    assert len(rows) == 300
    assert dates == sorted(dates, reverse=True)
    assert [row["id"] for row in rows] != [row["id"] for row in every_row(client, limit=100)]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 101}, {"limit": "many"}, {"limit": -1}, {"status": "asleep"},
        {"sort": "up"}, {"sortBy": "shoe_size"}, {"startAfterDate": "today"}, {"colour": "blue"},
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_with_a_list(
    client: Client, query: dict[str, object]
) -> None:
    answer = client.search(**query)
    assert answer.status == 422
    assert isinstance(answer.json["message"], list)
    assert next(iter(query)) in answer.json["message"][0]
    assert answer.json["statusCode"] == 422
    assert answer.json["traceId"]


def test_the_location_is_required_and_must_be_the_tokens(client: Client) -> None:
    assert client.search(locationId="").status == 422
    assert client.search(locationId="somewhereElse").status == 403


def test_rows_are_irregular_as_the_real_ones_are(client: Client) -> None:
    rows = every_row(client, limit=100)
    dates = {type(row["lastMessageDate"]) for row in rows}
    assert dates == {int, str}
    assert any(row.get("unreadCount", 0) is None for row in rows)
    assert any("unreadCount" not in row for row in rows)
    assert any("contactName" not in row for row in rows)
    assert any(row.get("type", "") is None for row in rows)
    assert any("followers" in row for row in rows)
    assert all(isinstance(row["sort"][0], int) for row in rows)
    assert all(row["id"] and row["contactId"] for row in rows)


def test_one_conversation_has_its_type_as_a_number(client: Client, server: PracticeServer) -> None:
    answer = client.call("GET", f"/conversations/{server.account.conversation_id}")
    assert answer.status == 200
    assert answer.json["id"] == server.account.conversation_id
    assert answer.json["type"] == 1


def test_an_unknown_conversation_and_one_of_another_location(
    client: Client, server: PracticeServer
) -> None:
    assert client.call("GET", "/conversations/nobody").status == 404
    foreign = server.account.foreign_conversation_id
    assert client.call("GET", f"/conversations/{foreign}").status == 403


def test_folding_forgets_case_and_accents() -> None:
    assert folded("ÁÉÍÓÚ Ñandú ÇÃO Straße") == "aeiou nandu cao strasse"
