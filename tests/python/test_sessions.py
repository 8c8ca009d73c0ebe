"""Iterating page by page, sessions side by side, threads."""

import gc
import threading
import time
from datetime import date
from decimal import Decimal

import emptor
import pytest


def test_customers_come_page_by_page(book):
    with book.batch():
        for number in range(450):
            book.create_customer(f"K{number:04}", f"Customer {number}")
    found = book.customers()
    assert iter(found) is found
    assert next(found).code == "C001"
    # Seen although it was made after the iteration began: the page with it was not read yet.
    book.create_customer("K9999", "Last")
    rest = [party.code for party in found]
    assert len(rest) == 452 and rest == sorted(rest) and rest[-1] == "K9999"


def test_vouchers_come_page_by_page(book):
    with book.batch():
        for _ in range(230):
            book.post_sale("C002", [("P2", 1)])
    numbers = [voucher.number for voucher in book.vouchers(party="C002")]
    assert numbers == [f"20260331-{n + 1}" for n in range(230)]
    assert list(book.vouchers(kind="purchase")) == []
    assert len(list(book.audit())) > 10


def test_a_batch_belongs_to_its_thread():
    with emptor.open(":memory:", currency="EUR", busy_timeout_ms=50) as book:
        outcomes = []

        def create(code):
            try:
                book.create_unit(code, "unit")
                outcomes.append("made")
            except emptor.BusyError as busy:
                outcomes.append(busy.code)

        def elsewhere(code):
            thread = threading.Thread(target=create, args=(code,))
            thread.start()
            thread.join()

        with pytest.raises(KeyError), book.batch():
            book.create_unit("PCS", "piece")
            elsewhere("KG")
            raise KeyError
        elsewhere("KG")
        assert outcomes == ["BUSY", "made"]
        book.create_unit("PCS", "piece")


def test_another_thread_waits_for_the_end_of_a_batch(book):
    begun, done = threading.Event(), []
    waiting = threading.Thread(target=lambda: (begun.set(), done.append(book.post_sale("C002", [("P2", 1)]).number)))
    with book.batch():
        waiting.start()
        begun.wait()
        time.sleep(0.05)
        assert done == []
        book.post_sale("C002", [("P2", 1)])
    waiting.join()
    assert done == ["20260331-2"]


def test_an_iteration_keeps_its_book():
    def parties():
        book = emptor.open(":memory:", currency="EUR")
        with book.batch():
            for number in range(250):
                book.create_customer(f"K{number:04}", "Customer")
        return book.customers()

    found = parties()
    gc.collect()
    assert len(list(found)) == 250


def test_a_snapshot_stands_still(book_file):
    with emptor.open(book_file) as book:
        other = book.as_actor("owner")
        with book.snapshot():
            before = book.balance("C002").amount
            other.post_sale("C002", [("P2", 1)], dated=date(2026, 3, 31))
            assert book.balance("C002").amount == before
        assert book.balance("C002").amount == emptor.Money("11.00", "USD")


def test_two_threads_with_their_own_sessions_never_pass_the_limit(book_file):
    with emptor.open(book_file, today=date(2026, 3, 31), busy_timeout_ms=60_000) as book:
        book.set_term("credit_limit", Decimal("110.00"), party="C002")
        start = threading.Barrier(2)
        outcomes: list[str] = []

        def work() -> None:
            session = book.as_actor("owner")
            start.wait()
            for _ in range(20):
                try:
                    session.post_sale("C002", [("P2", 1)])
                    outcomes.append("posted")
                except emptor.CreditBlocked:
                    outcomes.append("blocked")

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (outcomes.count("posted"), outcomes.count("blocked")) == (10, 30)
        assert book.balance("C002").amount == emptor.Money("110.00", "USD")
        assert book.verify() == []


def test_a_shared_session_takes_turns(book):
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(30):
                book.post_sale("C002", [("P2", 1)])
                book.resolve_price("P1", customer="C001")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert book.balance("C002").amount == emptor.Money("1320.00", "USD")


def test_python_runs_on_while_a_writer_waits(book_file):
    """Goal: the GIL is free while the store waits. Method: count in this thread while another waits for the writer."""
    with emptor.open(book_file, busy_timeout_ms=400) as book:
        waiting = book.as_actor("owner")
        ended = threading.Event()
        refused: list[BaseException] = []

        def write() -> None:
            try:
                waiting.create_customer("C010", "Patient")
            except emptor.Error as error:
                refused.append(error)
            finally:
                ended.set()

        with book.batch():
            book.create_customer("C020", "First")
            thread = threading.Thread(target=write)
            thread.start()
            turns = 0
            deadline = time.monotonic() + 30
            while not ended.is_set() and time.monotonic() < deadline:
                time.sleep(0.001)
                turns += 1
            thread.join()
        assert turns > 20
        assert isinstance(refused[0], (emptor.BusyError, TimeoutError)) and refused[0].code == "BUSY"
        assert book.find_customer("C020") is not None


@pytest.mark.parametrize("key", ["a", "ключ"])
def test_keys_hold_across_sessions(book_file, key):
    with emptor.open(book_file, today=date(2026, 3, 31)) as book:
        first = book.post_sale("C002", [("P2", 1)], idempotency_key=key)
    with emptor.open(book_file, today=date(2026, 4, 1)) as book:
        assert book.post_sale("C002", [("P2", 1)], idempotency_key=key) == first
        assert len(list(book.vouchers())) == 1
