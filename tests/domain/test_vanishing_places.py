"""What is copied before it is uploaded, on each system, by the paths that real programs use."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from leadway_desktop.domain.vanishing_places import VanishingPlaces, vanishing_places

WINDOWS = {
    "TEMP": r"D:\Temporal\ana",
    "TMP": r"D:\Temporal\ana",
}
MAC = {"TMPDIR": "/var/folders/zz/abc/T/"}
LINUX = {"TMPDIR": "/scratch/ana", "XDG_CACHE_HOME": "/home/ana/.caches"}


def holds(platform: str, environment: dict[str, str], path: PurePath) -> bool:
    return vanishing_places(environment, platform).hold(path)


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\Ana\AppData\Local\Temp\7zO4A1B\foto.jpg",
        r"C:\Users\ANA~1\APPDATA\LOCAL\TEMP\Rar$DIa0.123\foto.jpg",
        r"C:\Users\Ana\AppData\Local\Temp\Temp1_fotos.zip\fotos\1.jpg",
        r"C:\Users\Ana\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\QX1\factura.pdf",
        r"C:\Users\Ana\AppData\Local\Microsoft\Windows\Temporary Internet Files\OLK1\a.pdf",
        r"C:\Users\Ana\AppData\Local\Packages\5319275A.WhatsAppDesktop_cv1g1\TempState\a.jpg",
        r"C:\Windows\Temp\scan.pdf",
        r"d:\temporal\ANA\foto.jpg",
        r"E:\unpacked\7zE99\foto.jpg",
        r"\\server\profiles\ana\AppData\Local\Temp\a.jpg",
    ],
)
def test_on_windows_they_do_not_stay(path: str) -> None:
    assert holds("win32", WINDOWS, PureWindowsPath(path))


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\Ana\Pictures\foto.jpg",
        r"C:\Users\Ana\Desktop\Temp.jpg",
        r"C:\Users\Ana\Documents\AppData\Local\Temporal\a.jpg",
        r"D:\Temporal\anabel\foto.jpg",
        r"D:\Temporal\foto.jpg",
        r"E:\stick\foto.jpg",
        r"\\server\share\foto.jpg",
        r"C:\Users\Ana\Downloads\7zO notes.txt",
    ],
)
def test_on_windows_they_stay(path: str) -> None:
    assert not holds("win32", WINDOWS, PureWindowsPath(path))


@pytest.mark.parametrize(
    ("path", "vanishes"),
    [
        ("/var/folders/zz/abc/T/TemporaryItems/NSIRD_screencaptureui_x/Foto.png", True),
        ("/private/var/folders/zz/abc/T/a.pdf", True),
        ("/tmp/a.pdf", True),
        ("/Users/ana/Library/Containers/com.apple.mail/Data/Library/Mail Downloads/X/a.pdf", True),
        ("/Users/ana/library/caches/app/a.pdf", True),
        ("/Users/ana/Pictures/a.png", False),
        ("/Volumes/STICK/a.png", False),
        ("/var/folder/a.png", False),
    ],
)
def test_on_a_mac(path: str, vanishes: bool) -> None:
    assert holds("darwin", MAC, PurePosixPath(path)) is vanishes


@pytest.mark.parametrize(
    ("path", "vanishes"),
    [
        ("/tmp/a.jpg", True),
        ("/tmp/mozilla_ana0/factura.pdf", True),
        ("/home/ana/.cache/.fr-k2x/fotos/1.jpg", True),
        ("/home/ana/.var/app/org.mozilla.Thunderbird/cache/tmp/a.pdf", True),
        ("/home/ana/snap/firefox/common/.cache/a.pdf", True),
        ("/home/ana/unpacked/.fr-k2x/1.jpg", True),
        ("/run/user/1000/doc/4f2/a.pdf", True),
        ("/scratch/ana/a.pdf", True),
        ("/home/ana/.caches/a.pdf", True),
        ("/home/ana/with\nline/.cache/a.pdf", True),
        ("/run/user/1000/gvfs/mtp:host=Pixel/DCIM/1.jpg", False),
        ("/media/ana/STICK/1.jpg", False),
        ("/home/ana/tmp/1.jpg", False),
        ("/home/ana/Pictures/.cache", False),
        ("/tmpfiles/1.jpg", False),
        ("/home/ana/Tmp/TMP/1.jpg", False),
    ],
)
def test_on_linux(path: str, vanishes: bool) -> None:
    assert holds("linux", LINUX, PurePosixPath(path)) is vanishes


def test_a_whole_drive_or_no_path_at_all_is_no_such_place() -> None:
    odd = {"TMPDIR": "/", "TEMP": "tmp", "TMP": ""}
    assert not holds("linux", odd, PurePosixPath("/home/ana/tmp/a.jpg"))
    assert not holds("win32", {"TEMP": "D:\\"}, PureWindowsPath("D:\\a.jpg"))


def test_another_system_is_taken_for_linux() -> None:
    assert holds("freebsd14", {}, PurePosixPath("/tmp/a.jpg"))


def test_no_place_holds_nothing() -> None:
    assert not VanishingPlaces().hold(PurePosixPath("/tmp/a.jpg"))
