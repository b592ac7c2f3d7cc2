"""What the list asks of the conversation feed, by shape; `workers.ConversationFeed` has it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.conversation import ConversationQuery


class ConversationService(Protocol):
    """Finds conversations; methods return at once, signals arrive in the window's thread."""

    @property
    def page_arrived(self) -> SignalInstance:
        """tuple[Conversation, ...], and whether it replaces the list."""

    @property
    def failed(self) -> SignalInstance:
        """LeadwayError."""

    @property
    def busy_changed(self) -> SignalInstance:
        """Whether a question is being asked."""

    @property
    def total_changed(self) -> SignalInstance:
        """How many there are (int), or -1."""

    @property
    def looked_up(self) -> SignalInstance:
        """Conversation: one that was asked for by its id."""

    @property
    def look_up_failed(self) -> SignalInstance:
        """The id of one that was asked for, and LeadwayError."""

    @property
    def has_more(self) -> bool:
        """Whether there is another page."""

    def search(self, query: ConversationQuery) -> None:
        """Ask anew."""

    def load_more(self) -> None:
        """Ask for the next page."""

    def refresh(self) -> None:
        """Ask the same again."""

    def look_up(self, conversation_id: str) -> None:
        """Ask for one with all that a message to it needs; while it is asked for, nothing more."""
