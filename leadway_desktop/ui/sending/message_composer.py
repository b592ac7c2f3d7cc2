"""The message of a conversation that is being written: its files, its words, and to whom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.sending import composer_words
from leadway_desktop.ui.sending.caption_field import CaptionField
from leadway_desktop.ui.sending.draft import Draft, Outlook, outlook_of
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from leadway_desktop.ui.sending.file_chips import FileChips
from leadway_desktop.ui.theme import Theme, set_role, set_state
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12, SPACE_16

_NARROW = 560
_FEW_MESSAGES = 5
"""More of them at once are seldom meant."""
_CLOCK_MS = 20_000
_GATHER_MS = 50
"""How long changes of the files are gathered before they are shown, at least."""
_FILES_A_MS = 10
"""Each look goes through all of them: of thousands, it is taken less often."""


class MessageComposer(QFrame):
    """Shows the draft of one conversation; hidden while that has none. It never blocks anything."""

    shown_changed = Signal(bool)
    """Whether there is a draft to be seen."""
    attachment_pasted = Signal()

    def __init__(self, desk: DraftDesk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_composer")
        set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._desk = desk
        self._conversation_id = ""
        self._is_typing = False
        self._make_parts(theme)
        self._arrange()
        self._connect()
        self.hide()

    def show_conversation(self, conversation_id: str) -> None:
        """Show the draft of this conversation, if it has one."""
        self._conversation_id = conversation_id
        self._send.setMinimumWidth(0)
        self._refresh()

    def focus_caption(self) -> None:
        """Put the keyboard where the words are written."""
        if not self.isHidden():
            self._caption.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow_files(self) -> None:
        """Uploads have changed: show soon how the files stand."""
        draft = self._desk.draft_of(self._conversation_id)
        if draft is not None and not self._gather.isActive():
            self._gather.start(max(_GATHER_MS, len(draft.uploads) // _FILES_A_MS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put side by side what has room for it: whom it is for is never cut short."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_narrow = self.width() < _NARROW
        for row in (self._head, self._foot):
            row.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def event(self, event: QEvent) -> bool:
        """Keep the height that the parts need: squeezed, they would cover each other."""
        # Show: while it is hidden, Qt asks for no layout, and another draft has other parts.
        kinds = QEvent.Type
        if event.type() in (kinds.LayoutRequest, kinds.Resize, kinds.Show):
            self._hold_height()
        return super().event(event)

    def _hold_height(self) -> None:
        layout = self.layout()
        height = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if height > 0 and height != self.minimumHeight():
            self.setMinimumHeight(height)

    # -- showing ----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        draft = self._desk.draft_of(self._conversation_id)
        was_hidden = self.isHidden()
        if draft is None:
            self._clock.stop()
            self._caption.show_text("")
            self._send.setMinimumWidth(0)
        else:
            files = self._desk.files_of(draft)
            self._show(draft, outlook_of(draft, files, self._desk.now()), files)
        self.setVisible(draft is not None)
        if was_hidden is not self.isHidden():
            self._settle.start()
            self.shown_changed.emit(draft is not None)

    def _show(self, draft: Draft, outlook: Outlook, files: Sequence[Upload]) -> None:
        addressee = composer_words.addressee(draft.conversation, outlook)
        self._to.setText(self.tr("To {contact}").replace("{contact}", addressee))
        self.setAccessibleName(self._to.text())
        self._show_window(outlook)
        self._chips.show_files(files, draft.coming)
        self._caption.show_text(draft.text)
        self._show_warning(draft, outlook)
        words = composer_words.plan(draft, outlook)
        self._plan.setText(words)
        self._plan.setVisible(bool(words))
        set_state(self._plan, "warn" if outlook.messages > _FEW_MESSAGES else "")
        described = (self._to.text(), composer_words.warning(outlook), words)
        self._caption.setAccessibleDescription(" ".join(filter(None, described)))
        self._label_send(composer_words.send_label(outlook))
        self._send.setEnabled(self._desk.may_send(draft, outlook))
        has_files = outlook.files + draft.coming > 0  # those that did not arrive are none
        self._only_upload.setText(self.tr("Only upload") if has_files else self.tr("Discard"))
        nothing_sent = self.tr("Nothing is sent: the files have their links")
        self._only_upload.setToolTip(nothing_sent if has_files else "")

    def _label_send(self, words: str) -> None:
        """Say what the button does; it keeps its width, or its neighbour would come where it was.

        Its words become fewer when the last file arrives: whoever is about to press it then would
        give the message up.
        """
        self._send.setText(words)
        width = max(self._send.minimumWidth(), self._send.sizeHint().width())
        self._send.setMinimumWidth(width)

    def _show_window(self, outlook: Outlook) -> None:
        words = composer_words.window_open(outlook)
        self._window.setText(words)
        self._window.setVisible(bool(words))
        (self._clock.start if outlook.window is not None else self._clock.stop)()

    def _show_warning(self, draft: Draft, outlook: Outlook) -> None:
        words = composer_words.warning(outlook)
        self._warning_text.setText(words)
        self._dare.setVisible(outlook.is_refused)
        self._dare.setChecked(draft.dares)
        self._warning.setVisible(bool(words))

    # -- doing ------------------------------------------------------------------------------------

    def _take_desk(self, conversation_id: str) -> None:
        if conversation_id == self._conversation_id and not self._is_typing:
            self._refresh()

    def _write(self, text: str) -> None:
        self._is_typing = True  # the words are here already, and nothing else changes
        self._desk.write(self._conversation_id, text)
        self._is_typing = False
        if self._desk.draft_of(self._conversation_id) is None:
            self._refresh()

    def _take_send(self) -> None:
        if not self._desk.send(self._conversation_id) and not self._dare.isHidden():
            self._dare.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._desk.changed.connect(self._take_desk)
        self._chips.left_out.connect(self._desk.leave_out)
        self._caption.written.connect(self._write)
        self._caption.send_wanted.connect(self._take_send)
        self._caption.attachment_pasted.connect(self.attachment_pasted)
        self._dare.toggled.connect(lambda dares: self._desk.dare(self._conversation_id, dares))
        self._send.clicked.connect(self._take_send)
        self._only_upload.clicked.connect(lambda: self._desk.discard(self._conversation_id))

    # -- parts ------------------------------------------------------------------------------------

    def _make_parts(self, theme: Theme) -> None:
        self._to = plain_label(self, "strong", "draft_addressee")
        self._window = QLabel()
        self._window.setObjectName("draft_window")
        set_role(self._window, "badge")
        set_state(self._window, "ok")
        self._chips = FileChips(theme)
        self._caption = CaptionField()
        self._warning = QFrame()
        self._warning.setObjectName("draft_warning")
        set_role(self._warning, "notice")
        set_state(self._warning, "warn")
        self._warning_text = plain_label(self._warning, "", "draft_warning_text")
        set_state(self._warning_text, "warn")
        self._dare = QCheckBox(self.tr("Send it all the same"), self._warning)
        self._dare.setObjectName("send_anyway_box")
        self._plan = plain_label(self, "hint", "draft_plan")
        self._make_buttons(theme)
        self._clock = self._timer(_CLOCK_MS)
        self._gather = self._timer(_GATHER_MS)
        self._gather.setSingleShot(True)
        # Its parts get their style as they are shown; the column may have asked them before.
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._warning.updateGeometry)

    def _make_buttons(self, theme: Theme) -> None:
        self._only_upload = QPushButton(self.tr("Only upload"))
        self._only_upload.setObjectName("only_upload_button")
        self._send = QPushButton(composer_words.send_label(None))
        self._send.setObjectName("send_button")
        set_role(self._send, "primary")
        keep_icon(self._send, theme, "send", "on_accent")

    def _arrange(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(SPACE_8)
        self._head.addWidget(self._to, 1)
        self._head.addWidget(self._window, 0, Qt.AlignmentFlag.AlignLeft)
        inside = QVBoxLayout(self._warning)
        inside.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        inside.setSpacing(0)
        inside.addWidget(self._warning_text)
        inside.addWidget(self._dare)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_8)
        buttons.addStretch(1)
        buttons.addWidget(self._only_upload)
        buttons.addWidget(self._send)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(SPACE_8)
        self._foot.addWidget(self._plan, 1)
        self._foot.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_16, SPACE_12, SPACE_16, SPACE_12)
        column.setSpacing(SPACE_8)
        column.addLayout(self._head)
        for part in (self._chips, self._caption, self._warning):
            column.addWidget(part)
        column.addLayout(self._foot)

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(self._refresh)
        return timer
