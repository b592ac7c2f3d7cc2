"""What `doctor` finds on this computer: versions, folders, settings, certificates, keyring."""

from __future__ import annotations

import os
import platform
import ssl
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import QCoreApplication, qVersion

from leadway_desktop import __version__
from leadway_desktop.domain.errors import LeadwayError, SetupError
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import SETTING_NAMES, SettingOrigin, without_password
from leadway_desktop.storage.session_token import TOKEN_VARIABLE, token_in
from leadway_desktop.storage.settings import VARIABLE_PREFIX, unknown_names
from leadway_desktop.support.findings import Section
from leadway_desktop.support.patience import ask_keyring
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.ui.error_texts import error_text

DISTRIBUTIONS = (
    "PySide6_Essentials",
    "httpx",
    "httpcore",
    "truststore",
    "google-crc32c",
    "keyring",
    "platformdirs",
    "tomlkit",
)
NOT_INSTALLED = "(not installed)"

translate = QCoreApplication.translate


def versions() -> Section:
    """Return what this is and what it runs on."""
    found = {
        "leadway-desktop": __version__,
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "OpenSSL": ssl.OPENSSL_VERSION.removeprefix("OpenSSL "),
        **{name: _version_of(name) for name in DISTRIBUTIONS},
        "system": platform.platform(),
        "frozen": str(getattr(sys, "frozen", False)).lower(),
    }
    lines = tuple(f"{name:<20} {version}" for name, version in found.items())
    return Section("versions", translate("CommandLine", "Versions"), found, lines)


def folders(surroundings: Surroundings) -> Section:
    """Return where everything is, and what cannot be written."""
    of = surroundings.folders
    found = {
        "config": of.config,
        "data": of.data,
        "cache": of.cache,
        "logs": of.logs,
        "spool": of.spool,
    }
    closed = translate("CommandLine", "Cannot be written: {folder}")
    return Section(
        "folders",
        translate("CommandLine", "Folders"),
        {name: str(folder) for name, folder in found.items()},
        tuple(f"{name:<20} {folder}" for name, folder in found.items()),
        tuple(closed.format(folder=one) for one in found.values() if not _can_be_written(one)),
    )


def settings(surroundings: Surroundings) -> Section:
    """Return each setting, where it came from, and the names that no setting has."""
    loaded = surroundings.loaded
    shown = {name: without_password(str(getattr(loaded.settings, name))) for name in SETTING_NAMES}
    unknown = unknown_names(loaded, surroundings.environment)
    values = {
        name: {"value": shown[name], "origin": loaded.origins[name].value} for name in SETTING_NAMES
    }
    fields = {
        "file": str(loaded.file),
        "policy": list(loaded.policy.places),
        "set_aside": None if loaded.set_aside is None else str(loaded.set_aside),
        "why_set_aside": loaded.why_set_aside or None,
        "values": values,
        "wrong": [problem.name for problem in loaded.problems],
        "unknown": unknown,
    }
    lines = [f"{name:<20} {shown[name]:<36} {_origin(loaded.origins[name])}" for name in shown]
    if loaded.set_aside is not None:
        aside = translate("CommandLine", "The file could not be read; it is now {file}.")
        lines += [aside.format(file=loaded.set_aside), loaded.why_set_aside]
    policy = translate("CommandLine", "This computer's policy: {place}")
    lines += [policy.format(place=place) for place in loaded.policy.places]
    lines += [_unknown(name, meant) for name, meant in unknown.items()]
    return Section(
        "settings",
        translate("CommandLine", "Settings ({file})").format(file=loaded.file),
        fields,
        tuple(lines),
        tuple(f"{problem.name}: {error_text(problem).text}" for problem in loaded.problems),
    )


def certificates() -> Section:
    """Return who decides which servers are trusted: always the operating system."""
    source = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "OpenSSL")
    paths = ssl.get_default_verify_paths()
    places = [] if source != "OpenSSL" else [one for one in (paths.cafile, paths.capath) if one]
    overridden = {
        name: os.environ[name]
        for name in (paths.openssl_cafile_env, paths.openssl_capath_env)
        if name in os.environ
    }
    fields = {"source": source, "places": places, "environment": overridden}
    lines = [
        translate("CommandLine", "The operating system's ({source})").format(source=source),
        *places,
        *(f"{name}={value}" for name, value in overridden.items()),
    ]
    title = translate("CommandLine", "Trusted certificates")
    return Section("certificates", title, fields, tuple(lines))


def keyring(surroundings: Surroundings) -> Section:
    """Return which keyring there is, and by a probe whether it keeps a secret."""
    vault = surroundings.vault
    backend = error = None
    try:
        backend = ask_keyring(vault.backend_name)
        ask_keyring(vault.probe)
    except LeadwayError as caught:
        error = caught
    fields = {
        "backend": backend,
        "keeps_secrets": error is None,
        "error": None if error is None else type(error).__name__,
        "detail": None if error is None else error.detail,
    }
    kept = translate("CommandLine", "It keeps secrets: one was written, read back and removed.")
    lines = [kept] if error is None else error_text(error).text.splitlines()
    if backend is not None:
        lines.insert(0, backend)
    # No problem by itself: a token from the environment does without.
    return Section("keyring", translate("CommandLine", "Keyring"), fields, tuple(lines))


def token(surroundings: Surroundings) -> tuple[Section, Secret | None]:
    """Return where a token is, never what it is; and the token in use, to ask the server with."""
    source, known, error = None, None, None
    in_use = surroundings.session_token
    try:
        if known := token_in(surroundings.environment):
            source = "environment"
        elif known := ask_keyring(surroundings.vault.load):
            source = "keyring"
    except LeadwayError as caught:
        error = None if in_use else caught
    if in_use and source is None:
        source = "session"
    words = {
        "environment": translate("CommandLine", "There is one, from {name}.").format(
            name=TOKEN_VARIABLE
        ),
        "keyring": translate("CommandLine", "There is one, in the keyring."),
        "session": translate("CommandLine", "There is one, for this session only."),
        None: translate("CommandLine", "There is none: nobody is signed in."),
    }
    fields = {"source": source, "error": None if error is None else type(error).__name__}
    line = words[source]
    if isinstance(error, SetupError):
        line = translate("CommandLine", "Not known: the keyring does not tell.")
    elif error is not None:
        line = error_text(error).what
    return Section("token", translate("CommandLine", "Token"), fields, (line,)), in_use or known


def _version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return NOT_INSTALLED


def _can_be_written(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that is there, lets this user write."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _origin(origin: SettingOrigin) -> str:
    words = {
        SettingOrigin.DEFAULT: translate("CommandLine", "(default)"),
        SettingOrigin.PRESET: translate("CommandLine", "(proposed by the policy)"),
        SettingOrigin.FILE: translate("CommandLine", "(from the file)"),
        SettingOrigin.ENVIRONMENT: translate("CommandLine", "(from the environment)"),
        SettingOrigin.LOCKED: translate("CommandLine", "(locked by the policy)"),
    }
    return words[origin]


def _unknown(name: str, meant: str | None) -> str:
    kind = "environment" if name.startswith(VARIABLE_PREFIX) else "file"
    if meant is None:
        return translate("CommandLine", "No setting is called {name} ({kind}).").format(
            name=name, kind=kind
        )
    pattern = translate("CommandLine", "No setting is called {name}. Is {meant} meant?")
    return pattern.format(name=name, meant=meant)
