"""Parts of the uploads: those of one conversation, or those in one state of affairs."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from leadway_desktop.domain.upload import Upload, UploadStage
from leadway_desktop.ui.uploads.upload_list_model import UPLOAD_ROLE, UploadListModel

_Index = QModelIndex | QPersistentModelIndex


class UploadKind(Enum):
    """What "All uploads" can be narrowed to."""

    ALL = "all"
    UNFINISHED = "unfinished"
    ATTENTION = "attention"
    DONE = "done"

    def fits(self, upload: Upload) -> bool:
        """Whether an upload belongs to it."""
        stage = upload.stage
        if self is UploadKind.UNFINISHED:
            return not stage.is_over
        if self is UploadKind.ATTENTION:
            return stage is UploadStage.FAILED or _message_needs_agent(upload)
        return self is UploadKind.ALL or stage is UploadStage.UPLOADED


def _message_needs_agent(upload: Upload) -> bool:
    return upload.delivery is not None and upload.delivery.stage.needs_agent


class UploadFilter(QSortFilterProxyModel):
    """Narrows the uploads by conversation and by kind; both together, where both are set."""

    def __init__(self, source: UploadListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._conversation_id: str | None = None
        self._kind = UploadKind.ALL
        self.setFilterRole(UPLOAD_ROLE)
        self.setSourceModel(source)

    @property
    def kind(self) -> UploadKind:
        """Which uploads are shown."""
        return self._kind

    def show_conversation(self, conversation_id: str | None) -> None:
        """Show the uploads of one conversation, or of all with None."""
        if conversation_id != self._conversation_id:
            self.beginFilterChange()
            self._conversation_id = conversation_id
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def show_kind(self, kind: UploadKind) -> None:
        """Show only uploads of a kind."""
        if kind is not self._kind:
            self.beginFilterChange()
            self._kind = kind
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        """Whether a row of the source is shown."""
        upload = self._source.upload_at(source_row)
        wanted = self._conversation_id
        if wanted is not None and upload.target.conversation_id != wanted:
            return False
        return self._kind.fits(upload)
