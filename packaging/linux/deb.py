"""The Debian package: the frozen program in /usr/lib, and what a desktop reads of it.

No maintainer scripts: dpkg's triggers refresh the caches of icons and MIME types. What the
program links of the system becomes the package's dependencies, by dpkg-shlibdeps.
"""

import gzip
import hashlib
import os
import runpy
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from environment import ROOT, must
from frozen import parts
from frozen.elf import is_elf
from frozen.freezing import surroundings
from frozen.made import Made, files_in
from frozen.source_date import date_files, source_date
from steps import Failure, say, step

HERE = Path(__file__).resolve().parent
TREE = parts.OUT / "deb"
LIBRARY = "usr/lib/leadway-desktop"
APP_ID = "com.leadway.desktop"
NOBODY = f"{parts.PUBLISHER} <desktop@leadway.example>"
"""Stands in for who answers: its domain is one that nobody can ever own."""
MAINTAINER = os.environ.get("LEADWAY_MAINTAINER", "").strip() or NOBODY
_CONTENT_TYPES = ROOT / "leadway_desktop" / "domain" / "content_type.py"
_RECOMMENDS = "gnome-keyring | kwalletmanager | keepassxc, fonts-noto-color-emoji, xdg-utils"
_STANZA = f"Source: {parts.COMMAND}\n\nPackage: {parts.COMMAND}\nArchitecture: any\n"
_MORE_DEPENDS = ("ca-certificates",)
_DESCRIPTION = """\
attach files to Leadway CRM conversations
 The window beside the browser for support agents. It lists the conversations;
 drop photos, videos, voice notes and documents on one, and each file is
 uploaded in the background with progress that does not lie.
 .
 The public link is there as soon as the file is, or goes to the customer as a
 message. Python and Qt come along, Qt as libraries that may be replaced."""


def make_deb(app: Path) -> list[Made]:
    """Make the package of the frozen program into dist/; nothing where dpkg is not.

    Raises:
        Failure: a tool could not do its part; the text holds its last words.
    """
    if shutil.which("dpkg-deb") is None or shutil.which("dpkg-shlibdeps") is None:
        say("No .deb: it takes dpkg-deb and dpkg-shlibdeps (package dpkg-dev).")
        return []
    if MAINTAINER == NOBODY:
        say(f"Nobody answers for the .deb (LEADWAY_MAINTAINER): it names {NOBODY}.")
    with step("Making the Debian package") as progress:
        shutil.rmtree(TREE, ignore_errors=True)
        fill(TREE, app)
        _write(TREE / "DEBIAN" / "control", control(dependencies(TREE), size_of(TREE)))
        _write(TREE / "DEBIAN" / "md5sums", md5sums(TREE))
        set_modes(TREE)
        date_files(TREE)
        package = parts.DIST / f"{parts.COMMAND}_{parts.VERSION}_{architecture()}.deb"
        compression = ["-Zxz", "-z6", "--threads-max=1", "--root-owner-group"]
        command = ["dpkg-deb", *compression, "--build", str(TREE), str(package)]
        must(progress, command, surroundings())
    return [Made(package)]


def fill(tree: Path, app: Path) -> None:
    """Put every file of the package where it belongs below `tree`."""
    shutil.copytree(app, tree / LIBRARY, symlinks=True)
    _link(tree / "usr" / "bin" / parts.COMMAND, f"../lib/{parts.COMMAND}/{parts.COMMAND}")
    share = tree / "usr" / "share"
    _write(share / "applications" / f"{parts.COMMAND}.desktop", text_of("leadway-desktop.desktop"))
    metainfo = f"{APP_ID}.metainfo.xml"
    _write(share / "metainfo" / metainfo, text_of(metainfo))
    documents = share / "doc" / parts.COMMAND
    _write(documents / "copyright", text_of("copyright"))
    _write_zipped(documents / "changelog.gz", changelog())
    _write_zipped(share / "man" / "man1" / "leadway-desktop.1.gz", text_of("leadway-desktop.1"))
    _write(share / "lintian" / "overrides" / parts.COMMAND, text_of("lintian-overrides"))
    _put_icons(share / "icons" / "hicolor")


