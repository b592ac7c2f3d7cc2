"""Make packaging/locks/ anew from pyproject.toml. For maintainers: it needs uv on the PATH.

`python packaging/lock.py` keeps the versions that still fit; `--upgrade` takes the newest of all.
One file serves every system (markers choose), names no host, and holds the hash of every wheel.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
HEADER = "# Made by packaging/lock.py from pyproject.toml. Do not edit.\n"
HOST_OR_PATH = re.compile(r"://|index-url|find-links|(?:^|\s)/", re.MULTILINE)


def compile_lock(name: str, group: str, *options: str) -> None:
    """Resolve the dependencies and `group` into locks/`name`.

    Raises:
        CalledProcessError: uv could not resolve them; it has said why.
        ValueError: the result names a host or a path of this machine.
    """
    target = LOCKS / name
    command = ["uv", "--no-config", "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:"]
    command += ["--no-header", "--group", group, "--output-file", str(target.relative_to(ROOT))]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    text = target.read_text(encoding="utf-8").replace(HEADER, "")
    if found := HOST_OR_PATH.search(text):
        raise ValueError(f"{name} names a host or a path, near {found[0]!r}")
    target.write_text(HEADER + text, encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> None:
    """Make run.txt, then those of the builds and of the tests, with the same versions and more."""
    LOCKS.mkdir(exist_ok=True)
    compile_lock("run.txt", "build", *arguments)
    compile_lock("build.txt", "freeze", "--constraints", "packaging/locks/run.txt", *arguments)
    compile_lock("test.txt", "dev", "--constraints", "packaging/locks/run.txt", *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
