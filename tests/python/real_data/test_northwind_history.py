"""The example that posts Northwind's order history, against sums over its files."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import ModuleType
from typing import Callable

import emptor
import pytest
from conftest import STORE


@pytest.fixture
def northwind(example: Callable[[str], ModuleType]) -> ModuleType:
    return example("northwind_history")


def in_cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    assert len(rest) <= 2
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def line_cents(row: dict[str, str]) -> int:
    """Quantity × price less the discount, rounded half up to the cent, in whole numbers."""
    hundredths_of_cents = int(row["quantity"]) * in_cents(row["unit_price"]) * (100 - in_cents(row["discount"]))
    return (hundredths_of_cents + 50) // 100


def summed(northwind: ModuleType) -> dict[tuple[str, int], int]:
    """Cents by customer and year, freight included."""
    orders = {row["order_id"]: (row["customer_id"], int(row["order_date"][:4])) for row in northwind.table("orders")}
    found: dict[tuple[str, int], int] = {}
    for row in northwind.table("orders"):
        key = orders[row["order_id"]]
        found[key] = found.get(key, 0) + in_cents(row["freight"])
    for row in northwind.table("order_details"):
        found[orders[row["order_id"]]] += line_cents(row)
    return found


def test_totals_by_customer_and_year_are_sums_over_the_files(
    northwind: ModuleType,
    on_sqlite: Callable[..., emptor.Book],
    shown: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = summed(northwind)
    customers = {customer for customer, _ in expected}
    hashes = []
    stores: list[Callable[..., emptor.Book]] = [on_sqlite]
    if STORE:
        stores.append(emptor.open)
    for open_book in stores:
        with open_book(":memory:", currency="USD", today=northwind.TODAY) as book:
            print(f"{len(northwind.load(book))} orders of {book.count_customers()} customers")
            found = {
                (row.party, year): int(row.net.amount * 100)
                for year in northwind.YEARS
                for row in northwind.sales_of(book, year)
            }
            assert found == expected
            owed = {code: int(book.balance(code).amount.amount * 100) for code in customers}
            assert owed == {code: sum(cents for (each, _), cents in expected.items() if each == code) for code in customers}
            northwind.show(book)
            assert capsys.readouterr().out == shown("python3 examples/northwind_history.py")
            hashes.append(book.content_hash())
    assert len(set(hashes)) == 1


def test_each_sale_keeps_its_lines_its_freight_and_where_it_went(northwind: ModuleType) -> None:
    with emptor.open(":memory:", currency="USD", today=northwind.TODAY) as book:
        northwind.load(book)
        sales = {sale.reference: sale for sale in book.vouchers(kind="sale")}
    orders = northwind.table("orders")
    assert len(sales) == len(orders) == 830
    details: dict[str, list[dict[str, str]]] = {}
    for row in northwind.table("order_details"):
        details.setdefault(row["order_id"], []).append(row)
    for order in orders:
        sale, rows = sales[order["order_id"]], details[order["order_id"]]
        assert (sale.dated, sale.salesperson) == (date.fromisoformat(order["order_date"]), order["employee_id"])
        assert sale.ship_to is not None
        assert (sale.ship_to.street, sale.ship_to.city) == (order["ship_address"], order["ship_city"])
        assert [line.item for line in sale.lines] == [row["product_id"] for row in rows] + ["FREIGHT"]
        assert [int(line.net.amount * 100) for line in sale.lines[:-1]] == [line_cents(row) for row in rows]
        assert [line.discount for line in sale.lines[:-1]] == [Decimal(row["discount"]) * 100 for row in rows]
        assert sale.lines[-1].net.amount == Decimal(order["freight"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
