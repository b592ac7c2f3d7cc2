"""JSON to domain and back: tolerant of every answer that has been seen, and of what has not.

Documented fields may be missing or null, ids may be numbers, dates are Unix milliseconds or
ISO 8601, and unknown fields are normal. Only what nothing works without raises UnexpectedReply.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    PageCursor,
)
from leadway_desktop.domain.errors import UnexpectedReply
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.steering import DIRECTION_CONTROLS, without_marks
from leadway_desktop.domain.upload import StoredFile, UploadRequest, UploadSlot, UploadTicket
from leadway_desktop.network.bounded_json import parsed
from leadway_desktop.network.reply_words import words_of

Json = Mapping[str, Any]

TRACE_ID = "traceId"
"""Where a reply's own name stands, in body and errors alike; CrmClient has checked it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_TEXT = 4096
"""Characters of a text from the server that are kept: names and last messages, not novels."""
_MAX_ID = 16 * 1024
"""Characters of an id or an address: a signed URL has some two thousand."""
_SHORTEST_PLACE = 8
"""Characters of an id or a path that no other link holds by chance."""
_MAX_ROWS = 1000
"""Conversations of a page: ten times what the platform gives at most. The rest comes by paging."""
_MAX_COUNT = 2**31 - 1
"""Larger counts than Qt's int are nonsense, and are treated as missing."""
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls (a terminal obeys them) and halves of characters (nothing can encode them). Joiners and
odd spaces are none of these: names, and files' names, are full of them."""
_UNLIKE_A_LINK = re.compile(rf"\s|{_UNWRITABLE.pattern}|[{''.join(DIRECTION_CONTROLS)}]")
"""What breaks a link where it is pasted, or has it read as another."""


def read_object(body: bytes) -> Json:
    """Parse a JSON object; raises UnexpectedReply for anything else."""
    try:
        found = parsed(body)
    except ValueError:
        raise UnexpectedReply(detail="not JSON") from None
    if not isinstance(found, dict):
        raise UnexpectedReply(detail="not a JSON object")
    return found


# -- search ---------------------------------------------------------------------------------------


def search_parameters(
    location_id: str, query: ConversationQuery, after: PageCursor | None
) -> dict[str, str]:
    """Return the query string's fields for one page."""
    fields = {
        "locationId": location_id,
        "limit": str(query.page_size),
        "sort": "desc",
        "sortBy": "last_message_date",
        "status": query.status.value,
        "query": _UNWRITABLE.sub(" ", without_marks(query.text)).strip(),
        "startAfterDate": str(after.start_after_ms) if after else "",
    }
    return {name: value for name, value in fields.items() if value}


def read_page(reply: Json, query: ConversationQuery, location_id: str) -> ConversationPage:
    """Read a search's reply; rows without an id are dropped: nothing could be sent to them."""
    rows = reply.get("conversations")
    if rows is None and reply.get("total") == 0:
        rows = []  # some servers have no list where it would be empty
    if not isinstance(rows, list):
        raise _unlike(reply, "no conversations in the reply")
    objects = [row for row in rows[:_MAX_ROWS] if isinstance(row, dict)]
    conversations = tuple(
        read_conversation(row, location_id) for row in objects if read_id(row, "id")
    )
    total = _count(reply.get("total"))
    # A server may give fewer rows than were asked for, so the total has a say too; a question too
    # many is answered by a page of nothing new.
    may_go_on = len(rows) >= query.page_size or (total is not None and total > len(rows))
    cursor = _sort_value(objects[-1]) if objects and may_go_on else None
    return ConversationPage(
        conversations=conversations,
        total=total,
        next=PageCursor(cursor) if cursor is not None else None,
    )


def read_conversation(row: Json, location_id: str) -> Conversation:
    """Read one row of a search, or GET /conversations/{id}'s reply; raises UnexpectedReply."""
    conversation_id = read_id(row, "id")
    if not conversation_id:
        raise _unlike(row, "a conversation without an id")
    return Conversation(
        id=conversation_id,
        location_id=read_id(row, "locationId") or location_id,
        contact_id=read_id(row, "contactId"),
        name=_line(row, "fullName") or _line(row, "contactName"),
        phone=_line(row, "phone"),
        email=_line(row, "email"),
        last_message=_line(row, "lastMessageBody"),
        last_message_type=_line(row, "lastMessageType"),
        last_message_at=read_moment(row.get("lastMessageDate")) or read_moment(_sort_value(row)),
        last_message_is_ours=_line(row, "lastMessageDirection").lower() == "outbound",
        unread_count=_count(row.get("unreadCount")) or 0,
        is_starred=row.get("starred") is True,
        last_whatsapp_inbound_at=read_moment(row.get("lastInboundWhatsappMessageDate")),
    )


def read_single_conversation(reply: Json, location_id: str) -> Conversation:
    """Read GET /conversations/{id}'s reply, bare or wrapped in `conversation`."""
    inner = reply.get("conversation")
    return read_conversation(inner if isinstance(inner, dict) else reply, location_id)


# -- initiate and complete ------------------------------------------------------------------------


def initiate_body(request: UploadRequest) -> dict[str, object]:
    """Return initiate's body."""
    return {
        "locationId": request.target.location_id,
        "conversationId": request.target.conversation_id,
        "filename": request.file_name,
        "contentType": request.content_type,
        "channel": request.target.channel.value,
        "fileSize": request.size,
    }


