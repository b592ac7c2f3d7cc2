"""Says in a conversation that its new files were there before, and offers the link of then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.buttons import icon_button, text_button
from leadway_desktop.ui.history.earlier_files import EarlierFiles, Repeat, earlier_in_words
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8

_BESIDE = 60
"""Pixels that the notice needs beside its buttons in a row: its edges, gaps and way out."""
_INSET = 9
"""Where the words of a button without an edge begin."""
UploadOf = Callable[[str], Upload | None]
_Found = tuple[Repeat, Upload | None]


class EarlierNotice(QFrame):
    """Hidden while there is nothing to say. The new uploads go on meanwhile, unless stopped."""

    links_wanted = Signal(object)
    """list[str]: the earlier links, to be copied."""
    stop_wanted = Signal(object)
    """list[str]: ids of new uploads that are not needed."""

    def __init__(self, files: EarlierFiles, upload_of: UploadOf, theme: Theme) -> None:
        """`upload_of` finds an upload of the list by its id."""
        super().__init__()
        self.setObjectName("earlier_notice")
        set_role(self, "notice")
        self._files = files
        self._upload_of = upload_of
        self._conversation_id = ""
        # Once for all that is found at a time: a drop may bring thousands of files again.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self._words = plain_label(self, "", "earlier_notice_text")
        self._copy = text_button("copy_earlier_link_button", self._copy_words(1), "link")
        self._stop = text_button("stop_repeat_button", self.tr("Do not upload again"), "quiet")
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._close = icon_button("dismiss_earlier_button", self.tr("Dismiss"), "close", theme)
        self._arrange()
        self._copy.clicked.connect(self._copy_links)
        self._stop.clicked.connect(self._stop_repeats)
        self._close.clicked.connect(lambda: files.dismiss(self._conversation_id))
        files.changed.connect(self._follow)
        self.hide()

    def show_conversation(self, conversation_id: str) -> None:
        """Speak of this conversation."""
        self._conversation_id = conversation_id
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below each other where they have no room beside each other."""
        super().resizeEvent(event)
        is_narrow = self.width() < sum(self._widths) + _BESIDE
        directions = QBoxLayout.Direction
        self._buttons.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """Return the width of one button: they need not be beside each other."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), max(self._widths) + _BESIDE), least.height())

    @property
    def _widths(self) -> tuple[int, int]:
        return self._copy.sizeHint().width(), self._stop.sizeHint().width()

    def refresh(self) -> None:
        """Say how things stand now."""
        unsent = self._unsent()
        repeats = [self._as_it_stands(repeat) for repeat, _ in unsent]
        self.setVisible(bool(repeats))
        if not repeats:
            return
        under_way = len(_under_way(unsent))
        words = earlier_in_words(repeats)
        if under_way:
            words += " " + self._again_words(under_way, len(repeats))
        self._words.setText(words)
        self.setAccessibleName(words)
        self._copy.setText(self._copy_words(len(repeats)))
        self._stop.setVisible(under_way > 0)

    def _as_it_stands(self, repeat: Repeat) -> Repeat:
        return replace(repeat, earlier=self._upload_of(repeat.earlier.id) or repeat.earlier)

    def _unsent(self) -> list[_Found]:
        """Return repeats with their uploads: of one that was sent there is nothing to decide."""
        repeats = self._files.of(self._conversation_id)
        found = ((repeat, self._upload_of(repeat.upload_id)) for repeat in repeats)
        return [(repeat, upload) for repeat, upload in found if not (upload and upload.is_sent)]

    def _copy_links(self) -> None:
        links = (repeat.earlier.link for repeat, _ in self._unsent())
        self.links_wanted.emit([link for link in links if link])

    def _stop_repeats(self) -> None:
        self.stop_wanted.emit(_under_way(self._unsent()))
        self._files.dismiss(self._conversation_id)

    def _follow(self, conversation_id: str) -> None:
        if conversation_id == self._conversation_id:
            self._soon.start()

    def _again_words(self, under_way: int, repeats: int) -> str:
        if repeats == 1:
            return self.tr("It is being uploaded again.")
        if under_way == repeats:
            return self.tr("They are being uploaded again.")
        return self.tr("%n of them is being uploaded again.", "", under_way)

    def _copy_words(self, count: int) -> str:
        return self.tr("Copy the earlier link(s)", "", count)

    def _arrange(self) -> None:
        row = self._buttons
        row.setSpacing(SPACE_4)
        for button in (self._copy, self._stop):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(SPACE_4)
        self._words.setContentsMargins(_INSET, 0, 0, 0)
        words.addWidget(self._words)
        words.addLayout(row)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(SPACE_4, SPACE_8, SPACE_4, SPACE_4)
        whole.setSpacing(SPACE_8)
        whole.addLayout(words, 1)
        whole.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)


def _under_way(found: Sequence[_Found]) -> list[str]:
    """Return the ids of the new uploads that go on."""
    uploads = (upload for _, upload in found)
    return [upload.id for upload in uploads if upload and not upload.stage.is_over]
