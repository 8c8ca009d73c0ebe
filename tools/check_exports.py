#!/usr/bin/env python3
"""Compares what the shared library exports with the list in capi/abi/exports.txt and with what the C headers declare.

Each line of the list is a name with its version node, as `nm` prints it: emptor_book_open@@EMPTOR_1.0. A name that goes
away breaks callers; a new one is approved by rewriting the list and reviewing its diff.

    tools/check_exports.py --build build/dev
    tools/check_exports.py --build build/dev --approve
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "capi/abi/exports.txt"


def exported(library: str) -> list[str]:
    out = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    # Version nodes themselves show up as absolute symbols ("A").
    return sorted(line.split()[-1] for line in out.splitlines() if line.split()[-2] != "A")


def declared() -> set[str]:
    """Every function that a header marks with EMPTOR_API."""
    names: set[str] = set()
    for header in sorted((ROOT / "capi/include").rglob("*.h")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", header.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", " ", text, flags=re.MULTILINE)
        names |= set(re.findall(r"\bEMPTOR_API\b[^;{}()]*?\b(emptor_\w+)\s*\(", text))
    return names


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the exported symbols of the shared library.")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--approve", action="store_true", help="write the list from the library")
    arguments = parser.parse_args()
    library = json.loads((arguments.build / "consumer.json").read_text(encoding="utf-8"))["shared"]
    symbols = exported(library)

    wrong = [f"{name} is exported and does not begin with emptor_" for name in symbols if not name.startswith("emptor_")]
    names = {name.split("@")[0] for name in symbols}
    wrong += [f"{name} is declared with EMPTOR_API and not exported" for name in sorted(declared() - names)]
    wrong += [f"{name} is exported and no header declares it" for name in sorted(names - declared())]

    if arguments.approve and not wrong:
        LIST.parent.mkdir(parents=True, exist_ok=True)
        LIST.write_text("".join(f"{name}\n" for name in symbols), encoding="utf-8")
    if not LIST.exists():
        wrong.append(f"{LIST.relative_to(ROOT)} does not exist; make it with --approve")
    else:
        approved = set(LIST.read_text(encoding="utf-8").split())
        wrong += [f"{name} was exported and is gone: callers break" for name in sorted(approved - set(symbols))]
        wrong += [f"{name} is new: approve it with --approve" for name in sorted(set(symbols) - approved)]

    print("\n".join(wrong) if wrong else f"{len(symbols)} symbols, as approved.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
