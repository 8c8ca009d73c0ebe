"""Returns from Python: the same figures as in the stories."""

from datetime import date
from decimal import Decimal

import emptor
import pytest

SOLD, BACK = date(2026, 3, 2), date(2026, 3, 5)


@pytest.fixture
def shop():
    with emptor.open(":memory:", currency="USD", today=date(2026, 3, 31)) as book:
        book.create_unit("PCS", "piece")
        book.create_location("W1", "Warehouse")
        book.create_item("P1", "Lamp", unit="PCS")
        book.set_base_price("P1", 10)
        book.create_customer("C001", "An Phat")
        book.create_supplier("S001", "Works")
        yield book


def test_thirds(shop):
    sale = shop.post_sale("C001", [emptor.Line("P1", 3, unit_price=Decimal("33.333333"))], dated=SOLD, location="W1")
    seen = shop.preview_return(sale, {1: 1}, dated=BACK)
    first = shop.return_goods(sale, {1: 1}, dated=BACK, memo="scratched")
    assert (seen.voucher.total, seen.balance_after) == (first.total, shop.balance("C001").amount)
    assert (first.kind, first.number, first.returns, first.memo) == ("sales_return", "20260305-1", sale.id, "scratched")
    assert (first.lines[0].returns_line, first.lines[0].quantity) == (1, 1)
    second = shop.return_goods(sale.id, {1: 1}, dated=BACK)
    rest = shop.return_goods(sale, dated=BACK, idempotency_key="R3")
    assert [str(each.total.amount) for each in (first, second, rest)] == ["33.33", "33.34", "33.33"]
    assert shop.return_goods(sale, dated=BACK, idempotency_key="R3") == rest
    assert shop.on_hand("P1", "W1") == 0
    with pytest.raises(emptor.InvalidInputError) as nothing_left:
        shop.return_goods(sale)
    assert (nothing_left.value.code, nothing_left.value.field) == ("RANGE", "lines")
    with pytest.raises(emptor.ConflictError) as used:
        shop.reverse(sale)
    assert used.value.code == "IN_USE"
    shop.reverse(rest)
    assert shop.return_goods(sale).total == rest.total
    assert shop.verify() == []


def test_broken_promotions(shop):
    shop.set_programme("TEN", "percent", 10, min_quantity=10)
    sale = shop.post_sale("C001", [("P1", 10)], dated=SOLD)
    with pytest.raises(emptor.ConflictError) as denied:
        shop.return_goods(sale, {1: 1}, broken="deny_partial")
    assert (denied.value.code, denied.value.field) == ("IN_USE", "lines")
    assert [each.code for each in shop.preview_return(sale, {1: 1}, broken="deny_partial").warnings] == ["IN_USE"]
    assert shop.preview_return(sale, {1: 1}).voucher.total.amount == 9
    first = shop.return_goods(sale, {1: 2}, broken="recalc", dated=BACK)
    assert (first.total.amount, first.lines[0].withheld.amount) == (10, 8)
    assert shop.return_goods(sale, broken="recalc").total.amount == 80
    with pytest.raises(ValueError):
        shop.return_goods(sale, broken="sometimes")
    assert shop.verify() == []


def test_without_a_voucher(shop):
    back = shop.post_sales_return("C001", [("P1", 2)], dated=BACK, location="W1")
    assert (back.total.amount, back.returns, back.lines[0].returns_line) == (20, None, None)
    gone = shop.post_purchase_return("S001", [emptor.Line("P1", 1, unit_price=4)], dated=BACK, location="W1")
    assert (gone.kind, gone.side, shop.on_hand("P1", "W1")) == ("purchase_return", "payable", 1)
    with pytest.raises(emptor.InvalidInputError) as negative:
        shop.post_sale("C001", [("P1", -1)])
    assert negative.value.field == "lines[0].quantity"
    assert "return" in str(negative.value)
    assert shop.verify() == []
