"""How the practice API and bucket refuse: JSON with a traceId, and Google's XML."""

import json
import uuid
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal
from xml.sax.saxutils import escape

StatusKey = Literal["statusCode", "status"]

INVALID_TOKEN = "Invalid JWT"
WRONG_SCOPE = "The token is not authorized for this scope."
WRONG_LOCATION = "The token does not have access to this location."


class ApiError(Exception):
    """An API call is refused with ``status`` and a message or, as validators do, a list of them."""

    def __init__(self, status: int, message: str | Sequence[str]) -> None:
        super().__init__(message)
        self.status = status
        self.message = message if isinstance(message, str) else list(message)

    def body(self, status_key: StatusKey = "statusCode") -> bytes:
        """Return the error as the API writes it; some calls spell ``statusCode`` as ``status``."""
        content: dict[str, Any] = {
            status_key: self.status,
            "message": self.message,
            "error": phrase(self.status),
            "traceId": new_trace_id(),
        }
        return json.dumps(content, ensure_ascii=False).encode()


class BucketError(Exception):
    """A request to the bucket is refused with ``status`` and Google's ``code``."""

    def __init__(
        self, status: int, code: str, message: str, details: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.details = dict(details or {})

    def body(self) -> bytes:
        """Return the error as Google's XML API writes it."""
        fields = {"Code": self.code, "Message": self.message, **self.details}
        inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
        return f"<?xml version='1.0' encoding='UTF-8'?><Error>{inner}</Error>".encode()


BUCKET_CODES = {
    400: "InvalidArgument",
    403: "AccessDenied",
    404: "NoSuchKey",
    405: "MethodNotAllowed",
    408: "RequestTimeout",
    411: "MissingContentLength",
    412: "PreconditionFailed",
    429: "SlowDown",
    500: "InternalError",
    503: "ServiceUnavailable",
}


def bucket_code(status: int) -> str:
    """Return the code that Google's XML API most often gives with ``status``."""
    return BUCKET_CODES.get(status, "InternalError" if status >= 500 else "InvalidArgument")


def phrase(status: int) -> str:
    """Return the standard reason phrase of ``status``, or a plain word for a number without one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def new_trace_id() -> str:
    """Return a fresh id of the shape that support asks for."""
    return str(uuid.uuid4())
