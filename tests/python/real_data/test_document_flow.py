"""The receivables of an order-to-cash extract: invoices, their cancellations, and what was cleared on which day.

Of 123 items 67 are invoices and 56 cancellations. 44 cancel an invoice of the extract and are reversals; 12 cancel one that is not in it, on
their own day, and have no effect. 20 invoices were cleared by documents outside the extract: money, as far as a book can know.
"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Callable

import emptor
import pytest
from conftest import STORE

Row = dict[str, str]
TODAY = date(2025, 6, 30)


@pytest.fixture
def folder(real_data: Path) -> Path:
    return real_data / "sap-o2c"


def table(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def post(book: emptor.Book, folder: Path) -> dict[str, int]:
    """Posts the extract day by day, and counts what it is made of."""
    billing = {row["billingDocument"]: row for row in table(folder, "billing_document_headers")}
    items = table(folder, "journal_entry_items_accounts_receivable")
    invoices = [row for row in items if billing[row["referenceDocument"]]["billingDocumentType"] == "F2"]
    cancellations = {
        billing[row["referenceDocument"]]["cancelledBillingDocument"]: row
        for row in items
        if billing[row["referenceDocument"]]["billingDocumentType"] == "S1"
    }
    counts = {"sales": len(invoices), "reversals": 0, "collections": 0, "open": 0}
    book.create_unit("DOC", "document")
    book.create_item("GOODS", "As billed", unit="DOC", stocked=False)
    for customer in sorted({row["customer"] for row in items}):
        book.create_customer(customer, customer)
    for row in sorted(invoices, key=lambda row: (row["postingDate"], row["accountingDocument"])):
        amount = Decimal(row["amountInTransactionCurrency"])
        sale = book.post_sale(
            row["customer"],
            [emptor.Line("GOODS", 1, unit_price=amount)],
            dated=date.fromisoformat(row["postingDate"]),
            reference=row["referenceDocument"],
        )
        cancelled = cancellations.pop(row["referenceDocument"], None)
        if cancelled is not None:
            reversal = book.reverse(sale, on=date.fromisoformat(cancelled["postingDate"]))
            assert reversal.total.amount == Decimal(cancelled["amountInTransactionCurrency"]) == -amount
            counts["reversals"] += 1
        elif row["clearingDate"]:
            book.post_collection(
                row["customer"],
                amount,
                dated=date.fromisoformat(row["clearingDate"]),
                settles=[sale],
                reference=row["clearingAccountingDocument"],
            )
            counts["collections"] += 1
        else:
            counts["open"] += 1
    assert all(row["postingDate"] == row["clearingDate"] for row in cancellations.values())
    counts["without their invoice"] = len(cancellations)
    return counts


def open_in(folder: Path, day: date) -> dict[str, Decimal]:
    """What the file leaves open at the end of a day, by customer."""
    found: dict[str, Decimal] = {}
    for row in table(folder, "journal_entry_items_accounts_receivable"):
        total = found.setdefault(row["customer"], Decimal(0))
        cleared = date.fromisoformat(row["clearingDate"]) if row["clearingDate"] else date.max
        if date.fromisoformat(row["postingDate"]) <= day < cleared:
            found[row["customer"]] = total + Decimal(row["amountInTransactionCurrency"])
    return found


def test_a_document_flow_leaves_open_what_its_journal_leaves_open(
    folder: Path, on_sqlite: Callable[..., emptor.Book]
) -> None:
    stores: list[Callable[..., emptor.Book]] = [on_sqlite]
    if STORE:
        stores.append(emptor.open)
    hashes = []
    for open_book in stores:
        with open_book(":memory:", currency="INR", today=TODAY) as book:
            with book.batch():
                counts = post(book, folder)
            assert counts == {
                "sales": 67, "reversals": 44, "collections": 20, "open": 3, "without their invoice": 12,
            }
            for day in (date(2025, 4, 1), date(2025, 4, 2), date(2025, 4, 30), date(2025, 5, 15), date(2025, 5, 16), TODAY):
                for customer, amount in open_in(folder, day).items():
                    assert book.balance_at(customer, day).amount == amount, (customer, day)
                    rows = {row.code: row.balance.amount for row in book.ageing(as_of=day).rows}
                    assert rows.get(customer, Decimal(0)) == amount, (customer, day)
            open_items = {item.amount.amount for customer in open_in(folder, TODAY) for item in book.open_items(customer)}
            assert len(open_items) == 3 and sum(open_items) == sum(open_in(folder, TODAY).values())
            assert book.verify() == []
            hashes.append(book.content_hash())
    assert len(set(hashes)) == 1
