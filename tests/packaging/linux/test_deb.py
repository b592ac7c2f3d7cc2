"""The Debian package: what is put where, and what a desktop reads of it."""

import configparser
import gzip
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from frozen import parts
from frozen.source_date import source_date
from linux import deb
from steps import Failure

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a package has links and modes")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return what goes into the package, of a program that is one file."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    source_date.cache_clear()
    monkeypatch.setattr(parts, "ICONS", tmp_path / "icons")
    parts.ICONS.mkdir()
    for size in (16, 256):
        (parts.ICONS / f"leadway-desktop-{size}.png").write_bytes(b"png")
    app = tmp_path / "app"
    app.mkdir(mode=0o700)
    (app / "leadway-desktop").write_bytes(b"\x7fELF")
    (app / "data").write_bytes(b"x" * 3000)
    (app / "data").chmod(0o666)
    tree = tmp_path / "tree"
    deb.fill(tree, app)
    deb.set_modes(tree)
    source_date.cache_clear()
    return tree


def test_the_command_is_on_the_path(tree: Path) -> None:
    link = tree / "usr/bin/leadway-desktop"
    assert link.resolve() == tree / "usr/lib/leadway-desktop/leadway-desktop"
    assert not os.readlink(link).startswith("/")


def test_everybody_may_read_and_nobody_write(tree: Path) -> None:
    modes = {
        path.relative_to(tree).as_posix(): path.stat().st_mode & 0o777
        for path in tree.rglob("*")
        if not path.is_symlink()
    }
    assert modes["usr/lib/leadway-desktop/leadway-desktop"] == 0o755
    assert modes["usr/lib/leadway-desktop/data"] == 0o644
    assert modes["usr/lib/leadway-desktop"] == 0o755
    assert all(mode in {0o644, 0o755} for mode in modes.values())


def test_file_managers_offer_the_program_for_files(tree: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(tree / "usr/share/applications/leadway-desktop.desktop", encoding="utf-8")
    desktop = entry["Desktop Entry"]
    assert desktop["Exec"] == "leadway-desktop %F"
    assert {"image/jpeg", "application/pdf", "video/mp4"} <= set(desktop["MimeType"].split(";"))
    assert desktop["Comment[es]"] != desktop["Comment"]
    assert (tree / f"usr/share/icons/hicolor/256x256/apps/{desktop['Icon']}.png").is_file()
    assert (tree / f"usr/share/icons/hicolor/scalable/apps/{desktop['Icon']}.svg").is_file()


def test_software_centres_know_the_version_and_the_entry(tree: Path) -> None:
    file = tree / "usr/share/metainfo/com.leadway.desktop.metainfo.xml"
    root = ElementTree.parse(file).getroot()
    release = root.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": parts.VERSION, "date": "2023-11-14"}
    assert root.findtext("launchable") == "leadway-desktop.desktop"
    assert (tree / "usr/share/applications" / str(root.findtext("launchable"))).is_file()


def test_the_manual_names_what_the_program_knows(tree: Path) -> None:
    manual = gzip.decompress((tree / "usr/share/man/man1/leadway-desktop.1.gz").read_bytes())
    assert b"@" not in manual
    assert parts.VERSION.encode() in manual


def test_nothing_is_left_to_fill_in(tree: Path) -> None:
    share = tree / "usr" / "share"
    texts = [file for file in share.rglob("*") if file.suffix in {".desktop", ".xml", ""}]
    for file in texts:
        if file.is_file():
            assert "@" not in file.read_text(encoding="utf-8").replace(deb.MAINTAINER, "")


def test_control_holds_what_dpkg_wants() -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("no dpkg")
    fields = dict(
        line.split(": ", 1)
        for line in deb.control("libc6", 12).splitlines()
        if not line.startswith(" ")
    )
    assert fields["Package"] == "leadway-desktop"
    assert fields["Version"] == parts.VERSION
    assert fields["Depends"] == "libc6"
    assert fields["Installed-Size"] == "12"


def test_it_says_so_where_nobody_answers_for_the_package(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise Failure("enough seen")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(deb, "fill", stop)
    monkeypatch.setattr(deb, "TREE", tree)
    for who, is_told in ((deb.NOBODY, True), ("Ana <ana@leadway.test>", False)):
        monkeypatch.setattr(deb, "MAINTAINER", who)
        with pytest.raises(Failure, match="enough seen"):
            deb.make_deb(tree)
        assert ("LEADWAY_MAINTAINER" in capsys.readouterr().out) is is_told


def test_size_is_counted_in_whole_kilobytes(tree: Path) -> None:
    before = deb.size_of(tree)
    (tree / "usr" / "one").write_bytes(b"x")
    assert deb.size_of(tree) == before + 1


def test_checksums_can_be_verified(tree: Path) -> None:
    listed = deb.md5sums(tree)
    done = subprocess.run(
        ["md5sum", "--check", "--strict", "--quiet"], cwd=tree, input=listed, text=True, check=False
    )
    assert done.returncode == 0
    assert "usr/lib/leadway-desktop/data" in listed
