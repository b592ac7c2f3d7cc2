"""build.py: what it compares, and what it says of what it made."""

import hashlib
import os
from pathlib import Path

import pytest
import system_libraries
from frozen import build_environment, command, freezing, parts, source_date
from frozen.made import Made, digests
from steps import Failure


def test_a_file_is_told_with_size_and_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "DIST", tmp_path)
    installer = tmp_path / "setup.exe"
    installer.write_bytes(b"x" * 1_500_000)
    digest = hashlib.sha256(installer.read_bytes()).hexdigest()
    command.tell([Made(installer)])
    said = capsys.readouterr().out
    assert "1.5 MB  unsigned" in said
    assert digest in said
    sums = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8")
    assert sums == f"{digest}  setup.exe\n"


def test_made_twice_and_different_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FROZEN", "DIST"):
        monkeypatch.setattr(command, name, tmp_path / name)
        (tmp_path / name).mkdir()
    times = iter("ab")

    def build(*, app_only: bool) -> list[Made]:
        (tmp_path / "DIST" / "same").write_text("always")
        (tmp_path / "DIST" / "other").write_text(next(times))
        return []

    monkeypatch.setattr(command, "build", build)
    command.build(app_only=True)
    with pytest.raises(Failure, match="DIST/other") as failure:
        command.compare(app_only=True)
    assert "same\n" not in str(failure.value)


def test_libraries_of_the_system_are_there_before_anything_is_made_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop() -> None:
        raise Failure("enough seen")

    ensured: list[dict[str, bool]] = []
    monkeypatch.setattr(system_libraries, "ensure", lambda **wanted: ensured.append(wanted))
    monkeypatch.setattr(build_environment, "prepare", stop)
    with pytest.raises(Failure, match="enough seen"):
        freezing.freeze()
    assert ensured == [{"screen": True, "freezing": True}]


def test_the_pictures_bear_the_date_that_everything_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_: object) -> None:
        parts.ICONS.mkdir()
        (parts.ICONS / "setup.bmp").touch()

    monkeypatch.setattr(parts, "ICONS", tmp_path / "icons")
    monkeypatch.setattr(freezing, "must", render)
    freezing.render_icons(Path("python"))
    assert (tmp_path / "icons" / "setup.bmp").stat().st_mtime == source_date.source_date()


def test_links_are_not_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    if os.name == "posix":
        os.symlink("a", tmp_path / "b")
    assert Made(tmp_path).size == 100
    assert set(digests(tmp_path)) == {f"{tmp_path.name}/a"}


def test_the_date_is_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    source_date.source_date.cache_clear()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    assert source_date.source_date() == 1234567890
    source_date.source_date.cache_clear()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert source_date.source_date() > 1_600_000_000  # the commit's
    source_date.source_date.cache_clear()


def test_all_files_get_the_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    source_date.source_date.cache_clear()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    source_date.date_files(tmp_path)
    source_date.source_date.cache_clear()
    assert {path.stat().st_mtime for path in (tmp_path, *tmp_path.rglob("*"))} == {1234567890.0}


def test_a_bundle_that_cannot_be_sealed_ends_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, str] = {}
    monkeypatch.setattr("frozen.freezing.shutil.rmtree", lambda *_, **__: None)
    monkeypatch.setattr(freezing, "must", lambda _, __, environment: told.update(environment))
    freezing._run_pyinstaller(Path("python"))
    assert told["PYINSTALLER_STRICT_BUNDLE_CODESIGN_ERROR"] == "1"
