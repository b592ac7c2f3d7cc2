"""Asks for whom files are that came with no more than a conversation's id; nothing waits for it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.find_target import ConversationDirectory, find_contact
from leadway_desktop.transfer.upload_queue import UploadQueue

logger = logging.getLogger(__name__)


class ContactNames:
    """Names, for the history, the contacts that nobody knows yet."""

    def __init__(self, directory: ConversationDirectory, queue: UploadQueue) -> None:
        self._directory = directory
        self._queue = queue
        self._cancel = CancelToken()

    def run(self, upload_ids: Iterable[str]) -> None:
        """Ask for each conversation of uploads once; for a thread of its own."""
        try:
            for conversation_id, nameless in self._nameless(upload_ids).items():
                self._name(conversation_id, nameless)
        except Cancelled:
            logger.debug("The contacts' names were not waited for")

    def stop(self) -> None:
        """Stop asking."""
        self._cancel.cancel()

    def _nameless(self, upload_ids: Iterable[str]) -> dict[str, list[str]]:
        """Return the ids of those that have no name, by their conversations."""
        found: dict[str, list[str]] = {}
        for upload in map(self._queue.upload, upload_ids):
            if not upload.target.title:
                found.setdefault(upload.target.conversation_id, []).append(upload.id)
        return found

    def _name(self, conversation_id: str, upload_ids: Sequence[str]) -> None:
        try:
            found = find_contact(self._directory, conversation_id, self._cancel)
        except LeadwayError as error:
            # What is wrong with the conversation, the upload itself is told.
            logger.info("A contact's name is not known: %s", error)
            return
        self._queue.amend(lambda look_up: _named(found, filter(None, map(look_up, upload_ids))))


def _named(found: Conversation, uploads: Iterable[Upload]) -> Iterator[Upload]:
    for upload in uploads:
        # Whom it is for stays as it was agreed, where that is known: only the name is missing.
        contact_id = upload.target.contact_id or found.contact_id
        target = replace(upload.target, contact_id=contact_id, title=found.title)
        yield replace(upload, target=target)
