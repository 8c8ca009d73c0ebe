"""The example that rehearses an increase on Northwind's sales, against figures that are added up here."""

from decimal import ROUND_HALF_UP, Decimal
from types import ModuleType
from typing import Callable

import emptor

CENT = Decimal("0.01")


def rounded(value: Decimal, places: Decimal = CENT) -> Decimal:
    return value.quantize(places, ROUND_HALF_UP)


def raised(price: Decimal) -> Decimal:
    """3 % more, then the nearest price that ends in .99."""
    return rounded(price * Decimal("1.03") + CENT, Decimal(1)) - CENT


def test_northwind_under_a_list_increase(example: Callable[[str], ModuleType]) -> None:
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
