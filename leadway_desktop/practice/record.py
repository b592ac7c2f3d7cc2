"""What the practice account has seen: every request, object, finished upload and message.

Tokens and signatures are never kept: a request's query is recorded for the API alone.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

MOST_REQUESTS = 20_000


@dataclass(frozen=True)
class RequestSeen:
    """One request: ``status`` is None when it got no whole reply; ``received_at`` counts from 1970.

    ``carried_token`` tells that an Authorization header, or any token of the account, was in it.
    """

    host: str
    step: str
    method: str
    path: str
    status: int | None
    received_at: float
    seconds: float
    body_bytes: int
    carried_token: bool
    carried_cookie: bool
    query: Mapping[str, str]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ObjectStored:
    """One object that arrived whole; ``crc32c`` and ``md5`` are base64, big-endian."""

    name: str
    size: int
    content_type: str
    crc32c: str
    md5: str
    at: float


@dataclass(frozen=True)
class UploadCompleted:
    """One upload that complete answered with a public URL. ``repeats`` are further completes."""

    upload_id: str
    conversation_id: str
    channel: str
    filename: str
    object_name: str
    size: int
    crc32c: str
    content_type: str
    public_url: str
    at: float
    repeats: int = 0


@dataclass(frozen=True)
class MessageSent:
    """One message that would have gone to a customer."""

    message_id: str
    conversation_id: str
    contact_id: str
    type: str
    body: str
    attachments: tuple[str, ...]
    at: float


@dataclass(frozen=True)
class FaultStruck:
    """One fault at the moment it took effect."""

    step: str
    kind: str
    at: float


class Record:
    """A thread-safe diary. Every property is a snapshot; ``wait_for`` waits for news."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._requests: deque[RequestSeen] = deque(maxlen=MOST_REQUESTS)
        self._objects: list[ObjectStored] = []
        self._uploads: dict[str, UploadCompleted] = {}
        self._messages: list[MessageSent] = []
        self._faults: deque[FaultStruck] = deque(maxlen=MOST_REQUESTS)

    def note(
        self, entry: RequestSeen | ObjectStored | UploadCompleted | MessageSent | FaultStruck
    ) -> None:
        """Add an entry and wake whoever waits."""
        with self._news:
            match entry:
                case RequestSeen():
                    self._requests.append(entry)
                case ObjectStored():
                    self._objects.append(entry)
                case UploadCompleted():
                    self._uploads[entry.upload_id] = entry
                case MessageSent():
                    self._messages.append(entry)
                case FaultStruck():
                    self._faults.append(entry)
            self._news.notify_all()

    @property
    def requests(self) -> tuple[RequestSeen, ...]:
        """Requests in the order in which they were answered or dropped (the last 20,000)."""
        with self._news:
            return tuple(self._requests)

    @property
    def objects(self) -> tuple[ObjectStored, ...]:
        """Objects in the order in which they were stored; overwritten ones stay listed."""
        with self._news:
            return tuple(self._objects)

    @property
    def uploads(self) -> tuple[UploadCompleted, ...]:
        """Completed uploads in the order of their first completion."""
        with self._news:
            return tuple(self._uploads.values())

    @property
    def messages(self) -> tuple[MessageSent, ...]:
        """Messages in the order in which they were sent."""
        with self._news:
            return tuple(self._messages)

    @property
    def faults(self) -> tuple[FaultStruck, ...]:
        """Faults in the order in which they took effect."""
        with self._news:
            return tuple(self._faults)

    def steps(self) -> list[str]:
        """Return the steps of all requests in order, for a quick look at what was called."""
        return [seen.step for seen in self.requests]

    def wait_for(self, condition: Callable[["Record"], bool], timeout: float = 10) -> bool:
        """Wait until ``condition(record)`` holds; False when ``timeout`` seconds did not do."""
        with self._news:
            return self._news.wait_for(lambda: condition(self), timeout)

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        with self._news:
            return {
                "requests": [asdict(entry) for entry in self._requests],
                "objects": [asdict(entry) for entry in self._objects],
                "uploads": [asdict(entry) for entry in self._uploads.values()],
                "messages": [asdict(entry) for entry in self._messages],
                "faults": [asdict(entry) for entry in self._faults],
            }
