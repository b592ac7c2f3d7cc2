"""Why each file of the frozen program is there: a file that no line explains is an error.

A line that explains nothing is one too, on the systems that it names: it would hide the next file.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EVERYWHERE = frozenset({"linux", "win32", "darwin"})
LINUX = frozenset({"linux"})
WINDOWS = frozenset({"win32"})
MAC = frozenset({"darwin"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Which files, by their path in the program's folder, and why they are needed."""

    pattern: str
    why: str
    systems: frozenset[str] = EVERYWHERE
    is_sure: bool = True
    """Whether such a file must be there; some come with one build of Python only."""

    def explains(self, path: str) -> bool:
        """Whether a file is one of these."""
        return re.fullmatch(self.pattern, path) is not None


_LIBRARY = r"(?:\.so(?:\.\d+)*|\.dll|\.dylib)"
_MODULE = r"(?:\.[\w-]+)*\.(?:so|pyd)"
_QT = r"PySide6/(?:Qt/lib/)?(?:lib)?"

REASONS = [
    Reason(r"leadway-desktop(?:\.exe)?", "the program: Python's code and its start"),
    Reason(r"Leadway Desktop\.exe", "the same without a console, for the window", WINDOWS),
    Reason(r"uninstall\.exe", "what the installer removes it by", WINDOWS, is_sure=False),
    Reason(
        r"Info\.plist|leadway-desktop\.icns|(?:_CodeSignature/)?CodeResources",
        "what macOS reads of a bundle: name, icon, signature, Apple's answer",
        MAC,
    ),
    Reason(r"base_library\.zip", "the part of Python's library that starts Python"),
    Reason(rf"(?:lib)?python3\d*(?:\.\d+)?{_LIBRARY}|Python|Python\.framework/.*", "Python"),
    Reason(
        rf"(?:python3\.\d+/lib-dynload/|lib-dynload/)?[\w]+{_MODULE}",
        "Python's library, where it is compiled",
    ),
    Reason(
        rf"(?:lib)?(?:crypto|ssl|ffi|sqlite3|bz2|lzma|z|expat|mpdec|uuid)[\w.-]*{_LIBRARY}",
        "what Python's compiled library links, where no system brings it",
        WINDOWS | MAC,
        is_sure=False,
    ),
    Reason(r"(?i:vcruntime|msvcp|ucrtbase|api-ms-win)[\w-]*\.dll", "the C library", WINDOWS),
    Reason(
        r"(?:PySide6|shiboken6)/(?i:vcruntime|msvcp|concrt)[\w-]*\.dll",
        "the C++ library that Qt was built with",
        WINDOWS,
        is_sure=False,
    ),
    Reason(
        rf"PySide6/(?:QtCore|QtGui|QtWidgets|QtNetwork){_MODULE}", "the window's Qt, for Python"
    ),
    Reason(rf"PySide6/QtSvg{_MODULE}", "draws the icons"),
    Reason(
        rf"PySide6/QtDBus{_MODULE}",
        "whoever imports QtGui's actions may ask for it",
        LINUX | MAC,
        is_sure=False,
    ),
    Reason(r"(?:PySide6|shiboken6)/(?:lib)?(?:pyside6|shiboken6)[\w.]*", "PySide6's own library"),
    Reason(rf"shiboken6/Shiboken{_MODULE}", "PySide6's own library, for Python"),
    Reason(rf"{_QT}Qt6?(?:Core|Gui|Widgets|Network|Svg){_LIBRARY}|{_QT}Qt.*\.framework/.*", "Qt"),
    Reason(rf"{_QT}Qt6?DBus{_LIBRARY}", "Qt's way to the desktop: tray, theme, portals", LINUX),
    Reason(rf"{_QT}Qt6XcbQpa{_LIBRARY}", "Qt's windows under X11", LINUX),
    Reason(rf"{_QT}icu(?:data|i18n|uc){_LIBRARY}", "Qt compares and cases texts with it", LINUX),
    Reason(
        r"PySide6/(?:Qt/)?plugins/platforms/(?:lib)?q(?:xcb|windows|cocoa)\.\w+",
        "windows on this system",
    ),
    Reason(
        r"PySide6/(?:Qt/)?plugins/platforms/(?:lib)?qoffscreen\.\w+",
        "the same without a screen: for trials",
    ),
    Reason(
        r"PySide6/(?:Qt/)?plugins/platforminputcontexts/\w+\.so",
        "accents by compose keys, and other scripts by IBus",
        LINUX,
    ),
    Reason(
        r"PySide6/(?:Qt/)?plugins/platformthemes/libqxdgdesktopportal\.so",
        "the desktop's own file dialog",
        LINUX,
    ),
    Reason(
        r"PySide6/(?:Qt/)?plugins/styles/\w+\.(?:dll|dylib)",
        "Qt's style of this system, for its own dialogs",
        WINDOWS | MAC,
    ),
    Reason(r"PySide6/(?:Qt/)?plugins/iconengines/(?:lib)?qsvgicon\.\w+", "icons that are drawings"),
    Reason(
        r"PySide6/(?:Qt/)?plugins/imageformats/(?:lib)?q(?:gif|ico|jpeg|svg|webp)\.\w+",
        "pictures that are pasted, and the icons",
    ),
    Reason(
        r"PySide6/(?:Qt/)?plugins/networkinformation/\w+\.\w+",
        "whether there is a network at all",
    ),
    Reason(r"leadway_desktop/resources/icons/[\w-]+\.svg", "the icons"),
    Reason(
        r"leadway_desktop/resources/styles/app\.qss|leadway_desktop/resources/styles/\w+/[\w-]+\.svg",
        "the look",
    ),
    Reason(r"leadway_desktop/resources/translations/leadway_desktop_\w+\.qm", "the languages"),
    Reason(
        rf"google_crc32c(?:\.libs)?/.*{_LIBRARY}|google_crc32c/_crc32c{_MODULE}|google_crc32c/\w+/.*\.dll"
        rf"|(?:lib)?crc32c[\w-]*{_LIBRARY}",
        "the bucket's checksum",
    ),
    Reason(r"certifi/cacert\.pem", "httpx imports it; nobody is trusted for it"),
    Reason(
        rf"cryptography/hazmat/bindings/_rust{_MODULE}|_cffi_backend{_MODULE}",
        "the way of the token to the Secret Service is encrypted",
        LINUX,
    ),
    Reason(rf"nacl/_sodium{_MODULE}", "checks who signed the news of a version", is_sure=False),
    Reason(
        r"[\w.-]+\.dist-info/(?:METADATA|entry_points\.txt)",
        "`doctor` tells versions; keyring finds its backends",
    ),
    Reason(r"licences/.*", "under which terms each part comes"),
]


def unexplained(paths: Iterable[str], system: str = sys.platform) -> list[str]:
    """Return the files that nothing explains."""
    reasons = [reason for reason in REASONS if system in reason.systems]
    return [path for path in paths if not any(reason.explains(path) for reason in reasons)]


def idle(paths: Iterable[str], system: str = sys.platform) -> Iterator[Reason]:
    """Yield the reasons that should explain something and explain nothing."""
    known = list(paths)
    for reason in REASONS:
        if system in reason.systems and reason.is_sure and not any(map(reason.explains, known)):
            yield reason
