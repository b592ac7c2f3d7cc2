"""What the window asks of the history, by shape; `workers.HistoryDesk` has it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.upload import Upload
from leadway_desktop.workers.history_desk import Table


class HistoryService(Protocol):
    """Every method returns at once, every signal arrives in the window's thread."""

    @property
    def location_id(self) -> str:
        """Whose receipts these are."""

    @property
    def found(self) -> SignalInstance:
        """HistoryQuery, list[int]: positions, newest first."""

    @property
    def arrived(self) -> SignalInstance:
        """dict[int, Upload | None]: receipts by position; None: gone, or damaged."""

    @property
    def links_read(self) -> SignalInstance:
        """list[str]."""

    @property
    def forgotten(self) -> SignalInstance:
        """How many receipts (int) were deleted, and how many (int) are kept."""

    @property
    def earlier_found(self) -> SignalInstance:
        """dict[str, Upload]: by new uploads' ids, those that brought the same files before."""

    @property
    def changed(self) -> SignalInstance:
        """What a search finds may be another list now."""

    @property
    def exported(self) -> SignalInstance:
        """Path, and how many receipts (int)."""

    @property
    def failed(self) -> SignalInstance:
        """LeadwayError."""

    def find(self, query: HistoryQuery) -> None:
        """Search; only the newest question is answered."""

    def read(self, positions: Sequence[int]) -> None:
        """Read receipts."""

    def read_links(self, positions: Sequence[int]) -> None:
        """Read the links of receipts."""

    def forget(self, positions: Sequence[int]) -> None:
        """Delete receipts for good."""

    def export(self, query: HistoryQuery, path: Path, table: Table) -> None:
        """Write what a search finds as a table."""

    def follow(self, upload: Upload) -> None:
        """Take note of an upload, new or in another stage."""
