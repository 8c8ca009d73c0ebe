#!/usr/bin/env python3
"""Compiles and runs the code that README.md and docs/ show, against a build tree.

Every fenced block says what it is in its first line. Of ```cpp, ```c, ```python and ```sh each needs one of these words:

    run        compiled and run (without a `main`, as the body of one); must end with exit code 0
    continue   python: run after the earlier `run` and `continue` blocks of the same file, as one program
    compile    cpp, c: compiled as it stands, or as the body of a function, and not run
    fragment   cpp: compiled as the body of a function that is handed `emptor::Book& book`, inside namespace emptor;
               c: likewise, with `emptor_book *book`; python: must parse
    shown      sh: only the scripts of this project that it names are checked to exist (this is what a bare ```sh means)

A ```text block straight after a `run` or `continue` block is what it prints, and is compared.
Blocks that only show something say what they show: text, console, cmake, json, sql, toml, yaml, xml, diff, mermaid,
or the name of another language. A block that says nothing is an error.

    tools/check_snippets.py --build build/dev [FILE...]
    tools/check_snippets.py --self-test --build build/dev
"""

import argparse
import concurrent.futures
import dataclasses
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MARKS = {
    "cpp": {"run", "compile", "fragment"},
    "c": {"run", "compile", "fragment"},
    "python": {"run", "continue", "fragment"},
    "sh": {"run", "shown"},
}
SHOWN = {"text", "console", "cmake", "json", "sql", "toml", "yaml", "ini", "xml", "html", "diff", "mermaid", "bash",
         "go", "rust", "java", "csharp", "javascript", "typescript", "pascal", "ruby", "php"}
SHOWN.discard("bash")  # say sh
FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
TIMEOUT_SECONDS = 120


@dataclasses.dataclass
class Block:
    file: str
    line: int
    language: str
    marks: list[str]
    text: str
    prints: str | None = None
    before: str = ""  # python: the blocks that this one continues

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


class Wrong(Exception):
    """What is wrong with a block."""


def blocks_of(name: str, text: str) -> list[Block]:
    blocks: list[Block] = []
    following = -1
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        at += 1
        if not opening:
            continue
        start, body = at, []
        closing = re.compile(r"^ *" + re.escape(opening["fence"][0]) + "{%d,} *$" % len(opening["fence"]))
        while at < len(lines) and not closing.match(lines[at]):
            body.append(lines[at].removeprefix(opening["indent"]))
            at += 1
        at += 1
        language, *marks = opening["info"].split() or [""]
        block = Block(name, start, language, marks, "\n".join(body) + "\n")
        # Only blank lines may stand between a program and what it prints.
        if language == "text" and blocks and following == start - 1 and set(blocks[-1].marks) & {"run", "continue"}:
            blocks[-1].prints = block.text
        blocks.append(block)
        while at < len(lines) and not lines[at].strip():
            at += 1
        following = at
    story = ""
    for block in blocks:
        if block.language == "python" and "run" in block.marks:
            story = block.text
        elif block.language == "python" and "continue" in block.marks:
            block.before = story
            story += block.text
    return blocks


