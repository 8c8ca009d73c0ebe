#!/usr/bin/env python3
"""Runs the quickstart in C++, C and Python: all must succeed and print the same.

    tests/examples/check_quickstarts.py NAME=COMMAND...     COMMAND is split at commas
"""

import difflib
import subprocess
import sys
import tempfile


def main() -> int:
    said = {}
    for argument in sys.argv[1:]:
        name, command = argument.split("=", 1)
        with tempfile.TemporaryDirectory(prefix="emptor-quickstart-") as folder:
            done = subprocess.run(command.split(","), cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode or not done.stdout:
            print(f"{name}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
            return 1
        said[name] = done.stdout.splitlines()
    (first, expected), *others = said.items()
    wrong = 0
    for name, lines in others:
        if lines != expected:
            wrong += 1
            print("\n".join(difflib.unified_diff(expected, lines, first, name, lineterm="")))
    print("\n".join(expected))
    print(f"{len(said) - wrong} passed, {wrong} failed")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
