"""The account's folders, and those of practice, made already."""

from pathlib import Path

import pytest

from leadway_desktop.storage.paths import Folders, find_folders


@pytest.fixture
def folders(isolated_home: Path) -> Folders:
    made = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    made.create()
    made.for_practice().create()
    return made
