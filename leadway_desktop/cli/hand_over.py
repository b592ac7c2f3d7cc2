"""Giving files to the window that is open: it uploads them, and shows what becomes of them."""

from __future__ import annotations

import logging
import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.account import open_account
from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.earlier_uploads import EarlierUploads
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.last_act import do_last
from leadway_desktop.cli.output import tell
from leadway_desktop.cli.sending import Consent, Now, nothing_was_taken, our_clock, unsaid_words
from leadway_desktop.cli.upload_end import is_unprinted
from leadway_desktop.cli.upload_report import UploadReport
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.find_target import find_conversation
from leadway_desktop.transfer.plan_words import Given
from leadway_desktop.workers.instance_client import hand_over
from leadway_desktop.workers.instance_errors import Stopped, Unanswered
from leadway_desktop.workers.instance_messages import Accepted, HandedFiles, Refusal, Refused

logger = logging.getLogger(__name__)
translate = QCoreApplication.translate


def hand_to_window(
    options: Namespace,
    surroundings: Surroundings,
    report: UploadReport,
    interrupts: Interrupts,
    consent: Consent,
    *,
    is_whole: bool,
) -> ExitStatus:
    """Hand the files of `upload` over, and tell what became of that; raises NobodyAnswers.

    `is_whole`: none of them was left out.
    """
    earlier = EarlierUploads(surroundings.folders)
    plan = _plan(options, surroundings, interrupts, consent, earlier) if options.send else None
    files = HandedFiles(
        # Practice's location is the practice server's, which the window has and we have not.
        "" if surroundings.folders.is_practice else surroundings.loaded.settings.location_id,
        options.conversation,
        options.channel,
        _paths(options),
        plan,
        consent.given_at,
        is_whole,
    )
    last: list[Callable[[], None]] = []
    try:
        folder = surroundings.folders.data
        reply = hand_over(folder, files, last.append, lambda: interrupts.pressed)
    except Stopped:
        tell(_stopped())
        return ExitStatus.INTERRUPTED
    except Unanswered:
        for path in options.files:
            report.unanswered(path, options.conversation)
        tell(_unanswered())
        return ExitStatus.FAILED
    if isinstance(reply, Accepted) and len(reply.uploads) == len(options.files):
        status = _accepted(reply, options, report)
        earlier.tell_of_handed(files, reply.uploads)
        if is_unprinted(are_all=report.is_for_scripts):
            return ExitStatus.FAILED
        for act in last:
            do_last(act)
        return status
    return _refused(reply, options.files, options.conversation, report)


def _plan(
    options: Namespace,
    surroundings: Surroundings,
    interrupts: Interrupts,
    consent: Consent,
    earlier: EarlierUploads,
) -> MessagePlan:
    """Return what is sent once the person has agreed, who is told the name if we can ask for it."""
    found, channel, now = None, options.channel, our_clock
    try:
        found, now = _conversation(options, surroundings, interrupts)
    except (LeadwayError, BadUse) as error:
        # The window may be signed in for this session alone, or be another practice account's.
        logger.info("The conversation is left to the window: %s", type(error).__name__)
    if channel is None and found is not None:
        channel = found.channel
    given, messages = _given(options, surroundings, channel, consent, earlier)
    begun = [one for one in given if isinstance(one, Upload)]
    return consent.plan(found, channel, now, begun, messages)


def _given(
    options: Namespace,
    surroundings: Surroundings,
    channel: Channel | None,
    consent: Consent,
    earlier: EarlierUploads,
) -> tuple[Sequence[Given], int | None]:
    """Return what the window's journal tells of the files, and in how many messages they go."""
    if channel is None or surroundings.folders.is_practice:
        return [], None  # practice's location is not ours to know
    location_id = surroundings.loaded.settings.location_id
    target = UploadTarget(location_id, options.conversation, "", "", channel)
    plan = MessagePlan(options.message, "")
    given, messages = earlier.begun(target, _paths(options), plan)
    if consent.is_to_be_asked:
        earlier.tell_before(target, given)
    return given, messages


def _paths(options: Namespace) -> tuple[Path, ...]:
    return tuple(Path(os.path.abspath(path)) for path in options.files)


def _conversation(
    options: Namespace, surroundings: Surroundings, interrupts: Interrupts
) -> tuple[Conversation | None, Now]:
    """Return the conversation, and what tells the moment by the clock of who told of it."""
    if surroundings.folders.is_practice:
        return None, our_clock  # the window's practice account is in the window
    with open_account(surroundings) as account:
        crm, channel = account.engine.crm, options.channel
        found = interrupts.run(
            lambda cancel: find_conversation(
                crm, options.conversation, channel, cancel, is_written_to=True
            )
        )
        return found, account.engine.now


def _accepted(reply: Accepted, options: Namespace, report: UploadReport) -> ExitStatus:
    for path, upload in zip(options.files, reply.uploads, strict=True):
        report.handed_over(path, options.conversation, upload)
    is_failed = any(upload.error is not None for upload in reply.uploads)
    is_done = all(upload.is_sent_before for upload in reply.uploads)
    if reply.are_words_unsaid:
        tell(unsaid_words(are_sent=is_done))
        is_failed = True
    if not (reply.outlive_a_crash or is_done):
        tell(_not_written(is_sent=options.send))
        is_failed = True
    return ExitStatus.FAILED if is_failed else ExitStatus.DONE


def _refused(
    reply: Accepted | Refused, files: Sequence[Path], conversation_id: str, report: UploadReport
) -> ExitStatus:
    error = reply.error if isinstance(reply, Refused) else None
    reason = reply.reason if isinstance(reply, Refused) else Refusal.NOT_UNDERSTOOD
    for path in files:
        report.never_begun(path, conversation_id, error)
    tell(_why(reason, error))
    if error is not None:
        tell(nothing_was_taken())
    return ExitStatus.FAILED


def _why(reason: Refusal, error: LeadwayError | None) -> str:
    if error is not None:
        return error_text(error).text
    match reason:
        case Refusal.OTHER_LOCATION:
            return translate(
                "CommandLine",
                "The window that is open works on another location. Close it, or set the same "
                "location id.",
            )
        case Refusal.NOT_SIGNED_IN:
            return translate(
                "CommandLine",
                "Nobody is signed in in the window that is open. Sign in there, or close it.",
            )
        case Refusal.NOT_UNDERSTOOD:
            return translate(
                "CommandLine",
                "The window that is open is of another version. Close it, and try again.",
            )
    return translate("CommandLine", "The window, or its account, was just being closed. Try again.")


def _not_written(*, is_sent: bool) -> str:
    if is_sent:
        return translate(
            "CommandLine",
            "The window's list cannot be written to the disk: if the window ends before it is done "
            "with the files, look in the conversation what the customer has, and give the command "
            "again for the others alone.",
        )
    return translate(
        "CommandLine",
        "The window's list cannot be written to the disk: if the window ends before it is done "
        "with the files, give the command again.",
    )


def _stopped() -> str:
    return translate(
        "CommandLine", "Stopped. Look in the window whether it has taken the files all the same."
    )


def _unanswered() -> str:
    return translate(
        "CommandLine",
        "The window has been given the files and has not said what became of them: look there.",
    )
