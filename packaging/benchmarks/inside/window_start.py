"""Opens the window and ends as soon as it shows everything: `window_start.py COUNT`.

Everything: the conversations of the account, and COUNT rows in the list of uploads.
"""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QListView

from leadway_desktop.app import Desktop

LOOK_MS = 5
PATIENCE_SECONDS = 60


def main(count: int) -> int:
    """Return 0 when all of it is there, 1 when it does not come."""
    app = QApplication(sys.argv[:1])
    desktop = Desktop(app, os.environ)
    desktop.open(is_practice=False)
    deadline = time.monotonic() + PATIENCE_SECONDS

    def rows_of(name: str) -> int:
        view = desktop.window.findChild(QListView, name)
        return view.model().rowCount() if isinstance(view, QListView) else -1

    def look() -> None:
        is_there = rows_of("conversation_list") > 0 and rows_of("all_uploads_list") == count
        if is_there and desktop.window.isVisible():
            app.exit(0)
        elif time.monotonic() > deadline:
            app.exit(1)

    timer = QTimer()
    timer.setInterval(LOOK_MS)
    timer.timeout.connect(look)
    timer.start()
    status = app.exec()
    sys.stdout.flush()
    # Not `quit`: how the window ends is not what is measured.
    os._exit(status)


if __name__ == "__main__":
    main(int(sys.argv[1]))
