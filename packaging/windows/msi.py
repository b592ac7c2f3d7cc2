"""The package for IT: an MSI of the frozen program, for the computer or for one user.

    msiexec /i leadway-desktop-….msi /qn                    for the computer (an administrator)
    msiexec /i leadway-desktop-….msi /qn ALLUSERS=2 MSIINSTALLPERUSER=1     for this user alone

Made by wixl (Linux), or by candle and light of WiX 3 (Windows), from one and the same source.
"""

import hashlib
import re
import shutil
import struct
import uuid
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from environment import must
from frozen import parts
from frozen.freezing import surroundings
from frozen.made import Made
from frozen.source_date import date_files, source_date
from steps import say, step

from windows import signing
from windows.msi_source import wix
from windows.tree import folders_of

_PACKAGES = uuid.UUID("b8f2a3c4-7a6e-4d2b-8a0f-64d1f7c0e2b5")
_SECONDS_TO_1970 = 11_644_473_600
"""From 1601, where Windows' time begins."""
_PACKAGE_CODE = re.compile(rb"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}(?=\0)")
_MOMENT = re.compile(rb"(?<=\x40\0\0\0).{8}", re.DOTALL)
_SUMMARY = b"\xe0\x85\x9f\xf2\xf9\x4f\x68\x10\xab\x91\x08\x00\x2b\x27\xb3\xd9"
"""The format of a summary's properties, in front of them."""


def make_msi(app: Path) -> list[Made]:
    """Make the MSI of the frozen program into dist/; nothing where no tool for it is.

    Raises:
        Failure: the tool could not make it; the text holds its last words.
    """
    work = parts.OUT / "msi"
    source, target = work / "program.wxs", parts.DIST / f"{parts.COMMAND}-{parts.VERSION}-x64.msi"
    has_wixl = all(map(shutil.which, ("wixl", "msibuild")))
    if not has_wixl and not all(map(shutil.which, ("candle", "light"))):
        say("No MSI: it takes wixl and msibuild (packages wixl, msitools), or candle and light.")
        return []
    with step("Making the MSI") as progress:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        date_files(app)
        root = wix(app, folders_of(app))
        commands = wixl_commands(root, source, target) if has_wixl else wix_commands(source, target)
        write_source(root, source)
        for command in commands:
            must(progress, command, surroundings())
        if has_wixl:
            settle(target)
    return [Made(target, signing.sign(target))]


def wix_commands(source: Path, target: Path) -> list[list[str]]:
    """Return the commands of WiX 3 that make the package."""
    compiled = source.with_suffix(".wixobj")
    # A package for both scopes has files and links whose place depends on the scope (ICE38, 64,
    # 91), and what stands for them is the computer's or the user's with them (43, 57).
    silence = [f"-sice:ICE{number}" for number in (38, 43, 57, 64, 91)]
    return [
        ["candle", "-nologo", "-arch", "x64", "-out", str(compiled), str(source)],
        ["light", "-nologo", "-spdb", *silence, "-out", str(target), str(compiled)],
    ]


def wixl_commands(root: Element, source: Path, target: Path) -> list[list[str]]:
    """Return the commands that make the package with wixl.

    What wixl does not know is taken out of the source, and written into the package afterwards.
    """
    # HKMU is -1 there; wixl writes 4, which is nowhere.
    statements = [_secure_statement(root), "UPDATE `Registry` SET `Root` = -1 WHERE `Root` = 4"]
    for component in root.iter("Component"):
        for condition in component.findall("Condition"):
            component.remove(condition)
            told, name = str(condition.text).replace("'", "''"), component.attrib["Id"]
            statements.append(
                f"UPDATE `Component` SET `Condition` = '{told}' WHERE `Component` = '{name}'"
            )
    return [
        ["wixl", "--arch", "x64", "--output", str(target), str(source)],
        ["msibuild", str(target), *(word for one in statements for word in ("-q", one))],
    ]


def _secure_statement(root: Element) -> str:
    """Take `Secure` out; return what names those properties to Windows Installer instead."""
    names = [one.attrib["Id"] for one in root.iter("Property") if one.attrib.pop("Secure", "")]
    joined = ";".join([*names, "WIX_DOWNGRADE_DETECTED", "WIX_UPGRADE_DETECTED"])
    return f"UPDATE `Property` SET `Value` = '{joined}' WHERE `Property` = 'SecureCustomProperties'"


def write_source(root: Element, file: Path) -> None:
    """Write what the package holds as WiX 3 reads it."""
    document = ElementTree.ElementTree(root)
    ElementTree.indent(document)
    document.write(file, encoding="utf-8", xml_declaration=True)


def settle(msi: Path) -> None:
    """Give the summary the build's date, and a package code that follows from what is packed.

    The tools take the clock's and chance's; the code has to differ wherever a byte does.
    """
    content = bytearray(msi.read_bytes())
    begin = content.index(_SUMMARY)
    # The format is followed by where the section begins, four bytes on, and that by its size.
    (size,) = struct.unpack_from("<I", content, begin + len(_SUMMARY) + 4)
    end = begin + len(_SUMMARY) + 4 + size
    summary = bytes(content[begin:end])
    moment = struct.pack("<Q", (source_date() + _SECONDS_TO_1970) * 10_000_000)
    summary = _MOMENT.sub(lambda _: moment, summary)
    nobody = b"{" + b"0" * 36 + b"}"
    content[begin:end] = _PACKAGE_CODE.sub(nobody, summary)
    code = uuid.uuid5(_PACKAGES, hashlib.sha256(content).hexdigest())
    content[begin:end] = _PACKAGE_CODE.sub(f"{{{code}}}".upper().encode(), summary)
    msi.write_bytes(content)
