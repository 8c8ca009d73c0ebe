#!/usr/bin/env python3
"""Compiles each public header on its own: the C++ headers as C++20, the C headers as pedantic C99, C11 and C++.

    tools/check_headers.py --build build/dev
"""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STRICT = ["-pedantic", "-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror", "-fsyntax-only"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Compiles each public header on its own.")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build tree whose compilers are used")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    use = json.loads((arguments.build / "consumer.json").read_text(encoding="utf-8"))

    tasks = []  # (what, command, source on standard input)
    for header in sorted((ROOT / "include").rglob("*.hpp")):
        name = header.relative_to(ROOT / "include").as_posix()
        include = [f"-I{path}" for path in use["include"]]
        # Twice: the header must guard itself.
        tasks.append((f"{name} as C++20", [use["cxx"], "-x", "c++", "-std=c++20", *STRICT, *include, "-"],
                      f'#include "{name}"\n#include "{name}"\n'))
    for header in sorted((ROOT / "capi/include").rglob("*.h")):
        name = header.relative_to(ROOT / "capi/include").as_posix()
        include = [f"-I{path}" for path in use["c_include"]]
        text = f'#include "{name}"\n#include "{name}"\ntypedef int not_empty;\n'
        for language, standard in (("c", "c99"), ("c", "c11"), ("c++", "c++98"), ("c++", "c++20")):
            compiler = use["cc"] if language == "c" else use["cxx"]
            extra = ["-Wstrict-prototypes"] if language == "c" else []
            if standard == "c++98":
                extra = ["-Wno-long-long", "-Wno-variadic-macros"]  # the fixed-width types of <stdint.h> need them
            tasks.append((f"{name} as {standard}", [compiler, "-x", language, f"-std={standard}", *STRICT, *extra, *include, "-"],
                          text))

    def compile_one(task):
        what, command, text = task
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        return f"{what}:\n{done.stderr}" if done.returncode else None

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        wrong = [message for message in pool.map(compile_one, tasks) if message]
    print("\n".join(wrong))
    print(f"{len(tasks) - len(wrong)} passed, {len(wrong)} failed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
