"""Secrets make a build machine able to sign, and show up in no command line and no output."""

import base64
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import signing_secrets
from signing_secrets import PROFILE, SecretUnusable, for_macos, for_windows

PASSWORD = 'pa"ss\\word'
CERTIFICATE = base64.b64encode(b"a certificate").decode()
WINDOWS = {"WINDOWS_PFX": CERTIFICATE, "WINDOWS_PFX_PASSWORD": PASSWORD}
MACOS = {
    "MACOS_CERTIFICATES": CERTIFICATE[:8] + "\n" + CERTIFICATE[8:],
    "MACOS_CERTIFICATES_PASSWORD": PASSWORD,
    "MACOS_NOTARY_KEY": base64.b64encode(b"a key").decode(),
    "MACOS_NOTARY_KEY_ID": "KEYID",
    "MACOS_NOTARY_ISSUER": "ISSUER",
}
BOTH = "1) A1 Developer ID Application: Leadway\n2) B2 Developer ID Installer: Leadway\n"


class Machine:
    """Notes what is run, and what the files that are named hold meanwhile."""

    def __init__(self, folder: Path, answer: str) -> None:
        self.folder = folder
        self.answer = answer
        self.commands: list[list[str]] = []
        self.inputs: list[str] = []
        self.more: list[Mapping[str, str]] = []
        self.files: dict[str, bytes] = {}
        self.modes: set[int] = set()

    def run(self, command: list[str], text: str, more: Mapping[str, str]) -> str:
        self.commands.append(command)
        self.inputs.append(text)
        self.more.append(more)
        for file in self.folder.iterdir():
            self.files[file.name] = file.read_bytes()
            self.modes.add(stat.S_IMODE(file.stat().st_mode))
        return self.answer


def test_windows_puts_the_certificate_into_the_store_and_leaves_no_file(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "\r\n0123ABCD\r\n")
    settings = for_windows(WINDOWS, tmp_path, machine.run)
    assert settings["LEADWAY_WINDOWS_IDENTITY"] == "0123ABCD"
    assert machine.files["signing.pfx"] == b"a certificate"
    assert machine.more[0]["WINDOWS_PFX_PASSWORD"] == PASSWORD
    assert PASSWORD not in " ".join(machine.commands[0])
    assert list(tmp_path.iterdir()) == []


def test_windows_signs_by_the_certificate_that_has_a_key_and_by_no_issuer_s(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "\r\n")
    with pytest.raises(SecretUnusable, match="no private key"):
        for_windows(WINDOWS, tmp_path, machine.run)
    script = machine.commands[0][-1]
    assert "HasPrivateKey" in script
    assert script.startswith("$ErrorActionPreference = 'Stop'"), "else a failure ends well"


def test_macos_makes_a_keychain_and_a_profile_and_leaves_no_file(tmp_path: Path) -> None:
    machine = Machine(tmp_path, BOTH)
    settings = for_macos(MACOS, tmp_path, machine.run)
    assert settings == {
        "LEADWAY_MACOS_IDENTITY": "Developer ID Application",
        "LEADWAY_MACOS_INSTALLER_IDENTITY": "Developer ID Installer",
        "LEADWAY_MACOS_NOTARY_PROFILE": PROFILE,
    }
    assert machine.commands[0] == ["security", "-i"]
    assert '-P "pa\\"ss\\\\word"' in machine.inputs[0]
    assert machine.inputs[0].splitlines()[0].startswith("create-keychain")
    assert machine.files == {"signing.p12": b"a certificate", "notary.p8": b"a key"}
    assert "KEYID" in machine.commands[2]
    for command in machine.commands:
        assert PASSWORD not in " ".join(command)
        assert "a key" not in " ".join(command)
    if sys.platform != "win32":
        assert machine.modes == {0o600}
    assert list(tmp_path.iterdir()) == []


def test_without_a_notary_key_nothing_is_notarised(tmp_path: Path) -> None:
    told = {name: value for name, value in MACOS.items() if "NOTARY" not in name}
    settings = for_macos(told, tmp_path, Machine(tmp_path, BOTH).run)
    assert "LEADWAY_MACOS_NOTARY_PROFILE" not in settings


def test_a_certificate_that_did_not_come_in_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable, match="MACOS_CERTIFICATES"):
        for_macos(MACOS, tmp_path, Machine(tmp_path, "0 valid identities found").run)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told", [{}, {"WINDOWS_PFX": "", "MACOS_CERTIFICATES": ""}])
def test_without_secrets_nothing_is_run(tmp_path: Path, told: dict[str, str]) -> None:
    machine = Machine(tmp_path, "")
    assert for_windows(told, tmp_path, machine.run) == {}
    assert for_macos(told, tmp_path, machine.run) == {}
    assert machine.commands == []


def test_a_spoilt_secret_is_named_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable) as caught:
        for_windows({"WINDOWS_PFX": "geheim!"}, tmp_path, Machine(tmp_path, "").run)
    assert "WINDOWS_PFX" in str(caught.value)
    assert "geheim" not in str(caught.value)
    with pytest.raises(SecretUnusable) as caught:
        for_macos(
            MACOS | {"MACOS_CERTIFICATES_PASSWORD": "a\ndelete-keychain"},
            tmp_path,
            Machine(tmp_path, BOTH).run,
        )
    assert "delete-keychain" not in str(caught.value)


def test_what_the_build_needs_goes_where_the_runner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = tmp_path / "env"
    folder = tmp_path / "runner"
    folder.mkdir()
    for name, value in {**MACOS, "GITHUB_ENV": str(noted), "RUNNER_TEMP": str(folder)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert signing_secrets.main(Machine(folder, BOTH).run) == 0
    lines = noted.read_text().splitlines()
    assert "LEADWAY_MACOS_IDENTITY=Developer ID Application" in lines
    said = "".join(capsys.readouterr()) + noted.read_text()
    assert PASSWORD not in said
    assert CERTIFICATE not in said


def test_where_there_is_none_it_says_that_it_stays_unsigned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*WINDOWS, *MACOS):
        monkeypatch.delenv(name, raising=False)
    assert signing_secrets.main() == 0
    assert "unsigned" in capsys.readouterr().out
