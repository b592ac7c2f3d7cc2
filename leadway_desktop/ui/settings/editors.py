"""What a setting's value is edited with: a widget, how to read it, and when it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from leadway_desktop.ui.tokens import SPACE_8

# Wider than allowed: the rule says what is allowed.
_MOST_UPLOADS, _MOST_DAYS, _MOST_SECONDS = 99, 9999, 9999.0
_NUMBER_WIDTH = 110
_EDGE = 8
_MOST_BANDWIDTH, _BANDWIDTH_STEP, _WIDE_NUMBER_WIDTH = 9_999_999, 100, 150


@dataclass(frozen=True, slots=True)
class Editor:
    """A widget for one value."""

    widget: QWidget
    read: Callable[[], object]
    changed: SignalInstance


def text_editor(value: str) -> Editor:
    """Return an editor for text; spaces around it do not count."""
    field = QLineEdit(value)
    return Editor(field, lambda: field.text().strip(), field.textChanged)


def whole_number_editor(value: int) -> Editor:
    """Return an editor for a number."""
    field = _WholeNumber()
    field.setRange(0, _MOST_UPLOADS)
    field.setValue(value)
    return _number_editor(field, _NUMBER_WIDTH)


def days_editor(value: int) -> Editor:
    """Return an editor for a number of days."""
    field = _WholeNumber()
    field.setRange(0, _MOST_DAYS)
    field.setSuffix(QCoreApplication.translate("Editors", " days"))
    field.setValue(value)
    return _number_editor(field, _NUMBER_WIDTH)


def bandwidth_editor(value: int) -> Editor:
    """Return an editor for kilobytes a second, where 0 is no limit."""
    field = _WholeNumber()
    field.setRange(0, _MOST_BANDWIDTH)
    field.setSingleStep(_BANDWIDTH_STEP)
    field.setGroupSeparatorShown(True)
    field.setSuffix(QCoreApplication.translate("Editors", " KB/s"))
    field.setSpecialValueText(QCoreApplication.translate("Editors", "No limit"))
    field.setValue(value)
    return _number_editor(field, _WIDE_NUMBER_WIDTH)


def seconds_editor(value: float) -> Editor:
    """Return an editor for a time in seconds."""
    field = _Seconds()
    field.setRange(0, _MOST_SECONDS)
    field.setDecimals(0 if value == int(value) else 1)
    field.setSuffix(QCoreApplication.translate("Editors", " s"))
    field.setValue(value)
    return _number_editor(field, _NUMBER_WIDTH)


def choice_editor(value: str, names: Mapping[str, str]) -> Editor:
    """Return an editor for one of a few values; `names` tells what each is called."""
    box = _Choice()
    for choice, name in names.items():
        box.addItem(name, choice)
    box.setCurrentIndex(max(0, box.findData(value)))
    return Editor(box, box.currentData, box.currentIndexChanged)


def proxy_editor(value: str) -> Editor:
    """Return an editor for `system`, `none` or an address."""
    editor = ProxyEditor(value)
    return Editor(editor, editor.value, editor.changed)


class ProxyEditor(QWidget):
    """A choice, and a field for the address where the choice is an address."""

    changed = Signal()

    def __init__(self, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = _Choice(self)
        self._address = QLineEdit(self)
        for choice, name in self._names().items():
            self._choice.addItem(name, choice)
        self._choice.setObjectName("proxy_choice")
        self._address.setObjectName("proxy_address")
        self._address.setPlaceholderText("http://host:port")
        self._address.setAccessibleName(self.tr("Address of the proxy"))
        self._show(value)
        self._lay_out()
        self._choice.currentIndexChanged.connect(self._take_choice)
        self._address.textChanged.connect(self.changed)
        self.setFocusProxy(self._choice)

    def value(self) -> object:
        """Return what is chosen; an address as it was typed."""
        return self._choice.currentData() or self._address.text().strip()

    def _names(self) -> dict[str, str]:
        return {
            "system": self.tr("As the system does"),
            "none": self.tr("No proxy"),
            "": self.tr("This address"),
        }

    def _show(self, value: str) -> None:
        known = self._choice.findData(value)
        self._choice.setCurrentIndex(known if known >= 0 else self._choice.findData(""))
        self._address.setText("" if known >= 0 else value)
        self._address.setVisible(not self._choice.currentData())

    def _take_choice(self) -> None:
        self._address.setVisible(not self._choice.currentData())
        self.changed.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_8)
        row.addWidget(self._choice)
        row.addWidget(self._address, 1)


def _number_editor(field: _WholeNumber | _Seconds, width: int) -> Editor:
    field.setFixedWidth(width)
    field.lineEdit().setTextMargins(_EDGE, 0, 0, 0)
    return Editor(field, field.value, field.valueChanged)


class _Choice(QComboBox):
    """A wheel that scrolls the page must not change what it passes over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The style sheet reaches the rows of its list only through this delegate.
        self.setItemDelegate(QStyledItemDelegate(self))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class _WholeNumber(QSpinBox):
    """As `_Choice`."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class _Seconds(QDoubleSpinBox):
    """As `_Choice`."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
