"""The uploads of a list: some of them, in the order in which they go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt

from leadway_desktop.domain.turns import AWAITS_TURN, OVER, ListKey, list_key
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.row_blocks import blocks
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()

_FEW = 50
"""Rows that are moved one by one; for more, all are sorted and the views told once."""


class ShownUploads(QStringListModel):
    """What runs, what is next in the order of its turns, and then what is over, latest first.

    Narrowed by conversation and by kind; both together, where both are set. A proxy of Qt's would
    ask about every row again whenever one moves. The strings of the base class stay empty: it is
    there to count the rows in C++, see `ConversationListModel`. Beside busy upload threads every
    call into Python may have to wait for its turn.
    """

    def __init__(self, source: UploadListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._conversation_id: str | None = None
        self._kind = UploadKind.ALL
        self._keys: list[ListKey] = []
        self._key_of: dict[str, ListKey] = {}
        self._coming: Sequence[ListKey] = ()
        self._replacing: ListKey | None = None
        # Before anybody else hears of it, and asks what the rows hold.
        self.rowsInserted.connect(self._keep_inserted)
        self.rowsRemoved.connect(self._forget_removed)
        self.rowsMoved.connect(self._keep_moved)
        source.rowsInserted.connect(self._take_inserted)
        source.dataChanged.connect(self._take_changed)
        source.rowsAboutToBeRemoved.connect(self._take_leaving)
        self._fill()

    @property
    def kind(self) -> UploadKind:
        """Which uploads are shown."""
        return self._kind

    def show_conversation(self, conversation_id: str | None) -> None:
        """Show the uploads of one conversation, or of all with None."""
        if conversation_id != self._conversation_id:
            self._conversation_id = conversation_id
            self._fill()

    def show_kind(self, kind: UploadKind) -> None:
        """Show only uploads of a kind."""
        if kind is not self._kind:
            self._kind = kind
            self._fill()

    def row_of(self, upload_id: str) -> int | None:
        """Return where an upload is; None where it is not shown."""
        key = self._key_of.get(upload_id)
        return None if key is None else bisect_left(self._keys, key)

    def id_at(self, row: int) -> str:
        """Return the id of the upload of a row."""
        return self._keys[row][-1]

    def upload_at(self, row: int) -> Upload:
        """Return the upload of a row."""
        return self._source.upload_at(self._source_row(row))

    def row_in_need(self, *, after: int) -> int | None:
        """Return the next row that needs the agent, from the top again after the last."""
        rows = self.rows_in_need()
        return next((row for row in rows if row > after), rows[0] if rows else None)

    def rows_in_need(self) -> list[int]:
        """Return the rows that need the agent, from top to bottom."""
        uploads = self._source.uploads_at(0, self._source.rowCount() - 1)
        in_need = filter(UploadKind.ATTENTION.fits, uploads)
        return sorted(row for each in in_need if (row := self.row_of(each.id)) is not None)

    def rows_that_wait(self) -> range:
        """Return the rows of those that have not begun: these the agent can move."""
        first, end = (bisect_left(self._keys, (part,)) for part in (AWAITS_TURN, OVER))
        return range(first, end)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what the source has."""
        if not index.isValid():
            return None
        return self._source.data(self._source.index(self._source_row(index.row()), 0), role)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return what can be done with a row; one that waits can be dragged."""
        flags = Qt.ItemFlag
        if not index.isValid():
            return flags.NoItemFlags
        chosen = flags.ItemIsSelectable | flags.ItemIsEnabled | flags.ItemNeverHasChildren
        awaits_turn = self._keys[index.row()][0] == AWAITS_TURN
        return chosen | flags.ItemIsDragEnabled if awaits_turn else chosen

    def supportedDragActions(self) -> Qt.DropAction:
        """Return that rows are moved, never copied."""
        return Qt.DropAction.MoveAction

    # -- what the source says ---------------------------------------------------------------------

    def _take_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        uploads = self._source.uploads_at(first, last)
        self._insert(self._key(upload) for upload in uploads if self._fits(upload))

    def _take_changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        """Follow those that stay, move, come or leave."""
        coming, leaving, moving, changed = [], [], [], []
        for upload in self._source.uploads_at(top.row(), bottom.row()):
            old, new = self._key_of.get(upload.id), self._key(upload)
            fits = self._fits(upload)
            if old is not None and not fits:
                leaving.append(old)
            elif old is None and fits:
                coming.append(new)
            elif old is not None:
                changed.append(upload.id)
                if new != old:
                    moving.append((old, new))
        self._remove(leaving)
        self._insert(coming)
        self._move(moving)
        self._tell(changed)

    def _take_leaving(self, _parent: QModelIndex, first: int, last: int) -> None:
        ids = (upload.id for upload in self._source.uploads_at(first, last))
        self._remove([self._key_of[each] for each in ids if each in self._key_of])

    def _fits(self, upload: Upload) -> bool:
        wanted = self._conversation_id
        is_wanted = wanted is None or upload.target.conversation_id == wanted
        return is_wanted and self._kind.fits(upload)

    def _key(self, upload: Upload) -> ListKey:
        return list_key(upload, self._source.arrival_of(upload.id))

    def _source_row(self, row: int) -> int:
        return self._source.row_of(self._keys[row][-1])

    # -- what the views hear ----------------------------------------------------------------------

    def _fill(self) -> None:
        uploads = self._source.uploads_at(0, self._source.rowCount() - 1)
        self._keys = sorted(self._key(upload) for upload in uploads if self._fits(upload))
        self._key_of = {key[-1]: key for key in self._keys}
        self.setStringList([""] * len(self._keys))

    def _insert(self, new: Iterable[ListKey]) -> None:
        """Take rows in, in as few blocks as their order allows."""
        left = sorted(new)
        while left:
            row = bisect_left(self._keys, left[0])
            end = bisect_left(left, self._keys[row]) if row < len(self._keys) else len(left)
            self._coming, left = left[:end], left[end:]
            self.insertRows(row, len(self._coming))

    def _keep_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        self._keys[first:first] = self._coming
        self._key_of.update((key[-1], key) for key in self._coming)

    def _remove(self, old: Iterable[ListKey]) -> None:
        for first, last in blocks(bisect_left(self._keys, key) for key in old):
            self.removeRows(first, last - first + 1)

    def _forget_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        for key in self._keys[first : last + 1]:
            del self._key_of[key[-1]]
        del self._keys[first : last + 1]

    def _move(self, pairs: Sequence[tuple[ListKey, ListKey]]) -> None:
        if len(pairs) > _FEW:
            self._sort(pairs)
            return
        for old, new in pairs:
            row = bisect_left(self._keys, old)
            to = bisect_left(self._keys, new)
            self._key_of[new[-1]] = new
            if to in (row, row + 1):
                self._keys[row] = new
            else:
                self._replacing = new
                self.moveRows(_NO_PARENT, row, 1, _NO_PARENT, to)

    def _keep_moved(
        self, _from: QModelIndex, row: int, _last: int, _to_parent: QModelIndex, to: int
    ) -> None:
        if self._replacing is not None:
            self._keys.insert(to, self._replacing)
            del self._keys[row + (to <= row)]

    def _sort(self, pairs: Sequence[tuple[ListKey, ListKey]]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._keys[index.row()][-1] for index in before]
        self._key_of.update((new[-1], new) for _, new in pairs)
        self._keys = sorted(self._key_of.values())
        after = [self.index(self.row_of(each) or 0, 0) for each in ids]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _tell(self, ids: Iterable[str]) -> None:
        rows = (bisect_left(self._keys, self._key_of[each]) for each in ids)
        for first, last in blocks(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))
