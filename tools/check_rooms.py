#!/usr/bin/env python3
"""Keeps the house in order: who may include whom, and what may not be used at all.

A room includes itself and the rooms on lower floors. Rooms on one floor do not see each other, but for the pairs in
SAME_FLOOR. Public headers include the standard library and public headers. Only the store's SQLite driver knows sqlite3.h;
only `base` knows the date library and utf8proc. The library reads no clock, locale, environment or random source, prints
nothing, never ends the process, and has no binary floating point.

    tools/check_rooms.py [ROOT]        check the tree
    tools/check_rooms.py --self-test   plant violations in a small tree and see that each is found
"""

import pathlib
import re
import sys
import tempfile

FLOORS = {
    0: ["base"],
    1: ["store"],
    2: ["access", "settings"],
    3: ["parties", "catalog"],
    4: ["pricing", "promotions", "tax", "stock"],
    5: ["receivables", "credit"],
    6: ["vouchers"],
    7: ["orders"],
    8: ["insight", "sales_force"],
    9: ["notifications", "exchange", "portal"],
    10: ["book"],
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}

# (room, its neighbour): the neighbour may be included although both stand on one floor.
SAME_FLOOR = {
    ("settings", "access"),  # a policy is changed by an actor, and audited
    ("credit", "receivables"),  # the exposure and its age are read from what is open, never the other way round
}

# Public headers that belong to no room of their own name.
HEADER_ROOM = {"emptor": "book", "version": "base", "attach_sqlite": "store", "attach_postgres": "store", "price_changes": "pricing",
               "exchange_differences": "receivables",
               "price_lint": "pricing", "price_versions": "pricing",
               "price_analysis": "pricing", "arrow": "base", "simulation": "insight", "exports": "insight",
               "credit_portfolio": "credit", "dunning": "receivables", "repricing": "vouchers", "returns": "vouchers",
               "instruments": "vouchers", "rebates": "vouchers"}

# Third-party header -> where it may be included, as prefixes of paths below the root.
ONLY_IN = {
    "sqlite3.h": ["src/store/sqlite/"],
    "libpq-fe.h": ["src/store/postgres/"],
    "date/": ["src/base/"],
    "utf8proc.h": ["src/base/"],
    "pybind11/": ["python/src/"],
    "Python.h": ["python/src/"],
}

# What the bindings may include beside the public headers.
BINDINGS_MAY_USE = {
    "settings/rules.hpp",  # the keys and the text form of the settings: one table behind every face
}

# What no library code uses: pattern, what to say, where it is allowed all the same.
BANNED = [
    (r"\bsystem_clock\s*::\s*now\b|\bstd::time\s*\(|\bgettimeofday\s*\(|\bclock_gettime\s*\(|\blocaltime(_r)?\s*\(",
     "reads a clock (the host injects one)", re.compile(r"src/base/time[^/]*\.cpp$")),
    (r"\b(secure_)?getenv\s*\(|\bsetenv\s*\(", "reads the environment", None),
    (r"\bs?rand\s*\(|\brandom_device\b|\bmt19937", "reads a random source", None),
    (r"\bsetlocale\s*\(|\bstd::locale\b|\blocaleconv\s*\(", "depends on a locale", None),
    (r"\bstd::(cout|cerr|clog)\b|(?<![\w.:>])(std::)?(f|v|vf)?printf\s*\(|(?<![\w.:>])(std::)?puts\s*\(|\bfmt::print\b",
     "prints", None),
    (r"(?<![\w.>])(std::)?(abort|_?exit|quick_exit|terminate)\s*\(", "ends the process",
     re.compile(r"src/base/contract[^/]*\.cpp$")),
]

# Files below src/, include/ and capi/ that may say `double` or `float`, each with its reason.
FLOATING_POINT_ALLOWED: dict[str, str] = {}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
TODO = re.compile(r"\b(TODO|FIXME|HACK)\b")
COMMENT_OR_LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\\s]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
SUFFIXES = {".cpp", ".hpp", ".h", ".c", ".inc"}


