"""Uploads in the agent's language. The stage is always said in words, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import FileGivenAgain
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import is_our_copy
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.plain_text import DOT, isolated, one_line
from leadway_desktop.ui.sending.delivery_words import row_parts, will_be_sent
from leadway_desktop.ui.sending.delivery_words import stage_name as message_stage_name
from leadway_desktop.ui.uploads.error_parts import advice
from leadway_desktop.ui.uploads.row_text import Part, waiting_parts
from leadway_desktop.ui.uploads.upload_actions import UploadAction, waits_for
from leadway_desktop.ui.uploads.upload_state import UploadState
from leadway_desktop.ui.wait_words import upload_waits

_STAGE_NAMES = {
    UploadStage.QUEUED: str(QT_TRANSLATE_NOOP("Uploads", "Queued")),
    UploadStage.PREPARING: str(QT_TRANSLATE_NOOP("Uploads", "Checking the file")),
    UploadStage.INITIATING: str(QT_TRANSLATE_NOOP("Uploads", "Asking for a link")),
    UploadStage.UPLOADING: str(QT_TRANSLATE_NOOP("Uploads", "Uploading")),
    UploadStage.COMPLETING: str(QT_TRANSLATE_NOOP("Uploads", "Finishing")),
    UploadStage.UPLOADED: str(QT_TRANSLATE_NOOP("Uploads", "Uploaded")),
    UploadStage.WAITING: str(QT_TRANSLATE_NOOP("Uploads", "Waiting")),
    UploadStage.PAUSED: str(QT_TRANSLATE_NOOP("Uploads", "Paused")),
    UploadStage.FAILED: str(QT_TRANSLATE_NOOP("Uploads", "Failed")),
    UploadStage.CANCELLED: str(QT_TRANSLATE_NOOP("Uploads", "Cancelled")),
}
_ACTION_NAMES = {
    UploadAction.CANCEL: str(QT_TRANSLATE_NOOP("Uploads", "Cancel")),
    UploadAction.PAUSE: str(QT_TRANSLATE_NOOP("Uploads", "Pause")),
    UploadAction.RESUME: str(QT_TRANSLATE_NOOP("Uploads", "Go on")),
    UploadAction.SIGN_IN: str(QT_TRANSLATE_NOOP("Uploads", "Sign in…")),
    UploadAction.RETRY: str(QT_TRANSLATE_NOOP("Uploads", "Retry")),
    UploadAction.MOVE_TO_FRONT: str(QT_TRANSLATE_NOOP("Uploads", "Move to the front")),
    UploadAction.SEND: str(QT_TRANSLATE_NOOP("Uploads", "Send to the customer…")),
    UploadAction.WITHDRAW: str(QT_TRANSLATE_NOOP("Uploads", "Do not send")),
    UploadAction.TRY_MESSAGE_NOW: str(QT_TRANSLATE_NOOP("Uploads", "Try now")),
    UploadAction.LOOK_AGAIN: str(QT_TRANSLATE_NOOP("Uploads", "Look again")),
    UploadAction.MARK_SENT: str(QT_TRANSLATE_NOOP("Uploads", "It was sent")),
    UploadAction.SEND_AGAIN: str(QT_TRANSLATE_NOOP("Uploads", "Send again…")),
    UploadAction.EDIT: str(QT_TRANSLATE_NOOP("Uploads", "Edit…")),
    UploadAction.COPY_LINK: str(QT_TRANSLATE_NOOP("Uploads", "Copy link")),
    UploadAction.SHOW_RECEIPT: str(QT_TRANSLATE_NOOP("Uploads", "Show receipt")),
    UploadAction.OPEN_FOLDER: str(QT_TRANSLATE_NOOP("Uploads", "Open folder")),
    UploadAction.COPY_DETAILS: str(QT_TRANSLATE_NOOP("Uploads", "Copy details")),
    UploadAction.REMOVE: str(QT_TRANSLATE_NOOP("Uploads", "Remove from the list")),
}


def taken_from(upload: Upload) -> str:
    """Return where the file is; nothing where what was uploaded is a copy of ours, by now gone."""
    is_gone = upload.stage is UploadStage.UPLOADED and is_our_copy(upload.file.path)
    return "" if is_gone else str(upload.file.path)


def name_of(upload: Upload) -> str:
    """Return the file's name for one line."""
    return one_line(upload.file.path.name)


def title_of(upload: Upload) -> str:
    """Return whom the upload is for, or that nobody knows the name."""
    unnamed = QCoreApplication.translate("Uploads", "Unnamed contact")
    return one_line(upload.target.title) or unnamed


