"""Content types by file extension, the same on every computer.

The server checks that the content type matches the extension, and the operating systems'
databases disagree (`audio/x-wav` here, `audio/vnd.wave` there). So the types that the platform
documents or lists for attachments are fixed here, as IANA registers them; what is not named
here is left to Qt's database.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from pathlib import PurePath

_OFFICE = "application/vnd.openxmlformats-officedocument"

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "mpg": "video/mpeg",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "3gp": "video/3gpp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "m4a": "audio/mp4",
    "amr": "audio/amr",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "vcf": "text/vcard",
    "ics": "text/calendar",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}

UNKNOWN_CONTENT_TYPE = "application/octet-stream"


def extension_of(name: str) -> str:
    """Return the last extension in lower case without its dot, or an empty string."""
    return PurePath(name).suffix[1:].lower()


def content_type_of(name: str) -> str | None:
    """Return the fixed content type for a file name, or None where the table names none."""
    return CONTENT_TYPES.get(extension_of(name))


def ending_of(content_type: str) -> str:
    """Return the usual extension of a content type, without its dot; empty where it has none."""
    return next((name for name, known in CONTENT_TYPES.items() if known == content_type), "")


class Content(Enum):
    """What the first bytes of a file tell for certain; the value is its usual content type.

    Several types share a container, and their first bytes do not tell them apart reliably.
    """

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    M4A = "audio/mp4"
    MP4 = "video/mp4"
    """MP4, QuickTime and 3GP, and an M4A that calls itself so."""
    MPEG = "audio/mpeg"
    WEBM = "video/webm"
    AVI = "video/x-msvideo"
    WAV = "audio/wav"
    OGG = "audio/ogg"
    AMR = "audio/amr"
    PDF = "application/pdf"
    TEXT = "text/plain"
    ZIP = "application/zip"
    """Also the Office files and OpenDocument of today."""
    OLE = "application/msword"
    """Word, Excel and PowerPoint before 2007, and any of today's with a password."""
    RAR = "application/vnd.rar"
    SEVEN_ZIP = "application/x-7z-compressed"
    PROGRAM = "application/x-executable"

    @property
    def content_type(self) -> str:
        """The content type that stands for all that may be in it."""
        return self.value

    @property
    def ending(self) -> str:
        """The extension that is right for it, without its dot; empty where several may be."""
        return "" if self in _OF_MANY_KINDS else ending_of(self.value)


_OF_MANY_KINDS = {Content.ZIP, Content.OLE, Content.TEXT, Content.PROGRAM}


_OTHER_SPELLINGS = {
    "image/apng": Content.PNG,
    "image/x-ms-bmp": Content.BMP,
    "video/quicktime": Content.MP4,
    "application/quicktime": Content.MP4,
    "video/3gpp": Content.MP4,
    "video/3gpp2": Content.MP4,
    "image/heif": Content.HEIC,
    "image/heif-sequence": Content.HEIC,
    "image/heic-sequence": Content.HEIC,
    "audio/aac": Content.MPEG,
    "audio/mp2": Content.MPEG,
    "video/mpeg": Content.MPEG,
    "video/matroska": Content.WEBM,
    "video/x-matroska": Content.WEBM,
    "application/x-matroska": Content.WEBM,
    "video/vnd.avi": Content.AVI,
    "audio/x-wav": Content.WAV,
    "audio/vnd.wave": Content.WAV,
    "application/ogg": Content.OGG,
    "video/ogg": Content.OGG,
    "audio/amr-wb": Content.AMR,
    "application/x-ole-storage": Content.OLE,
    "application/x-tika-msoffice": Content.OLE,
    "application/vnd.ms-excel": Content.OLE,
    "application/vnd.ms-powerpoint": Content.OLE,
    "application/x-rar": Content.RAR,
    "application/x-rar-compressed": Content.RAR,
    "application/x-msdownload": Content.PROGRAM,
    "application/x-ms-dos-executable": Content.PROGRAM,
    "application/vnd.microsoft.portable-executable": Content.PROGRAM,
    "application/x-sharedlib": Content.PROGRAM,
    "application/x-elf": Content.PROGRAM,
    "application/x-mach-binary": Content.PROGRAM,
}
"""How the systems' databases call it: freedesktop's, and the one that Qt brings along."""

_HOLDS: dict[str, frozenset[Content]] = {
    extension: frozenset(contents)
    for extensions, contents in (
        ("jpg jpeg", {Content.JPEG}),
        ("png", {Content.PNG}),
        ("gif", {Content.GIF}),
        ("webp", {Content.WEBP}),
        ("bmp", {Content.BMP}),
        ("tif tiff", {Content.TIFF}),
        ("heic heif mp4 mov 3gp m4a", {Content.MP4, Content.M4A, Content.HEIC}),
        ("mpeg mpg mp3", {Content.MPEG}),
        ("aac", {Content.MPEG, Content.MP4, Content.M4A}),
        ("amr", {Content.AMR, Content.MP4, Content.M4A}),
        ("webm", {Content.WEBM}),
        ("avi", {Content.AVI}),
        ("wav", {Content.WAV}),
        ("ogg oga opus", {Content.OGG}),
        ("pdf", {Content.PDF}),
        ("txt csv vcf ics svg", {Content.TEXT}),
        # What Office opens under these names as well: banks export tables as .xls in HTML.
        ("doc xls", {Content.OLE, Content.ZIP, Content.TEXT}),
        ("ppt docx xlsx pptx", {Content.OLE, Content.ZIP}),
        ("odt ods zip", {Content.ZIP}),
        ("rar", {Content.RAR}),
        ("7z", {Content.SEVEN_ZIP}),
    )
    for extension in extensions.split()
}
"""What a file with that extension may be; every extension of CONTENT_TYPES is here."""


def content_named(content_types: Iterable[str]) -> Content | None:
    """Return what the first of these types that tells anything for certain tells, or None."""
    known = {content.value: content for content in Content} | _OTHER_SPELLINGS
    plain = (name.partition(";")[0].lower() for name in content_types)
    return next((known[name] for name in plain if name in known), None)


def may_hold(name: str, content: Content | None) -> bool:
    """Whether a file of that name may be that; an extension not named here holds anything."""
    return content is None or content in _HOLDS.get(extension_of(name), Content)
