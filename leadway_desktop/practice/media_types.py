"""Which content types a file name's extension may have: what the API checks on both its calls."""

from collections.abc import Mapping
from pathlib import PurePosixPath

# The first of each is the usual one. Operating systems and libraries disagree on several.
BY_EXTENSION: Mapping[str, tuple[str, ...]] = {
    "3gp": ("video/3gpp", "audio/3gpp"),
    "7z": ("application/x-7z-compressed",),
    "aac": ("audio/aac", "audio/aacp", "audio/x-aac", "audio/vnd.dlna.adts"),
    "amr": ("audio/amr", "audio/amr-nb"),
    "avi": ("video/x-msvideo", "video/vnd.avi", "video/avi"),
    "bmp": ("image/bmp", "image/x-ms-bmp"),
    "csv": ("text/csv", "application/csv", "application/vnd.ms-excel"),
    "doc": ("application/msword",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "gif": ("image/gif",),
    "heic": ("image/heic", "image/heif"),
    "heif": ("image/heif", "image/heic"),
    "htm": ("text/html",),
    "html": ("text/html",),
    "ics": ("text/calendar",),
    "jpeg": ("image/jpeg", "image/jpg"),
    "jpg": ("image/jpeg", "image/jpg"),
    "json": ("application/json",),
    "m4a": ("audio/mp4", "audio/x-m4a", "audio/m4a"),
    "mkv": ("video/x-matroska", "video/matroska"),
    "mov": ("video/quicktime",),
    "mp3": ("audio/mpeg", "audio/mp3"),
    "mp4": ("video/mp4", "audio/mp4", "application/mp4"),
    "mpeg": ("video/mpeg",),
    "mpg": ("video/mpeg",),
    "odp": ("application/vnd.oasis.opendocument.presentation",),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet",),
    "odt": ("application/vnd.oasis.opendocument.text",),
    "ogg": ("audio/ogg", "video/ogg", "application/ogg", "audio/x-vorbis+ogg", "audio/x-opus+ogg"),
    "opus": ("audio/ogg", "audio/opus", "audio/x-opus+ogg"),
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "ppt": ("application/vnd.ms-powerpoint",),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
    "rar": ("application/vnd.rar", "application/x-rar-compressed", "application/x-rar"),
    "rtf": ("application/rtf", "text/rtf"),
    "svg": ("image/svg+xml",),
    "tif": ("image/tiff",),
    "tiff": ("image/tiff",),
    "txt": ("text/plain",),
    "vcf": ("text/vcard", "text/x-vcard", "text/directory"),
    "wav": ("audio/wav", "audio/x-wav", "audio/vnd.wave", "audio/wave"),
    "webm": ("video/webm", "audio/webm"),
    "webp": ("image/webp",),
    "xls": ("application/vnd.ms-excel",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "xml": ("application/xml", "text/xml"),
    "zip": ("application/zip", "application/x-zip-compressed"),
}

# What a browser may show without running anything that came from outside.
INLINE = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/heic")
INLINE_KINDS = ("video/", "audio/")
INLINE_DOCUMENTS = ("application/pdf", "text/plain")


def extension(filename: str) -> str:
    """Return the extension in lower case without its dot, "" without one."""
    return PurePosixPath(filename).suffix[1:].lower()


def base_type(content_type: str) -> str:
    """Return a content type in lower case without parameters."""
    return content_type.partition(";")[0].strip().lower()


def agrees(filename: str, content_type: str) -> bool:
    """Tell whether the type may belong to the name; names of unknown extensions take any type."""
    known = BY_EXTENSION.get(extension(filename))
    return known is None or base_type(content_type) in known


def opens_in_browser(content_type: str) -> bool:
    """Tell whether a browser may show this type; anything else is offered as a download."""
    base = base_type(content_type)
    return base in INLINE or base in INLINE_DOCUMENTS or base.startswith(INLINE_KINDS)
