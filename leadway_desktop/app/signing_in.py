"""Who is signed in to the real account: the token found, asked for, replaced and forgotten."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from leadway_desktop.app.keepers import Keyring
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError, SettingInvalid, SetupError
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.session_token import token_in
from leadway_desktop.surroundings import misleading_problem
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.sign_in import SignIn
from leadway_desktop.workers.task_thread import TaskThread

if TYPE_CHECKING:
    from leadway_desktop.storage.token_vault import TokenVault

logger = logging.getLogger(__name__)

_Found = Secret | LeadwayError | None


@dataclass(frozen=True, slots=True)
class _InUse:
    """The token in use and its location in one: another thread must not see one without the other.

    The settings may not have the location, or not yet. Nobody's, if that is empty.
    """

    location_id: str = ""
    token: Secret | None = None

    def token_of(self, location_id: str) -> Secret | None:
        """Return the token of a location at work; None where it is another's, or nobody's."""
        return self.token if location_id == self.location_id else None


class SigningIn(QObject):
    """Looks for a token and, where there is none, asks for one in the window."""

    signed_in = Signal(object, object)
    """Settings and Secret: work may begin with these."""
    asked = Signal()
    """Nobody is signed in: the window asks for a token."""
    token_replaced = Signal(object)
    """Secret: another token of the location at work."""
    told = Signal(str)
    """Something the agent should know."""
    no_longer_so = Signal(str)
    """What was told, and is true no more."""
    _found = Signal(str, object, bool)
    _forgotten = Signal(str, bool)

    def __init__(
        self,
        folders: Folders,
        environment: Mapping[str, str],
        desk: SettingsDesk,
        errands: TaskThread,
        window: MainWindow,
        parent: QObject | None,
    ) -> None:
        super().__init__(parent)
        self._folders = folders
        self._environment = environment
        self._desk = desk
        self._errands = errands
        self._window = window
        # What keeps tokens or removes them, in its order; it waits for nothing that an account
        # does, as an errand may.
        self._keeping = TaskThread("keeping tokens", self)
        self._sign_in: SignIn | None = None
        self._in_use = _InUse()
        self._in_keyring: set[str] = set()
        """Locations whose token was kept or found there, so far as this session knows."""
        self._stays = ""
        """What was told of a token that could not be removed."""
        self._is_over = False
        self._found.connect(self._take_found)
        self._forgotten.connect(self._take_forgotten)

    def look_for_token(self) -> None:
        """Look for one in use, in the environment and the keyring.

        `signed_in` or the sign-in page follows.
        """
        self._errands.submit(self._look)

    def ask(self) -> None:
        """Show the sign-in page; `signed_in` follows when a token is accepted."""
        sign_in = self._make_sign_in()
        sign_in.accepted.connect(self._take_accepted)
        self._window.show_sign_in(sign_in, self._desk.loaded.settings.location_id)
        self.asked.emit()

    def ask_again(self, location_id: str) -> None:
        """Ask for another token of the same location; `token_replaced` follows."""
        sign_in = self._make_sign_in()
        sign_in.accepted.connect(self._take_accepted_again)
        self._window.dialogs.ask_for_token(sign_in, location_id)

    def end_asking(self) -> None:
        """Stop what is being tried; nothing is kept of it."""
        if self._sign_in is not None:
            self._sign_in.cancel()
            self._keeping.submit(self._sign_in.deleteLater)
            self._sign_in = None

    def forget_token(self) -> None:
        """Remove the token in use from where it is kept; `told` follows where that fails."""
        self._keeping.submit(partial(self._forget, self._in_use.location_id))
        self._in_use = _InUse()

    def shut_down(self) -> None:
        """End; what is still found is nobody's any more."""
        self._is_over = True
        self.end_asking()
        self._keeping.end()
        self._errands.submit(self._keeping.finish)

    # -- the token that is kept -------------------------------------------------------------------

    def _vault(self, location_id: str) -> TokenVault:
        from leadway_desktop.storage.token_vault import vault_for  # the window is shown first

        return vault_for(self._folders, location_id)

    def _look(self) -> None:
        """Run in the errands thread: the keyring may ask the user something, and block."""
        location_id = self._desk.loaded.settings.location_id
        found: _Found
        is_kept = False
        try:
            # What is kept of a location at work may be older, or nothing.
            found = self._in_use.token_of(location_id) or token_in(self._environment)
            if found is None:
                found = self._vault(location_id).load()
                is_kept = found is not None
        except LeadwayError as error:
            found = error
        self._found.emit(location_id, found, is_kept)

    def _take_found(self, location_id: str, found: _Found, is_kept: bool) -> None:
        if self._is_over:
            return
        if is_kept:
            self._in_keyring.add(location_id)
        settings = self._desk.loaded.settings
        if settings.location_id != location_id:
            self.look_for_token()  # the settings were changed meanwhile
            return
        if isinstance(found, Secret) and settings.location_id and not self._misleading():
            self._tell_signed_in(settings, found)
            return
        if isinstance(found, LeadwayError) and not isinstance(found, SetupError):
            self.told.emit(error_text(found).text)
        self.ask()

    def _forget(self, location_id: str) -> None:
        """Run in the thread that keeps tokens."""
        try:
            self._vault(location_id).clear()
        except LeadwayError as error:
            logger.warning("The token was not removed from the keyring: %s", error)
            self._forgotten.emit(location_id, False)
        else:
            self._forgotten.emit(location_id, True)

    def _take_forgotten(self, location_id: str, is_gone: bool) -> None:
        if is_gone:
            self._in_keyring.discard(location_id)
        elif location_id in self._in_keyring and not self._in_use.location_id:
            self._stays = self._what_stays()
            self.told.emit(self._stays)

    def _what_stays(self) -> str:
        return self.tr(
            "You are signed out, but the token is still in this computer's keyring. Remove it "
            "there, or revoke it in the Leadway portal."
        )

    # -- the token that is asked for --------------------------------------------------------------

    def _make_sign_in(self) -> SignIn:
        self.end_asking()
        self._sign_in = SignIn(self._check, Keyring(self._folders), self._keeping, self)
        return self._sign_in

    def _check(self, token: Secret, location_id: str, cancel: CancelToken) -> None:
        """Run in the thread that keeps tokens."""
        problem = self._misleading()
        if problem is not None:
            raise problem
        from leadway_desktop.assembly import check_credentials

        check_credentials(self._desk.loaded.settings, token, location_id, cancel)

    def _misleading(self) -> SettingInvalid | None:
        return misleading_problem(self._desk.loaded)

    def _take_accepted(self) -> None:
        assert self._sign_in is not None
        token, location_id = self._sign_in.token, self._sign_in.location_id
        self._note_where_it_is()
        settings = replace(self._desk.loaded.settings, location_id=location_id)
        if settings != self._desk.loaded.settings:
            self._desk.save(settings)
        self.end_asking()
        self._tell_signed_in(settings, token)

    def _tell_signed_in(self, settings: Settings, token: Secret) -> None:
        self._in_use = _InUse(settings.location_id, token)
        if self._stays:
            self.no_longer_so.emit(self._stays)
            self._stays = ""
        self.signed_in.emit(settings, token)

    def _take_accepted_again(self) -> None:
        if self._sign_in is not None:
            self._note_where_it_is()
            token = self._sign_in.token
            self._in_use = replace(self._in_use, token=token)
            self.token_replaced.emit(token)

    def _note_where_it_is(self) -> None:
        if self._sign_in is not None and self._sign_in.is_kept:
            self._in_keyring.add(self._sign_in.location_id)
