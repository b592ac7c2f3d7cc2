"""Messages of ours that the server's list of conversations may not tell of yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from leadway_desktop.domain.conversation import Conversation, OurMessage

_KNOWN_BY_THEN = timedelta(minutes=1)
"""A search may answer from an index that lags; from then on it is right whatever it says."""

_End = tuple[str, datetime | None, bool]


class JustSent:
    """Lays them over rows that end as they did before the message; all that is new there wins."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sent: dict[str, tuple[_End, OurMessage]] = {}
        """By conversation id: how the server's row ended, and what was sent since."""

    def take(self, shown: Conversation, message: OurMessage) -> Conversation:
        """Note a message that was sent, and return the row that tells of it."""
        since = shown.ending_in(message)
        if since != shown:
            told, _ = self._sent.get(shown.id, (_end_of(shown), message))
            self._sent[shown.id] = told, message
        return since

    def laid_over(self, row: Conversation) -> Conversation:
        """Return what to show for a row of the server's."""
        if row.id not in self._sent:
            return row
        told, message = self._sent[row.id]
        if _end_of(row) == told and self._now() - message.at < _KNOWN_BY_THEN:
            return row.ending_in(message)
        del self._sent[row.id]
        return row


def _end_of(row: Conversation) -> _End:
    return row.last_message, row.last_message_at, row.last_message_is_ours
