"""One setting in the settings window: its name, its editor, and a line of words below."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from leadway_desktop.domain.errors import SettingInvalid
from leadway_desktop.domain.settings import LoadedSettings, SettingOrigin
from leadway_desktop.ui.error_texts import error_text, setting_label
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.settings.editors import Editor
from leadway_desktop.ui.theme import set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_12

_LABEL_WIDTH = 190


class SettingRow(QWidget):
    """Checks itself as it is edited; what is decided elsewhere can be seen, not changed.

    That is by this computer's policy, or by the environment.
    """

    edited = Signal()

    def __init__(
        self,
        name: str,
        editor: Editor,
        loaded: LoadedSettings,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_row")
        self._name = name
        self._editor = editor
        self._in_force = loaded.settings
        decided = self._decided_elsewhere(loaded)
        self._is_fixed = bool(decided)
        self._hint = decided or hint
        self._label = QLabel(setting_label(name), self)
        self._words = plain_label(self, "hint", f"{name}_words")
        self._dress()
        self._lay_out()
        editor.changed.connect(self._check)
        self._show_problem(next((p for p in loaded.problems if p.name == name), None))

    @property
    def change(self) -> dict[str, Any]:
        """The setting's name and value if it was edited, else nothing."""
        value = self._editor.read()
        is_same = self._is_fixed or value == getattr(self._in_force, self._name)
        return {} if is_same else {self._name: value}

    @property
    def problem(self) -> SettingInvalid | None:
        """What is wrong with the value as it stands, if anything is."""
        try:
            replace(self._in_force, **self.change)
        except SettingInvalid as error:
            return error
        return None

    @property
    def is_fixed(self) -> bool:
        """Whether it is decided elsewhere."""
        return self._is_fixed

    def focus_editor(self) -> None:
        """Put the cursor where the value is edited."""
        self._editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        self._show_problem(self.problem)
        self.edited.emit()

    def _show_problem(self, problem: SettingInvalid | None) -> None:
        words = error_text(problem).next_step if problem else self._hint
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._editor.widget.setAccessibleDescription(words)
        set_state(self._words, "bad" if problem else "")
        set_state(self._editor.widget, "bad" if problem else "")

    def _decided_elsewhere(self, loaded: LoadedSettings) -> str:
        if loaded.is_locked(self._name):
            return self.tr("Your organisation has set it, and it cannot be changed here.")
        if loaded.origins.get(self._name) is SettingOrigin.ENVIRONMENT:
            words = self.tr("Set by the environment variable {name}: change it there.")
            return words.format(name=f"LEADWAY_DESKTOP_{self._name.upper()}")
        return ""

    def _dress(self) -> None:
        widget = self._editor.widget
        widget.setParent(self)
        widget.setObjectName(f"{self._name}_setting")
        (widget.focusProxy() or widget).setAccessibleName(self._label.text())
        widget.setEnabled(not self._is_fixed)
        self._label.setBuddy(widget)
        self._label.setFixedWidth(_LABEL_WIDTH)
        self._label.setWordWrap(True)
        set_role(self._label, "")

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_12)
        grid.setVerticalSpacing(SPACE_4)
        grid.addWidget(self._label, 0, 0)
        stretches = self._editor.widget.maximumWidth() > self.width() * 4
        place = Qt.AlignmentFlag(0) if stretches else Qt.AlignmentFlag.AlignLeft
        grid.addWidget(self._editor.widget, 0, 1, place)
        grid.addWidget(self._words, 1, 1)
        grid.setColumnStretch(1, 1)
