"""Settings: what wins, what a wrong value spoils, what becomes of a broken file."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import InsecureAddress
from leadway_desktop.domain.settings import SETTING_NAMES, SettingOrigin, Settings
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.settings import load_settings, unknown_names


def write(folders: Folders, content: str | bytes) -> Path:
    file = folders.settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_without_a_file_everything_is_the_default_and_nothing_is_made(folders: Folders) -> None:
    loaded = load_settings(folders, {})
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {SettingOrigin.DEFAULT}
    assert (loaded.set_aside, loaded.problems) == (None, ())
    assert not folders.config.exists()


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    folders: Folders,
) -> None:
    write(folders, 'location_id = "file"\ntheme = "dark"\nconnect_timeout = 5')
    environment = {"LEADWAY_DESKTOP_LOCATION_ID": "env", "LEADWAY_DESKTOP_PARALLEL_UPLOADS": "4"}
    loaded = load_settings(folders, environment)
    assert loaded.settings == Settings(
        location_id="env", theme="dark", connect_timeout=5.0, parallel_uploads=4
    )
    assert isinstance(loaded.settings.connect_timeout, float)
    assert loaded.origins["location_id"] is SettingOrigin.ENVIRONMENT
    assert loaded.origins["parallel_uploads"] is SettingOrigin.ENVIRONMENT
    assert loaded.origins["theme"] is SettingOrigin.FILE
    assert loaded.origins["base_url"] is SettingOrigin.DEFAULT


def test_every_setting_can_come_from_the_environment(folders: Folders) -> None:
    wanted = Settings(
        base_url="http://127.0.0.1:8080",
        api_version="2021-04-15",
        location_id="loc",
        parallel_uploads=8,
        connect_timeout=2.5,
        reply_timeout=3.0,
        stall_timeout=4.0,
        proxy="http://proxy.example:3128",
        language="es",
        theme="light",
    )
    environment = {
        f"LEADWAY_DESKTOP_{name.upper()}": f" {getattr(wanted, name)} " for name in SETTING_NAMES
    }
    assert load_settings(folders, environment).settings == wanted


def test_an_empty_variable_is_no_value(folders: Folders) -> None:
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_THEME": ""})
    assert loaded.origins["theme"] is SettingOrigin.DEFAULT
    assert loaded.problems == ()


@pytest.mark.parametrize(
    "line",
    [
        'parallel_uploads = "many"',
        "parallel_uploads = true",
        "parallel_uploads = 0",
        "stall_timeout = nan",
        f"stall_timeout = {'9' * 400}",
        f"stall_timeout = 0x{'f' * 5000}",
        "base_url = 5",
        'base_url = ["https://example.com"]',
        "proxy = []",
        "proxy = {a = 1}",
        "theme = 1979-05-27",
        'language = "fr"',
    ],
)
def test_a_wrong_value_is_named_and_spoils_no_other(folders: Folders, line: str) -> None:
    file = write(folders, f'{line}\nlocation_id = "loc"')
    loaded = load_settings(folders, {})
    name = line.partition(" ")[0]
    assert [problem.name for problem in loaded.problems] == [name]
    assert loaded.problems[0].detail
    assert loaded.origins[name] is SettingOrigin.DEFAULT
    assert loaded.settings == Settings(location_id="loc")
    assert loaded.set_aside is None
    assert file.exists()


def test_plain_http_is_refused_and_never_used(folders: Folders) -> None:
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_BASE_URL": "http://crm.example"})
    assert isinstance(loaded.problems[0], InsecureAddress)
    assert loaded.settings.base_url == Settings().base_url


def test_a_wrong_variable_gives_the_default_not_the_file(folders: Folders) -> None:
    write(folders, "parallel_uploads = 5")
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_PARALLEL_UPLOADS": "five"})
    assert loaded.settings.parallel_uploads == Settings().parallel_uploads
    assert [problem.name for problem in loaded.problems] == ["parallel_uploads"]


BROKEN = [
    b"theme = dark",
    b"\xff\xfe" + 'theme = "dark"'.encode("utf-16-le"),
    b'theme = "caf\xe9"',
    b"\x00" * 100,
    b"a = " + b"[" * 100_000,
    b"a = " + b"9" * 5000,
    b"# " + b"x" * 2_000_000,
]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_set_aside_whole(folders: Folders, content: bytes) -> None:
    file = write(folders, content)
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_THEME": "light"})
    assert loaded.settings == Settings(theme="light")
    assert loaded.set_aside is not None
    assert loaded.set_aside.name.startswith("settings.toml.broken-20")
    assert loaded.set_aside.read_bytes() == content
    assert not file.exists()
    assert load_settings(folders, {}).set_aside is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'theme = "dark"\nproxy = = 1', "line 2, column 9"),
        (b'theme = "caf\xe9"', "byte 12"),
        (b"# " + b"x" * 2_000_000, "larger than"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_broken_file_is_told(
    folders: Folders, content: bytes, why: str
) -> None:
    write(folders, content)
    assert why in load_settings(folders, {}).why_set_aside


def test_two_broken_files_of_one_second_are_both_kept(folders: Folders) -> None:
    kept = []
    for content in (b"one", b"two", b"three"):
        write(folders, content)
        set_aside = load_settings(folders, {}).set_aside
        assert set_aside is not None
        kept.append(set_aside.read_bytes())
    assert kept == [b"one", b"two", b"three"]
    assert len(list(folders.config.iterdir())) == 3


def test_a_folder_in_the_files_place_is_set_aside(folders: Folders) -> None:
    folders.settings_file.mkdir(parents=True)
    loaded = load_settings(folders, {})
    assert loaded.set_aside is not None
    assert loaded.set_aside.is_dir()


def test_a_file_that_cannot_be_set_aside_stays_and_is_reported(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    file = write(folders, "broken")
    monkeypatch.setattr(Path, "rename", refuse)
    loaded = load_settings(folders, {})
    assert loaded.settings == Settings()
    assert loaded.set_aside is None
    assert loaded.problems[0].name == "settings.toml"
    assert "Permission denied" in loaded.problems[0].detail
    assert file.read_text() == "broken"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_set_aside(folders: Folders) -> None:
    write(folders, "").chmod(0)
    assert load_settings(folders, {}).set_aside is not None


def test_the_byte_order_mark_of_windows_editors_is_no_fault(folders: Folders) -> None:
    write(folders, b'\xef\xbb\xbftheme = "dark"\r\n')
    assert load_settings(folders, {}).settings.theme == "dark"


@given(content=st.binary() | st.text().map(str.encode))
def test_no_content_of_the_file_stops_the_program(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("any"))})
    file = write(folders, content)
    loaded = load_settings(folders, {})
    assert (loaded.set_aside or file).read_bytes() == content


@given(
    name=st.sampled_from(SETTING_NAMES),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
def test_no_variable_stops_the_program(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.getbasetemp())})
    loaded = load_settings(folders, {f"LEADWAY_DESKTOP_{name.upper()}": text})
    is_default = getattr(loaded.settings, name) == getattr(Settings(), name)
    assert is_default or loaded.origins[name] is SettingOrigin.ENVIRONMENT


def test_unknown_names_come_with_what_was_probably_meant(folders: Folders) -> None:
    write(folders, 'locationid = "x"\ntheme = "dark"\n[qwerty]\na = 1')
    environment = {
        "LEADWAY_DESKTOP_BASEURL": "x",
        "LEADWAY_DESKTOP_HOME": "x",
        "LEADWAY_DESKTOP_TOKEN": "x",
        "LEADWAY_DESKTOP_THEME": "dark",
        "PATH": "x",
    }
    assert unknown_names(load_settings(folders, {}), environment) == {
        "locationid": "location_id",
        "qwerty": None,
        "LEADWAY_DESKTOP_BASEURL": "LEADWAY_DESKTOP_BASE_URL",
    }
