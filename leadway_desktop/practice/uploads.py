"""The upload route: initiate gives a signed URL, complete looks for the object and publishes it."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from leadway_desktop.practice import media_types
from leadway_desktop.practice.access import Token, check_location
from leadway_desktop.practice.bucket import Bucket, Grant
from leadway_desktop.practice.errors import ApiError
from leadway_desktop.practice.http_base import Request
from leadway_desktop.practice.inbox import Inbox
from leadway_desktop.practice.multipart import read_form
from leadway_desktop.practice.object_store import StoredObject
from leadway_desktop.practice.record import Record, UploadCompleted
from leadway_desktop.practice.validation import REQUIRED_TEXT, SIZE, checked, json_body

MEGABYTE = 1024 * 1024
WHATSAPP_LIMIT = 100 * MEGABYTE
OTHER_LIMIT = 5 * MEGABYTE
LONGEST_NAME_BYTES = 500

INITIATE_FIELDS = {
    "locationId": REQUIRED_TEXT,
    "conversationId": REQUIRED_TEXT,
    "filename": REQUIRED_TEXT,
    "contentType": REQUIRED_TEXT,
    "channel": REQUIRED_TEXT,
    "fileSize": SIZE,
}
ATTACH_FIELDS = {"locationId": REQUIRED_TEXT, "conversationId": REQUIRED_TEXT}
# What a form may weigh beside its file.
FORM_OVERHEAD = 64 * 1024
COMPLETE_FIELDS = {
    "uploadId": REQUIRED_TEXT,
    "filePath": REQUIRED_TEXT,
    "locationId": REQUIRED_TEXT,
    "conversationId": REQUIRED_TEXT,
    "filename": REQUIRED_TEXT,
}


@dataclass(frozen=True)
class _Upload:
    """An upload that was initiated."""

    id: str
    conversation_id: str
    channel: str
    object_name: str


def limit_of(channel: str) -> int:
    """Return how many bytes a channel takes: WhatsApp 100 MB, every other one 5 MB."""
    return WHATSAPP_LIMIT if channel == "WHATSAPP" else OTHER_LIMIT


class UploadDesk:
    """Knows every upload that was begun. Thread-safe."""

    def __init__(
        self, *, inbox: Inbox, bucket: Bucket, record: Record, clock: Callable[[], float]
    ) -> None:
        self._inbox = inbox
        self._bucket = bucket
        self._record = record
        self._clock = clock
        self._lock = threading.Lock()
        self._uploads: dict[str, _Upload] = {}
        self._completed: dict[str, UploadCompleted] = {}

    def initiate(self, request: Request, token: Token, _: str = "") -> dict[str, Any]:
        """Answer initiate; raises ApiError 400, 403, 404, 413 or 422."""
        body = json_body(request, INITIATE_FIELDS)
        check_location(token, body["locationId"])
        self._inbox.get_in(body["locationId"], body["conversationId"])
        _check_name(body["filename"])
        _check_type(body["filename"], body["contentType"])
        most = limit_of(body["channel"])
        if body.get("fileSize", 0) > most:
            raise ApiError(413, f"File size exceeds the limit of {most // MEGABYTE}MB")
        upload = self._begin(body)
        url, expires = self._bucket.sign_put(
            Grant(upload.object_name, most),
            body["contentType"],
            ran_out=request.struck_by("expired_url") is not None,
        )
        return {
            "uploadUrl": url,
            "uploadId": upload.id,
            "filePath": upload.object_name,
            "expiresAt": int(expires * 1000),
            "maxFileSize": most,
        }

    def complete(self, request: Request, token: Token, _: str = "") -> dict[str, Any]:
        """Answer complete; the same each time; raises ApiError 400, 403, 404 or 422."""
        body = json_body(request, COMPLETE_FIELDS)
        check_location(token, body["locationId"])
        self._inbox.get_in(body["locationId"], body["conversationId"])
        upload = self._find(body)
        stored = self._bucket.find(upload.object_name)
        if stored is None or request.struck_by("not_in_storage"):
            raise ApiError(404, "File not found in storage. Upload may have failed or expired")
        _check_name(body["filename"])
        _check_type(body["filename"], stored.content_type)
        done = self._finish(upload, stored, body["filename"])
        return {
            "uploadedFiles": {body["filename"]: done.public_url},
            "metadata": {"size": stored.size, "contentType": stored.content_type},
        }

    def attach(self, request: Request, token: Token, _: str = "") -> dict[str, Any]:
        """Answer the small upload, one form for all steps; raises ApiError as the others do."""
        form = read_form(request, OTHER_LIMIT + FORM_OVERHEAD)
        body = checked(dict(form.fields), ATTACH_FIELDS)
        check_location(token, body["locationId"])
        self._inbox.get_in(body["locationId"], body["conversationId"])
        file = form.files.get("fileAttachment")
        if file is None:
            raise ApiError(400, "fileAttachment should not be empty")
        if len(file.content) > OTHER_LIMIT:
            raise ApiError(413, f"File size exceeds the limit of {OTHER_LIMIT // MEGABYTE}MB")
        _check_name(file.filename)
        _check_type(file.filename, file.content_type)
        upload = self._begin(body | {"filename": file.filename, "channel": "SMALL"})
        stored = self._bucket.store(upload.object_name, file.content_type, file.content)
        done = self._finish(upload, stored, file.filename)
        return {"uploadedFiles": {file.filename: done.public_url}}

    def _begin(self, body: dict[str, Any]) -> _Upload:
        upload_id = str(uuid.uuid4())
        folder = f"location/{body['locationId']}/conversations/{body['conversationId']}"
        upload = _Upload(
            id=upload_id,
            conversation_id=body["conversationId"],
            channel=body["channel"],
            object_name=f"{folder}/{upload_id}/{body['filename']}",
        )
        with self._lock:
            self._uploads[upload_id] = upload
        return upload

    def _find(self, body: dict[str, Any]) -> _Upload:
        with self._lock:
            upload = self._uploads.get(body["uploadId"])
        if upload is None:
            raise ApiError(404, "Upload not found")
        told = (body["filePath"], body["conversationId"])
        if told != (upload.object_name, upload.conversation_id):
            raise ApiError(400, "filePath or conversationId does not belong to this upload")
        return upload

    def _finish(self, upload: _Upload, stored: StoredObject, filename: str) -> UploadCompleted:
        with self._lock:
            before = self._completed.get(upload.id)
            if before is not None:
                done = replace(before, repeats=before.repeats + 1)
            else:
                done = self._first_completion(upload, stored, filename)
            self._completed[upload.id] = done
            self._record.note(done)
        return done

    def _first_completion(
        self, upload: _Upload, stored: StoredObject, filename: str
    ) -> UploadCompleted:
        return UploadCompleted(
            upload_id=upload.id,
            conversation_id=upload.conversation_id,
            channel=upload.channel,
            filename=filename,
            object_name=stored.name,
            size=stored.size,
            crc32c=stored.crc32c_text,
            content_type=stored.content_type,
            public_url=self._bucket.publish(stored, filename),
            at=self._clock(),
        )


def _check_name(filename: str) -> None:
    if not media_types.extension(filename):
        raise ApiError(400, "filename must have an extension")
    odd = any(char in "/\\" or ord(char) < 32 for char in filename)
    if odd or len(filename.encode("utf-8", "replace")) > LONGEST_NAME_BYTES:
        raise ApiError(400, "filename is not valid")


def _check_type(filename: str, content_type: str) -> None:
    if "/" not in content_type or not content_type.isascii() or not content_type.isprintable():
        raise ApiError(400, "contentType is not valid")
    if not media_types.agrees(filename, content_type):
        raise ApiError(400, f"Content type {content_type} does not match the file extension")
