"""Messages on the wire: what is sent by each channel, and what is read out of any reply."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.errors import MessageFailed, UnexpectedReply
from leadway_desktop.domain.message import Attachment, Message, SentMessage, SoughtMessage
from leadway_desktop.network.message_wire import (
    MessagePage,
    found_in,
    page_parameters,
    read_messages,
    read_sent,
    send_body,
)
from leadway_desktop.network.wire import TRACE_ID

LINK = "https://storage.example/a%20b.pdf?v=1&w=2"
MESSAGE = Message("conv", "contact", Channel.WHATSAPP, "Hola", (Attachment("a b.pdf", LINK),))
SOUGHT = SoughtMessage(MESSAGE)

ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["messages", "id", "attachments", "url", "direction", "body", "nextPage"]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


# -- sending ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [one for one in Channel if one is not Channel.EMAIL])
def test_a_text_and_links_go_by_the_channels_own_type(channel: Channel) -> None:
    assert send_body(replace(MESSAGE, channel=channel)) == {
        "type": channel.rules.message_type,
        "contactId": "contact",
        "attachments": [LINK],
        "message": "Hola",
    }


def test_no_text_is_no_text() -> None:
    assert "message" not in send_body(replace(MESSAGE, text=""))


def test_an_email_has_a_subject_and_its_text_and_links_as_html() -> None:
    text = "Hola, <María>:\nadjunto & enlace\n\n\nUn saludo"
    body = send_body(replace(MESSAGE, channel=Channel.EMAIL, text=text))
    assert body["subject"] == "a b.pdf"
    assert body["html"] == (
        "<p>Hola, &lt;María&gt;:<br>adjunto &amp; enlace</p><p>Un saludo</p>"
        '<p><a href="https://storage.example/a%20b.pdf?v=1&amp;w=2">a b.pdf</a></p>'
    )
    assert body["attachments"] == [LINK]
    assert "message" not in body


@given(text=st.text(), name=st.text(min_size=1))
def test_nothing_that_anybody_writes_is_markup(text: str, name: str) -> None:
    attachments = (Attachment(name, 'https://x.example/"><script>'),)
    message = replace(MESSAGE, channel=Channel.EMAIL, text=text, attachments=attachments)
    body = send_body(message)
    html = str(body["html"])
    for tag in ("<p>", "</p>", "<br>", "</a>", '<a href="'):
        html = html.replace(tag, "")
    assert "<" not in html
    assert len(str(body["subject"])) <= 120
    assert "\n" not in str(body["subject"])


# -- the reply -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        {"messageId": "m1", "messageIds": ["m2"]},
        {"messageIds": ["m1", "m2"]},
        {"messageId": None, "message": {"id": "m1"}},
        {"message": {"id": "m1"}, "messageIds": "none"},
    ],
)
def test_the_id_is_read_wherever_it_stands(reply: dict[str, Any]) -> None:
    assert read_sent({**reply, TRACE_ID: "t1"}, "conv") == SentMessage("m1", "t1")
    there = {**reply, "conversationId": "conv", "status": "pending"}
    assert read_sent(there, "conv") == SentMessage("m1")


@pytest.mark.parametrize("status", ["failed", "FAILED", "undelivered", "rejected", "error"])
def test_a_reply_that_tells_of_a_failure_is_no_message_that_was_sent(status: str) -> None:
    reply = {"messageId": "m1", "msg": "Message failed: DND", TRACE_ID: "t1"}
    for failed in ({**reply, "status": status}, {**reply, "message": {"id": 1, "status": status}}):
        with pytest.raises(MessageFailed) as caught:
            read_sent(failed, "conv")
        assert (caught.value.detail, caught.value.trace_id) == ("Message failed: DND", "t1")
        assert caught.value.message_id == "m1"


def test_the_agents_own_text_is_no_reason() -> None:
    with pytest.raises(MessageFailed) as caught:
        read_sent({"messageId": "m1", "status": "failed", "message": "Hola"}, "conv")
    assert caught.value.detail == ""


def test_a_reply_about_another_conversation_proves_nothing() -> None:
    with pytest.raises(UnexpectedReply):
        read_sent({"messageId": "m1", "conversationId": "other"}, "conv")


@given(reply=st.dictionaries(st.text(max_size=10), ANY_JSON, max_size=5))
def test_a_reply_is_read_or_is_none(reply: dict[str, Any]) -> None:
    with suppress(UnexpectedReply, MessageFailed):
        assert read_sent(reply, "conv").id


# -- the conversation ------------------------------------------------------------------------------


def page(*rows: dict[str, Any]) -> MessagePage:
    return read_messages({"messages": {"messages": list(rows)}})


ROW = {"id": "m1", "direction": "outbound", "body": "Hola", "attachments": [LINK]}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"attachments": [{"url": LINK}]},
        {"attachments": ["https://other.example/x", "https://storage.example/a b.pdf?v=1&w=2"]},
        {"attachments": [], "body": f"Hola {LINK}"},
        {"attachments": None, "html": '<a href="https://storage.example/a%20b.pdf?v=1&amp;w=2">'},
        {"attachments": [], "body": f"Vea {LINK}."},
        {"attachments": [], "body": f"(vea {LINK}), gracias"},
        {"attachments": [], "body": "https://storage.example/a b.pdf?v=1&w=2 y más"},
        {"direction": None},
        {"direction": "OUTBOUND"},
        {"status": "delivered"},
    ],
)
def test_a_message_is_known_by_its_link(changes: dict[str, Any]) -> None:
    assert found_in(page({"id": "m0"}, {**ROW, **changes}), SOUGHT) == SentMessage("m1")


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": "inbound"},
        {"attachments": []},
        {"attachments": "none"},
        {"attachments": [7, None, {"url": 8}, {}]},
        {"attachments": [LINK + "x"]},
        {"attachments": [LINK[:-1]]},
        {"attachments": [], "body": f"Vea {LINK}3"},
        {"attachments": [], "html": f'<a href="{LINK}/3">'},
        {"attachments": [], "body": "https://storage.example/a b.pdf?v=1&w=23"},
    ],
)
def test_another_message_is_not_taken_for_it(changes: dict[str, Any]) -> None:
    assert found_in(page({**ROW, **changes}), SOUGHT) is None


ODD = 'https://storage.example/7/O\'Brien "A%3CB%3E" & Cía.pdf'
ODD_MESSAGE = replace(MESSAGE, channel=Channel.EMAIL, attachments=(Attachment("o.pdf", ODD),))
OUR_HTML = str(send_body(ODD_MESSAGE)["html"])


@pytest.mark.parametrize(
    "shown",
    [
        OUR_HTML,
        OUR_HTML.replace("&#x27;", "&#39;"),
        OUR_HTML.replace("&#x27;", "%27").replace("&quot;", "%22"),
        f"Vea {ODD} y más",
        ODD.replace(" ", "%20"),
        ODD.replace("'", "%27").replace("%3CB%3E", "<B>"),
    ],
)
@pytest.mark.parametrize("is_alike_enough", [False, True])
def test_a_link_with_what_ends_an_address_in_it_is_known(shown: str, is_alike_enough: bool) -> None:
    """Servers escape a file's name as they like, and few escape an apostrophe."""
    row = {**ROW, "attachments": [], "body": shown}
    sought = SoughtMessage(ODD_MESSAGE, is_alike_enough=is_alike_enough)
    assert found_in(page(row), sought) == SentMessage("m1")


