"""Saving settings: the user's file stays theirs, and is never half written."""

import os
import stat
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import SettingsNotSaved
from leadway_desktop.domain.settings import SettingOrigin, Settings
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.settings import load_settings
from leadway_desktop.storage.settings_writer import save_settings

USERS_FILE = """\
# ours, made by Ana
theme = "dark"   # easier on the eyes
colour = "green"

connect_timeout = 10
[later]
a = 1
"""


def written(folders: Folders, content: str) -> Folders:
    folders.config.mkdir(parents=True, exist_ok=True)
    folders.settings_file.write_bytes(content.encode())
    return folders


def test_the_first_save_says_what_the_file_is_and_holds_what_differs(folders: Folders) -> None:
    loaded = load_settings(folders, {})
    now = save_settings(Settings(location_id="loc", reply_timeout=45.0), loaded, {})
    text = folders.settings_file.read_text()
    assert text.startswith("# Settings of Leadway Desktop.")
    assert text.endswith('\n\nlocation_id = "loc"\nreply_timeout = 45\n')
    assert now.settings == Settings(location_id="loc", reply_timeout=45.0)
    assert now.origins["location_id"] is SettingOrigin.FILE
    assert load_settings(folders, {}) == now


def test_comments_order_and_unknown_names_stay(folders: Folders) -> None:
    loaded = load_settings(written(folders, USERS_FILE), {})
    save_settings(replace(loaded.settings, theme="light", location_id="loc"), loaded, {})
    expected = USERS_FILE.replace('"dark"', '"light"').replace(
        "connect_timeout = 10\n", 'connect_timeout = 10\nlocation_id = "loc"\n\n'
    )
    assert folders.settings_file.read_text() == expected
    assert load_settings(folders, {}).settings.location_id == "loc"


def test_a_value_back_at_its_default_stays_where_it_stands(folders: Folders) -> None:
    loaded = load_settings(written(folders, USERS_FILE), {})
    save_settings(replace(loaded.settings, theme="system"), loaded, {})
    assert 'theme = "system"   # easier on the eyes' in folders.settings_file.read_text()


def test_saving_no_change_touches_nothing(folders: Folders) -> None:
    loaded = load_settings(folders, {})
    save_settings(loaded.settings, loaded, {})
    assert not folders.config.exists()


def test_values_of_the_environment_are_not_written(folders: Folders) -> None:
    environment = {"LEADWAY_DESKTOP_LOCATION_ID": "env", "LEADWAY_DESKTOP_THEME": "dark"}
    loaded = load_settings(folders, environment)
    now = save_settings(replace(loaded.settings, language="es"), loaded, environment)
    text = folders.settings_file.read_text()
    assert "env" not in text
    assert "theme" not in text
    assert now.settings == Settings(location_id="env", theme="dark", language="es")


def test_what_was_edited_meanwhile_stays(folders: Folders) -> None:
    loaded = load_settings(written(folders, 'location_id = "old"\n'), {})
    written(folders, 'location_id = "edited"\n')
    now = save_settings(replace(loaded.settings, theme="dark"), loaded, {})
    assert now.settings == Settings(location_id="edited", theme="dark")


def test_a_wrong_value_waits_for_its_owner(folders: Folders) -> None:
    loaded = load_settings(written(folders, 'base_url = "http://crm.example"\n'), {})
    now = save_settings(replace(loaded.settings, theme="dark"), loaded, {})
    assert 'base_url = "http://crm.example"' in folders.settings_file.read_text()
    assert [problem.name for problem in now.problems] == ["base_url"]


