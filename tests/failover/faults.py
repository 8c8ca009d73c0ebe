#!/usr/bin/env python3
"""What goes wrong on a server: every host is told by a code, nothing is half done, and the book goes on.

    faults.py [NAME ...]    killed, terminated, timeouts, disk, standby, pages; all of them when none is named

Each makes a server of its own. `disk` mounts a small tmpfs, and is left out with the reason where that may not be done.
"""

import multiprocessing
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import postgres_server as server  # noqa: E402
from failover import psql, settings, start_standby, wait_until  # noqa: E402

import emptor  # noqa: E402

TODAY = date(2026, 3, 31)


class LeftOut(Exception):
    """Why a fault cannot be made here."""


def address(folder: pathlib.Path, more: str = "") -> str:
    return f"postgresql://postgres@/postgres?host={folder}{more}"


def open_book(where: str, **options) -> emptor.Book:
    return emptor.open(where, currency="USD", today=TODAY, **options)


def fill(book: emptor.Book) -> None:
    book.create_unit("PCS", "piece")
    book.create_location("W1", "Warehouse")
    book.create_item("P1", "Lamp", unit="PCS")
    book.set_base_price("P1", 10)
    book.create_customer("C001", "An Phat")
    book.create_customer("C002", "Binh Minh")
    # What the others of these tests find: the series, the counters.
    for customer in ("C001", "C002"):
        book.post_sale(customer, [("P1", 1)], location="W1")


def error_of(call: Callable[[], object]) -> emptor.Error:
    try:
        call()
    except emptor.Error as error:
        return error
    raise AssertionError("nothing was refused")


def state(book: emptor.Book) -> str:
    """All of it, in one word."""
    return book.content_hash()


def check_sound(book: emptor.Book) -> None:
    found = book.verify()
    assert found == [], found


@contextmanager
def running(folder: pathlib.Path):
    server.start(folder)
    try:
        yield folder
    finally:
        server.stop(folder)


def hold_and_wait(where: str, ready) -> None:
    """A host in mid-transaction: it has posted, holds the book, its customer and a number, and has not committed."""
    book = open_book(where)
    with book.batch():
        book.post_sale("C001", [("P1", 5)], location="W1")
        ready.set()
        time.sleep(600)


@contextmanager
def holder(where: str):
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    host = spawn.Process(target=hold_and_wait, args=(where, ready))
    host.start()
    try:
        assert ready.wait(60), "the other host did not come up"
        yield host
    finally:
        host.kill()
        host.join(60)


def killed(folder: pathlib.Path) -> str:
    """A host is killed (SIGKILL) while it holds locks: the next one posts at once."""
    with running(folder / "server") as place:
        where = address(place)
        with open_book(where, busy_timeout_ms=10_000) as book:
            fill(book)
            before = state(book)
            with holder(where) as host:
                os.kill(host.pid, signal.SIGKILL)
                host.join(60)
                assert state(book) == before
                since = time.monotonic()
                book.post_sale("C001", [("P1", 1)], location="W1")
                waited = time.monotonic() - since
            assert waited < 5, f"waited {waited:.1f} s for a dead host"
            check_sound(book)
            return f"went on after {waited * 1000:.0f} ms"


def terminated(folder: pathlib.Path) -> str:
    """An administrator ends the host's backends, in a transaction and between two."""
    with running(folder / "server") as place:
        with open_book(address(place)) as book:
            fill(book)
            before = state(book)
            end = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = 'emptor'"

            def post_in_batch() -> None:
                with book.batch():
                    book.post_sale("C001", [("P1", 5)], location="W1")
                    psql(place, end)
                    book.post_sale("C001", [("P1", 5)], location="W1")

            told = error_of(post_in_batch)
            assert told.code == "CONNECTION_LOST", told
            assert told.problem.figures["outcome"] == "undone", told.problems
            assert state(book) == before
            psql(place, end)
            book.post_sale("C001", [("P1", 1)], location="W1")
            check_sound(book)
            return "told, undone, connected again"


def timeouts(folder: pathlib.Path) -> str:
    """The server's own patience is shorter than the host's."""
    with running(folder / "server") as place:
        where = address(place)
        with open_book(where) as book:
            fill(book)
            before = state(book)
        codes = []
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            psql(place, f"ALTER ROLE postgres SET {setting} = '400ms'")
            with open_book(where, busy_timeout_ms=60_000) as book:
                if setting == "statement_timeout":
                    with holder(address(place, "&options=-c%20statement_timeout%3D0")):
                        since = time.monotonic()
                        told = error_of(lambda: book.post_sale("C001", [("P1", 1)], location="W1"))
                        assert time.monotonic() - since < 30
                else:

                    def dawdle() -> None:
                        with book.batch():
                            book.post_sale("C001", [("P1", 1)], location="W1")
                            time.sleep(1.5)
                            book.post_sale("C001", [("P1", 1)], location="W1")

                    told = error_of(dawdle)
                codes.append(told.code)
                assert state(book) == before
                check_sound(book)
            psql(place, f"ALTER ROLE postgres RESET {setting}")
        assert codes == ["BUSY", "CONNECTION_LOST"], codes
        # The host's own patience is the server's lock_timeout, whatever the role's is.
        psql(place, "ALTER ROLE postgres SET lock_timeout = '60s'")
        with open_book(where, busy_timeout_ms=200) as book, holder(where):
            told = error_of(lambda: book.post_sale("C001", [("P1", 1)], location="W1"))
            assert told.code == "BUSY", told
        with open_book(where) as book:
            assert state(book) == before
            book.post_sale("C001", [("P1", 1)], location="W1")
            check_sound(book)
        return "BUSY, and nothing changed"