@pytest.mark.parametrize("behind", ["2", "/2", "%202", "%272"])
def test_one_that_begins_like_a_link_with_a_quote_is_another(behind: str) -> None:
    assert found_in(page({**ROW, "attachments": [], "body": ODD + behind}), SOUGHT) is None
    odd = SoughtMessage(ODD_MESSAGE)
    assert found_in(page({**ROW, "attachments": [], "body": ODD + behind}), odd) is None


OTHER = "https://storage.example/otra.pdf"
TWO = replace(
    SOUGHT,
    message=replace(MESSAGE, attachments=(*MESSAGE.attachments, Attachment("otra.pdf", OTHER))),
)


def test_a_message_is_there_where_all_of_its_links_are() -> None:
    """One with some of them may be an older one, with some of the files."""
    both = {**ROW, "id": "m9", "attachments": [LINK, OTHER]}
    assert found_in(page(ROW, both), TWO) == SentMessage("m9")
    assert found_in(page(ROW, {**ROW, "id": "m2", "body": OTHER, "attachments": []}), TWO)
    assert found_in(page(ROW), TWO) is None
    assert found_in(page(ROW), replace(TWO, is_alike_enough=True)) == SentMessage("m1")


def test_one_that_is_only_alike_counts_where_a_question_is_better_than_a_second_message() -> None:
    row = {**ROW, "attachments": [], "body": f"Vea {LINK}3"}
    assert found_in(page(row), replace(SOUGHT, is_alike_enough=True)) == SentMessage("m1")


