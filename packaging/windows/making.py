"""Everything for Windows: the programs signed, the installer for a person, the MSI for IT."""

from pathlib import Path

from frozen.made import UNSIGNED, Made
from steps import say

from windows import signing
from windows.msi import make_msi
from windows.nsis import make_installer
from windows.tree import CONSOLE, WINDOW


def make_for_windows(app: Path) -> list[Made]:
    """Sign the frozen program's executables, and make both installers into dist/.

    Raises:
        Failure: a tool could not do its part; the text holds its last words.
    """
    told = {signing.sign(app / name) for name in (WINDOW, CONSOLE)}
    if told == {UNSIGNED}:
        say("Nobody signs (LEADWAY_WINDOWS_IDENTITY, LEADWAY_WINDOWS_PFX): unsigned.")
    return [*make_installer(app), *make_msi(app)]
