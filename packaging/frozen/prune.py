"""What of Qt and of the system goes into the frozen program: what it uses, and what that needs.

PyInstaller gathers every plugin of the Qt modules that are imported, and all that those link. Here
plugins are chosen by name, and a library stays only if something that stays links it. On Linux
what is the system's stays the system's: its drivers and its desktop use the same copies, and it
mends the holes in OpenSSL and SQLite. The .deb depends on the packages that bring them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath

Entry = tuple[str, str, str]
"""Destination in the program's folder, source, PyInstaller's type code."""
Imports = Callable[[str], Iterable[str]]
"""Returns the file names of the libraries that a binary links."""

PLUGINS: dict[str, set[str]] = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qgif", "qico", "qjpeg", "qsvg", "qwebp"},
    "networkinformation": {
        "qapplenetworkinformation",
        "qglib",
        "qnetworklistmanager",
        "qnetworkmanager",
    },
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "platforms": {"qcocoa", "qoffscreen", "qwindows", "qxcb"},
    "platformthemes": {"qxdgdesktopportal"},
    "styles": {"qmacstyle", "qmodernwindowsstyle"},
}
"""Kept plugins by their folder. TLS is Python's; GTK's theme would drag in the host's GTK."""

_PLUGIN = re.compile(r"/plugins/(?P<folder>[^/]+)/(?:lib)?(?P<name>[^/.]+)\.(?:so|dll|dylib)$")
_UNUSED_DATA = re.compile(
    r"^PySide6/(?:Qt/)?(?:libexec|metatypes|qml|translations)/"
    r"|\.dist-info/(?!METADATA$|entry_points\.txt$)"  # the licences have a folder of their own
    r"|/py\.typed$"
)
_LIBRARY = re.compile(r"\.(?:dll|dylib)$|\.so(?:\.\d+)*$")


def is_wanted(destination: str) -> bool:
    """Whether a file is a plugin that is used, or no plugin and no unused data."""
    path = PurePath(destination).as_posix()
    plugin = _PLUGIN.search(path)
    if plugin is not None:
        return plugin["name"] in PLUGINS.get(plugin["folder"], set())
    return _UNUSED_DATA.search(path) is None


def pruned(
    entries: Iterable[Entry],
    imports: Imports,
    is_systems: Callable[[str], bool] = lambda source: False,
) -> list[Entry]:
    """Return what is wanted and what that links, in the given order.

    `is_systems` tells of a library's source whether the system has it anyway.
    """
    wanted = [entry for entry in entries if is_wanted(entry[0])]
    libraries = {PurePath(entry[0]).name: entry for entry in wanted if _is_library(entry)}
    roots = [entry for entry in wanted if not _is_library(entry)]
    linked = set(_linked(roots, libraries, imports))
    kept = {name for name in linked if not is_systems(libraries[name][1])}
    return [one for one in wanted if not _is_library(one) or PurePath(one[0]).name in kept]


def without_dangling_links(datas: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Return the data without links to libraries that were left out."""
    there = {PurePath(entry[0]).name for entry in binaries}
    return [
        entry
        for entry in datas
        if not (
            entry[2] == "SYMLINK"
            and _LIBRARY.search(entry[0])
            and PurePath(entry[1]).name not in there
        )
    ]


def _is_library(entry: Entry) -> bool:
    """Whether it is there only because something may link it."""
    path = PurePath(entry[0]).as_posix()
    is_shared = entry[2] == "BINARY" and _LIBRARY.search(path) is not None
    is_python = PurePath(path).name.lower().startswith(("libpython", "python3", "python"))
    return is_shared and not is_python and _PLUGIN.search(path) is None


def _linked(roots: Iterable[Entry], libraries: dict[str, Entry], imports: Imports) -> Iterator[str]:
    """Yield the names of what the roots link, and what that links, each once."""
    seen: set[str] = set()
    waiting = [entry[1] for entry in roots]
    while waiting:
        for name in imports(waiting.pop()):
            if name in libraries and name not in seen:
                seen.add(name)
                waiting.append(libraries[name][1])
                yield name
