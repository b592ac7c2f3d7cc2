"""Authenticode: who signs comes from the environment; without that, everything stays unsigned.

    LEADWAY_WINDOWS_IDENTITY        SHA-1 thumbprint of a certificate in the user's store (signtool)
    LEADWAY_WINDOWS_PFX             a PKCS#12 file with certificate and key (osslsigncode)
    LEADWAY_WINDOWS_PFX_PASSWORD    a file that holds its password; no process list ever does
    LEADWAY_WINDOWS_TIMESTAMP       address of an RFC 3161 service; without, a signature ends with
                                    its certificate

As a program, `python signing.py FILE` signs one file: NSIS calls it for the uninstaller.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from frozen.made import UNSIGNED
from steps import Failure

_NAME = "Leadway Desktop"
KITS = Path(r"C:\Program Files (x86)\Windows Kits\10\bin")
"""Where Windows' SDK keeps signtool, a folder for each of its versions; its PATH names none."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and by which tool."""

    identity: str = ""
    pfx: str = ""
    password_file: str = ""
    timestamp: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Signer | None":
        """Return who signs by the environment; None where nobody does."""

        def told(name: str) -> str:
            return environment.get(f"LEADWAY_WINDOWS_{name}", "").strip()

        identity, pfx = told("IDENTITY"), told("PFX")
        if not identity and not pfx:
            return None
        return cls(identity, pfx, told("PFX_PASSWORD"), told("TIMESTAMP"))

    def command(self, file: Path, signed: Path) -> list[str]:
        """Return what signs `file`: signtool in its place, osslsigncode into `signed`."""
        if self.identity:
            stamp = ["/tr", self.timestamp, "/td", "sha256"] if self.timestamp else []
            told = ["/fd", "sha256", "/sha1", self.identity, "/d", _NAME]
            return [signtool(), "sign", "/q", *told, *stamp, str(file)]
        stamp = ["-ts", self.timestamp] if self.timestamp else []
        password = ["-readpass", self.password_file] if self.password_file else []
        told = ["-pkcs12", self.pfx, *password, "-h", "sha256", "-n", _NAME]
        return ["osslsigncode", "sign", *told, *stamp, "-in", str(file), "-out", str(signed)]

    @property
    def words(self) -> str:
        """What is told of a thing that it has signed."""
        who = self.identity or Path(self.pfx).name
        return f"signed ({who}{'' if self.timestamp else ', without a timestamp'})"


def signtool() -> str:
    """Return Microsoft's tool: the one on the PATH, else that of the newest SDK."""
    if found := shutil.which("signtool"):
        return found
    there = {one.parents[1].name: one for one in KITS.glob("10.*/x64/signtool.exe")}
    newest = max(there, key=lambda version: [int(n) for n in version.split(".")], default="")
    return str(there[newest]) if newest else "signtool"


def sign(file: Path) -> str:
    """Sign a file in its place, if the environment says by whom; return what is told of it.

    Raises:
        Failure: somebody is to sign, and it cannot be done.
    """
    signer = Signer.of(os.environ)
    if signer is None:
        return UNSIGNED
    signed = file.with_name(f"{file.name}.signed")
    command = signer.command(file, signed)
    if shutil.which(command[0]) is None:
        raise Failure(f"{file.name} is to be signed, and {command[0]} is not here.")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"{file.name} could not be signed:\n{done.stdout}{done.stderr}".rstrip())
    if signed.exists():
        signed.replace(file)
    return signer.words


def command_line(python: str) -> str | None:
    """Return the command that NSIS runs to have its uninstaller signed; None where nobody signs."""
    if Signer.of(os.environ) is None:
        return None
    return f'"{python}" "{Path(__file__).resolve()}"'


if __name__ == "__main__":
    try:
        sign(Path(sys.argv[1]))
    except Failure as failure:
        sys.exit(str(failure))
