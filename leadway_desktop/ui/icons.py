"""Icons: our own SVG files in the colours of the theme, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from leadway_desktop.domain.channel import Channel
from leadway_desktop.resources import resources_folder
from leadway_desktop.ui.theme import Theme

_SIZES = (16, 20, 24, 32)
_RATIOS = (1.0, 2.0, 3.0)

_ARCHIVES = ("zip", "rar", "7z", "tar", "gzip", "compressed")
_DOCUMENTS = ("msword", "officedocument", "opendocument", "ms-excel", "ms-powerpoint", "rtf")


def channel_icon_name(channel: Channel | None) -> str:
    """Return the icon's name for a channel, or for none."""
    name = "unknown" if channel is None else channel.name.lower().replace("_", "-")
    return f"channel-{name}"


def file_icon_name(content_type: str) -> str:
    """Return the icon's name for a content type such as `image/png`."""
    family, _, kind = content_type.partition("/")
    if family in {"image", "video", "audio"}:
        return f"file-{family}"
    if kind == "pdf":
        return "file-pdf"
    if any(word in kind for word in _ARCHIVES):
        return "file-archive"
    is_document = family == "text" or any(word in kind for word in _DOCUMENTS)
    return "file-document" if is_document else "file-other"


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return an icon as a picture of `size` device-independent pixels for a screen's ratio.

    `colour` is `#rrggbb`. Raises FileNotFoundError for a name that is no icon.
    """
    drawing = _renderer(name, colour)
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


@lru_cache(maxsize=256)
def icon(name: str, colour: str | QColor, disabled_colour: str = "") -> QIcon:
    """Return an icon tinted with `#rrggbb`; `disabled_colour` for when it cannot be pressed."""
    tint = colour if isinstance(colour, str) else colour.name()
    made = QIcon()
    for size in _SIZES:
        for ratio in _RATIOS:
            made.addPixmap(pixmap(name, tint, size, ratio))
            if disabled_colour:
                made.addPixmap(pixmap(name, disabled_colour, size, ratio), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the program's own icon, for the window and the task bar."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", "#000000", size, 1.0))
    return made


def keep_icon(target: QAbstractButton | QAction, theme: Theme, name: str, token: str) -> None:
    """Give a button or an action an icon in a token's colour, in every theme to come.

    Calling it again replaces the icon.
    """
    keeper = target.findChild(_IconKeeper, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if keeper is None:
        keeper = _IconKeeper(target, theme)
    keeper.show(name, token)


class _IconKeeper(QObject):
    """Repaints its parent's icon when the theme changes; dies with its parent."""

    def __init__(self, target: QAbstractButton | QAction, theme: Theme) -> None:
        super().__init__(target)
        self._target = target
        self._theme = theme
        self._name = ""
        self._token = ""
        theme.changed.connect(self._tint)

    def show(self, name: str, token: str) -> None:
        self._name = name
        self._token = token
        self._tint()

    def _tint(self) -> None:
        colours = self._theme.tokens.colours()
        self._target.setIcon(icon(self._name, colours[self._token], colours["text3"]))


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    tinted = _source(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(tinted.encode()))
