"""Fails when a tag is not `v` and the version of this checkout: `python check_tag.py v0.1.0`."""

import sys

from frozen.parts import VERSION


def complaint(tag: str) -> str | None:
    """Return what is wrong with a tag, if anything is."""
    wanted = f"v{VERSION}"
    if tag == wanted:
        return None
    return f"The tag is {tag}, but leadway_desktop/__init__.py says {VERSION}: tag it {wanted}."


def main(arguments: list[str]) -> int:
    """Say what is wrong; return the exit status."""
    if len(arguments) != 1:
        print("Say which tag: python check_tag.py TAG", file=sys.stderr)
        return 2
    if (wrong := complaint(arguments[0])) is not None:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
