"""Rebates from Python."""

from datetime import date
from decimal import Decimal

import emptor
import pytest

TIERS = [(0, 0), (10000, 2), (50000, 4)]
YEAR = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1)}


@pytest.fixture
def shop():
    with emptor.open(":memory:", currency="USD", today=date(2026, 3, 31)) as book:
        book.create_unit("PCS", "piece")
        book.create_item("P1", "Lamp", unit="PCS")
        book.create_group("CHAIN", "Chain")
        book.create_customer("C001", "An Phat", groups=["CHAIN"])
        book.create_customer("C002", "Binh Minh", groups=["CHAIN"])
        yield book


def sell(book, customer, pieces, price=10, on=date(2026, 3, 10)):
    return book.post_sale(customer, [emptor.Line("P1", pieces, unit_price=price)], dated=on)


def test_tiers_settlement_and_reversal(shop):
    shop.set_rebate("ALL", TIERS, party="C001", **YEAR)
    shop.set_rebate("STEPS", TIERS, party="C001", mode="incremental", expected=Decimal("1.5"), **YEAR)
    first = sell(shop, "C001", 2000, on=date(2026, 2, 10))
    sell(shop, "C001", 4000)
    standing = shop.rebate_standing("ALL", "C001")
    assert (standing.tier, standing.base, str(standing.earned)) == (3, Decimal(60000), "2400.00 USD")
    assert standing.next is None
    assert str(shop.rebate_standing("STEPS", "C001").earned) == "1200.00 USD"
    assert [(str(row.net), str(row.accrued)) for row in shop.rebate_vouchers("STEPS", "C001")] == [
        ("20000.00 USD", "300.00 USD"),
        ("40000.00 USD", "600.00 USD"),
    ]
    assert str(shop.plan_rebate("ALL", "C001").amount) == "2400.00 USD"
    settled = shop.settle_rebate("ALL", "C001", idempotency_key="Q1")
    assert shop.settle_rebate("ALL", "C001", idempotency_key="Q1").repeated
    voucher = shop.voucher_by_id(settled.voucher)
    assert (voucher.kind, str(voucher.total), voucher.reference) == ("rebate", "2400.00 USD", "ALL")
    assert shop.balance("C001").amount.amount == 57600

    shop.reverse(first)
    taken_back = shop.settle_rebate("ALL", "C001")
    assert (str(taken_back.amount), str(taken_back.earned)) == ("-1600.00 USD", "800.00 USD")
    assert shop.rebate_standing("ALL", "C001").next.missing == 10000
    shop.reverse(taken_back.voucher)
    assert [row.reversed_by is not None for row in shop.rebate_settlements(agreement="ALL")] == [False, True]
    assert str(shop.rebate_accruals(date(2027, 1, 1), agreement="STEPS")[0].owed) == "600.00 USD"
    assert shop.verify() == []


def test_a_group_together(shop):
    version = shop.set_rebate(
        "TEAM", [emptor.RebateTier(100, 4)], group="CHAIN", counting="together", base="quantity", products=["P1"], **YEAR
    )
    sell(shop, "C001", 88, price=9)
    (standing,) = shop.rebate_standings("TEAM")
    assert standing.text == "12 units short of 4 %, worth 36.00 USD"
    sell(shop, "C002", 12, price=9)
    assert [str(row.earned) for row in shop.rebate_standings("TEAM")] == ["31.68 USD", "4.32 USD"]
    (agreement,) = shop.rebates(code="TEAM")
    assert (agreement.counting, agreement.products) == ("together", (emptor.RebateProduct(item="P1"),))
    shop.set_rebate("TEAM", [(100, 5)], group="CHAIN", base="quantity", replaces=version, **YEAR)
    with pytest.raises(emptor.ConflictError):
        shop.set_rebate("TEAM", [(100, 5)], group="CHAIN", base="quantity", replaces=version, **YEAR)
    shop.withdraw_rebate(shop.rebates(code="TEAM")[0])
    assert shop.rebates() == []
    with pytest.raises(emptor.Error) as refused:
        shop.rebate_standing("TEAM", "C001")
    assert refused.value.field == "agreement"
