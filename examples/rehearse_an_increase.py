"""A list increase of 3 % with charm endings, rehearsed on everything that a company sold. Nothing of it is saved.

    python3 examples/rehearse_an_increase.py [northwind]
    python3 examples/rehearse_an_increase.py online-retail

Northwind's orders are posted as sales with the price and the discount that its clerks typed; each line is then asked at the list
price less that discount, before and after an increase to prices that end in .99. Online Retail is a year of a British gift
wholesaler, read from the folder that EMPTOR_DATA names: its lines are asked as they come, without being posted. Its list
price of an item is what most of its lines cost, and the new prices end in 9 pence.
"""

import csv
import gzip
import os
import re
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Callable, Iterator

import emptor

NORTHWIND = Path(__file__).parent / "data" / "northwind"
INCREASE = {"percent": 3, "ending": emptor.PriceEnding(multiple=Decimal(1), offset=Decimal("-0.01"))}
PENCE_INCREASE = {"percent": 3, "ending": emptor.PriceEnding(multiple=Decimal("0.10"), offset=Decimal("-0.01"))}
GOODS = re.compile(r"[0-9]{5}")  # how the stock codes of goods begin; others are postage, fees, vouchers


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


def retail_rows(months: str = "*") -> Iterator[dict[str, str]]:
    """What was sold to a customer: no cancellations, write-offs, postage, fees or gifts."""
    folder = Path(os.environ.get("EMPTOR_DATA", ".")) / "online-retail"
    for path in sorted(folder.glob(f"{months}.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["CustomerID"] and GOODS.match(row["StockCode"]) and int(row["Quantity"]) > 0:
                    if Decimal(row["UnitPrice"]) > 0:
                        yield row


def usual_prices(rows: list[dict[str, str]]) -> dict[str, Decimal]:
    """What most lines of an item cost; of prices that are equally usual, the higher one."""
    seen: dict[str, Counter[Decimal]] = {}
    for row in rows:
        seen.setdefault(row["StockCode"], Counter())[Decimal(row["UnitPrice"])] += 1
    return {item: max(prices, key=lambda price: (prices[price], price)) for item, prices in seen.items()}


def load_retail(book: emptor.Book, rows: list[dict[str, str]]) -> None:
    book.create_unit("PCS", "piece")
    names = {row["StockCode"]: row["Description"].strip() for row in rows}
    for item, price in sorted(usual_prices(rows).items()):
        book.create_item(item, names[item] or item, unit="PCS", stocked=False)
        book.set_base_price(item, price)
    for code, country in sorted({row["CustomerID"]: row["Country"] for row in rows}.items()):
        book.create_customer(code, f"{code}, {country}")


def rehearse_retail(book: emptor.Book, rows: list[dict[str, str]]) -> emptor.Simulation:
    return book.simulate(
        price_changes=[PENCE_INCREASE],
        lines=[
            {
                "item": row["StockCode"],
                "customer": row["CustomerID"],
                "quantity": int(row["Quantity"]),
                "on": date.fromisoformat(row["InvoiceDate"][:10]),
            }
            for row in rows
        ],
    )


def northwind() -> tuple[emptor.Simulation, Decimal]:
    with emptor.open(":memory:", currency="USD") as book:
        with book.batch():
            load(book)
        found = rehearse(book)
    return found, found.total.sold.amount


def online_retail(months: str = "*") -> tuple[emptor.Simulation, Decimal]:
    rows = list(retail_rows(months))
    if not rows:
        sys.exit("EMPTOR_DATA names no folder with online-retail/*.csv.gz")
    with emptor.open(":memory:", currency="GBP") as book:
        with book.batch():
            load_retail(book, rows)
        found = rehearse_retail(book, rows)
    return found, sum((int(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in rows), Decimal(0))


def show(found: emptor.Simulation, sold: Decimal) -> None:
    total = found.total
    print(f"{total.lines} lines, sold for {sold}")
    print(f"revenue {total.before.amount} -> {total.after.amount} ({total.gain.amount:+})")
    if total.no_cost == total.lines:
        print("margin  unknown: the data tells no cost")
    else:
        print(f"margin  {total.margin_before.amount} -> {total.margin_after.amount}")
    print("The twenty most affected customers:")
    for row in found.customers[:20]:
        print(f"  {row.code}  {row.name:36.36} {row.figures.before.amount:>10} {row.figures.gain.amount:>+9}")


def main() -> None:
    sets: dict[str, Callable[[], tuple[emptor.Simulation, Decimal]]] = {"northwind": northwind, "online-retail": online_retail}
    chosen = sys.argv[1] if len(sys.argv) > 1 else "northwind"
    if chosen not in sets:
        sys.exit(__doc__)
    show(*sets[chosen]())


if __name__ == "__main__":
    main()
