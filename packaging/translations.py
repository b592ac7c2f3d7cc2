"""Keeps resources/translations in step with the code, through Qt's own lupdate.

    python packaging/translations.py update    write new strings into the .ts files
    python packaging/translations.py check     fail unless every language is complete

Run inside the environment, where PySide6 is. A file is `leadway_desktop_LANGUAGE.ts`. English is
the source; its own file, if there is one, holds plural forms alone.
"""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hatch_build import lrelease

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
PLACEHOLDER = re.compile(r"%L?\d{1,2}|%L?n|\{\w*(?:[.:!][^{}]*)?\}|</?\w+[^<>]*>")
NO_GUESSES = ["-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
TRANSLATING = {"translate", "tr"}
STALE = {"vanished", "obsolete"}


@dataclass(frozen=True)
class Message:
    """One string of a .ts file: where it is from and how it is said, one form or several."""

    context: str
    source: str
    state: str
    forms: tuple[str, ...]
    plural: bool

    def complaints(self) -> Iterator[str]:
        """Say all that is wrong with this translation."""
        if self.state in STALE:
            yield "is not in the code any more"
        elif not self.context:
            yield "belongs to no class or context, so Qt will not find it"
        elif "%n" in self.source and not self.plural:
            yield "counts with %n, but lupdate sees plurals in tr() of a class alone"
        elif self.state == "unfinished" or not all(form.strip() for form in self.forms):
            yield "is not translated"
        else:
            yield from self._lost_placeholders()

    def _lost_placeholders(self) -> Iterator[str]:
        wanted = Counter(PLACEHOLDER.findall(self.source))
        for number, form in enumerate(self.forms):
            found = Counter(PLACEHOLDER.findall(form))
            if self.plural and number == 0:  # "one file" may do without its number
                found["%n"] = wanted["%n"]
            if found != wanted:
                yield f"has other placeholders than its source: {form!r}"


def read(file: Path) -> list[Message]:
    """Return the messages of a .ts file, in its order."""
    contexts = ET.parse(file).getroot().iter("context")
    return [
        _message(context.findtext("name", ""), element)
        for context in contexts
        for element in context.iter("message")
    ]


def _message(context: str, element: ET.Element) -> Message:
    translation = element.find("translation")
    if translation is None:
        translation = ET.Element("translation", type="unfinished")
    plural = element.get("numerus") == "yes"
    forms = translation.iter("numerusform") if plural else [translation]
    return Message(
        context,
        element.findtext("source", ""),
        translation.get("type", ""),
        tuple("".join(form.itertext()) for form in forms),
        plural,
    )


def update(file: Path, *options: str) -> list[str]:
    """Bring `file` up to the strings of the code, guessing nothing; return lupdate's warnings.

    Raises:
        CalledProcessError: lupdate could not; it has said why.
    """
    tool = lrelease().with_stem("lupdate")
    command = [str(tool), "-silent", "-locations", "none", *NO_GUESSES, *options]
    if _language(file).startswith("en"):
        command.append("-pluralonly")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "sources.txt")
        listed.write_text("\n".join(map(str, _sources())), encoding="utf-8")
        command += [f"@{listed}", "-ts", str(file)]
        said = subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.PIPE).stderr
    return said.decode(errors="replace").splitlines()


def _sources() -> list[Path]:
    return sorted((ROOT / "leadway_desktop").rglob("*.py"))


def complaints(file: Path) -> Iterator[str]:
    """Compare `file` with the code as lupdate sees it now; say all that is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(shutil.copy(file, folder))
        yield from update(fresh)
        for message in read(fresh):
            for complaint in message.complaints():
                yield f"{file.name}: {message.context}: {message.source!r} {complaint}"


def hidden(code: Path) -> Iterator[str]:
    """Name the strings of a Python file that lupdate does not see: those within an f-string."""
    tree = ast.parse(code.read_bytes())
    f_strings = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    for call in (node for f_string in f_strings for node in ast.walk(f_string)):
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in TRANSLATING:
            yield f"{code.name}: lupdate sees nothing within an f-string: {ast.unparse(call)}"


def _language(file: Path) -> str:
    return file.stem.removeprefix("leadway_desktop_")


def main(arguments: list[str]) -> int:
    """Do `update` or `check` for every language."""
    files = sorted(FOLDER.glob("leadway_desktop_*.ts"))
    if arguments == ["update"]:
        for file in files:
            print("\n".join(update(file, "-no-obsolete")))
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    found = [complaint for file in files for complaint in complaints(file)]
    found += [complaint for code in _sources() for complaint in hidden(code)]
    if not any(_language(file) == "es" for file in files):
        found.append(f"{FOLDER.relative_to(ROOT)} has no leadway_desktop_es.ts")
    print("\n".join(found) or f"Complete: {', '.join(map(_language, files))}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
