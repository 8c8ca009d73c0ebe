#!/usr/bin/env python3
"""What a five-line sale costs a PostgreSQL server: bytes of rows, indexes and log, statements, and pages left to vacuum.

    server_costs.py [VOUCHERS]    10,000 when not given; makes a server of its own. Says nothing about speed.

The figures of docs/explanation/scale.md. Sales of 5 lines to 500 customers with a limit in amount and age, from 100 items in
stock, posted one by one; every fourth is followed by a collection that settles the oldest.
"""

import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "support"))
import postgres_server as server  # noqa: E402

import emptor  # noqa: E402

CUSTOMERS, ITEMS, LINES = 500, 100, 5
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
            "shared_preload_libraries": "'pg_stat_statements'"}


def psql(folder: pathlib.Path, sql: str) -> list[list[str]]:
    done = subprocess.run(["psql", "-XAtq", f"postgresql://postgres@/postgres?host={folder}", "-c", sql],
                          capture_output=True, text=True, check=True)
    return [line.split("|") for line in done.stdout.splitlines()]


def sizes(folder: pathlib.Path) -> dict[str, tuple[int, int]]:
    rows = psql(folder, "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class "
                        "WHERE relnamespace = 'emptor'::regnamespace AND relkind = 'r'")
    return {name: (int(table), int(index)) for name, table, index in rows}


def private_memory(pid: int) -> int:
    """Bytes that a process shares with nobody; 0 where the system does not say."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def fill(book: emptor.Book) -> None:
    with book.batch():
        book.create_unit("PCS", "piece")
        book.create_location("W1", "Warehouse")
        for i in range(ITEMS):
            book.create_item(f"P{i}", f"Lamp {i}", unit="PCS")
            book.set_base_price(f"P{i}", 10 + i)
            book.adjust_stock(f"P{i}", "W1", 1_000_000, on=date(2026, 1, 1), reason="opening stock")
        for i in range(CUSTOMERS):
            book.create_customer(f"C{i}", f"Customer {i}", terms={"credit_limit": 10**9, "credit_age_days": 3650})


def work(book: emptor.Book, count: int, chance: random.Random, first: date) -> int:
    collections = 0
    for i in range(count):
        customer = f"C{chance.randrange(CUSTOMERS)}"
        day = first + timedelta(days=i * 90 // count)
        items = chance.sample(range(ITEMS), LINES)
        sale = book.post_sale(customer, [(f"P{item}", 3) for item in items], location="W1", dated=day,
                              idempotency_key=f"{first}-{i}")
        if i % 4 == 0:
            book.post_collection(customer, sale.total.amount, dated=day)
            collections += 1
    return collections


def main(count: int) -> None:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="emptor-cost-"))
    folder.chmod(0o755)
    place = folder / "server"
    try:
        server.start(place, SETTINGS)
        psql(place, "CREATE EXTENSION pg_stat_statements")
        with emptor.open(f"postgresql://postgres@/postgres?host={place}", currency="USD", today=date(2026, 6, 30)) as book:
            fill(book)
            chance = random.Random(7)
            work(book, count // 10, chance, date(2026, 1, 1))  # warm cards, pages and series
            before, start = sizes(place), psql(place, "SELECT pg_current_wal_lsn()")[0][0]
            psql(place, "SELECT pg_stat_statements_reset()")
            collections = work(book, count, chance, date(2026, 4, 1))
            statements = psql(place, "SELECT split_part(query, ' ', 1), sum(calls) FROM pg_stat_statements "
                                     "WHERE query NOT LIKE '%pg_stat%' GROUP BY 1 ORDER BY 2 DESC")
            backends = [int(pid) for [pid] in psql(place, "SELECT pid FROM pg_stat_activity WHERE application_name = 'emptor'")]
            memory = [private_memory(pid) for pid in backends]
            log = int(psql(place, f"SELECT pg_current_wal_lsn() - '{start}'")[0][0])
            after = sizes(place)
            assert book.verify() == []
        print(f"{count} sales of {LINES} lines and {collections} collections; bytes and statements for each sale "
              "(its share of collections included)")
        whole = [0, 0]
        for name, (table, index) in sorted(after.items(), key=lambda row: -sum(row[1])):
            grown = [table - before[name][0], index - before[name][1]]
            whole = [whole[0] + grown[0], whole[1] + grown[1]]
            if sum(grown) > 0:
                print(f"  {name:28} {grown[0] / count:8.0f} rows {grown[1] / count:8.0f} indexes")
        print(f"  {'together':28} {whole[0] / count:8.0f} rows {whole[1] / count:8.0f} indexes {log / count:8.0f} log")
        print("  " + ", ".join(f"{verb} {int(calls) / count:.1f}" for verb, calls in statements))
        if all(memory):
            print(f"  a backend holds {max(memory) / 1e6:.1f} MB of its own")
        for name, updates, hot, dead in psql(
                place, "SELECT relname, n_tup_upd, n_tup_hot_upd, n_dead_tup FROM pg_stat_user_tables "
                       "WHERE n_tup_upd > 1000 ORDER BY n_tup_upd DESC"):
            print(f"  {name:28} {int(updates) / count:8.2f} updates, {100 * int(hot) // int(updates)} % within the page, "
                  f"{dead} rows left to vacuum")
    finally:
        server.stop(place)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
