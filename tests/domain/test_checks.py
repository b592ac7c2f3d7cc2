"""What is wrong with a file is said before the network is touched."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.channel import MEGABYTE, Channel
from leadway_desktop.domain.checks import (
    FileType,
    check_size,
    check_type,
    check_unchanged,
    look_at,
)
from leadway_desktop.domain.errors import (
    FileChanged,
    FileEmpty,
    FileError,
    FileIsDirectory,
    FileIsSpecial,
    FileMissing,
    FileTooLarge,
    FileTypeMismatch,
    FileUnreadable,
)

posix = pytest.mark.skipif(os.name != "posix", reason="made by POSIX systems only")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "foto.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 a photo")
    return path


def test_an_ordinary_file_is_frozen_as_it_is(photo: Path) -> None:
    file = look_at(photo)
    assert (file.path, file.size) == (photo, photo.stat().st_size)
    assert file.modified_ns == photo.stat().st_mtime_ns
    check_unchanged(file)


def test_a_link_is_the_file_behind_it(photo: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.jpg"
    try:
        link.symlink_to(photo)
    except OSError:
        pytest.skip("this account may not make links")
    assert look_at(link).size == look_at(photo).size
    photo.unlink()
    with pytest.raises(FileMissing):
        look_at(link)


def test_missing(tmp_path: Path, photo: Path) -> None:
    for path in (tmp_path / "none.jpg", photo / "below a file", tmp_path / "no" / "folder.jpg"):
        with pytest.raises(FileMissing):
            look_at(path)


def test_directory_and_empty(tmp_path: Path) -> None:
    with pytest.raises(FileIsDirectory):
        look_at(tmp_path)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(FileEmpty):
        look_at(tmp_path / "empty.txt")


@posix
def test_pipes_devices_and_sockets_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(FileIsSpecial):
        look_at(tmp_path / "pipe.jpg")
    with pytest.raises(FileIsSpecial):
        look_at(Path("/dev/null"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(FileIsSpecial):
            look_at(tmp_path / "s")


@posix
def test_loops_long_names_and_zero_bytes(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "loop", tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(FileUnreadable):
            look_at(path)


@posix
def test_unreadable(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo.chmod(0)
    if os.geteuid() == 0:  # root reads everything: let the system answer as it would to others
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(FileUnreadable):
        look_at(photo)


@pytest.mark.parametrize("change", ["grow", "shrink", "touch", "replace", "remove", "empty"])
def test_a_file_that_is_no_longer_what_was_dropped(photo: Path, change: str) -> None:
    file = look_at(photo)
    match change:
        case "grow":
            photo.write_bytes(photo.read_bytes() + b"more")
        case "shrink":
            photo.write_bytes(b"\xff\xd8")
        case "touch":
            os.utime(photo, ns=(file.modified_ns, file.modified_ns + 1_000_000))
        case "replace":
            other = photo.with_name("other")
            other.write_bytes(photo.read_bytes())
            os.utime(other, ns=(0, 0))
            other.replace(photo)
        case "remove":
            photo.unlink()
        case "empty":
            photo.write_bytes(b"")
    expected = {"remove": FileMissing, "empty": FileEmpty}.get(change, FileChanged)
    with pytest.raises(expected):
        check_unchanged(file)


@given(st.sampled_from(list(Channel)), st.integers(0, 2**40), st.none() | st.integers(1, 2**40))
def test_sizes(channel: Channel, size: int, server_limit: int | None) -> None:
    limit = channel.rules.upload_limit if server_limit is None else server_limit
    if size <= limit:
        check_size(size, channel, server_limit)
        return
    with pytest.raises(FileTooLarge) as caught:
        check_size(size, channel, server_limit)
    assert (caught.value.size, caught.value.limit) == (size, limit)


def test_the_limits_are_the_documented_ones() -> None:
    for channel in Channel:
        expected = 100 if channel is Channel.WHATSAPP else 5
        assert channel.rules.upload_limit == expected * MEGABYTE
        assert channel.rules.name


def test_types() -> None:
    check_type(FileType("image/jpeg", "image/jpeg", True, "a.jpg"))
    with pytest.raises(FileTypeMismatch) as caught:
        check_type(FileType("image/jpeg", "image/webp", False, "a.jpg"))
    assert (caught.value.by_name, caught.value.by_content) == ("image/jpeg", "image/webp")
    assert isinstance(caught.value, FileError)
