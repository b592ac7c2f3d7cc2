"""The licences of everything that the frozen program carries, found by what was really put in.

One folder per part, and an index. Qt and PySide6 are LGPL: their libraries lie in the program's
folder as files of their own, so that anybody may put others in their place; the index says how.
"""

import shutil
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from frozen.parts import OUT

TEXTS = Path(__file__).resolve().parent / "licence_texts"
INDEX = "README.txt"
_NAMES = ("licen", "copying", "notice", "authors")
_QT = ("pyside6-essentials", "shiboken6")
_WITHOUT_TEXT = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "Qt-third-party.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Wheels that bring no text of their terms; ours are the FSF's, word for word."""
_OURS = "leadway-desktop"
_ALWAYS = ("pyinstaller",)
"""Its bootloader is the executable itself."""
_QT_NOTE = """\
Leadway Desktop is made of its own code and of the parts below, each under the terms in its folder.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3. Their libraries are
files of their own in the folder PySide6 of this program: put a build of yours, with the same
interface, in their place and the program uses it. Their source is Qt's and PySide6's of the
version named below, from The Qt Company (download.qt.io/official_releases). On Linux libicudata
holds a part of ICU's data only; the whole library of the same version fits in its place.
"""


class LicenceMissing(Exception):
    """Under which terms a part comes is said nowhere; the text names the part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the program: name, version, terms in short, and the files that hold them."""

    name: str
    version: str
    terms: str
    files: tuple[Path, ...]


def parts_in(sources: Iterable[str]) -> list[Part]:
    """Return whose files `sources` are: Python's, and installed distributions'.

    Raises:
        LicenceMissing: a file is nobody's, or its owner names no terms.
    """
    owners = _owners()
    names = set(_ALWAYS)
    for source in {Path(one) for one in sources}:
        if (name := owners.get(source)) is not None:
            names.add(name)
        elif not _is_pythons(source):
            raise LicenceMissing(str(source))
    found = {_canonical(one.metadata["Name"]): one for one in distributions()}
    ours = [_part(found[name]) for name in sorted(names - {_OURS})]
    return [_python(), *ours]


def gather(parts: Iterable[Part], folder: Path) -> None:
    """Write each part's texts into a folder of its own, and the index."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = [_QT_NOTE]
    for part in parts:
        lines.append(f"{part.name} {part.version}: {part.terms}")
        for file in part.files:
            target = folder / part.name / file.name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, target)
    (folder / INDEX).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _owners() -> dict[Path, str]:
    """Return the distribution of each installed file."""
    return {
        Path(str(file.locate())): _canonical(one.metadata["Name"])
        for one in distributions()
        for file in one.files or []
    }


def _part(distribution: Distribution) -> Part:
    name = distribution.metadata["Name"]
    texts = [
        Path(str(file.locate()))
        for file in distribution.files or []
        if file.suffix not in {".py", ".pyc", ".json"} and file.name.lower().startswith(_NAMES)
    ]
    texts += [TEXTS / text for text in _WITHOUT_TEXT.get(_canonical(name), ())]
    terms = _terms(distribution)
    if not terms or not texts:
        raise LicenceMissing(name)
    return Part(name, distribution.version, terms, tuple(texts))


def _terms(distribution: Distribution) -> str:
    metadata = distribution.metadata
    for field in ("License-Expression", "License"):
        if field in metadata and metadata[field].strip():
            return str(metadata[field]).strip().splitlines()[0]
    classifiers = [one for one in metadata.get_all("Classifier") or [] if "License ::" in one]
    return ", ".join(one.rpartition(":: ")[2] for one in classifiers)


def _python() -> Part:
    library = Path(sysconfig.get_path("stdlib"))
    places = (library, library.parent, Path(sys.base_prefix), Path("/usr/share/doc/python3"))
    names = ("LICENSE.txt", "copyright")
    texts = [place / name for place in places for name in names if (place / name).is_file()]
    if not texts:
        raise LicenceMissing("Python")
    version = ".".join(map(str, sys.version_info[:3]))
    return Part("Python", version, "PSF-2.0", tuple(texts[:1]))


def _is_pythons(source: Path) -> bool:
    """Whether a file belongs to Python itself, or was made for this build."""
    if source.is_relative_to(TEXTS.parents[1]) or source.is_relative_to(OUT):
        return True
    library = Path(sysconfig.get_path("stdlib"))
    if source.is_relative_to(library) or source.name.startswith("libpython"):
        return True
    return source.is_relative_to(sys.base_prefix) and sys.base_prefix != "/usr"


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
