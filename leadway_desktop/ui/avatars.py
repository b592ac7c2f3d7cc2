"""Avatars: initials in a colour that is always the same for a contact, and the channel's badge."""

from __future__ import annotations

import unicodedata
import zlib

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.icons import channel_icon_name, pixmap
from leadway_desktop.ui.theme import font
from leadway_desktop.ui.tokens import BODY_SIZE

AVATAR_SIZE = 40
BADGE_SIZE = 18
_BADGE_RING = 2
_GLYPH = 10
_LETTERS = 0.36  # of the disc, whatever the size of the system's text

AVATAR_COLOURS = (
    "#7a4fbf",
    "#b4552d",
    "#1f7a8c",
    "#4d6b2f",
    "#94406b",
    "#2e5fa3",
    "#946200",
    "#3b7d5c",
    "#a33f45",
    "#5a5fb0",
    "#6b5a4a",
    "#0b7369",
)
NOBODY_COLOUR = "#57606a"
"""For contacts that have no name."""

CHANNEL_COLOURS = {
    Channel.WHATSAPP: "#15803f",
    Channel.SMS: "#5b6776",
    Channel.RCS: "#6a4fb3",
    Channel.EMAIL: "#2457d6",
    Channel.FACEBOOK: "#1366d6",
    Channel.INSTAGRAM: "#b82e7c",
    Channel.LIVE_CHAT: "#0b7a85",
    Channel.TIKTOK: "#343a43",
    None: "#6b7280",
}

_PARTICLES = frozenset(
    ("de", "del", "la", "las", "los", "el", "y", "e", "da", "das", "do", "dos", "van", "von", "der")
)


def initials(name: str) -> str:
    """Return the first letters of the first two words that count, or empty where there are none."""
    words = [word for word in (_letters(word) for word in name.split()) if word]
    words = [w for w in words if w.lower() not in _PARTICLES] or words
    if words and _is_cjk(words[0]):
        return words[0][0]
    # A non-joiner keeps Arabic initials apart, as initials are written.
    return "\u200c".join(_first(word) for word in words[:2])


def avatar_colour(conversation: Conversation) -> str:
    """Return the contact's colour; the same on every computer and in every session."""
    if not initials(conversation.name):
        return NOBODY_COLOUR
    key = conversation.contact_id or conversation.id
    return AVATAR_COLOURS[zlib.crc32(key.encode()) % len(AVATAR_COLOURS)]


def paint_avatar(painter: QPainter, rect: QRectF, conversation: Conversation) -> None:
    """Paint a disc with initials, or `#` for a number, or a figure where nothing is known."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(avatar_colour(conversation)))
    painter.drawEllipse(rect)
    letters = initials(conversation.name) or ("#" if conversation.phone else "")
    if letters:
        painter.setPen(QColor("#ffffff"))
        letters_font = font(BODY_SIZE, QFont.Weight.DemiBold)
        letters_font.setPixelSize(round(rect.height() * _LETTERS))
        painter.setFont(letters_font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letters)
    else:
        _paint_glyph(painter, rect.center(), "person", round(rect.height() * 0.5))
    painter.restore()


def paint_badge(
    painter: QPainter,
    centre: QPointF,
    channel: Channel | None,
    ring: QColor,
) -> None:
    """Paint the channel's badge; `ring` is the colour of what it lies on."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ring)
    painter.drawEllipse(centre, BADGE_SIZE / 2, BADGE_SIZE / 2)
    painter.setBrush(QColor(CHANNEL_COLOURS[channel]))
    inside = BADGE_SIZE / 2 - _BADGE_RING
    painter.drawEllipse(centre, inside, inside)
    _paint_glyph(painter, centre, channel_icon_name(channel), _GLYPH)
    painter.restore()


class Avatar(QWidget):
    """An avatar as a widget, for the head of a conversation; decoration to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversation: Conversation | None = None
        self.setFixedSize(self.sizeHint())

    def show_conversation(self, conversation: Conversation | None) -> None:
        """Show this contact, or nobody."""
        self._conversation = conversation
        self.update()

    def sizeHint(self) -> QSize:
        """Return the one size it has."""
        return QSize(AVATAR_SIZE, AVATAR_SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the contact, if there is one."""
        if self._conversation is not None:
            paint_avatar(QPainter(self), QRectF(self.rect()), self._conversation)


def _paint_glyph(painter: QPainter, centre: QPointF, name: str, size: int) -> None:
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    corner = centre - QPointF(size / 2, size / 2)
    painter.drawPixmap(corner, pixmap(name, "#ffffff", size, ratio))


def _letters(word: str) -> str:
    """Drop what a word starts with before its first letter (emoji, brackets, digits)."""
    for position, char in enumerate(word):
        if unicodedata.category(char).startswith("L"):
            return word[position:]
    return ""


def _first(word: str) -> str:
    """Return a word's first letter with its accents; of an Arabic word, the one after `al-`."""
    word = word[2:] if word.startswith("ال") and len(word) > 3 else word
    end = 1
    while end < len(word) and unicodedata.combining(word[end]):
        end += 1
    return word[:end].upper()


def _is_cjk(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