@pytest.mark.parametrize(
    ("row", "is_it"),
    [
        ({"body": "Hola ", "attachments": []}, True),
        ({"body": "Hola", "attachments": None}, True),
        ({"body": "Hola", "direction": "inbound"}, False),
        ({"body": "Hola", "attachments": [OTHER]}, False),
        ({"body": "Hola", "status": "failed"}, False),
        ({"body": "Adiós"}, False),
        ({}, False),
    ],
)
def test_one_whose_attachments_may_show_late_is_told_by_its_text(
    row: dict[str, Any], is_it: bool
) -> None:
    bare = page({"id": "m7", "direction": "outbound"} | row)
    assert found_in(bare, SOUGHT) is None
    found = found_in(bare, replace(SOUGHT, is_bare_enough=True))
    assert found == (SentMessage("m7") if is_it else None)


def test_a_bare_one_counts_whatever_became_of_its_spaces_and_line_ends() -> None:
    message = replace(SOUGHT.message, text="Hola  Ana:\n\nadiós ")
    sought = replace(SOUGHT, message=message, is_bare_enough=True)
    row = {"id": "m7", "direction": "outbound", "attachments": []}
    assert found_in(page(row | {"body": "Hola Ana:\r\n\r\nadiós"}), sought) == SentMessage("m7")
    assert found_in(page(row | {"body": "HolaAna: adiós"}), sought) is None


@pytest.mark.parametrize(
    ("text", "body", "is_it"),
    [
        ("Hola", "Hola a b.pdf", True),
        ("Hola", " Hola\r\n\r\na b.pdf\n", True),
        ("", "a b.pdf", True),
        ("Hola", "Hola", True),
        ("Hola", "a b.pdf", False),
        ("Hola", "Hola otra.pdf", False),
        ("", "Hola", False),
    ],
)
def test_an_email_that_is_shown_without_its_tags_is_told_by_its_text(
    text: str, body: str, is_it: bool
) -> None:
    message = replace(MESSAGE, channel=Channel.EMAIL, text=text)
    row = {"id": "m7", "direction": "outbound", "body": body}
    found = found_in(page(row), SoughtMessage(message, is_bare_enough=True))
    assert found == (SentMessage("m7") if is_it else None)
    by_whatsapp = SoughtMessage(replace(MESSAGE, text=text), is_bare_enough=True)
    assert (found_in(page(row), by_whatsapp) is not None) is (body == text)


@pytest.mark.parametrize(
    ("row", "is_it"),
    [
        ({}, True),
        ({"messageType": "TYPE_WHATSAPP"}, True),
        ({"messageType": "TYPE_NOBODY_KNOWS"}, True),
        ({"messageType": 19, "body": None, "attachments": []}, True),
        ({"messageType": "TYPE_EMAIL"}, False),
        ({"messageType": "TYPE_CALL"}, False),
        ({"messageType": "TYPE_ACTIVITY_OPPORTUNITY"}, False),
        ({"direction": "inbound"}, False),
        ({"status": "failed"}, False),
        ({"attachments": [OTHER]}, False),
        ({"dateAdded": "2026-11-29T11:00:00Z"}, False),
        ({"dateAdded": None}, False),
    ],
)
def test_one_that_is_shown_without_a_word_may_be_it_if_it_is_of_then(
    row: dict[str, Any], is_it: bool
) -> None:
    """The platform shows an e-mail by its ids alone."""
    blank = {"id": "m7", "direction": "outbound", "dateAdded": "2026-11-29T12:00:01Z"} | row
    found = found_in(page(blank), replace(SOUGHT, since=SINCE, is_bare_enough=True))
    assert found == (SentMessage("m7") if is_it else None)
    assert found_in(page(blank), replace(SOUGHT, since=SINCE)) is None


