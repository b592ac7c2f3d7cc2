"""Logs without secrets, and what nobody caught; imports nothing of the package."""

from leadway_desktop.logs.crash_file import crashes_kept_in
from leadway_desktop.logs.log_file import FILE_NAME, log_nowhere, start_logging
from leadway_desktop.logs.redaction import REDACTED, forget_in_logs, redact, spellings
from leadway_desktop.logs.uncaught import install_exception_hooks, report_uncaught, tell_of_uncaught

__all__ = [
    "FILE_NAME",
    "REDACTED",
    "crashes_kept_in",
    "forget_in_logs",
    "install_exception_hooks",
    "log_nowhere",
    "redact",
    "report_uncaught",
    "spellings",
    "start_logging",
    "tell_of_uncaught",
]