def read_ticket(reply: Json) -> UploadTicket:
    """Read initiate's reply; raises UnexpectedReply where a part that the PUT needs is missing."""
    url, upload_id, path = (read_id(reply, name) for name in ("uploadUrl", "uploadId", "filePath"))
    if not (url and upload_id and path):
        raise _unlike(reply, "initiate's reply lacks uploadUrl, uploadId or filePath")
    max_size = _integer(reply.get("maxFileSize"))
    return UploadTicket(
        signed_url=Secret(url),
        slot=UploadSlot(upload_id, path, _object_id(url)),
        expires_at=read_moment(reply.get("expiresAt")),
        max_size=max_size if max_size and max_size > 0 else None,
        trace_id=_line(reply, TRACE_ID) or None,
    )


def _object_id(url: str) -> str:
    """Return a digest of a signed URL without its query, which is what signs it."""
    return hashlib.sha256(url.partition("?")[0].encode("utf-8", "replace")).hexdigest()


def complete_body(request: UploadRequest, slot: UploadSlot) -> dict[str, object]:
    """Return complete's body."""
    return {
        "uploadId": slot.upload_id,
        "filePath": slot.file_path,
        "locationId": request.target.location_id,
        "conversationId": request.target.conversation_id,
        "filename": request.file_name,
    }


def is_about(reply: Json, file_name: str, slot: UploadSlot) -> bool:
    """Whether complete's reply is certainly of the file, or names nobody.

    It may name it in its own spelling or one that was tidied, or tell a link that holds its place.
    """
    files = reply.get("uploadedFiles")
    links = files if isinstance(files, dict) else {}
    return (
        not links
        or file_name in links
        or _words(file_name) in map(_words, links)
        or any(_holds_place(link, slot) for link in links.values() if isinstance(link, str))
    )


def _words(name: str) -> list[str]:
    """Return a name's words without accents and capitals; where only its ending has any, itself."""
    apart = "".join(
        c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c)
    )
    words = re.findall(r"[^\W_]+", apart)
    return words if len(words) > 1 else [name]


def _holds_place(link: str, slot: UploadSlot) -> bool:
    """Whether a link is of the place that initiate gave; a bare name is no place of its own."""
    places = [slot.upload_id, *([slot.file_path] if "/" in slot.file_path else [])]
    return any(len(place) >= _SHORTEST_PLACE and place in unquote(link) for place in places)


def read_stored_file(reply: Json, file_name: str) -> StoredFile:
    """Read complete's reply; raises UnexpectedReply where there is no link for the file.

    The link stands under the file's name; one link under another name (the server may tidy
    names) is taken too, several are not: they could be someone else's.
    """
    files = reply.get("uploadedFiles")
    links = files if isinstance(files, dict) else {}
    only = next(iter(links.values())) if len(links) == 1 else None
    link = links.get(file_name, only)
    if not isinstance(link, str) or not _may_be_link(link):
        raise _unlike(reply, "complete's reply has no link for the file")
    metadata = reply.get("metadata")
    facts = metadata if isinstance(metadata, dict) else {}
    return StoredFile(
        link=_UNLIKE_A_LINK.sub(lambda odd: quote(odd[0], errors="replace"), link),
        size=_integer(facts.get("size")),
        content_type=_line(facts, "contentType") or None,
        trace_id=_line(reply, TRACE_ID) or None,
    )


def _may_be_link(link: str) -> bool:
    scheme, _, rest = link.partition("://")
    has_host = rest[:1] not in {"", "/", "?", "#", ":"} and not rest[:1].isspace()
    # What stands before an "@" there is no host, though the customer would read it as one.
    is_plain = "@" not in re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    is_web = scheme.lower() in {"https", "http"}
    return len(link) <= _MAX_ID and is_web and has_host and is_plain


# -- values ---------------------------------------------------------------------------------------


def _unlike(reply: Json, what: str) -> UnexpectedReply:
    """Return the error of a reply that lacks what nothing works without; it may say why."""
    return UnexpectedReply(detail=words_of(reply) or what, trace_id=_line(reply, TRACE_ID) or None)


def read_id(row: Json, name: str) -> str:
    """Return an id: opaque, kept to the letter."""
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or len(value) > _MAX_ID or _UNWRITABLE.search(value):
        return ""
    return value


def _line(row: Json, name: str) -> str:
    """Return a text as one line of bounded length."""
    value = row.get(name)
    if not isinstance(value, str):
        return ""
    return " ".join(_UNWRITABLE.sub(" ", value[:_MAX_TEXT]).split())


def _integer(value: object) -> int | None:
    """Return a whole number that may come as a number or as digits."""
    if isinstance(value, bool):
        return None
    try:
        return int(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None


def _count(value: object) -> int | None:
    """Return a number of things, or None."""
    number = _integer(value)
    return number if number is not None and 0 <= number <= _MAX_COUNT else None


def read_moment(value: object) -> datetime | None:
    """Return a date that may come as Unix milliseconds or as ISO 8601."""
    milliseconds = _integer(value)
    if milliseconds is not None:
        try:
            return _EPOCH + timedelta(milliseconds=milliseconds)
        except OverflowError:
            return None
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _sort_value(row: Json) -> int | None:
    """Return the value by which the server sorted the row, in Unix ms."""
    sort = row.get("sort")
    if isinstance(sort, list) and sort and (value := _integer(sort[0])) is not None:
        return value
    for name in ("lastMessageDate", "dateUpdated"):
        moment = read_moment(row.get(name))
        if moment is not None:
            return round((moment - _EPOCH) / timedelta(milliseconds=1))
    return None