@pytest.mark.parametrize("status", ["failed", "FAILED", "undelivered", "rejected", "error"])
def test_a_message_that_has_not_reached_the_customer_is_not_called_sent(status: str) -> None:
    failed = {**ROW, "id": "m2", "status": status}
    with pytest.raises(MessageFailed) as caught:
        found_in(page({"id": "m0"}, failed), SOUGHT)
    assert caught.value.message_id == "m2"
    assert found_in(page(failed, ROW), SOUGHT) == SentMessage("m1")


SINCE = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("added", "is_found"),
    [
        ("2026-11-29T12:00:00.000Z", True),
        ("2026-11-29T11:59:59.999Z", False),
        ("2026-11-29T13:00:00+02:00", False),
        (1795953600000, True),
        (1795953599999, False),
        (None, True),
        ("yesterday", True),
        ({}, True),
    ],
)
def test_a_message_from_before_is_another(added: Any, is_found: bool) -> None:
    found = found_in(page({**ROW, "dateAdded": added}), SoughtMessage(MESSAGE, SINCE))
    assert (found is not None) is is_found
    assert found_in(page({**ROW, "dateAdded": added}), SOUGHT) is not None


def test_a_message_that_is_known_to_be_another_is_passed_over() -> None:
    rows = page({**ROW, "id": "m2"}, ROW)
    not_the_first = SoughtMessage(MESSAGE, others=frozenset({"m2", "m3"}))
    assert found_in(rows, not_the_first) == SentMessage("m1")
    assert found_in(rows, SoughtMessage(MESSAGE, others=frozenset({"m2", "m1"}))) is None


def test_pages_follow_until_the_last() -> None:
    nested = {"lastMessageId": "m9", "nextPage": True, "messages": [ROW]}
    assert read_messages({"messages": nested}).next == "m9"
    assert read_messages({"messages": {**nested, "lastMessageId": None}}).next == "m1"
    assert read_messages({"messages": {**nested, "nextPage": False}}).next is None
    assert read_messages({"messages": [ROW]}).next is None
    assert page_parameters("m9") == {"limit": "20", "lastMessageId": "m9"}
    assert page_parameters(None) == {"limit": "20"}


@given(reply=ANY_JSON)
def test_any_conversation_is_read_or_refused(reply: Any) -> None:
    try:
        read = read_messages(reply if isinstance(reply, dict) else {"messages": reply})
    except UnexpectedReply:
        return
    found = found_in(read, SOUGHT)
    assert found is None or LINK in json.dumps(reply)


def test_a_flood_is_not_read_to_its_end() -> None:
    flood = [{"id": str(number)} for number in range(100_000)]
    assert len(page(*flood).rows) == 200


@pytest.mark.parametrize(
    ("body", "says_it"),
    [
        ("Hola & Ana", True),
        (f"Hola & Ana\n{SOUGHT.message.attachments[0].link}", True),
        (f"<p>Hola &amp; Ana</p><a>{SOUGHT.message.attachments[0].file_name}</a>", True),
        ("Hola & Ana, otra cosa", False),
        ("Hola & Ana https://pay.example/1", False),
        ("Adiós", False),
        ("", False),
    ],
)
def test_one_that_is_found_tells_whether_it_has_the_same_words(body: str, says_it: bool) -> None:
    sought = replace(SOUGHT, message=replace(SOUGHT.message, text="Hola & Ana"))
    found = found_in(page(ROW | {"body": body}), sought)
    assert found is not None
    assert found.says_it is says_it


def test_words_are_known_beside_files_of_which_one_s_name_ends_another_s() -> None:
    links = ("https://x/1.jpg", "https://x/mi%20foto.jpg", "https://x/11.jpg")
    names = ("1.jpg", "mi foto.jpg", "11.jpg")
    files = tuple(Attachment(*one) for one in zip(names, links, strict=True))
    message = replace(SOUGHT.message, text="Hola", attachments=files)
    as_html = str(send_body(replace(message, channel=Channel.EMAIL))["html"])
    as_text = "\n".join(("Hola", *links, *names))
    for body in (as_html, as_text, as_text.replace("%20", " ")):
        row = ROW | {"body": body, "attachments": list(links)}
        found = found_in(page(row), replace(SOUGHT, message=message))
        assert found is not None
        assert found.says_it, body
