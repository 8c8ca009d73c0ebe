"""Invoices and the days on which they were paid, replayed as sales and collections.

    python3 examples/payment_histories.py [INVOICES.csv] [--book BOOK]

It tells how late each customer pays, what was open at five dates and for how long, and which sales three credit policies
would have warned of or blocked. BOOK is a file or "postgresql://…?emptor_schema=name"; without it the book is in memory.

INVOICES.csv has a row for each invoice, with at least the columns customer_id, invoice_number, invoice_date, due_date,
invoice_amount, disputed (1 or 0) and settled_date: yours, or by default receivables-ibm/invoices.csv in the folder that
EMPTOR_DATA names.
"""

import argparse
import csv
import os
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Iterator

import emptor

DATES = (date(2012, 6, 30), date(2012, 12, 31), date(2013, 3, 31), date(2013, 6, 30), date(2013, 9, 30))
BOUNDS = (7, 14, 30)
TODAY = date(2014, 1, 31)
Policy = dict[str, Decimal | int | str]
POLICIES: dict[str, Policy] = {
    "mild": {"credit_limit": Decimal(250), "credit_overdue_days": 30, "credit_answers": "limit=warn, overdue=warn"},
    "usual": {"credit_limit": Decimal(200), "credit_overdue_days": 14, "credit_answers": "limit=warn, overdue=block"},
    "strict": {"credit_limit": Decimal(150), "credit_overdue_days": 0, "credit_answers": "limit=block, overdue=block"},
}


@dataclass(frozen=True)
class Invoice:
    customer: str
    number: str
    dated: date
    due: date
    amount: Decimal
    disputed: bool
    settled: date


@dataclass
class Replay:
    """What became of the invoices, by number: the sales that were made, and the rules that refused the others."""

    sales: dict[str, emptor.Voucher] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)


#: What becomes of the invoices under a policy, and the warnings.
Outcome = tuple[Replay, list[emptor.CreditEvent]]


@dataclass
class Habit:
    """How a customer pays."""

    invoices: int = 0
    days: int = 0
    late: int = 0
    days_late: int = 0

    @property
    def average_days(self) -> Decimal:
        """Days to collect an invoice, to two places."""
        return (Decimal(self.days) / self.invoices).quantize(Decimal("0.01"), ROUND_HALF_UP)


def default_file() -> Path:
    return Path(os.environ.get("EMPTOR_DATA", ".")) / "receivables-ibm" / "invoices.csv"


def read(path: Path) -> list[Invoice]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Invoice(
                row["customer_id"],
                row["invoice_number"],
                date.fromisoformat(row["invoice_date"]),
                date.fromisoformat(row["due_date"]),
                Decimal(row["invoice_amount"]),
                row["disputed"] == "1",
                date.fromisoformat(row["settled_date"]),
            )
            for row in csv.DictReader(file)
        ]


def in_order(invoices: list[Invoice]) -> Iterator[tuple[str, Invoice]]:
    """What happened, day by day: on each day the sales, then the money that came in."""
    events = [(invoice.dated, 0, invoice.number, invoice) for invoice in invoices]
    events += [(invoice.settled, 1, invoice.number, invoice) for invoice in invoices]
    for _, kind, _, invoice in sorted(events, key=lambda event: event[:3]):
        yield ("sale", "collection")[kind], invoice


def replay(book: emptor.Book, invoices: list[Invoice], policy: Policy | None = None) -> Replay:
    """Posts everything in one transaction. A sale that the policy blocks is not made, and its money does not come."""
    done = Replay()
    with book.batch():
        book.create_unit("INV", "invoice")
        book.create_item("GOODS", "As invoiced", unit="INV", stocked=False)
        for customer in sorted({invoice.customer for invoice in invoices}):
            book.create_customer(customer, customer)
        for term, value in (policy or {}).items():
            book.set_term(term, value)
        for kind, invoice in in_order(invoices):
            if kind == "sale":
                sell(book, invoice, done)
            elif invoice.number in done.sales:
                book.post_collection(
                    invoice.customer,
                    invoice.amount,
                    dated=invoice.settled,
                    settles=[done.sales[invoice.number]],
                    reference=invoice.number,
                )
    return done


