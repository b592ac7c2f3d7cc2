"""Names that are asked for beside the uploads: they change nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from leadway_desktop.cli.contact_names import ContactNames
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    PageCursor,
)
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.storage.uploads import make_upload
from tests.transfer.fakes import Diary, HandClock, Notebook


@dataclass(frozen=True)
class Told:
    """A directory that knows one conversation."""

    found: Conversation

    def conversation(self, conversation_id: str, cancel: CancelToken) -> Conversation:
        return replace(self.found, id=conversation_id)

    def search(
        self, query: ConversationQuery, after: PageCursor | None, cancel: CancelToken
    ) -> ConversationPage:
        raise AssertionError("it has a name already")


@pytest.mark.parametrize(
    ("known", "told", "kept"),
    [("", "c1", "c1"), ("agreed", "", "agreed"), ("agreed", "another", "agreed")],
)
def test_a_name_leaves_the_contact_that_was_agreed(known: str, told: str, kept: str) -> None:
    queue = UploadQueue(HandClock(), Notebook(), Diary().watcher)
    upload = make_upload(1)
    target = replace(upload.target, title="", contact_id=known)
    queue.restore(replace(upload, target=target), 1)
    found = Conversation("", target.location_id, contact_id=told, name="Ana")
    ContactNames(Told(found), queue).run([upload.id])
    named = queue.upload(upload.id).target
    assert (named.title, named.contact_id) == ("Ana", kept)
