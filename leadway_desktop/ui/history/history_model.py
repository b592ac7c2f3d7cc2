"""What a search has found as a list model: numbers, until a row comes into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.history.receipt_words import row_words
from leadway_desktop.ui.uploads.upload_words import name_of

RECEIPT_ROLE = Qt.ItemDataRole.UserRole
"""The Upload of a row, or None as long as it is on its way, and where it cannot be read."""
LOST_ROLE = RECEIPT_ROLE + 1
"""Whether a row was asked for and cannot be read."""

BLOCK = 100
"""Receipts that are read together; some three screens full."""
_KEPT = 20 * BLOCK
"""Receipts in memory at most."""

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class HistoryModel(QAbstractListModel):
    """Asks for the blocks that are looked at, once each; forgets those not looked at for long."""

    wanted = Signal(object)
    """list[int]: positions to read."""
    told = Signal(object)
    """set[int]: positions whose receipts have come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._positions: Sequence[int] = ()
        self._rows: dict[int, int] = {}
        self._receipts: OrderedDict[int, Upload | None] = OrderedDict()
        self._asked: set[int] = set()
        self._to_ask: set[int] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)

    @property
    def positions(self) -> Sequence[int]:
        """What was found."""
        return self._positions

    def show(self, positions: Sequence[int]) -> None:
        """Show what another search has found, or the same one found anew.

        Receipts that were read stand until they have been read again.
        """
        self._asked.clear()
        if positions and positions == self._positions:
            self.dataChanged.emit(self.index(0), self.index(len(positions) - 1))
            return
        self.beginResetModel()
        self._positions = positions
        self._rows = {position: row for row, position in enumerate(positions)}
        self.endResetModel()

    def take(self, receipts: dict[int, Upload | None]) -> None:
        """Take receipts that were asked for."""
        rows = sorted(self._rows[one] for one in receipts if one in self._rows)
        for position, receipt in receipts.items():
            self._receipts[position] = receipt
            self._receipts.move_to_end(position)
        self._forget_the_oldest()
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))
            self.told.emit(set(receipts))

    def row_of(self, position: int) -> int | None:
        """Return where a receipt stands, or None."""
        return self._rows.get(position)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Return how many were found."""
        return 0 if parent.isValid() else len(self._positions)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a receipt, or what is said of it; what is looked at is asked for."""
        if not index.isValid() or role not in _ROLES:
            return None
        position = self._positions[index.row()]
        self._want(index.row())
        receipt = self._receipts.get(position)
        if role == RECEIPT_ROLE:
            return receipt
        if role == LOST_ROLE:
            return receipt is None and position in self._receipts
        if receipt is None:
            return self.tr("This receipt cannot be read") if position in self._receipts else ""
        return name_of(receipt) if role == Qt.ItemDataRole.DisplayRole else row_words(receipt)

    def _want(self, row: int) -> None:
        block = row // BLOCK
        if block not in self._asked:
            self._asked.add(block)
            self._to_ask.add(block)
            self._soon.start()

    def _ask(self) -> None:
        blocks, self._to_ask = sorted(self._to_ask), set()
        for block in blocks:
            positions = list(self._positions[block * BLOCK : (block + 1) * BLOCK])
            if positions:
                self.wanted.emit(positions)

    def _forget_the_oldest(self) -> None:
        while len(self._receipts) > _KEPT:
            position, _ = self._receipts.popitem(last=False)
            row = self._rows.get(position)
            if row is not None:
                self._asked.discard(row // BLOCK)


_ROLES = {
    RECEIPT_ROLE,
    LOST_ROLE,
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
}
