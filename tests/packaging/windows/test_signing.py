"""Who signs, by the environment, and that no secret is in a command."""

import sys
from pathlib import Path

import pytest
from steps import Failure
from windows import signing
from windows.signing import Signer

FILE, SIGNED = Path("setup.exe"), Path("setup.exe.signed")


def test_nobody_signs_without_an_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADWAY_WINDOWS_IDENTITY", raising=False)
    monkeypatch.delenv("LEADWAY_WINDOWS_PFX", raising=False)
    assert signing.sign(tmp_path / "none.exe") == "unsigned"
    assert signing.command_line("python") is None


def test_a_certificate_in_the_store_is_used_by_signtool() -> None:
    signer = Signer.of(
        {"LEADWAY_WINDOWS_IDENTITY": "ab12", "LEADWAY_WINDOWS_TIMESTAMP": "http://t"}
    )
    assert signer is not None
    command = signer.command(FILE, SIGNED)
    assert command[:2] == ["signtool", "sign"]
    assert command[command.index("/sha1") + 1] == "ab12"
    assert command[command.index("/tr") + 1] == "http://t"
    assert signer.words == "signed (ab12)"


def test_the_newest_sdk_has_signtool_where_no_path_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(signing, "KITS", tmp_path)
    assert signing.signtool() == "signtool"
    for version in ("10.0.9600.0", "10.0.22621.0", "10.0.19041.0"):
        tool = tmp_path / version / "x64" / "signtool.exe"
        tool.parent.mkdir(parents=True)
        tool.touch()
    assert signing.signtool() == str(tmp_path / "10.0.22621.0" / "x64" / "signtool.exe")


def test_the_password_stays_in_its_file() -> None:
    told = {"LEADWAY_WINDOWS_PFX": "my.pfx", "LEADWAY_WINDOWS_PFX_PASSWORD": "/run/password"}
    signer = Signer.of(told)
    assert signer is not None
    command = signer.command(FILE, SIGNED)
    assert command[command.index("-readpass") + 1] == "/run/password"
    assert "-pass" not in command
    assert "without a timestamp" in signer.words


def test_a_tool_that_fails_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADWAY_WINDOWS_PFX", "my.pfx")
    failing = [sys.executable, "-c", "raise SystemExit('no such key')"]
    monkeypatch.setattr(Signer, "command", lambda *_: failing)
    with pytest.raises(Failure, match="no such key"):
        signing.sign(tmp_path / "setup.exe")


def test_a_tool_that_is_not_here_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADWAY_WINDOWS_PFX", "my.pfx")
    monkeypatch.setattr(Signer, "command", lambda *_: ["no-such-tool"])
    with pytest.raises(Failure, match="no-such-tool is not here"):
        signing.sign(tmp_path / "setup.exe")
