"""Exchange differences from Python: the same figures as in the story."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import emptor
import pytest

SOLD, PAID, CLOSE = date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 31)


@pytest.fixture
def rupees():
    with emptor.open(":memory:", currency="INR") as book:
        book.create_customer("HARBOUR", "Harbour")
        book.set_exchange_rate("USD", "INR", on=SOLD, rate=83)
        book.set_exchange_rate("USD", "INR", on=CLOSE, rate=86)
        book.post_opening_balance("HARBOUR", 1000, currency="USD", dated=SOLD)
        yield book


def test_realised_and_revalued(rupees):
    paid = rupees.post_collection("HARBOUR", 400, currency="USD", exchange_rate=Decimal("85"), dated=PAID)
    assert paid.exchange_rate == Fraction(85)
    found = rupees.realised_differences()
    assert str(found.difference) == "800.00 INR"
    assert [(row.party, row.settled.currency, row.difference.amount) for row in found.rows] == [
        ("HARBOUR", "USD", Decimal("800.00"))
    ]
    assert (found.documents[0].booked_at, found.documents[0].settled_at) == (83, 85)
    assert not rupees.realised_differences(start=date(2026, 3, 11)).documents
    assert str(rupees.valuation(CLOSE).difference) == "1800.00 INR"
    kept = rupees.revalue(CLOSE)
    assert kept.reversed_on == date(2026, 4, 1)
    assert [(item.open.amount, item.closing_at) for item in kept.items] == [(Decimal("600.00"), 86)]
    assert [each.id for each in rupees.revaluations()] == [kept.id]
    assert rupees.revaluation(kept.id).rows == kept.rows
    assert rupees.verify() == []


def test_transfer_between_currencies(rupees):
    money = rupees.post_collection("HARBOUR", 34000, dated=PAID, allocation=())
    with pytest.raises(emptor.Error) as refused:
        rupees.transfer_currency(money, "EUR")
    assert refused.value.code == "NO_RATE"
    assert refused.value.field == "to_amount"
    paid = rupees.transfer_currency(money, "USD", 400, dated=PAID)
    assert (paid.kind, paid.total.amount, paid.exchange_rate) == ("currency_transfer", Decimal("-400.00"), 85)
    assert rupees.balance("HARBOUR", currency="USD").amount.amount == 600
    assert rupees.balance("HARBOUR").amount.amount == 0
    assert rupees.realised_differences(currency="USD").difference.amount == 800
    assert rupees.verify() == []


def test_own_currency_has_no_rate(rupees):
    with pytest.raises(emptor.InvalidInputError):
        rupees.post_collection("HARBOUR", 10, exchange_rate=85)
