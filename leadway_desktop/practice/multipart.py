"""Reads multipart/form-data, for the upload route that takes small files in one call."""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from leadway_desktop.practice.errors import ApiError
from leadway_desktop.practice.http_base import Request


@dataclass(frozen=True)
class FormFile:
    """A file of a form, as it was named by the client."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Form:
    """A form's plain fields and files by field name; the last of several wins."""

    fields: dict[str, str]
    files: dict[str, FormFile]


def read_form(request: Request, most_bytes: int) -> Form:
    """Return the request's form; raises ApiError 400 for anything else, 413 for too much of it."""
    content_type = request.header("Content-Type")
    if not content_type.lower().startswith("multipart/form-data"):
        raise ApiError(400, "The body must be multipart/form-data")
    body = request.body.read_all(most_bytes)
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(EmailMessage, policy=policy.HTTP).parsebytes(head + body)
    form = Form({}, {})
    for part in message.iter_parts():
        _add(form, part)
    return form


def _add(form: Form, part: MIMEPart) -> None:
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    if not isinstance(name, str) or not isinstance(content, bytes):
        raise ApiError(400, "A part of the form cannot be read")
    filename = part.get_filename()
    if filename is None:
        form.fields[name] = content.decode("utf-8", "replace")
    else:
        readable = filename.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        readable = readable.replace("%22", '"')  # as browsers and httpx write a quote in a name
        form.files[name] = FormFile(readable, part.get_content_type(), content)
