"""Where the words of a message are written: it grows with them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from leadway_desktop.ui.attachments.pasting import holds_attachment

_MOST_LINES = 6
_AROUND = 20  # border, padding and the document's margin


class CaptionField(QPlainTextEdit):
    """Enter sends and Shift+Enter breaks the line, as in the messengers that customers use.

    Files and pictures are attached instead of pasted; drops belong to the whole conversation.
    """

    send_wanted = Signal()
    attachment_pasted = Signal()
    written = Signal(str)
    """Plain text, with line feeds: the agent changed it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caption_field")
        self.setPlaceholderText(self.tr("Write a message (optional)"))
        self.setAccessibleName(self.tr("Message to the customer"))
        self.setToolTip(self.tr("Enter sends, Shift+Enter begins a new line"))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._is_shown_to = False
        self.textChanged.connect(self._tell)
        self.document().documentLayout().documentSizeChanged.connect(self._follow_height)
        self._follow_height()

    def show_text(self, text: str) -> None:
        """Show the words of another draft without telling anybody; the same ones stay untouched.

        Where some come behind those that are being written, the cursor stays where it is.
        """
        before, place = self.toPlainText(), self.textCursor().position()
        if text != before:
            self._is_shown_to = True
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            if before and text.startswith(f"{before}\n"):
                cursor = self.textCursor()
                cursor.setPosition(place)
                self.setTextCursor(cursor)
            self._is_shown_to = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends; Ctrl+V attaches what is no text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _breaks_line(event):
            if not event.isAutoRepeat():
                self.send_wanted.emit()
            return
        if event.matches(QKeySequence.StandardKey.Paste) and _clipboard_has_attachment():
            self.attachment_pasted.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Attach files and pictures from the context menu's "Paste" too."""
        if holds_attachment(source):
            self.attachment_pasted.emit()
        else:
            super().insertFromMimeData(source)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whether "Paste" has something to paste."""
        return holds_attachment(source) or super().canInsertFromMimeData(source)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the lines, which break elsewhere in another width."""
        super().resizeEvent(event)
        self._follow_height()

    def _tell(self) -> None:
        if not self._is_shown_to:
            self.written.emit(self.toPlainText())

    def _follow_height(self) -> None:
        """Be as high as the text, up to some lines; then scroll."""
        # The document's height of a plain text editor is in lines, not in pixels.
        lines = int(self.document().size().height())
        shown = max(1, min(_MOST_LINES, lines))
        self.setFixedHeight(shown * QFontMetrics(self.font()).lineSpacing() + _AROUND)
        scrolls = lines > _MOST_LINES
        if not scrolls:
            self.verticalScrollBar().setValue(0)  # where it stood before there was room
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAsNeeded if scrolls else policies.ScrollBarAlwaysOff
        )


def _breaks_line(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _clipboard_has_attachment() -> bool:
    return holds_attachment(QGuiApplication.clipboard().mimeData())
