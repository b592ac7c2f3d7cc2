"""The uploads of the session as a list model: newest first, the latest progress beside each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.row_blocks import blocks
from leadway_desktop.ui.uploads.answer_watch import AnswerWatch
from leadway_desktop.ui.uploads.conversation_totals import ConversationTotals
from leadway_desktop.ui.uploads.silence import SilenceWatch
from leadway_desktop.ui.uploads.upload_actions import retry_of
from leadway_desktop.ui.uploads.upload_kind import UploadKind, kind_of
from leadway_desktop.ui.uploads.upload_news import UploadNews
from leadway_desktop.ui.uploads.upload_sequence import UploadSequence
from leadway_desktop.ui.uploads.upload_state import UploadState, waits_of
from leadway_desktop.ui.uploads.upload_totals import UploadTotals
from leadway_desktop.ui.uploads.upload_words import in_words, name_of, tip_of

UPLOAD_ROLE = Qt.ItemDataRole.UserRole
STATE_ROLE = UPLOAD_ROLE + 1
"""An `UploadState`: the upload with its latest progress."""

_TICK_MS = 1000

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_CHANGED_ROLES = [
    UPLOAD_ROLE,
    STATE_ROLE,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
]


class UploadListModel(QAbstractListModel):
    """Every upload of the session.

    What the workers say is gathered and shown once per frame, in blocks: ten thousand dropped
    files are one insertion, and ten reports of progress one repaint. `show_pending` shows it now.
    """

    shown = Signal()
    """A frame's changes are in the model and in `totals`."""
    stages_changed = Signal()
    """Uploads came, went, or are in other stages; once per frame, however many."""
    conversations_moved = Signal(object)
    """dict[str, float | None]: by conversation id, how far its uploads are; None: none goes on."""
    ticked = Signal()
    """A second has passed while some upload waits, for a time or an answer: its row may tell it.

    No `dataChanged`: the views would lay out anew, and a screen reader would count along.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._silence = SilenceWatch(monotonic)
        self._answers = AnswerWatch(monotonic)
        self._by_conversation = ConversationTotals()
        self.totals = self._by_conversation.together
        self._uploads = UploadSequence()
        self._progress: dict[str, Progress] = {}
        self._notes: dict[str, str] = {}
        self._news = UploadNews(monotonic, self)
        self._news.due.connect(self.show_pending)
        self._second = QTimer(self)
        self._second.setInterval(_TICK_MS)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.timeout.connect(self._tick)

    def put(self, upload: Upload) -> None:
        """Add an upload, or show one in its new stage."""
        self._news.put(upload)

    def put_all(self, uploads: Iterable[Upload]) -> None:
        """Add or show several."""
        for upload in uploads:
            self.put(upload)

    def advance(self, progress: Progress) -> None:
        """Show how far an upload is; what comes before or after its PUT is dropped."""
        self._news.advance(progress)

    def forget(self, upload_id: str) -> None:
        """Remove an upload's row."""
        self._news.remove(upload_id)

    def show_notes(self, notes: Mapping[str, str]) -> None:
        """Show something else about uploads, by their ids, in a few words each."""
        self._notes |= notes
        self._tell(self._uploads.positions(notes))

    def finished(self) -> list[Upload]:
        """Return what is uploaded or cancelled: what "Clear finished" may take away.

        What is still to be sent, by itself or from a draft, or was not, is not finished.
        """
        tidy = (UploadKind.DONE, None)
        return [
            upload for upload in self._uploads if kind_of(upload) in tidy and not upload.is_drafted
        ]

    def failed(self) -> list[Upload]:
        """Return what failed by itself."""
        return [upload for upload in self._uploads if upload.stage is UploadStage.FAILED]

    def to_retry(self) -> list[Upload]:
        """Return what failed by itself, and what is there but its message failed for certain."""
        return [upload for upload in self._uploads if retry_of(upload) is not None]

    def message_of(self, upload: Upload) -> list[Upload]:
        """Return an upload with those that share its message, the oldest first."""
        ids = {upload.id, *self.totals.messages.companions(upload)}
        return [self._uploads[position] for position in sorted(self._uploads.positions(ids))]

    def planned(self) -> list[Upload]:
        """Return what is to be sent and has not begun to be."""
        return [upload for upload in self._uploads if _stage(upload) is DeliveryStage.PLANNED]

    def in_doubt(self) -> list[Upload]:
        """Return what was not sent to the customer, or may not have been."""
        return [each for each in self._uploads if (stage := _stage(each)) and stage.needs_agent]

    def waiting_for(self, reason: WaitReason) -> Upload | None:
        """Return an upload that waits for that, or whose message does; None: there is none."""
        if not self.totals.waiting_for(reason):
            return None
        waiting = (
            each for each in self._uploads if any(one.reason is reason for one in waits_of(each))
        )
        return next(waiting, None)

    def seconds_to(self, moment: datetime) -> float:
        """Return how long it is until then; 0 where that is over."""
        return max(0.0, (moment - self._now()).total_seconds())

    def show_pending(self) -> None:
        """Bring what was gathered to the views, in as few signals as it takes."""
        changes, progress = self._news.take()
        present = [upload for upload in changes.values() if upload is not None]
        found = ((self._uploads.position(upload.id), upload) for upload in present)
        known = {position: upload for position, upload in found if position is not None}
        self._insert([upload for upload in present if upload.id not in self._uploads])
        beside = self._companions_of(known)
        for position, upload in known.items():
            self._replace(upload, position)
        moved = known.keys() | beside | self._companions_of(known) | self._advance(progress)
        self._tell(moved)
        self._remove([upload_id for upload_id, upload in changes.items() if upload is None])
        if changes:
            self._tick_while_needed()
            self.stages_changed.emit()
        conversations = self._by_conversation.take_changes()
        if conversations:
            self.conversations_moved.emit(conversations)
        self.shown.emit()

    def upload(self, upload_id: str) -> Upload | None:
        """Return an upload as it stands, shown already or not; None where it is not in the list."""
        position = self._uploads.position(upload_id)
        shown = None if position is None else self._uploads[position]
        return self._news.upload(upload_id, shown)

    def shows(self, upload_id: str) -> bool:
        """Tell whether an upload has a row, and is in `totals`."""
        return self._uploads.position(upload_id) is not None

    def not_shown_of(self, upload_ids: Iterable[str]) -> int:
        """Return how many of those are not in the list, or not yet."""
        return sum(not self.shows(upload_id) for upload_id in upload_ids)

    def upload_at(self, row: int) -> Upload:
        """Return the upload of a row."""
        return self._uploads[len(self._uploads) - 1 - row]

    def uploads_at(self, first: int, last: int) -> list[Upload]:
        """Return the uploads from one row to another, both included."""
        end = len(self._uploads) - 1
        return self._uploads.between(end - last, end - first)[::-1]

    def totals_of(self, conversation_id: str) -> UploadTotals:
        """Return the uploads of a conversation in numbers."""
        return self._by_conversation.of(conversation_id)

    def row_of(self, upload_id: str) -> int:
        """Return the row of an upload; raises KeyError."""
        position = self._uploads.position(upload_id)
        if position is None:
            raise KeyError(upload_id)
        return len(self._uploads) - 1 - position

    def arrival_of(self, upload_id: str) -> int:
        """Return a number that is the higher the later an upload came; raises KeyError."""
        return self._uploads.serial(upload_id)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Return the number of uploads."""
        return 0 if parent.isValid() else len(self._uploads)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, the upload, its state, or the whole row in words."""
        if not index.isValid():
            return None
        upload = self.upload_at(index.row())
        if role == UPLOAD_ROLE:
            return upload
        if role == Qt.ItemDataRole.DisplayRole:
            return name_of(upload)
        if role not in _CHANGED_ROLES:
            return None
        state = self._state_of(upload)
        if role == STATE_ROLE:
            return state
        if role == Qt.ItemDataRole.ToolTipRole:  # which may take names for markup
            return f"<qt>{'<br>'.join(map(escape, tip_of(state).splitlines()))}</qt>"
        return in_words(state)

    def _state_of(self, upload: Upload) -> UploadState:
        messages = self.totals.messages
        return UploadState(
            upload,
            self._progress.get(upload.id),
            self._now(),
            messages.going_with(upload),
            messages.awaited(upload),
            self._answers.seconds(upload.id),
            self._notes.get(upload.id, ""),
        )

    @property
    def _tells_time(self) -> bool:
        return self._answers.is_needed or self.totals.waiting_for(WaitReason.TIME) > 0

    def _tick_while_needed(self) -> None:
        is_needed = self._tells_time or self._silence.is_needed
        if is_needed and not self._second.isActive():
            self._second.start()
        elif not is_needed:
            self._second.stop()

    def _tick(self) -> None:
        for progress in self._silence.reports():
            self._news.advance_silent(progress)
        if self._tells_time:
            self.ticked.emit()

    def _insert(self, new: list[Upload]) -> None:
        if not new:
            return
        self.beginInsertRows(_NO_PARENT, 0, len(new) - 1)
        self._uploads.extend(new)
        for upload in new:
            self._silence.follow(upload)
            self._answers.follow(upload)
        self._by_conversation.add(new)
        self.endInsertRows()

    def _replace(self, upload: Upload, position: int) -> None:
        """Put an upload in the place of its earlier state."""
        self._by_conversation.replace(self._uploads[position], upload)
        self._uploads.put(position, upload)
        self._silence.follow(upload)
        self._answers.follow(upload)
        if upload.stage not in (UploadStage.UPLOADING, UploadStage.COMPLETING):
            self._progress.pop(upload.id, None)

    def _companions_of(self, positions: Iterable[int]) -> set[int]:
        """Return where the others of their messages are, before or after a change: rows tell."""
        messages = self.totals.messages
        shown = (self._uploads[position] for position in positions)
        return self._uploads.positions({one for each in shown for one in messages.companions(each)})

    def _advance(self, reports: dict[str, Progress]) -> set[int]:
        """Take progress in; returns the positions that it concerns."""
        concerned = set()
        for upload_id, progress in reports.items():
            position = self._uploads.position(upload_id)
            if position is None or self._uploads[position].stage is not UploadStage.UPLOADING:
                continue
            self._progress[upload_id] = progress
            self._silence.hear(progress)
            self._by_conversation.advance(self._uploads[position], progress)
            concerned.add(position)
        return concerned

    def _remove(self, upload_ids: list[str]) -> None:
        for first, last in blocks(self._uploads.positions(upload_ids)):
            self._remove_block(first, last)

    def _remove_block(self, first: int, last: int) -> None:
        end = len(self._uploads) - 1
        self.beginRemoveRows(_NO_PARENT, end - last, end - first)
        for upload in self._uploads.between(first, last):
            self._by_conversation.replace(upload, None)
            self._progress.pop(upload.id, None)
            self._silence.forget(upload.id)
            self._answers.forget(upload.id)
            self._notes.pop(upload.id, None)
        self._uploads.remove(first, last)
        self.endRemoveRows()

    def _tell(self, positions: set[int]) -> None:
        end = len(self._uploads) - 1
        for first, last in blocks(positions):
            self.dataChanged.emit(self.index(end - last), self.index(end - first), _CHANGED_ROLES)


def _stage(upload: Upload) -> DeliveryStage | None:
    return upload.delivery.stage if upload.delivery is not None else None
