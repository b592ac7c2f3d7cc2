"""Where the folders are, and that nobody else can read them."""

import os
import stat
import sys
from pathlib import Path

import pytest

from leadway_desktop.storage.paths import Folders, find_folders

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


def all_of(folders: Folders) -> set[Path]:
    return {folders.config, folders.data, folders.cache, folders.logs, folders.spool}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_moves_every_folder_below_itself(tmp_path: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    assert len(all_of(folders)) == 5
    assert all(folder.is_relative_to(tmp_path) for folder in all_of(folders))
    assert folders.home == tmp_path


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_folders({"LEADWAY_DESKTOP_HOME": "portable"}).home == tmp_path / "portable"


def test_an_empty_home_is_none() -> None:
    assert find_folders({"LEADWAY_DESKTOP_HOME": " "}) == find_folders({})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's folders")
def test_linux_names_by_the_xdg_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    folders = find_folders({})
    assert folders.settings_file == tmp_path / "config" / "leadway-desktop" / "settings.toml"
    assert folders.spool == tmp_path / "data" / "leadway-desktop" / "spool"
    assert folders.cache == tmp_path / "cache" / "leadway-desktop"
    assert folders.logs.is_relative_to(tmp_path / "state" / "leadway-desktop")
    assert folders.home is None


def test_practice_shares_no_folder_with_the_real_account(tmp_path: Path) -> None:
    real = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    practice = real.for_practice()
    assert not all_of(real) & all_of(practice)
    assert practice.settings_file != real.settings_file
    assert practice.for_practice() == practice


@posix_only
def test_folders_and_the_parents_they_lack_are_the_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "not" / "there"
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(home)})
    folders.create()
    for folder in (home.parent, home, *all_of(folders)):
        assert mode(folder) == 0o700


@posix_only
def test_a_folder_that_stood_open_is_closed(tmp_path: Path) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    folders.logs.mkdir(mode=0o755)
    folders.create()
    folders.create()
    assert mode(folders.logs) == 0o700


def test_a_file_in_the_way_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(OSError, match="config"):
        find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)}).create()
