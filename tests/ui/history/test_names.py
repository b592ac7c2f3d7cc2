"""What leadway_desktop/ui/README.md says of the history's parts is true."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import RequestRefused
from leadway_desktop.ui.history.earlier_files import EarlierFiles
from leadway_desktop.ui.history.earlier_notice import EarlierNotice
from leadway_desktop.ui.history.history_questions import DeletionQuestion, ExportDialog
from leadway_desktop.ui.history.history_window import HistoryWindow
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.history.receipt_dialog import ReceiptDialog
from leadway_desktop.ui.theme import Theme
from tests.ui.history.receipts import SENT, receipt
from tests.ui.stand_ins import StandInHistory
from tests.ui.test_object_names import documented

BUTTONS_OUTSIDE = {"history_button", "history_action"}


def made(kind: str, theme: Theme, root: QWidget) -> list[QObject]:
    commands = ReceiptCommands(root)
    if kind == "EarlierNotice":
        return [EarlierNotice(EarlierFiles(root), lambda _: None, theme)]
    refused = replace(SENT, stage=DeliveryStage.REFUSED, error=RequestRefused(detail="no"))
    if kind == "Receipt":
        return [ReceiptDialog(receipt(delivery=refused), commands, theme, root)]
    window = HistoryWindow(StandInHistory(), commands, theme, root)
    return [
        window,
        DeletionQuestion(1, lambda: None, root),
        ExportDialog(lambda path: None, root),
    ]


@pytest.mark.parametrize("kind", ["HistoryWindow", "Receipt", "EarlierNotice"])
def test_every_documented_part_is_there_once(qtbot: QtBot, theme: Theme, kind: str) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    tops = made(kind, theme, root)
    parts = [top.objectName() for top in tops]
    parts += [part.objectName() for top in tops for part in top.findChildren(QObject)]
    names = documented(kind) - BUTTONS_OUTSIDE
    assert len(names) >= 5
    assert {name: parts.count(name) for name in names} == dict.fromkeys(names, 1)
    for top in tops:
        top.deleteLater()
