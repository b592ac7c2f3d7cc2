"""Stand-ins for the workers, and conversations and uploads to feed them with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QFont, QTextLayout
from PySide6.QtWidgets import QApplication, QWidget

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation, ConversationQuery
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.workers.history_desk import Table

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_ids = count(1)


class Seconds:
    """A monotonic clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class StandInUploads(QObject):
    """Records what the window asks for; a test plays the threads through the signals."""

    upload_changed = Signal(object)
    restored = Signal(object)
    progressed = Signal(object)
    removed = Signal(str)
    holds_changed = Signal(object)
    trouble = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.added: list[tuple[UploadTarget, list[Path]]] = []
        self.ids: list[list[str]] = []
        """Those that each of `added` is to get."""
        self.made: list[tuple[UploadTarget, str, Callable[[Path], None]]] = []
        self.drafted: list[bool] = []
        """Of each of `added` and `made`."""
        self.marks: dict[str, bool] = {}
        """Which uploads were said to stand in a draft, or not to."""
        self._shown: dict[str, Upload] = {}
        self.upload_changed.connect(lambda upload: self._shown.update({upload.id: upload}))
        self.plans: list[MessagePlan | None] = []
        self.kept: list[Callable[[list[Upload]], None] | None] = []
        self.sent: list[tuple[list[str], str, str]] = []
        self.said_for: list[Mapping[str, str]] = []
        self.forgotten: list[Mapping[str, str]] = []
        self.waiting: list[tuple[Path, Callable[[Path], None]]] = []
        """Files that were to be brought to safety, and whom to tell."""
        self.is_too_late = False
        """Whether the engine is further than the window knows: nothing is sent or withdrawn."""
        self.asked: list[tuple[str, str]] = []
        self.moved: list[tuple[list[str], str | None, str | None]] = []

    def move(
        self, upload_ids: Sequence[str], *, before: str | None = None, after: str | None = None
    ) -> None:
        self.moved.append((list(upload_ids), before, after))

    def add(
        self,
        target: UploadTarget,
        paths: Sequence[Path],
        on_kept: Callable[[list[Upload]], None] | None = None,
        plan: MessagePlan | None = None,
        *,
        ids: Sequence[str] = (),
        is_drafted: bool = False,
    ) -> None:
        self.added.append((target, list(paths)))
        self.ids.append(list(ids))
        self.drafted.append(is_drafted)
        self.kept.append(on_kept)
        self.plans.append(plan)

    def add_made(
        self,
        target: UploadTarget,
        file_name: str,
        write: Callable[[Path], None],
        plan: MessagePlan | None = None,
        on_kept: Callable[[list[Upload]], None] | None = None,
        *,
        is_drafted: bool = False,
    ) -> None:
        self.made.append((target, file_name, write))
        self.drafted.append(is_drafted)
        self.kept.append(on_kept)
        self.plans.append(plan)

    def mark_drafted(self, upload_ids: Sequence[str], is_drafted: bool) -> None:
        self.marks.update(dict.fromkeys(upload_ids, is_drafted))
        for upload in filter(None, map(self._shown.get, upload_ids)):
            if upload.is_drafted is not is_drafted:
                self.upload_changed.emit(replace(upload, is_drafted=is_drafted))

    def keep_safe(self, path: Path, on_safe: Callable[[Path], None]) -> None:
        self.waiting.append((path, on_safe))

    def make_safe(
        self, file_name: str, write: Callable[[Path], None], on_safe: Callable[[Path], None]
    ) -> None:
        self.waiting.append((Path(file_name), on_safe))

    def let_go(self, path: Path) -> None:
        self.asked.append(("let go", str(path)))

    def send(
        self,
        upload_ids: Sequence[str],
        text: str,
        recipient: str,
        said_for: Mapping[str, str] | None = None,
    ) -> bool:
        if not self.is_too_late:
            self.sent.append((list(upload_ids), text, recipient))
            self.said_for.append(said_for or {})
        return not self.is_too_late

    def withdraw(self, upload_id: str) -> bool:
        self.asked.append(("withdraw", upload_id))
        return not self.is_too_late

    def forget_words(self, kept: Mapping[str, str]) -> None:
        self.forgotten.append(kept)

    def send_again(self, upload_id: str) -> None:
        self.asked.append(("send again", upload_id))

    def try_message_now(self, upload_id: str) -> None:
        self.asked.append(("try message now", upload_id))

    def look_again(self, upload_id: str) -> None:
        self.asked.append(("look again", upload_id))

    def mark_sent(self, upload_id: str) -> None:
        self.asked.append(("mark sent", upload_id))

    def cancel(self, upload_id: str) -> None:
        self.asked.append(("cancel", upload_id))

    def cancel_all(self) -> None:
        self.asked.append(("cancel all", ""))

    def retry(self, upload_id: str) -> None:
        self.asked.append(("retry", upload_id))

    def pause(self, upload_id: str) -> None:
        self.asked.append(("pause", upload_id))

    def pause_all(self) -> None:
        self.asked.append(("pause all", ""))

    def resume(self, upload_id: str) -> None:
        self.asked.append(("resume", upload_id))

    def resume_all(self) -> None:
        self.asked.append(("resume all", ""))

    def insist(self) -> None:
        self.asked.append(("insist", ""))

    def try_network_now(self) -> None:
        self.asked.append(("try network", ""))

    def remove(self, upload_id: str) -> None:
        self.asked.append(("remove", upload_id))
        self.removed.emit(upload_id)


