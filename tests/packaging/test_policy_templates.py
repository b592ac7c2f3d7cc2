"""Group policy's templates name every setting, in both languages, and write what is read."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import policy_templates
import pytest

from leadway_desktop.domain.settings import SETTING_NAMES
from leadway_desktop.storage.policy_registry import policy_in_registry
from leadway_desktop.storage.setting_types import checked

NAMESPACE = f"{{{policy_templates._SCHEMA}}}"
TABLES = policy_templates.TABLES


def parsed(name: str) -> Element:
    return ElementTree.parse(policy_templates.TARGET / name).getroot()


def policies() -> list[Element]:
    return list(parsed("leadway-desktop.admx").iter(f"{NAMESPACE}policy"))


def test_they_are_as_the_settings_are_now() -> None:
    assert policy_templates.main(["--check"]) == 0


def test_every_setting_can_be_preset_and_locked() -> None:
    names = {policy.get("name") for policy in policies()}
    assert names == {f"{table}_{name}" for table in TABLES for name in SETTING_NAMES}


def test_what_they_write_is_what_the_program_reads() -> None:
    keys: dict[tuple[str, str], dict[str, object]] = {}
    for policy in policies():
        (element,) = next(policy.iter(f"{NAMESPACE}elements"))
        name = str(element.get("valueName"))
        value: object = 10
        if element.tag == f"{NAMESPACE}enum":
            value = element.findtext(f".//{NAMESPACE}string")
        elif element.tag == f"{NAMESPACE}text":
            value = {"base_url": "https://x.example", "proxy": "none"}.get(name, "")
        keys.setdefault(("HKLM", str(policy.get("key"))), {})[name] = value
    read = policy_in_registry(lambda root, path: keys.get((root, path), {}))
    assert set(read.locks) == set(read.presets) == set(SETTING_NAMES)
    assert read.unknown == ()
    for name in ("base_url", "proxy", "theme", "sending", "bandwidth_limit", "reply_timeout"):
        checked(name, read.locks[name])


@pytest.mark.parametrize("language", ["en-US", "es-ES"])
def test_no_word_is_missing_and_none_too_many(language: str) -> None:
    admx = (policy_templates.TARGET / "leadway-desktop.admx").read_text(encoding="utf-8")
    adml = parsed(f"{language}/leadway-desktop.adml")
    for kind in ("string", "presentation"):
        wanted = set(re.findall(rf"\$\({kind}\.(\w+)\)", admx))
        there = {one.get("id") for one in adml.iter(f"{NAMESPACE}{kind}")}
        assert there == wanted
    assert all(one.text for one in adml.iter(f"{NAMESPACE}string"))


def test_the_two_languages_differ() -> None:
    english, spanish = (
        {one.get("id"): one.text for one in parsed(f"{name}/leadway-desktop.adml").iter()}
        for name in ("en-US", "es-ES")
    )
    assert english["locked"] != spanish["locked"]
    assert english["locked_theme_help"] != spanish["locked_theme_help"]
