"""The MSI as its source says it, and the commands that make it."""

import struct
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from frozen import parts
from windows import msi, msi_source
from windows.tree import folders_of

from tests.packaging.windows.conftest import FILES


@pytest.fixture
def source(app: Path) -> Element:
    return msi_source.wix(app, folders_of(app))


def test_every_file_is_a_component_of_its_own_and_of_the_feature(source: Element) -> None:
    holders = [one for one in source.iter("Component") if one.find("File") is not None]
    assert len(holders) == len(FILES)
    referred = {one.attrib["Id"] for one in source.iter("ComponentRef")}
    assert referred == {one.attrib["Id"] for one in source.iter("Component")}


def test_identities_are_unique_and_the_same_the_next_time(source: Element, app: Path) -> None:
    guids = [one.attrib["Guid"] for one in source.iter("Component")]
    assert len(set(guids)) == len(guids)
    again = msi_source.wix(app, folders_of(app))
    assert guids == [one.attrib["Guid"] for one in again.iter("Component")]
    names = [one.attrib["Id"] for one in source.iter() if "Id" in one.attrib and one.tag == "File"]
    assert len(set(names)) == len(names)


def test_another_version_is_another_product_of_the_same_line(
    source: Element, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "VERSION", "99.0.0")
    next_product = msi_source.wix(app, folders_of(app)).find("Product")
    product = source.find("Product")
    assert product is not None
    assert next_product is not None
    assert product.attrib["Id"] != next_product.attrib["Id"]
    assert product.attrib["UpgradeCode"] == next_product.attrib["UpgradeCode"]


def test_presets_and_locks_are_written_where_the_program_reads_them(source: Element) -> None:
    values = {
        (one.attrib["Key"], one.attrib["Name"]): one.attrib["Value"]
        for one in source.iter("RegistryValue")
    }
    for table in ("preset", "locked"):
        key = rf"SOFTWARE\Leadway Desktop\{table}"
        assert values[key, "base_url"] == "[BASE_URL]"
        assert values[key, "location_id"] == "[LOCATION_ID]"


def test_what_cannot_be_locked_for_one_user_is_preset_for_them(source: Element) -> None:
    told = {one.attrib["Id"]: one.findtext("Condition", "") for one in source.iter("Component")}
    for name in msi_source.SETTINGS:
        # The program heeds no lock in a user's own registry.
        locks = f"LOCK_SETTINGS = 1 AND NOT {msi_source.PER_USER}"
        assert told[f"Locked_{name}"] == f"{name} AND {locks}"
        assert told[f"Preset_{name}"] == f"{name} AND NOT ({locks})"
        assert len(told[f"Preset_{name}"]) <= 255, "the column holds no more"


def test_what_one_user_wrote_decides_nothing_for_the_computer(source: Element) -> None:
    conditions = {one.attrib["Action"]: str(one.text) for one in source.iter("Custom")}
    assert conditions["Take_HKCU_BASE_URL"].endswith(msi_source.PER_USER)
    assert conditions["Take_HKLM_BASE_URL"].endswith(f"NOT {msi_source.PER_USER}")


def test_what_wixl_does_not_know_is_written_afterwards(source: Element) -> None:
    make, finish = msi.wixl_commands(source, Path("a.wxs"), Path("a.msi"))
    assert make[0] == "wixl"
    assert source.find(".//Condition") is None
    assert not any("Secure" in one.attrib for one in source.iter("Property"))
    said = " ".join(finish)
    assert "`Root` = -1" in said
    assert "BASE_URL AND LOCK_SETTINGS = 1 AND NOT (NOT ALLUSERS" in said
    assert "ALLUSERS;MSIINSTALLPERUSER;BASE_URL;LOCATION_ID;LOCK_SETTINGS" in said


def test_wix_is_told_which_of_its_checks_know_no_package_for_both_scopes(source: Element) -> None:
    _, link = msi.wix_commands(Path("a.wxs"), Path("a.msi"))
    silenced = {word.removeprefix("-sice:") for word in link if word.startswith("-sice:")}
    # A link that is not advertised, under a key that is the computer's or the user's: an error of
    # ICE43, which wants the user's key, and of ICE57, which wants one scope.
    holders = [one for one in source.iter("Component") if one.find("Shortcut") is not None]
    assert {one.find("RegistryValue").attrib["Root"] for one in holders} == {"HKMU"}  # type: ignore[union-attr]
    assert silenced == {"ICE38", "ICE43", "ICE57", "ICE64", "ICE91"}


def test_the_same_content_gets_the_same_date_and_code_whatever_the_clock_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(msi, "source_date", lambda: 1_700_000_000)
    made = [_package(tmp_path / name, code, b"content") for name, code in (("a", "A"), ("b", "B"))]
    other = _package(tmp_path / "c", "A", b"another content")
    assert made[0] == made[1]
    assert made[0][-60:] != other[-60:]
    assert struct.pack("<Q", 133_444_736_000_000_000) in made[0]


def _package(file: Path, code: str, content: bytes) -> bytes:
    """Make something with a summary as the tools write it, have it settled, return its bytes."""
    moment, elsewhere = b"\x40\0\0\0" + code.encode() * 8, b"\x40\0\0\0" + b"T" * 8
    package_code = ("{" + "-".join(code * n for n in (8, 4, 4, 4, 12)) + "}").encode() + b"\0"
    properties = moment + package_code
    section = struct.pack("<II", len(properties) + 8, 2) + properties
    file.write_bytes(content + msi._SUMMARY + struct.pack("<I", 48) + section + elsewhere)
    msi.settle(file)
    settled = file.read_bytes()
    assert settled.endswith(elsewhere)  # beyond the summary nothing is touched
    return settled[: -len(elsewhere)].removeprefix(content)
