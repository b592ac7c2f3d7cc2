"""What can be done with an upload and its message; what comes first is what Enter does."""

from __future__ import annotations

from enum import Enum

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import FileChanged
from leadway_desktop.domain.remedy import Remedy
from leadway_desktop.domain.turns import awaits_turn
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import is_our_copy
from leadway_desktop.domain.wait import WaitReason


class UploadAction(Enum):
    """One thing that the agent can do with an upload; the value names its QAction."""

    CANCEL = "cancel_upload"
    PAUSE = "pause_upload"
    RESUME = "resume_upload"
    RETRY = "retry_upload"
    """Again what is over, or at once what waits."""
    MOVE_TO_FRONT = "move_upload_to_front"
    """Before all others that have not begun."""
    SIGN_IN = "sign_in_for_upload"
    SEND = "send_upload"
    """Put it into a message that the agent writes."""
    WITHDRAW = "withdraw_message"
    """Do not send what is planned."""
    TRY_MESSAGE_NOW = "try_message_now"
    """Send at once, or look for, what waits for the time of the next try."""
    LOOK_AGAIN = "look_for_message"
    MARK_SENT = "mark_message_sent"
    SEND_AGAIN = "send_message_again"
    EDIT = "edit_message"
    """Write a message anew that was refused, or failed for certain."""
    COPY_LINK = "copy_link"
    SHOW_RECEIPT = "show_receipt"
    OPEN_FOLDER = "open_folder"
    COPY_DETAILS = "copy_details"
    REMOVE = "remove_upload"

    # As `UploadStage`'s.
    __hash__ = object.__hash__


_RETRY_FIRST = (UploadAction.RETRY, UploadAction.COPY_DETAILS, UploadAction.OPEN_FOLDER)
_FOLDER_FIRST = (UploadAction.OPEN_FOLDER, UploadAction.RETRY, UploadAction.COPY_DETAILS)
_DETAILS_FIRST = (UploadAction.COPY_DETAILS, UploadAction.RETRY, UploadAction.OPEN_FOLDER)
_FAILED = {
    Remedy.FIX_FILE: _FOLDER_FIRST,
    Remedy.CHOOSE: _DETAILS_FIRST,
    Remedy.GIVE_UP: _DETAILS_FIRST,
}

MESSAGE_ACTIONS = frozenset(
    {
        UploadAction.WITHDRAW,
        UploadAction.TRY_MESSAGE_NOW,
        UploadAction.LOOK_AGAIN,
        UploadAction.MARK_SENT,
        UploadAction.SEND_AGAIN,
        UploadAction.EDIT,
    }
)
"""Of a message rather than of each of its files."""

STOPPING = frozenset({UploadAction.CANCEL, UploadAction.WITHDRAW})
"""Enter alone does not do these."""

_WITH_LINK = (UploadAction.COPY_LINK, UploadAction.OPEN_FOLDER, UploadAction.SHOW_RECEIPT)
_BY_DELIVERY = {
    None: (
        UploadAction.COPY_LINK,
        UploadAction.SEND,
        UploadAction.OPEN_FOLDER,
        UploadAction.SHOW_RECEIPT,
        UploadAction.REMOVE,
    ),
    DeliveryStage.PLANNED: (UploadAction.WITHDRAW, *_WITH_LINK),
    DeliveryStage.SENDING: _WITH_LINK,
    DeliveryStage.CHECKING: _WITH_LINK,
    DeliveryStage.SENT: (*_WITH_LINK, UploadAction.REMOVE),
    DeliveryStage.REFUSED: (
        UploadAction.SEND_AGAIN,
        UploadAction.EDIT,
        UploadAction.COPY_LINK,
        UploadAction.COPY_DETAILS,
        UploadAction.OPEN_FOLDER,
        UploadAction.SHOW_RECEIPT,
        UploadAction.REMOVE,
    ),
    DeliveryStage.UNKNOWN: (
        UploadAction.LOOK_AGAIN,
        UploadAction.MARK_SENT,
        UploadAction.SEND_AGAIN,
        UploadAction.COPY_LINK,
        UploadAction.COPY_DETAILS,
        UploadAction.OPEN_FOLDER,
        UploadAction.SHOW_RECEIPT,
    ),
}
"""Of an upload that is there, by how its message stands."""

_NOT_DELIVERED = (
    UploadAction.SEND_AGAIN,
    UploadAction.EDIT,
    UploadAction.LOOK_AGAIN,
    UploadAction.MARK_SENT,
    UploadAction.COPY_LINK,
    UploadAction.COPY_DETAILS,
    UploadAction.OPEN_FOLDER,
    UploadAction.SHOW_RECEIPT,
    UploadAction.REMOVE,
)
"""Of an upload whose message has certainly failed: there is nothing to be found out first."""

