#!/usr/bin/env python3
"""Compares the binary interface of the shared library with the baseline in capi/abi/, by abidiff.

A change that only adds is shown and passes; it becomes the baseline with --approve. A change that breaks callers fails.
The `struct_size` convention is beyond abidiff: tests/capi holds the old sizes.

    tools/check_abi.py --build build/dev
    tools/check_abi.py --build build/dev --approve
"""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASELINE = ROOT / "capi/abi/libemptor.so.1.abi"
HEADERS = ROOT / "capi/include"
# The bits of abidiff's exit code.
ERROR, USAGE_ERROR, CHANGED, INCOMPATIBLE = 1, 2, 4, 8


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the binary interface of the shared library.")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--approve", action="store_true", help="make this build the baseline")
    arguments = parser.parse_args()
    library = json.loads((arguments.build / "consumer.json").read_text(encoding="utf-8"))["shared"]

    if arguments.approve:
        BASELINE.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["abidw", "--headers-dir", str(HEADERS), "--drop-private-types", "--exported-interfaces-only",
                        "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--out-file", str(BASELINE), library],
                       check=True)
        text = BASELINE.read_text(encoding="utf-8")
        BASELINE.write_text(text.replace(f"{ROOT}/", ""), encoding="utf-8")
        print(f"{BASELINE.relative_to(ROOT)} is written; review its diff.")
        return 0
    if not BASELINE.exists():
        print(f"{BASELINE.relative_to(ROOT)} does not exist; make it with --approve")
        return 1
    done = subprocess.run(["abidiff", "--headers-dir2", str(HEADERS), "--drop-private-types", "--exported-interfaces-only",
                           "--no-show-locs", str(BASELINE), library], capture_output=True, text=True)
    print(done.stdout + done.stderr, end="")
    if done.returncode & (ERROR | USAGE_ERROR):
        print("abidiff could not compare.")
        return 1
    if done.returncode & INCOMPATIBLE:
        print("This breaks callers of the C ABI.")
        return 1
    print("Callers of the C ABI notice nothing." if not done.returncode else "Callers of the C ABI are safe; see above.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
