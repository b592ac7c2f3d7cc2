"""The history's window: search, look, copy, open, delete, export; by mouse and by keyboard."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFocusEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import HistoryNotRead, TableNotWritten
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.history.history_window import HistoryWindow
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.wrapping_label import WrappingLabel
from tests.ui.history.receipts import LINK, SENT, at, receipt
from tests.ui.stand_ins import StandInHistory, conversation

COUNT = 5
ENDLESS_ID = "93c7855a-a830-4921-9f1e-78715aa01dff"
"""With few places to break."""
TRACE_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
Speak = Callable[[str], None]
Found = TypeVar("Found", bound=QWidget)


class Screen:
    """The window, and a shelf of receipts behind it."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.service = StandInHistory()
        self.commands = ReceiptCommands()
        self.root = QWidget()
        qtbot.addWidget(self.root)
        self.window = HistoryWindow(self.service, self.commands, theme, self.root)
        self.receipts = {number: receipt(f"file-{number}.pdf") for number in range(1, COUNT + 1)}
        self.qtbot = qtbot

    def open(self, count: int = COUNT) -> None:
        self.window.open_for(conversation("c1"), 90)
        self.find(count)

    def find(self, count: int = COUNT) -> None:
        self.service.found.emit(self.service.queries[-1], list(range(count, 0, -1)))
        self.answer()

    def answer(self) -> None:
        """Read what was asked for, as the desk does."""

        def answered() -> bool:
            asked, self.service.asked = self.service.asked, []
            for positions in asked:
                self.service.arrived.emit({one: self.receipts.get(one) for one in positions})
            return bool(asked)

        if self.view.model().rowCount():
            self.view.model().index(0, 0).data()
            self.qtbot.waitUntil(answered)

    @property
    def view(self) -> QTableView:
        return self.part(QTableView, "history_list")

    def part(self, kind: type[Found], name: str) -> Found:
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def words(self, name: str) -> str:
        found = self.window.findChild(QLabel, name)
        if isinstance(found, ElidedLabel):
            return found.full_text
        return "" if found is None else found.text()

    def press(self, name: str) -> None:
        button = self.window.findChild(QPushButton, name) or self.window.findChild(
            QToolButton, name
        )
        assert button is not None, name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, *rows: int) -> None:
        flag = QItemSelectionModel.SelectionFlag
        selection = self.view.selectionModel()
        selection.setCurrentIndex(self.view.model().index(rows[0], 0), flag.ClearAndSelect)
        for row in rows[1:]:
            selection.select(self.view.model().index(row, 0), flag.Select)


