"""Storage as the window's parts see it."""

import os
from pathlib import Path

import pytest

from leadway_desktop import __version__
from leadway_desktop.app.keepers import Keyring, LogFile
from leadway_desktop.domain.secret import Secret
from leadway_desktop.logs import FILE_NAME
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.token_vault import vault_for
from tests.storage.keyrings import MemoryKeyring, trust

FOLDERS = find_folders({"LEADWAY_DESKTOP_HOME": "/home/of/this/test"})


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    trust(monkeypatch, backend)
    return backend


def test_what_was_stored_can_be_taken_back(memory: MemoryKeyring) -> None:
    take_back = Keyring(FOLDERS).store(Secret("pit-first"), "location")
    assert vault_for(FOLDERS, "location").load() == Secret("pit-first")
    take_back()
    assert memory.kept == {}


def test_taking_back_leaves_the_token_that_was_there_before() -> None:
    vault = vault_for(FOLDERS, "location")
    vault.store(Secret("pit-first"))
    take_back = Keyring(FOLDERS).store(Secret("pit-second"), "location")
    assert vault.load() == Secret("pit-second")
    take_back()
    assert vault.load() == Secret("pit-first")


def test_log_tells_each_start_and_each_orderly_end(tmp_path: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    log = LogFile()
    assert log.start(folders) == ""
    log.stop()
    first, last = (folders.logs / FILE_NAME).read_text("utf-8").splitlines()
    assert f" {__version__} opens, process {os.getpid()}" in first
    assert last.endswith("Closed")
