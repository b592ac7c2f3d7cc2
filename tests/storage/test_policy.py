"""The policy of a computer: where it is read, what wins, and what a broken one does not do."""

import plistlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import InsecureAddress, PolicyBroken
from leadway_desktop.domain.policy import NO_POLICY, Policy
from leadway_desktop.domain.settings import SettingOrigin, Settings
from leadway_desktop.storage import policy as policies
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.policy import policy_in_plist, policy_in_toml
from leadway_desktop.storage.policy_registry import policy_in_registry
from leadway_desktop.storage.settings import load_settings, unknown_names
from leadway_desktop.storage.settings_writer import save_settings
from leadway_desktop.surroundings import look_around, misleading_problem

HOUSE = """\
[preset]
base_url = "https://crm.example.com"
parallel_uploads = 2

[locked]
location_id = "loc-house"
theme = "light"
"""
OURS = r"SOFTWARE\Leadway Desktop"
POLICIES = r"SOFTWARE\Policies\Leadway Desktop"

Write = Callable[[str], Path]


@pytest.fixture
def write_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Have this computer a policy file, and return what writes it."""
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(policies, "machine_policy", lambda: policy_in_toml(file))

    def write(text: str) -> Path:
        file.write_text(text, encoding="utf-8")
        return file

    return write


def write_settings(folders: Folders, text: str) -> None:
    folders.config.mkdir(parents=True, exist_ok=True)
    folders.settings_file.write_text(text, encoding="utf-8")


def test_a_preset_takes_the_default_s_place_and_the_user_may_choose_otherwise(
    folders: Folders, write_policy: Write
) -> None:
    write_policy(HOUSE)
    write_settings(folders, "parallel_uploads = 5")
    loaded = load_settings(folders, {})
    assert loaded.settings.base_url == "https://crm.example.com"
    assert loaded.settings.parallel_uploads == 5
    assert loaded.origins["base_url"] is SettingOrigin.PRESET
    assert loaded.origins["parallel_uploads"] is SettingOrigin.FILE


def test_a_lock_wins_over_file_and_environment(folders: Folders, write_policy: Write) -> None:
    write_policy(HOUSE)
    write_settings(folders, 'location_id = "mine"\ntheme = "dark"')
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_LOCATION_ID": "mine too"})
    assert (loaded.settings.location_id, loaded.settings.theme) == ("loc-house", "light")
    assert loaded.origins["location_id"] is SettingOrigin.LOCKED
    assert loaded.is_locked("location_id")
    assert not loaded.is_locked("base_url")


def test_no_variable_moves_the_policy(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[locked]\ntheme = "dark"')
    for place in (policies.ETC_FILE, policies.LIBRARY_FILE, policies.MANAGED_PREFERENCES):
        assert place.is_absolute()
        assert "$" not in str(place)
    assert load_settings(folders, {"LEADWAY_DESKTOP_HOME": str(tmp_path)}).policy == NO_POLICY


def test_going_back_to_the_default_from_a_preset_is_written(
    folders: Folders, write_policy: Write
) -> None:
    write_policy(HOUSE)
    loaded = load_settings(folders, {})
    now = save_settings(replace(loaded.settings, parallel_uploads=3), loaded, {})
    assert now.settings.parallel_uploads == Settings().parallel_uploads == 3
    assert load_settings(folders, {}).settings.parallel_uploads == 3


def test_going_back_to_the_preset_needs_no_line(folders: Folders, write_policy: Write) -> None:
    write_policy(HOUSE)
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_PARALLEL_UPLOADS": "7"})
    save_settings(replace(loaded.settings, parallel_uploads=2), loaded, {})
    assert "parallel_uploads" not in folders.settings_file.read_text()


def test_presets_and_locks_are_not_written_into_the_user_s_file(
    folders: Folders, write_policy: Write
) -> None:
    write_policy(HOUSE)
    loaded = load_settings(folders, {})
    now = save_settings(replace(loaded.settings, language="es"), loaded, {})
    assert "loc-house" not in folders.settings_file.read_text()
    assert "crm.example" not in folders.settings_file.read_text()
    assert now.settings == replace(loaded.settings, language="es")


def test_a_locked_value_of_no_use_gives_the_default_and_lets_nothing_out(
    folders: Folders, write_policy: Write
) -> None:
    write_policy('[locked]\nbase_url = "http://crm.example.com"')
    write_settings(folders, 'base_url = "https://mine.example.com"')
    loaded = load_settings(folders, {})
    assert loaded.settings.base_url == Settings().base_url
    assert loaded.is_locked("base_url")
    assert isinstance(misleading_problem(loaded), InsecureAddress)


BROKEN = {
    "[locked": "end of a table declaration",
    'locked = "theme"': "locked is no table",
    "preset = 5": "preset is no table",
    "x = " + "[" * 100_000: "nested too deeply",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_policy_that_cannot_be_read_stays_and_keeps_the_token_here(
    folders: Folders, write_policy: Write, text: str
) -> None:
    file = write_policy(text)
    loaded = load_settings(folders, {"LEADWAY_DESKTOP_THEME": "dark"})
    assert loaded.settings == Settings(theme="dark")
    problem = misleading_problem(loaded)
    assert isinstance(problem, PolicyBroken)
    assert problem.name == str(file)
    assert BROKEN[text] in problem.detail
    assert file.read_text() == text


def test_names_that_mean_nothing_are_told_with_what_was_meant(
    folders: Folders, write_policy: Write
) -> None:
    write_policy('[lock]\ntheme = "dark"\n[preset]\nbaseurl = "https://x.example"')
    loaded = load_settings(folders, {})
    assert unknown_names(loaded, {}) == {"lock": "locked", "baseurl": "base_url"}
    assert loaded.settings == Settings()


@given(content=st.binary() | st.text().map(str.encode))
def test_no_content_of_a_policy_stops_the_program(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.policy"
    file.write_bytes(content)
    for read in (policy_in_toml, policy_in_plist):
        assert isinstance(read(file), Policy)
    assert file.read_bytes() == content


def test_a_proxy_s_password_is_in_no_representation(folders: Folders, write_policy: Write) -> None:
    write_policy('[preset]\nproxy = "http://ana:secret@proxy:1"')
    loaded = load_settings(folders, {})
    assert loaded.settings.proxy == "http://ana:secret@proxy:1"
    assert "secret" not in repr(loaded)


# --- macOS ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_a_configuration_profile_is_read_in_both_forms(
    tmp_path: Path, form: plistlib.PlistFormat
) -> None:
    file = tmp_path / "com.leadway.desktop.plist"
    says = {"preset": {"connect_timeout": 5}, "locked": {"location_id": "loc"}}
    file.write_bytes(plistlib.dumps(says, fmt=form))
    policy = policy_in_plist(file)
    assert (policy.presets, policy.locks) == ({"connect_timeout": 5}, {"location_id": "loc"})
    assert policy.places == (str(file),)


def test_a_profile_wins_over_the_file_beside_it(tmp_path: Path) -> None:
    profile, file = tmp_path / "a.plist", tmp_path / "policy.toml"
    profile.write_bytes(plistlib.dumps({"locked": {"theme": "dark"}}))
    file.write_text('[locked]\ntheme = "light"\nlanguage = "es"')
    policy = policy_in_plist(profile).over(policy_in_toml(file))
    assert policy.locks == {"theme": "dark", "language": "es"}
    assert policy.places == (str(profile), str(file))


# --- Windows ----------------------------------------------------------------------------------


def registry(keys: dict[tuple[str, str], dict[str, Any]]) -> Policy:
    return policy_in_registry(lambda root, path: keys.get((root, path), {}))


def test_group_policy_wins_over_what_the_installer_wrote() -> None:
    policy = registry(
        {
            ("HKLM", rf"{OURS}\preset"): {"BASE_URL": "https://msi.example", "theme": "dark"},
            ("HKLM", rf"{POLICIES}\preset"): {"base_url": "https://gpo.example"},
            ("HKCU", rf"{POLICIES}\locked"): {"location_id": "user"},
            ("HKLM", rf"{POLICIES}\locked"): {"location_id": "computer"},
        }
    )
    assert policy.presets == {"base_url": "https://gpo.example", "theme": "dark"}
    assert policy.locks == {"location_id": "computer"}
    assert policy.places == (rf"HKLM\{POLICIES}", rf"HKCU\{POLICIES}", rf"HKLM\{OURS}")


def test_what_the_user_can_write_locks_nothing() -> None:
    policy = registry(
        {
            ("HKCU", rf"{OURS}\locked"): {"base_url": "https://evil.example"},
            ("HKCU", rf"{OURS}\preset"): {"location_id": "loc"},
        }
    )
    assert policy.locks == {}
    assert policy.presets == {"location_id": "loc"}


def test_numbers_of_the_registry_may_be_text() -> None:
    policy = registry(
        {("HKLM", rf"{POLICIES}\locked"): {"parallel_uploads": "4", "connect_timeout": 7, "x": 1}}
    )
    assert policy.locks == {"parallel_uploads": 4, "connect_timeout": 7, "x": 1}
    assert policy.unknown == ("x",)


def test_a_key_that_may_not_be_read_is_named() -> None:
    def refuse(root: str, path: str) -> dict[str, object]:
        if root == "HKLM" and path.startswith(POLICIES):
            raise PermissionError(5, "Access is denied")
        return {}

    assert policy_in_registry(refuse).broken == {rf"HKLM\{POLICIES}": "Access is denied"}


def test_the_policy_reaches_whoever_looks_around(write_policy: Write) -> None:
    write_policy(HOUSE)
    for is_practice in (False, True):
        around = look_around({}, is_practice=is_practice)
        assert around.loaded.settings.location_id == "loc-house"
