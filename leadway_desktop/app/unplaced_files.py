"""Files of which the agent has not said yet for whom they are, or by which channel they go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadway_desktop.ui.attachments.attachment_desk import HeldFiles
    from leadway_desktop.ui.work_page import WorkPage


class UnplacedFiles:
    """They outlive the page that asks: the next one goes on asking."""

    def __init__(self) -> None:
        self._offered: list[Path] = []
        self._held: list[HeldFiles] = []

    @property
    def offered(self) -> Sequence[Path]:
        """Those of which it is not known for whom they are."""
        return tuple(self._offered)

    def offer(self, files: Sequence[Path], page: WorkPage | None) -> None:
        """Have it asked for whom more files are, on this page or on the next."""
        self._offered.extend(files)
        if page is not None:
            page.offered.take(self._offered)

    def give_to(self, page: WorkPage, location_id: str) -> None:
        """Have a new page ask; what waits for a channel of another location goes on waiting."""
        held, self._held = self._held, []
        for files in held:
            if files.conversation.location_id == location_id:
                page.desk.take_back(files)
            else:
                self._held.append(files)
        page.offered.answered.connect(self._offered.clear)
        page.offered.take(self._offered)

    def take_from(self, page: WorkPage) -> None:
        """Keep what waits for a channel on a page that goes."""
        self._held += page.desk.give_back()

    def forget_held(self) -> None:
        """Forget what waits for a channel: the agent has been asked."""
        self._held.clear()
