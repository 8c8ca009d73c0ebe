"""The example that rehearses an increase on Northwind's sales, against figures that are added up here."""

import importlib.util
import os
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType

import emptor

ROOT = Path(__file__).resolve().parents[2]
CENT = Decimal("0.01")


def load_example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example", ROOT / "examples" / "rehearse_an_increase.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rounded(value: Decimal, places: Decimal = CENT) -> Decimal:
    return value.quantize(places, ROUND_HALF_UP)


def raised(price: Decimal) -> Decimal:
    """3 % more, then the nearest price that ends in .99."""
    return rounded(price * Decimal("1.03") + CENT, Decimal(1)) - CENT


def test_northwind_under_a_list_increase() -> None:
    example = load_example()
    with emptor.open(":memory:", currency="USD") as book:
        with book.batch():
            example.load(book)
        found = example.rehearse(book)
        assert book.verify() == [] or os.environ.get("EMPTOR_TEST_STORE")

    prices = {row["product_id"]: Decimal(row["unit_price"]) for row in example.table("products")}
    customers = {row["order_id"]: row["customer_id"] for row in example.table("orders")}
    before: dict[str, Decimal] = {}
    after: dict[str, Decimal] = {}
    margin = Decimal(0)
    for row in example.table("order_details"):
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
