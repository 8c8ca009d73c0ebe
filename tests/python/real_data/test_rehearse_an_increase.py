"""The example that rehearses an increase on past sales, against figures that are added up here."""

import csv
import gzip
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType
from typing import Callable

import emptor
import pytest
from conftest import STORE

CENT = Decimal("0.01")


def rounded(value: Decimal, places: Decimal = CENT) -> Decimal:
    return value.quantize(places, ROUND_HALF_UP)


def raised(price: Decimal) -> Decimal:
    """3 % more, then the nearest price that ends in .99."""
    return rounded(price * Decimal("1.03") + CENT, Decimal(1)) - CENT


def test_northwind_under_a_list_increase(
    example: Callable[[str], ModuleType], shown: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    module = example("rehearse_an_increase")
    with emptor.open(":memory:", currency="USD") as book:
        with book.batch():
            module.load(book)
        found = module.rehearse(book)
        assert book.verify() == []

    prices = {row["product_id"]: Decimal(row["unit_price"]) for row in module.table("products")}
    customers = {row["order_id"]: row["customer_id"] for row in module.table("orders")}
    before: dict[str, Decimal] = {}
    after: dict[str, Decimal] = {}
    margin = Decimal(0)
    for row in module.table("order_details"):
        quantity, left = Decimal(row["quantity"]), 1 - Decimal(row["discount"])
        price = prices[row["product_id"]]
        was = rounded(quantity * rounded(price * left, Decimal("0.000001")))
        would = rounded(quantity * rounded(raised(price) * left, Decimal("0.000001")))
        customer = customers[row["order_id"]]
        before[customer] = before.get(customer, Decimal(0)) + was
        after[customer] = after.get(customer, Decimal(0)) + would
        margin += would - rounded(quantity * rounded(price * 2 / 3))

    total = found.total
    assert (total.lines, total.no_price, total.no_cost) == (2155, 0, 0)
    assert total.sold.amount == Decimal("1265793.29")
    assert (total.before.amount, total.after.amount) == (sum(before.values()), sum(after.values()))
    assert total.margin_after.amount == margin
    affected = sorted(before, key=lambda code: (-abs(after[code] - before[code]), code))
    assert [row.code for row in found.customers[:20]] == affected[:20]
    assert [row.figures.gain.amount for row in found.customers[:20]] == [
        after[code] - before[code] for code in affected[:20]
    ]
    module.show(found, total.sold.amount)
    assert capsys.readouterr().out == shown("python3 examples/rehearse_an_increase.py")


def sold_in(folder: Path, months: str) -> list[tuple[str, str, int, Decimal]]:
    """Item, customer, quantity and price of every line of goods sold to a customer."""
    found = []
    for path in sorted(folder.glob(f"{months}.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for invoice, item, _, quantity, _, price, customer, _ in list(csv.reader(file))[1:]:
                if customer == "" or invoice.startswith("C") or not item[:5].isdigit() or Decimal(price) == 0:
                    continue
                assert int(quantity) > 0
                found.append((item, customer, int(quantity), Decimal(price)))
    return found


def test_online_retail_under_a_list_increase(
    example: Callable[[str], ModuleType],
    real_data: Path,
    shown: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    module = example("rehearse_an_increase")
    months = "2010-12" if STORE else "*"  # on a server a month has to do
    lines = sold_in(real_data / "online-retail", months)
    seen: dict[str, dict[Decimal, int]] = {}
    for item, _, _, price in lines:
        seen.setdefault(item, {}).setdefault(price, 0)
        seen[item][price] += 1
    listed = {item: sorted((count, price) for price, count in prices.items())[-1][1] for item, prices in seen.items()}
    before: dict[str, Decimal] = {}
    after: dict[str, Decimal] = {}
    for item, customer, quantity, _ in lines:
        would = rounded(10 * (listed[item] * Decimal("1.03") + CENT), Decimal(1)) / 10 - CENT
        before[customer] = before.get(customer, Decimal(0)) + rounded(quantity * listed[item])
        after[customer] = after.get(customer, Decimal(0)) + rounded(quantity * would)

    found, sold = module.online_retail(months)
    total = found.total
    assert sold == sum(quantity * price for _, _, quantity, price in lines)
    assert (total.lines, total.no_price, total.no_cost) == (len(lines), 0, len(lines))
    assert (total.before.amount, total.after.amount) == (sum(before.values()), sum(after.values()))
    assert {row.code: row.figures.gain.amount for row in found.customers} == {
        code: after[code] - before[code] for code in before
    }
    affected = sorted(before, key=lambda code: (-abs(after[code] - before[code]), code))
    assert [row.code for row in found.customers[:20]] == affected[:20]
    if not STORE:
        module.show(found, sold)
        assert capsys.readouterr().out == shown("python3 examples/rehearse_an_increase.py online-retail")
