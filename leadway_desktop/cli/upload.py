"""`leadway-desktop upload`: files to one conversation, by the engine that the window uses."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.account import Account, open_account
from leadway_desktop.cli.arguments import channel_names
from leadway_desktop.cli.conversation_search import LARGEST_PAGE, find_conversations
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import tell
from leadway_desktop.cli.surroundings import BadUse, Surroundings
from leadway_desktop.cli.upload_report import JsonReport, PlainReport, UploadReport
from leadway_desktop.cli.upload_run import run_uploads
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation, ConversationQuery
from leadway_desktop.domain.errors import LeadwayError, SettingInvalid, TokenMalformed
from leadway_desktop.domain.upload import Upload, UploadStage, UploadTarget
from leadway_desktop.network.crm_client import CrmClient

LOOKED_THROUGH = 1000
"""Conversations, the newest: ten calls at most."""

translate = QCoreApplication.translate


def upload_files(options: Namespace, surroundings: Surroundings) -> int:
    """Upload the files and print what became of each; return the exit status."""
    report = JsonReport() if options.as_json else PlainReport(sys.stderr)
    try:
        uploads, is_interrupted = _upload(options, surroundings, report)
    except (SettingInvalid, TokenMalformed):
        raise  # bad use: no file has been looked at
    except Cancelled:
        tell(translate("CommandLine", "Stopped before the first file."))
        return ExitStatus.INTERRUPTED
    except LeadwayError as error:
        for path in options.files:
            report.never_begun(path, options.conversation, error)
        raise
    report.sum_up(uploads)
    if is_interrupted:
        return ExitStatus.INTERRUPTED
    are_done = all(upload.stage is UploadStage.UPLOADED for upload in uploads)
    return ExitStatus.DONE if are_done else ExitStatus.FAILED


def _upload(
    options: Namespace, surroundings: Surroundings, report: UploadReport
) -> tuple[Sequence[Upload], bool]:
    with open_account(surroundings) as account, Interrupts() as interrupts:
        target = _target(account, options.conversation, options.channel, interrupts)
        files: list[Path] = options.files
        uploads = run_uploads(account, target, files, report, interrupts)
        return uploads, interrupts.pressed


def _target(
    account: Account, conversation_id: str, channel: Channel | None, interrupts: Interrupts
) -> UploadTarget:
    """Return where the files go; the conversation is asked for its channel where none is given."""
    location_id = account.settings.location_id
    if channel is not None:
        return UploadTarget(location_id, conversation_id, "", "", channel)
    found = _conversation(account.engine.crm, conversation_id, interrupts)
    if found.channel is None:
        raise BadUse(
            translate(
                "CommandLine",
                "The conversation does not tell its channel. Add --channel and one of {names}.",
            ).format(names=channel_names())
        )
    return UploadTarget(location_id, conversation_id, found.contact_id, found.title, found.channel)


def _conversation(crm: CrmClient, conversation_id: str, interrupts: Interrupts) -> Conversation:
    """Return the conversation, with its last message's type where it can be found out.

    GET /conversations/{id} is not documented to tell the type; the search's rows are.
    """
    found = interrupts.run(lambda cancel: crm.conversation(conversation_id, cancel))
    if found.channel is not None:
        return found
    rows = find_conversations(crm, ConversationQuery(page_size=LARGEST_PAGE), interrupts)
    newest = islice(rows, LOOKED_THROUGH)
    return next((one for one in newest if one.id == conversation_id), found)
