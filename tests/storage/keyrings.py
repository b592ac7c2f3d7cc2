"""A keyring in memory, and how to have it trusted."""

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.compat import properties

from leadway_desktop.storage import token_vault


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given; trusted in these tests, as the system's keyrings are."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    @properties.classproperty
    def priority(self) -> float:
        return 0.1

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def trust(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend) -> None:
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    trusted = token_vault.TRUSTED_BACKENDS | {name}
    monkeypatch.setattr(token_vault, "TRUSTED_BACKENDS", trusted)
    keyring.set_keyring(backend)