def code_only(text: str) -> str:
    """The text with comments and literals blanked out and the line breaks kept."""
    return COMMENT_OR_LITERAL.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def room_of(path: str) -> str | None:
    """The room of a file, from its path below the root; None when it is in no room's place."""
    parts = path.split("/")
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ["include", "emptor"]:
        return parts[2] if len(parts) > 3 else HEADER_ROOM.get(stem := parts[2].removesuffix(".hpp"), stem)
    return None


def room_of_include(target: str) -> str | None:
    """The room that an include names, or None when it is of no room."""
    parts = target.split("/")
    if parts[0] == "emptor":
        return room_of("include/" + target)
    return parts[0] if len(parts) > 1 and parts[0] in FLOOR else None


def check(root: pathlib.Path) -> list[str]:
    found = []
    files = sorted(path for folder in ("src", "include", "capi/src", "capi/include", "python/src")
                   for path in (root / folder).rglob("*") if path.suffix in SUFFIXES)
    for path in files:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        code = code_only(text)
        room = room_of(name)

        def report(offset: int, message: str) -> None:
            found.append(f"{name}:{text.count(chr(10), 0, offset) + 1}: {message}")

        if name.startswith(("src/", "include/")) and room not in FLOOR:
            report(0, f"'{room}' is not a room; the rooms are listed in tools/check_rooms.py")
            continue

        for include in INCLUDE.finditer(text):
            if not code[include.start():include.end()].lstrip().startswith("#"):
                continue  # in a comment
            bracket, target = include.groups()
            other = room_of_include(target)
            for header, places in ONLY_IN.items():
                if target == header or (header.endswith("/") and target.startswith(header)):
                    if not name.startswith(tuple(places)):
                        report(include.start(), f"{target} may only be included below {', '.join(places)}")
            if name.startswith("include/"):
                if bracket == '"' and not target.startswith("emptor/"):
                    report(include.start(), f'public headers include public headers: "emptor/…", not "{target}"')
                if bracket == "<" and ("/" in target or target.endswith((".h", ".hpp"))):
                    report(include.start(), f"public headers include only the standard library, not <{target}>")
            if (name.startswith(("capi/", "python/")) and other is not None and not target.startswith("emptor/")
                    and target not in BINDINGS_MAY_USE):
                report(include.start(), f"a binding stands on the public headers, not on {target}")
            if room is None or other is None or other == room:
                continue
            if other not in FLOOR:
                report(include.start(), f"{target} belongs to '{other}', which is not a room")
            elif FLOOR[other] > FLOOR[room]:
                report(include.start(), f"{room} (floor {FLOOR[room]}) includes {target}, upwards (floor {FLOOR[other]})")
            elif FLOOR[other] == FLOOR[room] and (room, other) not in SAME_FLOOR:
                report(include.start(), f"{room} includes {target}, its neighbour on floor {FLOOR[room]}")

        if name.startswith(("src/", "include/", "capi/")):
            for pattern, message, allowed in BANNED:
                if allowed is None or not allowed.search(name):
                    for use in re.finditer(pattern, code):
                        report(use.start(), f"{use.group().strip()}: library code {message} here")
            if name not in FLOATING_POINT_ALLOWED:
                for use in re.finditer(r"\b(double|float)\b", code):
                    report(use.start(), f"{use.group()}: there is no binary floating point here")
        for mark in TODO.finditer(text):
            report(mark.start(), f"{mark.group()}: finish it, or file it")

    for name in FLOATING_POINT_ALLOWED:
        if not (root / name).exists():
            found.append(f"tools/check_rooms.py: {name} has an allowance and does not exist")
    return found


