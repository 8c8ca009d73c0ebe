"""The package type-checks strictly, the quickstart against it, and the stub of the compiled half matches it."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")


def run(*arguments: str) -> None:
    environment = {**os.environ, "MYPYPATH": str(ROOT / "python")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_package_and_quickstart(tmp_path):
    checked = [str(ROOT / "python" / "emptor"), str(ROOT / "examples" / "quickstart.py")]
    run("mypy", "--strict", f"--cache-dir={tmp_path}", *checked)


def test_stub_of_the_compiled_half(tmp_path):
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\ncache_dir = {tmp_path}\n")
    allowed = tmp_path / "allowed"
    allowed.write_text("emptor\\._core\\.Handle\n")  # its metaclass is pybind11's
    run("mypy.stubtest", "emptor._core", "--mypy-config-file", str(config), "--allowlist", str(allowed))
