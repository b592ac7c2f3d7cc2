"""One receipt in full: what was proved, the link and what can be done with it, every fact."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.content_type import UNKNOWN_CONTENT_TYPE, content_type_of
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.history.receipt_words import (
    Fact,
    Section,
    done_words,
    proof_of,
    proof_words,
    row_words,
    sections_of,
)
from leadway_desktop.ui.icons import file_icon_name, keep_icon, pixmap
from leadway_desktop.ui.labels import made_plain, plain_label
from leadway_desktop.ui.theme import Theme, set_role, set_state
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_20
from leadway_desktop.ui.turning_row import TurningRow
from leadway_desktop.ui.uploads.upload_words import name_of
from leadway_desktop.ui.wrapping_label import wrapping

_ICON = 24
_LABEL_WIDTH = 144
_LEAST_WIDTH = 360
"""Room for an id of 36 letters below its label."""
_CERTAIN = {Proof.CRC32C, Proof.MD5, Proof.ETAG}


class _FactName(QLabel):
    """As wide for every fact, so that all sections share one edge."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(_LABEL_WIDTH)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that it has, also where a column offers more width."""
        return super().heightForWidth(min(width, _LABEL_WIDTH))


class ReceiptPane(QScrollArea):
    """Shows a receipt, or none; texts of the server's and of files are plain, and can be copied."""

    def __init__(self, commands: ReceiptCommands, theme: Theme, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("receipt_pane")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._commands = commands
        self._theme = theme
        self._upload: Upload | None = None
        self._invites = True
        theme.changed.connect(self._build)
        self._build()

    @property
    def upload(self) -> Upload | None:
        """What is on show."""
        return self._upload

    def show_receipt(self, upload: Upload | None) -> None:
        """Show another receipt, the same one in its newest state, or none."""
        if upload != self._upload:
            is_other = (upload and upload.id) != (self._upload and self._upload.id)
            self._upload = upload
            self._build()
            if is_other:
                self.verticalScrollBar().setValue(0)

    def invite(self, is_wanted: bool) -> None:
        """Invite to select an upload while none is on show, or not: there is none to select."""
        if is_wanted is not self._invites:
            self._invites = is_wanted
            self._build()

    def focus_link(self) -> None:
        """Put the keyboard on what is done most."""
        button = self.findChild(QPushButton, "copy_receipt_link_button")
        if button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        page = QWidget()
        set_role(page, "content")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_20)
        column.setSpacing(SPACE_12)
        if self._upload is None:
            self._add_invitation(column)
        else:
            self.setAccessibleName(row_words(self._upload))
            self._add_receipt(column, self._upload)
        self.setWidget(page)
        self._put_behind(page)

    def _put_behind(self, page: QWidget) -> None:
        """Have Tab come to what was just built right after this: Qt puts it at the window's end."""
        before: QWidget = self
        for part in page.findChildren(QWidget):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, part)
                before = part

    def _add_invitation(self, column: QVBoxLayout) -> None:
        hint = plain_label(self, "secondary", "no_receipt_hint", self.tr("Select an upload"))
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setVisible(self._invites)
        self.setAccessibleName(self.tr("Receipt"))
        column.addStretch(1)
        column.addWidget(hint)
        column.addStretch(2)

    def _add_receipt(self, column: QVBoxLayout, upload: Upload) -> None:
        column.addLayout(self._head(upload))
        column.addWidget(self._proof(upload))
        if upload.link:
            column.addWidget(self._link(upload, upload.link))
        for section in sections_of(upload):
            column.addWidget(self._section(section))
        column.addWidget(self._foot(upload))
        column.addStretch(1)

    def _head(self, upload: Upload) -> QHBoxLayout:
        kind = content_type_of(upload.file.path.name) or UNKNOWN_CONTENT_TYPE
        words = QVBoxLayout()
        words.setSpacing(SPACE_4)
        words.addWidget(wrapping(self, "title", "receipt_name", name_of(upload)))
        words.addWidget(wrapping(self, "secondary", "receipt_done", done_words(upload)))
        row = QHBoxLayout()
        row.setSpacing(SPACE_12)
        picture = self._picture(file_icon_name(kind), "text2", _ICON)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _proof(self, upload: Upload) -> QFrame:
        is_certain = proof_of(upload) in _CERTAIN
        frame = QFrame(self)
        set_role(frame, "notice")
        set_state(frame, "ok" if is_certain else "warn")
        row = QHBoxLayout(frame)
        row.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        row.setSpacing(SPACE_8)
        icon, token = ("done", "ok") if is_certain else ("info", "warn")
        row.addWidget(self._picture(icon, token, 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(wrapping(self, "", "receipt_proof", proof_words(upload)), 1)
        return frame

    def _link(self, upload: Upload, link: str) -> QFrame:
        card = QFrame(self)
        set_role(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        column.setSpacing(SPACE_8)
        field = QLineEdit(link)
        field.setObjectName("receipt_link")
        field.setAccessibleName(self.tr("Public link"))
        field.setReadOnly(True)
        field.setCursorPosition(0)
        column.addWidget(field)
        copy = text_button("copy_receipt_link_button", self.tr("Copy link"), "primary")
        copy.clicked.connect(lambda: self._commands.copy_link(upload))
        browse = text_button("open_receipt_link_button", self.tr("Open in the browser"))
        browse.clicked.connect(lambda: self._commands.open_link(upload))
        column.addWidget(TurningRow(SPACE_8, copy, browse, stacked_spacing=SPACE_8))
        public = self.tr("Whoever has this link can open the file, without signing in.")
        column.addWidget(wrapping(self, "hint", "public_link_hint", public))
        return card

    def _section(self, section: Section) -> QWidget:
        made = QWidget(self)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, SPACE_4, 0, 0)
        column.setSpacing(SPACE_4)
        column.addWidget(plain_label(self, "heading", words=section.title))
        for fact in section.facts:
            column.addWidget(self._fact(fact))
        return made

    def _fact(self, fact: Fact) -> TurningRow:
        label = made_plain(_FactName(self), "secondary", "", fact.label)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        value = wrapping(self, "", f"receipt_{fact.name}", fact.value)
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        return TurningRow(SPACE_16, label, value, stacked_spacing=0)

    def _foot(self, upload: Upload) -> TurningRow:
        copy = text_button("copy_receipt_button", self.tr("Copy receipt"), "quiet")
        keep_icon(copy, self._theme, "copy", "text2")
        copy.clicked.connect(lambda: self._commands.copy_receipt(upload))
        folder = text_button("open_receipt_folder_button", self.tr("Open folder"), "quiet")
        keep_icon(folder, self._theme, "folder", "text2")
        folder.clicked.connect(lambda: self._commands.open_folder(upload))
        return TurningRow(SPACE_4, copy, folder, stacked_spacing=SPACE_4)

    def _picture(self, icon: str, token: str, size: int) -> QLabel:
        label = QLabel(self)
        colour = self._theme.colour(token).name()
        label.setPixmap(pixmap(icon, colour, size, self.devicePixelRatioF()))
        label.setFixedWidth(size)
        return label
