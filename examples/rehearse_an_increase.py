"""A list increase of 3 % with prices that end in .99, rehearsed on everything that Northwind sold.

    python3 examples/rehearse_an_increase.py

Every order is posted as a sale with the price and the discount that its clerks typed. The rehearsal then asks each line at
the list price less that discount, before and after the increase; nothing of it is saved.
"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import emptor

NORTHWIND = Path(__file__).parent / "data" / "northwind"
INCREASE = {"percent": 3, "ending": emptor.PriceEnding(multiple=Decimal(1), offset=Decimal("-0.01"))}


def table(name: str) -> list[dict[str, str]]:
    with (NORTHWIND / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(book: emptor.Book) -> None:
    book.create_unit("UNIT", "unit")
    for row in table("products"):
        book.create_item(row["product_id"], row["product_name"], unit="UNIT", stocked=False)
        book.set_base_price(row["product_id"], Decimal(row["unit_price"]))
        # Northwind does not tell what it paid; two thirds of the list price stand in for it.
        cost = (Decimal(row["unit_price"]) * 2 / 3).quantize(Decimal("0.01"))
        book.set_price(cost, item=row["product_id"], direction="purchases")
    for row in table("customers"):
        book.create_customer(row["customer_id"], row["company_name"])
    details: dict[str, list[emptor.Line]] = {}
    for row in table("order_details"):
        details.setdefault(row["order_id"], []).append(
            emptor.Line(
                row["product_id"],
                Decimal(row["quantity"]),
                unit_price=Decimal(row["unit_price"]),
                discount=Decimal(row["discount"]) * 100,
            )
        )
    for row in table("orders"):
        book.post_sale(row["customer_id"], details[row["order_id"]], dated=date.fromisoformat(row["order_date"]))


def rehearse(book: emptor.Book) -> emptor.Simulation:
    return book.simulate(
        price_changes=[INCREASE],
        from_day=date(1996, 1, 1),
        until_day=date(1999, 1, 1),
        typed_prices="reprice",
    )


def main() -> None:
    with emptor.open(":memory:", currency="USD") as book:
        with book.batch():
            load(book)
        found = rehearse(book)
    total = found.total
    print(f"{total.lines} lines, sold for {total.sold}")
    print(f"revenue {total.before.amount} -> {total.after.amount} ({total.gain.amount:+})")
    print(f"margin  {total.margin_before.amount} -> {total.margin_after.amount}")
    print("The twenty most affected customers:")
    for row in found.customers[:20]:
        print(f"  {row.code}  {row.name:36.36} {row.figures.before.amount:>10} {row.figures.gain.amount:>+9}")


if __name__ == "__main__":
    main()
