"""The example that replays invoices and payments, against figures that plain loops find in the file."""

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

import emptor
import pytest
from conftest import STORE

Rows = list[dict[str, Any]]


def rows_of(file: Path) -> Rows:
    """The rows with numbers and days in place of text, in the order of their dates."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows: Rows = list(csv.DictReader(opened))
    for row in rows:
        for name in ("invoice_date", "due_date", "settled_date"):
            row[name] = date.fromisoformat(row[name])
        whole, _, rest = row["invoice_amount"].partition(".")
        row["cents"] = int(whole) * 100 + int(rest.ljust(2, "0"))
    return sorted(rows, key=lambda row: (row["invoice_date"], row["invoice_number"]))


@pytest.fixture
def payment_histories(example: Callable[[str], ModuleType]) -> ModuleType:
    return example("payment_histories")


@pytest.fixture
def file(real_data: Path) -> Path:
    return real_data / "receivables-ibm" / "invoices.csv"


def in_cents(money: emptor.Money) -> int:
    return int(money.amount * 100)


def check_habits(found: dict[str, Any], rows: Rows) -> None:
    assert len(found) == 100
    assert sum(habit.invoices for habit in found.values()) == 2466
    assert sum(habit.late for habit in found.values()) == 877
    for code, habit in found.items():
        own = [row for row in rows if row["customer_id"] == code]
        days = [int(row["days_to_settle"]) for row in own]
        late = [int(row["days_late"]) for row in own]
        assert (habit.invoices, habit.days, habit.days_late) == (len(own), sum(days), sum(late)), code
        assert habit.late == len([each for each in late if each > 0]), code
        assert habit.average_days == (Decimal(sum(days)) / len(days)).quantize(Decimal("0.01"), ROUND_HALF_UP), code


def ageing_of(rows: Rows, day: date) -> dict[str, list[int]]:
    """Cents by customer: not due, 0-7, 8-14, 15-30, over 30 days past due, disputed."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row["invoice_date"] > day or row["settled_date"] <= day:
            continue
        past = (day - row["due_date"]).days
        if row["disputed"] == "1":
            column = 5
        elif past < 0:
            column = 0
        elif past <= 7:
            column = 1
        elif past <= 14:
            column = 2
        elif past <= 30:
            column = 3
        else:
            column = 4
        found.setdefault(row["customer_id"], [0] * 6)[column] += row["cents"]
    return found


def check_ageing(found: emptor.Ageing, rows: Rows, day: date) -> None:
    expected = ageing_of(rows, day)
    columns: dict[str, list[int]] = {}
    for row in found.rows:
        columns[row.code] = [in_cents(each) for each in (row.not_due, *row.buckets, row.disputed)]
        assert in_cents(row.balance) == sum(columns[row.code]) and in_cents(row.credits) == 0
    assert columns == expected, day
    assert in_cents(found.total.balance) == sum(sum(each) for each in expected.values()) > 0


#: What each policy allows, once more: cents, days past due, and which of the two rules block.
ALLOWED = {"mild": (25000, 30, ()), "usual": (20000, 14, ("overdue",)), "strict": (15000, 0, ("limit", "overdue"))}


def outcome(rows: Rows, limit: int, days: int, blocking: tuple[str, ...]) -> tuple[set[str], dict[str, set[str]]]:
    """Numbers of the sales that are warned of, and those blocked with the rules that speak against them. What is paid on a day
    is open for that day's sales."""
    taken: dict[str, Rows] = {}
    warned: set[str] = set()
    blocked: dict[str, set[str]] = {}
    for row in rows:
        day = row["invoice_date"]
        own = taken.setdefault(row["customer_id"], [])
        open_then = [other for other in own if other["settled_date"] >= day]
        rules = set()
        if sum(other["cents"] for other in open_then) + row["cents"] > limit:
            rules.add("limit")
        if any((day - other["due_date"]).days > days for other in open_then):
            rules.add("overdue")
        if rules & set(blocking):
            blocked[row["invoice_number"]] = rules
            continue
        if rules:
            warned.add(row["invoice_number"])
        own.append(row)
    return warned, blocked


def check_outcome(done: Any, events: list[emptor.CreditEvent], rows: Rows, name: str) -> None:
    warned, blocked = outcome(rows, *ALLOWED[name])
    assert {number: set(rules.split(",")) for number, rules in done.blocked.items()} == blocked
    numbers = {sale.id: number for number, sale in done.sales.items()}
    assert sorted(numbers[event.voucher] for event in events) == sorted(warned)
    assert len(done.sales) + len(done.blocked) == len(rows)


def test_the_figures_are_those_of_the_file_and_of_the_page(
    payment_histories: ModuleType, file: Path, shown: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows, invoices = rows_of(file), payment_histories.read(file)
    with emptor.open(":memory:", currency="USD", today=payment_histories.TODAY) as book:
        payment_histories.replay(book, invoices)
        check_habits(payment_histories.habits(book), rows)
        for day in payment_histories.DATES:
            check_ageing(payment_histories.ageing(book, day), rows, day)
        payment_histories.show(book)
    outcomes = {name: payment_histories.under(policy, invoices) for name, policy in payment_histories.POLICIES.items()}
    for name, (done, events) in outcomes.items():
        check_outcome(done, events, rows, name)
    payment_histories.show_policies(invoices, outcomes)
    assert capsys.readouterr().out == shown("python3 examples/payment_histories.py")


@pytest.mark.skipif(not STORE, reason="compares a file with a server: runs as real_data.postgres")
def test_the_content_is_the_same_on_both_stores(
    payment_histories: ModuleType, file: Path, on_sqlite: Callable[..., emptor.Book]
) -> None:
    hashes = []
    stores: tuple[Callable[..., emptor.Book], ...] = (emptor.open, on_sqlite)
    for open_book in stores:
        with open_book(":memory:", currency="USD", today=payment_histories.TODAY) as book:
            payment_histories.replay(book, payment_histories.read(file))
            assert book.verify() == []
            hashes.append(book.content_hash())
    assert hashes[0] == hashes[1]


def test_invoices_of_ones_own(payment_histories: ModuleType, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text(
        "customer_id,invoice_number,invoice_date,due_date,invoice_amount,disputed,settled_date\n"
        "C1,1,2013-01-02,2013-02-01,55.94,0,2013-02-06\n"
        "C1,2,2013-02-06,2013-03-08,100.00,1,2013-02-06\n"
    )
    invoices = payment_histories.read(own)
    with emptor.open(":memory:", currency="USD", today=payment_histories.TODAY) as book:
        assert not payment_histories.replay(book, invoices).blocked
        (habit,) = payment_histories.habits(book).values()
        assert (habit.invoices, habit.average_days, habit.late, habit.days_late) == (2, Decimal("17.50"), 1, 5)
    strict, warned = payment_histories.under(payment_histories.POLICIES["strict"], invoices)
    assert strict.blocked == {"2": "limit,overdue"} and not warned
