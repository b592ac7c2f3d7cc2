"""The few libraries of a Linux system that Qt needs: what is missing, and apt where it can help.

Whether a library is there is asked of the loader itself, which answers on every distribution and
does not care that Debian renames packages (libglib2.0-0 became libglib2.0-0t64).
"""

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steps import Failure, Step, capture, clean_environment, run, say, step


@dataclass(frozen=True)
class Need:
    """One thing a system must offer, and the Debian package that brings it."""

    name: str
    package: str
    reason: str


ALWAYS = [
    Need("libEGL.so.1", "libegl1", "drawing"),
    Need("libGL.so.1", "libgl1", "drawing"),
    Need("libfontconfig.so.1", "libfontconfig1", "finding fonts"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "keyboards"),
    Need("libdbus-1.so.3", "libdbus-1-3", "talking to the desktop"),
    Need("libX11.so.6", "libx11-6", "windows"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "the event loop"),
]
SCREEN = [
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "windows on a screen"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "windows on a screen"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "windows on a screen"),
    Need("libxcb-image.so.0", "libxcb-image0", "windows on a screen"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0", "windows on a screen"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "windows on a screen"),
    Need("libxcb-shape.so.0", "libxcb-shape0", "windows on a screen"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "windows on a screen"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "windows on a screen"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "windows on a screen"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "keyboards on a screen"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "keyboards on a screen"),
    Need("libX11-xcb.so.1", "libx11-xcb1", "windows on a screen"),
    Need("libwayland-client.so.0", "libwayland-client0", "windows on a Wayland screen"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0", "windows on a Wayland screen"),
    Need("libwayland-egl.so.1", "libwayland-egl1", "windows on a Wayland screen"),
]
FONT = Need("a font", "fonts-dejavu-core", "letters instead of boxes")
EMOJI = Need("emoji", "fonts-noto-color-emoji", "the customers' messages in the picture")
FONT_FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"]
FONT_ENDINGS = {".ttf", ".otf", ".ttc", ".pfb"}
KEYRING_PROGRAMS = [
    Need("dbus-daemon", "dbus", "a private session bus"),
    Need("gnome-keyring-daemon", "gnome-keyring", "a real keyring to test with"),
    Need("secret-tool", "libsecret-tools", "seeing from outside what it holds"),
]


def ensure(*, screen: bool, picture: bool = False, freezing: bool = False) -> None:
    """See that Qt will load, installing what is missing where apt-get can.

    Where a `picture` is to be made, the fonts that a person at a screen has are wanted too; for
    `freezing`, what PyInstaller takes.

    Raises:
        Failure: something is missing and cannot be installed from here.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = _missing_for_qt(screen) + _missing_fonts(picture)
    if _has_apt():
        _install_needed(missing + _missing_ensurepip() + (_missing_to_freeze() if freezing else []))
    elif missing:
        say("Qt needs these libraries, which were not found (trying all the same):")
        _tell(missing)


def ensure_test_keyring() -> None:
    """Install a keyring to test with where that needs no password; say so where it cannot be."""
    missing = [need for need in KEYRING_PROGRAMS if shutil.which(need.name) is None]
    if not missing or not sys.platform.startswith("linux"):
        return
    if not _has_apt() or not _may_install(ask=False):
        names = " ".join(need.package for need in missing)
        say(f"The tests with a real keyring will be skipped, for want of: {names}")
        return
    try:
        _apt_install(missing)
    except Failure as failure:
        say(f"The tests with a real keyring will be skipped. {failure}")


def _missing_for_qt(screen: bool) -> list[Need]:
    wanted = ALWAYS + SCREEN if screen else ALWAYS
    return [need for need in wanted if not _loads(need.name)]


def _missing_fonts(picture: bool) -> list[Need]:
    names = {font.stem.lower() for font in _fonts()}
    missing = [] if names else [FONT]
    if picture and not any("emoji" in name for name in names):
        missing.append(EMOJI)
    return missing


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _fonts() -> Iterator[Path]:
    for folder in FONT_FOLDERS:
        for file in Path(folder).expanduser().rglob("*"):
            if file.suffix in FONT_ENDINGS:
                yield file


def _missing_ensurepip() -> list[Need]:
    """Debian cuts `python3 -m venv` in two and leaves out the half that brings pip."""
    if importlib.util.find_spec("ensurepip") or not sys.executable.startswith("/usr/bin/"):
        return []
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return [Need("ensurepip", package, "private Python environments")]


def _missing_to_freeze() -> list[Need]:
    """Debian's own Python comes without the library of it that a frozen program carries."""
    missing = [] if shutil.which("objcopy") else [Need("objcopy", "binutils", "freezing")]
    package = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
    if sys.executable.startswith("/usr/bin/") and not _loads(f"{package}.so.1.0"):
        missing.append(Need(f"{package}.so.1.0", package, "freezing"))
    return missing


def _has_apt() -> bool:
    return shutil.which("apt-get") is not None


def _install_needed(missing: list[Need]) -> None:
    if not missing:
        return
    say("This system lacks:")
    _tell(missing)
    if not _may_install(ask=True):
        raise Failure(
            f"Run this as an administrator, then the command again:\n  {_by_hand(missing)}"
        )
    _apt_install(missing)


def _tell(needs: list[Need]) -> None:
    for need in needs:
        say(f"  {need.package:22} {need.name}, for {need.reason}")


def _by_hand(needs: list[Need]) -> str:
    packages = " ".join(need.package for need in needs)
    return f"apt-get update && apt-get install --no-install-recommends {packages}"


def _may_install(*, ask: bool) -> bool:
    """Tell whether apt-get can be run as root; with `ask`, sudo may want the person's password."""
    if os.geteuid() == 0:
        return True
    if shutil.which("sudo") is None:
        return False
    if capture(["sudo", "-n", "true"])[0] == 0:
        return True
    if not ask or not sys.stdin.isatty():
        return False
    say("Installing them needs your password (sudo):")
    return run(["sudo", "-v"]) == 0


def _apt_install(needs: list[Need]) -> None:
    packages = [need.package for need in needs]
    _fetch_package_lists()
    with step(f"Installing {' '.join(packages)}") as progress:
        status, tail = _apt(progress, "install", "--yes", "--no-install-recommends", *packages)
    if status:
        said = "\n".join(f"  {line}" for line in tail)
        raise Failure(f"apt-get could not install them:\n{said}\nBy hand:\n  {_by_hand(needs)}")


@cache
def _fetch_package_lists() -> None:
    """Run `apt-get update`, once; should it fail, the lists may still do: installing will tell."""
    with step("Fetching the system's package lists") as progress:
        _apt(progress, "update")


def _apt(progress: Step, *arguments: str) -> tuple[int, list[str]]:
    def show(line: str) -> None:
        progress.detail = line

    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    patient = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
    return capture([*as_root, *quiet, *patient, *arguments], clean_environment(), show)
