#!/usr/bin/env python3
"""A PostgreSQL server for tests: made, used and thrown away.

    postgres_server.py start FOLDER      answers on the socket in FOLDER, as the user "postgres", database "postgres"
    postgres_server.py durable FOLDER    the same, with every commit waited for to be on disk, as it comes: to measure
    postgres_server.py stop FOLDER

The server refuses to run as root, so root starts it as the user of Debian's package, else as nobody. For tests nothing is
kept, so it does not wait for the disk then. Its texts are ordered as in English dictionaries, so that a missing COLLATE "C" shows.
"""

import os
import pathlib
import pwd
import shutil
import subprocess
import sys

HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}
SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "max_wal_size": "1GB",
    "lc_messages": "'C'",
}


def program(name: str) -> str:
    """Of the newest installed version: Debian keeps the server's programs out of PATH."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    there = str(found[-1]) if found else shutil.which(name)
    if there is None:
        sys.exit(f"{name} was not found: install the package postgresql")
    return there


def owner() -> str | None:
    """Who the server runs as; None: as we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
            return name
        except KeyError:
            continue
    sys.exit("PostgreSQL does not run as root, and there is no user for it")


def run(*command: str, check: bool = True) -> int:
    user = owner()
    extra = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    done = subprocess.run(command, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": "/"}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **extra)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(command)}:\n{done.stdout.decode(errors='replace')}")
    return done.returncode


def stop(folder: pathlib.Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        run(program("pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop", check=False)
    shutil.rmtree(folder, ignore_errors=True)


def start(folder: pathlib.Path, settings: dict[str, str] = HASTE) -> None:
    stop(folder)
    folder.mkdir(parents=True)
    if user := owner():
        shutil.chown(folder, user)
    data = folder / "data"
    run(program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
        "--locale-provider=icu", "--icu-locale=en-US", "--no-sync")
    with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
        for name, value in {**SETTINGS, **settings, "unix_socket_directories": f"'{folder}'"}.items():
            file.write(f"{name} = {value}\n")
    # With a log of its own: a server that inherits our output would keep it open.
    run(program("pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w", "start")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("start", "durable", "stop"):
        sys.exit(__doc__)
    if sys.argv[1] == "stop":
        stop(pathlib.Path(sys.argv[2]))
    else:
        start(pathlib.Path(sys.argv[2]), {} if sys.argv[1] == "durable" else HASTE)