@contextmanager
def small_disk(folder: pathlib.Path, megabytes: int):
    """A file system of its own size, whose owner is the server's."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        raise LeftOut(f"no tmpfs may be mounted here ({done.stderr.strip()})")
    try:
        place = folder / "tables"
        place.mkdir()
        if user := server.owner():
            shutil.chown(place, user)
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def disk(folder: pathlib.Path) -> str:
    """The tables' disk is full: refused, nothing changed; and it works again when there is room."""
    with small_disk(folder / "disk", 64) as disk_folder, running(folder / "server") as place:
        psql(place, f"CREATE TABLESPACE small LOCATION '{disk_folder / 'tables'}'")
        where = address(place, "&options=-c%20default_tablespace%3Dsmall")
        with open_book(where) as book:
            fill(book)
            ballast = disk_folder / "ballast"
            free = os.statvfs(disk_folder)
            ballast.write_bytes(b"\0" * (free.f_bavail * free.f_frsize - 400_000))
            posted = 2
            told = None
            while told is None and posted < 20_000:
                try:
                    book.post_sale("C001", [("P1", 1)] * 20, location="W1", memo="x" * 1_500)
                    posted += 1
                except emptor.Error as error:
                    told = error
            assert told is not None and told.code == "DISK_FULL", told
            count = int(psql(place, "SELECT count(*) FROM emptor.emptor_voucher"))
            assert count == posted, (count, posted)
            before = state(book)
            check_sound(book)
            ballast.unlink()
            book.post_sale("C001", [("P1", 1)], location="W1")
            assert state(book) != before
            check_sound(book)
            return f"full after {posted} vouchers, went on with room"


def standby(folder: pathlib.Path) -> str:
    """A standby in recovery: whoever reads is answered, whoever writes is told."""
    with running(folder / "p") as primary:
        settings(primary, "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n")
        psql(primary, "SELECT pg_reload_conf()")
        with open_book(address(primary)) as book:
            fill(book)
        try:
            start_standby(primary, folder / "s")
            with open_book(address(primary)) as book:
                number = book.post_sale("C002", [("P1", 3)], location="W1").number
                there = state(book)
            for options in ({}, {"read_only": True}, {"quote_freshness_ms": 1_000}):
                with open_book(address(folder / "s"), **options) as book:
                    wait_until("the standby has caught up", lambda book=book: state(book) == there)
                    assert book.find_voucher("sale", number) is not None
                    assert book.quote("P1", customer="C001").unit_price.amount == 10
                    check_sound(book)
                    for write in (lambda: book.post_sale("C001", [("P1", 1)], location="W1"),
                                  lambda: book.create_customer("C009", "Late"),
                                  lambda: book.lock_through(TODAY)):
                        told = error_of(write)
                        assert told.code == "READ_ONLY", told
                    assert state(book) == there
        finally:
            server.stop(folder / "s")
        return "reads, and refuses to write"


def sql_blocks(page: str) -> list[str]:
    """The statements of a page's blocks of SQL, in their order."""
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs" / page).read_text(encoding="utf-8")
    blocks = [part.split("```", 1)[0] for part in text.split("```sql\n")[1:]]
    lines = [line.split("--")[0] for block in blocks for line in block.splitlines()]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


def pages(folder: pathlib.Path) -> str:
    """What the pages tell an administrator to run does run, and a role that posts can do that and no more."""
    with running(folder / "server") as place:
        psql(place, "CREATE DATABASE trade TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")

        def run(sql: str, user: str = "postgres") -> str:
            done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", f"postgresql://{user}@/trade?host={place}", "-c",
                                   sql], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"{sql}\n{done.stderr}")
            return done.stdout

        def as_role(role: str, **options) -> emptor.Book:
            return open_book(f"postgresql://{role}@/trade?host={place}&emptor_schema=shop_1", **options)

        statements = sql_blocks("how-to/postgres.md")
        opened = False
        for statement in statements:
            if "trade_post" in statement and not opened:
                with as_role("trade_owner") as book:
                    fill(book)
                opened = True
            run(statement)
        for statement in sql_blocks("explanation/scale.md"):
            run(statement)
        with as_role("trade_post") as book:
            sale = book.post_sale("C001", [("P1", 2)], location="W1", idempotency_key="K")
            book.post_collection("C001", 5)
            book.reverse(sale)
            book.set_base_price("P1", 11)
            check_sound(book)
        with as_role("trade_read", read_only=True) as book:
            check_sound(book)
            assert error_of(lambda: book.post_sale("C001", [("P1", 1)])).code == "READ_ONLY"
        with as_role("trade_read") as book:
            assert error_of(lambda: book.post_sale("C001", [("P1", 1)])).code == "FORBIDDEN"
        for forbidden in ("DROP TABLE shop_1.emptor_voucher", "TRUNCATE shop_1.emptor_voucher",
                          "ALTER TABLE shop_1.emptor_voucher ADD COLUMN x INT", "DELETE FROM shop_1.emptor_voucher",
                          "UPDATE shop_1.emptor_voucher SET net = 0", "CREATE TABLE shop_1.t (x INT)"):
            try:
                run(forbidden, "trade_post")
            except RuntimeError:
                continue
            raise AssertionError(f"trade_post may {forbidden}")
        return f"{len(statements)} statements of the how-to"


if __name__ == "__main__":
    for fault in [globals()[name] for name in sys.argv[1:]] or [killed, terminated, timeouts, disk, standby, pages]:
        where = pathlib.Path(tempfile.mkdtemp(prefix="emptor-ft-"))
        where.chmod(0o755)
        try:
            print(f"{fault.__name__}: {fault(where)}", flush=True)
        except LeftOut as why:
            print(f"{fault.__name__}: left out: {why}", flush=True)
        finally:
            shutil.rmtree(where, ignore_errors=True)
