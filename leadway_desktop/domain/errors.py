"""What can go wrong, as one tree. Each leaf knows its remedy.

LeadwayError
  FileError            the file itself
    FileMissing  FileUnreadable  FileIsDirectory  FileIsSpecial  FileEmpty  FileTooLarge
    FileTypeMismatch  FileChanged
  ChannelNotChosen     the conversation does not tell its channel
  CredentialsError     what the token may do
    TokenMissing  TokenMalformed  TokenInvalid  ScopeMissing  LocationDenied
  NetworkError         the road to the server
    NoConnection  StorageUnreachable  ConnectionLost  ReplyLost  Stalled
    CertificateRefused  Intercepted  ProxyFailed
  ServerError          what the API answered
    RateLimited  ServerFault  RequestRefused  ConversationUnknown  UnexpectedReply
    StoredFileMissing  LinkLost
  BucketError          what the bucket answered
    LinkExpired  LinkRefused  BucketFault  BucketRefused  UnexpectedBucketReply  UnsafeLink
  MessageUnknown       a message may have been sent, and the conversation does not show it
  IntegrityError       what arrived is not what was read
    ChecksumMismatch  SizeMismatch  ContentTypeMismatch
  SetupError           this computer's settings and keyring
    SettingInvalid  InsecureAddress  PolicyBroken  SettingsNotSaved  JournalNotWritten
    JournalTooNew  HistoryNotRead  TableNotWritten  KeyringUnavailable  KeyringLocked
  UnexpectedFailure    a mistake of ours

No error's text holds a URL, a token, a file name or a customer's name. `detail` may hold what
the server said in its own words, for the agent to read; it is never logged above debug level.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from leadway_desktop.domain.content_type import Content, ending_of
from leadway_desktop.domain.remedy import Remedy

if TYPE_CHECKING:
    from leadway_desktop.domain.channel import Channel


class LeadwayError(Exception):
    """The root: everything that this program reports as an error.

    `detail`: the server's own words, plain text, bounded by who made the error.
    `trace_id`: the server's traceId, which support asks for.
    `status`: the HTTP status, where there was a reply.
    `wait_seconds`: how long the server asked to be left alone, where it did.
    """

    remedy: ClassVar[Remedy] = Remedy.GIVE_UP
    wait_seconds: float | None = None

    def __init__(
        self, *, detail: str = "", trace_id: str | None = None, status: int | None = None
    ) -> None:
        super().__init__()
        self.detail = detail
        self.trace_id = trace_id
        self.status = status

    def __str__(self) -> str:
        facts = self._own_facts()
        if self.status is not None:
            facts.append(f"HTTP {self.status}")
        if self.trace_id is not None:
            facts.append(f"traceId {self.trace_id}")
        return f"{type(self).__name__} ({', '.join(facts)})" if facts else type(self).__name__

    def without_frames(self) -> Self:
        """Cut it from where it came: the frames there hold signed URLs, tokens and open files.

        Who keeps an error keeps it for as long as an upload stands in the list.
        """
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)

    def _own_facts(self) -> list[str]:
        """Return what this kind has to tell in a log: nothing that could be a secret or a name."""
        return []


class FileError(LeadwayError):
    """The file cannot be uploaded as it is."""

    remedy = Remedy.FIX_FILE


class FileMissing(FileError):
    """Nothing is at the path."""


class FileUnreadable(FileError):
    """The operating system refuses to read it."""


class FileIsDirectory(FileError):
    """It is a folder."""


class FileIsSpecial(FileError):
    """It is a device, a pipe or a socket: no ordinary file."""


class FileEmpty(FileError):
    """It has no bytes."""


class FileTooLarge(FileError):
    """It is larger than the channel takes; sizes in bytes.

    `limit` is None where the server does not tell it, `channel` where the server refused.
    """

    def __init__(
        self,
        *,
        size: int,
        limit: int | None,
        channel: Channel | None = None,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.size = size
        self.limit = limit
        self.channel = channel


class FileTypeMismatch(FileError):
    """The extension says one type, the content another: no phone would open it.

    Both as content types; `extension` is the name's, without its dot.
    """

    def __init__(self, *, by_name: str, by_content: str, extension: str = "") -> None:
        super().__init__()
        self.extension = extension or ending_of(by_name)
        self.by_name = by_name
        self.by_content = by_content

    @property
    def right_ending(self) -> str:
        """The extension that the content has, without its dot; empty where several may be."""
        endings = {content.content_type: content.ending for content in Content}
        return endings.get(self.by_content, "")


class FileChanged(FileError):
    """Size or modification time are not those of the file that was dropped."""


class ChannelNotChosen(LeadwayError):
    """The conversation does not tell its channel and the agent has not chosen one."""

    remedy = Remedy.CHOOSE


class CredentialsError(LeadwayError):
    """The API refuses the token for this call."""

    remedy = Remedy.SIGN_IN


class TokenMissing(CredentialsError):
    """There is no token: nobody is signed in."""


class TokenMalformed(CredentialsError):
    """What was given as a token can be none: no header could carry it. Nobody was asked."""


class TokenInvalid(CredentialsError):
    """The token is unknown, revoked or expired: make a new one."""


class ScopeMissing(CredentialsError):
    """The token lacks a scope: add it in the portal."""


class LocationDenied(CredentialsError):
    """The token belongs to another location."""


class NetworkError(LeadwayError):
    """The server was not reached, or not to the end."""

    remedy = Remedy.NETWORK


class NoConnection(NetworkError):
    """No address, no route, refused, or no answer to the attempt to connect."""


class StorageUnreachable(NetworkError):
    """The bucket's host is not reached as the API's is: `host` is its name, in ASCII.

    A firewall or a name server that knows Leadway alone; nothing of the signed URL but the host.
    """

    def __init__(
        self,
        *,
        host: str,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.host = host


class ConnectionLost(NetworkError):
    """The connection ended before the reply was complete."""

    remedy = Remedy.RETRY


class ReplyLost(NetworkError):
    """The other end has taken the last byte of a file, and its answer did not come."""

    remedy = Remedy.RETRY


class Stalled(NetworkError):
    """For the whole stall time no byte was acknowledged or received."""

    remedy = Remedy.RETRY


class CertificateRefused(NetworkError):
    """The operating system does not trust the server's certificate.

    Often a proxy or a virus scanner that opens connections, or a wrong clock.
    """

    remedy = Remedy.SETTINGS


class Intercepted(NetworkError):
    """Something on the way has answered in the server's place: a login page, a proxy's notice."""


class ProxyFailed(NetworkError):
    """The proxy refused or could not be used."""

    remedy = Remedy.SETTINGS

    @property
    def is_refusal(self) -> bool:
        """Whether it was reached, and turned the connection down: it wants a password, say."""
        return self.status is not None and self.status < 500


class ServerError(LeadwayError):
    """The API answered, and not with what was asked for."""


class RateLimited(ServerError):
    """Too many calls; `wait_seconds` is None where the reply does not tell how long."""

    remedy = Remedy.WAIT

    def __init__(
        self,
        *,
        wait_seconds: float | None,
        is_daily: bool,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.wait_seconds = wait_seconds
        self.is_daily = is_daily


class ServerFault(ServerError):
    """The server failed (5xx, 408): not the request's fault."""

    remedy = Remedy.RETRY


