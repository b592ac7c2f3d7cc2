"""The frozen program as installers see it."""

from pathlib import Path

import pytest
from windows.tree import LinkFound, folders_of, installed_kilobytes

from tests.packaging.windows.conftest import FILES


def test_every_file_is_in_its_folder_and_every_folder_after_its_own(app: Path) -> None:
    folders = folders_of(app)
    found = [folder.path / name for folder in folders for name in folder.files]
    assert sorted(map(str, found)) == sorted(FILES)
    paths = [folder.path for folder in folders]
    assert all(paths.index(path.parent) < paths.index(path) for path in paths[1:])


def test_windows_separates_by_backslashes(app: Path) -> None:
    names = [folder.on_windows for folder in folders_of(app)]
    assert names[0] == ""
    assert r"_internal\PySide6\plugins\platforms" in names


def test_a_link_is_no_file_that_windows_would_keep(app: Path) -> None:
    (app / "_internal" / "link.dll").symlink_to("base_library.zip")
    with pytest.raises(LinkFound, match=r"_internal/link\.dll"):
        folders_of(app)


def test_the_size_is_told_in_whole_kilobytes(app: Path) -> None:
    assert installed_kilobytes(app) == 5