def self_test() -> int:
    """(file, its text, what the report must say; None: nothing)."""
    cases = [
        ("src/credit/a.cpp", '#include "vouchers/rules.hpp"\n', "upwards"),
        ("src/credit/b.cpp", '#include "emptor/vouchers.hpp"\n', "upwards"),
        ("src/tax/a.cpp", '#include "emptor/pricing.hpp"\n', "neighbour"),
        ("src/access/a.cpp", '#include "emptor/settings.hpp"\n', "neighbour"),
        ("src/settings/a.cpp", '#include "emptor/access.hpp"\n', None),
        ("src/attic/a.cpp", "\n", "not a room"),
        ("include/emptor/attic.hpp", "\n", "not a room"),
        ("src/credit/c.cpp", '#include "receivables/ledger.hpp"\n', None),
        ("src/receivables/a.cpp", '#include "credit/check.hpp"\n', "neighbour"),
        ("src/vouchers/a.cpp", '#include "credit/rules.hpp"\n#include "emptor/base/decimal.hpp"\n', None),
        ("include/emptor/base/a.hpp", '#include "emptor/parties.hpp"\n', "upwards"),
        ("include/emptor/tax.hpp", "#include <boost/version.hpp>\n", "standard library"),
        ("include/emptor/stock.hpp", '#include "base/wide.hpp"\n', "public headers"),
        ("include/emptor/emptor.hpp", '#include "emptor/book.hpp"\n#include <string>\n', None),
        ("src/parties/a.cpp", "#include <sqlite3.h>\n", "sqlite3.h may only"),
        ("src/store/a.cpp", "#include <sqlite3.h>\n", "sqlite3.h may only"),
        ("src/store/sqlite/a.cpp", "#include <sqlite3.h>\n", None),
        ("src/store/b.cpp", "#include <date/tz.h>\n", "date/tz.h may only"),
        ("src/catalog/a.cpp", "#include <utf8proc.h>\n", "utf8proc.h may only"),
        ("capi/src/a.cpp", '#include "store/store.hpp"\n', "a binding"),
        ("capi/src/b.cpp", '#include "settings/rules.hpp"\n', None),
        ("python/src/a.cpp", "#include <pybind11/pybind11.h>\ndouble x;\n", None),
        ("src/base/a.cpp", "auto t = std::chrono::system_clock::now();\n", "reads a clock"),
        ("src/base/time.cpp", "auto t = std::chrono::system_clock::now();\n", None),
        ("src/base/b.cpp", 'auto* e = std::getenv("HOME");\n', "environment"),
        ("src/base/c.cpp", "int r = std::rand();\n", "random"),
        ("src/base/d.cpp", 'std::setlocale(0, "");\n', "locale"),
        ("src/base/e.cpp", "std::cout << 1;\n", "prints"),
        ("src/base/f.cpp", 'printf("x");\n', "prints"),
        ("src/base/g.cpp", "std::snprintf(b, 1, s); auto n = row.exit(); transaction.abort();\n", None),
        ("src/base/h.cpp", "std::abort();\n", "ends the process"),
        ("src/base/i.cpp", "exit(1);\n", "ends the process"),
        ("src/base/j.cpp", "double price;\n", "floating point"),
        ("capi/include/a.h", "float rate;\n", "floating point"),
        ("src/base/k.cpp", '// a double espresso, std::cout\nauto s = "float"; /* exit(1) */ auto n = 1\'000; char c = \'"\';\n',
         None),
        ("src/base/l.cpp", "int a;  // TODO: b\n", "finish it"),
        ("src/base/m.cpp", 'int a = 1\'000;\nauto s = R"(double)"; double b;\n', ":2:"),
    ]
    wrong = 0
    for name, text, expected in cases:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
            found = check(pathlib.Path(folder))
        if (not found) if expected is None else any(expected in line for line in found):
            continue
        wrong += 1
        print(f"{name}: expected {expected!r}, found {found}")
    print(f"{len(cases) - wrong} passed, {wrong} failed")
    return wrong != 0


def main() -> int:
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    found = check(root)
    print("\n".join(found) if found else "The rooms are in order.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
