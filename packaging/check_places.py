"""Fails when a tracked file names a place of one machine, or a host that packages came from.

The checkout's own path and the person's home folder count too, whoever runs this.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK_LIKE = re.compile(r"\.(?:txt|toml|cfg|ini|lock|json)$")
MACHINE = r"(?<![\w.])/(?:work|root|farm|opt/lw|tmp/brief)/"
HOST = r"pypi\.org|pythonhosted|index-url|find-links|https?://[^\s\"']*/simple\b"


def tracked() -> list[Path]:
    """Return the files that a commit of this tree would hold."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def places(file: Path) -> Iterator[str]:
    """Yield each line of `file` that names such a place; what is not text holds none."""
    here = f"{re.escape(str(ROOT))}(?![\\w-])|{re.escape(str(Path.home()))}/"
    pattern = re.compile(f"{MACHINE}|{here}")
    if LOCK_LIKE.search(file.as_posix()):
        pattern = re.compile(f"{pattern.pattern}|{HOST}")
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if found := pattern.search(line):
            yield f"{file.relative_to(ROOT)}:{number}: {found[0]}"


def main() -> int:
    """Look at every tracked file."""
    files = [file for file in tracked() if file.is_file() and file != Path(__file__).resolve()]
    found = [place for file in files for place in places(file)]
    print("\n".join(found) or f"{len(files)} files name no such place.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
