"""Drafts: files for a customer with the words that the agent has written so far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it is kept between sessions: uploads by their ids, in the order of the message."""

    location_id: str
    conversation_id: str
    uploads: tuple[str, ...]
    text: str
    """May be empty."""
