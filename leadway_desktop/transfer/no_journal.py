"""In a journal's place where none can be had: uploads go on, and no crash is survived."""

from __future__ import annotations

from collections.abc import Sequence

from leadway_desktop.domain.upload import Upload


class NoJournal:
    """Satisfies `ports.Journal`; whoever uses it has told the agent."""

    def load(self) -> list[tuple[Upload, int]]:
        """Return nothing."""
        return []

    def save(self, upload: Upload, revision: int) -> None:
        """Keep nothing."""

    def save_soon(self, upload: Upload, revision: int) -> None:
        """Keep nothing."""

    def save_all(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        """Keep nothing."""

    def save_all_soon(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        """Keep nothing."""

    def forget(self, upload_id: str) -> None:
        """There is nothing to forget."""

    def flush(self) -> None:
        """There is nothing to write."""

    def close(self) -> None:
        """There is nothing to close."""