def text_of(name: str) -> str:
    """Return one of the files beside this one, with version, date and MIME types filled in."""
    text = (HERE / name).read_text(encoding="utf-8")
    day = datetime.fromtimestamp(source_date(), UTC).strftime("%Y-%m-%d")
    types = "".join(f"{one};" for one in mime_types())
    known = {"VERSION": parts.VERSION, "DATE": day, "MIME_TYPES": types}
    for key, value in known.items():
        text = text.replace(f"@{key}@", value)
    return text


def mime_types() -> list[str]:
    """Return what a file manager offers to open with the program: the types it knows by name."""
    return sorted(set(runpy.run_path(str(_CONTENT_TYPES))["CONTENT_TYPES"].values()))


def control(depends: str, installed_kilobytes: int) -> str:
    """Return what dpkg knows of the package."""
    return (
        f"Package: {parts.COMMAND}\n"
        f"Version: {parts.VERSION}\n"
        f"Architecture: {architecture()}\n"
        f"Maintainer: {MAINTAINER}\n"
        f"Installed-Size: {installed_kilobytes}\n"
        f"Depends: {depends}\n"
        f"Recommends: {_RECOMMENDS}\n"
        "Section: net\n"
        "Priority: optional\n"
        f"Description: {_DESCRIPTION}\n"
    )


def changelog() -> str:
    """Return the changelog that Debian wants of every package: this version's line."""
    moment = datetime.fromtimestamp(source_date(), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = f"{parts.COMMAND} ({parts.VERSION}) stable; urgency=medium"
    return f"{head}\n\n  * Version {parts.VERSION}.\n\n -- {MAINTAINER}  {moment}\n"


def dependencies(tree: Path) -> str:
    """Return the packages that bring what the program links, by dpkg-shlibdeps."""
    own = {folder.parent for folder in (tree / LIBRARY).rglob("*.so*")}
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder, "debian", "control"), _STANZA)
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
        command += [f"-l{place}" for place in sorted(own)]
        command += [f"-e{binary}" for binary in _binaries(tree)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"dpkg-shlibdeps could not tell what the program needs:\n{done.stderr}")
    needed = done.stdout.strip().removeprefix("shlibs:Depends=").split(", ")
    return ", ".join(sorted({*needed, *_MORE_DEPENDS}))


def architecture() -> str:
    """Return Debian's name of this machine's architecture."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def size_of(tree: Path) -> int:
    """Return the kilobytes that an installation takes, as dpkg-gencontrol counts them."""
    sizes = (-(-file.stat().st_size // 1024) for file in files_in(tree))
    links_and_folders = sum(1 for path in tree.rglob("*") if path.is_symlink() or path.is_dir())
    return sum(sizes) + links_and_folders


def md5sums(tree: Path) -> str:
    """Return the checksums that `dpkg --verify` compares with."""
    lines = []
    for file in files_in(tree):
        path = file.relative_to(tree)
        if path.parts[0] != "DEBIAN":
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "md5").hexdigest()
            lines.append(f"{digest}  {path}\n")
    return "".join(lines)


def set_modes(tree: Path) -> None:
    """Let everybody read, nobody write, and only programs be run."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path == tree / LIBRARY / parts.COMMAND
            path.chmod(0o755 if runs else 0o644)


def _binaries(tree: Path) -> Iterable[Path]:
    """Return the files that link others, each once."""
    return filter(is_elf, files_in(tree / LIBRARY))


def _put_icons(theme: Path) -> None:
    for picture in sorted(parts.ICONS.glob("*.png")):
        size = picture.stem.rpartition("-")[2]
        target = theme / f"{size}x{size}" / "apps" / f"{parts.COMMAND}.png"
        target.parent.mkdir(parents=True)
        shutil.copyfile(picture, target)
    drawing = theme / "scalable" / "apps" / f"{parts.COMMAND}.svg"
    drawing.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "resources" / "icons" / "app.svg", drawing)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _write_zipped(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _link(place: Path, target: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    os.symlink(target, place)
