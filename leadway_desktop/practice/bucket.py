"""The bucket: takes PUTs to signed URLs as Google Cloud Storage does, and serves public links."""

import base64
import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from leadway_desktop.practice import media_types, signing
from leadway_desktop.practice.errors import BucketError, bucket_code
from leadway_desktop.practice.http_base import Reply, Request
from leadway_desktop.practice.object_store import FileSlice, Incoming, ObjectStore, StoredObject
from leadway_desktop.practice.record import ObjectStored, Record

BUCKET = "leadway-practice-media"
URL_VALID_S = 15 * 60
PUBLIC = "/public/"


@dataclass(frozen=True)
class Grant:
    """What a signed URL was given for: one object of at most ``max_size`` bytes."""

    name: str
    max_size: int


class Bucket:
    """An application for a listener. ``origin`` is known once the port is."""

    name = "bucket"

    def __init__(
        self,
        *,
        key: signing.HmacKey,
        store: ObjectStore,
        record: Record,
        clock: Callable[[], float],
        two_hash_lines: bool = False,
    ) -> None:
        self.origin = ""
        self._key = key
        self._store = store
        self._record = record
        self._clock = clock
        self._two_hash_lines = two_hash_lines
        self._lock = threading.Lock()
        self._grants: dict[str, Grant] = {}
        self._public: dict[str, str] = {}

    # -- what the API asks of it ------------------------------------------------------------------

    def sign_put(
        self, grant: Grant, content_type: str, *, ran_out: bool = False
    ) -> tuple[str, float]:
        """Return a URL to PUT the granted object to, and when it expires (seconds since 1970).

        ``ran_out`` makes one that expired a minute ago.
        """
        with self._lock:
            self._grants[grant.name] = grant
        now = self._clock() - (URL_VALID_S + 60 if ran_out else 0)
        path = f"/{BUCKET}/{quote(grant.name, safe='/~')}"
        headers = {"host": self.origin.partition("://")[2], "content-type": content_type}
        request = signing.SignedRequest("PUT", path, [], headers)
        at = datetime.fromtimestamp(int(now), UTC)
        query = signing.signed_query(self._key, request, at=at, valid_s=URL_VALID_S)
        return f"{self.origin}{path}?{query}", int(now) + URL_VALID_S

    def find(self, name: str) -> StoredObject | None:
        """Return an object that arrived whole."""
        return self._store.find(name)

    def store(self, name: str, content_type: str, content: bytes) -> StoredObject:
        """Store a small object that came through the API instead of a PUT."""
        with self._store.receive(name, content_type) as incoming:
            incoming.write(content)
            stored = incoming.commit(self._clock())
        self._note(stored)
        return stored

    def publish(self, stored: StoredObject, filename: str) -> str:
        """Return a public URL for an object; nobody can guess it."""
        public_id = uuid.uuid4().hex
        with self._lock:
            self._public[public_id] = stored.name
        return f"{self.origin}{PUBLIC}{public_id}/{quote(filename, safe='')}"

    # -- what the listener asks of it -------------------------------------------------------------

    def step(self, request: Request) -> str:
        """Name the step of a request."""
        if request.path.startswith(PUBLIC):
            return "public"
        return "put" if request.method == "PUT" else ""

    def answer(self, request: Request) -> Reply:
        """Store an object or serve a public one."""
        try:
            if request.path.startswith(PUBLIC):
                return self._serve(request)
            return self._put(request)
        except BucketError as error:
            return _error_reply(error)

    def refusal(self, request: Request, status: int, message: str) -> Reply:
        """Return an error as Google writes it."""
        return _error_reply(BucketError(status, bucket_code(status), message))

    # -- PUT --------------------------------------------------------------------------------------

    def _put(self, request: Request) -> Reply:
        name = self._object_name(request)
        self._verify(request)
        self._check_length(request, name)
        with self._store.receive(name, request.header("Content-Type")) as incoming:
            while block := request.body.read():
                incoming.write(block)
            _check_digest(request, incoming)
            stored = incoming.commit(self._clock())
        self._note(stored)
        return self._stored_reply(stored)

    def _object_name(self, request: Request) -> str:
        bucket, _, name = request.path[1:].partition("/")
        if bucket != BUCKET or not name:
            raise BucketError(404, "NoSuchBucket", "The specified bucket does not exist.")
        if request.method != "PUT":
            raise BucketError(403, "AccessDenied", "Access denied.")
        return unquote(name)

    def _verify(self, request: Request) -> None:
        if "Authorization" in request.headers:
            raise BucketError(
                400, "InvalidArgument", "Only one authentication mechanism is allowed at a time."
            )
        now = datetime.fromtimestamp(self._clock(), UTC)
        if request.struck_by("expired_url"):
            raise signing.expired(now - timedelta(seconds=1))
        headers = {name.lower(): value for name, value in request.headers.items()}
        covered = signing.SignedRequest(request.method, request.path, request.parameters, headers)
        signing.verify(self._key, covered, now=now)

    def _check_length(self, request: Request, name: str) -> None:
        if request.body.length is None or "Content-Length" not in request.headers:
            raise BucketError(
                411, "MissingContentLength", "You must provide the Content-Length HTTP header."
            )
        with self._lock:
            grant = self._grants.get(name)
        if grant is not None and request.body.length > grant.max_size:
            raise BucketError(
                400,
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed object size.",
            )

    def _note(self, stored: StoredObject) -> None:
        self._record.note(
            ObjectStored(
                name=stored.name,
                size=stored.size,
                content_type=stored.content_type,
                crc32c=stored.crc32c_text,
                md5=stored.md5_text,
                at=self._clock(),
            )
        )

    def _stored_reply(self, stored: StoredObject) -> Reply:
        hashes = [f"crc32c={stored.crc32c_text}", f"md5={stored.md5_text}"]
        lines = hashes if self._two_hash_lines else [",".join(hashes)]
        return Reply(
            200,
            (
                ("X-GUploader-UploadID", uuid.uuid4().hex),
                ("ETag", f'"{stored.md5.hex()}"'),
                ("x-goog-generation", str(stored.generation)),
                ("x-goog-metageneration", "1"),
                *(("x-goog-hash", line) for line in lines),
                ("x-goog-stored-content-length", str(stored.size)),
                ("x-goog-stored-content-encoding", "identity"),
                ("Content-Type", "text/html; charset=UTF-8"),
                ("Server", "UploadServer"),
            ),
        )

    # -- public links -----------------------------------------------------------------------------

    def _serve(self, request: Request) -> Reply:
        public_id = request.path.removeprefix(PUBLIC).partition("/")[0]
        with self._lock:
            name = self._public.get(public_id, "")
        stored = self._store.find(name)
        if stored is None:
            raise BucketError(404, "NoSuchKey", "The specified key does not exist.")
        if request.method not in ("GET", "HEAD"):
            raise BucketError(405, "MethodNotAllowed", "The method is not allowed here.")
        return _file_reply(stored, request.header("Range"), request.decoded_path)


