"""Files that another program hands to the window: looks the conversation up, and uploads them."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import LeadwayError, UnexpectedFailure
from leadway_desktop.domain.upload import UploadTarget
from leadway_desktop.transfer.asking import ask_patiently, passes_by_itself
from leadway_desktop.transfer.find_target import (
    ConversationDirectory,
    find_conversation,
    target_in,
)
from leadway_desktop.workers.instance_messages import HandedFiles, Refusal, Taken
from leadway_desktop.workers.single_instance import HandOver
from leadway_desktop.workers.task_thread import TaskThread
from leadway_desktop.workers.upload_threads import UploadThreads

logger = logging.getLogger(__name__)

_PATIENCE = 20.0
"""Seconds to ask for a channel, without which there is no upload; its caller waits longer."""


class HandedFilesDesk(QObject):
    """Takes hand-overs while an account is open.

    Each is answered once its files are kept, or the disk has refused that.
    """

    _found = Signal(object, object, object)

    def __init__(
        self,
        directory: ConversationDirectory,
        uploads: UploadThreads,
        location_id: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._directory = directory
        self._uploads = uploads
        self._location_id = location_id
        self._cancel = CancelToken()
        self._unanswered: set[HandOver] = set()
        self._thread = TaskThread("handed files", self)
        self._found.connect(self._upload)

    def take(self, hand_over: HandOver) -> None:
        """Upload what was handed over, or say why not; returns at once."""
        self._unanswered.add(hand_over)
        if hand_over.files.location_id not in {"", self._location_id}:
            self._refuse(hand_over, Refusal.OTHER_LOCATION)
        else:
            self._thread.submit(partial(self._look_up, hand_over))

    def end(self) -> None:
        """Stop looking; `join` waits for the thread, and any thread may call it."""
        self._cancel.cancel()
        self._thread.end()

    def join(self) -> None:
        """Return when nobody looks any more; refuse what nobody takes.

        After the end of the uploads: what they have been given before, they still answer.
        """
        self._thread.finish()
        for hand_over in tuple(self._unanswered):
            self._refuse(hand_over, Refusal.CLOSING)

    def _look_up(self, hand_over: HandOver) -> None:
        """Run in the thread."""
        try:
            self._found.emit(hand_over, *self._order(hand_over.files))
        except Cancelled:
            self._refuse(hand_over, Refusal.CLOSING)
        except LeadwayError as error:
            self._refuse(hand_over, Refusal.ERROR, error)
        except Exception as error:
            logger.exception("Files from another program met something unforeseen")
            failure = UnexpectedFailure(detail=type(error).__name__)
            self._refuse(hand_over, Refusal.ERROR, failure)

    def _order(self, files: HandedFiles) -> tuple[UploadTarget, MessagePlan | None]:
        self._cancel.raise_if_cancelled()
        here, there, channel = self._location_id, files.conversation_id, files.channel
        try:
            found = ask_patiently(
                lambda: find_conversation(self._directory, there, channel, self._cancel),
                self._cancel,
                patience=_PATIENCE if channel is None else 0.0,
            )
        except LeadwayError as error:
            if channel is None or not passes_by_itself(error):
                raise
            # All that is missing is the name: the files wait for better times like any others.
            return UploadTarget(here, there, "", "", channel), files.plan
        target = target_in(here, found, channel)
        return target, _addressed(files.plan, found, target.channel)

    def _upload(self, hand_over: HandOver, target: UploadTarget, plan: MessagePlan | None) -> None:
        """Run in the window's thread."""
        files = replace(hand_over.files, plan=plan)
        self._uploads.take_up(target, files, partial(self._accept, hand_over))

    def _accept(self, hand_over: HandOver, taken: Taken) -> None:
        """Run in a thread of the uploads."""
        self._unanswered.discard(hand_over)
        hand_over.accept(taken)

    def _refuse(
        self, hand_over: HandOver, reason: Refusal, error: LeadwayError | None = None
    ) -> None:
        self._unanswered.discard(hand_over)
        hand_over.refuse(reason, error)


def _addressed(
    plan: MessagePlan | None, found: Conversation, channel: Channel
) -> MessagePlan | None:
    """Return the plan with a recipient, where the other program could not ask for it."""
    if plan is None or plan.recipient:
        return plan
    return replace(plan, recipient=found.address_on(channel))