_WITHOUT_LINK = (UploadAction.MARK_SENT, UploadAction.SEND_AGAIN)
"""Of a message in doubt whose file is not there, as a damaged journal has it: the link to look for
is not known."""

_WHILE_WAITING = (
    UploadAction.PAUSE,
    UploadAction.CANCEL,
    UploadAction.COPY_DETAILS,
    UploadAction.OPEN_FOLDER,
)

SHOWN_IN_ROW = 2
"""How many of an upload's actions its row spells out; the menu has them all."""


def actions_for(upload: Upload) -> tuple[UploadAction, ...]:
    """Return what can be done now, the likeliest first; REMOVE, where it is, comes last."""
    if upload.stage is UploadStage.UPLOADED:
        # A copy of ours is gone by then: its folder would be a button that does nothing.
        gone = {UploadAction.OPEN_FOLDER} if is_our_copy(upload.file.path) else set()
        return tuple(action for action in _once_there(upload) if action not in gone)
    if upload.stays_for_words:
        return (UploadAction.OPEN_FOLDER,)
    if upload.is_superseded:
        return (UploadAction.OPEN_FOLDER, *_end(upload))
    if upload.stage is UploadStage.CANCELLED:
        return (UploadAction.RETRY, UploadAction.OPEN_FOLDER, *_end(upload))
    if upload.stage is UploadStage.FAILED:
        return (*_after_failure(upload), *_end(upload))
    front = (UploadAction.MOVE_TO_FRONT,) if awaits_turn(upload) else ()
    return (*_while_under_way(upload), *front, *_plan_or_not(upload))


def _once_there(upload: Upload) -> tuple[UploadAction, ...]:
    if upload.stays_for_draft:
        return tuple(one for one in _BY_DELIVERY[None] if one is not UploadAction.REMOVE)
    if upload.delivery is None:
        return _BY_DELIVERY[None]
    if upload.delivery.has_failed:
        return _NOT_DELIVERED
    now = (UploadAction.TRY_MESSAGE_NOW,) if upload.delivery.counts_down else ()
    return (*now, *_BY_DELIVERY[upload.delivery.stage])


def _while_under_way(upload: Upload) -> tuple[UploadAction, ...]:
    if upload.stage is UploadStage.PAUSED:
        return (UploadAction.RESUME, UploadAction.CANCEL, UploadAction.OPEN_FOLDER)
    if upload.stage is UploadStage.WAITING:
        return (_end_of_the_wait(upload), *_WHILE_WAITING)
    return (UploadAction.CANCEL, UploadAction.PAUSE, UploadAction.OPEN_FOLDER)


def retry_of(upload: Upload) -> UploadAction | None:
    """Return what tries again what has failed for certain: the upload, or else its message."""
    if upload.stage is UploadStage.FAILED:
        return UploadAction.RETRY
    delivery = upload.delivery
    is_unsent = delivery is not None and delivery.stage.needs_agent and not delivery.is_in_doubt
    is_there = upload.stage is UploadStage.UPLOADED
    return UploadAction.SEND_AGAIN if is_there and is_unsent else None


def waits_for(upload: Upload, *reasons: WaitReason) -> bool:
    """Whether an upload waits, and for one of those."""
    return upload.wait is not None and upload.wait.reason in reasons


def row_actions_for(upload: Upload) -> tuple[UploadAction, ...]:
    """Return the actions that the row spells out; a draft is not offered what it has."""
    beside = {UploadAction.REMOVE} | ({UploadAction.SEND} if upload.is_drafted else set())
    actions = tuple(action for action in actions_for(upload) if action not in beside)
    if upload.stage.is_over:
        return actions[: SHOWN_IN_ROW + _asks(upload)]
    main = actions[0]
    return (main,) if main is UploadAction.CANCEL else (main, UploadAction.CANCEL)


def _plan_or_not(upload: Upload) -> tuple[UploadAction, ...]:
    if _asks(upload):
        return _WITHOUT_LINK
    return (UploadAction.SEND if upload.delivery is None else UploadAction.WITHDRAW,)


def _end(upload: Upload) -> tuple[UploadAction, ...]:
    return _WITHOUT_LINK if _asks(upload) else (UploadAction.REMOVE,)


def _asks(upload: Upload) -> bool:
    """Whether the agent has to say what became of its message."""
    return upload.delivery is not None and upload.delivery.stage is DeliveryStage.UNKNOWN


def _end_of_the_wait(upload: Upload) -> UploadAction:
    is_token = waits_for(upload, WaitReason.SIGN_IN)
    return UploadAction.SIGN_IN if is_token else UploadAction.RETRY


def _after_failure(upload: Upload) -> tuple[UploadAction, ...]:
    if isinstance(upload.error, FileChanged):
        return _RETRY_FIRST  # which takes it as it is now: nothing is to be mended first
    return _FAILED.get(upload.error.remedy, _RETRY_FIRST) if upload.error else _RETRY_FIRST
