"""The account's conversations: found by id, listed, and moved up when a message is sent."""

import threading
from collections.abc import Iterable
from dataclasses import replace

from leadway_desktop.practice.conversations import Conversation
from leadway_desktop.practice.errors import ApiError


class Inbox:
    """All conversations by id. Thread-safe.

    ``unknown_status`` is how an id that nobody knows is refused: 400, 404 and 500 have been seen.
    """

    def __init__(self, conversations: Iterable[Conversation], *, unknown_status: int = 404) -> None:
        self._lock = threading.Lock()
        self._by_id = {conversation.id: conversation for conversation in conversations}
        self._unknown_status = unknown_status

    def all(self, location_id: str) -> list[Conversation]:
        """Return the conversations of one location."""
        with self._lock:
            return [found for found in self._by_id.values() if found.location_id == location_id]

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation; raises ApiError for an id that nobody knows."""
        with self._lock:
            found = self._by_id.get(conversation_id)
        if found is None:
            raise ApiError(self._unknown_status, "Conversation not found")
        return found

    def get_in(self, location_id: str, conversation_id: str) -> Conversation:
        """Return a conversation of this location; raises ApiError 400 for another's."""
        found = self.get(conversation_id)
        if found.location_id != location_id:
            raise ApiError(400, "Conversation does not belong to the location")
        return found

    def with_contact(self, contact_id: str, location_id: str) -> Conversation:
        """Return the conversation with a contact; raises ApiError 400 without one."""
        for found in self.all(location_id):
            if found.contact_id == contact_id:
                return found
        raise ApiError(400, "Contact not found")

    def sent(self, conversation_id: str, message_type: str, body: str, now_ms: int) -> None:
        """Put a message of ours, TYPE_SMS or such, at the end of a conversation."""
        with self._lock:
            before = self._by_id[conversation_id]
            self._by_id[conversation_id] = replace(
                before,
                last_message_body=body,
                last_message_type=message_type,
                last_message_at=now_ms,
                last_manual_message_at=now_ms,
                direction="outbound",
                unread=0,
            )
