"""What the window asks of the upload threads, by shape; `workers.UploadThreads` has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.upload import UploadTarget


class UploadService(Protocol):
    """Uploads files; every method returns at once, every signal arrives in the window's thread."""

    @property
    def upload_changed(self) -> SignalInstance:
        """Upload: new, or in another stage."""

    @property
    def progressed(self) -> SignalInstance:
        """Progress of a running upload."""

    @property
    def removed(self) -> SignalInstance:
        """Id (str) of an upload that left the list."""

    def add(self, target: UploadTarget, paths: Sequence[Path]) -> None:
        """Queue files for a target."""

    def add_made(self, target: UploadTarget, file_name: str, write: Callable[[Path], None]) -> None:
        """Queue a file that `write` makes first, in a worker."""

    def cancel(self, upload_id: str) -> None:
        """Stop an upload."""

    def retry(self, upload_id: str) -> None:
        """Queue a failed or cancelled upload again."""

    def remove(self, upload_id: str) -> None:
        """Take an upload that is over out of the list."""
