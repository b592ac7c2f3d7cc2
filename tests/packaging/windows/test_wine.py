"""The parts of the trial under wine that need no wine."""

import shutil
from pathlib import Path

import pytest
from steps import Failure
from windows.wine import needs
from windows.wine.prefix import as_windows
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
        "Program Files/Leadway Desktop/left.dll",
    ):
        (disk / name).parent.mkdir(parents=True)
        (disk / name).touch()
    for name in ("system.reg", "user.reg"):
        (tmp_path / name).touch()
    files = Traces.on(tmp_path).files
    assert "Program Files/Leadway Desktop/left.dll" in files
    assert not any(file.endswith(("settings.toml", "Temp/x")) for file in files)


def test_drive_z_is_this_computers_root() -> None:
    assert as_windows(Path("/home/me/a b.exe")) == r"Z:\home\me\a b.exe"


def test_what_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find", lambda program: None if program == "wixl" else "/bin/x")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Failure) as failure:
        needs.require()
    assert "wixl: sudo apt-get install wixl" in str(failure.value)
    assert "pip install uv" in str(failure.value)
