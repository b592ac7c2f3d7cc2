"""What the engine needs from the world, by shape.

`network` and the workers satisfy these without importing them; tests may too. Every method that
can take time is given the upload's CancelToken and raises Cancelled within 100 ms of its cancel.
Every other failure is an error of `domain.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import FileType
from leadway_desktop.domain.conversation import ConversationPage, ConversationQuery, PageCursor
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.message import Message, SentMessage, SoughtMessage
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.domain.upload import (
    BucketReceipt,
    LocalFile,
    StoredFile,
    Upload,
    UploadRequest,
    UploadSlot,
    UploadTicket,
)

OnAcknowledged = Callable[[int], None]
"""Called with the bytes that the network has taken so far; falls back when a PUT starts anew.

While they stay the same it is called now and then, too: that nothing moves is told by nothing else.
"""


TakeBack = Callable[[], None]
"""Undoes one thing."""


class UploadRoute(Protocol):
    """The API's part of an upload; another route can take the place of initiate and complete."""

    def initiate(self, request: UploadRequest, cancel: CancelToken) -> UploadTicket:
        """Ask for a signed URL; call it just before the PUT, the URL lives 15 minutes."""
        ...

    def complete(
        self, request: UploadRequest, slot: UploadSlot, cancel: CancelToken, failures: int = 0
    ) -> StoredFile:
        """Tell the API that the bytes are in the bucket; returns the public link.

        `failures`: how often in a row that has failed; each lets an answer be waited for longer.
        """
        ...


class Bucket(Protocol):
    """The bucket's part of an upload."""

    def put(
        self,
        ticket: UploadTicket,
        file: LocalFile,
        content_type: str,
        *,
        cancel: CancelToken,
        on_acknowledged: OnAcknowledged,
        failures: int = 0,
    ) -> BucketReceipt:
        """Stream the file to the signed URL in constant memory.

        The answer is waited for longer after `failures` in a row.
        """
        ...


class MessageRoute(Protocol):
    """The API's part of a message."""

    def contact_of(self, conversation_id: str, cancel: CancelToken) -> str:
        """Return the id of the conversation's contact, for a message that does not know it."""
        ...

    def send(
        self, message: Message, cancel: CancelToken, on_turn: Callable[[], None]
    ) -> SentMessage:
        """Send it, once; each call sends another one.

        `on_turn` is called before a byte of it goes out, when the pace of calls allows it. An
        error tells by `transfer/messages/retry.py` whether the server may have taken it.
        """
        ...

    def find(self, sought: SoughtMessage, cancel: CancelToken) -> SentMessage | None:
        """Return the message if the conversation shows it: by its links, whatever else it says."""
        ...


class FileTypes(Protocol):
    """What a file is, by its name and by its first bytes."""

    def type_of(self, path: Path) -> FileType:
        """Look at name and content; raises FileMissing or FileUnreadable."""
        ...


class Clock(Protocol):
    """Time; a port so that tests own it."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some fixed moment; it never goes back."""
        ...

    def slept(self) -> float:
        """Return how many seconds the computer has slept since some fixed moment."""
        ...


class ConversationSource(Protocol):
    """Where conversations come from."""

    def search(
        self, query: ConversationQuery, after: PageCursor | None, cancel: CancelToken
    ) -> ConversationPage:
        """Return one page, newest first; `after` is the page before's `next`."""
        ...


class TokenKeeper(Protocol):
    """Where the token is kept between two starts."""

    def store(self, token: Secret, location_id: str) -> TakeBack:
        """Keep it, and prove it by reading back; KeyringUnavailable or KeyringLocked if not.

        What is returned puts things back as they were, and raises the same.
        """
        ...


class SettingsKeeper(Protocol):
    """Where settings are kept between two starts."""

    def save(self, settings: Settings) -> LoadedSettings:
        """Write them, and return what is in force now; a SetupError if they cannot be kept."""
        ...


class Journal(Protocol):
    """Where uploads outlive a crash. A newer `revision` of an upload replaces an older one, only.

    Every method raises JournalNotWritten.
    """

    def save(self, upload: Upload, revision: int) -> None:
        """Write it, and return when a power cut could no longer undo that."""
        ...

    def save_soon(self, upload: Upload, revision: int) -> None:
        """Write it in a moment, in a thread of the journal's; returns at once."""
        ...

    def save_all(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        """Write them as `save` does, all of them or none."""
        ...

    def save_all_soon(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        """Write them as `save_soon` does, all of them or none."""
        ...

    def forget(self, upload_id: str) -> None:
        """Remove it for good, in a moment: what a late thread saves does not bring it back."""
        ...

    def flush(self) -> None:
        """Return when all that came before is where a power cut could no longer undo it."""
        ...


class Receipts(Protocol):
    """Where what was uploaded is found again; every method raises HistoryNotRead."""

    def find(self, query: HistoryQuery) -> list[int]:
        """Return the positions of the receipts that fit, newest first."""
        ...

    def read(self, positions: Sequence[int]) -> dict[int, Upload]:
        """Return receipts by position; what was deleted or is damaged is left out."""
        ...

    def links(self, positions: Sequence[int]) -> list[str]:
        """Return the links of receipts, in the order of the positions."""
        ...

    def ids(self, positions: Sequence[int]) -> list[str]:
        """Return the ids of receipts, readable or not."""
        ...

    def earlier(self, uploads: Sequence[Upload]) -> dict[str, Upload]:
        """Return by id the last receipts of the same files in the same conversations."""
        ...
