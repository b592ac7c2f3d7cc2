"""`leadway-desktop uploads`: the journal, for a person or a script."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.journal import JournalShut, holding_journal, journal_as_it_is
from leadway_desktop.cli.journal_claim import HolderSilent, WindowIsOpen
from leadway_desktop.cli.output import print_line, print_record, tell
from leadway_desktop.cli.upload_fields import journal_fields
from leadway_desktop.cli.upload_lines import SHORT_ID, line_of
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.turns import in_list_order
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.ui.plain_text import one_line

translate = QCoreApplication.translate


def list_uploads(options: Namespace, surroundings: Surroundings) -> int:
    """Print the journal as the window shows it, or take something off; return the exit status."""
    if options.remove:
        return _remove(options.remove, surroundings)
    try:
        uploads = in_list_order(_uploads(surroundings))
    except JournalShut as trouble:
        tell(str(trouble))
        return ExitStatus.FAILED
    for upload in uploads:
        if options.as_json:
            print_record(journal_fields(upload))
        else:
            print_line(line_of(upload))
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
            raise JournalShut(surroundings.folders, trouble.detail) from None


def _remove(wanted: Sequence[str], surroundings: Surroundings) -> ExitStatus:
    try:
        with Interrupts() as interrupts, holding_journal(surroundings, interrupts) as holding:
            kept = {upload.id: (upload, revision) for upload, revision in holding.journal.load()}
            uploads = [upload for upload, _ in kept.values()]
            chosen = {one.id: one for one in (_named(text, uploads) for text in wanted)}
            for upload in chosen.values():
                _check_settled(upload)
            for upload in chosen.values():
                _take_off(holding.journal, *kept[upload.id])
                Spool(surroundings.folders.spool).discard(upload.file.path)
    except WindowIsOpen:
        raise BadUse(
            translate("CommandLine", "A window is open: take uploads off the list there.")
        ) from None
    except (HolderSilent, JournalShut) as trouble:
        tell(str(trouble))
        return ExitStatus.FAILED
    tell(translate("CommandLine", "Removed: {count}.").format(count=len(chosen)))
    return ExitStatus.DONE


def _check_settled(upload: Upload) -> None:
    """Raise BadUse for what would be missed: by a draft, or by who looks for a message in doubt."""
    delivery = upload.delivery
    if upload.stays_for_draft:
        pattern = translate(
            "CommandLine", "{id} is in a draft: send it, or take it out, in the window."
        )
        raise BadUse(pattern.format(id=upload.id[:SHORT_ID]))
    if upload.stays_for_words:
        pattern = translate(
            "CommandLine", "{id} has words that belong in a draft: the next window puts them there."
        )
        raise BadUse(pattern.format(id=upload.id[:SHORT_ID]))
    if delivery is not None and delivery.stage in {DeliveryStage.SENDING, DeliveryStage.CHECKING}:
        pattern = translate("CommandLine", "{id} was perhaps sent: `resume` looks for it first.")
        raise BadUse(pattern.format(id=upload.id[:SHORT_ID]))


def _take_off(journal: Journal, upload: Upload, revision: int) -> None:
    """Take it off the list; what was uploaded stays in the history, what is planned is not sent."""
    if upload.stage is UploadStage.UPLOADED:
        delivery = upload.delivery
        is_planned = delivery is not None and delivery.stage is DeliveryStage.PLANNED
        receipt = replace(upload, is_put_away=True, delivery=None if is_planned else delivery)
        journal.save(receipt, revision + 1)
    else:
        journal.forget(upload.id)


def _named(text: str, uploads: Sequence[Upload]) -> Upload:
    found = [upload for upload in uploads if upload.id.startswith(text)]
    if len(found) != 1:
        pattern = translate("CommandLine", "No upload, or more than one, has the id {id}.")
        raise BadUse(pattern.format(id=one_line(text)))
    return found[0]
