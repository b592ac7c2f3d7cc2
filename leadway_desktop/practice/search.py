"""GET /conversations/search: filters, order, pages, and rows with the irregularities seen live."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from leadway_desktop.practice.conversations import Conversation
from leadway_desktop.practice.errors import ApiError
from leadway_desktop.practice.validation import no_other_parameters

T = TypeVar("T")

DEFAULT_LIMIT = 20
MOST_PER_PAGE = 100
PARAMETERS = frozenset({
    "locationId", "query", "status", "assignedTo", "lastMessageType", "sort", "sortBy", "limit",
    "startAfterDate", "id", "contactId", "lastMessageDirection",
})  # fmt: skip
STATUSES: Mapping[str, Callable[[Conversation], bool]] = {
    "all": lambda row: True,
    "recents": lambda row: True,
    "read": lambda row: row.unread == 0,
    "unread": lambda row: row.unread > 0,
    "starred": lambda row: row.starred,
}
SORT_KEYS: Mapping[str, Callable[[Conversation], int]] = {
    "last_message_date": lambda row: row.last_message_at,
    "last_manual_message_date": lambda row: row.last_manual_message_at,
}


def search(
    rows: Iterable[Conversation], query: Mapping[str, str], *, iso_dates: bool = False
) -> dict[str, Any]:
    """Return the reply to a search; raises ApiError 422 for a parameter that means nothing.

    A page starts with the rows whose date *is* ``startAfterDate``: rows with equal dates straddle
    pages, so a page may repeat rows but never loses any.
    """
    key, descending, limit, after = _checked(query)
    found = [row for row in rows if all(fits(row) for fits in _filters(query))]
    found.sort(key=lambda row: (key(row), row.id), reverse=descending)
    rest = [row for row in found if after is None or _not_before(key(row), after, descending)]
    page = [row_json(row, key(row), iso_dates=iso_dates) for row in rest[:limit]]
    return {"conversations": page, "total": len(found)}


def folded(text: str) -> str:
    """Return ``text`` without case and accents, as searching compares it."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _checked(
    query: Mapping[str, str],
) -> tuple[Callable[[Conversation], int], bool, int, int | None]:
    no_other_parameters(query, PARAMETERS)
    key = _choice(query, "sortBy", SORT_KEYS, "last_message_date")
    descending = _choice(query, "sort", {"asc": False, "desc": True}, "desc")
    _choice(query, "status", STATUSES, "all")
    limit = _whole(query, "limit", DEFAULT_LIMIT) or 0
    if not 1 <= limit <= MOST_PER_PAGE:
        raise ApiError(422, [f"limit must be between 1 and {MOST_PER_PAGE}"])
    return key, descending, limit, _whole(query, "startAfterDate", None)


def _choice(query: Mapping[str, str], name: str, known: Mapping[str, T], usual: str) -> T:
    value = query.get(name, usual)
    if value not in known:
        raise ApiError(422, [f"{name} must be one of the following values: {', '.join(known)}"])
    return known[value]


def _whole(query: Mapping[str, str], name: str, usual: int | None) -> int | None:
    if name not in query:
        return usual
    try:
        return int(query[name])
    except ValueError:
        raise ApiError(422, [f"{name} must be a number"]) from None


def _filters(query: Mapping[str, str]) -> list[Callable[[Conversation], bool]]:
    """Return the tests that a row must pass."""
    filters = [STATUSES[query.get("status", "all")]]
    if words := folded(query.get("query", "")).split():
        filters.append(lambda row: all(word in _haystack(row) for word in words))
    if "assignedTo" in query:
        users = query["assignedTo"].split(",")
        filters.append(lambda row: (row.assigned_to or "unassigned") in users)
    exact: dict[str, Callable[[Conversation], str]] = {
        "lastMessageType": lambda row: row.last_message_type,
        "id": lambda row: row.id,
        "contactId": lambda row: row.contact_id,
        "lastMessageDirection": lambda row: row.direction,
    }
    for name, value_of in exact.items():
        if name in query:
            filters.append(_equals(value_of, query[name]))
    return filters


def _equals(value_of: Callable[[Conversation], str], wanted: str) -> Callable[[Conversation], bool]:
    return lambda row: value_of(row) == wanted


def _haystack(row: Conversation) -> str:
    parts = [row.name, row.email, row.last_message_body, row.phone]
    digits = "".join(filter(str.isdigit, row.phone or ""))
    return folded("\n".join([*(part for part in parts if part), digits, f"+{digits}"]))


def _not_before(value: int, after: int, descending: bool) -> bool:
    return value <= after if descending else value >= after


def row_json(row: Conversation, sort_value: int, *, iso_dates: bool = False) -> dict[str, Any]:
    """Return a row as search writes it, with the irregularities of its shape."""
    content: dict[str, Any] = {
        "id": row.id,
        "contactId": row.contact_id,
        "locationId": row.location_id,
        "lastMessageBody": row.last_message_body,
        "lastMessageType": row.last_message_type,
        "lastMessageDate": row.last_message_at,
        "lastMessageDirection": row.direction,
        "lastManualMessageDate": row.last_manual_message_at,
        "dateUpdated": row.last_message_at,
        "type": row.kind[0],
        "unreadCount": row.unread,
        "fullName": row.name,
        "contactName": row.name or row.phone or row.email,
        "email": row.email,
        "phone": row.phone,
        "assignedTo": row.assigned_to,
        "tags": list(row.tags),
        "starred": row.starred,
        "profilePhoto": None,
        "sort": [sort_value],
    }
    if row.direction == "outbound":
        content["lastOutboundMessageAction"] = "manual"
    if row.last_whatsapp_in_at is not None:
        content["lastInboundWhatsappMessageDate"] = row.last_whatsapp_in_at
    return _bent(content, row, iso_dates)


def _bent(content: dict[str, Any], row: Conversation, iso_dates: bool) -> dict[str, Any]:
    """Bend a row the way the real ones are: other dates, nulls, gaps, strangers."""
    if iso_dates or row.shape == "iso_dates":
        for name in [name for name in content if name.endswith("Date") or name == "dateUpdated"]:
            content[name] = iso(content[name])
    if row.shape == "nulls":
        empty = {"unreadCount": row.unread or None, "type": None, "tags": None, "assignedTo": None}
        return content | empty
    if row.shape == "sparse":
        absent = [name for name, value in content.items() if value in (None, [], False, 0)]
        for name in [*absent, "contactName", "type", "dateUpdated"]:
            content.pop(name, None)
        if row.name is None:
            content["contactName"] = row.phone or row.email
    if row.shape == "extra":
        content |= {"scoring": [], "isLastMessageInternalComment": False, "followers": [{"x": 1}]}
    return content


def iso(epoch_ms: int) -> str:
    """Return a date as ISO 8601 with milliseconds, in UTC."""
    at = datetime.fromtimestamp(epoch_ms / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
