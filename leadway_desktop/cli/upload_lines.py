"""One upload of the journal as a line for a person."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.message_words import message_word
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line

SHORT_ID = 8
"""Letters of an id that are shown: enough to tell a million uploads apart, nearly always."""

_CONTACT_WIDTH = 22
"""Letters: room for most names; --json has the whole."""

translate = QCoreApplication.translate


def line_of(upload: Upload) -> str:
    """Return id, stage, time, contact (else conversation), file, and link or what happened."""
    stage, when = _stages(upload), texts.when(upload.created_at)
    told = upload.link or (error_text(upload.error).what if upload.error is not None else "")
    where = _cut(one_line(upload.target.title or upload.target.conversation_id))
    columns = f"{upload.id[:SHORT_ID]} {stage:<24.32} {when:>12}  {where:<{_CONTACT_WIDTH}} "
    return f"{columns}{one_line(upload.file.path.name)}  {one_line(told)}".rstrip()


def _stages(upload: Upload) -> str:
    """Return how the upload stands, and its message if the file has arrived, or it is in doubt."""
    stage, delivery = _stage(upload.stage), upload.delivery
    if upload.stays_for_draft:
        return stage + translate("CommandLine", ", in a draft")
    if delivery is None or not (upload.stage is UploadStage.UPLOADED or upload.is_in_doubt):
        return stage
    return f"{stage}, {message_word(delivery)}"


def _cut(text: str) -> str:
    return text if len(text) <= _CONTACT_WIDTH else f"{text[: _CONTACT_WIDTH - 1]}…"


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