def facts_of(state: UploadState) -> tuple[Part, ...]:
    """Return the line below the name: per cent, size, speed, time left, or the stage in words."""
    upload = state.upload
    first, *others = _facts(state)
    short = _percent(state) if upload.stage is UploadStage.UPLOADING else None
    facts: tuple[Part, ...] = (
        Part(first, short=short),
        Part("".join(DOT + fact for fact in others)),
    )
    if upload.stage is UploadStage.WAITING and upload.error is not None:
        # Amber asks for a person; what goes on by itself is calm.
        token = "warn" if waits_for(upload, WaitReason.SIGN_IN) else "text2"
        facts = (*waiting_parts(*_waiting(state), token), *_in_brief(state))
    elif upload.stage is UploadStage.FAILED and upload.error is not None:
        told = error_text(upload.error)
        of_message = (Part(DOT + fact) for fact in _before_it_arrives(state))
        facts = (Part(told.what, "bad"), *advice(told), *of_message)
    elif upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
        facts = _message_facts(state, upload.delivery)
    if state.note:
        facts = (*facts, Part(DOT + state.note))
    return _in_a_row(facts)


def _in_a_row(facts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return facts without the full stop of a sentence that a dot sets apart from what follows."""
    behind = (*(part.text for part in facts[1:]), "")
    return tuple(
        replace(part, text=part.text.removesuffix(".")) if after.startswith(DOT) else part
        for part, after in zip(facts, behind, strict=True)
    )


def for_contact(name: str, facts: Iterable[Part]) -> tuple[Part, ...]:
    """Return facts behind the name of whom the upload is for."""
    return (Part(isolated(name), "text", gives_way=True), Part(DOT), *facts)


def in_words(state: UploadState) -> str:
    """Return the whole row in words, for screen readers."""
    upload = state.upload
    pattern = QCoreApplication.translate("Uploads", "{file} for {contact}, {channel}")
    where = pattern.format(
        file=name_of(upload),
        contact=title_of(upload),
        channel=texts.channel_name(upload.target.channel),
    )
    facts = _facts(state)
    if upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
        facts = ["".join(part.text for part in _message_facts(state, upload.delivery))]
    if upload.stage is UploadStage.UPLOADING:
        facts.insert(0, QCoreApplication.translate("Uploads", "Uploading"))
    return f"{where}. {DOT.join(filter(None, (*facts, state.note)))}"


def tip_of(state: UploadState) -> str:
    """Return the row in words, and what its receipt says in full: whether it was checked."""
    is_proved = state.upload.stage is UploadStage.UPLOADED and state.upload.checksum is not None
    checked = QCoreApplication.translate("Uploads", "Checked: every byte arrived.")
    return f"{in_words(state)}\n{checked}" if is_proved else in_words(state)


def stage_name(stage: UploadStage) -> str:
    """Return a stage in a few words."""
    return QCoreApplication.translate("Uploads", _STAGE_NAMES[stage])


def action_label(action: UploadAction, upload: Upload) -> str:
    """Return an action's name for this upload."""
    stage = upload.stage
    if action is UploadAction.SEND_AGAIN and not upload.is_in_doubt:
        return QCoreApplication.translate("Uploads", "Retry")  # it did not arrive: nothing to ask
    if action is UploadAction.RETRY and stage is UploadStage.CANCELLED:
        return QCoreApplication.translate("Uploads", "Upload again")
    if action is UploadAction.RETRY and stage is UploadStage.WAITING:
        return QCoreApplication.translate("Uploads", "Try now")
    if action is UploadAction.TRY_MESSAGE_NOW and _stage(upload) is DeliveryStage.CHECKING:
        return QCoreApplication.translate("Uploads", "Look now")  # that sends nothing
    return action_text(action)


def _stage(upload: Upload) -> DeliveryStage | None:
    return upload.delivery.stage if upload.delivery is not None else None


def action_text(action: UploadAction) -> str:
    """Return an action's name."""
    return QCoreApplication.translate("Uploads", _ACTION_NAMES[action])


def details_of(upload: Upload) -> str:
    """Return what support needs to know of an upload's error; it holds no link and no token."""
    lines = [
        name_of(upload) + DOT + texts.size(upload.file.size),
        upload.target.channel.value + DOT + upload.target.conversation_id,
    ]
    if upload.finished_at is not None:
        lines.append(upload.finished_at.isoformat(timespec="seconds"))
    for error in (upload.error, upload.delivery.error if upload.delivery else None):
        if error is not None:
            lines.extend((type(error).__name__, error_text(error).text))
    return "\n".join(lines)


def _message_facts(state: UploadState, delivery: Delivery) -> tuple[Part, ...]:
    uploaded = stage_name(UploadStage.UPLOADED)
    parts = row_parts(delivery, state.companions, state.awaited, state.seconds_to_wait, uploaded)
    if delivery.stage is not DeliveryStage.SENT:
        return (*parts, *(Part(DOT + fact) for fact in _unanswered(state)))
    return (*parts, Part("".join(DOT + fact for fact in _uploaded_facts(state.upload)[1:])))


def _facts(state: UploadState) -> list[str]:
    """Return what is to be told; of one that is to be sent, that too."""
    return _upload_facts(state) + (_before_it_arrives(state) or _of_draft(state))


def _in_brief(state: UploadState) -> Iterator[Part]:
    """Return what becomes of a file that waits; why it waits needs most of the room."""
    delivery = state.upload.delivery
    words = _of_draft(state) if delivery is None else [message_stage_name(delivery)]
    return (Part(DOT + word) for word in words)


def _of_draft(state: UploadState) -> list[str]:
    is_drafted = state.upload.is_drafted
    return [QCoreApplication.translate("Uploads", "in your draft")] if is_drafted else []


def _before_it_arrives(state: UploadState) -> list[str]:
    """Return what is said of the message of a file that is not there."""
    delivery, stage = state.upload.delivery, state.upload.stage
    if delivery is None or (stage is UploadStage.CANCELLED and not delivery.is_in_doubt):
        return []
    if stage is UploadStage.FAILED and not delivery.is_in_doubt:
        return [QCoreApplication.translate("Uploads", "will be sent if you retry")]
    if delivery.stage is DeliveryStage.PLANNED:
        return [will_be_sent(delivery, state.companions)]
    return [message_stage_name(delivery)]


def _upload_facts(state: UploadState) -> list[str]:
    upload = state.upload
    match upload.stage:
        case UploadStage.UPLOADING:
            return _sending_facts(state)
        case UploadStage.COMPLETING:
            return [_share(state), stage_name(upload.stage), *_unanswered(state)]
        case UploadStage.UPLOADED:
            return _uploaded_facts(upload)
        case UploadStage.FAILED:
            return [_failure(upload)]
        case UploadStage.WAITING:
            return [" ".join(filter(None, _waiting(state)))]
        case UploadStage.PAUSED:
            return _paused_facts(upload)
        case UploadStage.CANCELLED if upload.is_superseded:
            return [stage_name(upload.stage), error_text(FileGivenAgain()).what]
    size = [texts.size(upload.file.size)] if upload.file.size else []
    return [stage_name(upload.stage), *(_unanswered(state) or size)]


def _unanswered(state: UploadState) -> list[str]:
    return [] if state.unanswered is None else [texts.lasting(state.unanswered)]


def _sending_facts(state: UploadState) -> list[str]:
    facts = [_share(state)]
    progress = state.progress
    if progress is None:
        return facts
    if progress.has_arrived:
        return [*facts, stage_name(UploadStage.COMPLETING)]
    if progress.still is not None:
        return [*facts, texts.standstill(progress.still)]
    if progress.speed:
        facts.append(texts.speed(progress.speed))
        facts.append(texts.time_left(progress.seconds_left))
    return [fact for fact in facts if fact]


def _share(state: UploadState) -> str:
    pattern = QCoreApplication.translate("Uploads", "{percent} of {size}")
    return pattern.format(percent=_percent(state), size=texts.size(state.total))


def _percent(state: UploadState) -> str:
    return texts.percent(state.percent or 0, 100)


def _uploaded_facts(upload: Upload) -> list[str]:
    facts = [stage_name(upload.stage), texts.size(upload.file.size)]
    if upload.finished_at is not None:
        at = upload.finished_at
        if texts.is_today(at):
            pattern = QCoreApplication.translate("Uploads", "Uploaded at {time}")
            facts[0] = pattern.format(time=texts.clock(at))
        else:
            pattern = QCoreApplication.translate("Uploads", "Uploaded {moment}")
            facts[0] = pattern.format(moment=texts.moment_in_words(at))
    return facts


def _paused_facts(upload: Upload) -> list[str]:
    facts = [stage_name(upload.stage), texts.size(upload.file.size)]
    if upload.attempts and upload.stored is None:
        facts.append(QCoreApplication.translate("Uploads", "starts again from the beginning"))
    return facts


def _waiting(state: UploadState) -> tuple[str, str]:
    """Return what happened, and what is waited for."""
    upload = state.upload
    if upload.wait is None:
        return "", stage_name(upload.stage)
    return upload_waits().apart(upload.error, upload.wait, state.seconds_to_wait)


def _failure(upload: Upload) -> str:
    if upload.error is None:
        return stage_name(upload.stage)
    told = error_text(upload.error)
    return told.what + "".join(part.text for part in advice(told))
