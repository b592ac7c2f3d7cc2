"""The token in use, which one thread looks for while another may put a second in its place."""

from threading import Event

from pytestqt.qtbot import QtBot

from leadway_desktop.app.signing_in import SigningIn
from leadway_desktop.domain.errors import SettingsNotSaved
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.session_token import TOKEN_VARIABLE
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.theme import Theme
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.sign_in import SignIn
from leadway_desktop.workers.task_thread import TaskThread
from tests.workers.ending import shut_down
from tests.workers.test_settings_desk import Keeper, loaded


class LocationId(str):
    """Can hold up who compares it, so that another thread comes in between."""

    def __init__(self, _: str) -> None:
        self.holds = False
        self.is_held, self.may_go = Event(), Event()

    def __eq__(self, other: object) -> bool:
        is_equal = str.__eq__(self, other)
        if self.holds:
            self.holds = False
            self.is_held.set()
            assert self.may_go.wait(10)
        return is_equal

    __hash__ = str.__hash__


def test_a_token_is_not_taken_for_that_of_another_location(
    qtbot: QtBot, folders: Folders, no_leaked_thread: None
) -> None:
    location, keeper = LocationId("first"), Keeper(SettingsNotSaved(folder=folders.config))
    unwritable = SettingsDesk(loaded(Settings(location_id=location)), keeper)
    window, errands = MainWindow(unwritable, Theme("light")), TaskThread("errands")
    qtbot.addWidget(window)
    environment = {TOKEN_VARIABLE: "token-of-first"}
    signing_in = SigningIn(folders, environment, unwritable, errands, window, None)
    with qtbot.waitSignal(signing_in.signed_in):
        signing_in.look_for_token()

    location.holds = True
    signing_in.look_for_token()
    qtbot.waitUntil(location.is_held.is_set)
    signing_in.ask()
    other = signing_in.findChild(SignIn)
    assert other is not None
    other.token, other.location_id = Secret("token-of-second"), "second"
    other.accepted.emit()
    with qtbot.waitSignal(signing_in.signed_in) as found:
        location.may_go.set()
    settings, token = found.args
    assert (settings.location_id, token.reveal()) == ("first", "token-of-first")

    signing_in.shut_down()
    shut_down(unwritable)
    errands.finish()
