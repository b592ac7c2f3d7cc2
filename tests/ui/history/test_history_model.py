"""Fifty thousand receipts: numbers until a row is looked at, read in blocks, once each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.history.history_model import BLOCK, LOST_ROLE, RECEIPT_ROLE, HistoryModel
from tests.ui.history.receipts import receipt

MANY = 50_000


class Shown:
    """A model and what it has asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.model = HistoryModel()
        self.asked: list[list[int]] = []
        self.model.wanted.connect(self.asked.append)
        self._qtbot = qtbot

    def look_at(self, *rows: int) -> None:
        before = len(self.asked)
        for row in rows:
            self.model.index(row, 0).data(RECEIPT_ROLE)
        self._qtbot.waitUntil(lambda: len(self.asked) > before)

    def answer(self) -> None:
        for positions in self.asked:
            self.model.take({position: receipt() for position in positions})


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    made = Shown(qtbot)
    made.model.show(list(range(MANY, 0, -1)))
    made.asked.clear()
    return made


def test_rows_in_sight_are_one_question(shown: Shown) -> None:
    shown.look_at(*range(20))
    assert shown.asked == [list(range(MANY, MANY - BLOCK, -1))]
    shown.answer()
    assert shown.model.index(3, 0).data() == "factura.pdf"


def test_the_end_of_the_list_is_asked_for_alone(shown: Shown) -> None:
    shown.look_at(MANY - 1)
    assert shown.asked == [list(range(BLOCK, 0, -1))]


def test_what_was_asked_is_not_asked_again(shown: Shown, qtbot: QtBot) -> None:
    shown.look_at(0)
    shown.answer()
    shown.model.index(5, 0).data(RECEIPT_ROLE)
    shown.look_at(BLOCK)  # another block is the next question
    assert len(shown.asked) == 2


def test_scrolling_through_all_keeps_few_in_memory(shown: Shown) -> None:
    for block in range(40):
        shown.look_at(block * BLOCK)
        shown.answer()
        shown.asked.clear()
    kept = sum(
        shown.model.index(row, 0).data(RECEIPT_ROLE) is not None for row in range(40 * BLOCK)
    )
    assert kept == 20 * BLOCK
    shown.look_at(0)  # what was forgotten is asked for anew


def test_a_receipt_that_is_gone_says_so(shown: Shown) -> None:
    shown.look_at(0)
    shown.model.take({MANY: None})
    index = shown.model.index(0, 0)
    assert index.data(LOST_ROLE)
    assert index.data() == "This receipt cannot be read"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "This receipt cannot be read"


def test_the_same_list_found_anew_stands_and_is_read_anew(shown: Shown, qtbot: QtBot) -> None:
    shown.look_at(0)
    shown.answer()
    shown.asked.clear()
    with qtbot.assertNotEmitted(shown.model.modelReset):
        shown.model.show(list(range(MANY, 0, -1)))
    assert shown.model.index(0, 0).data() == "factura.pdf", "what was read stands meanwhile"
    shown.look_at(0)
    assert shown.asked


def test_another_list_keeps_what_was_read(shown: Shown) -> None:
    shown.look_at(0)
    shown.answer()
    shown.model.show([MANY + 1, MANY])
    assert shown.model.index(1, 0).data() == "factura.pdf"
    assert shown.model.row_of(MANY) == 1
    assert shown.model.row_of(3) is None


def test_receipts_that_nobody_shows_any_more_change_nothing(shown: Shown, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(shown.model.dataChanged):
        shown.model.take({MANY + 7: receipt()})


def test_it_keeps_to_the_rules_of_models(qtbot: QtBot) -> None:
    model = HistoryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([3, 2, 1])
    model.take({2: receipt(), 1: None})
    model.show([4, 3, 2, 1])
    model.show([4, 3, 2, 1])
    model.show([])
    assert model.rowCount() == 0
    del tester
