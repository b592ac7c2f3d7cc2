"""Freezing: from a checkout to a folder, build/app, that runs without Python on the computer."""

import os
import shutil
import sys
from pathlib import Path

import system_libraries
from environment import ROOT, must
from steps import clean_environment, step

from frozen import build_environment, elf, icu_data, parts
from frozen.made import files_in
from frozen.source_date import date_files, source_date

APP = parts.OUT / "app"
FROZEN = APP / (f"{parts.NAME}.app" if sys.platform == "darwin" else parts.FOLDER_NAME)
"""What is made: a folder, and on macOS the bundle of it."""
_SPEC = Path(__file__).with_name("leadway_desktop.spec")
_ICONS = Path(__file__).with_name("icons.py")


def freeze() -> Path:
    """Make the frozen program anew; return its folder.

    Raises:
        Failure: a step went wrong; the text holds the tool's last words.
    """
    # Those of a screen too: of what is here, a package's dependencies are made.
    system_libraries.ensure(screen=True, freezing=True)
    python = build_environment.prepare()
    build_environment.install_program()
    render_icons(python)
    _run_pyinstaller(python)
    if sys.platform == "linux":
        _make_icu_smaller()
        _forget_this_machine()
    date_files(FROZEN)
    return FROZEN


def surroundings() -> dict[str, str]:
    """Return the environment in which the same input gives the same bytes."""
    return clean_environment(
        SOURCE_DATE_EPOCH=str(source_date()),
        PYTHONHASHSEED="0",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONUTF8="1",
        QT_QPA_PLATFORM="offscreen",
        TZ="UTC",
    )


def render_icons(python: Path) -> None:
    """Render the icon in every form, with a Python that has Qt."""
    with step("Rendering the icons") as progress:
        shutil.rmtree(parts.ICONS, ignore_errors=True)
        must(progress, [str(python), str(_ICONS), str(parts.ICONS)], surroundings())
    date_files(parts.ICONS)  # installers keep the dates of what they put


def _run_pyinstaller(python: Path) -> None:
    # The cache of stripped libraries goes by their paths, and would outlive them.
    places = {"PYINSTALLER_CONFIG_DIR": str(parts.OUT / "pyinstaller")}
    # A bundle whose seal failed is only warned of otherwise, and starts on no Mac of Apple silicon.
    places["PYINSTALLER_STRICT_BUNDLE_CODESIGN_ERROR"] = "1"
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", str(APP), "--workpath", str(parts.OUT / "work")]
    with step("Freezing the program") as progress:
        shutil.rmtree(APP, ignore_errors=True)
        command = [str(python), "-m", "PyInstaller", *options, *folders, str(_SPEC)]
        must(progress, command, surroundings() | places)


def _make_icu_smaller() -> None:
    with step("Leaving out ICU's data that nobody asks for") as progress:
        for library in FROZEN.rglob("libicudata.so.*"):
            if not library.is_symlink() and not icu_data.make_smaller(library):
                progress.detail = "no C compiler is here: it stays whole, 29 MB"


def _forget_this_machine() -> None:
    for file in files_in(FROZEN):
        if elf.is_elf(file):
            elf.forget_foreign_folders(file)


def describe_place(path: Path) -> str:
    """Return a path as a person in the checkout would type it."""
    return os.path.relpath(path, ROOT) if path.is_relative_to(ROOT) else str(path)
