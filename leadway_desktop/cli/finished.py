"""When a command is done with an upload."""

from __future__ import annotations

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage


def is_finished(upload: Upload) -> bool:
    """Whether nothing more happens to an upload, or to its message, by itself."""
    if upload.stage is not UploadStage.UPLOADED or upload.delivery is None:
        return upload.stage.is_over
    return not upload.delivery.stage.goes_on
