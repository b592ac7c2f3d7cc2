"""The file under a PUT: read once, in little memory, and the same file to the last byte."""

from __future__ import annotations

import os
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import (
    FileChanged,
    FileError,
    FileIsSpecial,
    FileMissing,
    FileUnreadable,
    LeadwayError,
)
from leadway_desktop.domain.upload import LocalFile
from leadway_desktop.network.file_body import CHUNK_SIZE, FileBody
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import Clients, MakeFile, put, request_for
from tests.network.peer import Line, Peer


def body_of(file: LocalFile) -> FileBody:
    return FileBody(file, CancelToken(), lambda: None)


def slow_crc32c(data: bytes) -> int:
    """Compute crc32c (Castagnoli) as RFC 3720 defines it, a bit at a time."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


@given(st.binary(min_size=1, max_size=300))
def test_the_checksum_is_crc32c(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(data)
    facts = path.stat()
    body = body_of(LocalFile(path, facts.st_size, facts.st_mtime_ns))
    assert b"".join(body) == data
    assert (body.size, body.crc32c) == (len(data), slow_crc32c(data))


def test_the_check_value_of_crc32c() -> None:
    assert slow_crc32c(b"123456789") == 0xE3069283


@pytest.mark.parametrize("size", [1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE])
def test_a_second_reading_begins_anew(make_file: MakeFile, size: int) -> None:
    starts: list[int] = []
    file = make_file(size)
    body = FileBody(file, CancelToken(), lambda: starts.append(1))
    next(iter(body))
    first, crc32c = b"".join(body), body.crc32c
    assert b"".join(body) == first == file.path.read_bytes()
    assert (body.size, body.crc32c, len(starts)) == (size, crc32c, 3)


def change(path: Path, how: str) -> None:
    match how:
        case "grow":
            with path.open("ab") as file:
                file.write(b"more")
        case "shrink":
            os.truncate(path, path.stat().st_size - 10)
        case "empty":
            os.truncate(path, 0)
        case "touch":
            os.utime(path, ns=(1, 1))
        case "rewrite":
            with path.open("r+b") as file:
                file.write(b"another beginning")


CHANGES = ["grow", "shrink", "empty", "touch", "rewrite"]


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_a_file_that_changes_gives_nothing_more(make_file: MakeFile, how: str, chunks: int) -> None:
    """Not its last chunk, or all would be there; and none before, as it would go for nothing."""
    file = make_file(4 * CHUNK_SIZE)
    body = iter(body_of(file))
    for _ in range(chunks):
        next(body)
    change(file.path, how)
    with pytest.raises(FileChanged):
        next(body)


@pytest.mark.parametrize("how", CHANGES)
def test_nothing_is_stored_of_a_file_that_changes_under_way(
    practice: PracticeServer, clients: Clients, make_file: MakeFile, how: str
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=200_000, seconds=0.1))
    file = make_file(12_000_000)
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    changed = threading.Event()

    def once(size: int) -> None:
        if not changed.is_set():
            changed.set()
            change(file.path, how)

    with pytest.raises(FileChanged):
        put(clients.bucket(), signed.signed_url.reveal(), file, on_acknowledged=once)
    assert practice.record.wait_for(lambda seen: "put" in seen.steps())
    assert practice.record.objects == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody replace an open file")
def test_a_file_replaced_under_way_arrives_as_it_was_dropped(
    practice: PracticeServer, clients: Clients, make_file: MakeFile, tmp_path: Path
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=200_000, seconds=0.1))
    file = make_file(12_000_000)
    dropped = file.path.read_bytes()
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    other = tmp_path / "other"
    other.write_bytes(b"something else altogether")

    def replace(size: int) -> None:
        if other.exists():
            other.replace(file.path)

    receipt = put(clients.bucket(), signed.signed_url.reveal(), file, on_acknowledged=replace)
    assert file.path.stat().st_size < 100
    assert receipt.stored_size == len(dropped)
    assert receipt.stored_crc32c == receipt.read_crc32c


def test_missing_unreadable_and_no_path(make_file: MakeFile, tmp_path: Path) -> None:
    file = make_file()
    file.path.unlink()
    for path, kind in [
        (file.path, FileMissing),
        (tmp_path, FileError),
        (tmp_path / "a\0b", FileUnreadable),
    ]:
        with pytest.raises(kind):
            list(body_of(LocalFile(path, 10, 10)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_one_that_becomes_a_pipe_holds_nobody_up(make_file: MakeFile) -> None:
    file = make_file()
    file.path.unlink()
    os.mkfifo(file.path)
    with pytest.raises(FileIsSpecial):
        list(body_of(file))


def test_a_read_that_fails(make_file: MakeFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network drive that goes away answers with errors; so does asking for its facts."""
    file = make_file(3 * CHUNK_SIZE)
    body = iter(body_of(file))
    next(body)

    def gone(descriptor: int) -> os.stat_result:
        raise OSError("stale file handle")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", gone)
        with pytest.raises(FileUnreadable):
            next(body)


def test_a_cancel_ends_the_reading(make_file: MakeFile) -> None:
    cancel = CancelToken()
    body = iter(FileBody(make_file(3 * CHUNK_SIZE), cancel, lambda: None))
    next(body)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(body)


def open_files(path: Path) -> int:
    """Count this process's handles of a file."""
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("this system does not list open files")
    found = 0
    for entry in folder.iterdir():
        try:
            found += entry.readlink() == path
        except OSError:
            continue
    return found


@pytest.mark.parametrize("end", ["good", "refused", "reset", "changed", "cancelled"])
def test_the_file_is_closed_however_it_ends(
    clients: Clients, make_file: MakeFile, end: str
) -> None:
    """Also while the error is kept: an open file cannot be mended or deleted on Windows."""
    file = make_file(8_000_000)
    cancel = CancelToken()

    def script(line: Line) -> None:
        line.head()
        line.body(100_000)
        match end:
            case "good":
                line.body(file.size - 100_000)
                line.answer()
            case "refused":
                line.answer(403)
                line.wait()
            case "reset":
                line.reset()
            case "changed":
                change(file.path, "touch")
                line.until_hung_up()
            case "cancelled":
                cancel.cancel()
                line.wait()

    kept: BaseException | None = None
    with Peer(script, receive_buffer=65536) as peer:
        try:
            put(clients.bucket(), f"{peer.url}/o?s", file, cancel=cancel)
        except (LeadwayError, Cancelled) as error:
            kept = error
        assert (kept is None) is (end == "good")
        assert open_files(file.path) == 0


def test_a_hundred_megabytes_take_little_memory(clients: Clients, make_file: MakeFile) -> None:
    size = 100_000_000
    file = make_file(size)

    def script(line: Line) -> None:
        line.head()
        buffer, left = bytearray(1 << 20), size - len(line.buffer)
        while left:
            left -= line.sock.recv_into(buffer, min(left, len(buffer)))
        line.answer()

    with Peer(script) as peer:
        bucket = clients.bucket()
        tracemalloc.start()
        try:
            receipt = put(bucket, f"{peer.url}/o?s", file)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert receipt.read_size == size
    assert peak < 6_000_000
