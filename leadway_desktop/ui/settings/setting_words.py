"""What each setting is called and what it may be, in English."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SETTING_NAMES = {
    "base_url": str(QT_TRANSLATE_NOOP("Errors", "Leadway's address")),
    "api_version": str(QT_TRANSLATE_NOOP("Errors", "API version")),
    "location_id": str(QT_TRANSLATE_NOOP("Errors", "Location id")),
    "parallel_uploads": str(QT_TRANSLATE_NOOP("Errors", "Uploads at the same time")),
    "connect_timeout": str(QT_TRANSLATE_NOOP("Errors", "Wait for a connection")),
    "reply_timeout": str(QT_TRANSLATE_NOOP("Errors", "Wait for an answer")),
    "stall_timeout": str(QT_TRANSLATE_NOOP("Errors", "Give up a stalled upload after")),
    "bandwidth_limit": str(QT_TRANSLATE_NOOP("Errors", "Upload no faster than")),
    "proxy": str(QT_TRANSLATE_NOOP("Errors", "Proxy")),
    "sending": str(QT_TRANSLATE_NOOP("Errors", "Send uploaded files to the customer")),
    "history_days": str(QT_TRANSLATE_NOOP("Errors", "Keep the history for")),
    "update_url": str(QT_TRANSLATE_NOOP("Errors", "Ask for new versions at")),
    "language": str(QT_TRANSLATE_NOOP("Errors", "Language")),
    "theme": str(QT_TRANSLATE_NOOP("Errors", "Colours")),
}

SETTING_RULES = {
    "base_url": str(
        QT_TRANSLATE_NOOP(
            "Errors",
            "It must be an address such as https://example.com, without a user, “?” or “#”.",
        )
    ),
    "api_version": str(
        QT_TRANSLATE_NOOP(
            "Errors", "It must be a date such as 2021-07-28, or a version such as v3."
        )
    ),
    "location_id": str(
        QT_TRANSLATE_NOOP("Errors", "It must be an id of up to 100 characters, without spaces.")
    ),
    "parallel_uploads": str(QT_TRANSLATE_NOOP("Errors", "It must be a whole number from 1 to 8.")),
    "connect_timeout": str(QT_TRANSLATE_NOOP("Errors", "It must be from 1 to 120 seconds.")),
    "reply_timeout": str(QT_TRANSLATE_NOOP("Errors", "It must be from 1 to 600 seconds.")),
    "stall_timeout": str(QT_TRANSLATE_NOOP("Errors", "It must be from 1 to 600 seconds.")),
    "bandwidth_limit": str(
        QT_TRANSLATE_NOOP(
            "Errors", "It must be a whole number from 10 to 1,000,000, or 0 for no limit."
        )
    ),
    "proxy": str(
        QT_TRANSLATE_NOOP(
            "Errors", "It must be system, none, or an address such as http://host:port."
        )
    ),
    "sending": str(QT_TRANSLATE_NOOP("Errors", "It must be never, ask or always.")),
    "history_days": str(
        QT_TRANSLATE_NOOP("Errors", "It must be a whole number of days from 0 to 3650.")
    ),
    "update_url": str(
        QT_TRANSLATE_NOOP(
            "Errors",
            "It must be empty, or an https:// address with “#” and a key at its end.",
        )
    ),
    "language": str(QT_TRANSLATE_NOOP("Errors", "It must be system, en or es.")),
    "theme": str(QT_TRANSLATE_NOOP("Errors", "It must be system, light or dark.")),
}
