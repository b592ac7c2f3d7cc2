"""What runs while an account is open: engine, conversation list, uploads, files handed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadStage
from leadway_desktop.storage.paths import Folders
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.workers.conversation_feed import ConversationFeed
from leadway_desktop.workers.handed_files import HandedFilesDesk
from leadway_desktop.workers.upload_threads import UploadThreads

Kept = list[tuple[Upload, int]]
"""What the journal holds: uploads and their revisions."""

_CONNECTION = (
    "base_url",
    "api_version",
    "location_id",
    "proxy",
    "connect_timeout",
    "reply_timeout",
    "stall_timeout",
)
"""Settings that the engine is built from."""

_SHOWN_FOR = timedelta(days=7)
"""How long an upload that is done or cancelled stays in the list."""


@dataclass(frozen=True, slots=True)
class Work:
    """One account at work; `shut_down` ends all of it."""

    settings: Settings
    engine: Engine
    feed: ConversationFeed
    uploads: UploadThreads
    handed: HandedFilesDesk

    @classmethod
    def begin(
        cls,
        settings: Settings,
        token: Secret,
        folders: Folders,
        journal: Journal,
        parent: QObject,
    ) -> Work:
        """Build everything; nothing touches the network before `feed` or `uploads` is asked to."""
        engine = build_engine(settings, token)
        uploads = UploadThreads(
            engine.uploads, journal, settings.parallel_uploads, folders.spool, parent
        )
        return cls(
            settings,
            engine,
            ConversationFeed(engine.crm, parent),
            uploads,
            HandedFilesDesk(engine.crm, uploads, settings.location_id, parent),
        )

    def is_built_from(self, settings: Settings) -> bool:
        """Whether the engine is as these settings want it."""
        return all(getattr(settings, name) == getattr(self.settings, name) for name in _CONNECTION)

    def shut_down(self) -> None:
        """Stop what runs and join its threads; the journal keeps what is not over."""
        self.feed.shut_down()
        self.handed.shut_down()
        self.uploads.shut_down()
        self.engine.close()
        for part in (self.feed, self.handed, self.uploads):
            part.deleteLater()


def to_show(kept: Kept, location_id: str, now: datetime) -> Kept:
    """Return what the list shows again after a start: this location's, and nothing old and done.

    Another location's uploads stay in the journal: this token is not theirs.
    """
    return [
        (upload, revision)
        for upload, revision in kept
        if upload.target.location_id == location_id and not is_old(upload, now)
    ]


def is_old(upload: Upload, now: datetime) -> bool:
    """Whether an upload is over for good and long ago. A failed one never is: it asks for help."""
    is_done = upload.stage in {UploadStage.UPLOADED, UploadStage.CANCELLED}
    return is_done and upload.finished_at is not None and now - upload.finished_at > _SHOWN_FOR


def forget(journal: Journal, uploads: Iterable[Upload]) -> None:
    """Remove uploads from the journal."""
    for upload in uploads:
        journal.forget(upload.id)
