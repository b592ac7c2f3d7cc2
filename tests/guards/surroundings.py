"""Each test has folders of its own, no keyring, no proxy, no settings from outside, English."""

import os
from pathlib import Path

import pytest
from keyring import core

from leadway_desktop.domain.policy import NO_POLICY
from leadway_desktop.storage import policy

FROM_OUTSIDE = ("DBUS_SESSION_BUS_ADDRESS", "LANGUAGE", "LC_MESSAGES")
NO_KEYRING = "keyring.backends.fail.Keyring"


@pytest.fixture(autouse=True)
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_leaked_thread: None) -> Path:
    """Return the folder that holds every folder of the program in this test, and its children."""
    home = tmp_path / "leadway-home"
    for name in list(os.environ):
        upper = name.upper()
        if upper.startswith("LEADWAY_DESKTOP_") or upper.endswith("_PROXY") or name in FROM_OUTSIDE:
            monkeypatch.delenv(name)
    monkeypatch.setenv("LEADWAY_DESKTOP_HOME", str(home))
    monkeypatch.setattr(policy, "machine_policy", lambda: NO_POLICY)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", NO_KEYRING)
    monkeypatch.setattr(core, "_keyring_backend", core.load_keyring(NO_KEYRING))
    return home
