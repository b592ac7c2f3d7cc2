"""What the window asks of the upload threads, by shape; `workers.UploadThreads` has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.upload import Upload, UploadTarget


class UploadService(Protocol):
    """Uploads files; every method returns at once, every signal arrives in the window's thread."""

    @property
    def upload_changed(self) -> SignalInstance:
        """Upload: new, or in another stage."""

    @property
    def restored(self) -> SignalInstance:
        """list[Upload]: what the journal held, all at once."""

    @property
    def progressed(self) -> SignalInstance:
        """Progress of a running upload."""

    @property
    def removed(self) -> SignalInstance:
        """Id (str) of an upload that left the list."""

    @property
    def holds_changed(self) -> SignalInstance:
        """frozenset[WaitReason]: what the whole queue waits for."""

    @property
    def trouble(self) -> SignalInstance:
        """JournalNotWritten: the uploads go on, but a crash could lose them."""

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
        """Queue files for a target, and the messages that carry them.

        `on_kept` is called once all of them are in the journal and have appeared. `ids` are those
        that the uploads get; none: new ones. `is_drafted` is in the journal with them.
        """

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
        """Queue a file that `write` makes first, in a worker."""

    def mark_drafted(self, upload_ids: Sequence[str], is_drafted: bool) -> None:
        """Note in the journal that uploads came into a draft, or left it."""

    def keep_safe(self, path: Path, on_safe: Callable[[Path], None]) -> None:
        """Copy a file that is no upload yet, where it might be gone before it is one.

        `on_safe` is told where it is: the copy's path, or the same one.
        """

    def make_safe(
        self, file_name: str, write: Callable[[Path], None], on_safe: Callable[[Path], None]
    ) -> None:
        """Make a file that is no upload yet; `on_safe` is not called where that fails."""

    def let_go(self, path: Path) -> None:
        """Take that such a file will be no upload: a copy of it is not needed."""

    def send(
        self,
        upload_ids: Sequence[str],
        text: str,
        recipient: str,
        said_for: Mapping[str, str] | None = None,
    ) -> bool:
        """Send uploads of one conversation to the customer, as soon as they have arrived.

        As many go in one message as the channel takes, the text with the first. Those that have
        a message already, or will not arrive, are left as they are; False: that is all of them.
        Otherwise uploads forget the words that they have in `said_for`, by their ids: the text has
        come of these.
        """

    def withdraw(self, upload_id: str) -> bool:
        """Do not send a message after all that is planned or was refused, with all its uploads.

        False, and nothing happens, where it was sent, or may have been. The uploads keep its words.
        """

    def forget_words(self, kept: Mapping[str, str]) -> None:
        """Take that words which uploads have kept, by their ids, are in drafts on the disk."""

    def send_again(self, upload_id: str) -> None:
        """Send a message again that was refused or is unknown: the customer may get it twice."""

    def try_message_now(self, upload_id: str) -> None:
        """Send a message at once, or look for it, that waits for the time of the next try."""

    def look_again(self, upload_id: str) -> None:
        """Look again in the conversation whether an unknown message is there."""

    def mark_sent(self, upload_id: str) -> None:
        """Take the agent's word that an unknown message was sent."""

    def cancel(self, upload_id: str) -> None:
        """Stop an upload."""

    def cancel_all(self) -> None:
        """Stop every upload that is not over."""

    def retry(self, upload_id: str) -> None:
        """Queue an upload at once that failed, was cancelled or waits for a time."""

    def remove(self, upload_id: str) -> None:
        """Take an upload that is over out of the list."""

    def move(
        self, upload_ids: Sequence[str], *, before: str | None = None, after: str | None = None
    ) -> None:
        """Have uploads that wait go right before or after another one, else before all others."""

    def pause(self, upload_id: str) -> None:
        """Have an upload wait until `resume`; a PUT under way begins anew then."""

    def pause_all(self) -> None:
        """Pause every upload that is not over."""

    def resume(self, upload_id: str) -> None:
        """Go on with a paused upload."""

    def resume_all(self) -> None:
        """Go on with every paused upload."""

    def insist(self) -> None:
        """Make the calls that wait for the end of a pause that the API has asked for."""

    def try_network_now(self) -> None:
        """Look at once whether the network is back, instead of at the next turn."""
