"""Another program that a file is dragged from: a small window. Run with X, Y and its path."""

import sys

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """Offers the file as a copy as soon as the mouse moves with its button down."""

    def __init__(self, file: str) -> None:
        super().__init__("drag me")
        self._file = file
        self._is_over = False
        self._action = Qt.DropAction.IgnoreAction

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag, once, and say how it ended."""
        if self._is_over or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self._is_over = True
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._file)])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.destroyed.connect(self._tell)
        self._action = drag.exec(Qt.DropAction.CopyAction)
        if self._action is Qt.DropAction.IgnoreAction:
            self._tell()

    def _tell(self) -> None:
        """Say so once the target has finished: it reads the file's name from us after `exec`."""
        print(self._action.name, flush=True)


application = QApplication(sys.argv[:1])
source = Source(sys.argv[3])
source.setGeometry(int(sys.argv[1]), int(sys.argv[2]), 120, 120)
source.setWindowFlag(Qt.WindowType.X11BypassWindowManagerHint)
source.show()
QTimer.singleShot(500, lambda: print("ready", flush=True))
sys.exit(application.exec())
