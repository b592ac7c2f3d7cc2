"""What the frozen program says: its version, each language, and nothing that nobody asked for."""

import re

from smoking.program import Program, expect


def say_version(program: Program) -> str:
    """Print the version, and nothing else."""
    done = program.run("--version")
    expect(done.returncode == 0, done.stderr)
    expect(not done.stderr, f"beside the version it prints:\n{done.stderr}")
    said = done.stdout.strip()
    expect(re.fullmatch(r"leadway-desktop \d+\.\d+\.\d+\S*", said), f"it says {said!r}")
    return said


def speak_languages(program: Program) -> str:
    """Speak every language that came along; return them."""
    codes = languages_of(program)
    expect("en" in codes and len(codes) > 1, f"the languages are {codes}")
    help_of = {code: program.using(LEADWAY_DESKTOP_LANGUAGE=code).run("--help") for code in codes}
    for code, done in help_of.items():
        expect(done.returncode == 0 and not done.stderr, f"{code}: {done.stderr}")
    for code in codes:
        is_other = help_of[code].stdout != help_of["en"].stdout
        expect(code == "en" or is_other, f"in {code} it speaks English")
    return ", ".join(codes)


def languages_of(program: Program) -> list[str]:
    """Return the codes of the translations in the program's folder."""
    files = program.folder.rglob("leadway_desktop_*.qm")
    return sorted({file.stem.rpartition("_")[2] for file in files})


def examine(program: Program) -> str:
    """Have `doctor` look at what the program is made of."""
    done = program.run("doctor", "--json")
    expect('"versions"' in done.stdout or '"version"' in done.stdout, done.stdout + done.stderr)
    expect("Traceback" not in done.stderr, done.stderr)
    return "doctor reads its own parts' versions"
