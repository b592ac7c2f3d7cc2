"""What happens to files between the drop and the queue: the target is frozen, or they wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.draft import KeptFiles, WaitingFile, conversation_of
from leadway_desktop.domain.upload import Upload, UploadTarget, new_upload_id
from leadway_desktop.ui.sending.draft_desk import DraftDesk, Intent
from leadway_desktop.ui.uploads.upload_service import UploadService


@dataclass(frozen=True, slots=True)
class Picture:
    """A pasted picture: a name, and what writes it to a path (called in a worker)."""

    file_name: str
    write: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Item:
    """A dropped file or a pasted picture, with the id that its upload will have.

    By the id a next session knows whether it has become one, whatever instant ended this one.
    """

    content: Path | Picture
    upload_id: str = field(default_factory=new_upload_id)


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """What waits until the agent has chosen a channel for a conversation, or until it is kept."""

    conversation: Conversation
    items: tuple[Item, ...]

    @property
    def files(self) -> tuple[WaitingFile, ...]:
        """Those that are on the disk already."""
        return tuple(
            WaitingFile(item.upload_id, item.content)
            for item in self.items
            if isinstance(item.content, Path)
        )

    def without(self, upload_ids: AbstractSet[str]) -> HeldFiles:
        """Return the others."""
        items = tuple(item for item in self.items if item.upload_id not in upload_ids)
        return replace(self, items=items)


class AttachmentDesk(QObject):
    """Takes files for a conversation and hands them to the upload threads.

    The target is made from the conversation as it is at the drop. Where it tells no channel and
    the agent has chosen none, the files are held until `choose`, whatever else is selected by
    then; nothing is dropped silently. What comes is in `to_keep` until the journal has it, so that
    at any instant one or the other knows of it, or both, and both by the same id.
    """

    channel_changed = Signal(str)
    """Conversation id: the agent chose another channel for it."""
    held_changed = Signal(str)
    """Conversation id: files began or ceased to wait for its channel, or wait elsewhere."""
    coming_changed = Signal()
    """Files are about to be uploads, or are ones now."""

    def __init__(
        self, uploads: UploadService, drafts: DraftDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._uploads = uploads
        self._drafts = drafts
        self._chosen: dict[str, Channel] = {}
        self._held: dict[str, HeldFiles] = {}
        self._coming: list[HeldFiles] = []

    @property
    def held_count(self) -> int:
        """How many files wait for a channel, in all conversations."""
        return sum(len(held.items) for held in self._held.values())

    @property
    def coming(self) -> Iterator[str]:
        """Yield the ids of files that are about to be uploads, or are since a moment ago."""
        return (item.upload_id for coming in self._coming for item in coming.items)

    @property
    def held_pictures(self) -> int:
        """How many of them were pasted, and are nowhere on the disk yet."""
        return self.held_count - sum(len(held.files) for held in self._held.values())

    def channel_for(self, conversation: Conversation) -> Channel | None:
        """Return what the agent chose, else what the conversation tells, else None."""
        return self._chosen.get(conversation.id, conversation.channel)

    def held_for(self, conversation: Conversation) -> tuple[Path | Picture, ...]:
        """Return what waits for this conversation's channel."""
        return tuple(item.content for item in self._items_for(conversation))

    def first_held(self) -> Conversation | None:
        """Return the conversation whose files have waited longest for a channel, or None."""
        return next((held.conversation for held in self._held.values()), None)

    def take(self, conversation: Conversation, contents: Sequence[Path | Picture]) -> bool:
        """Queue the files, or hold them; returns whether they are on their way."""
        if not contents:
            return True
        items = tuple(map(Item, contents))
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
            for file in held.files:
                self._uploads.let_go(file.path)
            self.held_changed.emit(conversation.id)

    # -- between sessions -------------------------------------------------------------------------

    def to_keep(self) -> list[KeptFiles]:
        """Return what is on the disk and waits for a channel, or is no upload yet."""
        return [
            KeptFiles(
                location_id=held.conversation.location_id,
                conversation_id=held.conversation.id,
                contact_id=held.conversation.contact_id,
                title=held.conversation.title,
                files=held.files,
            )
            for held in (*self._held.values(), *self._coming)
            if held.files
        ]

    def restore(self, kept: Iterable[KeptFiles], uploads: Iterable[Upload] = ()) -> None:
        """Take up what an earlier session has kept; what is among `uploads` waits no more."""
        known = {upload.id for upload in uploads}
        for one in kept:
            items = tuple(Item(file.path, file.upload_id) for file in one.files)
            self.take_back(HeldFiles(conversation_of(one), items).without(known))

    def give_back(self) -> list[HeldFiles]:
        """Return what waits for a channel, for a desk that takes this one's place."""
        return list(self._held.values())

    def take_back(self, held: HeldFiles) -> None:
        """Have files wait for a channel, unless they do already."""
        waiting = self._items_for(held.conversation)
        known = {item.upload_id for item in waiting}
        contents = [item.content for item in waiting]
        items = [item for item in held.without(known).items if item.content not in contents]
        if items:
            self._hold(held.conversation, items)

    def _items_for(self, conversation: Conversation) -> tuple[Item, ...]:
        held = self._held.get(conversation.id)
        return held.items if held else ()

    def _hold(self, conversation: Conversation, items: Sequence[Item]) -> None:
        earlier = self._items_for(conversation)
        self._held[conversation.id] = HeldFiles(conversation, (*earlier, *items))
        self.held_changed.emit(conversation.id)
        for item in items:
            self._bring_to_safety(conversation.id, item)

    def _bring_to_safety(self, conversation_id: str, item: Item) -> None:
        """Have it survive a crash, and a mail program that tidies up, for as long as it waits."""
        on_safe = partial(self._take_safe, conversation_id, item)
        if isinstance(item.content, Picture):
            self._uploads.make_safe(item.content.file_name, item.content.write, on_safe)
        else:
            self._uploads.keep_safe(item.content, on_safe)

    def _take_safe(self, conversation_id: str, item: Item, path: Path) -> None:
        """Have the copy wait in its place; where nothing waits any more it is not needed."""
        held = self._held.get(conversation_id)
        if path == item.content:
            return
        if held is None or item not in held.items:
            self._uploads.let_go(path)
            return
        items = tuple(Item(path, one.upload_id) if one == item else one for one in held.items)
        self._held[conversation_id] = replace(held, items=items)
        self.held_changed.emit(conversation_id)

    def _queue(self, conversation: Conversation, channel: Channel, items: tuple[Item, ...]) -> None:
        """Upload them; whether their links are sent is for the drafts to say."""
        target = _target(conversation, channel)
        intent = self._drafts.intend(conversation, channel, len(items))
        coming = HeldFiles(conversation, items)
        if coming.files:
            self._add(target, coming, intent)
        for picture in (item.content for item in items):
            if isinstance(picture, Picture):
                self._uploads.add_made(
                    target,
                    picture.file_name,
                    picture.write,
                    intent.plan,
                    intent.on_kept,
                    is_drafted=intent.is_drafted,
                )

    def _add(self, target: UploadTarget, coming: HeldFiles, intent: Intent) -> None:
        """Upload files, and keep them until that is sure."""
        self._coming.append(coming)
        self.coming_changed.emit()

        def on_kept(kept: list[Upload]) -> None:
            if intent.on_kept is not None:
                intent.on_kept(kept)
            self._take_uploads({upload.id for upload in kept})

        self._uploads.add(
            target,
            [file.path for file in coming.files],
            on_kept,
            intent.plan,
            ids=[file.upload_id for file in coming.files],
            is_drafted=intent.is_drafted,
        )

    def _take_uploads(self, upload_ids: AbstractSet[str]) -> None:
        left = (coming.without(upload_ids) for coming in self._coming)
        self._coming = [coming for coming in left if coming.files]
        self.coming_changed.emit()


def _target(conversation: Conversation, channel: Channel) -> UploadTarget:
    return UploadTarget(
        location_id=conversation.location_id,
        conversation_id=conversation.id,
        contact_id=conversation.contact_id,
        title=conversation.title,
        channel=channel,
    )
