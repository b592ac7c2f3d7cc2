"""`leadway-desktop upload`: files to one conversation, by the engine that the window uses."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.account import open_account
from leadway_desktop.cli.destination import find_destination
from leadway_desktop.cli.earlier_uploads import EarlierUploads
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.journal import holding_journal
from leadway_desktop.cli.journal_claim import HolderSilent, WindowIsOpen, window_is_open
from leadway_desktop.cli.json_report import JsonReport
from leadway_desktop.cli.output import tell
from leadway_desktop.cli.plain_report import PlainReport
from leadway_desktop.cli.sending import (
    Consent,
    check_sending,
    nothing_was_taken,
    unsaid_words,
    what_a_crash_forgets,
)
from leadway_desktop.cli.taking_up import Known, restore_companions, take_up
from leadway_desktop.cli.upload_report import UploadReport
from leadway_desktop.cli.upload_run import Fill, run_uploads
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import (
    FileEmpty,
    FileError,
    LeadwayError,
    SettingInvalid,
    TokenMalformed,
)
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.given_again import BegunBefore
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.left_out import held_up
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.taking_in import is_among, take_in
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.instance_errors import NobodyAnswers

_TURNS = 3
"""How often a window may come and go before that is called a failure."""

translate = QCoreApplication.translate


def upload_files(options: Namespace, surroundings: Surroundings) -> int:
    """Upload the files and print what became of each; return the exit status."""
    check_sending(options)
    # Whoever goes on with them may do so from another folder.
    files = _each_once(options.files)
    report = make_report(files, as_json=options.as_json)
    options.files = _fit_to_take(list(files.values()), options.conversation, report)
    is_whole = len(options.files) == len(files)
    if not options.files:
        return ExitStatus.FAILED
    try:
        with Interrupts() as interrupts:
            status = _upload(options, surroundings, report, interrupts, is_whole=is_whole)
    except (SettingInvalid, TokenMalformed):
        raise  # bad use: no file has been tried
    except Cancelled:
        tell(translate("CommandLine", "Stopped: nothing was uploaded or sent."))
        return ExitStatus.INTERRUPTED
    except HolderSilent as silence:
        _tell_of_none(options, report, None)
        tell(str(silence))
        return ExitStatus.FAILED
    except LeadwayError as error:
        _tell_of_none(options, report, error)
        tell(nothing_was_taken())
        raise
    return status if is_whole else max(status, ExitStatus.FAILED)


def _fit_to_take(paths: Sequence[Path], there: str, report: UploadReport) -> list[Path]:
    """Return the paths that lead to files, and tell of the others: a slip is kept on no list."""
    fit = []
    for path in paths:
        try:
            look_at(path)
        except FileEmpty:
            fit.append(path)  # a file it is, and may be filled yet
        except FileError as error:
            report.not_taken(path, there, error)
        else:
            fit.append(path)
    return fit


def _tell_of_none(options: Namespace, report: UploadReport, error: LeadwayError | None) -> None:
    for path in options.files:
        report.never_begun(path, options.conversation, error)


def make_report(files: Mapping[Path, Path], *, as_json: bool) -> UploadReport:
    """Return who tells of uploads; `files` gives paths as the person spelt them."""
    return JsonReport(files) if as_json else PlainReport(sys.stderr)


def _upload(
    options: Namespace,
    surroundings: Surroundings,
    report: UploadReport,
    interrupts: Interrupts,
    *,
    is_whole: bool,
) -> int:
    """Hand the files to a window that is open, or work alone; `is_whole`: none was left out."""
    is_open = window_is_open(surroundings.folders)
    consent = Consent(options, interrupts)
    for _ in range(_TURNS):
        try:
            if is_open:
                # Here: most uploads meet no window, and need no QtNetwork.
                from leadway_desktop.cli.hand_over import hand_to_window

                return hand_to_window(
                    options, surroundings, report, interrupts, consent, is_whole=is_whole
                )
            return _alone(options, surroundings, report, interrupts, consent, is_whole=is_whole)
        except (NobodyAnswers, WindowIsOpen) as change:
            # A window was closed, or opened, at this very moment.
            is_open = isinstance(change, WindowIsOpen)
    raise HolderSilent


def _alone(
    options: Namespace,
    surroundings: Surroundings,
    report: UploadReport,
    interrupts: Interrupts,
    consent: Consent,
    *,
    is_whole: bool,
) -> ExitStatus:
    paths = [_absolute(path) for path in options.files]
    earlier = EarlierUploads(surroundings.folders)
    with open_account(surroundings) as account:
        # First what takes time and needs no journal: others may work meanwhile.
        found, target = find_destination(account, options, interrupts)
        plan = None
        if options.send:
            words = MessagePlan(options.message, "")
            given, messages = earlier.begun(target, paths, words)
            if consent.is_to_be_asked:
                earlier.tell_before(target, given)
            begun = [one for one in given if isinstance(one, Upload)]
            now = account.engine.now
            plan = consent.plan(found, target.channel, now, begun, messages)
        with holding_journal(surroundings, interrupts, may_do_without=True) as holding:
            if plan is not None and not holding.outlives_a_crash:
                tell(what_a_crash_forgets())
            known = holding.journal.load()
            fill = _filler(target, paths, plan, known, earlier, consent.given_at)
            outcome, status = run_uploads(
                account, holding, fill, report, interrupts, are_given=is_whole
            )
    earlier.tell_after(outcome.uploads)
    if earlier.words_are_unsaid:
        tell(unsaid_words(are_sent=all(one.is_sent for one in outcome.uploads)))
        return max(status, ExitStatus.FAILED)
    return status


def _each_once(paths: Sequence[Path]) -> dict[Path, Path]:
    """Return the files by where they are, as they were spelt first; patterns of a shell overlap."""
    once: dict[Path, Path] = {}
    for path in paths:
        once.setdefault(_absolute(path), path)
    if len(once) < len(paths):
        tell(translate("CommandLine", "A file that is named more than once goes once."))
    return once


def _absolute(path: Path) -> Path:
    # Not resolve(): a link is uploaded under its own name.
    return Path(os.path.abspath(path))


def _filler(
    target: UploadTarget,
    paths: Sequence[Path],
    plan: MessagePlan | None,
    known: Sequence[Known],
    earlier: EarlierUploads,
    given_at: datetime,
) -> Fill:
    """Return what puts the files into the queue; one that an earlier run began goes on.

    Of those that are new it is told where they were before, if that is so.
    """
    revisions = {upload.id: revision for upload, revision in known}
    uploads_known = [upload for upload, _ in known]
    begun = BegunBefore(target, uploads_known, plan, given_at)

    def fill(queue: UploadQueue, intake: Intake, outbox: Outbox) -> list[str]:
        outbox.know(upload for upload, _ in known)
        given = begun.look_for(paths)
        anew = begun.with_other_words(given)
        if plan is not None:
            anew |= held_up(given, uploads_known)
        taken = [(one, revisions[one.id]) for one in given if isinstance(one, Upload)]
        restore_companions(taken, known, queue, but=anew)
        for pair in taken:
            file = begun.file_of_now(pair[0])
            take_up(pair, queue, is_given=True, file=file, gives_way=is_among(anew, pair[0]))
        taking = begun.taking(given, anew)
        gone, silent = taking.superseded, taking.silenced
        here = {one.id for one in queue.uploads()}
        beside = [
            (one, revisions[one.id] + 1)
            for one in (*(one.withdrawn() for one in gone), *(one.speechless() for one in silent))
            if one.id not in here
        ]
        uploads = take_in(taking, intake, outbox, beside)
        earlier.words_are_unsaid = taking.are_words_unsaid
        pairs = zip(given, uploads, strict=True)
        earlier.tell_of([upload for one, upload in pairs if isinstance(one, Path)])
        return [upload.id for upload in uploads]

    return fill
