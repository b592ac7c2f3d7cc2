"""What the frozen program starts with."""

import importlib
import sys

from leadway_desktop.__main__ import main


def read_on_from_this_program() -> None:
    """Have modules that are imported late come from the program that was started.

    On Linux an upgrade puts another executable in this one's place while the window is open, with
    other modules at the places in it that this one knows. The system keeps the old one for as
    long as it runs, under a name of its own.
    """
    if sys.platform == "linux":
        archive = importlib.import_module("pyimod02_importers").pyz_archive
        archive._filename = "/proc/self/exe"


if __name__ == "__main__":
    read_on_from_this_program()
    sys.exit(main())
