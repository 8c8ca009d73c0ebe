"""``python -m emptor copy FROM TO``: moves a book between a file and a server, in either direction."""

from __future__ import annotations

import argparse
import sys

import emptor


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code: 0, or 1 with the error on stderr."""
    parser = argparse.ArgumentParser(prog="python -m emptor", description="Works on whole books.")
    commands = parser.add_subparsers(dest="command", required=True)
    copy = commands.add_parser("copy", help="copy a book into a new one, on either kind of store, and compare them")
    copy.add_argument("source", metavar="FROM", help="a file, or postgresql://host/database?emptor_schema=name")
    copy.add_argument("target", metavar="TO", help="likewise; must not hold a book yet")
    given = parser.parse_args(arguments)
    try:
        with emptor.open(given.source, create=False) as book:
            print(book.copy_to(given.target))
    except emptor.Error as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
