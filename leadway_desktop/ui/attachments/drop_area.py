"""The place where files are let go; it says what will happen before they are."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QWidget

from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.icons import pixmap
from leadway_desktop.ui.labels import key_words
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import CARD_RADIUS, SPACE_4, SPACE_12, SPACE_16

_ICON = 32
_SMALL_ICON = 20
_DASH = [4.0, 3.0]
_ROOMY, _COMPACT = 168, 64
_BESIDE = 180  # what stands beside the words


class DropArea(QFrame):
    """Shows the invitation, or, while a drag hovers, what letting go would do.

    It takes no drops itself: the whole conversation does.
    """

    choose_wanted = Signal()
    """The agent would rather pick files in a dialog."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offer = self._shorter_offer = ""
        self._is_compact = False
        self.setObjectName("drop_area")
        self.setAccessibleName(self.tr("Files for this conversation"))
        self._make_parts()
        self._arrange()
        theme.changed.connect(self._refresh)
        self.set_compact(False)

    @property
    def offer(self) -> str:
        """What letting go would do, while a drag hovers; empty otherwise."""
        return self._offer

    def set_compact(self, compact: bool) -> None:
        """Take one line where uploads need the room, or more where there are none."""
        self._is_compact = compact
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(across if compact else down)
        self.setFixedHeight(_COMPACT if compact else _ROOMY)
        self._refresh()

    def show_offer(self, offer: str, shorter: str = "") -> None:
        """Light up and say what letting go would do; an empty text puts the light out.

        `shorter` is said where that has no room.
        """
        self._offer, self._shorter_offer = offer, shorter
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button below the words where both have no room in one line."""
        super().resizeEvent(event)
        cramped = self.width() < self._label.sizeHint().width() + _BESIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._words.setDirection(down if cramped else across)
        self._picture.setVisible(not (cramped and self._is_compact))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card with its dashed border."""
        lit = bool(self._offer)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("accent" if lit else "edge"), 2 if lit else 1)
        pen.setDashPattern(_DASH)
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("soft" if lit else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, CARD_RADIUS)

    def _make_parts(self) -> None:
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label = ElidedLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setObjectName("drop_hint")
        self._choose = QPushButton(self.tr("choose them"))
        self._choose.setObjectName("choose_files_button")
        self._choose.setAccessibleName(self.tr("Choose files"))
        self._choose.setCursor(Qt.CursorShape.PointingHandCursor)
        self._choose.clicked.connect(self.choose_wanted)
        set_role(self._choose, "link")

    def _arrange(self) -> None:
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(0)
        self._words.addWidget(self._label)
        self._words.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignCenter)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(SPACE_16, SPACE_12, SPACE_16, SPACE_12)
        self._layout.setSpacing(SPACE_4)
        self._layout.addStretch()
        self._layout.addWidget(self._picture)
        self._layout.addLayout(self._words)
        self._layout.setAlignment(self._words, Qt.AlignmentFlag.AlignCenter)
        self._layout.addStretch()

    def _refresh(self) -> None:
        lit = bool(self._offer)
        size = _SMALL_ICON if self._is_compact else _ICON
        colour = self._theme.tokens.accent if lit else self._theme.tokens.text3
        self._picture.setPixmap(pixmap("upload", colour, size, self.devicePixelRatioF()))
        if lit:
            self._label.show_text(self._offer, self._shorter_offer)
        else:
            self._label.show_text(self._invitation())
        set_role(self._label, "offer" if lit else "secondary")
        self._choose.setVisible(not lit)
        self.update()

    def _invitation(self) -> str:
        keys = key_words(QKeySequence(QKeySequence.StandardKey.Paste))
        pattern = (
            self.tr("Drop more files, paste them with {keys} or")
            if self._is_compact
            else self.tr("Drop files here, paste them with {keys} or")
        )
        return pattern.format(keys=keys)
