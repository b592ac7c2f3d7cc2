"""Freezing for Windows under wine, by the one spec: build/windows/app."""

import shutil
from pathlib import Path

from environment import must
from frozen import build_environment, freezing, parts
from frozen.source_date import date_files
from steps import step

from windows.wine.prefix import Prefix, as_windows, wine

OUT = parts.OUT / "windows"
"""Everything of this build; the spec finds here what it finds in build/ on Windows."""
APP = OUT / "app"
FROZEN = APP / parts.FOLDER_NAME
_SPEC = Path(freezing.__file__).with_name("leadway_desktop.spec")


def freeze(prefix: Prefix, python: Path) -> Path:
    """Freeze the program of this checkout with a Python for Windows; return its folder.

    Raises:
        Failure: a step went wrong; the text holds the tool's last words.
    """
    host = build_environment.prepare()
    site = build_environment.install_program()
    freezing.render_icons(host)
    for made in (site, parts.ICONS):
        shutil.rmtree(OUT / made.name, ignore_errors=True)
        shutil.copytree(made, OUT / made.name)
    places = {
        "LEADWAY_BUILD_FOLDER": as_windows(OUT),
        "PYINSTALLER_CONFIG_DIR": as_windows(OUT / "pyinstaller"),
    }
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", as_windows(APP), "--workpath", as_windows(OUT / "work")]
    with step("Freezing the program for Windows (minutes)") as progress:
        shutil.rmtree(APP, ignore_errors=True)
        command = [*wine(), str(python), "-m", "PyInstaller", *options, *folders, as_windows(_SPEC)]
        must(progress, command, prefix.environment() | places)
    date_files(FROZEN)
    return FROZEN