def sell(book: emptor.Book, invoice: Invoice, done: Replay) -> None:
    try:
        sale = book.post_sale(
            invoice.customer,
            [emptor.Line("GOODS", 1, unit_price=invoice.amount)],
            dated=invoice.dated,
            due=invoice.due,
            reference=invoice.number,
            acknowledge_warnings=True,
        )
    except emptor.CreditBlocked as refusal:
        done.blocked[invoice.number] = ",".join(finding.rule for finding in refusal.decision.findings)
        return
    done.sales[invoice.number] = sale
    if invoice.disputed:  # The file does not say since when; here, since the day of the invoice.
        book.mark_item("dispute", invoice.customer, sale, since=invoice.dated, reason="as invoiced")


def habits(book: emptor.Book) -> dict[str, Habit]:
    """From the book alone: a sale was collected on the day from which its last allocation counts."""
    found: dict[str, Habit] = {}
    for sale in book.vouchers(kind="sale"):
        collected = max(each.effective for each in book.allocations(sale))
        habit = found.setdefault(sale.party, Habit())
        habit.invoices += 1
        habit.days += (collected - sale.dated).days
        habit.late += collected > sale.due
        habit.days_late += max(0, (collected - sale.due).days)
    return found


def ageing(book: emptor.Book, day: date) -> emptor.Ageing:
    return book.ageing(as_of=day, basis="due", bounds=BOUNDS, disputed_apart=True)


def show_habits(found: dict[str, Habit]) -> None:
    whole = Habit()
    for habit in found.values():
        for name in ("invoices", "days", "late", "days_late"):
            setattr(whole, name, getattr(whole, name) + getattr(habit, name))
    print(f"{whole.invoices} invoices of {len(found)} customers, {whole.average_days} days to collect one;")
    print(f"{whole.late} paid late, {whole.days_late} days altogether. The slowest customers:")
    print(f"  {'customer':12} {'invoices':>8} {'days':>7} {'late':>5} {'days late':>10}")
    for code, habit in sorted(found.items(), key=lambda each: (-each[1].average_days, each[0]))[:5]:
        print(f"  {code:12} {habit.invoices:>8} {habit.average_days:>7} {habit.late:>5} {habit.days_late:>10}")


def show_ageing(book: emptor.Book) -> None:
    print("Open, by days past due:")
    columns = ("not due", *ageing(book, DATES[0]).labels, "disputed", "open")
    print(f"  {'at the end of':13}" + "".join(f"{name:>11}" for name in columns))
    for day in DATES:
        total = ageing(book, day).total
        figures = (total.not_due, *total.buckets, total.disputed, total.balance)
        print(f"  {day.isoformat():13}" + "".join(f"{money.amount:>11}" for money in figures))


def under(policy: Policy, invoices: list[Invoice]) -> Outcome:
    with emptor.open(":memory:", currency="USD", today=TODAY) as book:
        done = replay(book, invoices, policy)
        return done, list(book.credit_events())


def show_policies(invoices: list[Invoice], outcomes: dict[str, Outcome]) -> None:
    print("Under a credit policy, sales (customers) warned of and blocked, and how many of the blocked were paid late:")
    print(f"  {'policy':8}{'warned':>12}{'blocked':>12}{'amount blocked':>16}{'paid late':>11}")
    for name, (done, warnings) in outcomes.items():
        refused = [invoice for invoice in invoices if invoice.number in done.blocked]
        warned = f"{len(warnings)} ({len({event.account for event in warnings})})"
        blocked = f"{len(refused)} ({len({invoice.customer for invoice in refused})})"
        amount = sum((invoice.amount for invoice in refused), Decimal("0.00"))
        late = sum(invoice.settled > invoice.due for invoice in refused)
        print(f"  {name:8}{warned:>12}{blocked:>12}{amount:>16}{late:>11}")


def show(book: emptor.Book) -> None:
    show_habits(habits(book))
    show_ageing(book)
    print(f"{len(book.verify())} differences between the book's counters and its documents")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("invoices", nargs="?", type=Path, default=default_file())
    parser.add_argument("--book", default=":memory:", help="a new book, in a file or on a server")
    given = parser.parse_args()
    invoices = read(given.invoices)
    with emptor.open(given.book, currency="USD", today=TODAY) as book:
        replay(book, invoices)
        show(book)
        if given.book != ":memory:":
            print(f"content {book.content_hash()}, the same on every store")
    show_policies(invoices, {name: under(policy, invoices) for name, policy in POLICIES.items()})


if __name__ == "__main__":
    main()
