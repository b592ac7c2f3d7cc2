"""The DMG and the PKG of the frozen program, signed and notarised where somebody signs."""

import os
import platform
import shutil
import time
from pathlib import Path

from environment import must
from frozen import parts
from frozen.freezing import surroundings
from frozen.made import UNSIGNED, Made
from steps import Failure, Step, say, step

from macos import apple_tools as apple
from macos.apple_tools import Command, Identities

WORK = "macos"
SYSTEM = parts.info_plist()["LSMinimumSystemVersion"]
_NEEDED = ("ditto", "hdiutil", "pkgbuild", "productbuild")
_BUSY = "Resource busy"
"""What hdiutil says where the system's own scanner is just looking at the image it makes."""
_IMAGE_TRIES = 6
_PAUSE = 10.0
"""Seconds until it is tried again."""


def make_installers(app: Path) -> list[Made]:
    """Make both of the program's bundle into dist/; nothing where Apple's tools are not.

    Raises:
        Failure: a tool could not do its part; the text holds its last words.
    """
    missing = [tool for tool in _NEEDED if shutil.which(tool) is None]
    if missing:
        say(f"No installers for macOS: they take {', '.join(missing)}.")
        return []
    identities = apple.from_environment()
    work = parts.OUT / WORK
    shutil.rmtree(work, ignore_errors=True)
    if identities.application:
        with step("Verifying the program's signatures") as progress:
            _run(progress, apple.verify_app(app))
        _notarise_app(app, work, identities)
    return [_make_dmg(app, work, identities), _make_pkg(app, work, identities)]


def file_name(suffix: str) -> str:
    """Return an installer's name; each architecture has its own."""
    return f"{parts.COMMAND}-{parts.VERSION}-{platform.machine()}{suffix}"


def _make_dmg(app: Path, work: Path, identities: Identities) -> Made:
    stage, dmg = work / "dmg", parts.DIST / file_name(".dmg")
    with step("Making the disk image") as progress:
        _copy(progress, app, stage)
        os.symlink("/Applications", stage / "Applications")
        _create_image(progress, apple.create_dmg(stage, parts.NAME, dmg))
        if identities.application:
            _run(progress, apple.sign_dmg(dmg, identities.application))
    return Made(dmg, _notarise(dmg, "open", identities.application, identities))


def _make_pkg(app: Path, work: Path, identities: Identities) -> Made:
    stage, package = work / "pkg", parts.DIST / file_name(".pkg")
    bundles, requirements = work / "bundles.plist", work / "requirements.plist"
    component = work / f"{parts.BUNDLE_ID}.pkg"
    with step("Making the package") as progress:
        _copy(progress, app, stage)
        bundles.write_bytes(apple.component_plist(app.name))
        requirements.write_bytes(apple.requirements_plist(SYSTEM, platform.machine()))
        names = (parts.BUNDLE_ID, parts.VERSION)
        _run(progress, apple.build_component(stage, bundles, *names, component))
        signer = identities.installer
        _run(progress, apple.build_product(requirements, component, signer, package))
    return Made(package, _notarise(package, "install", identities.installer, identities))


def _notarise_app(app: Path, work: Path, identities: Identities) -> None:
    """Have the program itself carry Apple's answer: it outlives the image that it came in."""
    if not identities.notary_profile:
        return
    archive = work / "program.zip"
    with step("Having Apple notarise the program") as progress:
        work.mkdir(parents=True)
        _run(progress, apple.zip_app(app, archive))
        _run(progress, apple.notarise(archive, identities.notary_profile))
        _run(progress, apple.staple(app))
        _run(progress, apple.assess(app, "execute"))


def _notarise(file: Path, kind: str, signer: str, identities: Identities) -> str:
    """Notarise a signed file; return what is to be said of its signature."""
    if not signer:
        return UNSIGNED
    if not identities.notary_profile:
        return f"signed by {signer}, not notarised"
    with step(f"Having Apple notarise {file.name}") as progress:
        _run(progress, apple.notarise(file, identities.notary_profile))
        _run(progress, apple.staple(file))
        _run(progress, apple.assess(file, kind))
    return f"signed by {signer}, notarised"


def _copy(progress: Step, app: Path, stage: Path) -> None:
    stage.mkdir(parents=True)
    _run(progress, apple.copy(app, stage / app.name))


def _create_image(progress: Step, command: Command) -> None:
    for left in reversed(range(_IMAGE_TRIES)):
        try:
            return _run(progress, command)
        except Failure as failure:
            if _BUSY not in str(failure) or not left:
                raise
        time.sleep(_PAUSE)


def _run(progress: Step, command: Command) -> None:
    must(progress, command, surroundings())
