"""`leadway-desktop uploads`: the journal, for a person or a script."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.journal import (
    HolderSilent,
    WindowIsOpen,
    holding_journal,
    journal_as_it_is,
)
from leadway_desktop.cli.output import print_line, print_record, tell
from leadway_desktop.cli.upload_report import upload_fields
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.upload import Upload, UploadStage
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.plain_text import one_line

SHORT_ID = 8
"""Letters of an id that are shown: enough to tell a million uploads apart, nearly always."""

translate = QCoreApplication.translate


def list_uploads(options: Namespace, surroundings: Surroundings) -> int:
    """Print the journal, or take something off it; return the exit status."""
    if options.remove:
        return _remove(options.remove, surroundings)
    uploads = _uploads(surroundings)
    for upload in uploads:
        if options.as_json:
            print_record(_fields(upload))
        else:
            print_line(_line(upload))
    if not uploads:
        tell(translate("CommandLine", "There are no uploads."))
    return ExitStatus.DONE


def _uploads(surroundings: Surroundings) -> Sequence[Upload]:
    """Return what the journal holds; one that cannot just be read is brought in order first."""
    try:
        return journal_as_it_is(surroundings)
    except JournalNotWritten as trouble:
        try:
            with Interrupts() as interrupts, holding_journal(surroundings, interrupts) as holding:
                return [upload for upload, _ in holding.journal.load()]
        except (WindowIsOpen, HolderSilent):
            raise trouble from None


def _fields(upload: Upload) -> dict[str, object]:
    wait, finished = upload.wait, upload.finished_at
    until = wait.until if wait is not None else None
    return upload_fields(upload) | {
        "location_id": upload.target.location_id,
        "contact_id": upload.target.contact_id,
        "waits_for": wait.reason.value if wait is not None else None,
        "waits_until": until.isoformat() if until is not None else None,
        "attempts": upload.attempts,
        "created_at": upload.created_at.isoformat(),
        "finished_at": finished.isoformat() if finished is not None else None,
    }


def _line(upload: Upload) -> str:
    """Return id, stage, time, conversation, file, and the link or what happened."""
    stage, when = _stage(upload.stage), texts.when(upload.created_at)
    told = upload.link or (error_text(upload.error).what if upload.error is not None else "")
    where = one_line(upload.target.conversation_id)
    columns = f"{upload.id[:SHORT_ID]} {stage:<12.20} {when:>12}  {where:<22} "
    return f"{columns}{one_line(upload.file.path.name)}  {one_line(told)}".rstrip()


def _stage(stage: UploadStage) -> str:
    """Return a stage in a word; what runs is unfinished to whoever reads a list."""
    names = {
        UploadStage.UPLOADED: translate("CommandLine", "uploaded"),
        UploadStage.WAITING: translate("CommandLine", "waiting"),
        UploadStage.PAUSED: translate("CommandLine", "paused"),
        UploadStage.FAILED: translate("CommandLine", "failed"),
        UploadStage.CANCELLED: translate("CommandLine", "cancelled"),
    }
    return names.get(stage) or translate("CommandLine", "unfinished")


def _remove(wanted: Sequence[str], surroundings: Surroundings) -> ExitStatus:
    try:
        with Interrupts() as interrupts, holding_journal(surroundings, interrupts) as holding:
            uploads = [upload for upload, _ in holding.journal.load()]
            chosen = {one.id: one for one in (_named(text, uploads) for text in wanted)}
            for upload in chosen.values():
                holding.journal.forget(upload.id)
                Spool(surroundings.folders.spool).discard(upload.file.path)
    except WindowIsOpen:
        raise BadUse(
            translate("CommandLine", "A window is open: take uploads off the list there.")
        ) from None
    except HolderSilent as silence:
        tell(str(silence))
        return ExitStatus.FAILED
    tell(translate("CommandLine", "Removed: {count}.").format(count=len(chosen)))
    return ExitStatus.DONE


def _named(text: str, uploads: Sequence[Upload]) -> Upload:
    found = [upload for upload in uploads if upload.id.startswith(text)]
    if len(found) != 1:
        pattern = translate("CommandLine", "No upload, or more than one, has the id {id}.")
        raise BadUse(pattern.format(id=one_line(text)))
    return found[0]
