"""What a build made: where it is, how large, whether it is signed, and its checksum."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from steps import Failure, say

UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that was made: an installer, or the folder of the program."""

    path: Path
    signing: str = UNSIGNED
    """By whom it is signed, or that it is not."""

    @property
    def size(self) -> int:
        """Bytes, of all its files."""
        return sum(file.stat().st_size for file in files_in(self.path))

    def sha256(self) -> str:
        """Return the checksum of a file, in hexadecimal digits."""
        return digest(self.path)


def app_made(folder: Path) -> Made:
    """Return what is told of the frozen program."""
    return Made(folder, "the program")


def files_in(path: Path) -> list[Path]:
    """Return the files at a path, sorted; links count as nothing, what they lead to does."""
    if path.is_file():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())


def digests(folder: Path) -> dict[str, str]:
    """Return the checksum of each file below a folder, by its path there."""
    return {f"{folder.name}/{file.relative_to(folder)}": digest(file) for file in files_in(folder)}


def require_same(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Raise Failure if what was made twice came out different, by the checksums of its files."""
    different = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    if different:
        raise Failure("Made twice, these came out different:\n  " + "\n  ".join(different))
    say(f"Made twice: all {len(after)} files are the same, byte for byte.")


def digest(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
