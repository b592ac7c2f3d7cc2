"""The settings window. It needs no network: everything is on this computer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.error_notice import ErrorNotice
from leadway_desktop.ui.error_texts import ErrorText, error_text
from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.language import LANGUAGE_NAMES
from leadway_desktop.ui.return_key import ReturnKeyDialog
from leadway_desktop.ui.settings.editors import (
    Editor,
    bandwidth_editor,
    choice_editor,
    days_editor,
    proxy_editor,
    seconds_editor,
    text_editor,
    whole_number_editor,
)
from leadway_desktop.ui.settings.setting_row import SettingRow
from leadway_desktop.ui.settings.settings_service import SettingsService
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12, SPACE_16, SPACE_20
from leadway_desktop.ui.window_place import resize_to_fit

_WIDTH, _HEIGHT = 620, 640


class SettingsDialog(ReturnKeyDialog):
    """Every setting in groups; closes when what was edited has been written."""

    def __init__(
        self,
        theme: Theme,
        desk: SettingsService,
        parent: QWidget | None = None,
        *,
        is_practice: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(self.tr("Settings"))
        self._desk = desk
        self._is_practice = is_practice
        self._rows: list[SettingRow] = []
        self._notice = ErrorNotice("settings_error", self)
        self._save = text_button("save_settings_button", self.tr("Save"), "primary")
        self._cancel = text_button("cancel_settings_button", self.tr("Cancel"))
        folder = self.tr("Open the settings file's folder")
        self._folder = text_button("settings_folder_button", folder, "link")
        keep_icon(self._folder, theme, "folder", "accent")
        self._lay_out()
        self._wire()
        self._tell_what_was_set_aside()
        self._update_save()
        for row in [row for row in self._rows if not row.is_fixed][:1]:
            row.focus_editor()

    def _wire(self) -> None:
        self._desk.changed.connect(self.accept)
        self._desk.failed.connect(self._fail)
        self._save.clicked.connect(self._try_to_save)
        self._save.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._folder.clicked.connect(self._open_folder)

    def _try_to_save(self) -> None:
        wrong = next((row for row in self._rows if row.problem), None)
        if wrong is not None:
            wrong.focus_editor()
            return
        self._notice.hide()
        self._save.setEnabled(False)
        changes = {name: value for row in self._rows for name, value in row.change.items()}
        self._desk.save(replace(self._desk.loaded.settings, **changes))

    def _fail(self, error: LeadwayError) -> None:
        self._save.setEnabled(True)
        self._notice.say(error_text(error))

    def _update_save(self) -> None:
        self._save.setEnabled(any(row.change for row in self._rows))

    def _open_folder(self) -> None:
        folder = self._desk.loaded.file.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _tell_what_was_set_aside(self) -> None:
        aside = self._desk.loaded.set_aside
        if aside is not None:
            what = self.tr("The settings file could not be read.")
            where = self.tr("It is kept as {name}, and the usual settings are in force.")
            self._notice.say(ErrorText(what, where.replace("{name}", aside.name)), "warn")

    # --- parts ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        resize_to_fit(self, _WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scrolled(self._groups()), 1)
        column.addWidget(self._foot())

    def _groups(self) -> QWidget:
        page = QWidget()
        set_role(page, "content")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_20, SPACE_16, SPACE_20, SPACE_20)
        column.setSpacing(SPACE_8)
        column.addWidget(self._notice)
        if self._is_practice:
            self._add_group(column, self.tr("Connection"), [self._no_connection()])
        else:
            self._add_group(column, self.tr("Connection"), self._connection())
        self._add_group(column, self.tr("Uploads"), self._uploads())
        self._add_group(column, self.tr("Appearance"), self._appearance())
        if not self._is_practice:
            self._add_group(column, self.tr("New versions"), self._new_versions())
        column.addStretch(1)
        return page

    def _no_connection(self) -> QLabel:
        words = self.tr(
            "Address, location and proxy do not apply here: the practice account is on this "
            "computer. Its history is kept until the window is closed, whatever is chosen below. "
            "Leave it to see what is so in your own account."
        )
        return plain_label(self, "secondary", "no_connection_words", words)

    def _connection(self) -> Iterable[SettingRow]:
        now = self._desk.loaded.settings
        address = self.tr("Only where your company has an address of its own (white label).")
        yield self._row("location_id", text_editor(now.location_id))
        yield self._row("base_url", text_editor(now.base_url), address)
        yield self._row("api_version", text_editor(now.api_version))
        yield self._row("proxy", proxy_editor(now.proxy))
        yield self._row("connect_timeout", seconds_editor(now.connect_timeout))
        yield self._row("reply_timeout", seconds_editor(now.reply_timeout))

    def _uploads(self) -> Iterable[SettingRow]:
        now = self._desk.loaded.settings
        stall = self.tr("How long an upload may go without one byte getting through.")
        small = self.tr(
            "Six times as many where files are small (up to 512 KB). With 1, every file waits for "
            "the one before."
        )
        yield self._row("parallel_uploads", whole_number_editor(now.parallel_uploads), small)
        sending = {
            "ask": self.tr("Ask each time"),
            "always": self.tr("Always, without asking"),
            "never": self.tr("Never: only get links"),
        }
        asks = self.tr("Whatever this says, it asks where WhatsApp would refuse a message.")
        yield self._row("sending", choice_editor(now.sending, sending), asks)
        shared = self.tr("All uploads share it, at once. 1,000 KB/s are 8 megabits a second.")
        yield self._row("bandwidth_limit", bandwidth_editor(now.bandwidth_limit), shared)
        yield self._row("stall_timeout", seconds_editor(now.stall_timeout), stall)
        kept = self.tr("Receipts of what was uploaded. With 0 they go when the window is closed.")
        yield self._row("history_days", days_editor(now.history_days), kept)

    def _appearance(self) -> Iterable[SettingRow]:
        now = self._desk.loaded.settings
        system = self.tr("As the system does")
        languages = {"system": system, **LANGUAGE_NAMES}
        themes = {"system": system, "light": self.tr("Light"), "dark": self.tr("Dark")}
        later = self.tr("Takes effect when the program starts again.")
        yield self._row("language", choice_editor(now.language, languages), later)
        yield self._row("theme", choice_editor(now.theme, themes))

    def _new_versions(self) -> Iterable[SettingRow]:
        now = self._desk.loaded.settings
        asks = self.tr(
            "Once a day, and it only tells you: nothing is downloaded or installed. Empty: it "
            "never asks."
        )
        yield self._row("update_url", text_editor(now.update_url), asks)

    def _row(self, name: str, editor: Editor, hint: str = "") -> SettingRow:
        row = SettingRow(name, editor, self._desk.loaded, hint)
        row.edited.connect(self._update_save)
        self._rows.append(row)
        return row

    def _add_group(self, column: QVBoxLayout, name: str, rows: Iterable[QWidget]) -> None:
        heading = plain_label(self, "heading", words=name)
        column.addSpacing(SPACE_8)
        column.addWidget(heading)
        card = QFrame(self)
        card.setAccessibleName(name)
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(SPACE_16, SPACE_12, SPACE_16, SPACE_12)
        inside.setSpacing(SPACE_12)
        for row in rows:
            inside.addWidget(row)
        column.addWidget(card)

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        return area

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        set_role(foot, "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE_12, SPACE_12, SPACE_20, SPACE_12)
        row.setSpacing(SPACE_8)
        file = str(self._desk.loaded.file)
        self._folder.setToolTip(file)
        self._folder.setAccessibleDescription(file)
        row.addWidget(self._folder)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        return foot
