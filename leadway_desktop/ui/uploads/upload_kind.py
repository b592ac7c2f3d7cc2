"""What a list of uploads can be narrowed to."""

from __future__ import annotations

from enum import Enum

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage


class UploadKind(Enum):
    """What "All uploads" can be narrowed to."""

    ALL = "all"
    UNFINISHED = "unfinished"
    ATTENTION = "attention"
    DONE = "done"

    def fits(self, upload: Upload) -> bool:
        """Whether an upload belongs to it."""
        stage = upload.stage
        if self is UploadKind.UNFINISHED:
            return not stage.is_over
        if self is UploadKind.ATTENTION:
            return stage is UploadStage.FAILED or _message_needs_agent(upload)
        return self is UploadKind.ALL or stage is UploadStage.UPLOADED


def _message_needs_agent(upload: Upload) -> bool:
    return upload.delivery is not None and upload.delivery.stage.needs_agent
