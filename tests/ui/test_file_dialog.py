from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.file_dialog import FileDialog


def test_every_label_is_in_the_agents_language(qtbot: QtBot, speak: Callable[[str], None]) -> None:
    speak("es_ES")
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = FileDialog("file_dialog", parent)
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == "Buscar en:"
    assert dialog.labelText(QFileDialog.DialogLabel.FileType) == "Tipo de archivo:"
