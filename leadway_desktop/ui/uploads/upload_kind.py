"""What a list of uploads can be narrowed to."""

from __future__ import annotations

from enum import Enum

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage


class UploadKind(Enum):
    """What "All uploads" can be narrowed to. No upload is of two kinds, `ALL` aside."""

    ALL = "all"
    UNFINISHED = "unfinished"
    """The file, or its message: by itself, or once the agent sends the draft that it is in."""
    ATTENTION = "attention"
    DONE = "done"

    # As `UploadStage`'s.
    __hash__ = object.__hash__

    def fits(self, upload: Upload) -> bool:
        """Whether an upload belongs to it."""
        return self is UploadKind.ALL or kind_of(upload) is self


def kind_of(upload: Upload) -> UploadKind | None:
    """Return what kind an upload is of; None for one that was cancelled, and no message asks."""
    stage, delivery = upload.stage, upload.delivery
    if stage is UploadStage.FAILED or (delivery is not None and delivery.stage.needs_agent):
        return UploadKind.ATTENTION
    if stage is UploadStage.CANCELLED:
        return None
    is_open = upload.is_drafted if delivery is None else delivery.stage.goes_on
    return UploadKind.UNFINISHED if is_open or not stage.is_over else UploadKind.DONE
