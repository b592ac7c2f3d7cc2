"""What the conversation does not tell: by which channel to answer, whether a message is there."""

from __future__ import annotations

from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class ChannelNotChosen(LeadwayError):
    """The conversation does not tell its channel and the agent has not chosen one."""

    remedy = Remedy.CHOOSE


class MessageFailed(LeadwayError):
    """The server has the message, as one that did not reach the customer.

    `message_id` is the server's, where it told: the next try is another message.
    """

    remedy = Remedy.LOOK

    def __init__(
        self,
        *,
        message_id: str | None = None,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.message_id = message_id


class MessageUnknown(LeadwayError):
    """The reply to a message was lost, and the conversation does not show whether it arrived."""

    remedy = Remedy.LOOK
