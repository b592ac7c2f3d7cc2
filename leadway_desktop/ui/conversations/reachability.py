"""Whether Leadway answers, by everything that has lately asked it something."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    NetworkError,
    Stalled,
    StorageUnreachable,
)
from leadway_desktop.domain.remedy import Remedy
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import ON_THE_ROAD, Wait, WaitReason

_ANSWERED = {UploadStage.UPLOADING, UploadStage.COMPLETING, UploadStage.UPLOADED}
"""Stages that an upload reaches only by an answer."""
_INTERCEPTED = Wait(WaitReason.INTERCEPTED)
_NOT_TRYING = {UploadStage.PAUSED, UploadStage.CANCELLED}


class Reachability(QObject):
    """Listens to the list, to every upload and to what the queue waits for; asks nothing itself."""

    changed = Signal(object)
    """bool, or None while nothing is known."""
    refused = Signal(bool)
    """Whether the agent has to sign in again: an answer, but no good one; or for another reason."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last: bool | None = None
        self._holds: frozenset[WaitReason] = frozenset()
        self._is_only_storage = False
        """Whether it is an upload's PUT that somebody intercepts: Leadway itself has answered."""
        self.refusal: LeadwayError | None = None
        """Why the list was refused, where the agent has to sign in again."""
        self._refuses_queue = False
        self._at_work: dict[str, UploadStage] = {}
        self._has_broken = False
        """Whether the list's connection has broken since Leadway last answered."""
        self._doubting: set[str] = set()
        """Uploads by which alone it is known that there is no answer."""

    @property
    def is_reached(self) -> bool | None:
        """Whether Leadway answers; None while nothing is known."""
        return False if self._is_held else self._last

    @property
    def _is_held(self) -> bool:
        """Whether the queue waits for what stands between it and Leadway."""
        not_leadway = {WaitReason.INTERCEPTED} if self._is_only_storage else set()
        return bool(self._holds & (ON_THE_ROAD - not_leadway))

    @property
    def is_refused(self) -> bool:
        """Whether the token is good no longer, as the list or the queue has met it."""
        return self.refusal is not None or self._refuses_queue

    def hear_answer(self) -> None:
        """Leadway has answered the list."""
        self._refuse(None, self._refuses_queue)
        self._note(True)

    def hear_failure(self, error: LeadwayError) -> None:
        """The list was not answered, or with a refusal: that is an answer too."""
        refusal = error if error.remedy is Remedy.SIGN_IN else None
        self._refuse(refusal, self._refuses_queue)
        if isinstance(error, ConnectionLost | Stalled) and not self._has_broken:
            self._has_broken = True  # which says nothing of the next one
            return
        self._note(not isinstance(error, NetworkError))
        self._doubting.clear()

    def hear_upload(self, upload: Upload) -> None:
        """Follow an upload. What failed before this start, and is only shown again, is no news."""
        last = self._at_work.pop(upload.id, None)
        if upload.stage.is_running:
            self._at_work[upload.id] = upload.stage
        if upload.stage in _ANSWERED:
            self._note(True)
        elif last is UploadStage.UPLOADING and upload.wait == _INTERCEPTED:
            self._note_storage()
        elif last is not None and _says_of_leadway(upload):
            self._note(False)
            self._doubting.add(upload.id)
        elif upload.stage in _NOT_TRYING:
            self._stop_doubting(upload.id)

    def _note_storage(self) -> None:
        """Note that an upload met something on its way to the file storage, which is another."""
        before, self._is_only_storage = self.is_reached, True
        self._tell_unless(before)

    def _stop_doubting(self, upload_id: str) -> None:
        """Say that nothing is known once nobody tries again what showed that there is no answer."""
        if upload_id in self._doubting:
            self._doubting.discard(upload_id)
            if not self._doubting:
                self._note(None)

    def hear_holds(self, holds: frozenset[WaitReason]) -> None:
        """Follow what the queue waits for: it ends waiting for the network on an answer."""
        self._refuse(self.refusal, WaitReason.SIGN_IN in holds)
        before, was_held = self.is_reached, self._is_held
        self._holds = holds
        if WaitReason.INTERCEPTED not in holds:
            self._is_only_storage = False
        if was_held and not self._is_held:
            self._last, self._has_broken = True, False
            self._doubting.clear()
        self._tell_unless(before)

    def _refuse(self, refusal: LeadwayError | None, refuses_queue: bool) -> None:
        before, was_refused = self.refusal, self.is_refused
        self.refusal, self._refuses_queue = refusal, refuses_queue
        if self.is_refused is not was_refused or type(refusal) is not type(before):
            self.refused.emit(self.is_refused)

    def _note(self, is_reached: bool | None) -> None:
        before, self._last = self.is_reached, is_reached
        if is_reached:
            self._has_broken = False
            self._doubting.clear()
        self._tell_unless(before)

    def _tell_unless(self, before: bool | None) -> None:
        if self.is_reached is not before:
            self.changed.emit(self.is_reached)


def _says_of_leadway(upload: Upload) -> bool:
    """Whether an upload has shown that Leadway itself is not reached.

    Its file storage is another. What it was given up for is no road that was closed: it waits for
    that; nor does a connection that breaks say anything of the next one.
    """
    error, wait = upload.error, upload.wait
    if not isinstance(error, NetworkError) or isinstance(error, StorageUnreachable):
        return False
    return wait is not None and wait.reason in ON_THE_ROAD
