"""What of Qt and of the system is frozen: what is used, and what that links."""

from pathlib import PurePath

import pytest
from frozen.prune import Entry, is_wanted, pruned, without_dangling_links

LINKS = {
    "QtGui.abi3.so": ["libQt6Gui.so.6", "libc.so.6"],
    "libQt6Gui.so.6": ["libQt6Core.so.6", "libX11.so.6"],
    "libQt6Core.so.6": ["libicui18n.so.73"],
    "libqxcb.so": ["libQt6XcbQpa.so.6"],
    "libqeglfs.so": ["libQt6EglFs.so.6"],
}
ENTRIES: list[Entry] = [
    ("libpython3.11.so.1.0", "/py/libpython3.11.so.1.0", "BINARY"),
    ("PySide6/QtGui.abi3.so", "/py/QtGui.abi3.so", "EXTENSION"),
    ("PySide6/Qt/lib/libQt6Gui.so.6", "/py/libQt6Gui.so.6", "BINARY"),
    ("PySide6/Qt/lib/libQt6Core.so.6", "/py/libQt6Core.so.6", "BINARY"),
    ("PySide6/Qt/lib/libQt6XcbQpa.so.6", "/py/libQt6XcbQpa.so.6", "BINARY"),
    ("PySide6/Qt/lib/libQt6EglFs.so.6", "/py/libQt6EglFs.so.6", "BINARY"),
    ("PySide6/Qt/lib/libicui18n.so.73", "/py/libicui18n.so.73", "BINARY"),
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "/py/libqxcb.so", "BINARY"),
    ("PySide6/Qt/plugins/platforms/libqeglfs.so", "/py/libqeglfs.so", "BINARY"),
    ("libX11.so.6", "/usr/lib/libX11.so.6", "BINARY"),
]


def kept(entries: list[Entry], is_systems: bool = False) -> set[str]:
    left = pruned(
        entries,
        lambda source: LINKS.get(PurePath(source).name, []),
        lambda source: is_systems and source.startswith("/usr"),
    )
    return {PurePath(entry[0]).name for entry in left}


def test_a_plugin_goes_and_what_it_alone_links_goes_with_it() -> None:
    assert {"libqeglfs.so", "libQt6EglFs.so.6"}.isdisjoint(kept(ENTRIES))
    assert {"libqxcb.so", "libQt6XcbQpa.so.6"} <= kept(ENTRIES)


def test_what_is_linked_over_others_stays() -> None:
    assert {"libQt6Gui.so.6", "libQt6Core.so.6", "libicui18n.so.73", "libX11.so.6"} <= kept(ENTRIES)


def test_what_the_system_has_stays_the_system_s() -> None:
    assert "libX11.so.6" not in kept(ENTRIES, is_systems=True)
    assert "libicui18n.so.73" in kept(ENTRIES, is_systems=True)


def test_python_s_own_library_stays_though_nothing_links_it() -> None:
    assert "libpython3.11.so.1.0" in kept(ENTRIES)


def test_libraries_that_link_each_other_end() -> None:
    links = {"a": ["liba.so"], "liba.so": ["libb.so"], "libb.so": ["liba.so"]}
    names = ["a", "liba.so", "libb.so"]
    entries: list[Entry] = [
        (name, f"/{name}", "EXTENSION" if name == "a" else "BINARY") for name in names
    ]
    assert len(pruned(entries, lambda source: links[PurePath(source).name])) == 3


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("PySide6/plugins/imageformats/qwebp.dll", True),
        ("PySide6/plugins/networkinformation/qnetworklistmanager.dll", True),
        ("PySide6/Qt/plugins/networkinformation/libqnetworkmanager.so", True),
        ("PySide6/Qt/plugins/networkinformation/libqapplenetworkinformation.dylib", True),
        ("PySide6/Qt/plugins/imageformats/libqpdf.dylib", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("PySide6/translations/qtbase_es.qm", False),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/RECORD", False),
        ("nacl/py.typed", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("leadway_desktop/resources/translations/leadway_desktop_es.qm", True),
    ],
)
def test_plugins_are_chosen_by_name(path: str, wanted: bool) -> None:
    assert is_wanted(path) is wanted


def test_links_to_what_was_left_out_are_left_out() -> None:
    binaries: list[Entry] = [("PySide6/Qt/lib/libQt6Core.so.6", "/x", "BINARY")]
    there: Entry = ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK")
    gone: Entry = ("libQt6EglFs.so.6", "PySide6/Qt/lib/libQt6EglFs.so.6", "SYMLINK")
    data: Entry = ("a.txt", "/a.txt", "DATA")
    assert without_dangling_links([there, gone, data], binaries) == [there, data]
