"""What was asked last is kept; what cannot be read counts as nothing."""

import pytest

from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.update_file import KeptNews, load_news, save_news


@pytest.fixture
def folders(folders: Folders) -> Folders:
    folders.create()
    return folders


def test_reads_back_what_was_kept(folders: Folders) -> None:
    news = KeptNews("https://x.example#k", 12.5, '{"signed": "más"}')
    assert save_news(folders, news)
    assert load_news(folders) == news


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"setting": 1, "asked_at": "x", "answer": ""}', b"\xff\xfe"]
)
def test_a_spoilt_file_counts_as_none(folders: Folders, content: bytes) -> None:
    (folders.cache / "update.json").write_bytes(content)
    assert load_news(folders) == KeptNews()


def test_what_cannot_be_written_is_told(folders: Folders) -> None:
    (folders.cache / "update.json").mkdir()
    assert not save_news(folders, KeptNews("x", 1.0, ""))
    assert load_news(folders) == KeptNews()