@pytest.fixture
def screen(theme: Theme, qtbot: QtBot, speak: Speak) -> Iterator[Screen]:
    speak("en_US")
    made = Screen(theme, qtbot)
    yield made
    made.window.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was handed to the system to open."""
    urls: list[str] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return urls


def test_it_opens_on_everything_with_the_cursor_in_the_search(screen: Screen) -> None:
    screen.open()
    assert screen.service.queries == [HistoryQuery("loc")]
    assert screen.view.model().rowCount() == COUNT
    assert screen.words("history_count") == "5 uploads · kept for 90 days"
    assert screen.window.focusWidget().objectName() == "history_field"


def test_typing_asks_a_moment_later_and_return_at_once(screen: Screen) -> None:
    screen.open()
    field = screen.part(QLineEdit, "history_field")
    field.insert("núñez")
    assert screen.service.queries[-1].text == ""
    screen.qtbot.waitUntil(lambda: screen.service.queries[-1].text == "núñez")
    QTest.keyClicks(field, " x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert screen.service.queries[-1].text == "núñez x"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert screen.window.isVisible()
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not screen.window.isVisible()


def test_times_and_the_conversation_narrow_the_question(screen: Screen) -> None:
    screen.open()
    screen.press("receipts_of_conversation_chip")
    assert screen.service.queries[-1].conversation_id == "c1"
    screen.press("receipts_of_today_chip")
    today = screen.service.queries[-1].since
    screen.press("receipts_of_week_chip")
    week = screen.service.queries[-1].since
    assert today is not None
    assert week is not None
    assert timedelta(days=5) < today - week < timedelta(days=7)
    screen.press("all_receipts_chip")
    assert screen.service.queries[-1].since is None


def test_a_row_shows_its_receipt(screen: Screen) -> None:
    screen.receipts[COUNT] = receipt("photo.jpg", delivery=SENT)
    screen.open()
    screen.choose(0)
    assert screen.words("receipt_name") == "photo.jpg"
    assert screen.words("receipt_contact") == "María Fernández"
    assert screen.part(QLineEdit, "receipt_link").text() == LINK
    assert "CRC-32C" in screen.words("receipt_proof")
    screen.choose(1)
    assert screen.words("receipt_name") == f"file-{COUNT - 1}.pdf"


def test_the_facts_of_a_receipt_share_one_edge(screen: Screen) -> None:
    screen.receipts[COUNT] = receipt("photo.jpg", delivery=SENT)
    screen.open()
    screen.window.resize(1200, 640)
    screen.choose(0)
    pane = screen.part(QWidget, "receipt_pane")
    pane.setStyleSheet("QLabel { font-size: 24px; }")  # labels that differ in width
    pane.grab()
    names = ("receipt_contact", "receipt_size", "receipt_step_initiating")
    facts = [screen.part(QLabel, name) for name in names]
    assert len({fact.mapTo(pane, fact.rect().topLeft()).x() for fact in facts}) == 1


def test_the_link_is_copied_opened_and_told(screen: Screen, opened: list[str]) -> None:
    screen.open()
    screen.choose(0)
    with screen.qtbot.waitSignal(screen.commands.link_used):
        screen.press("copy_receipt_link_button")
    assert QGuiApplication.clipboard().text() == LINK
    assert screen.words("history_toast") == "1 link copied"
    with screen.qtbot.waitSignal(screen.commands.link_used):
        screen.press("open_receipt_link_button")
    screen.press("open_receipt_folder_button")
    assert opened == [LINK, "file:///files"]


@pytest.mark.parametrize(
    "link",
    ["http://cdn.example/a", "file:///etc/passwd", "javascript:alert(1)", "https://", "ssh://x/y"],
)
def test_only_https_is_opened(screen: Screen, opened: list[str], link: str) -> None:
    screen.receipts[COUNT] = receipt(link=link)
    screen.open()
    screen.choose(0)
    screen.press("open_receipt_link_button")
    assert opened == []
    assert screen.words("history_toast") == "The link could not be opened"


def test_links_of_many_are_copied_by_keyboard(screen: Screen) -> None:
    screen.open()
    screen.choose(0, 2)
    screen.view.setFocus()
    QTest.keyClick(screen.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert screen.service.links_of == [[COUNT, COUNT - 2]]
    screen.service.links_read.emit(["https://a", "https://b"])
    assert QGuiApplication.clipboard().text() == "https://a\nhttps://b"


def test_deleting_asks_and_says_what_stays(screen: Screen) -> None:
    screen.open()
    assert not screen.part(QPushButton, "delete_selected_button").isEnabled()
    screen.choose(0, 1)
    assert screen.part(QPushButton, "delete_selected_button").isEnabled()
    screen.view.setFocus()
    QTest.keyClick(screen.view, Qt.Key.Key_Delete)
    question = screen.window.findChild(QMessageBox, "delete_receipts_question")
    assert question is not None
    assert question.informativeText().endswith("not settled yet, is kept.")
    screen.press("keep_receipts_button")
    assert screen.service.deleted == []
    screen.press("delete_selected_button")
    screen.press("delete_receipts_button")
    assert screen.service.deleted == [[COUNT, COUNT - 1]]
    screen.service.forgotten.emit(1, 1)
    told = "1 receipt deleted · 1 kept: its message is not settled yet"
    assert screen.words("history_toast") == told


def test_after_a_deletion_the_keyboard_stands_on_what_comes_next(screen: Screen) -> None:
    screen.open()
    screen.choose(1, 2)
    screen.press("delete_selected_button")
    screen.press("delete_receipts_button")
    screen.service.found.emit(screen.service.queries[-1], list(range(COUNT, 0, -1)))
    assert screen.view.currentIndex().row() == 1, "they are still there"
    screen.service.forgotten.emit(2, 0)
    left = [COUNT, *range(COUNT - 3, 0, -1)]
    screen.service.found.emit(screen.service.queries[-1], left)
    assert [index.row() for index in screen.view.selectionModel().selectedRows()] == [1]
    assert screen.view.currentIndex().row() == 1
    assert screen.window.focusWidget() is screen.view
    screen.service.found.emit(screen.service.queries[-1], left[:1])
    assert not screen.view.currentIndex().isValid(), "that was another search"


def test_what_comes_next_is_selected_though_a_search_went_by_while_it_was_asked(
    screen: Screen,
) -> None:
    screen.open()
    screen.choose(1)
    screen.press("delete_selected_button")
    screen.service.found.emit(screen.service.queries[-1], [COUNT])
    screen.find()
    assert not screen.view.selectionModel().hasSelection()
    screen.press("delete_receipts_button")
    assert screen.service.deleted == [[COUNT - 1]]
    screen.service.forgotten.emit(1, 0)
    screen.service.found.emit(screen.service.queries[-1], [COUNT, *range(COUNT - 2, 0, -1)])
    assert [index.row() for index in screen.view.selectionModel().selectedRows()] == [1]


def test_what_was_kept_of_a_deletion_stays_selected(screen: Screen) -> None:
    screen.open()
    screen.choose(1, 3)
    screen.press("delete_selected_button")
    screen.press("delete_receipts_button")
    screen.service.forgotten.emit(1, 1)
    screen.service.found.emit(screen.service.queries[-1], [COUNT, *range(COUNT - 2, 0, -1)])
    assert [index.row() for index in screen.view.selectionModel().selectedRows()] == [2]


def test_a_deletion_that_everything_was_kept_of_selects_nothing_later(screen: Screen) -> None:
    screen.open()
    screen.choose(1)
    screen.press("delete_selected_button")
    screen.press("delete_receipts_button")
    screen.service.forgotten.emit(0, 1)
    everything = list(range(COUNT, 0, -1))
    screen.service.found.emit(screen.service.queries[-1], everything)
    assert screen.view.currentIndex().row() == 1
    screen.service.found.emit(screen.service.queries[-1], everything[:1])
    assert not screen.view.selectionModel().hasSelection()


def test_the_table_is_what_was_asked_for_when_it_was_asked(screen: Screen, tmp_path: Path) -> None:
    screen.open()
    screen.press("receipts_of_conversation_chip")
    screen.find()
    screen.press("export_button")
    dialog = screen.part(QFileDialog, "export_dialog")
    assert dialog.selectedFiles()[0].endswith(".csv")
    dialog.fileSelected.emit(str(tmp_path / "t.csv"))
    dialog.close()
    [(query, path, table)] = screen.service.exports
    assert (query.conversation_id, path) == ("c1", tmp_path / "t.csv")
    assert "File" in table.head
    screen.service.exported.emit(path, 5)
    assert screen.words("history_toast") == "5 uploads written to t.csv"


def test_a_table_that_cannot_be_written_is_told(screen: Screen) -> None:
    screen.open()
    screen.service.failed.emit(TableNotWritten(detail="No space left on device"))
    assert "No space left on device" in screen.words("history_toast")
    assert screen.view.isVisible()


def test_nothing_found_leads_back_to_everything(screen: Screen) -> None:
    screen.open()
    QTest.keyClicks(screen.part(QLineEdit, "history_field"), "zzz")
    QTest.keyClick(screen.part(QLineEdit, "history_field"), Qt.Key.Key_Return)
    screen.find(0)
    assert screen.words("no_receipts_what") == "Nothing found"
    assert not screen.part(QPushButton, "export_button").isEnabled()
    screen.press("no_receipts_button")
    assert screen.service.queries[-1] == HistoryQuery("loc")
    screen.find(0)
    assert screen.words("no_receipts_what") == "No receipts yet"


def test_the_advice_names_what_can_be_asked_otherwise(screen: Screen) -> None:
    screen.open()
    QTest.keyClicks(screen.part(QLineEdit, "history_field"), "zzz")
    QTest.keyClick(screen.part(QLineEdit, "history_field"), Qt.Key.Key_Return)
    screen.find(0)
    assert screen.words("no_receipts_advice") == "Try other words."
    screen.press("receipts_of_week_chip")
    screen.find(0)
    assert screen.words("no_receipts_advice") == "Try other words, or a longer time."
    screen.part(QLineEdit, "history_field").clear()
    screen.press("receipts_of_conversation_chip")
    screen.find(0)
    advice = "Try a longer time. Only one conversation was looked through."
    assert screen.words("no_receipts_advice") == advice


def test_coming_back_to_the_window_selects_no_receipt(screen: Screen) -> None:
    screen.open()
    back = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(screen.view, back)
    assert not screen.view.selectionModel().hasSelection()


def test_nobody_is_invited_to_select_what_is_not_there(screen: Screen) -> None:
    screen.open()
    assert screen.part(QLabel, "no_receipt_hint").isVisible()
    screen.find(0)
    assert not screen.part(QLabel, "no_receipt_hint").isVisible()
    screen.find()
    assert screen.part(QLabel, "no_receipt_hint").isVisible()


def test_what_was_done_is_not_said_again_when_it_is_opened_again(screen: Screen) -> None:
    screen.open()
    screen.service.forgotten.emit(1, 0)
    assert screen.words("history_toast") == "1 receipt deleted"
    screen.window.close()
    screen.open()
    assert screen.words("history_toast") == ""


def test_a_history_that_cannot_be_read_says_so_and_tries_again(screen: Screen) -> None:
    screen.window.open_for(None, 0)
    screen.service.failed.emit(HistoryNotRead(detail="disk I/O error"))
    assert screen.words("no_receipts_what") == "The history could not be read."
    assert screen.words("no_receipts_fine") == "Technical detail: disk I/O error"
    asked = len(screen.service.queries)
    screen.press("no_receipts_button")
    assert len(screen.service.queries) == asked + 1
    screen.find(2)
    assert screen.words("history_count") == "2 uploads · kept until the window is closed"


def test_what_is_uploaded_meanwhile_comes_in_and_nothing_jumps(screen: Screen) -> None:
    screen.open()
    screen.choose(1, 3)
    asked = len(screen.service.queries)
    for _ in range(20):
        screen.service.changed.emit()
    screen.qtbot.waitUntil(lambda: len(screen.service.queries) > asked)
    assert len(screen.service.queries) == asked + 1
    screen.receipts[COUNT + 1] = receipt("new.pdf")
    screen.find(COUNT + 1)
    rows = sorted(index.row() for index in screen.view.selectionModel().selectedRows())
    assert rows == [2, 4]
    assert screen.words("receipt_name") == f"file-{COUNT - 1}.pdf"


def test_a_closed_window_asks_nothing(screen: Screen) -> None:
    screen.open()
    screen.window.close()
    asked = len(screen.service.queries)
    screen.service.changed.emit()
    assert not screen.window._settle.isActive()
    assert len(screen.service.queries) == asked


def test_fifty_thousand_are_shown_with_two_questions(screen: Screen) -> None:
    screen.open(0)
    screen.window.grab()
    screen.service.asked.clear()
    screen.service.found.emit(HistoryQuery("loc"), list(range(50_000, 0, -1)))
    screen.window.grab()
    screen.qtbot.waitUntil(lambda: len(screen.service.asked) == 1)
    screen.view.scrollToBottom()
    screen.window.grab()
    screen.qtbot.waitUntil(lambda: len(screen.service.asked) == 2)
    assert [len(positions) for positions in screen.service.asked] == [100, 100]
    screen.view.selectAll()
    screen.view.setFocus()
    QTest.keyClick(screen.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.service.links_of[0]) == 50_000
    assert len(screen.service.asked) == 2


def test_a_narrow_window_has_two_pages(screen: Screen) -> None:
    screen.window.resize(480, 600)
    screen.open()
    assert not screen.part(QWidget, "receipt_pane").isVisible()
    screen.choose(0)
    screen.view.setFocus()
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    assert screen.part(QWidget, "receipt_pane").isVisible()
    assert not screen.view.isVisible()
    assert screen.window.focusWidget().objectName() == "copy_receipt_link_button"
    QTest.keyClick(screen.window, Qt.Key.Key_Escape)
    assert screen.view.isVisible()
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    screen.press("back_to_history_button")
    assert screen.view.isVisible()


def test_down_leads_from_the_search_to_the_list_and_enter_to_the_receipt(screen: Screen) -> None:
    screen.open()
    QTest.keyClick(screen.part(QLineEdit, "history_field"), Qt.Key.Key_Down)
    assert screen.view.currentIndex().row() == 0
    QTest.keyClick(screen.view, Qt.Key.Key_Down)
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    assert screen.window.focusWidget().objectName() == "copy_receipt_link_button"
    assert screen.words("receipt_name") == f"file-{COUNT - 1}.pdf"
    QTest.keyClick(screen.window.focusWidget(), Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == LINK


def test_the_menu_has_all_that_can_be_done(screen: Screen) -> None:
    screen.open()
    menu = QMenu()
    screen.qtbot.addWidget(menu)
    screen.view.fill_menu(menu)  # type: ignore[attr-defined]
    assert not any(action.isEnabled() for action in menu.actions() if action.text())
    screen.choose(0)
    names = [action.objectName() for action in menu.actions() if action.isEnabled()]
    assert {"open_receipt", "copy_links", "open_link", "copy_receipt", "delete_receipts"} <= set(
        names
    )
    menu.actions()[4].trigger()
    assert "María Fernández" in QGuiApplication.clipboard().text()


def test_rows_and_receipt_speak(screen: Screen) -> None:
    screen.receipts[COUNT] = receipt(delivery=SENT)
    screen.open()
    words = screen.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "factura.pdf for María Fernández, WhatsApp" in words
    assert "Sent" in words
    screen.choose(0)
    unnamed = [
        part.objectName()
        for part in screen.window.findChildren(QWidget)
        if part.isVisible()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (part.accessibleName() or part.property("text"))
    ]
    assert unnamed == []


def test_markup_in_names_is_text(screen: Screen) -> None:
    screen.receipts[COUNT] = receipt("<img src=x>.pdf")
    screen.open()
    screen.choose(0)
    label = screen.part(QLabel, "receipt_name")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<img src=x>.pdf"


def test_it_is_painted_in_every_theme_and_state(screen: Screen, theme: Theme) -> None:
    screen.receipts[COUNT - 1] = None  # type: ignore[assignment]
    screen.open(300)
    for preference in ("dark", "light"):
        theme.set_preference(preference)
        screen.choose(0)
        screen.view.scrollTo(screen.view.model().index(150, 0))  # outlines: not read yet
        assert not screen.window.grab().isNull()
    QTest.mouseDClick(screen.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 20))


def test_the_languages_differ(screen: Screen, speak: Speak) -> None:
    speak("es_ES")
    spanish = Screen(screen.window._theme, screen.qtbot)
    spanish.open()
    assert spanish.words("history_count") == f"{COUNT} subidas · historial de 90 días"
    assert spanish.window.windowTitle() == "Historial"
    spanish.window.close()


def test_it_fits_a_magnified_screen(magnified: QRect, screen: Screen) -> None:
    screen.open()
    assert screen.window.height() < magnified.height()


@pytest.mark.parametrize("width", [784, 720])
@pytest.mark.parametrize("locale", ["es_ES", "en_US"])
def test_the_narrowest_receipt_beside_the_list_needs_no_scroll_bar_at_its_foot(
    theme: Theme, qtbot: QtBot, speak: Speak, width: int, locale: str
) -> None:
    speak(locale)
    screen = Screen(theme, qtbot)
    screen.receipts[5] = replace(at(screen.receipts[5], f"/tmp/{'x' * 80}.jpg"), id=TRACE_ID)
    screen.open()
    screen.window.resize(width, 640)
    screen.choose(0)
    pane = screen.part(QScrollArea, "receipt_pane")
    qtbot.waitUntil(lambda: bool(screen.words("receipt_name")))
    page = pane.widget()
    assert page is not None
    qtbot.waitUntil(lambda: page.width() == pane.viewport().width())
    assert screen.window.width() == width
    assert page.minimumSizeHint().width() <= pane.viewport().width()
    for label in pane.findChildren(WrappingLabel):
        longest = max(map(label.fontMetrics().horizontalAdvance, re.split("[ -]", label.text())))
        assert longest <= label.width(), label.text()
    buttons = pane.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in buttons))
    assert "…" in screen.words("receipt_path")
    assert screen.words("receipt_upload_id") == TRACE_ID
    screen.window.close()


def test_a_fact_below_its_name_is_read_whole_where_the_name_has_two_lines(
    theme: Theme, qtbot: QtBot, speak: Speak
) -> None:
    speak("es_ES")
    screen = Screen(theme, qtbot)
    made = screen.receipts[5]
    steps = tuple(replace(step, trace_id=ENDLESS_ID) for step in made.steps)
    screen.receipts[5] = replace(made, steps=steps)
    screen.open()
    screen.window.resize(784, 640)
    screen.choose(0)
    pane = screen.part(QScrollArea, "receipt_pane")
    qtbot.waitUntil(lambda: bool(screen.words("receipt_name")))
    pane.setStyleSheet("QLabel { font-size: 24px; }")
    name = next(one for one in pane.findChildren(QLabel) if one.text() == "traceId (initiate)")
    fact = name.parentWidget()
    assert fact is not None
    value = fact.findChild(WrappingLabel)
    assert value is not None
    qtbot.waitUntil(lambda: value.x() == 0)
    needed = sum(one.heightForWidth(one.width()) for one in (name, value))
    assert name.heightForWidth(name.width()) > name.fontMetrics().height()
    assert fact.heightForWidth(fact.width()) >= needed
    screen.window.close()


def test_tab_leads_from_the_rows_to_the_receipt_before_the_foot(screen: Screen) -> None:
    screen.open()
    for row in (0, 1):  # the second receipt is built anew
        screen.choose(row)
    ring: list[str] = []
    part: QWidget | None = screen.view.nextInFocusChain()
    while part is not None and part is not screen.view:
        ring.append(part.objectName())
        part = part.nextInFocusChain()
    order = ["receipt_pane", "copy_receipt_link_button", "open_receipt_link_button"]
    places = [ring.index(name) for name in (*order, "delete_selected_button")]
    assert places == sorted(places)
