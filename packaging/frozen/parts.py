"""What the frozen program is made of, and its names: read by the spec and the installers."""

import ast
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = Path(os.environ.get("LEADWAY_BUILD_FOLDER") or ROOT / "build")
"""Where everything is made; nothing of it is committed. Another system's build has its own."""
DIST = ROOT / "dist"
"""Where what is given to others is put."""
LICENCES = OUT / "licences"
ICONS = OUT / "icons"
NAME = "Leadway Desktop"
COMMAND = "leadway-desktop"
PUBLISHER = "Leadway"
BUNDLE_ID = "com.leadway.desktop"
FOLDER_NAME = COMMAND


def read_version() -> str:
    """Return the version from the one place where it stands."""
    tree = ast.parse((ROOT / "leadway_desktop" / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__version__":
            return str(ast.literal_eval(node.value))
    raise ValueError("leadway_desktop/__init__.py names no version")


VERSION = read_version()

PROGRAMS: dict[str, list[tuple[str, bool]]] = {
    # A Windows program has a console or has none: the window and the command line need one each.
    "win32": [(NAME, False), (COMMAND, True)],
    "darwin": [(COMMAND, False)],
    "linux": [(COMMAND, True)],
}
"""Name of each executable, and whether it has a console."""

KEYRING_BACKENDS = {
    "win32": ["keyring.backends.Windows"],
    "darwin": ["keyring.backends.macOS"],
    "linux": ["keyring.backends.SecretService"],
}
METADATA = (
    "google-crc32c",
    "httpcore",
    "httpx",
    "keyring",
    "platformdirs",
    "pyside6-essentials",
    "tomlkit",
    "truststore",
)
"""Packages whose version `doctor` tells."""
EXCLUDED = [
    "PySide6.scripts",
    "_pytest",
    "click",
    "lib2to3",
    "multiprocessing",  # tqdm does without, and PyInstaller would import it at every start
    "pip",
    "pydoc_data",
    "pygments",
    "rich",
    "setuptools",
    "tkinter",
    "trio",
    "unittest",
]

SIGNING_IDENTITY = os.environ.get("LEADWAY_MACOS_IDENTITY") or None
ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"
"""What the hardened runtime is asked to allow; codesign's reader of it is no friend of comments.

Unsigned executable memory: ctypes makes a callback as it is imported, and on Intel that needs it.
No library validation: Qt is LGPL, and whoever puts a build of theirs into the program may run that.
"""
DOCUMENT_TYPES = ["public.image", "public.movie", "public.audio", "public.content", "public.data"]
"""What can be dropped on the icon in the Dock: any file, for what it may be is the channel's."""


def program_folder() -> Path:
    """Return the folder with the installed program: its modules, resources and translations."""
    return OUT / "site"


def data_files(site: Path) -> list[tuple[str, str]]:
    """Return what PyInstaller copies beside the modules: source and folder."""
    from PyInstaller.utils.hooks import copy_metadata

    resources = site / "leadway_desktop" / "resources"
    files = [
        (str(file), str(file.parent.relative_to(site)))
        for file in sorted(resources.rglob("*"))
        if file.is_file() and file.suffix != ".ts"
    ]
    return [*files, *(one for name in METADATA for one in copy_metadata(name))]


def sources_of(entries: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return where the files of PyInstaller's tables lie; what it makes itself lies nowhere."""
    return [source for _, source, kind in entries if kind != "SYMLINK" and Path(source).is_file()]


def folder_entries(folder: Path, destination: str) -> list[tuple[str, str, str]]:
    """Return a folder's files as PyInstaller's tables name them."""
    return [
        (f"{destination}/{file.relative_to(folder).as_posix()}", str(file), "DATA")
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]


def imports_of(binary: str) -> set[str]:
    """Return the file names of the libraries that a binary links."""
    from PyInstaller.depend.bindepend import get_imports

    return {PurePath(name).name for name, _ in get_imports(binary)}


def is_systems(library: str) -> bool:
    """Whether a library comes from the system's packages, not from Python or a wheel."""
    if sys.platform != "linux":
        return False
    pythons = [sysconfig.get_path("stdlib"), sys.prefix, str(OUT)]
    if sys.base_prefix != "/usr":
        pythons.append(sys.base_prefix)
    return not any(Path(library).is_relative_to(one) for one in pythons)


def icon() -> str | None:
    """Return the icon's file for this platform, made by `icons.py`."""
    suffix = {"win32": ".ico", "darwin": ".icns"}.get(sys.platform)
    return str(ICONS / f"{COMMAND}{suffix}") if suffix else None


def entitlements() -> str | None:
    """Return what macOS' hardened runtime is asked to allow; nothing elsewhere."""
    return str(ENTITLEMENTS) if sys.platform == "darwin" else None


def version_resource(name: str) -> Any:
    """Return what Windows shows under "Details" of an executable; None elsewhere."""
    if sys.platform != "win32":
        return None
    from PyInstaller.utils.win32 import versioninfo as v

    numbers = (*map(int, VERSION.split(".")), 0)
    facts = {
        "CompanyName": PUBLISHER,
        "FileDescription": NAME,
        "FileVersion": VERSION,
        "InternalName": name,
        "OriginalFilename": f"{name}.exe",
        "ProductName": NAME,
        "ProductVersion": VERSION,
    }
    strings = [v.StringStruct(key, value) for key, value in facts.items()]
    return v.VSVersionInfo(
        ffi=v.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            v.StringFileInfo([v.StringTable("040904B0", strings)]),
            v.VarFileInfo([v.VarStruct("Translation", [0x409, 1200])]),
        ],
    )


def info_plist() -> dict[str, Any]:
    """Return what macOS reads of the program; the spec adds names and version."""
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "es"],
        "CFBundleShortVersionString": VERSION,
        "CFBundleVersion": VERSION,  # what a PKG compares, and PyInstaller leaves out
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Attachment",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "None",
                "LSItemContentTypes": DOCUMENT_TYPES,
            }
        ],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsAutomaticGraphicsSwitching": True,
    }