def run(command: list[str], folder: pathlib.Path, environment: dict[str, str] | None = None) -> str:
    """Runs a command; returns its standard output, or raises with everything that it said."""
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        raise Wrong(f"still running after {TIMEOUT_SECONDS} seconds") from None
    if done.returncode:
        raise Wrong(f"exit code {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def split_includes(text: str) -> tuple[str, str]:
    lines = text.splitlines(keepends=True)
    return ("".join(line for line in lines if re.match(r"\s*#\s*include", line)),
            "".join(line for line in lines if not re.match(r"\s*#\s*include", line)))


def program(block: Block) -> str:
    """A whole translation unit for a cpp or c block."""
    cpp = block.language == "cpp"
    if re.search(r"\bmain\s*\(", block.text):
        return block.text
    includes, body = split_includes(block.text)
    header = '#include "emptor/emptor.hpp"\n' if cpp else '#include "emptor.h"\n'
    if "fragment" in block.marks:
        if cpp:
            return (f"{header}{includes}namespace emptor {{ void snippet(Book& book);\n"
                    f"void snippet([[maybe_unused]] Book& book) {{\n{body}\n}} }}\n")
        return f"{header}{includes}void snippet(emptor_book *book);\nvoid snippet(emptor_book *book) {{\n(void)book;\n{body}\n}}\n"
    return f"{header}{includes}int main({'' if cpp else 'void'}) {{\n{body}\n}}\n"


def is_cpp_fragment(block: Block) -> bool:
    return block.language == "cpp" and block.marks == ["fragment"]


def fragments_compile(blocks: list[Block], use: dict) -> bool:
    """Whether all C++ fragments compile as one file: that costs as much as one of them alone."""
    parts = [split_includes(block.text) for block in blocks]
    text = '#include "emptor/emptor.hpp"\n' + "".join(includes for includes, _ in parts)
    for number, (_, body) in enumerate(parts):
        text += (f"namespace emptor::snippet_{number} {{ void snippet(Book& book);\n"
                 f"void snippet([[maybe_unused]] Book& book) {{\n{body}\n}} }}\n")
    with tempfile.TemporaryDirectory(prefix="emptor-snippet-") as name:
        source = pathlib.Path(name) / "snippets.cpp"
        source.write_text(text, encoding="utf-8")
        try:
            run([*compiler(True, source, use), "-fsyntax-only"], source.parent)
        except Wrong:
            return False
    return True


def compiler(cpp: bool, source: pathlib.Path, use: dict) -> list[str]:
    command = [use["cxx"], "-std=c++20"] if cpp else [use["cc"], "-std=c99", "-pedantic"]
    command += ["-Wall", "-Wextra", "-Wno-unused-variable", "-Wno-unused-but-set-variable",
                "-Werror", *use["flags"], str(source)]
    return command + [f"-I{path}" for path in (use["include"] if cpp else use["c_include"])]


def check_compiled(block: Block, use: dict, folder: pathlib.Path) -> str | None:
    cpp = block.language == "cpp"
    source = folder / ("snippet.cpp" if cpp else "snippet.c")
    source.write_text(program(block), encoding="utf-8")
    if not cpp and not use["shared"]:
        raise Wrong("the build has no shared library")
    command = compiler(cpp, source, use)
    if "run" not in block.marks:
        run([*command, "-fsyntax-only"], folder)
        return None
    shared = pathlib.Path(use["shared"])
    command += ["-o", "snippet", *(use["core"] if cpp else [str(shared), f"-Wl,-rpath,{shared.parent}"])]
    run(command, folder)
    return run([str(folder / "snippet")], folder)


def check_python(block: Block, use: dict, folder: pathlib.Path) -> str | None:
    if "fragment" in block.marks:
        try:
            compile(block.text, block.place, "exec")
        except SyntaxError as error:
            raise Wrong(str(error)) from None
        return None
    environment = {**os.environ, "PYTHONPATH": use["python_path"], "PYTHONDONTWRITEBYTECODE": "1"}
    if block.before:
        marker = "--- here the block begins ---"
        text = f"{block.before}\nprint({marker!r}, flush=True)\n{block.text}"
    else:
        marker, text = None, block.text
    (folder / "snippet.py").write_text(text, encoding="utf-8")
    out = run([use["python"] or sys.executable, "snippet.py"], folder, environment)
    return out.split(marker + "\n", 1)[1] if marker else out


def check_shell(block: Block, folder: pathlib.Path) -> str | None:
    if "run" in block.marks:
        (folder / "snippet.sh").write_text("set -euo pipefail\n" + block.text, encoding="utf-8")
        return run(["bash", str(folder / "snippet.sh")], ROOT)
    for named in re.findall(r"(?<![\w/.-])(?:\./)?((?:scripts|tools|examples|tests|bench|python|capi|docs)/[\w./-]+)", block.text):
        if not (ROOT / named.rstrip("./")).exists():
            raise Wrong(f"names {named}, which does not exist")
    return None


def check(block: Block, use: dict) -> str | None:
    """What is wrong with a block, or None."""
    try:
        if block.language not in MARKS:
            if block.language in SHOWN:
                return None
            raise Wrong(f"'{block.language}' is not a language that this check knows" if block.language else
                        "says nothing about what it is; at least ```text")
        if block.language == "sh" and not block.marks:
            block.marks = ["shown"]
        if len(set(block.marks) & MARKS[block.language]) != 1:
            raise Wrong(f"```{block.language} needs one of the words {', '.join(sorted(MARKS[block.language]))}")
        with tempfile.TemporaryDirectory(prefix="emptor-snippet-") as name:
            folder = pathlib.Path(name)
            if block.language == "python":
                out = check_python(block, use, folder)
            elif block.language == "sh":
                out = check_shell(block, folder)
            else:
                out = check_compiled(block, use, folder)
        if block.prints is not None and out is not None:
            got, want = ([line.rstrip() for line in text.rstrip().splitlines()] for text in (out, block.prints))
            if got != want:
                raise Wrong("prints something else:\n" + "\n".join(difflib.unified_diff(want, got, "shown", "printed", lineterm="")))
    except Wrong as wrong:
        return str(wrong)
    return None


def check_all(blocks: list[Block], use: dict, jobs: int) -> list[tuple[Block, str]]:
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return [(block, wrong) for block, wrong in zip(blocks, pool.map(lambda block: check(block, use), blocks)) if wrong]


def self_test(use: dict) -> int:
    cases = [
        ("```\nx\n```\n", "says nothing"),
        ("```cobol\nx\n```\n", "not a language"),
        ("```text\nx\n```\n", None),
        ("```cpp\nint main() {}\n```\n", "needs one of"),
        ("```cpp run\nint main() { return 3; }\n```\n", "exit code 3"),
        ("```cpp run\nint main() { return wrong; }\n```\n", "not declared"),
        ('```cpp run\n#include <cstdio>\nstd::puts("a");\n```\n```text\na\n```\n', None),
        ('```cpp run\n#include <cstdio>\nstd::puts("a");\n```\n\n```text\nb\n```\n', "something else"),
        ("```cpp fragment\n(void)Date::parse(\"2026-01-31\");\n```\n", None),
        ("```cpp fragment\nbook.no_such_room();\n```\n", "no_such_room"),
        ("```python fragment\nif\n```\n", "invalid syntax"),
        ("```python run\nprint(1)\n```\n```text\n1\n```\n", None),
        ("```python run\na = 1\nprint(a)\n```\nand\n```python continue\nprint(a + 1)\n```\n```text\n2\n```\n", None),
        ("```python run\nraise ValueError('no')\n```\n", "ValueError: no"),
        ("```sh\nscripts/no-such-script\n```\n", "does not exist"),
        ("```sh\nscripts/test --quick\n```\n", None),
        ("```sh run\nfalse\n```\n", "exit code 1"),
    ]
    wrong = 0
    for number, (text, expected) in enumerate(cases):
        found = check_all(blocks_of(f"case {number}", text), use, 1)
        if (not found) if expected is None else (len(found) == 1 and expected in found[0][1]):
            continue
        wrong += 1
        print(f"case {number}: expected {expected!r}, found {found}")
    print(f"{len(cases) - wrong} passed, {wrong} failed")
    return wrong != 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Compiles and runs the code that the documents show.")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build tree to use")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("files", nargs="*", type=pathlib.Path, help="default: README.md and docs/**/*.md")
    arguments = parser.parse_args()
    use = json.loads((arguments.build / "consumer.json").read_text(encoding="utf-8"))
    if arguments.self_test:
        return self_test(use)
    files = arguments.files or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    blocks = [block for file in files
              for block in blocks_of(os.path.relpath(file, ROOT), file.read_text(encoding="utf-8"))]
    fragments = [block for block in blocks if is_cpp_fragment(block)]
    # One by one only to say which of them it is.
    compiled = bool(fragments) and fragments_compile(fragments, use)
    wrong = check_all([block for block in blocks if not (compiled and is_cpp_fragment(block))], use, arguments.jobs)
    for block, message in wrong:
        print(f"{block.place}: the {block.language or 'unmarked'} block {message}\n")
    run_or_built = sum(1 for block in blocks if block.language in MARKS)
    print(f"{len(blocks)} blocks in {len(files)} files, {run_or_built} of them code; {len(wrong)} wrong.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
