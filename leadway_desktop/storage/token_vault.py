"""The token in the operating system's keyring.

Every method here may block on a prompt of the system: call it off the window's thread. Which
keyring there is, is asked at each call, never at import.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked as BackendLocked

from leadway_desktop.domain.errors import (
    KeyringBroken,
    KeyringLocked,
    KeyringUnavailable,
    SetupError,
    TokenTooLong,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.storage.paths import Folders

SERVICE = "leadway-desktop"
NO_LOCATION = "token"
"""The user name under which a token is kept while no location is known."""

TRUSTED_BACKENDS = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
    }
)
"""Classes that keep a secret encrypted by the system; plaintext, null and unknown ones do not."""

WINDOWS_BACKEND = "keyring.backends.Windows.WinVaultKeyring"
WINDOWS_LIMIT = 2560
"""Bytes of UTF-16 in one credential: CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h."""

_Answer = TypeVar("_Answer")

_LOCKED_NAMES = {"LockedException", "PromptDismissedException"}
"""What SecretStorage raises, past keyring, when a prompt is refused or none can be shown."""


class TokenVault:
    """One account's token. `location_id` is the keyring's user name where it is known.

    Every method but the constructor raises KeyringUnavailable or KeyringLocked.
    """

    def __init__(self, service: str, location_id: str = "") -> None:
        self._service = service
        self._users = tuple(dict.fromkeys((location_id or NO_LOCATION, NO_LOCATION)))

    def load(self) -> Secret | None:
        """Return the token, or None; one that was kept before a location was known counts."""
        backend = _backend()
        for user in self._users:
            kept = self._read(backend, user)
            if kept:
                return Secret(kept)
        return None

    def store(self, token: Secret) -> None:
        """Keep the token, read it back and compare; a keyring that failed keeps nothing."""
        backend = _backend()
        _check_length(backend, token)
        self._write(backend, self._users[0], token)
        if self._users[0] != NO_LOCATION:
            # The older token can only linger: `load` asks for the location's first.
            with suppress(SetupError):
                self._forget(backend, NO_LOCATION)

    def clear(self) -> None:
        """Forget the token; none being there is no error."""
        backend = _backend()
        for user in self._users:
            self._forget(backend, user)

    def backend_name(self) -> str:
        """Return the class of the keyring in use."""
        return _name(_backend())

    def probe(self) -> None:
        """Prove that the keyring keeps secrets: write a random one, read it back, remove it."""
        backend, user = _backend(), f"probe-{secrets.token_hex(8)}"
        self._write(backend, user, Secret(secrets.token_hex(16)))
        self._forget(backend, user)

    def _read(self, backend: KeyringBackend, user: str) -> str | None:
        return _ask(lambda: backend.get_password(self._service, user))

    def _write(self, backend: KeyringBackend, user: str, secret: Secret) -> None:
        _ask(lambda: backend.set_password(self._service, user, secret.reveal()))
        if Secret(self._read(backend, user) or "") != secret:
            with suppress(SetupError):
                self._forget(backend, user)
            raise KeyringBroken(detail=f"{_name(backend)} did not keep what it was given")

    def _forget(self, backend: KeyringBackend, user: str) -> None:
        if self._read(backend, user) is not None:
            _ask(lambda: backend.delete_password(self._service, user))


def vault_for(folders: Folders, location_id: str) -> TokenVault:
    """Return the vault of the account that has these folders."""
    return TokenVault(service_name(folders), location_id)


def service_name(folders: Folders) -> str:
    """Return the keyring's service name.

    The practice account has its own, and so has every `LEADWAY_DESKTOP_HOME`, because the
    keyring is the user's and knows nothing of folders.
    """
    parts = [SERVICE]
    if folders.home is not None:
        parts.append(hashlib.sha256(str(folders.home).encode()).hexdigest()[:12])
    if folders.is_practice:
        parts.append("practice")
    return "-".join(parts)


def _backend() -> KeyringBackend:
    """Return the keyring to use, trusted by its class; raises KeyringUnavailable."""
    chosen = _ask(keyring.get_keyring)
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for candidate in candidates:
        if _name(candidate) in TRUSTED_BACKENDS:
            return candidate
    raise KeyringUnavailable(detail=_name(chosen))


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _check_length(backend: KeyringBackend, token: Secret) -> None:
    too_long = len(token.reveal().encode("utf-16-le")) > WINDOWS_LIMIT
    if _name(backend) == WINDOWS_BACKEND and too_long:
        limit = WINDOWS_LIMIT // 2
        raise TokenTooLong(detail=f"Windows keeps no secret above {limit} characters")


def _ask(question: Callable[[], _Answer]) -> _Answer:
    """Ask the keyring; what is raised keeps no trace of the question, which may hold the token."""
    try:
        return question()
    except Exception as error:
        refusal = _refusal(error)
    # Out here, the backend's exception is not attached to ours.
    raise refusal


def _refusal(error: Exception) -> SetupError:
    name = type(error).__name__
    is_locked = isinstance(error, BackendLocked) or name in _LOCKED_NAMES
    return (KeyringLocked if is_locked else KeyringBroken)(detail=name)
