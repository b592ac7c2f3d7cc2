"""`leadway-desktop resume`: finishes without a window what the journal holds."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.account import Account, open_account
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.finished import is_finished
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.journal import Holding, JournalShut, holding_journal, journal_as_it_is
from leadway_desktop.cli.journal_claim import HolderSilent, WindowIsOpen
from leadway_desktop.cli.json_report import JsonReport
from leadway_desktop.cli.output import tell
from leadway_desktop.cli.plain_report import PlainReport
from leadway_desktop.cli.taking_up import (
    Known,
    file_of_now,
    restore_companions,
    take_up,
    taken_up,
)
from leadway_desktop.cli.upload_report import UploadReport
from leadway_desktop.cli.upload_run import run_uploads
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.superseding import does_instead, given_again, has_failed_by_file
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.same_files import SameFiles
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.ui.plain_text import one_line

translate = QCoreApplication.translate


def resume_uploads(options: Namespace, surroundings: Surroundings) -> int:
    """Go on with every upload that is not over; return the exit status.

    A failed one is tried again if that is asked for; a cancelled one never is.
    """
    report: UploadReport = JsonReport({}) if options.as_json else PlainReport(sys.stderr)
    with Interrupts() as interrupts:
        try:
            with holding_journal(surroundings, interrupts) as holding:
                return _resume(options, surroundings, holding, report, interrupts)
        except WindowIsOpen:
            return _leave_to_window(surroundings, report)
        except (HolderSilent, JournalShut) as trouble:
            tell(str(trouble))
            return ExitStatus.FAILED
        except Cancelled:
            tell(translate("CommandLine", "Stopped before the first file."))
            return ExitStatus.INTERRUPTED


def _resume(
    options: Namespace,
    surroundings: Surroundings,
    holding: Holding,
    report: UploadReport,
    interrupts: Interrupts,
) -> ExitStatus:
    known = holding.journal.load()
    wanted = [pair for pair in known if _is_wanted(pair[0], with_failed=options.failed)]
    gone = _superseded(wanted, known, holding)
    wanted, known = _but(gone, wanted), _but(gone, known)
    if not options.failed:
        _tell_of_failed([upload for upload, _ in known])
    _tell_of_unsettled([upload for upload, _ in known])
    if not wanted:
        tell(translate("CommandLine", "Nothing is unfinished."))
        return ExitStatus.DONE
    with open_account(surroundings) as account:
        return _run(account, wanted, known, holding, report, interrupts)


def _run(
    account: Account,
    wanted: Sequence[Known],
    known: Sequence[Known],
    holding: Holding,
    report: UploadReport,
    interrupts: Interrupts,
) -> ExitStatus:
    here = account.settings.location_id
    ours = [pair for pair in wanted if pair[0].target.location_id == here]
    elsewhere = [upload for upload, _ in wanted if upload.target.location_id != here]

    def fill(queue: UploadQueue, intake: Intake, outbox: Outbox) -> list[str]:
        outbox.know(upload for upload, _ in known)
        restore_companions(ours, known, queue)
        taken = [take_up(pair, queue) for pair in ours]
        queue.insist()  # whoever gives this command wants it tried now
        return taken

    _, status = run_uploads(account, holding, fill, report, interrupts)
    for upload in elsewhere:
        report.kept(upload)
    if elsewhere:
        pattern = translate("CommandLine", "Kept, as they belong to another location: {count}.")
        tell(pattern.format(count=len(elsewhere)))
    return max(status, ExitStatus.FAILED) if elsewhere else status


def _is_wanted(upload: Upload, *, with_failed: bool) -> bool:
    return not is_finished(upload) or (with_failed and _has_failed(upload))


def _but(gone: Collection[str], known: Sequence[Known]) -> list[Known]:
    return [pair for pair in known if pair[0].id not in gone]


def _superseded(
    wanted: Sequence[Known], known: Sequence[Known], holding: Holding
) -> frozenset[str]:
    """Tell and note of which the file is brought by a newer one; return their ids."""
    files, gone = SameFiles(), set[str]()
    for upload, _ in known:
        files.note(upload)
    pattern = translate("CommandLine", "{name}: was given again since, and is not tried again.")
    for upload, revision in sorted(wanted, key=lambda pair: pair[0].created_at, reverse=True):
        file = file_of_now(upload)
        if file is None:
            continue  # it fails by that again
        newer = given_again(upload, file, files.of(file)) if has_failed_by_file(upload) else None
        if newer is not None:
            if does_instead(newer, upload):
                holding.journal.save_soon(upload.superseded(SystemClock().now()), revision + 1)
            # Of one that stands in a draft the window knows what becomes of the older one's words.
            tell(pattern.format(name=one_line(upload.file.path.name)))
            gone.add(upload.id)
        else:
            files.note(taken_up(upload))
    return frozenset(gone)


def _tell_of_failed(uploads: Sequence[Upload]) -> None:
    count = sum(map(_has_failed, uploads))
    if count:
        pattern = translate(
            "CommandLine",
            "Failed before: {count}. `resume --failed` tries them again; `uploads` lists them, and "
            "with `--remove` gives them up.",
        )
        tell(pattern.format(count=count))


def _tell_of_unsettled(uploads: Sequence[Upload]) -> None:
    """Tell of messages that only the agent goes on with."""
    deliveries = [upload.delivery for upload in uploads if upload.delivery is not None]
    failed = sum(delivery.has_failed for delivery in deliveries)
    unknown = sum(delivery.stage is DeliveryStage.UNKNOWN for delivery in deliveries) - failed
    if failed:
        pattern = translate(
            "CommandLine",
            "Not delivered: {count}. Look in the conversations; `uploads` tells which.",
        )
        tell(pattern.format(count=failed))
    if unknown:
        pattern = translate(
            "CommandLine",
            "Perhaps sent: {count}. Look in the conversations; `uploads` tells which.",
        )
        tell(pattern.format(count=unknown))


def _has_failed(upload: Upload) -> bool:
    return upload.stage is UploadStage.FAILED or _message_is(DeliveryStage.REFUSED, upload)


def _message_is(stage: DeliveryStage, upload: Upload) -> bool:
    return upload.delivery is not None and upload.delivery.stage is stage


def _leave_to_window(surroundings: Surroundings, report: UploadReport) -> ExitStatus:
    """Tell that the window goes on with its uploads, which it does unasked."""
    for upload in journal_as_it_is(surroundings):
        if not is_finished(upload):
            report.taken_over(upload)
    tell(translate("CommandLine", "A window is open: it goes on with the uploads by itself."))
    return ExitStatus.DONE
