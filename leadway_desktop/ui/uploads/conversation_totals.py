"""How far the uploads of each conversation are, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.uploads.upload_totals import UploadTotals


class ConversationTotals:
    """`UploadTotals` by conversation id, and which of them have changed since they were asked."""

    def __init__(self) -> None:
        self.together = UploadTotals()
        """Those of all conversations."""
        self._totals: dict[str, UploadTotals] = {}
        self._changed: set[str] = set()

    def add(self, uploads: Sequence[Upload]) -> None:
        """Count uploads that were not in the list."""
        self.together.add(uploads)
        by_conversation: dict[str, list[Upload]] = {}
        for upload in uploads:
            by_conversation.setdefault(upload.target.conversation_id, []).append(upload)
        self._changed |= by_conversation.keys()
        for conversation_id, theirs in by_conversation.items():
            self._totals.setdefault(conversation_id, UploadTotals()).add(theirs)

    def replace(self, old: Upload | None, new: Upload | None) -> None:
        """Count `new` where `old` was counted; an upload never goes to another conversation."""
        known = new or old
        if known is None:
            return
        self.together.replace(old, new)
        conversation_id = known.target.conversation_id
        self._changed.add(conversation_id)
        totals = self._totals.setdefault(conversation_id, UploadTotals())
        totals.replace(old, new)
        if not totals.count:
            del self._totals[conversation_id]

    def advance(self, upload: Upload, progress: Progress) -> None:
        """Take a running upload's bytes into account."""
        self.together.advance(progress)
        self._changed.add(upload.target.conversation_id)
        self._totals[upload.target.conversation_id].advance(progress)

    def of(self, conversation_id: str) -> UploadTotals:
        """Return the totals of a conversation; empty ones where it has no uploads."""
        return self._totals.get(conversation_id) or UploadTotals()

    def take_changes(self) -> dict[str, float | None]:
        """Return how far the changed ones are, 0 to 1, or None where nothing is on its way."""
        changed, self._changed = self._changed, set()
        return {conversation_id: self._fraction(conversation_id) for conversation_id in changed}

    def _fraction(self, conversation_id: str) -> float | None:
        totals = self._totals.get(conversation_id)
        return totals.fraction if totals is not None and totals.ongoing else None
