"""The environment that the program is frozen in, under build/: made anew with each new lock."""

import importlib.util
import json
import shutil
import sys
from pathlib import Path

from environment import LOCKS, PIP_OPTIONS, ROOT, hash_of, must
from steps import Failure, step

from frozen.parts import OUT

HOME = OUT / "environment"
PYTHON = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
SITE = OUT / "site"
_LOCK = LOCKS / "build.txt"
_STAMP = HOME / "leadway-environment.json"


def prepare() -> Path:
    """Bring the environment to what the lock says; return its Python.

    Raises:
        Failure: something is missing that only the person can provide.
    """
    wanted = {"lock": hash_of([_LOCK]), "python": f"{sys.version} {sys.base_prefix} {HOME}"}
    if not _is_stamped(wanted):
        _make()
        _STAMP.write_text(json.dumps(wanted), encoding="utf-8", newline="\n")
    return PYTHON


def install_program() -> Path:
    """Install the program of this checkout, as a wheel does it, into a folder; return that."""
    with step("Installing the program") as progress:
        shutil.rmtree(SITE, ignore_errors=True)
        local = ["--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
        must(progress, [*_pip(), "install", *local, "--target", str(SITE), str(ROOT)])
    return SITE


def _is_stamped(wanted: dict[str, str]) -> bool:
    try:
        return bool(json.loads(_STAMP.read_text(encoding="utf-8")) == wanted) and PYTHON.exists()
    except (OSError, ValueError):
        return False


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise Failure(
            f"This Python ({sys.executable}) cannot make private environments: it comes without "
            "ensurepip. Install the system's package for that (often python3-venv)."
        )
    with step("Making the environment of the build") as progress:
        shutil.rmtree(HOME, ignore_errors=True)
        must(progress, [sys.executable, "-m", "venv", str(HOME)])
    with step("Installing the pinned packages") as progress:
        pinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(_LOCK)]
        must(progress, [*_pip(), "install", *PIP_OPTIONS, *pinned])


def _pip() -> list[str]:
    return [str(PYTHON), "-P", "-m", "pip", "--disable-pip-version-check", "--no-input"]
