import pytest

from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.window_state import load_window_state, save_window_state


@pytest.fixture
def folders(folders: Folders) -> Folders:
    folders.create()
    return folders


def test_reads_back_what_was_kept(folders: Folders) -> None:
    save_window_state(folders, {"geometry": b"\x00\xff", "layout": b""})
    assert load_window_state(folders) == {"geometry": b"\x00\xff", "layout": b""}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"geometry": 3}', b'{"a": "?"}', b"\xff\xfe"])
def test_a_spoilt_file_counts_as_none(folders: Folders, content: bytes) -> None:
    (folders.data / "window.json").write_bytes(content)
    assert load_window_state(folders) == {}


def test_a_folder_that_is_gone_costs_nothing_but_the_memory(folders: Folders) -> None:
    (folders.data / "window.json").mkdir()
    save_window_state(folders, {"geometry": b"1"})
    assert load_window_state(folders) == {}
