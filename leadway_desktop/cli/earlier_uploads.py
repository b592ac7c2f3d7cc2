"""Says of files that a command gives that the conversation has had them before, and where."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.output import tell
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, MessagePlan
from leadway_desktop.domain.errors import FileError, LeadwayError
from leadway_desktop.domain.history import came_at
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.transfer.given_again import BegunBefore
from leadway_desktop.transfer.left_out import held_up
from leadway_desktop.transfer.plan_words import Given
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line
from leadway_desktop.workers.instance_messages import HandedFiles, HandedUpload

logger = logging.getLogger(__name__)
translate = QCoreApplication.translate


class EarlierUploads:
    """Tells of each file once; what cannot be compared is uploaded without a word.

    As in the window, a file is compared twice: by its name, size and time of change before it goes,
    and by its bytes when they were read, which tells a copy that has another time.
    """

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._told: set[Path] = set()
        self._new: set[str] = set()
        self.words_are_unsaid = False
        """Whether all files went with other words than the command's."""

    def begun(
        self, target: UploadTarget, paths: Sequence[Path], plan: MessagePlan
    ) -> tuple[Sequence[Given], int]:
        """Return files that a command is about to send, or what was begun of them before.

        And in how many messages those go that are not sent.
        """
        try:
            known = [upload for upload, _ in read_journal(self._folders)]
        except LeadwayError as error:
            logger.info("Earlier uploads were not looked for: %s", error)
            known = []
        begun = BegunBefore(target, known, plan)
        given = begun.look_for(paths)
        anew = begun.with_other_words(given) | held_up(given, known)
        pairs = zip(given, begun.taking(given, anew).deliveries, strict=True)
        return given, len({key for key in (_key_to_go(*pair) for pair in pairs) if key})

    def tell_before(self, target: UploadTarget, given: Sequence[Given]) -> None:
        """Tell of those that are new, before anybody has taken them in."""
        self.tell_of(list(_as_uploads(target, (one for one in given if isinstance(one, Path)))))

    def tell_of(self, uploads: Sequence[Upload]) -> None:
        """Tell of new uploads, those that can be uploaded at all."""
        new = [one for one in uploads if not one.stage.is_over]
        self._new |= {one.id for one in new}
        self._tell(new)

    def tell_of_handed(self, files: HandedFiles, uploads: Sequence[HandedUpload]) -> None:
        """Tell of files that a window has taken."""
        taken: list[Upload] = []
        for path, one in zip(files.paths, uploads, strict=True):
            target = UploadTarget(files.location_id, files.conversation_id, "", "", one.channel)
            if not one.stage.is_over:
                taken += [replace(made, id=one.id) for made in _as_uploads(target, [path])]
        self.tell_of(taken)

    def tell_after(self, uploads: Sequence[Upload]) -> None:
        """Tell of those that `tell_of` has been given, when their bytes have been read."""
        self._tell([one for one in uploads if one.id in self._new and one.checksum is not None])

    def _tell(self, uploads: Sequence[Upload]) -> None:
        left = [one for one in uploads if one.file.path not in self._told]
        try:
            found = UploadHistory(self._folders).earlier(left)
        except LeadwayError as error:
            logger.info("Earlier uploads were not looked for: %s", error)
            return
        for upload in left:
            earlier = found.get(upload.id)
            if earlier is not None and earlier.id not in self._new:
                self._told.add(upload.file.path)
                tell(_line(upload, earlier))


def _key_to_go(one: Given, made: Delivery | None) -> str | None:
    """Return the message that a file goes in, `made` for it or its own; None: it was tried."""
    if made is not None:
        return made.key
    own = None if isinstance(one, Path) or one.is_sent or one.is_in_doubt else one.delivery
    return None if own is None or own.has_failed else own.key


def _as_uploads(target: UploadTarget, paths: Iterable[Path]) -> Iterator[Upload]:
    """Return what the files would be as uploads; one that cannot be read is told of later."""
    now = SystemClock().now()
    for path in dict.fromkeys(paths):
        try:
            yield Upload(str(path), target, look_at(path), now)
        except FileError as error:
            logger.debug("A file was not compared: %s", error)


def _line(upload: Upload, earlier: Upload) -> str:
    if earlier.is_sent:
        pattern = translate(
            "CommandLine", "{name}: was already sent to the customer {time}: {link}"
        )
    else:
        pattern = translate(
            "CommandLine", "{name}: was already uploaded to this conversation {time}: {link}"
        )
    moment = came_at(earlier)
    return pattern.format(
        name=one_line(upload.file.path.name),
        time="" if moment is None else texts.moment_in_words(moment),
        link=one_line(earlier.link or ""),
    )
