"""The sentences of `error_texts`, as data: what happened, what to do next.

One pair for every leaf of domain/errors.py, in English; translations come from the .ts files. Where
an error's facts change what there is to say, `error_variants.py` has the sentences.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain import errors
from leadway_desktop.domain.errors import LeadwayError

Pair = tuple[str, str]


def pair(what: object, next_step: object) -> Pair:
    """Return two marked sentences as they are."""
    # The marker for lupdate hands its text back, typed as object.
    return str(what), str(next_step)


_FILE: dict[type[LeadwayError], Pair] = {
    errors.FileMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "The file is no longer where it was."),
        QT_TRANSLATE_NOOP("Errors", "Find it, and attach it again from its new place."),
    ),
    errors.FileUnreadable: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer does not allow the file to be read."),
        QT_TRANSLATE_NOOP(
            "Errors", "Close the program that has it open, or ask for permission to read it."
        ),
    ),
    errors.FileIsDirectory: pair(
        QT_TRANSLATE_NOOP("Errors", "This is a folder, not a file."),
        QT_TRANSLATE_NOOP("Errors", "Open it, and attach the files that are in it."),
    ),
    errors.FileIsSpecial: pair(
        QT_TRANSLATE_NOOP("Errors", "This is a device or a pipe, not a file."),
        QT_TRANSLATE_NOOP("Errors", "Save what comes from it in a file, and attach that."),
    ),
    errors.FileEmpty: pair(
        QT_TRANSLATE_NOOP("Errors", "The file is empty."),
        QT_TRANSLATE_NOOP("Errors", "Save it again where it comes from, and attach it again."),
    ),
    errors.FileTooLarge: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "The file is {size}, and {channel} takes files of up to {limit}."
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Make it smaller, or choose a channel that takes larger files."
        ),
    ),
    errors.FileTypeMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "It is called .{extension}, but it is {kind}."),
        QT_TRANSLATE_NOOP("Errors", "Rename it so that it ends in .{ending}, and attach it again."),
    ),
    errors.FileChanged: pair(
        QT_TRANSLATE_NOOP("Errors", "The file has changed since you attached it."),
        QT_TRANSLATE_NOOP("Errors", "Attach it again to upload it as it is now."),
    ),
    errors.FileError: pair(
        QT_TRANSLATE_NOOP("Errors", "The file cannot be uploaded as it is."),
        QT_TRANSLATE_NOOP("Errors", "Check that it opens on this computer, and attach it again."),
    ),
    errors.ChannelNotChosen: pair(
        QT_TRANSLATE_NOOP("Errors", "The conversation does not tell by which channel to answer."),
        QT_TRANSLATE_NOOP("Errors", "Choose the channel, and attach the file again."),
    ),
}

_CREDENTIALS: dict[type[LeadwayError], Pair] = {
    errors.TokenMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "Nobody is signed in: there is no token."),
        QT_TRANSLATE_NOOP("Errors", "Sign in with your private integration token."),
    ),
    errors.TokenMalformed: pair(
        QT_TRANSLATE_NOOP("Errors", "This is no token: it has spaces or odd signs."),
        QT_TRANSLATE_NOOP("Errors", "Copy the token again in full, and nothing beside it."),
    ),
    errors.TokenInvalid: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway does not know this token: it is wrong or revoked."),
        QT_TRANSLATE_NOOP(
            "Errors", "Copy the token again in full, or make a new one in the Leadway portal."
        ),
    ),
    errors.ScopeMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "The token is valid, but it lacks a permission (scope)."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "In the Leadway portal, give the integration conversations.readonly, "
            "conversations/message.readonly and conversations/message.write.",
        ),
    ),
    errors.LocationDenied: pair(
        QT_TRANSLATE_NOOP("Errors", "The token is valid, but for another location."),
        QT_TRANSLATE_NOOP(
            "Errors", "Check the location id, or make a token in the location that it names."
        ),
    ),
    errors.CredentialsError: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway does not allow this token to do this."),
        QT_TRANSLATE_NOOP("Errors", "Sign in again with another token."),
    ),
}

_NETWORK: dict[type[LeadwayError], Pair] = {
    errors.NoConnection: pair(
        QT_TRANSLATE_NOOP("Errors", "There is no connection to Leadway."),
        QT_TRANSLATE_NOOP("Errors", "Check this computer's network, then retry."),
    ),
    errors.StorageUnreachable: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "Leadway answered, but its file storage ({host}) could not be reached."
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Check that the firewall or proxy lets this computer reach {host}, or ask who runs the "
            "network; then retry.",
        ),
    ),
    errors.ConnectionLost: pair(
        QT_TRANSLATE_NOOP("Errors", "The connection broke off half-way."),
        QT_TRANSLATE_NOOP("Errors", "Retry; what broke off starts again from the beginning."),
    ),
    errors.ReplyLost: pair(
        QT_TRANSLATE_NOOP("Errors", "The file was sent, and the answer to it was lost."),
        QT_TRANSLATE_NOOP("Errors", "Retry; Leadway is asked first whether it has arrived."),
    ),
    errors.Stalled: pair(
        QT_TRANSLATE_NOOP("Errors", "The network took no more data and did not answer."),
        QT_TRANSLATE_NOOP("Errors", "Retry, if need be on another network."),
    ),
    errors.CertificateRefused: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Something on the way opens the connection: its certificate is none that this "
            "computer trusts.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Sign in to this network if it has a login page; else check the computer's clock, or "
            "ask who runs the proxy or antivirus.",
        ),
    ),
    errors.Intercepted: pair(
        QT_TRANSLATE_NOOP("Errors", "This network answers with a page of its own, not Leadway."),
        QT_TRANSLATE_NOOP(
            "Errors", "Sign in to the network in the browser, or ask who runs the proxy."
        ),
    ),
    errors.ProxyFailed: pair(
        QT_TRANSLATE_NOOP("Errors", "The proxy could not be used or refused the connection."),
        QT_TRANSLATE_NOOP("Errors", "Check the proxy in Settings."),
    ),
    errors.NetworkError: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway could not be reached."),
        QT_TRANSLATE_NOOP("Errors", "Check this computer's network, then retry."),
    ),
}

_SERVER: dict[type[LeadwayError], Pair] = {
    errors.RateLimited: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway is receiving too many requests from this location."),
        QT_TRANSLATE_NOOP("Errors", "Retry in {wait}."),
    ),
    errors.ServerFault: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway's server has failed."),
        QT_TRANSLATE_NOOP("Errors", "Retry in a moment; if it goes on, tell support."),
    ),
    errors.RequestRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway refused the request."),
        QT_TRANSLATE_NOOP("Errors", "Its answer says why; if it does not help, tell support."),
    ),
    errors.ConversationUnknown: pair(
        QT_TRANSLATE_NOOP("Errors", "The conversation is not in this location, or no longer."),
        QT_TRANSLATE_NOOP("Errors", "Look for it again in the list of conversations."),
    ),
    errors.UnexpectedReply: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway's answer cannot be understood."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, check the address in Settings."),
    ),
    errors.StoredFileMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "The file did not reach Leadway's storage."),
        QT_TRANSLATE_NOOP("Errors", "Retry: it is uploaded anew from the start."),
    ),
    errors.LinkLost: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Leadway has the file already, but its answer with the link was lost on the way.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Retry: it is uploaded anew and gets another link; the first copy is unused."
        ),
    ),
    errors.ServerError: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway did not do what it was asked."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, tell support."),
    ),
}

_BUCKET: dict[type[LeadwayError], Pair] = {
    errors.LinkExpired: pair(
        QT_TRANSLATE_NOOP("Errors", "The permission to upload, good for 15 minutes, ran out."),
        QT_TRANSLATE_NOOP("Errors", "Retry: a new one is asked for."),
    ),
    errors.LinkRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage did not accept the permission to upload."),
        QT_TRANSLATE_NOOP(
            "Errors", "Check the computer's clock and retry: a new permission is asked for."
        ),
    ),
    errors.BucketFault: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage has failed."),
        QT_TRANSLATE_NOOP("Errors", "Retry in a moment."),
    ),
    errors.BucketRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage refused the file."),
        QT_TRANSLATE_NOOP("Errors", "Its answer says why; if it does not help, tell support."),
    ),
    errors.UnexpectedBucketReply: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The file storage gives no such answer: something in the network may have sent it.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Retry; if it goes on, ask who runs your network, proxy or firewall."
        ),
    ),
    errors.UnsafeLink: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway named an upload address that is not encrypted."),
        QT_TRANSLATE_NOOP("Errors", "Nothing was sent. Check the address in Settings."),
    ),
    errors.BucketError: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage did not take the file."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, tell support."),
    ),
}

_INTEGRITY: dict[type[LeadwayError], Pair] = {
    errors.ChecksumMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "What arrived is not what was read: the checksums differ."),
        QT_TRANSLATE_NOOP("Errors", "Retry: the file is uploaded anew from the start."),
    ),
    errors.SizeMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "The file is {expected}, but {stored} arrived."),
        QT_TRANSLATE_NOOP("Errors", "Retry: the file is uploaded anew from the start."),
    ),
    errors.ContentTypeMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "The file was sent as {expected} and stored as {stored}."),
        QT_TRANSLATE_NOOP("Errors", "Check the file's extension, and retry."),
    ),
    errors.IntegrityError: pair(
        QT_TRANSLATE_NOOP("Errors", "What is stored is not what was read."),
        QT_TRANSLATE_NOOP("Errors", "Retry: the file is uploaded anew from the start."),
    ),
}

_MESSAGES: dict[type[LeadwayError], Pair] = {
    errors.MessageUnknown: pair(
        QT_TRANSLATE_NOOP("Errors", "Nobody can tell whether this message reached the customer."),
        QT_TRANSLATE_NOOP(
            "Errors", "Look in the conversation: send it again only if it is not there."
        ),
    ),
}

_SETUP: dict[type[LeadwayError], Pair] = {
    errors.SettingInvalid: pair(
        QT_TRANSLATE_NOOP("Errors", "The setting “{name}” cannot be used as it is."),
        QT_TRANSLATE_NOOP("Errors", "Correct it in Settings."),
    ),
    errors.InsecureAddress: pair(
        QT_TRANSLATE_NOOP("Errors", "The address is not encrypted: the token could be read."),
        QT_TRANSLATE_NOOP("Errors", "Use an address that starts with https://."),
    ),
    errors.PolicyBroken: pair(
        QT_TRANSLATE_NOOP("Errors", "The rules for this computer's settings cannot be read."),
        QT_TRANSLATE_NOOP(
            "Errors", "Tell whoever looks after this computer: {name} has to be put right."
        ),
    ),
    errors.SettingsNotSaved: pair(
        QT_TRANSLATE_NOOP("Errors", "The settings could not be written."),
        QT_TRANSLATE_NOOP("Errors", "Check that files can be written in {folder}, and save again."),
    ),
    errors.JournalTooNew: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "A newer version of Leadway Desktop wrote this computer's list of uploads."
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Install the newest version and start it again; the list is as it was."
        ),
    ),
    errors.JournalNotWritten: pair(
        QT_TRANSLATE_NOOP("Errors", "The list of uploads could not be kept on the disk."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Uploads go on, but a crash could lose them: make room on the disk, or check that "
            "the program may write there.",
        ),
    ),
    errors.HistoryNotRead: pair(
        QT_TRANSLATE_NOOP("Errors", "The history could not be read."),
        QT_TRANSLATE_NOOP(
            "Errors", "Try again; if it stays so, check that the program may read its folder."
        ),
    ),
    errors.TableNotWritten: pair(
        QT_TRANSLATE_NOOP("Errors", "The file could not be written."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Choose another folder, make room on the disk, or close the file where it is open.",
        ),
    ),
    errors.KeyringUnavailable: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer has no keyring that keeps a token safely."),
        QT_TRANSLATE_NOOP(
            "Errors", "Use the token for this session only, or set up the system's keyring."
        ),
    ),
    errors.KeyringLocked: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer's keyring is locked."),
        QT_TRANSLATE_NOOP("Errors", "Unlock it and retry, or use the token for this session only."),
    ),
    errors.SetupError: pair(
        QT_TRANSLATE_NOOP("Errors", "Something on this computer has to be set right first."),
        QT_TRANSLATE_NOOP("Errors", "Look through Settings, and retry."),
    ),
}

_LAST: dict[type[LeadwayError], Pair] = {
    errors.UnexpectedFailure: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway Desktop made a mistake of its own; the log has it."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, send the log to support."),
    ),
    errors.LeadwayError: pair(
        QT_TRANSLATE_NOOP("Errors", "This did not work."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, send the log to support."),
    ),
}

SENTENCES = (
    _FILE | _CREDENTIALS | _NETWORK | _SERVER | _BUCKET | _MESSAGES | _INTEGRITY | _SETUP | _LAST
)
