"""The bucket's disk: objects appear whole or not at all, and no object is ever held in memory."""

import base64
import hashlib
import shutil
import tempfile
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import google_crc32c

from leadway_desktop.practice.http_base import BLOCK


@dataclass(frozen=True)
class StoredObject:
    """An object: its bytes are in ``path``; ``crc32c`` and ``md5`` are raw, big-endian."""

    name: str
    path: Path
    size: int
    content_type: str
    crc32c: bytes
    md5: bytes
    generation: int

    @property
    def crc32c_text(self) -> str:
        """The checksum as Google writes it, base64."""
        return base64.b64encode(self.crc32c).decode()

    @property
    def md5_text(self) -> str:
        """The MD5 as Google writes it, base64."""
        return base64.b64encode(self.md5).decode()


class ObjectStore:
    """Objects by name in a folder of its own, made in ``parent`` (default: temporary)."""

    def __init__(self, parent: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="leadway-practice-", dir=parent))
        self._lock = threading.Lock()
        self._objects: dict[str, StoredObject] = {}
        self._generation = 0

    def receive(self, name: str, content_type: str) -> "Incoming":
        """Begin an object; it exists once ``commit`` is called inside the ``with`` block."""
        return Incoming(self, name, content_type)

    def find(self, name: str) -> StoredObject | None:
        """Return an object, None if it never arrived whole."""
        with self._lock:
            return self._objects.get(name)

    def next_generation(self, now: float) -> int:
        """Return a number that grows with every object: microseconds since 1970."""
        with self._lock:
            self._generation = max(self._generation + 1, int(now * 1_000_000))
            return self._generation

    def put(self, stored: StoredObject) -> None:
        """Make an object exist; bytes that it replaces stay, since somebody may be reading them."""
        with self._lock:
            self._objects[stored.name] = stored

    def remove(self) -> None:
        """Delete the folder and all objects."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with self._lock:
            self._objects.clear()


class Incoming:
    """An object on its way. Leaving the ``with`` block without ``commit`` leaves nothing."""

    def __init__(self, store: ObjectStore, name: str, content_type: str) -> None:
        self._store = store
        self._name = name
        self._content_type = content_type
        self._path = store.folder / uuid.uuid4().hex
        self._file: BinaryIO = self._path.open("xb", buffering=0)
        self._crc32c = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._size = 0
        self._committed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if not self._committed:
            self._path.unlink(missing_ok=True)

    def write(self, block: bytes) -> None:
        """Append ``block``."""
        self._file.write(block)
        self._crc32c = int(google_crc32c.extend(self._crc32c, block))
        self._md5.update(block)
        self._size += len(block)

    @property
    def md5(self) -> bytes:
        """The MD5 of what has come so far."""
        return self._md5.digest()

    def commit(self, now: float) -> StoredObject:
        """Make the object exist under its name, all at once."""
        self._file.close()
        stored = StoredObject(
            name=self._name,
            path=self._path,
            size=self._size,
            content_type=self._content_type,
            crc32c=self._crc32c.to_bytes(4, "big"),
            md5=self._md5.digest(),
            generation=self._store.next_generation(now),
        )
        self._store.put(stored)
        self._committed = True
        return stored


@dataclass(frozen=True)
class FileSlice:
    """A reply's body: ``size`` bytes of the file at ``path`` from ``start``."""

    path: Path
    start: int
    size: int

    def chunks(self) -> Iterator[bytes]:
        """Yield the slice in blocks."""
        left = self.size
        with self.path.open("rb") as file:
            file.seek(self.start)
            while left > 0 and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block
