"""What wine writes with: one family, the same wherever the trial runs.

A computer may have fonts of pictures alone, such as Noto Color Emoji. wine offers them as any
other, but without an outline's measures (GetOutlineTextMetrics is 0). Qt reads these all the same,
from memory that nobody filled: the text stays away, or the program ends. Windows' own fonts have
outlines.
"""

import shutil
from pathlib import Path

FONTS = Path("/usr/share/fonts/truetype/dejavu")
PACKAGE = "fonts-dejavu-core"
CONFIGURATION = "fonts.conf"
"""Its file in the folder of `give_fonts`."""
_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")
_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def give_fonts(folder: Path) -> None:
    """Make a folder of the family, and of the configuration that shows it to wine and no other."""
    fonts = folder / "family"
    shutil.rmtree(folder, ignore_errors=True)
    fonts.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(FONTS / name, fonts)
    # wine walks whole folders, whatever of them fontconfig is told to leave out.
    words = _CONFIGURATION.format(fonts=fonts, cache=folder / "cache")
    (folder / CONFIGURATION).write_text(words, encoding="utf-8")
