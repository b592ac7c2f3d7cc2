"""JSON to domain: whatever comes, the outcome is well-typed or UnexpectedReply."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    ConversationStatus,
    PageCursor,
)
from leadway_desktop.domain.errors import UnexpectedReply
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import (
    StoredFile,
    UploadRequest,
    UploadSlot,
    UploadTarget,
    UploadTicket,
)
from leadway_desktop.network import wire

MS = 1_795_348_800_000
MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUERY = ConversationQuery(page_size=2)
ROW: dict[str, Any] = {
    "id": "tDtDnQdgm2LXpyiqYvZ6",
    "contactId": "contact-1",
    "locationId": "loc-1",
    "lastMessageBody": "Hola,\n ¿está\tlisto?",
    "lastMessageType": "TYPE_WHATSAPP",
    "type": "TYPE_PHONE",
    "unreadCount": 2,
    "fullName": "Lucía Fernández 👩‍👧",
    "contactName": "lucia",
    "email": "lucia@example.com",
    "phone": "+34600000000",
    "lastMessageDate": MS,
    "lastMessageDirection": "inbound",
    "starred": True,
    "sort": [MS],
    "lastInboundWhatsappMessageDate": "2026-11-22T12:00:00.000Z",
    "somethingNew": {"deep": [1, 2]},
}
TARGET = UploadTarget("loc-1", "conv-1", "contact-1", "Lucía", Channel.FACEBOOK)
REQUEST = UploadRequest(TARGET, "foto.jpg", "image/jpeg", 1234)

# -- the documented examples ----------------------------------------------------------------------


def test_a_row_of_the_search() -> None:
    page = wire.read_page({"conversations": [ROW], "total": 1}, QUERY, "loc-0")
    assert page == ConversationPage(
        conversations=(
            Conversation(
                id="tDtDnQdgm2LXpyiqYvZ6",
                location_id="loc-1",
                contact_id="contact-1",
                name="Lucía Fernández 👩‍👧",
                phone="+34600000000",
                email="lucia@example.com",
                last_message="Hola, ¿está listo?",
                last_message_type="TYPE_WHATSAPP",
                last_message_at=MOMENT,
                unread_count=2,
                is_starred=True,
                last_whatsapp_inbound_at=MOMENT,
            ),
        ),
        total=1,
        next=None,
    )


def test_only_the_documented_fields() -> None:
    documented = (
        "id contactId locationId lastMessageBody lastMessageType type unreadCount fullName"
        " contactName email phone"
    )
    row = {name: ROW[name] for name in documented.split()}
    page = wire.read_page({"conversations": [row], "total": 1}, QUERY, "loc-0")
    assert page.conversations[0].name == ROW["fullName"]
    assert page.conversations[0].last_message_at is None


@pytest.mark.parametrize("name", [name for name in ROW if name != "id"])
@pytest.mark.parametrize("value", [None, "", "absent", 0, -1, True, [], {}, 1e300, "x" * 9999])
def test_any_field_may_be_missing_or_null_or_wrong(name: str, value: object) -> None:
    row = {**ROW, name: value}
    if value == "absent":
        del row[name]
    read = wire.read_conversation(row, "loc-0")
    assert read.id == ROW["id"]
    assert read.location_id in ("loc-0", "loc-1") or name == "locationId"


@pytest.mark.parametrize(
    "value",
    [MS, str(MS), float(MS), "2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000+00:00",
     "2026-11-22T13:00:00+01:00", "2026-11-22 12:00:00", "2026-11-22T12:00"],
)  # fmt: skip
def test_dates_of_every_spelling(value: object) -> None:
    row = {**ROW, "lastMessageDate": value}
    assert wire.read_conversation(row, "loc-0").last_message_at == MOMENT


@pytest.mark.parametrize(
    "value",
    ["", "soon", "2026-13-45", "0000-00-00", 10**30, -(10**30), "9" * 400, float("nan"),
     float("inf"), [], {}, True, "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_dates_that_are_none(value: object) -> None:
    row = {**ROW, "lastMessageDate": value, "sort": None}
    assert wire.read_conversation(row, "loc-0").last_message_at is None


def test_a_page_cursor_is_the_sort_value_of_the_last_row() -> None:
    rows = [{**ROW, "id": "a", "sort": [MS]}, {**ROW, "id": "b", "sort": [str(MS - 5)]}]
    page = wire.read_page({"conversations": rows, "total": 9}, QUERY, "loc")
    assert page.next == PageCursor(MS - 5)
    for row in rows:
        del row["sort"]
        row["lastMessageDate"] = "2026-11-22T12:00:00Z"
    assert wire.read_page({"conversations": rows}, QUERY, "loc").next == PageCursor(MS)


@pytest.mark.parametrize(
    ("rows", "total", "goes_on"),
    [
        (0, 9, False),
        (1, None, False),  # a short page and no total: the end
        (1, 1, False),
        (1, 9, True),  # the server gives fewer rows than were asked for
        (2, None, True),
        (2, 2, True),  # full: one question more settles it
        (3, 3, True),  # more rows than were asked for
        (1, -1, False),
        (1, 10**12, False),
        (1, "9", True),
        (1, "many", False),
    ],
)
def test_whether_there_is_another_page(rows: int, total: object, goes_on: bool) -> None:
    reply = {"conversations": [{**ROW, "id": str(n)} for n in range(rows)], "total": total}
    assert (wire.read_page(reply, QUERY, "loc").next is not None) is goes_on


def test_no_list_is_an_empty_one_where_the_total_says_so() -> None:
    assert wire.read_page({"conversations": None, "total": 0}, QUERY, "loc").conversations == ()
    for unlike in ({"total": 0, "conversations": {}}, {"conversations": None}, {"total": 5}):
        with pytest.raises(UnexpectedReply):
            wire.read_page(unlike, QUERY, "loc")


def test_rows_without_an_id_are_dropped() -> None:
    rows = [{}, {"id": None}, {"id": ""}, {"id": {}}, {"id": True}, 5, None, [], {"id": 7}]
    page = wire.read_page({"conversations": rows}, QUERY, "loc")
    assert [one.id for one in page.conversations] == ["7"]


def test_texts_are_one_line_without_controls_and_of_bounded_length() -> None:
    row = {
        **ROW,
        "fullName": "a\x1b[31m\0b\u2028c\ud800d " * 9999,
        "lastMessageBody": "👩‍👧‍👦 \u202fx",
    }
    read = wire.read_conversation(row, "loc")
    assert read.name.startswith("a [31m b c d a")
    assert len(read.name) <= 4096
    assert read.last_message == "👩‍👧‍👦 x"


def test_a_single_conversation_bare_or_wrapped() -> None:
    bare = wire.read_single_conversation(ROW, "loc")
    assert wire.read_single_conversation({"conversation": ROW}, "loc") == bare
    with pytest.raises(UnexpectedReply):
        wire.read_single_conversation({"conversation": {"id": None}}, "loc")


# -- what is asked --------------------------------------------------------------------------------


def test_the_question_is_documented_fields_alone() -> None:
    query = ConversationQuery("  lucía \x00\ud800", ConversationStatus.UNREAD, 100)
    assert wire.search_parameters("loc", query, PageCursor(MS)) == {
        "locationId": "loc",
        "limit": "100",
        "sort": "desc",
        "sortBy": "last_message_date",
        "status": "unread",
        "query": "lucía",
        "startAfterDate": str(MS),
    }
    assert set(wire.search_parameters("loc", ConversationQuery(), None)) == {
        "locationId", "limit", "sort", "sortBy", "status",
    }  # fmt: skip


def test_the_bodies_of_initiate_and_complete() -> None:
    assert wire.initiate_body(REQUEST) == {
        "locationId": "loc-1",
        "conversationId": "conv-1",
        "filename": "foto.jpg",
        "contentType": "image/jpeg",
        "channel": "FB",
        "fileSize": 1234,
    }
    assert wire.complete_body(REQUEST, UploadSlot("up-1", "a/b")) == {
        "uploadId": "up-1",
        "filePath": "a/b",
        "locationId": "loc-1",
        "conversationId": "conv-1",
        "filename": "foto.jpg",
    }


# -- initiate and complete ------------------------------------------------------------------------

INITIATED: dict[str, Any] = {
    "uploadUrl": "https://storage.googleapis.com/b/o?X-Goog-Signature=ab",
    "uploadId": "up-1",
    "filePath": "location/loc/foto.jpg",
    "expiresAt": MS,
    "maxFileSize": 104857600,
}
COMPLETED: dict[str, Any] = {
    "uploadedFiles": {"foto.jpg": "https://cdn.example/foto.jpg"},
    "metadata": {"size": 1234, "contentType": "image/jpeg"},
}


def test_a_ticket() -> None:
    ticket = wire.read_ticket({**INITIATED, "more": 1})
    slot = UploadSlot("up-1", "location/loc/foto.jpg")
    assert ticket == UploadTicket(Secret(INITIATED["uploadUrl"]), slot, MOMENT, 104857600)
    assert wire.read_ticket({**INITIATED, "traceId": "trace-7"}).trace_id == "trace-7"


def test_two_signed_urls_of_one_object_are_told_from_two_objects() -> None:
    url = INITIATED["uploadUrl"].partition("?")[0]
    urls = (f"{url}?s=1", f"{url}?s=2", f"{url}x?s=1")
    ids = [wire.read_ticket({**INITIATED, "uploadUrl": one}).slot.object_id for one in urls]
    assert ids[0] == ids[1] != ids[2]
    assert all(one is not None and url not in one for one in ids)


@pytest.mark.parametrize("name", ["uploadUrl", "uploadId", "filePath"])
@pytest.mark.parametrize("value", [None, "", [], {}, True, 1.5, "a\nb", "a\0"])
def test_a_ticket_needs_its_parts(name: str, value: object) -> None:
    with pytest.raises(UnexpectedReply):
        wire.read_ticket({**INITIATED, name: value})


@pytest.mark.parametrize("value", [None, 0, -5, "x", True, [], float("nan")])
def test_a_limit_that_is_none(value: object) -> None:
    assert wire.read_ticket({**INITIATED, "maxFileSize": value}).max_size is None


@pytest.mark.parametrize(
    "odd", ["a\u202fm.png", "familia 👩‍👧.jpg", "\u200f\u05e9.pdf", "a\u00a0b"]
)
def test_odd_spaces_and_joiners_in_a_path_are_kept(odd: str) -> None:
    """A Mac puts a narrow space into the names of its screenshots."""
    assert wire.read_ticket({**INITIATED, "filePath": odd}).slot.file_path == odd


def test_a_stored_file() -> None:
    link = "https://cdn.example/foto.jpg"
    assert wire.read_stored_file(COMPLETED, "foto.jpg") == StoredFile(link, 1234, "image/jpeg")
    assert wire.read_stored_file(COMPLETED, "another name.jpg").link == link
    bare = {"uploadedFiles": COMPLETED["uploadedFiles"]}
    assert wire.read_stored_file(bare, "foto.jpg") == StoredFile(link, None, None)
    assert wire.read_stored_file({**bare, "traceId": "t"}, "foto.jpg").trace_id == "t"


@pytest.mark.parametrize(
    "files",
    [None, {}, [], "https://x", {"foto.jpg": None}, {"foto.jpg": 5}, {"foto.jpg": ""},
     {"foto.jpg": "javascript:alert(1)"}, {"foto.jpg": "cdn.example/x"},
     {"foto.jpg": "http://"}, {"foto.jpg": "https:///x"},
     {"foto.jpg": "https://cdn.example@evil.example/x"}, {"foto.jpg": "https://u:p@cdn.example"},
     {"a.jpg": "https://x/a", "b.jpg": "https://x/b"}, {"foto.jpg": {"url": "https://x"}}],
)  # fmt: skip
def test_no_link(files: object) -> None:
    with pytest.raises(UnexpectedReply):
        wire.read_stored_file({**COMPLETED, "uploadedFiles": files}, "foto.jpg")


SLOT = UploadSlot("0123456789abcdef", "loc/files/0123 4567.jpg")


@pytest.mark.parametrize(
    ("name", "told", "is_ours"),
    [
        ("mi foto.jpg", "mi foto.jpg", True),
        ("mi foto.jpg", "MI_FOTO.JPG", True),
        ("El año (1).jpg", "el-ano-1.jpg", True),
        ("mi foto.jpg", "mi otra foto.jpg", False),
        ("1-0.pdf", "10.pdf", False),
        ("🙂.pdf", "🙂.pdf", True),
        ("🙂.pdf", "🙃.pdf", False),
        ("🙂.pdf", "pdf", False),
    ],
)
def test_whose_link_it_is(name: str, told: str, is_ours: bool) -> None:
    reply = {"uploadedFiles": {told: "https://x/a"}}
    assert wire.is_about(reply, name, SLOT) is is_ours
    assert wire.is_about({}, name, SLOT), "it names nobody"


@pytest.mark.parametrize(
    ("link", "slot", "is_ours"),
    [
        ("https://x/0123456789abcdef/y", SLOT, True),
        ("https://x/loc/files/0123%204567.jpg?alt=media", SLOT, True),
        ("https://x/loc%2Ffiles%2F0123%204567.jpg", SLOT, True),
        ("https://x/loc/files/0123 4568.jpg", SLOT, False),
        ("https://x/photo of the kitchen.jpg", UploadSlot("a", "photo of the kitchen.jpg"), False),
        ("https://x/a/b", UploadSlot("a", "a/b"), False),
        (5, SLOT, False),
    ],
)
def test_a_link_to_the_place_that_initiate_gave_is_ours(
    link: object, slot: UploadSlot, is_ours: bool
) -> None:
    assert wire.is_about({"uploadedFiles": {"tidied.jpg": link}}, "foto.jpg", slot) is is_ours


def test_a_link_can_be_pasted() -> None:
    files = {"foto.jpg": "https://x/mi foto\n\x00é\u202e.jpg?a=%20&b=a@b"}
    link = wire.read_stored_file({"uploadedFiles": files}, "foto.jpg").link
    assert link == "https://x/mi%20foto%0A%00é%E2%80%AE.jpg?a=%20&b=a@b"


# -- anything at all ------------------------------------------------------------------------------

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**15, 10**400)
    | st.floats()
    | st.text()
    | st.text(st.characters(codec=None))
    | st.dates().map(str)
    | st.datetimes().map(str)
    | st.sampled_from(["https://x/y", "TYPE_SMS", "outbound", "-1", "1_0", "٣", "²", "1e9"])
)
_json = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def _with_fields(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, _json))


_rows = _with_fields([*ROW, "dateUpdated", "conversation"]) | _json


def is_well_typed(one: Conversation) -> bool:
    texts = (one.id, one.location_id, one.contact_id, one.name, one.phone, one.email,
             one.last_message, one.last_message_type)  # fmt: skip
    moments = (one.last_message_at, one.last_whatsapp_inbound_at)
    return (
        all(isinstance(text, str) and text.encode() is not None for text in texts)
        and all(moment is None or moment.tzinfo is UTC for moment in moments)
        and type(one.unread_count) is int
        and 0 <= one.unread_count < 2**31
        and type(one.is_starred) is bool
        and bool(one.id)
        and one.channel in (None, *Channel)
    )


@given(
    st.fixed_dictionaries({}, optional={"conversations": st.lists(_rows) | _json, "total": _json})
)
def test_any_page(reply: dict[str, Any]) -> None:
    try:
        page = wire.read_page(reply, QUERY, "loc")
    except UnexpectedReply:
        return
    assert all(is_well_typed(one) for one in page.conversations)
    assert page.total is None or 0 <= page.total < 2**31
    assert page.next is None or str(page.next.start_after_ms).lstrip("-").isdigit()


@given(_with_fields([*ROW, "conversation"]))
def test_any_conversation(reply: dict[str, Any]) -> None:
    try:
        assert is_well_typed(wire.read_single_conversation(reply, "loc"))
    except UnexpectedReply:
        return


@given(_with_fields(list(INITIATED)))
def test_any_ticket(reply: dict[str, Any]) -> None:
    try:
        ticket = wire.read_ticket(reply)
    except UnexpectedReply:
        return
    assert ticket.signed_url
    assert ticket.slot.upload_id
    assert ticket.slot.file_path
    assert ticket.max_size is None or ticket.max_size > 0
    assert ticket.expires_at is None or ticket.expires_at.tzinfo is UTC


@given(_with_fields(["uploadedFiles", "metadata"]), st.text())
def test_any_stored_file(reply: dict[str, Any], name: str) -> None:
    try:
        stored = wire.read_stored_file(reply, name)
    except UnexpectedReply:
        return
    assert stored.link.startswith("http")
    assert not any(character.isspace() for character in stored.link)
    assert stored.size is None or type(stored.size) is int


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")) | _json.map(
    lambda value: json.dumps(value).encode()
))  # fmt: skip
def test_any_body(body: bytes) -> None:
    try:
        read = wire.read_object(body)
    except UnexpectedReply:
        return
    assert isinstance(read, dict)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"5", b'"x"', b"{", b'{"a": ' * 100_000, b"[" * 1_000_000,
     b'{"a": ' + b"9" * 10_000 + b"}", b'{"a": [' + b"{}," * 300_000 + b"{}]}",
     b"\xff\xfe\x00", b"<html></html>", b'{"a": 1} x'],
    ids=lambda body: str(body[:12]),
)  # fmt: skip
def test_bodies_that_are_no_objects(body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        wire.read_object(body)


def test_paths_of_this_computer_are_not_sent(tmp_path: Path) -> None:
    assert str(tmp_path) not in json.dumps(wire.initiate_body(REQUEST))


def test_a_page_of_more_rows_than_any_page_has_goes_on_by_paging() -> None:
    rows = [{"id": str(number), "sort": [MS - number]} for number in range(50_000)]
    page = wire.read_page({"conversations": rows, "total": 50_000}, QUERY, "loc-1")
    assert len(page.conversations) == 1000
    assert page.next == PageCursor(MS - 999)


@pytest.mark.parametrize("name", ["uploadUrl", "uploadId", "filePath"])
def test_an_endless_id_is_none(name: str) -> None:
    ticket = {"uploadUrl": "https://x.example/?s=1", "uploadId": "u", "filePath": "f"}
    assert wire.read_ticket(ticket).slot.upload_id == "u"
    with pytest.raises(UnexpectedReply):
        wire.read_ticket(ticket | {name: "https://" + "x" * 1_000_000})


def test_an_endless_link_is_none() -> None:
    link = "https://x.example/" + "x" * 1_000_000
    with pytest.raises(UnexpectedReply):
        wire.read_stored_file({"uploadedFiles": {"foto.jpg": link}}, "foto.jpg")
