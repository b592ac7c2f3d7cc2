"""The parts of the trial under wine that need no wine."""

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from steps import Failure
from windows.wine import needs
from windows.wine.fonts import CONFIGURATION, give_fonts
from windows.wine.prefix import Prefix, as_windows, runner
from windows.wine.stand_ins import read_imports, source_of
from windows.wine.traces import Traces, named

LISTING = """
\tDLL Name: icuuc.dll
\tvma:  Hint/Ord Member-Name Bound-To
\t9989e8\t  263  ucnv_open
\t9989f4\t  225  ucnv_close

\tDLL Name: KERNEL32.dll
\tvma:  Hint/Ord Member-Name Bound-To
\t9989e8\t  1  Sleep
"""

REGISTRY = r"""
[Software\\Other] 1700000000
"Path"="C:\\other"
[Software\\Leadway Desktop\\preset] 1700000000
"base_url"="https://crm.example"
[Software\\Classes] 1700000000
@="nothing"
"Program"="C:\\Leadway Desktop\\x.exe"
"""


def test_imports_are_read_by_library() -> None:
    found = read_imports(LISTING)
    assert found == {"icuuc.dll": {"ucnv_open", "ucnv_close"}, "kernel32.dll": {"Sleep"}}


def test_a_stand_in_has_a_function_for_each() -> None:
    source = source_of({"b", "a"})
    assert source.splitlines()[0] == "__declspec(dllexport) void *a(void) { return 0; }"
    assert source.count("dllexport") == 2


def test_keys_and_values_that_name_the_program_are_traces() -> None:
    assert list(named(REGISTRY.splitlines())) == [
        r"Software\\Leadway Desktop\\preset",
        r'''Software\\Classes\"Program"="C:\\Leadway Desktop\\x.exe"''',
    ]


def test_what_is_new_and_what_is_gone_is_told() -> None:
    before = Traces(frozenset({"a"}), frozenset({"k"}))
    after = Traces(frozenset({"b"}), frozenset({"k"}))
    assert after.beyond(before) == ["+ b", "- a"]


def test_what_stays_by_design_is_no_trace(tmp_path: Path) -> None:
    disk = tmp_path / "drive_c"
    for name in (
        "users/me/AppData/Local/Leadway Desktop/settings.toml",
        "users/me/AppData/Local/Temp/x",
        "users/me/AppData/Local/Programs/Leadway Desktop/left.dll",
        "Program Files/Leadway Desktop/left.dll",
    ):
        (disk / name).parent.mkdir(parents=True)
        (disk / name).touch()
    for name in ("system.reg", "user.reg"):
        (tmp_path / name).touch()
    files = Traces.on(tmp_path).files
    assert "Program Files/Leadway Desktop/left.dll" in files
    assert "users/me/AppData/Local/Programs/Leadway Desktop/left.dll" in files
    assert not any(file.endswith(("settings.toml", "Temp/x", "Programs")) for file in files)


def test_drive_z_is_this_computers_root() -> None:
    assert as_windows(Path("/home/me/a b.exe")) == r"Z:\home\me\a b.exe"


def test_what_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find", lambda program: None if program == "wixl" else "/bin/x")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Failure) as failure:
        needs.require()
    assert "wixl: sudo apt-get install wixl" in str(failure.value)
    assert "pip install uv" in str(failure.value)


def test_fonts_that_are_not_here_are_named_with_their_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(needs, "find", lambda program: "/bin/x")
    monkeypatch.setattr(needs, "FONTS", tmp_path / "none")
    with pytest.raises(Failure, match="apt-get install fonts-dejavu-core"):
        needs.require()


def test_wine_sees_one_family_of_fonts_and_none_of_this_computers_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, fonts = tmp_path / "ours", tmp_path / "fonts"
    ours.mkdir()
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "Emoji.ttf"):
        (ours / name).touch()
    monkeypatch.setattr("windows.wine.fonts.FONTS", ours)
    give_fonts(fonts)
    root = ET.parse(fonts / CONFIGURATION).getroot()
    (shown,) = (Path(folder.text or "") for folder in root.iter("dir"))
    assert root.find("include") is None
    assert all(file.name.startswith("DejaVuSans") for file in shown.iterdir())


def test_a_program_under_trial_gets_the_same_computer(tmp_path: Path) -> None:
    prefix = Prefix(tmp_path / "prefix", ":1")
    (command,) = runner(prefix, tmp_path / "start")
    started = Path(command).read_text(encoding="utf-8")
    for name in ("WINEPREFIX", "WINEDLLOVERRIDES", "FONTCONFIG_FILE"):
        assert f"export {name}=" in started
    assert str(tmp_path / "fonts" / CONFIGURATION) in started