class RequestRefused(ServerError):
    """The server refuses the request itself (4xx) and says why in `detail`."""


class ConversationUnknown(ServerError):
    """The conversation is not there for this location."""

    remedy = Remedy.CHOOSE


class UnexpectedReply(ServerError):
    """A reply that is no such reply: not JSON, cut off, too large, a redirect, fields missing."""

    remedy = Remedy.RETRY


class StoredFileMissing(ServerError):
    """Complete says that the file is not in storage: the PUT failed or the link had expired."""

    remedy = Remedy.RENEW


class LinkLost(ServerError):
    """Complete was done, the answer with the link was lost, and asked again it does not tell it."""

    remedy = Remedy.RENEW


class BucketError(LeadwayError):
    """The bucket refused the bytes; `code` is the `<Code>` of its reply, or empty."""

    def __init__(
        self,
        *,
        code: str = "",
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.code = code

    def _own_facts(self) -> list[str]:
        # A server may put anything there; a code is one word.
        return [self.code] if re.fullmatch(r"[A-Za-z]{1,64}", self.code) else []


class LinkExpired(BucketError):
    """The signed URL's 15 minutes were over when the PUT arrived."""

    remedy = Remedy.RENEW


class LinkRefused(BucketError):
    """The bucket refuses the signed URL: signature, headers or method."""

    remedy = Remedy.RENEW


class BucketFault(BucketError):
    """The bucket failed (408, 429, 5xx): not the request's fault."""

    remedy = Remedy.RETRY


class BucketRefused(BucketError):
    """The bucket refuses the request itself and says why in `code`."""


class UnexpectedBucketReply(BucketError):
    """A reply that no bucket gives: a redirect, another success, a firewall's or a hotel's page."""

    remedy = Remedy.RETRY


class UnsafeLink(BucketError):
    """The signed URL is not https: the bytes would travel in the open."""


class MessageUnknown(LeadwayError):
    """The reply to a message was lost, and the conversation does not show whether it arrived."""

    remedy = Remedy.LOOK


class IntegrityError(LeadwayError):
    """What is stored is not what was read; never reported as done."""

    remedy = Remedy.RETRY


class ChecksumMismatch(IntegrityError):
    """The bucket's checksum of the stored bytes differs from that of the bytes read."""


class SizeMismatch(IntegrityError):
    """The stored size differs from the file's; sizes in bytes."""

    def __init__(self, *, expected: int, stored: int, trace_id: str | None = None) -> None:
        super().__init__(trace_id=trace_id)
        self.expected = expected
        self.stored = stored


class ContentTypeMismatch(IntegrityError):
    """The stored content type is of another family than the one that was declared, or of none."""

    def __init__(self, *, expected: str, stored: str, trace_id: str | None = None) -> None:
        super().__init__(trace_id=trace_id)
        self.expected = expected
        self.stored = stored


class SetupError(LeadwayError):
    """Something on this computer has to be set right first."""

    remedy = Remedy.SETTINGS


class SettingInvalid(SetupError):
    """A setting cannot be used; `name` is its name, `detail` says why."""

    def __init__(self, *, name: str, detail: str = "") -> None:
        super().__init__(detail=detail)
        self.name = name


class InsecureAddress(SettingInvalid):
    """A base URL with plain http to a host that is not this computer."""


class PolicyBroken(SettingInvalid):
    """What administrators wrote about this computer's settings cannot be read: `name` is where."""


class SettingsNotSaved(SetupError):
    """The settings file cannot be written; `folder` is where, `detail` the system's reason."""

    def __init__(self, *, folder: Path, detail: str = "") -> None:
        super().__init__(detail=detail)
        self.folder = folder


class JournalNotWritten(SetupError):
    """The list of uploads could not be kept on the disk; `detail` is the system's reason."""


class JournalTooNew(SetupError):
    """A newer version of this program wrote the list of uploads; it is left as it is."""


class HistoryNotRead(SetupError):
    """The receipts of earlier uploads could not be read; `detail` is the system's reason."""


class TableNotWritten(SetupError):
    """A file that the agent wanted written could not be; `detail` is the system's reason."""


class KeyringUnavailable(SetupError):
    """There is no keyring that keeps a secret: none at all, plaintext, or one that forgets."""


class KeyringLocked(SetupError):
    """The keyring is there and stays locked."""


class UnexpectedFailure(LeadwayError):
    """Something nobody foresaw; the log has the traceback, `detail` the exception's type."""
