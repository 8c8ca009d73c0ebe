#!/usr/bin/env python3
"""Writes docs/reference/python.md from the package's own signatures and docstrings, or checks that it is up to date.

    tools/make_python_reference.py --package BUILD/python           write the page
    tools/make_python_reference.py --package BUILD/python --check   fail when the page differs
"""

import argparse
import importlib
import inspect
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "python.md"

HEAD = """# Python

What a session can do, room by room; a `Book` is a session of the actor `owner`. Arguments behind `*` are given by name. Each method's
whole text, with examples, is its docstring: `help(emptor.Book.post_sale)`. Numbers are `decimal.Decimal` or `int`, never `float`; days are
`datetime.date`. What is refused raises `emptor.Error` or one of its kinds, with a [code](errors.md).

This page is written by `tools/make_python_reference.py`.
"""


def first_sentence(thing: object) -> str:
    paragraph = inspect.cleandoc(thing.__doc__ or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
    return re.sub(r":\w+:`([^`]*)`", r"`\1`", paragraph).replace("``", "`")


def signature(method: object) -> str:
    told = []
    starred = False
    for parameter in inspect.signature(method).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            told.append("*")
        starred = starred or parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        prefix = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        told.append(f"{prefix}{parameter.name}{default}")
    return ", ".join(told)


def page(emptor) -> str:
    parts = [HEAD]
    rooms = [kind for kind in emptor.Book.__mro__ if kind.__module__.startswith("emptor.")]
    for room in rooms:
        rows = []
        for name, member in vars(room).items():
            if name.startswith("_"):
                continue
            if isinstance(member, property):
                rows.append(f"| `{name}` | {first_sentence(member)} |")
            elif isinstance(member, (classmethod, staticmethod)):
                rows.append(f"| `{name}({signature(member.__func__)})` | {first_sentence(member.__func__)} |")
            elif callable(member):
                rows.append(f"| `{name}({signature(member)})` | {first_sentence(member)} |")
        if rows:
            told = f"{text}\n\n" if (text := first_sentence(room)) else ""
            parts.append(f"\n## {room.__name__}\n\n{told}| | |\n| --- | --- |\n" + "\n".join(rows) + "\n")
    errors = [kind for kind in vars(emptor).values() if inspect.isclass(kind) and issubclass(kind, emptor.Error)]
    parts.append("\n## Errors\n\n| class | is a | raised when |\n| --- | --- | --- |\n")
    for kind in sorted(errors, key=lambda kind: kind.__name__):
        bases = ", ".join(f"`{base.__name__}`" for base in kind.__bases__)
        parts.append(f"| `{kind.__name__}` | {bases} | {first_sentence(kind)} |\n")
    return "".join(parts)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--package", type=pathlib.Path, required=True, help="the folder that holds the package")
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    sys.path.insert(0, str(given.package))
    text = page(importlib.import_module("emptor"))
    if not given.check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not what the package says: run tools/make_python_reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
