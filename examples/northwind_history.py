"""Northwind's whole order history as sales: lines, discounts, freight, ship-to addresses and salespeople.

    python3 examples/northwind_history.py [--book BOOK]

It tells what each year brought, who bought most, and what the discounts cost. BOOK is a file or
"postgresql://…?emptor_schema=name"; without it the book is in memory.
"""

import argparse
import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import emptor

NORTHWIND = Path(__file__).parent / "data" / "northwind"
YEARS = (1996, 1997, 1998)
TODAY = date(1998, 12, 31)
COUNTRIES = dict(
    pair.split(":")
    for pair in (
        "Argentina:AR Austria:AT Belgium:BE Brazil:BR Canada:CA Denmark:DK Finland:FI France:FR Germany:DE Ireland:IE Italy:IT "
        "Mexico:MX Norway:NO Poland:PL Portugal:PT Spain:ES Sweden:SE Switzerland:CH UK:GB USA:US Venezuela:VE"
    ).split()
)


def table(name: str) -> list[dict[str, str]]:
    with (NORTHWIND / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Place:
    """Where an order goes to."""

    name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str


def place(order: dict[str, str]) -> Place:
    parts = ("name", "address", "city", "region", "postal_code", "country")
    return Place(*(order[f"ship_{part}"] for part in parts))


def load(book: emptor.Book) -> list[emptor.BatchOutcome]:
    """Master data, and every order as a sale of its day: all of it, or nothing."""
    with book.batch():
        load_products(book)
        for row in table("employees"):
            book.create_person(row["employee_id"], f"{row['first_name']} {row['last_name']}", phone=row["home_phone"])
        for row in table("customers"):
            book.create_customer(row["customer_id"], row["company_name"], phone=row["phone"], fax=row["fax"])
            book.save_contact(row["customer_id"], row["contact_name"], role=row["contact_title"], phone=row["phone"])
        addresses = load_addresses(book)
        return book.post_batch(drafts(addresses), all_or_nothing=True)


def load_products(book: emptor.Book) -> None:
    book.create_unit("UNIT", "unit")
    for row in table("categories"):
        book.create_item_group(f"CATEGORY-{row['category_id']}", row["category_name"])
    for row in table("products"):
        group = f"CATEGORY-{row['category_id']}"
        book.create_item(row["product_id"], row["product_name"], unit="UNIT", stocked=False, groups=[group])
        book.set_base_price(row["product_id"], Decimal(row["unit_price"]))
    book.create_item("FREIGHT", "Freight", unit="UNIT", stocked=False)


def load_addresses(book: emptor.Book) -> dict[tuple[str, Place], str]:
    """Gives each place that a customer ever had something sent to a name."""
    found: dict[tuple[str, Place], str] = {}
    of_customer: dict[str, int] = {}
    for order in table("orders"):
        customer, where = order["customer_id"], place(order)
        if (customer, where) in found:
            continue
        of_customer[customer] = of_customer.get(customer, 0) + 1
        found[customer, where] = f"{where.name} {of_customer[customer]}"
        book.save_address(
            customer,
            found[customer, where],
            street=where.street,
            city=where.city,
            region=where.region,
            postal_code=where.postal_code,
            country=COUNTRIES[where.country],
        )
    return found


def drafts(addresses: dict[tuple[str, Place], str]) -> list[emptor.VoucherDraft]:
    details: dict[str, list[emptor.Line]] = {}
    for row in table("order_details"):
        details.setdefault(row["order_id"], []).append(
            emptor.Line(
                row["product_id"],
                int(row["quantity"]),
                unit_price=Decimal(row["unit_price"]),
                discount=Decimal(row["discount"]) * 100,
            )
        )
    return [
        emptor.VoucherDraft(
            "sale",
            order["customer_id"],
            (*details[order["order_id"]], emptor.Line("FREIGHT", 1, unit_price=Decimal(order["freight"]))),
            dated=date.fromisoformat(order["order_date"]),
            salesperson=order["employee_id"],
            ship_to=addresses[order["customer_id"], place(order)],
            reference=order["order_id"],
        )
        for order in table("orders")
    ]


def sales_of(book: emptor.Book, year: int) -> list[emptor.SalesTotal]:
    """Every customer of a year, the greatest first."""
    return book.best_customers(dated_from=date(year, 1, 1), dated_until=date(year + 1, 1, 1), limit=1000)


def discounts_of(book: emptor.Book, year: int) -> Decimal:
    """What the lines of a year cost less than the list prices of today."""
    rows = book.discount_report(dated_from=date(year, 1, 1), dated_until=date(year + 1, 1, 1))
    return sum((row.discount.amount for row in rows), Decimal(0))


def sold_by(book: emptor.Book) -> dict[str, Decimal]:
    """By the person who stands on the voucher, who need not be in charge of the customer."""
    names = {person.code: person.name for person in book.persons()}
    found = dict.fromkeys(names.values(), Decimal(0))
    for sale in book.vouchers(kind="sale"):
        found[names[sale.salesperson]] += sale.net.amount
    return found


def show(book: emptor.Book) -> None:
    print(f"  {'year':6}{'customers':>10}{'orders':>8}{'sold':>13}{'below list':>13}")
    for year in YEARS:
        rows = sales_of(book, year)
        sold = sum((row.net.amount for row in rows), Decimal(0))
        orders = sum(row.vouchers for row in rows)
        print(f"  {year:<6}{len(rows):>10}{orders:>8}{sold:>13}{discounts_of(book, year):>13}")
    print("Who bought most:")
    for row in book.best_customers(dated_from=date(1996, 1, 1), dated_until=date(1999, 1, 1), limit=5):
        years = {year: each.net.amount for year in YEARS for each in sales_of(book, year) if each.party == row.party}
        print(f"  {row.party}  {row.name:32.32}{row.net.amount:>11} = {' + '.join(str(each) for each in years.values())}")
    print("Who sold most:")
    for name, amount in sorted(sold_by(book).items(), key=lambda each: -each[1])[:3]:
        print(f"  {name:39}{amount:>11}")
    print(f"{len(book.verify())} differences between the book's counters and its documents")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", default=":memory:", help="a new book, in a file or on a server")
    given = parser.parse_args()
    with emptor.open(given.book, currency="USD", today=TODAY) as book:
        print(f"{len(load(book))} orders of {book.count_customers()} customers")
        show(book)
        if given.book != ":memory:":
            print(f"content {book.content_hash()}, the same on every store")


if __name__ == "__main__":
    main()
