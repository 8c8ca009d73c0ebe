"""``python -m emptor copy FROM TO``: moves a book between a file and a server, in either direction."""

from __future__ import annotations

import argparse
import sys
from typing import TextIO

import emptor


class Progress:
    """A line for each table that has rows; on a terminal it counts while they are copied."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._table = ""
        self._rows = 0

    def __call__(self, table: str, rows: int) -> None:
        if table != self._table:
            self.end()
            self._table = table
        self._rows = rows
        if self._out.isatty():
            print(f"\r{table}: {rows:,} rows", end="", file=self._out, flush=True)

    def end(self) -> None:
        """Of a table, and after the last one."""
        if self._rows and self._table:
            print(f"{chr(13) if self._out.isatty() else ''}{self._table}: {self._rows:,} rows", file=self._out)
        self._table = ""


def main(arguments: list[str] | None = None) -> int:
    """Prints the hash of the content, the same on every store, and the progress on stderr; 1 with the error there."""
    parser = argparse.ArgumentParser(prog="python -m emptor", description="Works on whole books.")
    commands = parser.add_subparsers(dest="command", required=True)
    copy = commands.add_parser("copy", help="copy a book into a new one, on either kind of store, and compare them")
    copy.add_argument("source", metavar="FROM", help="a file, or postgresql://host/database?emptor_schema=name")
    copy.add_argument("target", metavar="TO", help="likewise; must not hold a book yet")
    given = parser.parse_args(arguments)
    progress = Progress(sys.stderr)
    try:
        with emptor.open(given.source, create=False) as book:
            content_hash = book.copy_to(given.target, progress=progress)
        progress.end()
        print(content_hash)
    except emptor.Error as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
