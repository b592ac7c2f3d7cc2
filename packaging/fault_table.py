"""Writes the table of faults in leadway_desktop/README.md anew: what the tests have seen.

    python3 packaging/fault_table.py update    in two minutes; the tests compare it at every run

Run inside the environment, where pytest is.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
TESTS = ["tests/transfer/test_fault_matrix.py", "tests/transfer/messages/test_matrix.py"]


def update() -> int:
    """Run the tests that fill the table's columns, and write them; return the exit status."""
    sys.path.insert(0, str(ROOT))
    from tests.transfer.fault_table import FOLDER, Columns, write

    with tempfile.TemporaryDirectory() as folder:
        tests = [sys.executable, "-m", "pytest", "-q", *TESTS]
        told = {**os.environ, FOLDER: folder}
        status = subprocess.run(tests, cwd=ROOT, env=told, check=False).returncode
        files = Path(folder).glob("*.json")
        read = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
    if status == 0:
        write(cast(Columns, read))
    return status


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    sys.exit(update())
