"""What the MSI holds, as the source that WiX 3 and wixl read.

`BASE_URL` and `LOCATION_ID` preset those settings; with `LOCK_SETTINGS=1` nobody may change them.
Only for the computer: what stands in a user's own registry locks nothing, so there they are preset.
"""

import hashlib
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element, SubElement

from frozen import parts

from windows.tree import CONSOLE, WINDOW, Folder

NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
UPGRADE_CODE = "7C1E9D52-0B0C-4C3B-9C1D-5E1A4C4F7A60"
"""What makes another version the successor of this one: for ever the same."""
_COMPONENTS = uuid.UUID("3f0f3e0a-5d0e-4a55-8d2b-1f3f5a1a9d11")
"""Whatever is at one place in the program's folder has one identity in every version."""
SETTINGS = {"BASE_URL": "base_url", "LOCATION_ID": "location_id"}
"""Public property -> setting."""
OWN_KEY = rf"SOFTWARE\{parts.NAME}"
PER_USER = "(NOT ALLUSERS OR MSIINSTALLPERUSER = 1)"
"""Condition: ALLUSERS=2 with MSIINSTALLPERUSER=1, of which Windows makes no ALLUSERS at all."""
REMEMBERED = (*SETTINGS, "LOCK_SETTINGS", "INSTALLDIR")
"""Properties that the next version takes over unless it is told otherwise."""
_APP_SEARCH, _COST_FINALIZE = 50, 1000
"""Their places in the standard sequence."""
_SETUP = rf"{OWN_KEY}\setup"
_ROOTS = {"HKLM": f"NOT {PER_USER}", "HKCU": PER_USER}
"""Where what is remembered stands, and when: what a user wrote decides nothing for the others."""


def wix(app: Path, folders: Sequence[Folder]) -> Element:
    """Return the package as WiX 3's elements."""
    root = Element("Wix", xmlns=NAMESPACE)
    product = SubElement(
        root,
        "Product",
        Id=_guid(f"product {parts.VERSION}"),
        Name=parts.NAME,
        Version=parts.VERSION,
        Manufacturer=parts.PUBLISHER,
        UpgradeCode=UPGRADE_CODE,
        Language="1033",
    )
    SubElement(
        product,
        "Package",
        Compressed="yes",
        InstallerVersion="500",
        Languages="1033",
        Description=f"{parts.NAME} {parts.VERSION}",
        Manufacturer=parts.PUBLISHER,
    )
    newer = f"A newer version of {parts.NAME} is already installed."
    SubElement(product, "MajorUpgrade", DowngradeErrorMessage=newer)
    SubElement(product, "Media", Id="1", Cabinet="program.cab", EmbedCab="yes")
    _add_properties(product)
    components = _add_folders(product, app, folders)
    feature = SubElement(product, "Feature", Id="Program", Title=parts.NAME, Level="1")
    for component in components:
        SubElement(feature, "ComponentRef", Id=component)
    _add_actions(product)
    return root


def _add_properties(product: Element) -> None:
    SubElement(product, "Property", Id="ALLUSERS", Value="1", Secure="yes")
    SubElement(product, "Property", Id="MSIINSTALLPERUSER", Secure="yes")
    for name in SETTINGS:
        SubElement(product, "Property", Id=name, Secure="yes")
    SubElement(product, "Property", Id="LOCK_SETTINGS", Secure="yes")
    # Before the old version goes, its files count as newer than ours, whose versions wixl does not
    # read; "a": put them all the same.
    SubElement(product, "Property", Id="REINSTALLMODE", Value="amus")
    SubElement(product, "Property", Id="ARPNOMODIFY", Value="1")
    SubElement(product, "Property", Id="ARPPRODUCTICON", Value="program.ico")
    SubElement(
        product,
        "Icon",
        Id="program.ico",
        SourceFile=os.path.relpath(parts.ICONS / f"{parts.COMMAND}.ico"),
    )
    for root in _ROOTS:
        for name in REMEMBERED:
            remembered = SubElement(product, "Property", Id=f"{root}_{name}")
            SubElement(
                remembered,
                "RegistrySearch",
                Id=f"Search_{root}_{name}",
                Root=root,
                Key=_SETUP,
                Name=name,
                Type="raw",
                Win64="yes",
            )


def _add_folders(product: Element, app: Path, folders: Sequence[Folder]) -> list[str]:
    """Add the folders and what is in them; return the components' names."""
    target = SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = SubElement(target, "Directory", Id="ProgramFiles64Folder")
    SubElement(target, "Directory", Id="LocalAppDataFolder")
    SubElement(target, "Directory", Id="ProgramMenuFolder")
    SubElement(target, "Directory", Id="SendToFolder")
    places: dict[tuple[str, ...], Element] = {}
    places[()] = SubElement(programs, "Directory", Id="INSTALLDIR", Name=parts.NAME)
    components = []
    for folder in folders:
        path = folder.path.parts
        if path:
            above = places[path[:-1]]
            places[path] = SubElement(
                above, "Directory", Id=f"d{_short(str(folder.path))}", Name=path[-1]
            )
        for file in folder.files:
            components.append(_add_file(places[path], app, folder.path / file))
    return [*components, *_add_settings(places[()])]