def test_a_file_that_broke_meanwhile_is_set_aside_not_overwritten(folders: Folders) -> None:
    loaded = load_settings(folders, {})
    written(folders, "precious but = = broken")
    now = save_settings(Settings(theme="dark"), loaded, {})
    assert now.set_aside is not None
    assert now.set_aside.read_text() == "precious but = = broken"
    assert now.settings == Settings(theme="dark")


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_file_and_folder_are_the_owners_alone(folders: Folders) -> None:
    save_settings(Settings(theme="dark"), load_settings(folders, {}), {})
    assert stat.S_IMODE(folders.config.stat().st_mode) == 0o700
    assert stat.S_IMODE(folders.settings_file.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX")
def test_a_link_keeps_pointing_where_it_did(folders: Folders, tmp_path: Path) -> None:
    dotfile = tmp_path / "dotfiles.toml"
    dotfile.write_text('theme = "dark"\n')
    folders.config.mkdir(parents=True)
    folders.settings_file.symlink_to(dotfile)
    loaded = load_settings(folders, {})
    save_settings(replace(loaded.settings, theme="light"), loaded, {})
    assert folders.settings_file.is_symlink()
    assert dotfile.read_text() == 'theme = "light"\n'


@pytest.mark.parametrize("failing", ["os.replace", "os.fsync", "tempfile.mkstemp"])
def test_a_failed_save_leaves_the_file_and_no_litter(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    loaded = load_settings(written(folders, USERS_FILE), {})

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(failing, fail)
    with pytest.raises(SettingsNotSaved) as caught:
        save_settings(replace(loaded.settings, theme="light"), loaded, {})
    assert caught.value.folder == folders.config
    assert caught.value.detail == "No space left on device"
    assert folders.settings_file.read_text() == USERS_FILE
    assert list(folders.config.iterdir()) == [folders.settings_file]


def test_a_folder_that_cannot_be_made_is_reported(folders: Folders) -> None:
    loaded = load_settings(folders, {})
    folders.config.parent.mkdir(parents=True)
    folders.config.write_text("in the way")
    with pytest.raises(SettingsNotSaved):
        save_settings(Settings(theme="dark"), loaded, {})


LINES = [
    "# a comment",
    "",
    'location_id = "here"  # ours',
    'theme = ["wrong", # and commented',
    "  2]",
    "parallel_uploads=3",
    "reply_timeout = 1_0.5",
    "language.inner = 1",
    'colour = """',
    'many lines"""',
    "dotted.key = 1979-05-27",
    "[table] # note",
    "a = {b = 1}",
    "[[array]]",
    "[theme]",
    "[other.proxy]",
]


@given(
    lines=st.lists(st.sampled_from(LINES), max_size=12),
    line_end=st.sampled_from(["\n", "\r\n"]),
    wanted=st.fixed_dictionaries(
        {},
        optional={
            "theme": st.sampled_from(["dark", "light"]),
            "location_id": st.just("there"),
            "language": st.just("es"),
            "parallel_uploads": st.integers(1, 8),
        },
    ),
)
def test_whatever_the_file_looks_like_changes_arrive_and_the_rest_stays(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    line_end: str,
    wanted: dict[str, Any],
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("any"))})
    text = line_end.join(lines)
    loaded = load_settings(written(folders, text), {})
    now = save_settings(replace(loaded.settings, **wanted), loaded, {})
    assert now.settings == replace(loaded.settings, **wanted)
    if loaded.set_aside is not None:
        return
    before, after = tomllib.loads(text), tomllib.loads(folders.settings_file.read_bytes().decode())
    untouched = before.keys() - {"theme", "location_id", "language", "parallel_uploads"}
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    comments = [line for line in lines if line.startswith("#")]
    saved = folders.settings_file.read_text().splitlines()
    # What stands in a table whose place a setting takes goes with the table.
    if "[theme]" not in lines:
        assert [line for line in saved if line.startswith("#")] == comments


settings = st.builds(
    Settings,
    location_id=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=100),
    parallel_uploads=st.integers(1, 8),
    stall_timeout=st.floats(1, 600),
    theme=st.sampled_from(["system", "light", "dark"]),
)


@given(first=settings, second=settings)
def test_what_is_saved_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, first: Settings, second: Settings
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("any"))})
    loaded = load_settings(folders, {})
    for wanted in (first, second):
        loaded = save_settings(wanted, loaded, {})
        assert loaded.settings == wanted
        assert load_settings(folders, {}).settings == wanted
