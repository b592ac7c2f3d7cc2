"""The private environment `.venv` of a checkout: made once, kept true to the lock files.

A stamp inside tells what was installed, so that the second run costs a few file reads. Whatever
the stamp does not vouch for is made anew; a `.venv` that is not ours is left alone.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from steps import Failure, Step, capture, clean_environment, step

Lock = Literal["run", "test"]

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
STAMP = HOME / "leadway-environment.json"
LOCKS = ROOT / "packaging" / "locks"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INCLUDED: dict[Lock, list[Lock]] = {"run": ["run"], "test": ["run", "test"]}
DISK_BYTES = 1_000_000_000  # measured: 0.5 GB for the tests' environment, 0.2 GB while it is made
PIP = [str(PYTHON), "-P", "-m", "pip", "--disable-pip-version-check", "--no-input"]
NOTHING_MORE: Mapping[str, str] = {}
PIP_OPTIONS = ["--progress-bar", "off", "--retries", "3", "--timeout", "30"]
REMEDIES = [
    (r"No space left|Errno 28|not enough space", "The disk is full. Free about 1 GB."),
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the one that was pinned: a broken download, or a mirror that changes "
        "files. Try again, or use another mirror.",
    ),
    (r"Filename too long|long path|206", "The path is too long for Windows. Use a shorter folder."),
    (r"Permission denied|Access is denied|Errno 13", "This folder may not be written."),
    (
        r"NewConnection|ConnectTimeout|Max retries|name resolution|getaddrinfo|Network is unreach"
        r"|Connection refused|ProxyError|SSLError|Read timed out",
        "The package index cannot be reached. Check the network (behind a proxy: HTTPS_PROXY), "
        "then run the command again; it goes on where it stopped.",
    ),
    (
        r"No matching distribution|not a supported wheel",
        "A package has no build for this system and Python. CPython 3.11 to 3.14, 64 bit, is "
        "what this program is made for.",
    ),
]


def prepare(lock: Lock) -> Path:
    """Bring `.venv` to the state that `lock` names, program included; return its Python.

    Raises:
        Failure: something is missing that only the person can provide.
    """
    stamp = _trusted_stamp()
    if stamp is None:
        stamp = _create()
    if stamp.get(lock) != _lock_hash(lock):
        _install_packages(lock)
        stamp |= {name: _lock_hash(name) for name in INCLUDED[lock]}
        _write(stamp)
    program = _program_hash()
    if stamp.get("program") != program:
        _install_program()
        _write(stamp | {"program": program})
    return PYTHON


def _trusted_stamp() -> dict[str, str] | None:
    """Return what `.venv` was stamped with, or None where it must be made (anew)."""
    if not HOME.exists():
        return None
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stamp = None
    if not isinstance(stamp, dict) or "identity" not in stamp:
        raise Failure(
            f"{HOME} was not made by this command, so it is left as it is. "
            "Move it away or delete it, then run the command again."
        )
    fresh = stamp["identity"] == _identity() and PYTHON.exists()
    outdated = any(stamp.get(name, _lock_hash(name)) != _lock_hash(name) for name in INCLUDED)
    return stamp if fresh and not outdated else None


def _identity() -> str:
    """Return what an environment cannot outlive: this Python, and the place of the checkout."""
    return f"{sys.version} {sys.base_prefix} {ROOT}"


def _create() -> dict[str, str]:
    _require_room()
    if importlib.util.find_spec("ensurepip") is None:
        raise Failure(
            f"This Python ({sys.executable}) cannot make private environments: it comes without "
            "ensurepip. Install the system's package for that (often python3-venv)."
        )
    with step(f"Making a private environment in {HOME.name}") as progress:
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir()
        stamp = {"identity": _identity()}
        _write(stamp)
        must(progress, [sys.executable, "-m", "venv", str(HOME)])
    return stamp


def _require_room() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < DISK_BYTES:
        raise Failure(f"The disk has {free / 1e9:.1f} GB free; {DISK_BYTES / 1e9:.1f} are needed.")


def _install_packages(lock: Lock) -> None:
    file = LOCKS / f"{lock}.txt"
    pinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(file)]
    with step("Installing the pinned packages") as progress:
        must(progress, [*PIP, "install", *PIP_OPTIONS, *pinned])


def _install_program() -> None:
    """Install from the checkout itself, with the translations compiled by the build hook."""
    with step("Installing the program") as progress:
        local = ["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        must(progress, [*PIP, "install", *local])
        loads = "from PySide6 import QtWidgets; import leadway_desktop"
        must(progress, [str(PYTHON), "-P", "-c", loads])
        # As pip does for what is not editable. Under PYTHONDONTWRITEBYTECODE, every start of the
        # program would compile it otherwise: 0.1 s.
        must(progress, [str(PYTHON), "-m", "compileall", "-q", str(ROOT / "leadway_desktop")])


def must(progress: Step, command: list[str], environment: Mapping[str, str] = NOTHING_MORE) -> None:
    """Run `command`, showing what pip says; a failure becomes a sentence and its last lines."""

    def show(line: str) -> None:
        if match := re.match(r"(?:Collecting|Downloading|Using cached|Installing) .*", line):
            progress.detail = match[0].removesuffix(" (from versions: none)")

    surroundings = clean_environment(PIP_USER="0", PYTHONUTF8="1") | {**environment}
    status, tail = capture(command, surroundings, show)
    if status:
        said = "\n".join(tail)
        matching = (remedy for pattern, remedy in REMEDIES if re.search(pattern, said))
        remedy = next(matching, "The lines above tell why.")
        raise Failure(f"{said}\n\n{progress.title} failed. {remedy}")


def _lock_hash(lock: Lock) -> str:
    return hash_of([LOCKS / f"{lock}.txt"])


def _program_hash() -> str:
    """Return a hash of what the installed program is made from; its modules are read in place."""
    return hash_of(_program_inputs())


def _program_inputs() -> Iterator[Path]:
    yield ROOT / "pyproject.toml"
    yield ROOT / "packaging" / "hatch_build.py"
    yield from sorted((ROOT / "resources" / "translations").glob("*.ts"))


def hash_of(files: Iterator[Path] | list[Path]) -> str:
    """Return a hash of the files' names and contents."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _write(stamp: dict[str, str]) -> None:
    STAMP.write_text(json.dumps(stamp, indent=2), encoding="utf-8", newline="\n")
