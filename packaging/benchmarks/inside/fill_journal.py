"""Fills a journal with paused uploads: `fill_journal.py FOLDER COUNT LOCATION`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal

CONVERSATIONS = 50


def main(folder: Path, count: int, location_id: str) -> None:
    """Write the uploads, as a hundred busy days would leave them."""
    folder.mkdir(parents=True)
    begun = datetime.now(UTC) - timedelta(days=100)
    with UploadJournal(folder / FILE_NAME) as journal:
        for number in range(count):
            conversation = f"conversation-{number % CONVERSATIONS}"
            target = UploadTarget(location_id, conversation, "contact", "María", Channel.WHATSAPP)
            file = LocalFile(Path(f"/home/ana/factura-{number}.pdf"), 40_000, 10**18)
            upload = Upload(f"{number:032x}", target, file, begun + timedelta(minutes=number))
            journal.save_soon(upload.moved_to(UploadStage.PAUSED), 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
