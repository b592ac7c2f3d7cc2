"""Which channel a conversation's files go by, with its limit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from leadway_desktop.domain.channel import Channel
from leadway_desktop.ui import texts
from leadway_desktop.ui.icons import channel_icon_name, icon
from leadway_desktop.ui.theme import Theme

CHANNELS = tuple(Channel)

_ICON_ROOM, _SLACK = 20, 8


class ChannelPicker(QComboBox):
    """`WhatsApp · up to 100 MB`; shows `Choose a channel` until there is one."""

    channel_chosen = Signal(object)
    """Channel: the agent picked it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("channel_picker")
        self.setItemDelegate(QStyledItemDelegate(self))  # the default one ignores the style sheet
        self.setAccessibleName(self.tr("Channel"))
        self.view().setAccessibleName(self.tr("Channels"))
        self.setToolTip(self.tr("The channel that files for this conversation go by"))
        self.setPlaceholderText(self.tr("Choose a channel"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for channel in CHANNELS:
            self.addItem(self._label(channel))
        self._tint()
        theme.changed.connect(self._tint)
        self.activated.connect(lambda row: self.channel_chosen.emit(CHANNELS[row]))
        self.show_channel(None)

    def show_channel(self, channel: Channel | None) -> None:
        """Show a channel without telling anybody."""
        self.setCurrentIndex(-1 if channel is None else CHANNELS.index(channel))
        self.updateGeometry()  # another name takes another room

    def sizeHint(self) -> QSize:
        """Return room for the longest channel, whole."""
        return super().sizeHint() + QSize(_SLACK, 0)

    def minimumSizeHint(self) -> QSize:
        """Return room for the channel's name, whole: the limit alone gives way."""
        width_of = self.fontMetrics().horizontalAdvance
        longest = max(width_of(self.itemText(row)) for row in range(self.count()))
        width = self.sizeHint().width() - longest + width_of(self._name())
        return QSize(width, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is chosen; Qt would cut it off in the middle of a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(box, option, field, self)
        room = area.width() - (0 if self.currentIndex() < 0 else _ICON_ROOM)
        option.currentText = self._text_for(room)
        painter.drawComplexControl(box, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _text_for(self, room: int) -> str:
        """Return as much as fits: the limit goes first, then the end of the name."""
        text, metrics = self.currentText() or self.placeholderText(), self.fontMetrics()
        if metrics.horizontalAdvance(text) > room:
            text = self._name()
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _name(self) -> str:
        """Return the channel's name alone, or that there is none."""
        row = self.currentIndex()
        return self.placeholderText() if row < 0 else texts.channel_name(CHANNELS[row])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the channel alone: scrolling over it is no decision."""
        event.ignore()

    def _label(self, channel: Channel) -> str:
        pattern = self.tr("{channel} · up to {limit}")
        return pattern.format(
            channel=texts.channel_name(channel), limit=texts.channel_limit(channel)
        )

    def _tint(self) -> None:
        for row, channel in enumerate(CHANNELS):
            self.setItemIcon(row, icon(channel_icon_name(channel), self._theme.tokens.text2))
