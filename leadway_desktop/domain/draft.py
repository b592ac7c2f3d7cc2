"""What the agent has begun for a conversation and not ended, as it is kept between sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.upload import UploadTarget


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """Files for a customer with the words written so far: ids of uploads, in their order."""

    location_id: str
    conversation_id: str
    uploads: tuple[str, ...]
    text: str
    """May be empty."""
    contact_id: str = ""
    title: str = ""
    """The conversation's, as it was shown."""
    brought: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By uploads' ids, those of their `unsaid` words that have come into it, whatever the agent
    made of them."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that is no upload yet."""

    upload_id: str
    """That its upload will have: whether it has become one can be looked up."""
    path: Path


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """Files that wait for the agent to say by which channel they go, or are about to be uploads."""

    location_id: str
    conversation_id: str
    contact_id: str
    title: str
    files: tuple[WaitingFile, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where they are."""
        return tuple(file.path for file in self.files)


Begun = KeptDraft | KeptFiles


def conversation_of(known: Begun | UploadTarget) -> Conversation:
    """Return what is remembered of a conversation that the list does not show."""
    return Conversation(
        known.conversation_id,
        known.location_id,
        known.contact_id,
        name=known.title,
        is_remembered=True,
    )
