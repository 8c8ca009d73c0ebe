"""The quickstarts in C++, C and Python tell one story and print the same lines."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = (ROOT / "examples" / "quickstart.expected.txt").read_text(encoding="utf-8")


def said(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("program", ["example_quickstart", "example_quickstart_c"])
def test_compiled_quickstarts(program, tmp_path):
    binaries = os.environ.get("EMPTOR_BINARY_DIR")
    if not binaries:
        pytest.skip("EMPTOR_BINARY_DIR is not set: run the tests through ctest, or set it to the build folder")
    binary = Path(binaries) / "examples" / program
    if not binary.exists():
        pytest.skip(f"{program} was not built (EMPTOR_BUILD_EXAMPLES, and EMPTOR_BUILD_SHARED for C)")
    assert said([str(binary)], tmp_path) == EXPECTED


def test_python_quickstart(tmp_path):
    assert said([sys.executable, str(ROOT / "examples" / "quickstart.py")], tmp_path) == EXPECTED
