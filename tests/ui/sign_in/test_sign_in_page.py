"""Signing in: what is asked, what each refusal says, and what the token leaves behind."""

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import (
    KeyringUnavailable,
    LeadwayError,
    LocationDenied,
    NoConnection,
    ScopeMissing,
    TokenInvalid,
    TokenMalformed,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.ui.sign_in.sign_in_page import SignInPage
from leadway_desktop.ui.sign_in.sign_in_steps import SCOPES
from leadway_desktop.ui.theme import Theme
from tests.ui.conftest import Speak

TOKEN = "pit-0123456789abcdef"


class StandInSignIn(QObject):
    """Records attempts; a test answers through the signals."""

    accepted = Signal()
    refused = Signal(object)
    not_kept = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[tuple[Secret, str]] = []
        self.asked: list[str] = []

    def try_credentials(self, token: Secret, location_id: str) -> None:
        self.tried.append((token, location_id))
        self.busy_changed.emit(True)

    def answer(self, error: LeadwayError | None = None) -> None:
        self.busy_changed.emit(False)
        if error is None:
            self.accepted.emit()
        elif isinstance(error, KeyringUnavailable):
            self.not_kept.emit(error)
        else:
            self.refused.emit(error)

    def keep_for_session(self) -> None:
        self.asked.append("keep")
        self.accepted.emit()

    def cancel(self) -> None:
        self.asked.append("cancel")
        self.busy_changed.emit(False)


@pytest.fixture
def desk() -> StandInSignIn:
    return StandInSignIn()


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, desk: StandInSignIn) -> SignInPage:
    return shown(qtbot, theme, desk)


def shown(qtbot: QtBot, theme: Theme, desk: StandInSignIn) -> SignInPage:
    page = SignInPage(theme, desk)
    qtbot.addWidget(page)
    page.resize(1000, 760)
    page.show()
    qtbot.waitExposed(page)
    return page


def field(page: SignInPage, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, f"{name}_field")
    assert isinstance(found, QLineEdit)
    return found


