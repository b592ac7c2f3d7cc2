"""The main job through the real window where nobody sees it: find, drop, watch, take the link.

Run inside the environment, with QT_QPA_PLATFORM=offscreen. The practice account answers over
real HTTP; the window gets the events that a mouse and a file manager would send.
"""

import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from types import FrameType
from typing import BinaryIO, TypeVar

import sample_files
from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QMimeData,
    QModelIndex,
    QPointF,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget
from steps import INTERRUPTED, say

from leadway_desktop.app import Desktop
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.conversations.conversation_list_model import CONVERSATION_ROLE
from leadway_desktop.ui.uploads.upload_list_model import UPLOAD_ROLE

WINDOW_SIZE = (1180, 760)
PATIENCE_SECONDS = 60
LOOK_MS = 10
CHUNK = 1 << 20
TELL_SECONDS = 0.25
WORDS_ROLE = Qt.ItemDataRole.AccessibleTextRole
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
W = TypeVar("W", bound=QWidget)


class TourStopped(Exception):
    """The job was not done; the text tells where it stopped."""


class Interruption:
    """Remembers a Ctrl-C, which must not be raised inside Qt's event loop."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = True


class Teller:
    """Prints the rows of the upload list as they change, in the words of a screen reader."""

    def __init__(self, view: QListView) -> None:
        self._model = view.model()
        self._told: dict[str, tuple[UploadStage, float]] = {}
        self._model.rowsInserted.connect(lambda *_: self.look())
        self._model.dataChanged.connect(lambda *_: self.look())

    def uploads(self) -> list[Upload]:
        """Return every upload of the list, in its order."""
        rows = range(self._model.rowCount())
        return [self._model.index(row, 0).data(UPLOAD_ROLE) for row in rows]

    def look(self) -> None:
        """Say what is new: each stage, and progress a few times a second."""
        for row, upload in enumerate(self.uploads()):
            now = time.monotonic()
            stage, last = self._told.get(upload.id, (None, 0.0))
            if stage is not upload.stage or (
                upload.stage is UploadStage.UPLOADING and now - last > TELL_SECONDS
            ):
                self._told[upload.id] = (upload.stage, now)
                words: str = self._model.index(row, 0).data(WORDS_ROLE)
                say(f"    {words.translate(ISOLATES)}")


def tour(window: QWidget, folder: Path, interruption: Interruption) -> None:
    """Do the job on the open `window`, with files made in `folder`.

    Raises:
        TourStopped: something did not come about.
    """
    wait = Waiting(interruption)
    conversations = wait.for_widget(window, QListView, "conversation_list")
    wait.until("The conversations", lambda: conversations.model().rowCount() > 0)
    say("The window lists the practice account's conversations.")
    chosen = select_whatsapp(conversations)
    say(f"Selected: {chosen.title}, on WhatsApp, which takes files up to 100 MB.")
    files = sample_files.make_all(folder)
    for file in files:
        say(f"Made {file.name}, {texts.size(file.stat().st_size)}.")
    area = wait.for_widget(window, QWidget, "drop_area")
    uploads = wait.for_widget(window, QListView, "conversation_upload_list")
    teller = Teller(uploads)
    say(f"Dropping {len(files)} files on the conversation:")
    drop(window, area, files)
    wait.until("The uploads", lambda: is_over(teller.uploads(), len(files)))
    report(teller.uploads(), files)


def is_over(uploads: list[Upload], expected: int) -> bool:
    """Tell whether all that was dropped is there and has come to an end."""
    return len(uploads) == expected and all(upload.stage.is_over for upload in uploads)


class Waiting:
    """Lets the window work until something is so."""

    def __init__(self, interruption: Interruption) -> None:
        self._interruption = interruption

    def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """Run the event loop until `is_so`; TourStopped names `what` did not come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            if self._interruption.came:
                raise KeyboardInterrupt
            if time.monotonic() > deadline:
                raise TourStopped(f"{what} did not come within {PATIENCE_SECONDS} s.")
            self.for_idle()

    def for_idle(self) -> None:
        """Run the event loop for a moment."""
        loop = QEventLoop()
        QTimer.singleShot(LOOK_MS, loop.quit)
        loop.exec()

    def for_widget(self, window: QWidget, kind: type[W], name: str) -> W:
        """Return the widget called `name` as soon as the window has it, on show or not."""
        found: list[W] = []

        def look() -> bool:
            found[:] = window.findChildren(kind, name)
            return bool(found)

        self.until(f"The widget {name}", look)
        return found[0]


