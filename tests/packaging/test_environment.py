"""The private environment: trusted only where its stamp vouches for it; failures are sentences."""

import json
import sys
from pathlib import Path

import environment
import pytest
from steps import Failure, Step


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty checkout with lock files, which the module takes for its own."""
    home = tmp_path / ".venv"
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "HOME", home)
    monkeypatch.setattr(environment, "STAMP", home / "stamp.json")
    monkeypatch.setattr(environment, "PYTHON", home / "python")
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    for name in ("run.txt", "test.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"first {name}", encoding="utf-8")
    hook = tmp_path / "packaging" / "hatch_build.py"
    hook.parent.mkdir()
    hook.touch()
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record what would be run: `venv` makes its Python, all succeeds."""
    recorded: list[list[str]] = []

    def record(progress: object, command: list[str]) -> None:
        recorded.append(command)
        environment.PYTHON.touch()

    monkeypatch.setattr(environment, "must", record)
    return recorded


def steps_of(commands: list[list[str]]) -> list[str]:
    """Name the recorded commands, forget them, and return the names."""
    marks = {"venv": "make", "run.txt": "run", "test.txt": "test", "--editable": "program"}
    names = [
        name
        for command in commands
        for mark, name in marks.items()
        if any(word.endswith(mark) for word in command[1:])
    ]
    commands.clear()
    return names


def test_the_second_time_nothing_is_done(checkout: Path, commands: list[list[str]]) -> None:
    environment.prepare("run")
    assert steps_of(commands) == ["make", "run", "program"]
    environment.prepare("run")
    assert steps_of(commands) == []


def test_the_installed_program_is_compiled(checkout: Path, commands: list[list[str]]) -> None:
    environment.prepare("run")
    assert commands[-1][1:] == ["-m", "compileall", "-q", str(checkout / "leadway_desktop")]


def test_the_tests_need_more_and_trying_then_needs_nothing(
    checkout: Path, commands: list[list[str]]
) -> None:
    environment.prepare("run")
    steps_of(commands)
    environment.prepare("test")
    assert steps_of(commands) == ["test"]
    environment.prepare("run")
    assert steps_of(commands) == []


def test_a_changed_lock_makes_all_anew(checkout: Path, commands: list[list[str]]) -> None:
    environment.prepare("run")
    steps_of(commands)
    (checkout / "run.txt").write_text("second", encoding="utf-8")
    environment.prepare("run")
    assert steps_of(commands) == ["make", "run", "program"]


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/hatch_build.py"])
def test_a_changed_build_installs_the_program_again(
    checkout: Path, commands: list[list[str]], name: str
) -> None:
    environment.prepare("run")
    steps_of(commands)
    (checkout / name).write_text("second", encoding="utf-8")
    environment.prepare("run")
    assert steps_of(commands) == ["program"]


def test_a_changed_translation_is_compiled(checkout: Path, commands: list[list[str]]) -> None:
    environment.prepare("run")
    steps_of(commands)
    added = checkout / "resources" / "translations" / "leadway_desktop_es.ts"
    added.parent.mkdir(parents=True)
    added.touch()
    environment.prepare("run")
    assert steps_of(commands) == ["program"]


def test_an_interrupted_installation_goes_on(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(progress: object, command: list[str]) -> None:
        environment.PYTHON.touch()
        if "-r" in command:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "must", interrupted)
        with pytest.raises(KeyboardInterrupt):
            environment.prepare("run")
    environment.prepare("run")
    assert steps_of(commands) == ["run", "program"]


def test_a_moved_checkout_makes_all_anew(checkout: Path, commands: list[list[str]]) -> None:
    environment.prepare("run")
    steps_of(commands)
    stamp = json.loads(environment.STAMP.read_text(encoding="utf-8"))
    stamp["identity"] = "elsewhere"
    environment.STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    environment.prepare("run")
    assert steps_of(commands) == ["make", "run", "program"]


@pytest.mark.parametrize("stamp", [None, "", "[]", "{}"])
def test_an_environment_that_is_not_ours_is_left_alone(checkout: Path, stamp: str | None) -> None:
    environment.HOME.mkdir()
    precious = environment.HOME / "precious"
    precious.touch()
    if stamp is not None:
        environment.STAMP.write_text(stamp, encoding="utf-8")
    with pytest.raises(Failure, match="not made by this command"):
        environment.prepare("run")
    assert precious.exists()


def test_a_full_disk_is_seen_before_anything_is_made(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "DISK_BYTES", 10**18)
    with pytest.raises(Failure, match="free"):
        environment.prepare("run")
    assert not environment.HOME.exists()


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was pinned"),
        ("NewConnectionError: Temporary failure in name resolution", "Check the network"),
        ("ERROR: No matching distribution found for x", "no build for this system"),
        ("Segmentation fault", "lines above"),
    ],
)
def test_a_failed_step_ends_with_what_was_said_and_what_to_do(said: str, remedy: str) -> None:
    progress = Step("Installing")
    command = [sys.executable, "-c", f"raise SystemExit({said!r})"]
    with pytest.raises(Failure) as failure:
        environment.must(progress, command)
    assert said in str(failure.value)
    assert remedy in str(failure.value)
