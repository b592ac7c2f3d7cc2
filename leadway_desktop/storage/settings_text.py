"""TOML files of settings, read with care: somebody wrote them by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FILE_SIZE_LIMIT = 1024 * 1024
"""Bytes; what is larger is no settings file."""


class FileBroken(Exception):
    """The file is there and is no TOML, no UTF-8, or cannot be read; the text says why."""


def read_settings_file(file: Path) -> dict[str, Any]:
    """Return what the file says, unchecked, or nothing where there is no file; raises FileBroken.

    A byte order mark, which Windows' editors write, is no fault.
    """
    content = read_bounded(file)
    return {} if content is None else parse_toml(content)


def read_bounded(file: Path) -> bytes | None:
    """Return the file's content, None where there is no file; raises FileBroken."""
    try:
        with file.open("rb") as stream:
            content = stream.read(FILE_SIZE_LIMIT + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileBroken(error.strerror or type(error).__name__) from None
    if len(content) > FILE_SIZE_LIMIT:
        raise FileBroken(f"larger than {FILE_SIZE_LIMIT} bytes")
    return content


def parse_toml(content: bytes) -> dict[str, Any]:
    """Return what TOML says; raises FileBroken."""
    import tomllib  # here: most people have no such file

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileBroken(f"not UTF-8 (at byte {error.start})") from None
    except ValueError as error:  # TOMLDecodeError names line and column
        raise FileBroken(str(error)) from None
    except RecursionError:
        raise FileBroken("nested too deeply") from None
