#!/usr/bin/env python3
"""A primary dies under load, its synchronous standby takes over, the hosts go on: nothing acknowledged is lost or doubled.

    failover.py [ROUNDS]    one round takes about ten seconds; once in ctest, ten times as a soak

Three processes post sales to one book through an address with both servers in it, each sale with an idempotency key, and
write down what was acknowledged. The primary is killed with SIGKILL, the standby promoted. What a host is told meanwhile
it answers by posting again with the same key. Afterwards every key has exactly one voucher with the number that was
acknowledged, numbers have no gap, and the book verifies itself.
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
from datetime import date

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import postgres_server as server  # noqa: E402

import emptor  # noqa: E402

WORKERS = 3
TRY_AGAIN = {"CONNECTION_LOST", "UNAVAILABLE", "BUSY", "READ_ONLY", "CLOSED"}


def work(address: str, name: str, stop, answers) -> None:
    acknowledged, told = {}, set()
    book = None
    number = 0
    while not stop.is_set():
        key = f"{name}-{number}"
        try:
            if book is None:
                book = emptor.open(address, today=date(2026, 3, 31), busy_timeout_ms=2_000)
            acknowledged[key] = book.post_sale("C001", [("P1", 1)], idempotency_key=key).number
            number += 1
        except emptor.Error as error:
            told.add(error.code)
            if error.code not in TRY_AGAIN:
                answers.put((name, f"{error.code}: {error}", {}, told))
                return
            time.sleep(0.05)
    answers.put((name, "", acknowledged, told))


def settings(folder: pathlib.Path, lines: str) -> None:
    with open(folder / "data" / "postgresql.auto.conf", "a", encoding="utf-8") as file:
        file.write(lines)


def psql(folder: pathlib.Path, sql: str) -> str:
    done = subprocess.run(["psql", "-XAtq", f"postgresql://postgres@/postgres?host={folder}", "-c", sql],
                          capture_output=True, text=True, check=True)
    return done.stdout.strip()


def start_standby(primary: pathlib.Path, standby: pathlib.Path) -> None:
    standby.mkdir()
    if user := server.owner():
        shutil.chown(standby, user)
    server.run(server.program("pg_basebackup"), "-D", str(standby / "data"), "-R", "-X", "stream", "-c", "fast", "-d",
               f"postgresql://postgres@/postgres?host={primary}&application_name=standby")
    settings(standby, f"unix_socket_directories = '{standby}'\nsynchronous_standby_names = ''\n")
    with open(standby / "data" / "postgresql.conf", "a", encoding="utf-8") as file:
        file.write(f"unix_socket_directories = '{standby}'\n")
    server.run(server.program("pg_ctl"), "-D", str(standby / "data"), "-l", str(standby / "log"), "-w", "start")
    psql(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
    psql(primary, "ALTER SYSTEM SET synchronous_commit = on")
    psql(primary, "SELECT pg_reload_conf()")
    for _ in range(100):
        if psql(primary, "SELECT sync_state FROM pg_stat_replication") == "sync":
            return
        time.sleep(0.1)
    sys.exit("the standby did not become synchronous")


def wait_until(what: str, reached) -> None:
    """However slow the machine is; a minute is no measure of it."""
    end = time.monotonic() + 60
    while not reached():
        if time.monotonic() > end:
            sys.exit(f"waited a minute in vain: {what}")
        time.sleep(0.05)


def vouchers_in(folder: pathlib.Path) -> int:
    return int(psql(folder, "SELECT count(*) FROM emptor.emptor_voucher"))


def one_round(root: pathlib.Path) -> str:
    primary, standby = root / "a", root / "b"
    server.start(primary)
    try:
        start_standby(primary, standby)
        here = f"postgresql://postgres@/postgres?host={primary}"
        both = f"postgresql://postgres@/postgres?host={primary},{standby}&target_session_attrs=read-write&connect_timeout=2"
        with emptor.open(here, currency="USD", today=date(2026, 3, 31)) as book:
            book.create_unit("PCS", "piece")
            book.create_item("P1", "Lamp", unit="PCS")
            book.set_base_price("P1", 10)
            book.create_customer("C001", "An Phat")

        # What a standby is for before it is more: it reads, and refuses to write. It has the rows before it shows them.
        written = psql(primary, "SELECT pg_current_wal_lsn()")
        wait_until("the standby shows the book",
                   lambda: psql(standby, f"SELECT pg_last_wal_replay_lsn() >= '{written}'") == "t")
        with emptor.open(f"postgresql://postgres@/postgres?host={standby}", today=date(2026, 3, 31)) as reader:
            assert reader.customer("C001").name == "An Phat"
            try:
                reader.post_sale("C001", [("P1", 1)])
                sys.exit("a standby took a voucher")
            except emptor.Error as error:
                assert error.code == "READ_ONLY", error.code

        spawn = multiprocessing.get_context("spawn")
        stop, answers = spawn.Event(), spawn.Queue()
        hosts = [spawn.Process(target=work, args=(both, f"host{i}", stop, answers)) for i in range(WORKERS)]
        for host in hosts:
            host.start()
        wait_until("the hosts work", lambda: vouchers_in(primary) >= 100)
        postmaster = int((primary / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        backends = psql(primary, "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity").split()
        for pid in [postmaster, *map(int, backends)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        before = vouchers_in(standby)
        server.run(server.program("pg_ctl"), "-D", str(standby / "data"), "-w", "promote")
        wait_until("the hosts go on", lambda: vouchers_in(standby) >= before + 100)
        stop.set()
        acknowledged, told = {}, set()
        for _ in hosts:
            name, wrong, done, codes = answers.get(timeout=60)
            if wrong:
                sys.exit(f"{name}: {wrong}")
            acknowledged |= done
            told |= codes
        for host in hosts:
            host.join(60)

        with emptor.open(both, today=date(2026, 3, 31)) as book:
            kept = {row.split("|")[0]: row.split("|")[1] for row in psql(
                standby, "SELECT k.key, v.number FROM emptor.emptor_command k JOIN emptor.emptor_v_voucher v "
                         "ON v.id = k.voucher_id").splitlines()}
            vouchers = vouchers_in(standby)
            assert book.verify() == [], book.verify()
        lost = {key for key, number in acknowledged.items() if kept.get(key) != number}
        assert not lost, f"lost or changed: {sorted(lost)[:5]}"
        # A host that was stopped between its last failure and its next try may have one that it never heard of.
        assert vouchers == len(kept) and len(kept) - len(acknowledged) <= WORKERS, (vouchers, len(kept), len(acknowledged))
        assert before > 0 and len(acknowledged) > before, (before, len(acknowledged))
        return f"{len(acknowledged)} vouchers, {before} of them before; hosts were told {', '.join(sorted(told)) or 'nothing'}"
    finally:
        server.stop(standby)
        server.stop(primary)


if __name__ == "__main__":
    for turn in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="emptor-fo-"))
        folder.chmod(0o755)
        try:
            print(f"{turn + 1}: {one_round(folder)}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
