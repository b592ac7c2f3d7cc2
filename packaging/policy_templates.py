"""Templates for group policy and Intune: each setting, to be preset or locked.

`python packaging/policy_templates.py` makes packaging/windows/policy/ anew; run it with the Python
of `.venv` when a setting is added or its words change. `--check` fails where that was forgotten.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(1, str(ROOT))

from leadway_desktop.domain import settings as known  # noqa: E402
from leadway_desktop.domain.settings import SETTING_NAMES, Settings  # noqa: E402
from leadway_desktop.ui.settings.setting_words import SETTING_NAMES as LABELS  # noqa: E402
from leadway_desktop.ui.settings.setting_words import SETTING_RULES  # noqa: E402

TARGET = ROOT / "packaging" / "windows" / "policy"
TRANSLATIONS = ROOT / "resources" / "translations"
KEY = r"SOFTWARE\Policies\Leadway Desktop"
NAME = "Leadway Desktop"
SUPPORTED = "SUPPORTED_Windows10"
TABLES = ("locked", "preset")
CHOICES = {
    "sending": known.SENDING,
    "language": ("system", *known.LANGUAGES),
    "theme": known.THEMES,
}
_SCHEMA = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_MOST = 1_000_000
_DEFAULTS = Settings()

_ENGLISH = {
    "locked": "Locked settings",
    "preset": "Preset settings",
    "locked_help": "Nobody can change it on the computer; the settings window says so.",
    "preset_help": "It takes the default's place, and the user may choose otherwise.",
    "supported": "Windows 10 or newer",
}
_SPANISH = {
    "locked": "Ajustes bloqueados",
    "preset": "Ajustes propuestos",
    "locked_help": "Nadie puede cambiarlo en el equipo; la ventana de ajustes lo dice.",
    "preset_help": "Ocupa el lugar del valor de fábrica y el usuario puede elegir otro.",
    "supported": "Windows 10 o posterior",
}

Say = Callable[[str], str]


def template() -> Element:
    """Return the definitions: which value each policy writes, and where."""
    root = Element("policyDefinitions", xmlns=_SCHEMA, revision="1.0", schemaVersion="1.0")
    spaces = SubElement(root, "policyNamespaces")
    SubElement(spaces, "target", prefix="leadwaydesktop", namespace="Leadway.Policies.Desktop")
    SubElement(root, "resources", minRequiredRevision="1.0")
    definitions = SubElement(SubElement(root, "supportedOn"), "definitions")
    SubElement(definitions, "definition", name=SUPPORTED, displayName="$(string.supported)")
    categories = SubElement(root, "categories")
    SubElement(categories, "category", name="product", displayName="$(string.product)")
    for table in TABLES:
        inside = SubElement(categories, "category", name=table, displayName=f"$(string.{table})")
        SubElement(inside, "parentCategory", ref="product")
    policies = SubElement(root, "policies")
    for table in TABLES:
        for name in SETTING_NAMES:
            _add_policy(policies, table, name)
    return root


def words(language: str, say: Say, own: Mapping[str, str]) -> Element:
    """Return the words for the definitions in one language."""
    root = Element("policyDefinitionResources", xmlns=_SCHEMA, revision="1.0", schemaVersion="1.0")
    SubElement(root, "displayName").text = NAME
    SubElement(root, "description").text = f"{NAME} ({language})"
    resources = SubElement(root, "resources")
    table = SubElement(resources, "stringTable")
    for key, text in _strings(say, own):
        SubElement(table, "string", id=key).text = text
    presentations = SubElement(resources, "presentationTable")
    for name in SETTING_NAMES:
        _add_presentation(presentations, name, say(LABELS[name]))
    return root


def files() -> dict[Path, str]:
    """Return what stands in packaging/windows/policy."""
    spanish = spanish_words()
    return {
        TARGET / "leadway-desktop.admx": _text(template()),
        TARGET / "en-US" / "leadway-desktop.adml": _text(words("English", str, _ENGLISH)),
        TARGET / "es-ES" / "leadway-desktop.adml": _text(
            words("español", spanish.__getitem__, _SPANISH)
        ),
    }


def spanish_words() -> dict[str, str]:
    """Return the translations of the settings' names and rules."""
    tree = ElementTree.parse(TRANSLATIONS / "leadway_desktop_es.ts")
    return {
        message.findtext("source", ""): message.findtext("translation", "")
        for context in tree.iter("context")
        if context.findtext("name") == "Errors"
        for message in context.iter("message")
    }


def _add_policy(policies: Element, table: str, name: str) -> None:
    policy = SubElement(
        policies,
        "policy",
        {
            "name": f"{table}_{name}",
            "class": "Both",
            "displayName": f"$(string.{name})",
            "explainText": f"$(string.{table}_{name}_help)",
            "presentation": f"$(presentation.{name})",
            "key": f"{KEY}\\{table}",
        },
    )
    SubElement(policy, "parentCategory", ref=table)
    SubElement(policy, "supportedOn", ref=SUPPORTED)
    _add_element(SubElement(policy, "elements"), name)


def _add_element(elements: Element, name: str) -> None:
    if name in CHOICES:
        choice = SubElement(elements, "enum", id="value", valueName=name, required="true")
        for one in CHOICES[name]:
            item = SubElement(choice, "item", displayName=f"$(string.choice_{one})")
            SubElement(SubElement(item, "value"), "string").text = one
    elif isinstance(getattr(_DEFAULTS, name), str):
        SubElement(elements, "text", id="value", valueName=name, required="true")
    else:
        number = SubElement(elements, "decimal", id="value", valueName=name, required="true")
        number.set("minValue", "0")
        number.set("maxValue", str(_MOST))


def _strings(say: Say, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "product", NAME
    yield "supported", own["supported"]
    yield from ((table, own[table]) for table in TABLES)
    yield from ((name, say(LABELS[name])) for name in SETTING_NAMES)
    for table in TABLES:
        for name in SETTING_NAMES:
            yield f"{table}_{name}_help", f"{say(SETTING_RULES[name])}\n\n{own[f'{table}_help']}"
    for one in dict.fromkeys(one for choices in CHOICES.values() for one in choices):
        yield f"choice_{one}", one


def _add_presentation(presentations: Element, name: str, label: str) -> None:
    presentation = SubElement(presentations, "presentation", id=name)
    if name in CHOICES:
        SubElement(presentation, "dropdownList", refId="value", noSort="true").text = label
    elif isinstance(default := getattr(_DEFAULTS, name), str):
        box = SubElement(presentation, "textBox", refId="value")
        SubElement(box, "label").text = label
        SubElement(box, "defaultValue").text = default
    else:
        number = str(int(default))
        SubElement(presentation, "decimalTextBox", refId="value", defaultValue=number).text = label


def _text(root: Element) -> str:
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def main(arguments: list[str]) -> int:
    """Write them, or check that they are as they would be written."""
    wanted = files()
    if arguments == ["--check"]:
        old = [
            file for file, text in wanted.items()
            if not file.is_file() or file.read_text(encoding="utf-8") != text
        ]  # fmt: skip
        for file in old:
            print(f"{file.relative_to(ROOT)} is out of date: run packaging/policy_templates.py")
        return 1 if old else 0
    for file, text in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