def select_whatsapp(view: QListView) -> Conversation:
    """Click the first conversation on WhatsApp, whose limit is large enough for a video."""
    model = view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        conversation: Conversation = index.data(CONVERSATION_ROLE)
        if conversation.channel is Channel.WHATSAPP:
            click(view, index)
            return conversation
    raise TourStopped("No conversation of the first page is on WhatsApp.")


def click(view: QListView, index: QModelIndex) -> None:
    """Click a row with the mouse."""
    view.scrollTo(index)
    middle = view.visualRect(index).center()
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), left, plain, middle)


def drop(window: QWidget, area: QWidget, files: list[Path]) -> None:
    """Send the window what a file manager's drag does: enter, move and drop, at `area`."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place = area.mapTo(window, area.rect().center())
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    handle = window.windowHandle()
    for event in (
        QDragEnterEvent(place, copy, data, left, plain),
        QDragMoveEvent(place, copy, data, left, plain),
        QDropEvent(QPointF(place), copy, data, left, plain),
    ):
        QCoreApplication.sendEvent(handle, event)
        if not event.isAccepted():
            raise TourStopped("The conversation did not take the files.")


def report(uploads: list[Upload], files: list[Path]) -> None:
    """Print each link, prove that it gives the file back, and say how fast it went."""
    # Not the upload's own path: files of a temporary folder travel from a copy, which is gone now.
    dropped = {file.name: file for file in files}
    for upload in uploads:
        if upload.stage is not UploadStage.UPLOADED or upload.link is None:
            raise TourStopped(f"{upload.file.path.name}: {upload.stage.value}, {upload.error}")
        say(f"{upload.file.path.name}: {pace(upload)}")
        say(f"    {upload.link}")
        prove(upload.link, dropped[upload.file.path.name])


def pace(upload: Upload) -> str:
    """Return size, time and speed, from the drop to the answer of complete."""
    size = upload.file.size
    if upload.finished_at is None:
        return texts.size(size)
    seconds = (upload.finished_at - upload.created_at).total_seconds()
    return f"{texts.size(size)} in {seconds:.2f} s, {texts.speed(size / max(seconds, 0.001))}"


def prove(link: str, path: Path) -> None:
    """Download the public link without any token and compare it with the file, byte for byte."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(link, timeout=PATIENCE_SECONDS) as stored, path.open("rb") as file:
        if _digest(stored) != _digest(file):
            raise TourStopped(f"The link of {path.name} gives other bytes than the file has.")
    say("    downloaded again from the link: the same, byte for byte")


def _digest(stream: BinaryIO | HTTPResponse) -> bytes:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.digest()


@contextmanager
def opened(home: Path) -> Iterator[QWidget]:
    """Open the program on the practice account, all its folders in `home`; close it at the end."""
    os.environ["LEADWAY_DESKTOP_HOME"] = str(home)
    app = QApplication(sys.argv[:1])
    desktop = Desktop(app, os.environ)
    desktop.open(is_practice=True)
    try:
        desktop.window.resize(*WINDOW_SIZE)
        yield desktop.window
    finally:
        desktop.quit()


def main() -> int:
    """Do the tour and keep a picture of the window."""
    interruption = Interruption()
    folder = Path(tempfile.mkdtemp(prefix="leadway-desktop-"))
    files = folder / "files"
    files.mkdir()
    try:
        with opened(folder / "home") as window:
            tour(window, files, interruption)
            picture = folder / "window.png"
            window.grab().save(str(picture))
            say(f"\nA picture of the window: {picture}")
    except TourStopped as stopped:
        say(f"\n{stopped}")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        for made in (files, folder / "home"):
            shutil.rmtree(made, ignore_errors=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    return 0


if __name__ == "__main__":
    sys.exit(main())
