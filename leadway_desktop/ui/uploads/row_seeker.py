"""Brings a row into sight whose place may not be known yet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView


class RowSeeker:
    """Waits for the view, which lays rows of unlike heights out some hundred at a time."""

    def __init__(self, view: QAbstractItemView) -> None:
        self._view = view
        self._sought: QPersistentModelIndex | None = None

    def seek(self, index: QModelIndex) -> None:
        """Show this row in the middle, now or as soon as it has a place."""
        self._sought = QPersistentModelIndex(index)
        self.look()

    def look(self) -> None:
        """Show the row if it has its place by now; one that is gone is forgotten."""
        index = self._sought
        if index is not None and (not index.isValid() or self._has_place(index)):
            self._sought = None
            self._view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _has_place(self, index: QPersistentModelIndex) -> bool:
        """Whether it is laid out, in a view that has room: one without cannot scroll yet."""
        return self._view.viewport().height() > 0 and self._view.visualRect(index).isValid()
