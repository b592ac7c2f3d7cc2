"""Fails when a README links to what is not there, or shows a command that does not run.

Checked: relative links and pictures, headings that links point to, and in blocks marked `sh`
each `python3 SCRIPT` and each `leadway-desktop SUBCOMMAND` (asked for its --help).
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)|(?:src|srcset|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
ELSEWHERE = re.compile(r"^(?:https?|mailto):")


def readmes() -> list[Path]:
    """Return every README.md of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*README.md"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.splitlines()]


def broken_links(readme: Path) -> Iterator[str]:
    """Yield the links of `readme` that lead nowhere in this project."""
    for match in LINK.finditer(FENCE.sub("", readme.read_text(encoding="utf-8"))):
        link = (match[1] or match[2]).split(" ")[0]
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (readme.parent / path) if path else readme
        if not target.exists():
            yield f"nothing is at {link}"
        elif anchor and anchor not in anchors(target):
            yield f"no heading for {link}"


def anchors(file: Path) -> set[str]:
    """Return the names under which the headings of a Markdown file can be linked."""
    headings = HEADING.findall(FENCE.sub("", file.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_commands(readme: Path) -> Iterator[str]:
    """Yield the shown commands that cannot be run."""
    for language, block in FENCE.findall(readme.read_text(encoding="utf-8")):
        if language != "sh":
            continue
        for line in block.replace("\\\n", " ").splitlines():
            if words := shlex.split(line.removeprefix("$ "), comments=True):
                yield from broken_command(tuple(words))


def broken_command(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with one command, where it is one of ours."""
    program, *rest = words
    if program in ("python3", "python", "py") and rest and rest[0].endswith(".py"):
        if not (ROOT / rest[0]).is_file():
            yield f"there is no {rest[0]}"
    elif program == "leadway-desktop":
        subcommand = tuple(word for word in rest[:2] if re.fullmatch(r"[a-z]+", word))
        if not has_help(subcommand):
            yield f"{shlex.join(words)}: --help of it fails"


@cache
def has_help(subcommand: tuple[str, ...]) -> bool:
    """Tell whether the program knows `subcommand`."""
    command = [sys.executable, "-P", "-m", "leadway_desktop", *subcommand, "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0


def main() -> int:
    """Check every README."""
    found = [
        f"{readme.relative_to(ROOT)}: {complaint}"
        for readme in readmes()
        for complaint in (*broken_links(readme), *broken_commands(readme))
    ]
    if not (ROOT / "README.md").is_file():
        found.append("there is no README.md")
    print("\n".join(found) or f"{len(readmes())} READMEs hold what they promise.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