def button(page: SignInPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def eye_of(page: SignInPage) -> QToolButton:
    found = page.findChild(QToolButton, "show_token_button")
    assert isinstance(found, QToolButton)
    return found


def words(page: SignInPage, part: str) -> str:
    found = page.findChild(QLabel, f"sign_in_error_{part}")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def fill(page: SignInPage, token: str = TOKEN, location: str = "loc1") -> None:
    field(page, "token").setText(token)
    field(page, "location").setText(location)


def test_return_tries_what_was_typed(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page)
    QTest.keyClick(field(page, "location"), Qt.Key.Key_Return)
    assert desk.tried == [(Secret(TOKEN), "loc1")]
    QTest.keyClick(field(page, "location"), Qt.Key.Key_Return)
    assert len(desk.tried) == 1, "one attempt at a time"


@pytest.mark.parametrize("pasted", [f" {TOKEN}\n", f"Bearer {TOKEN}", f'"{TOKEN}"'])
def test_a_pasted_token_is_taken_without_what_came_along(
    page: SignInPage, desk: StandInSignIn, pasted: str
) -> None:
    fill(page, pasted)
    button(page, "connect_button").click()
    assert desk.tried == [(Secret(TOKEN), "loc1")]


def test_the_portals_address_holds_the_location(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page, location="https://app.example.com/v2/location/ve9EPM42/conversations?x=1")
    button(page, "connect_button").click()
    assert desk.tried[0][1] == "ve9EPM42"
    assert field(page, "location").text() == "ve9EPM42"


@pytest.mark.parametrize(
    ("token", "location", "what", "wrong"),
    [
        ("", "loc1", "The token is missing.", "token"),
        ("with space", "loc1", "This is no token", "token"),
        ("señal", "loc1", "This is no token", "token"),
        (TOKEN, "", "The location id is missing.", "location"),
        (TOKEN, "two words", "Location id", "location"),
        (TOKEN, "x" * 101, "Location id", "location"),
    ],
)
def test_what_cannot_be_right_is_said_without_the_network(
    page: SignInPage, desk: StandInSignIn, token: str, location: str, what: str, wrong: str
) -> None:
    fill(page, token, location)
    button(page, "connect_button").click()
    assert desk.tried == []
    assert what in words(page, "what")
    assert field(page, wrong).property("state") == "bad"
    assert field(page, wrong).hasFocus()


def test_the_three_refusals_have_three_remedies(page: SignInPage, desk: StandInSignIn) -> None:
    advice = set()
    for error in (TokenInvalid(), ScopeMissing(), LocationDenied()):
        fill(page)
        button(page, "connect_button").click()
        desk.answer(error)
        advice.add(words(page, "next"))
    assert len(advice) == 3
    assert any(all(scope in text for scope in SCOPES) for text in advice)


@pytest.mark.parametrize(
    ("error", "wrong"),
    [(TokenInvalid(), "token"), (TokenMalformed(), "token"), (LocationDenied(), "location")],
)
def test_the_field_to_mend_has_the_cursor(
    page: SignInPage, desk: StandInSignIn, error: LeadwayError, wrong: str
) -> None:
    fill(page)
    button(page, "connect_button").click()
    desk.answer(error)
    assert field(page, wrong).hasFocus()
    assert field(page, wrong).property("state") == "bad"
    assert field(page, wrong).text()


def test_the_servers_words_are_shown_as_they_are(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page)
    button(page, "connect_button").click()
    desk.answer(TokenInvalid(detail="<b>Invalid JWT</b>", trace_id="7f3c", status=401))
    fine = page.findChild(QLabel, "sign_in_error_fine")
    assert isinstance(fine, QLabel)
    assert fine.textFormat() is Qt.TextFormat.PlainText
    assert "<b>Invalid JWT</b>" in fine.text()
    assert "7f3c" in fine.text()


def test_an_attempt_can_be_ended(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page)
    button(page, "connect_button").click()
    assert not button(page, "connect_button").isEnabled()
    assert button(page, "cancel_sign_in_button").hasFocus()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert desk.asked == ["cancel"]
    assert button(page, "connect_button").isEnabled()
    assert not button(page, "cancel_sign_in_button").isVisible()
    assert field(page, "token").text() == TOKEN


def test_without_a_keyring_the_session_is_offered(
    qtbot: QtBot, page: SignInPage, desk: StandInSignIn
) -> None:
    fill(page)
    button(page, "connect_button").click()
    desk.answer(KeyringUnavailable())
    assert "The token works." in words(page, "next")
    with qtbot.waitSignal(page.accepted):
        button(page, "sign_in_error_action").click()
    assert desk.asked == ["keep"]


def test_other_errors_offer_no_session(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page)
    button(page, "connect_button").click()
    desk.answer(NoConnection())
    assert words(page, "what") == "There is no connection to Leadway."
    assert not button(page, "sign_in_error_action").isVisible()


def test_a_new_attempt_takes_the_old_error_away(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page)
    button(page, "connect_button").click()
    desk.answer(NoConnection())
    button(page, "connect_button").click()
    assert words(page, "what") == ""


def test_the_token_is_hidden_and_does_not_stay(
    qtbot: QtBot, page: SignInPage, desk: StandInSignIn
) -> None:
    token = field(page, "token")
    fill(page)
    assert token.echoMode() is QLineEdit.EchoMode.Password
    eye = eye_of(page)
    eye.click()
    assert token.echoMode() is QLineEdit.EchoMode.Normal
    eye.click()
    button(page, "connect_button").click()
    with qtbot.waitSignal(page.accepted):
        desk.answer()
    assert token.text() == ""
    assert not token.isUndoAvailable()


def test_the_keyboard_reaches_the_eye(page: SignInPage, desk: StandInSignIn) -> None:
    token, eye = field(page, "token"), eye_of(page)
    fill(page)
    token.setFocus()
    QTest.keyClick(token, Qt.Key.Key_Tab)
    assert eye.hasFocus()
    assert eye.accessibleName() == "Show the token"
    QTest.keyClick(eye, Qt.Key.Key_Space)
    assert token.echoMode() is QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == "Hide the token"
    QTest.keyClick(eye, Qt.Key.Key_Return)
    QTest.keyClick(eye, Qt.Key.Key_X)
    assert token.text() == TOKEN, "keys on the eye are not typed"
    assert desk.tried == []


def test_the_offer_of_one_session_has_the_keyboard(page: SignInPage, desk: StandInSignIn) -> None:
    fill(page)
    button(page, "connect_button").click()
    desk.answer(KeyringUnavailable())
    assert button(page, "sign_in_error_action").hasFocus()


@pytest.mark.parametrize(
    ("name", "signal"),
    [("practice_button", "practice_wanted"), ("sign_in_settings_button", "settings_wanted")],
)
def test_the_other_ways_in(qtbot: QtBot, page: SignInPage, name: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(page, signal)):
        button(page, name).click()


def test_the_tab_key_reaches_everything_in_order(page: SignInPage) -> None:
    page.activateWindow()
    field(page, "token").setFocus()
    reached = []
    for _ in range(6):
        focused = page.focusWidget()
        assert isinstance(focused, QWidget)
        reached.append(focused.objectName())
        assert focused.accessibleName() or getattr(focused, "text", str)()
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == [
        "token_field",
        "show_token_button",
        "location_field",
        "connect_button",
        "practice_button",
        "sign_in_settings_button",
    ]


@pytest.mark.parametrize("width", [1180, 700, 480])
@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
def test_no_word_is_cut_off(
    qtbot: QtBot, theme: Theme, desk: StandInSignIn, speak: Speak, locale: str, width: int
) -> None:
    speak(locale)
    page = shown(qtbot, theme, desk)
    page.resize(width, 500)
    desk.refused.emit(ScopeMissing(detail="x " * 200, trace_id="7f3c"))
    qtbot.wait(1)
    labels = [label for label in page.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(labels) >= 12
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), label.text()
    card = page.findChild(QWidget, "sign_in_card")
    assert isinstance(card, QWidget)
    assert card.width() <= page.viewport().width()


def test_the_location_of_last_time_is_there(
    qtbot: QtBot, theme: Theme, desk: StandInSignIn
) -> None:
    page = SignInPage(theme, desk, "loc9")
    qtbot.addWidget(page)
    assert field(page, "location").text() == "loc9"


def test_a_locked_location_is_shown_and_cannot_be_changed(
    qtbot: QtBot, theme: Theme, desk: StandInSignIn
) -> None:
    page = SignInPage(theme, desk, "loc9", is_location_locked=True)
    qtbot.addWidget(page)
    page.show()
    location = field(page, "location")
    assert not location.isEnabled()
    label = page.findChild(QLabel, "location_lock_words")
    assert label is not None
    assert label.text() == "Your organisation has set it."
    field(page, "token").setText(TOKEN)
    button(page, "connect_button").click()
    desk.answer(LocationDenied())
    assert not location.isEnabled()
    assert desk.tried[0][1] == "loc9"
