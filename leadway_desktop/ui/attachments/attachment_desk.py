"""What happens to files between the drop and the queue: the target is frozen, or they wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.draft import KeptFiles, conversation_of
from leadway_desktop.domain.upload import UploadTarget
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.uploads.upload_service import UploadService


@dataclass(frozen=True, slots=True)
class Picture:
    """A pasted picture: a name, and what writes it to a path (called in a worker)."""

    file_name: str
    write: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """What waits until the agent has chosen a channel for a conversation."""

    conversation: Conversation
    items: tuple[Path | Picture, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Those that are on the disk already."""
        return tuple(item for item in self.items if isinstance(item, Path))


class AttachmentDesk(QObject):
    """Takes files for a conversation and hands them to the upload threads.

    The target is made from the conversation as it is at the drop. Where it tells no channel and
    the agent has chosen none, the files are held until `choose`, whatever else is selected by
    then; nothing is dropped silently.
    """

    channel_changed = Signal(str)
    """Conversation id: the agent chose another channel for it."""
    held_changed = Signal(str)
    """Conversation id: files began or ceased to wait for its channel, or wait elsewhere."""
    _became_safe = Signal(str, object, object)

    def __init__(
        self, uploads: UploadService, drafts: DraftDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._uploads = uploads
        self._drafts = drafts
        self._chosen: dict[str, Channel] = {}
        self._held: dict[str, HeldFiles] = {}
        self._became_safe.connect(self._take_safe)

    @property
    def held_count(self) -> int:
        """How many files wait for a channel, in all conversations."""
        return sum(len(held.items) for held in self._held.values())

    @property
    def held_pictures(self) -> int:
        """How many of them were pasted, and are nowhere on the disk yet."""
        return self.held_count - sum(len(held.paths) for held in self._held.values())

    def channel_for(self, conversation: Conversation) -> Channel | None:
        """Return what the agent chose, else what the conversation tells, else None."""
        return self._chosen.get(conversation.id, conversation.channel)

    def held_for(self, conversation: Conversation) -> tuple[Path | Picture, ...]:
        """Return what waits for this conversation's channel."""
        held = self._held.get(conversation.id)
        return held.items if held else ()

    def first_held(self) -> Conversation | None:
        """Return the conversation whose files have waited longest for a channel, or None."""
        return next((held.conversation for held in self._held.values()), None)

    def take(self, conversation: Conversation, items: Sequence[Path | Picture]) -> bool:
        """Queue the files, or hold them; returns whether they are on their way."""
        if not items:
            return True
        channel = self.channel_for(conversation)
        if channel is None:
            self._hold(conversation, items)
            return False
        self._queue(conversation, channel, items)
        return True

    def choose(self, conversation: Conversation, channel: Channel) -> None:
        """Use this channel for the conversation from now on, and let go what waited for one."""
        if self._chosen.get(conversation.id) is not channel:
            self._chosen[conversation.id] = channel
            self.channel_changed.emit(conversation.id)
        held = self._held.pop(conversation.id, None)
        if held is not None:
            # As it is now: what waited over a restart knows no number, nor when they wrote.
            self._queue(conversation, channel, held.items)
            self.held_changed.emit(conversation.id)

    def discard(self, conversation: Conversation) -> None:
        """Give up what waits for the conversation's channel."""
        held = self._held.pop(conversation.id, None)
        if held is not None:
            for path in held.paths:
                self._uploads.let_go(path)
            self.held_changed.emit(conversation.id)

    # -- between sessions -------------------------------------------------------------------------

    def to_keep(self) -> list[KeptFiles]:
        """Return what waits for a channel and is on the disk."""
        return [
            KeptFiles(
                location_id=held.conversation.location_id,
                conversation_id=key,
                contact_id=held.conversation.contact_id,
                title=held.conversation.title,
                paths=held.paths,
            )
            for key, held in self._held.items()
            if held.paths
        ]

    def restore(self, kept: Iterable[KeptFiles]) -> None:
        """Take up what waited for a channel in an earlier session."""
        for files in kept:
            self.take_back(HeldFiles(conversation_of(files), files.paths))

    def give_back(self) -> list[HeldFiles]:
        """Return what waits for a channel, for a desk that takes this one's place."""
        return list(self._held.values())

    def take_back(self, held: HeldFiles) -> None:
        """Have files wait for a channel, unless they do already."""
        waiting = self.held_for(held.conversation)
        items = tuple(item for item in held.items if item not in waiting)
        if items:
            self._hold(held.conversation, items)

    def _hold(self, conversation: Conversation, items: Sequence[Path | Picture]) -> None:
        earlier = self.held_for(conversation)
        self._held[conversation.id] = HeldFiles(conversation, (*earlier, *items))
        self.held_changed.emit(conversation.id)
        for item in items:
            self._bring_to_safety(conversation.id, item)

    def _bring_to_safety(self, conversation_id: str, item: Path | Picture) -> None:
        """Have it survive a crash, and a mail program that tidies up, for as long as it waits."""

        def on_safe(path: Path) -> None:
            self._became_safe.emit(conversation_id, item, path)

        if isinstance(item, Picture):
            self._uploads.make_safe(item.file_name, item.write, on_safe)
        else:
            self._uploads.keep_safe(item, on_safe)

    def _take_safe(self, conversation_id: str, item: Path | Picture, path: Path) -> None:
        """Have the copy wait in its place; where nothing waits any more it is not needed."""
        held = self._held.get(conversation_id)
        if path == item:
            return
        if held is None or item not in held.items:
            self._uploads.let_go(path)
            return
        items = tuple(path if one == item else one for one in held.items)
        self._held[conversation_id] = replace(held, items=items)
        self.held_changed.emit(conversation_id)

    def _queue(
        self, conversation: Conversation, channel: Channel, items: Sequence[Path | Picture]
    ) -> None:
        """Upload them; whether their links are sent is for the drafts to say."""
        target = _target(conversation, channel)
        intent = self._drafts.intend(conversation, channel, len(items))
        paths = [item for item in items if isinstance(item, Path)]
        if paths:
            self._uploads.add(target, paths, intent.on_kept, intent.plan)
        for item in items:
            if isinstance(item, Picture):
                self._uploads.add_made(
                    target, item.file_name, item.write, intent.plan, intent.on_kept
                )


def _target(conversation: Conversation, channel: Channel) -> UploadTarget:
    return UploadTarget(
        location_id=conversation.location_id,
        conversation_id=conversation.id,
        contact_id=conversation.contact_id,
        title=conversation.title,
        channel=channel,
    )
