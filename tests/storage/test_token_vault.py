"""The vault over keyrings that keep nothing, that must not be trusted, and that fail."""

import subprocess
import sys
import traceback
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.core import load_keyring
from keyring.errors import InitError, PasswordSetError

from leadway_desktop.domain.errors import (
    KeyringBroken,
    KeyringLocked,
    KeyringUnavailable,
    SetupError,
    TokenTooLong,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.storage import token_vault
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.token_vault import TokenVault, service_name, vault_for
from tests.storage.keyrings import MemoryKeyring, trust

TOKEN = Secret("pit-0b5e7e6e-6d0c-4b4e-9f62-2f3f5b8c1d11")
SERVICE = "leadway-desktop-tests"


class ForgetfulKeyring(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:-1])


class FailingKeyring(MemoryKeyring):
    """Fails as the backends do, with the secret in its error's text."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__()
        self._error = error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error(f"cannot keep {password}")


class PlaintextKeyring(MemoryKeyring):
    """What keyrings.alt brings under another name: keeps secrets, and anybody can read them."""


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    trust(monkeypatch, backend)
    return backend


def test_a_token_is_kept_under_its_location(memory: MemoryKeyring) -> None:
    vault = TokenVault(SERVICE, "location")
    assert vault.load() is None
    vault.store(TOKEN)
    assert memory.kept == {(SERVICE, "location"): TOKEN.reveal()}
    assert vault.load() == TOKEN
    vault.clear()
    assert memory.kept == {}
    vault.clear()


def test_a_token_kept_before_its_location_was_known_counts(memory: MemoryKeyring) -> None:
    TokenVault(SERVICE).store(TOKEN)
    assert memory.kept == {(SERVICE, "token"): TOKEN.reveal()}
    vault = TokenVault(SERVICE, "location")
    assert vault.load() == TOKEN
    vault.store(Secret("another-token"))
    assert memory.kept == {(SERVICE, "location"): "another-token"}
    assert TokenVault(SERVICE, "other location").load() is None


def test_clear_leaves_nothing_that_load_would_find(memory: MemoryKeyring) -> None:
    TokenVault(SERVICE).store(TOKEN)
    TokenVault(SERVICE, "location").clear()
    assert memory.kept == {}


def test_the_probe_leaves_no_trace(memory: MemoryKeyring) -> None:
    TokenVault(SERVICE).probe()
    assert memory.kept == {}


def test_no_keyring_is_unavailable() -> None:
    vault = TokenVault(SERVICE)
    for question in (vault.load, vault.clear, vault.probe, vault.backend_name):
        with pytest.raises(KeyringUnavailable, match="KeyringUnavailable"):
            question()


@pytest.mark.parametrize(
    "backend", [load_keyring("keyring.backends.null.Keyring"), PlaintextKeyring()]
)
def test_a_keyring_that_is_not_trusted_is_never_given_the_token(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(KeyringUnavailable) as caught:
        TokenVault(SERVICE).store(TOKEN)
    # The name alone: the sentence beside it is in the agent's language.
    assert caught.value.detail == f"{type(backend).__module__}.{type(backend).__qualname__}"
    assert getattr(backend, "kept", {}) == {}


def test_a_chain_is_searched_for_a_trusted_keyring(
    memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    plaintext = PlaintextKeyring()
    monkeypatch.setattr(ChainerBackend, "backends", [plaintext, memory])
    keyring.set_keyring(load_keyring("keyring.backends.chainer.ChainerBackend"))
    TokenVault(SERVICE).store(TOKEN)
    assert memory.kept
    assert not plaintext.kept


def test_a_chain_of_none_to_trust_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        ChainerBackend,
        "backends",
        [PlaintextKeyring(), load_keyring("keyring.backends.null.Keyring")],
    )
    keyring.set_keyring(load_keyring("keyring.backends.chainer.ChainerBackend"))
    with pytest.raises(KeyringUnavailable):
        TokenVault(SERVICE).store(TOKEN)


def test_a_keyring_that_changes_what_it_keeps_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = ForgetfulKeyring()
    trust(monkeypatch, backend)
    with pytest.raises(KeyringBroken) as caught:
        TokenVault(SERVICE).store(TOKEN)
    assert "ForgetfulKeyring did not keep" in caught.value.detail
    with pytest.raises(KeyringUnavailable):
        TokenVault(SERVICE).probe()
    assert backend.kept == {}


class LockedException(Exception):
    """Named as SecretStorage's."""


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (keyring.errors.KeyringLocked, KeyringLocked),
        (LockedException, KeyringLocked),
        (InitError, KeyringBroken),
        (PasswordSetError, KeyringBroken),
        (OSError, KeyringBroken),
    ],
)
def test_no_failure_of_the_keyring_tells_the_token(
    monkeypatch: pytest.MonkeyPatch, raised: type[Exception], expected: type[SetupError]
) -> None:
    trust(monkeypatch, FailingKeyring(raised))
    with pytest.raises(expected) as caught:
        TokenVault(SERVICE).store(TOKEN)
    error = caught.value
    assert TOKEN.reveal() not in "".join(traceback.format_exception(error))
    assert TOKEN.reveal() not in error.detail
    assert (error.__cause__, error.__context__) == (None, None)


def test_what_windows_cannot_keep_is_refused_before(
    memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_vault, "WINDOWS_BACKEND", f"{MemoryKeyring.__module__}.MemoryKeyring")
    TokenVault(SERVICE).store(Secret("x" * 1280))
    with pytest.raises(TokenTooLong) as caught:
        TokenVault(SERVICE).store(Secret("x" * 1281))
    assert "1280" in caught.value.detail
    assert memory.kept[SERVICE, "token"] == "x" * 1280


def test_every_account_has_a_service_of_its_own(tmp_path: Path) -> None:
    real = find_folders({})
    portable = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    other = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path / "other")})
    assert service_name(real) == "leadway-desktop"
    assert service_name(real.for_practice()) == "leadway-desktop-practice"
    names = {service_name(folders) for folders in (real, portable, other)}
    names |= {service_name(folders.for_practice()) for folders in (real, portable, other)}
    assert len(names) == 6
    assert service_name(portable) == service_name(
        find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    )


def test_nothing_asks_the_keyring_at_import() -> None:
    code = (
        "import leadway_desktop.storage.token_vault, keyring.core\n"
        "assert keyring.core._keyring_backend is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_vault_of_an_account(memory: MemoryKeyring, tmp_path: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)}).for_practice()
    vault_for(folders, "loc").store(TOKEN)
    assert memory.kept == {(service_name(folders), "loc"): TOKEN.reveal()}
