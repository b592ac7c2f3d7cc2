"""What this computer says about an account, before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leadway_desktop.domain.errors import PolicyBroken, SettingInvalid
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.session_token import token_in
from leadway_desktop.storage.settings import load_settings

if TYPE_CHECKING:
    from leadway_desktop.storage.token_vault import TokenVault

DECISIVE = frozenset({"base_url", "location_id", "proxy"})
"""Settings that decide where the token and the files go: no default takes a wrong one's place."""


def misleading_problem(loaded: LoadedSettings) -> SettingInvalid | None:
    """Return what keeps the token and the files here, as they might go to the wrong place."""
    return next(
        (one for one in loaded.problems if isinstance(one, PolicyBroken) or one.name in DECISIVE),
        None,
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An account's folders, settings and token; `is_practice` of the folders tells which."""

    environment: Mapping[str, str] = field(repr=False)
    """It may hold the token, and a proxy's password."""
    folders: Folders
    loaded: LoadedSettings
    session_token: Secret | None = None
    """The token in use, where a window has one; it may be in memory alone."""

    @property
    def vault(self) -> TokenVault:
        """The keyring's entry of the account."""
        # Here: with the environment's token nobody needs keyring, which is slow to import.
        from leadway_desktop.storage.token_vault import vault_for

        return vault_for(self.folders, self.loaded.settings.location_id)

    def token(self) -> Secret | None:
        """Return the token in use, the environment's or the keyring's; None where there is none."""
        return self.session_token or token_in(self.environment) or self.vault.load()


def look_around(environment: Mapping[str, str], *, is_practice: bool) -> Surroundings:
    """Return what is known of the real account or of the practice account."""
    folders = find_folders(environment)
    folders = folders.for_practice() if is_practice else folders
    return Surroundings(environment, folders, load_settings(folders, environment))
