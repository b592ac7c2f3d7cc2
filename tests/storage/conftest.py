"""An account's folders, not made yet, and keyrings to meet: a real one, a locked one."""

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring import core

from leadway_desktop.storage.paths import Folders, find_folders
from tests.storage.secret_service import SecretService, running_secret_service

REAL_BACKEND = "keyring.backends.SecretService.Keyring"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path / "home")})


@pytest.fixture
def secret_service(
    shared_secret_service: SecretService, isolated_home: Path, monkeypatch: pytest.MonkeyPatch
) -> SecretService:
    """Put an unlocked keyring of the tests' own in the place of none."""
    use(shared_secret_service, monkeypatch)
    return shared_secret_service


@pytest.fixture
def locked_secret_service(
    tmp_path: Path, isolated_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SecretService]:
    home = tmp_path / "locked-keyring"
    with running_secret_service(home, unlocked=True):
        pass  # makes the keyring; the next session never unlocks it
    with running_secret_service(home, unlocked=False) as service:
        use(service, monkeypatch)
        yield service
    _close_what_keyring_left_open()


def use(service: SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in service.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", REAL_BACKEND)
    monkeypatch.setattr(core, "_keyring_backend", None)


def _close_what_keyring_left_open() -> None:
    """Let go of the connections to the bus that keyring forgets when it raises KeyringLocked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
