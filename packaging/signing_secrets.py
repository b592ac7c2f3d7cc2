"""Makes the build machine of a release able to sign, from secrets in its environment.

What is missing stays unsigned, and that is said. Secrets go from the environment to a tool's
standard input, or its environment, or a file for this user alone; never into a command line. What
the build has to know is appended to the file that GITHUB_ENV names.
"""

import base64
import binascii
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

KEYCHAIN = "leadway-signing.keychain-db"
PROFILE = "leadway-notary"
DEVELOPER_IDS = {
    "LEADWAY_MACOS_IDENTITY": "Developer ID Application",
    "LEADWAY_MACOS_INSTALLER_IDENTITY": "Developer ID Installer",
}
"""Setting -> how the certificate's name begins, which is enough for Apple's tools."""
IMPORT_PFX = (
    "$ErrorActionPreference = 'Stop'; "
    "$password = ConvertTo-SecureString $env:WINDOWS_PFX_PASSWORD -AsPlainText -Force; "
    "$made = Import-PfxCertificate -FilePath $env:PFX_FILE -Password $password "
    "-CertStoreLocation Cert:\\CurrentUser\\My; "
    "($made | Where-Object HasPrivateKey).Thumbprint"  # not that of who issued it
)

Run = Callable[[list[str], str, Mapping[str, str]], str]
"""Runs a command with a standard input and additions to its environment; returns its output."""
Settings = dict[str, str]


class SecretUnusable(Exception):
    """A secret is not what it should be; the text names it, and holds nothing of it."""


def for_windows(told: Mapping[str, str], folder: Path, run: Run) -> Settings:
    """Put the certificate into the user's store; return what names it to the build."""
    if not told.get("WINDOWS_PFX"):
        return {}
    file = _private_file(folder / "signing.pfx", _decoded(told, "WINDOWS_PFX"))
    password = told.get("WINDOWS_PFX_PASSWORD", "")
    more = {"PFX_FILE": str(file), "WINDOWS_PFX_PASSWORD": password}
    try:
        script = ["powershell", "-NoProfile", "-NonInteractive", "-Command", IMPORT_PFX]
        thumbprint = run(script, "", more).split()
    finally:
        file.unlink()
    if not thumbprint:
        raise SecretUnusable("WINDOWS_PFX holds no private key")
    return {
        "LEADWAY_WINDOWS_IDENTITY": thumbprint[-1],
        "LEADWAY_WINDOWS_TIMESTAMP": "http://timestamp.digicert.com",
    }


def for_macos(told: Mapping[str, str], folder: Path, run: Run) -> Settings:
    """Make a keychain with the certificates and notarytool's key; return what names them."""
    if not told.get("MACOS_CERTIFICATES"):
        return {}
    keychain = folder / KEYCHAIN
    file = _private_file(folder / "signing.p12", _decoded(told, "MACOS_CERTIFICATES"))
    password = told.get("MACOS_CERTIFICATES_PASSWORD", "")
    try:
        run(["security", "-i"], "\n".join(keychain_commands(keychain, file, password)), {})
    finally:
        file.unlink()
    # By standard input, a failure shows in nothing but what is there afterwards.
    there = run(["security", "find-identity", "-v", str(keychain)], "", {})
    if any(kind not in there for kind in DEVELOPER_IDS.values()):
        raise SecretUnusable("MACOS_CERTIFICATES does not open, or lacks one of the two")
    settings = dict(DEVELOPER_IDS)
    if told.get("MACOS_NOTARY_KEY"):
        _store_notary_key(told, folder, run)
        settings["LEADWAY_MACOS_NOTARY_PROFILE"] = PROFILE
    return settings


def keychain_commands(keychain: Path, certificates: Path, password: str) -> list[str]:
    """Return what `security -i` reads: a keychain that stays open for the build's hours."""
    place, own = _quoted(str(keychain)), secrets.token_hex(16)
    tools = "-T /usr/bin/codesign -T /usr/bin/productbuild"
    source = _quoted(str(certificates))
    return [
        f"create-keychain -p {own} {place}",
        f"set-keychain-settings -lut 14400 {place}",
        f"unlock-keychain -p {own} {place}",
        f"import {source} -k {place} -f pkcs12 -P {_quoted(password)} {tools}",
        f"set-key-partition-list -S apple-tool:,apple:,codesign: -s -k {own} {place}",
        f"list-keychains -d user -s {place} login.keychain-db",
        f"default-keychain -d user -s {place}",
        "",
    ]


def _store_notary_key(told: Mapping[str, str], folder: Path, run: Run) -> None:
    file = _private_file(folder / "notary.p8", _decoded(told, "MACOS_NOTARY_KEY"))
    names = ["--key-id", told.get("MACOS_NOTARY_KEY_ID", "")]
    names += ["--issuer", told.get("MACOS_NOTARY_ISSUER", "")]
    try:
        store = ["xcrun", "notarytool", "store-credentials", PROFILE, "--key", str(file), *names]
        run(store, "", {})
    finally:
        file.unlink()


def _decoded(told: Mapping[str, str], name: str) -> bytes:
    try:
        return base64.b64decode("".join(told[name].split()), validate=True)
    except (ValueError, binascii.Error):
        raise SecretUnusable(f"{name} is no base64") from None


def _private_file(file: Path, content: bytes) -> Path:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as out:
        out.write(content)
    return file


def _quoted(word: str) -> str:
    if "\n" in word or "\r" in word:
        raise SecretUnusable("MACOS_CERTIFICATES_PASSWORD has more than one line")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _run(command: list[str], text: str, more: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        input=text,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def main(run: Run = _run) -> int:
    """Prepare this machine; return the exit status."""
    told, folder = os.environ, Path(os.environ.get("RUNNER_TEMP") or ".")
    prepare = {"win32": for_windows, "darwin": for_macos}.get(sys.platform)
    try:
        settings = prepare(told, folder, run) if prepare else {}
    except SecretUnusable as error:
        print(f"signing_secrets: {error}", file=sys.stderr)
        return 1
    if settings and (file := told.get("GITHUB_ENV")):
        with open(file, "a", encoding="utf-8") as out:
            out.writelines(f"{name}={value}\n" for name, value in settings.items())
    print("\n".join(sorted(settings)) or "No identity to sign with: what is built stays unsigned.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
