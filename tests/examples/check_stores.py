#!/usr/bin/env python3
"""Real sales and payments, replayed into a file and onto a server: the same figures, and the same book to the last row.

    check_stores.py DEMO DATA DAYS SERVER

The demo compares every figure with its source and fails when one differs. Then both books are compared by their content
hash, and the one of the file is copied to the server and back.
"""

import pathlib
import subprocess
import sys
import tempfile

import emptor


def main(demo: str, data: str, days: str, server: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        in_file = pathlib.Path(folder) / "trade.emptor"
        on_server = f"{server}&emptor_schema=test_stores"
        for book in (str(in_file), on_server):
            subprocess.run([demo, "--data", data, "--book", book, "--days", days, "--quiet"], check=True)
        hashes = []
        for book in (str(in_file), on_server):
            with emptor.open(book, create=False) as opened:
                assert opened.verify() == [], opened.verify()
                hashes.append(opened.content_hash())
        assert hashes[0] == hashes[1], f"the file holds {hashes[0]}, the server {hashes[1]}"

        back = pathlib.Path(folder) / "back.emptor"
        with emptor.open(in_file, create=False) as opened:
            assert opened.copy_to(f"{server}&emptor_schema=test_stores_copy") == hashes[0]
        with emptor.open(f"{server}&emptor_schema=test_stores_copy", create=False) as opened:
            assert opened.copy_to(back) == hashes[0]
        print(f"{days} days: {hashes[0]} in the file, on the server, copied there and back")


if __name__ == "__main__":
    main(*sys.argv[1:])
