"""What runs while an account is open: engine, conversation list, uploads, files handed over."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.history import kept_for, may_expire, open_plans
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import vanishing_places
from leadway_desktop.storage.csv_file import write_table
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.workers.conversation_feed import ConversationFeed
from leadway_desktop.workers.handed_files import HandedFilesDesk
from leadway_desktop.workers.history_desk import HistoryDesk
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
"""How long an upload that is done or cancelled stays in the list, if the history is no shorter."""


@dataclass(frozen=True, slots=True)
class Work:
    """One account at work; `end` stops all of it, and `join` waits for that."""

    settings: Settings
    engine: Engine
    feed: ConversationFeed
    uploads: UploadThreads
    handed: HandedFilesDesk
    history: HistoryDesk

    @classmethod
    def begin(
        cls,
        settings: Settings,
        token: Secret,
        folders: Folders,
        journal: Journal,
        flush: Callable[[], None],
        parent: QObject,
    ) -> Work:
        """Build everything; nothing touches the network before `feed` or `uploads` is asked to.

        `flush` returns when what was saved in the journal can be read by others.
        """
        engine = build_engine(settings, token)
        spool = Spool(folders.spool, vanishing_places(os.environ))
        uploads = UploadThreads(engine.uploads, journal, settings.parallel_uploads, spool, parent)
        receipts = UploadHistory(folders)
        history = HistoryDesk(
            settings.location_id, receipts, flush, uploads.forget, write_table, parent
        )
        uploads.upload_changed.connect(history.follow)
        uploads.restored.connect(history.follow_all)
        uploads.removed.connect(history.leave)
        return cls(
            settings,
            engine,
            ConversationFeed(engine.crm, parent),
            uploads,
            HandedFilesDesk(engine.crm, uploads, settings.location_id, parent),
            history,
        )

    def is_built_from(self, settings: Settings) -> bool:
        """Whether the engine is as these settings want it."""
        return all(getattr(settings, name) == getattr(self.settings, name) for name in _CONNECTION)

    def end(self) -> None:
        """Stop what runs, in the window's thread, which does not wait."""
        for part in (self.feed, self.uploads, self.handed, self.history):
            part.end()

    def join(self) -> None:
        """Return when it has stopped, and give everything up; the journal keeps what is not over.

        For another thread: a message that is being sent has a moment to be answered, and so have
        copies to be made.
        """
        for part in (self.feed, self.uploads, self.handed, self.history):
            part.join()
        self.engine.close()
        for part in (self.feed, self.handed, self.uploads, self.history):
            part.deleteLater()


def to_show(kept: Kept, location_id: str) -> Kept:
    """Return what the list shows again after a start: this location's.

    Another location's uploads stay in the journal: this token is not theirs.
    """
    return [
        (upload, revision) for upload, revision in kept if upload.target.location_id == location_id
    ]


def is_old(upload: Upload, now: datetime, shown_for: timedelta) -> bool:
    """Whether an upload is over for good and long ago. A failed one never is: it asks for help."""
    finished = upload.finished_at
    return may_expire(upload) and finished is not None and now - finished > shown_for


def tidied(
    journal: Journal,
    kept: Kept,
    now: datetime,
    history_days: int,
    drafted: Collection[str],
) -> Kept:
    """Return what stays in the list; what is old goes, into the history if there is one.

    `drafted` are ids of uploads that stand in a draft: those stay, or it would lose its files.
    """
    shown_for = min(_SHOWN_FOR, timedelta(days=history_days))
    plans = open_plans(upload for upload, _ in kept)
    stays = [
        (upload, revision)
        for upload, revision in kept
        if upload.id in drafted or not is_old(upload, now, kept_for(upload, shown_for, plans))
    ]
    staying = {upload.id for upload, _ in stays}
    for upload, revision in kept:
        if upload.id in staying:
            continue
        if upload.stage is UploadStage.UPLOADED and history_days:
            journal.save_soon(replace(upload, is_put_away=True), revision + 1)
        else:
            journal.forget(upload.id)
    return stays
