"""The drafts of all conversations: files gather in them, and go when the agent says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.draft import KeptDraft, conversation_of
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.sending.draft import (
    NO_WORDS,
    Draft,
    Outlook,
    Words,
    messages_of,
    must_ask,
    outlook_of,
)
from leadway_desktop.ui.sending.kept_drafts import left_of, to_keep
from leadway_desktop.ui.uploads.upload_service import UploadService

Kept = Callable[[list[Upload]], None]


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to become of the links of dropped files; None and None: nothing."""

    on_kept: Kept | None = None
    """Takes them into a draft."""
    plan: MessagePlan | None = None

    @property
    def is_drafted(self) -> bool:
        """Whether they come into a draft."""
        return self.on_kept is not None


class DraftDesk(QObject):
    """One draft for each conversation that has one; the setting says when a draft begins."""

    changed = Signal(str)
    """Conversation id: its draft, or that it has none any more."""
    sent = Signal(object)
    """Draft: its message is planned."""
    discarded = Signal(object)
    """Draft: its message has been given up."""
    uploads_moved = Signal(object, bool)
    """Sequence of upload ids: they came into a draft, or left it."""

    def __init__(
        self,
        uploads: UploadService,
        upload_of: Callable[[str], Upload | None],
        mode: Callable[[], str] = lambda: "ask",
        parent: QObject | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`upload_of` finds an upload by its id; `mode` is the setting `sending`.

        `now` tells the moment that WhatsApp's window is judged by.
        """
        super().__init__(parent)
        self._uploads = uploads
        self._upload_of = upload_of
        self._mode = mode
        self.now = now
        self._drafts: dict[str, Draft] = {}
        self._conversation_of: dict[str, str] = {}
        self._given_up: dict[str, str] = {}
        self._serials = count(1)
        self.uploads_moved.connect(uploads.mark_drafted)

    # -- looking ----------------------------------------------------------------------------------

    @property
    def drafts(self) -> Mapping[str, Draft]:
        """All of them, by conversation id, the oldest first."""
        return self._drafts

    @property
    def asks_nobody(self) -> bool:
        """Whether files that come are sent without a question, as the setting says now."""
        return self._mode() == "always"

    def draft_of(self, conversation_id: str) -> Draft | None:
        """Return the draft of a conversation, or None."""
        return self._drafts.get(conversation_id)

    def files_of(self, draft: Draft) -> list[Upload]:
        """Return the uploads of a draft as they stand."""
        found = (self._upload_of(upload_id) for upload_id in draft.uploads)
        return [upload for upload in found if upload is not None]

    def outlook(self, draft: Draft) -> Outlook:
        """Return what sending it would do now."""
        return outlook_of(draft, self.files_of(draft), self.now())

    def may_send(self, draft: Draft, outlook: Outlook) -> bool:
        """Whether the agent can say "send": there are files, and it is known to whom they go."""
        has_files = outlook.files + draft.coming > 0 and not draft.goes_next
        return has_files and outlook.is_known and (draft.dares or not outlook.is_refused)

    # -- files ------------------------------------------------------------------------------------

    def intend(self, conversation: Conversation, channel: Channel, files: int) -> Intent:
        """Return what the setting wants done with so many files that come now."""
        mode, has_draft = self._mode(), conversation.id in self._drafts
        if mode == "never" and not has_draft:
            return Intent()
        if mode == "always" and not has_draft and not must_ask(conversation, channel, self.now()):
            return Intent(plan=MessagePlan("", conversation.address_on(channel)))
        draft = self._drafts.get(conversation.id) or self._begun(conversation)
        draft = replace(
            draft, conversation=_newer(draft, conversation), coming_by=channel, goes_next=False
        )
        self._put(replace(draft, coming=draft.coming + files))
        return Intent(on_kept=partial(self._take_kept, conversation.id, draft.serial))

    def add(
        self, conversation: Conversation, uploads: Iterable[Upload], *, by_hand: bool = False
    ) -> None:
        """Put uploads of a conversation into its draft; those that have a message have no need.

        One that is begun by hand has the words that were last given up there.
        """
        draft = self._drafts.get(conversation.id)
        if draft is None:
            given_up = self._given_up.pop(conversation.id, "") if by_hand else ""
            draft = self._begun(conversation, Words(given_up))
        # Who has said "send" before did not mean these.
        self._put(replace(self._with(draft, uploads), goes_next=False))

    def leave_out(self, upload_id: str) -> None:
        """Take a file out of its draft; it stays uploaded."""
        draft = self._drafts.get(self._conversation_of.pop(upload_id, ""))
        if draft is not None:
            self.uploads_moved.emit([upload_id], False)
            left = tuple(other for other in draft.uploads if other != upload_id)
            self._put(replace(draft, uploads=left))

    def follow(self, conversation: Conversation) -> None:
        """Use the newest state of a conversation: its number, and when the customer last wrote."""
        draft = self._drafts.get(conversation.id)
        if draft is not None and draft.conversation != (newer := _newer(draft, conversation)):
            self._put(replace(draft, conversation=newer))

    def hear_silence(self, conversation_id: str, error: LeadwayError) -> None:
        """Note that Leadway was asked for a conversation in vain."""
        draft = self._drafts.get(conversation_id)
        if draft is not None and draft.conversation.is_remembered:
            self._put(replace(draft, silence=error))

    # -- words, and the end -----------------------------------------------------------------------

    def write(self, conversation_id: str, text: str) -> None:
        """Keep what the agent has written."""
        draft = self._drafts.get(conversation_id)
        if draft is not None and draft.text != text:
            self._put(replace(draft, words=replace(draft.words, text=text)))

    def bring_back(self, uploads: Sequence[Upload]) -> None:
        """Write what was to go with uploads of one conversation below what was written since.

        Who has said "send" before has not read it. Without a draft it begins one of its own.
        """
        known_as = conversation_of(uploads[0].target)
        draft = self._drafts.get(known_as.id) or self._begun(known_as)
        words = draft.words.with_those_of(uploads)
        if words != draft.words:
            goes_next = draft.goes_next and words.text == draft.text
            self._put(replace(draft, words=words, goes_next=goes_next))

    def dare(self, conversation_id: str, dares: bool) -> None:
        """Note whether it is to be sent though WhatsApp's window is closed."""
        draft = self._drafts.get(conversation_id)
        if draft is not None and draft.dares != dares:
            self._put(replace(draft, dares=dares))

    def discard(self, conversation_id: str) -> None:
        """Give up the message; its files stay uploaded.

        The words are there again if its files, or others, are sent by hand after all.
        """
        draft = self._end(conversation_id)
        if draft is None:
            return
        if draft.text.strip():
            self._given_up[conversation_id] = draft.text
        self.discarded.emit(draft)

    def _end(self, conversation_id: str) -> Draft | None:
        draft = self._drafts.pop(conversation_id, None)
        if draft is not None:
            for upload_id in draft.uploads:
                self._conversation_of.pop(upload_id, None)
            self.uploads_moved.emit(draft.uploads, False)
            self.changed.emit(conversation_id)
        return draft

    def send(self, conversation_id: str) -> bool:
        """Plan the message, which goes once its files are there; False where it may not go.

        Where files have no id yet, that happens as soon as they have.
        """
        draft = self._drafts.get(conversation_id)
        if draft is None:
            return False
        outlook = self.outlook(draft)
        if not self.may_send(draft, outlook):
            return False
        if draft.coming:
            self._put(replace(draft, goes_next=True))
            return True
        return self._plan(draft, outlook)

    @property
    def to_go(self) -> Sequence[Draft]:
        """Those that go by themselves once their files have ids."""
        return [draft for draft in self._drafts.values() if draft.goes_next]

    def messages_of(self, draft: Draft) -> int:
        """Return how many messages it makes, with the files that have no id yet."""
        return messages_of(draft, self.files_of(draft))

    def hold_back(self) -> None:
        """Send nothing by itself that waits for files to come: they were cancelled."""
        for draft in self.to_go:
            self._put(replace(draft, goes_next=False))

    def _plan(self, draft: Draft, outlook: Outlook) -> bool:
        """Plan what can go; False: nothing can any more, and the draft stays as it is."""
        text, said_for, is_planned = draft.text.strip(), draft.words.brought, False
        for share in outlook.shares:
            ids = [upload.id for upload in share.uploads]
            recipient = draft.conversation.address_on(share.channel)
            if self._uploads.send(ids, text, recipient, said_for):
                is_planned = True
                text, said_for = "", {}  # once is enough, whatever the channel
        if is_planned:
            self._end(draft.conversation.id)
            self.sent.emit(draft)
        return is_planned

    # -- between sessions -------------------------------------------------------------------------

    def to_keep(self) -> list[KeptDraft]:
        """Return what a next session needs to have the drafts again."""
        return to_keep(self._drafts)

    def restore(self, kept: Iterable[KeptDraft], uploads: Sequence[Upload]) -> None:
        """Take up the drafts of an earlier session: the words, and the uploads still there.

        The drafts are kept a moment after their uploads: what came last is known by its mark.
        """
        known = {upload.id: upload for upload in uploads}
        for one in kept:
            self._take_up(one, [known.pop(each) for each in one.uploads if each in known])
        for upload in known.values():
            if upload.is_drafted and upload.delivery is None:
                self.add(conversation_of(upload.target), [upload])

    def _take_up(self, kept: KeptDraft, files: Sequence[Upload]) -> None:
        known_as = conversation_of(files[0].target if files else kept)
        draft = self._drafts.get(kept.conversation_id) or self._begun(known_as)
        left = left_of(kept, files)
        texts = [text for text in (left.words.text, draft.text) if text.strip()]
        self.uploads_moved.emit(left.over, False)
        together = Words("\n".join(texts), {**left.words.brought, **draft.words.brought})
        self._put(self._with(replace(draft, words=together), left.files))

    def _take_kept(self, conversation_id: str, serial: int, kept: list[Upload]) -> None:
        draft = self._drafts.get(conversation_id)
        if draft is None or draft.serial != serial:
            # Given up meanwhile: only uploaded, whatever was begun since.
            self.uploads_moved.emit([upload.id for upload in kept], False)
            return
        left = draft.coming - len(kept)
        goes = draft.goes_next and not left
        draft = replace(draft, coming=left, goes_next=draft.goes_next and not goes)
        self._put(self._with(draft, kept))
        if goes:
            self.send(conversation_id)

    def _begun(self, conversation: Conversation, words: Words = NO_WORDS) -> Draft:
        return Draft(conversation, words=words, serial=next(self._serials))

    def _with(self, draft: Draft, uploads: Iterable[Upload]) -> Draft:
        mine = draft.conversation.id
        new = [
            upload.id
            for upload in uploads
            if upload.delivery is None
            and upload.target.conversation_id == mine
            and upload.id not in self._conversation_of
            and not self._is_superseded(upload)
        ]
        self._conversation_of.update(dict.fromkeys(new, mine))
        self.uploads_moved.emit(new, True)
        return replace(draft, uploads=(*draft.uploads, *new))

    def _is_superseded(self, upload: Upload) -> bool:
        """Whether its file was attached again while others were still coming with it."""
        return (self._upload_of(upload.id) or upload).is_superseded

    def _put(self, draft: Draft) -> None:
        if draft.is_empty:
            self._drafts.pop(draft.conversation.id, None)
            self.discarded.emit(draft)
        else:
            self._drafts[draft.conversation.id] = draft
        self.changed.emit(draft.conversation.id)


def _newer(draft: Draft, conversation: Conversation) -> Conversation:
    """Return the newest state of a draft's conversation; what is remembered is none."""
    return draft.conversation if conversation.is_remembered else conversation