def _check_digest(request: Request, incoming: Incoming) -> None:
    claimed = request.header("Content-MD5")
    if claimed and claimed != base64.b64encode(incoming.md5).decode():
        raise BucketError(
            400, "BadDigest", "The Content-MD5 you specified did not match what we received."
        )


def _error_reply(error: BucketError) -> Reply:
    headers = (("Content-Type", "application/xml; charset=UTF-8"), ("Server", "UploadServer"))
    return Reply(error.status, headers, error.body())


def _file_reply(stored: StoredObject, wanted: str, path: str) -> Reply:
    """Serve a file so that a browser shows it but never runs it; one byte range is understood."""
    shown = media_types.opens_in_browser(stored.content_type)
    headers = [
        ("Content-Type", stored.content_type if shown else "application/octet-stream"),
        ("Content-Disposition", _disposition("inline" if shown else "attachment", path)),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "private, max-age=0"),
        ("Accept-Ranges", "bytes"),
        ("ETag", f'"{stored.md5.hex()}"'),
    ]
    if not shown:
        headers.append(("Content-Security-Policy", "default-src 'none'; sandbox"))
    span = _range(wanted, stored.size)
    if span is None:
        return Reply(200, tuple(headers), FileSlice(stored.path, 0, stored.size))
    first, last = span
    if first > last:
        headers.append(("Content-Range", f"bytes */{stored.size}"))
        return Reply(416, tuple(headers))
    headers.append(("Content-Range", f"bytes {first}-{last}/{stored.size}"))
    return Reply(206, tuple(headers), FileSlice(stored.path, first, last - first + 1))


def _disposition(kind: str, path: str) -> str:
    filename = path.rsplit("/", 1)[-1]
    return f"{kind}; filename*=UTF-8''{quote(filename, safe='')}"


def _range(wanted: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of a simple range; None for no range or one too fancy."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted, re.ASCII)
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
