"""What a file is by its content, as a person says it, in English."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

CONTENT_KINDS = {
    "image/jpeg": str(QT_TRANSLATE_NOOP("Errors", "a JPEG picture")),
    "image/png": str(QT_TRANSLATE_NOOP("Errors", "a PNG picture")),
    "image/gif": str(QT_TRANSLATE_NOOP("Errors", "a GIF picture")),
    "image/webp": str(QT_TRANSLATE_NOOP("Errors", "a WebP picture")),
    "image/bmp": str(QT_TRANSLATE_NOOP("Errors", "a BMP picture")),
    "image/tiff": str(QT_TRANSLATE_NOOP("Errors", "a TIFF picture")),
    "image/heic": str(QT_TRANSLATE_NOOP("Errors", "a HEIC picture")),
    "audio/mp4": str(QT_TRANSLATE_NOOP("Errors", "an M4A recording")),
    "video/mp4": str(QT_TRANSLATE_NOOP("Errors", "an MP4 video")),
    "video/webm": str(QT_TRANSLATE_NOOP("Errors", "a WebM video")),
    "video/x-msvideo": str(QT_TRANSLATE_NOOP("Errors", "an AVI video")),
    "audio/mpeg": str(QT_TRANSLATE_NOOP("Errors", "an MP3 recording")),
    "audio/wav": str(QT_TRANSLATE_NOOP("Errors", "a WAV recording")),
    "audio/ogg": str(QT_TRANSLATE_NOOP("Errors", "an Ogg recording")),
    "audio/amr": str(QT_TRANSLATE_NOOP("Errors", "an AMR recording")),
    "application/pdf": str(QT_TRANSLATE_NOOP("Errors", "a PDF")),
    "application/zip": str(QT_TRANSLATE_NOOP("Errors", "a ZIP archive or an Office file")),
    "application/msword": str(QT_TRANSLATE_NOOP("Errors", "an old Office file")),
    "application/vnd.rar": str(QT_TRANSLATE_NOOP("Errors", "a RAR archive")),
    "application/x-7z-compressed": str(QT_TRANSLATE_NOOP("Errors", "a 7-Zip archive")),
    "application/x-executable": str(QT_TRANSLATE_NOOP("Errors", "a program")),
    "text/plain": str(QT_TRANSLATE_NOOP("Errors", "plain text or a web page")),
}
"""What people call the contents of domain/content_type.py."""
