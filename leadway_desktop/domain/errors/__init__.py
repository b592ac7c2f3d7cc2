"""What can go wrong, as one tree. Each leaf knows its remedy, each branch has a file of its name.

LeadwayError
  FileError            the file itself
    FileMissing  FileUnreadable  FileIsDirectory  FileIsSpecial  FileEmpty  FileTooLarge
    FileTypeMismatch  FileChanged  FileGivenAgain
  ChannelNotChosen     the conversation does not tell its channel
  CredentialsError     what the token may do
    TokenMissing  TokenMalformed  TokenInvalid  ScopeMissing  LocationDenied
  NetworkError         the road to the server
    NoConnection  StorageUnreachable  ConnectionLost  ReplyLost  Stalled
    CertificateRefused  NoSecureConnection  Intercepted  ProxyFailed
  ServerError          what the API answered
    RateLimited  ServerFault  TurnedAway  RequestRefused  ConversationUnknown
    UnexpectedReply  StoredFileMissing  LinkLost
  BucketError          what the bucket answered
    LinkExpired  LinkRefused  BucketFault  BucketRefused  UnexpectedBucketReply  UnsafeLink
  MessageFailed        the server has a message, as one that did not reach the customer
  MessageUnknown       a message may have been sent, and the conversation does not show it
  IntegrityError       what arrived is not what was read
    ChecksumMismatch  SizeMismatch  ContentTypeMismatch  PlaceTaken  LinkShared
  SetupError           this computer's settings and keyring
    SettingInvalid  InsecureAddress  PolicyBroken  SettingsNotSaved  JournalNotWritten
    JournalTooNew  HistoryNotRead  TableNotWritten
    KeyringUnavailable  KeyringBroken  TokenTooLong  KeyringLocked
  UnexpectedFailure    a mistake of ours

No error's text holds a URL, a token, a file name or a customer's name. `detail` may hold what
the server said in its own words, for the agent to read; it is never logged above debug level.
"""

from leadway_desktop.domain.errors.bucket import (
    BucketError,
    BucketFault,
    BucketRefused,
    LinkExpired,
    LinkRefused,
    UnexpectedBucketReply,
    UnsafeLink,
)
from leadway_desktop.domain.errors.conversation import (
    ChannelNotChosen,
    MessageFailed,
    MessageUnknown,
)
from leadway_desktop.domain.errors.credentials import (
    CredentialsError,
    LocationDenied,
    ScopeMissing,
    TokenInvalid,
    TokenMalformed,
    TokenMissing,
)
from leadway_desktop.domain.errors.file import (
    FileChanged,
    FileEmpty,
    FileError,
    FileGivenAgain,
    FileIsDirectory,
    FileIsSpecial,
    FileMissing,
    FileTooLarge,
    FileTypeMismatch,
    FileUnreadable,
)
from leadway_desktop.domain.errors.integrity import (
    ChecksumMismatch,
    ContentTypeMismatch,
    IntegrityError,
    LinkShared,
    PlaceTaken,
    SizeMismatch,
)
from leadway_desktop.domain.errors.network import (
    CertificateRefused,
    ConnectionLost,
    Intercepted,
    NetworkError,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    ReplyLost,
    Stalled,
    StorageUnreachable,
)
from leadway_desktop.domain.errors.root import LeadwayError, UnexpectedFailure
from leadway_desktop.domain.errors.server import (
    ConversationUnknown,
    LinkLost,
    RateLimited,
    RequestRefused,
    ServerError,
    ServerFault,
    StoredFileMissing,
    TurnedAway,
    UnexpectedReply,
)
from leadway_desktop.domain.errors.setup import (
    HistoryNotRead,
    InsecureAddress,
    JournalNotWritten,
    JournalTooNew,
    KeyringBroken,
    KeyringLocked,
    KeyringUnavailable,
    PolicyBroken,
    SettingInvalid,
    SettingsNotSaved,
    SetupError,
    TableNotWritten,
    TokenTooLong,
)

__all__ = [
    "BucketError",
    "BucketFault",
    "BucketRefused",
    "CertificateRefused",
    "ChannelNotChosen",
    "ChecksumMismatch",
    "ConnectionLost",
    "ContentTypeMismatch",
    "ConversationUnknown",
    "CredentialsError",
    "FileChanged",
    "FileEmpty",
    "FileError",
    "FileGivenAgain",
    "FileIsDirectory",
    "FileIsSpecial",
    "FileMissing",
    "FileTooLarge",
    "FileTypeMismatch",
    "FileUnreadable",
    "HistoryNotRead",
    "InsecureAddress",
    "IntegrityError",
    "Intercepted",
    "JournalNotWritten",
    "JournalTooNew",
    "KeyringBroken",
    "KeyringLocked",
    "KeyringUnavailable",
    "LeadwayError",
    "LinkExpired",
    "LinkLost",
    "LinkRefused",
    "LinkShared",
    "LocationDenied",
    "MessageFailed",
    "MessageUnknown",
    "NetworkError",
    "NoConnection",
    "NoSecureConnection",
    "PlaceTaken",
    "PolicyBroken",
    "ProxyFailed",
    "RateLimited",
    "ReplyLost",
    "RequestRefused",
    "ScopeMissing",
    "ServerError",
    "ServerFault",
    "SettingInvalid",
    "SettingsNotSaved",
    "SetupError",
    "SizeMismatch",
    "Stalled",
    "StorageUnreachable",
    "StoredFileMissing",
    "TableNotWritten",
    "TokenInvalid",
    "TokenMalformed",
    "TokenMissing",
    "TokenTooLong",
    "TurnedAway",
    "UnexpectedBucketReply",
    "UnexpectedFailure",
    "UnexpectedReply",
    "UnsafeLink",
]
