"""The head of the conversation list: which account, whether it is reached, and its menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.labels import key_words
from leadway_desktop.ui.plain_text import for_button, one_line
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_4

_DOT = 8


class AccountHeader(QWidget):
    """Account button with its menu at the left, connection at the right."""

    refresh_wanted = Signal()
    history_wanted = Signal()
    settings_wanted = Signal()
    support_wanted = Signal()
    about_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(
        self, theme: Theme, label: str, is_practice: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("account_header")
        self._theme = theme
        self._is_practice = is_practice
        self._is_reached: bool | None = None
        self._is_refused = False
        self._button = _AccountButton(one_line(label), self)
        self._status = QLabel(self)
        self._dot = _Dot(theme, self)
        self._button.setAccessibleName(self.tr("Account: {name}").replace("{name}", label))
        self._button.setMenu(self._menu())
        self._lay_out()
        self._show_status()

    def show_connection(self, is_reached: bool | None) -> None:
        """Say whether Leadway answers; None: not known yet."""
        self._is_reached = is_reached
        self._show_status()

    def show_refusal(self, is_refused: bool) -> None:
        """Say that Leadway answers, and lets this account in no longer; or that it does again."""
        self._is_refused = is_refused
        self._show_status()

    def _show_status(self) -> None:
        if self._is_reached and self._is_refused:
            words, token = self.tr("No access"), "warn"
        elif self._is_reached is None:
            words, token = self.tr("Connecting…"), "text3"
        elif self._is_reached:
            words, token = self.tr("Online"), "ok"
        else:
            words, token = self.tr("Offline"), "bad"
        self._status.setText(words)
        self._dot.show_token(token)

    def _menu(self) -> QMenu:
        menu = QMenu(self._button)
        menu.setObjectName("account_menu")
        self._add(menu, "refresh", self.tr("Refresh the list"), self.refresh_wanted, "F5")
        # The work page has the keys: they hold where this header is not in sight, too.
        history = self.tr("History") + "\t" + key_words(QKeySequence("Ctrl+H"))
        self._add(menu, "history", history, self.history_wanted, icon="wait")
        self._add(menu, "settings", self.tr("Settings…"), self.settings_wanted, "Ctrl+,")
        support = self.tr("Report for support…")
        self._add(menu, "support", support, self.support_wanted, icon="download")
        self._add(menu, "info", self.tr("About Leadway Desktop"), self.about_wanted)
        menu.addSeparator()
        leave = self.tr("Leave the practice account") if self._is_practice else self.tr("Sign out")
        self._add(menu, "sign-out", leave, self.sign_out_wanted)
        return menu

    def _add(
        self,
        menu: QMenu,
        name: str,
        text: str,
        wanted: SignalInstance,
        keys: str = "",
        icon: str = "",
    ) -> None:
        action = QAction(text, menu)
        action.setObjectName(f"{name.replace('-', '_')}_action")
        keep_icon(action, self._theme, icon or name, "text2")
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(wanted)
        menu.addAction(action)

    def _lay_out(self) -> None:
        set_role(self._status, "hint")
        self._status.setObjectName("connection_status")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_4 + 2)
        row.addWidget(self._button)
        row.addStretch(1)
        row.addWidget(self._dot)
        row.addWidget(self._status)


class _AccountButton(QPushButton):
    """The account's name, shortened where there is no room for it: an id has twenty letters."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(for_button(name), parent)
        self._account = name
        self.setObjectName("account_button")
        set_role(self, "account")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room for the whole name."""
        hint = super().sizeHint()
        return QSize(self._frame_width() + self._width_of(self._account) + 1, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the room for its arrow alone: the name gives way."""
        return QSize(self._frame_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew."""
        super().resizeEvent(event)
        room = self.width() - self._frame_width()
        mode = Qt.TextElideMode.ElideRight
        self.setText(for_button(self.fontMetrics().elidedText(self._account, mode, room)))

    def _frame_width(self) -> int:
        """Return what stands beside the words."""
        return super().sizeHint().width() - self._width_of(self.text().replace("&&", "&"))

    def _width_of(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words)


class _Dot(QWidget):
    """A disc in a token's colour, always beside the word for it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = "text3"
        self.setFixedSize(QSize(_DOT, _DOT))
        theme.changed.connect(self.update)

    def show_token(self, token: str) -> None:
        """Change the colour."""
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour(self._token)))
        painter.drawEllipse(self.rect())
        painter.end()
