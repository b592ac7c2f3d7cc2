"""What wine writes with: one family, the same wherever the trial runs.

A computer may have fonts of pictures alone, such as Noto Color Emoji. wine offers them as any
other, but without an outline's measures (GetOutlineTextMetrics is 0). Qt reads these all the same,
from memory that nobody filled: the text stays away, or the program ends. Windows' own fonts have
outlines.
"""

from pathlib import Path

FONTS = Path("/usr/share/fonts/truetype/dejavu")
PACKAGE = "fonts-dejavu-core"
_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def write_fonts(file: Path) -> None:
    """Write the configuration that shows wine the family and no other."""
    # wine walks the folders, whatever of them fontconfig is told to leave out.
    cache = file.with_name("font-cache")
    file.write_text(_CONFIGURATION.format(fonts=FONTS, cache=cache), encoding="utf-8")
