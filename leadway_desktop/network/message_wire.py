"""Messages as JSON, and back: what is sent, and what a conversation shows of it.

Tolerant as `wire.py` is; how many rows and attachments are looked at is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import unquote

from leadway_desktop.domain.channel import Channel, channel_of
from leadway_desktop.domain.errors import MessageFailed, UnexpectedReply
from leadway_desktop.domain.message import Attachment, Message, SentMessage, SoughtMessage
from leadway_desktop.network.reply_words import words_of
from leadway_desktop.network.wire import TRACE_ID, Json, read_id, read_moment

PAGE_SIZE = 20
"""Messages; the platform's own default."""
MOST_PAGES = 5
"""How far back a message is looked for."""

_MOST_ROWS = 200
_MOST_ATTACHMENTS = 50
_LONGEST_BODY = 200_000
_LONGEST_SUBJECT = 120
_FAILED = {"failed", "undelivered", "rejected", "error"}
"""What a message's status says where the customer has not got it."""
_ADDRESS = re.compile(r"""https?://[^\s"'<>]+""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BEHIND_AN_ADDRESS = ".,;:!?)]}…"
"""What ends a sentence rather than an address."""
_ENDS_AN_ADDRESS = re.compile(r"""[\s"'<>]""")
"""Servers put some of these into links all the same: JavaScript's encodeURIComponent leaves `'`."""
_KEPT_ESCAPES = re.compile("%(?=0[9AD]|2[027]|3[CE])", re.IGNORECASE)
"""How those are escaped: one that is says that the address goes on."""
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#x27": "'", "#39": "'"}
_ENTITY = re.compile(f"&({'|'.join(_ENTITIES)});")
"""HTML's for what a link may hold, as we and others write them."""
_NO_MESSAGE = ("TYPE_CALL", "TYPE_ACTIVITY", "TYPE_INTERNAL_COMMENT")
"""How the `messageType` begins of what stands in a conversation and is no message."""


def send_body(message: Message) -> dict[str, object]:
    """Return the body of POST /conversations/messages; a text that is empty is left out."""
    body: dict[str, object] = {
        "type": message.channel.rules.message_type,
        "contactId": message.contact_id,
        "attachments": [one.link for one in message.attachments],
    }
    if message.channel is Channel.EMAIL:
        return body | {"subject": _subject(message), "html": _html(message)}
    return body | ({"message": message.text} if message.text else {})


def read_sent(reply: Json, conversation_id: str) -> SentMessage:
    """Read the reply to a message; its id may stand in several places.

    Raises MessageFailed where it was taken and not delivered, and UnexpectedReply where the id
    stands in none of them, or the message in another conversation: whoever says so may not be the
    API, and the conversation can tell.
    """
    inner, message_id = reply.get("message"), _id_in(reply)
    if _has_failed(reply) or (isinstance(inner, dict) and _has_failed(inner)):
        raise MessageFailed(
            message_id=message_id, detail=_reason_in(reply), trace_id=reply.get(TRACE_ID)
        )
    if read_id(reply, "conversationId") not in {"", conversation_id}:
        raise UnexpectedReply(detail="the reply is about another conversation")
    if message_id is None:
        raise UnexpectedReply(detail="no message id in the reply")
    return SentMessage(message_id, reply.get(TRACE_ID))


def _id_in(reply: Json) -> str | None:
    inner, several = reply.get("message"), reply.get("messageIds")
    first = several[0] if isinstance(several, list) and several else None
    found = (
        read_id(reply, "messageId"),
        read_id({"id": first}, "id"),
        read_id(inner, "id") if isinstance(inner, dict) else "",
    )
    return next(filter(None, found), None)


def _has_failed(row: Json) -> bool:
    return str(row.get("status")).lower() in _FAILED


def _reason_in(reply: Json) -> str:
    """Return why it failed; what stands in `message` is the agent's own text."""
    return words_of({name: reply.get(name) for name in ("msg", "error", "errors")})


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One page of a conversation, newest first."""

    rows: tuple[Json, ...]
    next: str | None
    """The id after which the next page starts, or None: it is the last one."""


def page_parameters(after: str | None) -> dict[str, str]:
    """Return the query string's fields for one page."""
    fields = {"limit": str(PAGE_SIZE), "lastMessageId": after or ""}
    return {name: value for name, value in fields.items() if value}


def read_messages(reply: Json) -> MessagePage:
    """Read GET /conversations/{id}/messages' reply; raises UnexpectedReply where it has no rows.

    They stand in `messages.messages`, or in `messages` itself.
    """
    outer = reply.get("messages")
    nest = outer if isinstance(outer, dict) else reply
    rows = nest.get("messages")
    if not isinstance(rows, list):
        raise UnexpectedReply(detail="no messages in the reply")
    objects = tuple(row for row in islice(rows, _MOST_ROWS) if isinstance(row, dict))
    last_id = read_id(nest, "lastMessageId") or (read_id(objects[-1], "id") if objects else "")
    goes_on = nest.get("nextPage") is True and bool(last_id)
    return MessagePage(objects, last_id if goes_on else None)


def found_in(page: MessagePage, sought: SoughtMessage) -> SentMessage | None:
    """Return the message if one of these is it, or several are: ours, with the message's links.

    Links are made for one upload as a rule, but a server may use one again for the same file: so
    it is none from before `since`, which is by the server's clock here, and none of the `others`.
    A customer may quote one. Raises MessageFailed where all that is there of it has failed.
    """
    links = {_comparable(one.link) for one in sought.message.attachments}
    candidates = [(row, _carried(row, links, sought)) for row in page.rows if _may_be(row, sought)]
    rows = [(row, carried) for row, carried in candidates if carried]
    arrived = [(row, carried) for row, carried in rows if not _has_failed(row)]
    if rows and not arrived:
        raise MessageFailed(message_id=read_id(rows[0][0], "id") or None)
    # One that has some of the links may be an older one with some of the files.
    is_whole = links == set().union(*(carried for _, carried in arrived))
    if not arrived or not (is_whole or sought.is_alike_enough):
        return _found_bare(page, sought) if sought.is_bare_enough else None
    whole = (row for row, carried in arrived if carried == links)
    return _shown_by(next(whole, arrived[0][0]), sought)


def _found_bare(page: MessagePage, sought: SoughtMessage) -> SentMessage | None:
    for row in page.rows:
        is_bare = not any(_links(row.get("attachments"))) and not _has_failed(row)
        if is_bare and _may_be(row, sought) and _says_the_same(row, sought):
            return _shown_by(row, sought)
    return None


def _shown_by(row: Json, sought: SoughtMessage) -> SentMessage:
    return SentMessage(
        read_id(row, "id") or None,
        says_it=_has_its_words(row, sought.message),
        added_at=read_moment(row.get("dateAdded")),
    )


def _says_the_same(row: Json, sought: SoughtMessage) -> bool:
    """Whether a row's words are the message's, or may be: not every server shows them."""
    message, shows = sought.message, _words(_texts(row))
    if not shows:
        return not message.text.split() or _is_blank_one_of_then(row, sought)
    names = [one.file_name for one in message.attachments]
    # An e-mail is ours in HTML, and may be shown without its tags.
    as_text = [" ".join([message.text, *names])] if message.channel is Channel.EMAIL else []
    return shows <= _words([message.text, *as_text])


def _has_its_words(row: Json, message: Message) -> bool:
    """Whether a row shows what a message says, beside its files' links and names, or as HTML."""
    files = [part for one in message.attachments for part in (one.link, one.file_name)]
    as_html = [unescape(_TAG.sub(" ", text)) for text in _texts(row)]
    said = {_bare(text, files) for text in (*_texts(row), *as_html)} or {()}
    return _bare(message.text, files) in said


def _bare(text: str, files: Iterable[str]) -> tuple[str, ...]:
    """Return a text's words without these: other links and names are words.

    The end of one name may be another's; links may be spelt as `_comparable` has them.
    """
    text = _comparable(text)
    for part in sorted(map(_comparable, files), key=len, reverse=True):
        text = re.sub(rf"(?<!\S){re.escape(part)}(?!\S)", " ", text)
    return tuple(text.split())


def _is_blank_one_of_then(row: Json, sought: SoughtMessage) -> bool:
    """Whether a row without a word tells that it is as young as the message, and of no other sort.

    The platform shows an e-mail by its ids alone.
    """
    told = row.get("messageType")
    sort = told if isinstance(told, str) else ""
    is_another = channel_of(sort) not in {None, sought.message.channel}
    is_dated = sought.since is not None and read_moment(row.get("dateAdded")) is not None
    return is_dated and not is_another and not sort.startswith(_NO_MESSAGE)


def _words(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Return what texts say, without the spaces and line ends that a server may make others of."""
    return {tuple(text.split()) for text in texts} - {()}


def _may_be(row: Json, sought: SoughtMessage) -> bool:
    is_theirs = str(row.get("direction")).lower() == "inbound"
    is_another = read_id(row, "id") in sought.others
    return not is_theirs and not is_another and not _is_before(row, sought.since)


def _is_before(row: Json, since: datetime | None) -> bool:
    """Whether a row says so; one without a date may be from any time."""
    added = read_moment(row.get("dateAdded"))
    return added is not None and since is not None and added < since


def _carried(row: Json, links: set[str], sought: SoughtMessage) -> set[str]:
    """Return which of the links a row has."""
    attached = {_comparable(link) for link in _links(row.get("attachments"))}
    texts = list(_texts(row))
    if sought.is_alike_enough:
        named = {link for link in links if any(link in _comparable(text) for text in texts)}
    else:
        named = {link for link in links if any(_names(text, link) for text in texts)}
    return links & attached | named


def _names(text: str, link: str) -> bool:
    """Whether a text has that link as a whole: it may be the beginning of another's."""
    listed = {_comparable(found) for found in _ADDRESS.findall(text)}
    if link in listed | {found.rstrip(_BEHIND_AN_ADDRESS) for found in listed}:
        return True
    if not _ENDS_AN_ADDRESS.search(link):
        return False
    # With what ends an address in it, it is looked for as it is, each such letter escaped or not.
    whole = "".join(map(_spelt, link)) + r"(?![^\s\"'<>])"
    return re.search(whole, _comparable(_KEPT_ESCAPES.sub("%25", text))) is not None


def _spelt(letter: str) -> str:
    """Return a pattern for a letter of a link, in a text whose other letters are not escaped."""
    if not _ENDS_AN_ADDRESS.match(letter):
        return re.escape(letter)
    return f"(?:{re.escape(letter)}|(?i:%{ord(letter):02x}))"


def _texts(row: Json) -> Iterator[str]:
    for name in ("body", "html", "message"):
        value = row.get(name)
        if isinstance(value, str):
            yield value[:_LONGEST_BODY]


def _links(attachments: Any) -> Iterator[str]:
    """Yield the attachments' links: plain, or as `url` of an object."""
    listed: Iterable[Any] = attachments if isinstance(attachments, list) else ()
    for one in islice(listed, _MOST_ATTACHMENTS):
        value = one.get("url") if isinstance(one, dict) else one
        if isinstance(value, str):
            yield value


def _comparable(link: str) -> str:
    """Return a link, or text with links, as two spellings of one compare equal."""
    return unquote(_ENTITY.sub(lambda entity: _ENTITIES[entity[1]], link))


def _subject(message: Message) -> str:
    """Return an e-mail's subject: what is attached, as it needs no language."""
    names = " ".join(", ".join(one.file_name for one in message.attachments).split())
    whole = len(names) <= _LONGEST_SUBJECT
    return names if whole else f"{names[: _LONGEST_SUBJECT - 1]}…"


def _html(message: Message) -> str:
    """Return an e-mail's body: the text's paragraphs, then the links, for readers without files."""
    paragraphs = [part for part in message.text.strip().split("\n\n") if part.strip()]
    parts = [f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in paragraphs]
    parts += [f"<p>{_anchor(one)}</p>" for one in message.attachments]
    return "".join(parts)


def _anchor(attachment: Attachment) -> str:
    return f'<a href="{escape(attachment.link)}">{escape(attachment.file_name)}</a>'
