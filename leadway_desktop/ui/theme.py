"""The theme in force: tokens -> palette and style sheet over Qt's Fusion style.

Widgets say what they are with the dynamic property `role`, and `resources/styles/app.qss` says
how that looks:

    QPushButton   primary, quiet (no border until hovered), link, danger, account,
                  chip (checkable)
    QToolButton   quiet by nature
    QLabel        title, strong, secondary, hint, heading, badge, keycap, step
    QFrame        card, pane, foot, well, line, notice, toast
    any of them   state = ok | warn | bad: the colours of a state

Most of Qt's names are looked up in their module where they are used: the first use of a class makes
its enums, and a start should not wait for those of fonts and buttons.
"""

from __future__ import annotations

from string import Template

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from leadway_desktop.resources import resources_folder
from leadway_desktop.ui.tokens import (
    BODY_SIZE,
    DARK,
    HINT_SIZE,
    LIGHT,
    SMALL_SIZE,
    TITLE_SIZE,
    Tokens,
    text_scale,
    with_high_contrast,
)

STYLE = "Fusion"
"""Qt's style below our style sheet."""
_PREFERENCES = ("system", "light", "dark")
_STYLES = "leadwaystyles"  # the prefix under which the style sheet finds its pictures


class Theme(QObject):
    """Which colours are in force; one for the whole program, owned by the composition root."""

    changed = Signal()
    """Other colours are in force: repaint what is drawn by hand."""

    def __init__(self, preference: str = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preference = _checked(preference)
        self._app: QApplication | None = None
        self._tokens: Tokens | None = None

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        if self._tokens is None:
            self._tokens = self._choose()
        return self._tokens

    @property
    def preference(self) -> str:
        """`system`, `light` or `dark`."""
        return self._preference

    def set_preference(self, preference: str) -> None:
        """Follow the system, or do not; raises ValueError for anything unknown."""
        self._preference = _checked(preference)
        self._refresh()

    def colour(self, name: str) -> QColor:
        """Return the colour of a token."""
        return QColor(getattr(self.tokens, name))

    def prime(self, app: QApplication, preference: str) -> None:
        """Give an application the colour of an empty window, before `apply` dresses it.

        To ask the system what it prefers takes `Qt`'s enums, 30 ms of a start: whether it is dark
        shows in the palette that Qt has made of its wishes.
        """
        if self._app is not None:
            self.set_preference(preference)
            return
        self._preference = _checked(preference)
        palette = app.palette()
        wants_dark = _is_dark(palette) if preference == "system" else preference == "dark"
        palette.setColor(QPalette.ColorRole.Window, QColor(DARK.bg if wants_dark else LIGHT.bg))
        app.setPalette(palette)

    def apply(self, app: QApplication) -> None:
        """Dress the whole application, now and whenever the colours change."""
        if self._app is not None:
            return
        self._app = app
        QtCore.QDir.setSearchPaths(_STYLES, [str(resources_folder() / "styles")])
        app.setStyle(STYLE)  # a style made here would stay known to Python after Qt deletes it
        app.setFont(font(BODY_SIZE))
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._refresh)
        hints.accessibility().contrastPreferenceChanged.connect(self._refresh)
        app.focusChanged.connect(_mark_keyboard_focus)
        self._dress()

    def _refresh(self) -> None:
        tokens = self._choose()
        if tokens == self._tokens:
            return
        self._tokens = tokens
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        if self._app is not None:
            self._app.setPalette(palette_of(self.tokens))
            self._app.setStyleSheet(style_sheet_of(self.tokens))

    def _choose(self) -> Tokens:
        hints = QtGui.QGuiApplication.styleHints()
        tokens = DARK if self._wants_dark(hints) else LIGHT
        # Two steps: PySide's temporary QAccessibilityHints dies with the hints it came from.
        accessibility = hints.accessibility()
        more = accessibility.contrastPreference() is QtCore.Qt.ContrastPreference.HighContrast
        return with_high_contrast(tokens) if more else tokens

    def _wants_dark(self, hints: QtGui.QStyleHints) -> bool:
        if self._preference == "system":
            return hints.colorScheme() is QtCore.Qt.ColorScheme.Dark
        return self._preference == "dark"


def font(size: int, weight: QtGui.QFont.Weight | None = None) -> QtGui.QFont:
    """Return the system's font at one of our sizes, larger where the system's text is larger."""
    made = QtGui.QFontDatabase.systemFont(QtGui.QFontDatabase.SystemFont.GeneralFont)
    made.setPixelSize(_scaled(size))
    made.setWeight(QtGui.QFont.Weight.Normal if weight is None else weight)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is; see the module's docstring."""
    _set_property(widget, "role", role)


def set_state(widget: QWidget, state: str) -> None:
    """Give a widget the look of a state: `ok`, `warn`, `bad`, `struck`; none by an empty string."""
    _set_property(widget, "state", state)


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette of a theme, for whatever the style sheet does not reach."""
    palette = QPalette()
    for role, name in _PALETTE.items():
        palette.setColor(role, QColor(getattr(tokens, name)))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text3))
    return palette


def style_sheet_of(tokens: Tokens) -> str:
    """Return the style sheet of a theme; raises KeyError for a token that is not there."""
    source = (resources_folder() / "styles" / "app.qss").read_text(encoding="utf-8")
    pictures = f"{_STYLES}:{'dark' if tokens.is_dark else 'light'}"
    sizes = {"title_size": TITLE_SIZE, "hint_size": HINT_SIZE, "small_size": SMALL_SIZE}
    scaled = {name: _scaled(size) for name, size in sizes.items()}
    return Template(source).substitute(tokens.colours(), pictures=pictures, **scaled)


def _is_dark(palette: QPalette) -> bool:
    window, text = (
        palette.color(QPalette.ColorRole.Window),
        palette.color(QPalette.ColorRole.WindowText),
    )
    return window.lightness() < text.lightness()


def _scaled(size: int) -> int:
    system = QtGui.QFontDatabase.systemFont(QtGui.QFontDatabase.SystemFont.GeneralFont)
    return round(size * text_scale(QtGui.QFontInfo(system).pixelSize()))


def _checked(preference: str) -> str:
    if preference not in _PREFERENCES:
        raise ValueError(f"no such theme: {preference}")
    return preference


def _set_property(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _mark_keyboard_focus(old: QWidget | None, new: QWidget | None) -> None:
    """Show the focus ring to those who use the keyboard, not around every click."""
    by_mouse = QtGui.QGuiApplication.mouseButtons() != QtCore.Qt.MouseButton.NoButton
    ringed = (QtWidgets.QAbstractButton, QtWidgets.QComboBox)
    if isinstance(old, ringed):
        _set_property(old, "ring", "no")
    if isinstance(new, ringed):
        _set_property(new, "ring", "no" if by_mouse else "yes")


_PALETTE = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.ToolTipBase: "text",
    QPalette.ColorRole.ToolTipText: "surface",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "edge",
    QPalette.ColorRole.Shadow: "edge",
}
