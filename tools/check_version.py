#!/usr/bin/env python3
"""Sees that every place which tells the version tells the one of CMakeLists.txt.

    tools/check_version.py --build build/dev
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def only(pattern: str, file: pathlib.Path) -> str:
    found = re.search(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else f"not found in {file.name}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks that all versions agree.")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    build = parser.parse_args().build
    use = json.loads((build / "consumer.json").read_text(encoding="utf-8"))

    version = only(r"^\s+VERSION (\d+\.\d+\.\d+)$", ROOT / "CMakeLists.txt")
    told = {"the CMake project": use["version"]}

    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    provider = pyproject["tool"]["scikit-build"]["metadata"]["version"]
    found = re.search(provider["regex"], (ROOT / provider["input"]).read_text(encoding="utf-8"), re.MULTILINE)
    told["pyproject.toml"] = found["value"] if found else "not found"

    told["CHANGELOG.md, newest entry"] = only(r"^## \[?v?(\d+\.\d+\.\d+)", ROOT / "CHANGELOG.md")
    told["version.hpp"] = only(r'version_text = "([^"]+)"', build / "generated/emptor/version.hpp")

    if use["shared"]:
        told["emptor.pc"] = only(r"^Version: (.+)$", build / "emptor.pc")
        header = ROOT / "capi/include/emptor.h"
        told["emptor.h"] = ".".join(only(rf"^#define EMPTOR_VERSION_{part}\s+(\d+)", header) for part in ("MAJOR", "MINOR", "PATCH"))
    if use["python"]:
        told["emptor.__version__"] = subprocess.run(
            [use["python"], "-c", "import emptor; print(emptor.__version__)"],
            env={**os.environ, "PYTHONPATH": use["python_path"]}, check=True, capture_output=True, text=True).stdout.strip()

    wrong = {place: text for place, text in told.items() if text != version}
    for place, text in wrong.items():
        print(f"CMakeLists.txt says {version}, {place} says {text}")
    print(f"{len(told) - len(wrong)} passed, {len(wrong)} failed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
