#!/usr/bin/env python3
"""Runs clang-tidy on what changed, in bounded time.

Judges the C++ files of src/, capi/ and python/src/ that differ from a base revision, and for changed headers a file that includes
them. Without a usable base it takes every file. When time runs out, the files left over are named and nothing fails
for them; the order differs from commit to commit, so that all of them have their turn.

    tools/check_tidy.py --build build/dev [--base REVISION] [--seconds 600] [--jobs 2] [FILE...]
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("src/", "capi/src/", "python/src/")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def for_clang(command: str) -> str:
    """A command of GCC's as clang understands it: without the launcher, and without GCC's precompiled header."""
    words = shlex.split(command)
    first = next(index for index, word in enumerate(words) if re.search(r"(\+\+|cc|gcc|clang)(-[\d.]+)?$", word)
                 and not word.endswith("ccache"))
    kept, words = [], iter(words[first:])
    for word in words:
        if word == "-include":
            header = next(words)
            if "cmake_pch" not in header:
                kept += [word, header]
        elif word not in ("-Winvalid-pch", "-fpch-preprocess"):
            kept.append(word)
    return shlex.join(kept)


def changed_files(base: str | None, sources: list[str]) -> list[str]:
    if not base:
        return sources
    try:
        changed = set(git("diff", "--name-only", "--diff-filter=d", base, "--").splitlines())
        changed |= set(git("ls-files", "--others", "--exclude-standard").splitlines())
    except subprocess.CalledProcessError:
        print(f"{base} is not here: taking every file.")
        return sources
    chosen = [source for source in sources if source in changed]
    for header in sorted(changed):
        if not header.endswith(".hpp"):
            continue
        name = re.sub(r"^(include|src|python/src|capi/src)/", "", header)
        including = [source for source in sources if f'"{name}"' in (ROOT / source).read_text(encoding="utf-8")]
        if including and not set(including) & set(chosen):
            chosen.append(including[0])
    return chosen


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs clang-tidy on what changed, in bounded time.")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--base", help="the revision to compare with")
    parser.add_argument("--seconds", type=int, default=600, help="start no file after so long")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()

    database = json.loads((arguments.build / "compile_commands.json").read_text(encoding="utf-8"))
    database = [{"directory": entry["directory"], "file": entry["file"], "command": for_clang(entry["command"])}
                for entry in database]
    sources = sorted({pathlib.Path(entry["file"]).resolve().relative_to(ROOT).as_posix() for entry in database
                      if pathlib.Path(entry["file"]).resolve().is_relative_to(ROOT)})
    files = arguments.files or changed_files(arguments.base, [source for source in sources if source.startswith(FOLDERS)])
    turn = git("rev-parse", "HEAD")
    files.sort(key=lambda file: hashlib.sha256((turn + file).encode()).digest())
    end = time.monotonic() + arguments.seconds

    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "compile_commands.json").write_text(json.dumps(database), encoding="utf-8")

        def tidy(file: str) -> tuple[str, int | None, str]:
            left = end - time.monotonic()
            if left <= 0:
                return file, None, ""
            try:
                # The build's options are GCC's: clang need not know each warning that they name.
                command = ["clang-tidy", "--quiet", "--extra-arg=-Wno-unknown-warning-option", "-p", folder, file]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=left + 120)
            except subprocess.TimeoutExpired:
                return file, None, ""
            if "Stack dump:" in done.stderr and ": error:" not in done.stdout:
                return file, None, ""  # clang-tidy fell over; the compiler has judged this file
            return file, done.returncode, done.stdout + (done.stderr if done.returncode and not done.stdout else "")

        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            results = list(pool.map(tidy, files))

    wrong = [(file, text) for file, code, text in results if code]
    left_over = [file for file, code, _ in results if code is None]
    for file, text in wrong:
        print(f"--- {file}\n{text}")
    if left_over:
        print(f"Not looked at (no time, or clang-tidy crashed): {' '.join(left_over)}")
    print(f"{len(files) - len(wrong) - len(left_over)} passed, {len(wrong)} failed, {len(left_over)} skipped")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
