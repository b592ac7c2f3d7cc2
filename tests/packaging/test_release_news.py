"""Signing the news of a release: what the tool writes, the program takes."""

import stat
import sys
from pathlib import Path

import pytest
import release_news
from nacl.signing import SigningKey

from leadway_desktop import __version__
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import update_source
from leadway_desktop.network.update_news import NewsRefused, open_news

LINK = "https://downloads.example.com/leadway/0.2.0"


def test_what_is_signed_is_taken_with_the_printed_key_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file, news = tmp_path / "key", tmp_path / "news.json"
    assert release_news.main(["key", str(key_file)]) == 0
    public = capsys.readouterr().out.splitlines()[0].rpartition("#")[2]
    words = ["--link", LINK, "--notes", "en=Faster", "--notes", "es=Más rápido=sí"]
    assert release_news.main(["sign", "--key", str(key_file), *words, str(news)]) == 0

    setting = f"https://updates.example.com/news.json#{public}"
    source = update_source(Settings(update_url=setting).update_url)
    assert source is not None
    release = open_news(news.read_bytes(), source.key)
    assert (release.version, release.link) == (__version__, LINK)
    assert release.notes == {"en": "Faster", "es": "Más rápido=sí"}
    with pytest.raises(NewsRefused):
        open_news(news.read_bytes(), bytes(SigningKey.generate().verify_key))


def test_a_key_is_its_owner_s_and_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key"
    release_news.make_key(file)
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    assert release_news.main(["key", str(file)]) == 1
    assert file.read_bytes() == before
    assert before.decode().strip() not in "".join(capsys.readouterr())


def test_news_that_the_program_would_refuse_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file = tmp_path / "key"
    release_news.make_key(key_file)
    monkeypatch.setenv(release_news.KEY_VARIABLE, key_file.read_text())
    news = tmp_path / "news.json"
    assert release_news.main(["sign", "--link", "http://plain.example", str(news)]) == 1
    assert "https" in capsys.readouterr().err
    assert not news.exists()
    assert release_news.main(["sign", "--link", LINK, str(news)]) == 0


def test_without_a_key_it_says_how_to_give_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(release_news.KEY_VARIABLE, raising=False)
    assert release_news.main(["sign", "--link", LINK, str(tmp_path / "news.json")]) == 1
    assert release_news.KEY_VARIABLE in capsys.readouterr().err