class StandInHistory(QObject):
    """Records what the window asks for; a test answers through the signals."""

    found = Signal(object, object)
    arrived = Signal(object)
    links_read = Signal(object)
    forgotten = Signal(int, int)
    earlier_found = Signal(object)
    changed = Signal()
    exported = Signal(object, int)
    failed = Signal(object)
    location_id = "loc"

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[HistoryQuery] = []
        self.asked: list[list[int]] = []
        self.links_of: list[list[int]] = []
        self.deleted: list[list[int]] = []
        self.exports: list[tuple[HistoryQuery, Path, Table]] = []

    def find(self, query: HistoryQuery) -> None:
        self.queries.append(query)

    def read(self, positions: Sequence[int]) -> None:
        self.asked.append(list(positions))

    def read_links(self, positions: Sequence[int]) -> None:
        self.links_of.append(list(positions))

    def forget(self, positions: Sequence[int]) -> None:
        self.deleted.append(list(positions))

    def export(self, query: HistoryQuery, path: Path, table: Table) -> None:
        self.exports.append((query, path, table))

    def follow(self, upload: Upload) -> None:
        raise AssertionError("the composition root does that")


class StandInFeed(QObject):
    """Answers every search at once with the same conversations."""

    page_arrived = Signal(object, bool)
    failed = Signal(object)
    busy_changed = Signal(bool)
    total_changed = Signal(int)
    looked_up = Signal(object)
    look_up_failed = Signal(str, object)
    has_more = False

    def __init__(self, *conversations: Conversation) -> None:
        super().__init__()
        self._conversations = conversations
        self.asked_for: list[str] = []

    def search(self, query: ConversationQuery) -> None:
        self.page_arrived.emit(self._conversations, True)

    def refresh(self) -> None:
        self.page_arrived.emit(self._conversations, True)

    def load_more(self) -> None:
        raise AssertionError("there is no more")

    def look_up(self, conversation_id: str) -> None:
        self.asked_for.append(conversation_id)


def conversation(
    conversation_id: str = "c1", *, name: str = "María Fernández", kind: str = "TYPE_WHATSAPP"
) -> Conversation:
    return Conversation(
        conversation_id, "loc", f"contact-{conversation_id}", name, last_message_type=kind
    )


def lines_of(text: str, font: QFont, width: int) -> list[str]:
    """Return the lines that a text has in a width."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip(" "))
    layout.endLayout()
    return lines


def upload(
    name: str = "photo.jpg",
    stage: UploadStage = UploadStage.QUEUED,
    *,
    to: str = "c1",
    size: int = 1000,
    error: LeadwayError | None = None,
    link: str | None = None,
    checksum: int | None = None,
) -> Upload:
    number = next(_ids)
    target = UploadTarget("loc", to, f"contact-{to}", "María Fernández", Channel.WHATSAPP)
    file = LocalFile(Path("/files") / name, size, 0)
    finished = NOON if stage.is_over else None
    return Upload(
        f"upload-{number}", target, file, NOON, stage, error, link, checksum, finished, attempts=1
    )


def waiting(
    error: LeadwayError, reason: WaitReason, seconds: float | None = None, name: str = "photo.jpg"
) -> Upload:
    """Return an upload that waits, from NOON on."""
    until = None if seconds is None else NOON + timedelta(seconds=seconds)
    return upload(name, UploadStage.UPLOADING).moved_to(
        UploadStage.WAITING, error=error, wait=Wait(reason, until)
    )


def files(*paths: str) -> QMimeData:
    """Return what a file manager drags or copies."""
    return addresses(*(QUrl.fromLocalFile(path) for path in paths))


def addresses(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


COPY_OR_MOVE = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def drag_in(
    widget: QWidget, data: QMimeData, possible: Qt.DropAction = COPY_OR_MOVE
) -> QDragEnterEvent:
    """Let a drag enter that proposes a move, as a file manager does on the same disk."""
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(10, 10), possible, data, buttons, keys)
    event.setDropAction(Qt.DropAction.MoveAction)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event


def drag_on(widget: QWidget, data: QMimeData) -> QDragMoveEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragMoveEvent(QPoint(20, 20), COPY_OR_MOVE, data, buttons, keys)
    event.setDropAction(Qt.DropAction.MoveAction)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event


def drop(widget: QWidget, data: QMimeData) -> QDropEvent:
    """Drag in and let go, as a file manager that proposes a move."""
    drag_in(widget, data)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPoint(10, 10), COPY_OR_MOVE, data, buttons, keys)
    event.setDropAction(Qt.DropAction.MoveAction)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event