def _add_file(place: Element, app: Path, path: PurePosixPath) -> str:
    """Add a file as a component of its own, so that a repair sees each; return its name."""
    component = _component(place, f"c{_short(str(path))}", f"file {path}")
    name = f"f{_short(str(path))}"
    source = os.path.relpath(app.joinpath(*path.parts))  # wixl takes no other
    SubElement(component, "File", Id=name, Name=path.name, Source=source, KeyPath="yes")
    return component.attrib["Id"]


def _add_settings(place: Element) -> list[str]:
    """Add the links, the presets and what the next version takes over; return their names."""
    links = {"StartMenu": ("ProgramMenuFolder", ""), "SendTo": ("SendToFolder", PER_USER)}
    components = []
    for name, (folder, condition) in links.items():
        component = _marked(place, name, _SETUP, name, "1", condition)
        SubElement(
            component,
            "Shortcut",
            Id=f"{name}Link",
            Directory=folder,
            Name=parts.NAME,
            Target=f"[INSTALLDIR]{WINDOW}",
            WorkingDirectory="INSTALLDIR",
            Advertise="no",
        )
        components.append(component)
    for name, setting in SETTINGS.items():
        value, locks = f"[{name}]", f"LOCK_SETTINGS = 1 AND NOT {PER_USER}"
        preset, locked = rf"{OWN_KEY}\preset", rf"{OWN_KEY}\locked"
        free = f"{name} AND NOT ({locks})"
        components.append(_marked(place, f"Preset_{name}", preset, setting, value, free))
        bound = f"{name} AND {locks}"
        components.append(_marked(place, f"Locked_{name}", locked, setting, value, bound))
    for name in REMEMBERED:
        components.append(_marked(place, f"Setup_{name}", _SETUP, name, f"[{name}]", name))
    return [component.attrib["Id"] for component in components]


def _marked(
    place: Element, name: str, key: str, value_name: str, value: str, condition: str
) -> Element:
    """Add a component that a value in the registry stands for: the computer's or the user's."""
    component = _component(place, name, f"setting {name}")
    if condition:
        SubElement(component, "Condition").text = condition
    told = {"Root": "HKMU", "Key": key, "Name": value_name, "Value": value}
    SubElement(component, "RegistryValue", told, Id=f"r{name}", Type="string", KeyPath="yes")
    return component


def _component(place: Element, name: str, identity: str) -> Element:
    return SubElement(place, "Component", Id=name, Guid=_guid(identity), Win64="yes")


def _add_actions(product: Element) -> None:
    """Add what happens besides: remembered values, the user's folder, an open program's end."""
    sequence = SubElement(product, "InstallExecuteSequence")
    scheduled = _Schedule(product, sequence)
    number = _APP_SEARCH
    for root, scope in _ROOTS.items():
        for name in REMEMBERED:
            number += 1
            found = f"{root}_{name}"
            condition = f"NOT {name} AND {found} AND {scope}"
            scheduled.value(number, f"Take_{found}", name, f"[{found}]", condition)
    place = rf"[LocalAppDataFolder]Programs\{parts.NAME}"
    scheduled.value(number + 1, "UserFolder", "INSTALLDIR", place, f"NOT INSTALLDIR AND {PER_USER}")
    is_there = "WIX_UPGRADE_DETECTED OR Installed"
    console = f"[INSTALLDIR]{CONSOLE}"
    scheduled.value(_COST_FINALIZE + 1, "FindProgram", "OPEN_PROGRAM", console, is_there)
    # It says itself whether one was open; where none is, or it is too old to know, so much for it.
    told = {"Property": "OPEN_PROGRAM", "ExeCommand": "quit", "Return": "ignore"}
    scheduled.action(_COST_FINALIZE + 2, "EndProgram", told, is_there)


@dataclass(frozen=True, slots=True)
class _Schedule:
    product: Element
    sequence: Element

    def value(self, number: int, name: str, of: str, value: str, condition: str) -> None:
        """Have a property take a value at that place of the sequence, on a condition."""
        self.action(number, name, {"Property": of, "Value": value}, condition)

    def action(self, number: int, name: str, told: dict[str, str], condition: str) -> None:
        """Have something done at that place of the sequence, on a condition."""
        SubElement(self.product, "CustomAction", told, Id=name, Impersonate="yes")
        custom = SubElement(self.sequence, "Custom", Action=name, Sequence=str(number))
        custom.text = condition


def _guid(identity: str) -> str:
    return str(uuid.uuid5(_COMPONENTS, identity)).upper()


def _short(text: str) -> str:
    """Return a name for a path that tables of an MSI take."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
