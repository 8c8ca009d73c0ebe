#!/usr/bin/env python3
"""Runs the quickstart in C++, C and Python: all must succeed and print what is expected.

    tests/examples/check_quickstarts.py EXPECTED NAME=COMMAND...     COMMAND is split at commas
"""

import difflib
import pathlib
import subprocess
import sys
import tempfile


def main() -> int:
    expected = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    wrong = 0
    for argument in sys.argv[2:]:
        name, command = argument.split("=", 1)
        with tempfile.TemporaryDirectory(prefix="emptor-quickstart-") as folder:
            done = subprocess.run(command.split(","), cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode or done.stdout.splitlines() != expected:
            wrong += 1
            print(f"{name}: exit code {done.returncode}\n{done.stderr}", end="")
            print("\n".join(difflib.unified_diff(expected, done.stdout.splitlines(), "expected", name, lineterm="")))
    print(f"{len(sys.argv) - 2 - wrong} passed, {wrong} failed")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
