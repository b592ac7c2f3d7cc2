"""Drafts as they go from one session to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadway_desktop.domain.draft import KeptDraft
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.sending.draft import NO_WORDS, Draft, Words


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a draft of an earlier session."""

    words: Words
    files: tuple[Upload, ...]
    over: tuple[str, ...]
    """Ids of uploads that stand in the draft no more."""


def to_keep(drafts: Mapping[str, Draft]) -> list[KeptDraft]:
    """Return what a next session needs to have the drafts again, by conversation id."""
    return [
        KeptDraft(
            location_id=draft.conversation.location_id,
            conversation_id=key,
            uploads=draft.uploads,
            text=draft.text,
            contact_id=draft.conversation.contact_id,
            title=draft.conversation.title,
            brought=draft.words.brought,
        )
        for key, draft in drafts.items()
        if draft.uploads or draft.text.strip()
    ]


def left_of(kept: KeptDraft, files: Sequence[Upload]) -> Left:
    """Return what is left of a draft, of whose uploads these are still there."""
    # The session ended as soon as it was sent: its words, or those typed since it was kept, are on
    # their way. What goes with a command's words was sent by that, and the draft was not.
    was_sent = any(file.delivery and not file.is_of_command for file in files)
    over = [one for one in files if one.is_superseded or (was_sent and one.stage.has_stopped)]
    return Left(
        NO_WORDS if was_sent else Words(kept.text, kept.brought),
        tuple(file for file in files if file not in over),
        tuple(file.id for file in over),
    )
