"""Discounts: what they take off, what explains them, and what they leave in a voucher."""

from datetime import date
from decimal import Decimal

import emptor
import pytest
from emptor import DiscountStep


def test_a_discount_of_a_period_lowers_the_price_that_was_found(book: emptor.Book) -> None:
    entry = book.set_discount(
        7, item="P2", programme="SPRING", valid_from=date(2026, 3, 1), valid_until=date(2026, 4, 1)
    )
    quote = book.resolve_price("P2", customer="C002")
    assert str(quote.unit_price.amount) == "9.30"
    assert str(quote.price_before_discounts.amount) == "10.00"  # type: ignore[union-attr]
    assert book.resolve_price("P2", customer="C002", on=date(2026, 4, 1)).price_before_discounts is None

    sale = book.post_sale("C002", [("P2", 10)], dated=date(2026, 4, 5), priced_on=date(2026, 3, 31))
    assert str(sale.net.amount) == "93.00"
    assert sale.priced_on == date(2026, 3, 31)
    assert sale.lines[0].trace == f"10 discount: *0.93#{entry} = 9.3"
    assert book.verify() == []


def test_discounts_are_told_back_and_ended(book: emptor.Book) -> None:
    first, second = book.set_discounts(
        [
            {"percent": [10, 5, 2], "kind": "level", "buyer": "WHOLESALE", "group": "TOP", "programme": "VIP"},
            {"amount": Decimal("0.50"), "item": "P2"},
        ]
    )
    cascade, amount = book.discounts()
    assert (cascade.id, amount.id) == (first, second)
    assert cascade.percents == (10, 5, 2)
    assert (cascade.buyer_kind, cascade.buyer, cascade.group) == ("level", "WHOLESALE", "TOP")
    assert (amount.buyer_kind, amount.amount, amount.currency) == ("everyone", Decimal("0.5"), "USD")
    assert [discount.id for discount in book.discounts(programme="VIP")] == [first]
    # 40.00 x 90 % x 0.8379
    assert book.resolve_price("P3", customer="C001").unit_price.amount == Decimal("30.1644")
    book.withdraw_price(first)
    assert book.resolve_price("P3", customer="C001").unit_price.amount == Decimal("36.00")


def test_the_procedure_says_how_discounts_meet(book: emptor.Book) -> None:
    book.set_discount(10, item="P2", programme="A", step="extra")
    book.set_discount(5, item="P2", programme="B", step="extra")
    assert book.resolve_price("P2", customer="C002").unit_price.amount == Decimal("8.55")
    book.change_settings(sales_discounts=[DiscountStep("extra", "sum")])
    assert book.settings().sales_discounts == (DiscountStep("extra", "sum"),)
    assert book.resolve_price("P2", customer="C002").unit_price.amount == Decimal("8.50")
    why = book.explain_price("P2", customer="C002")
    assert [(c.programme, c.outcome) for c in why.candidates if c.step] == [("A", "applied"), ("B", "applied")]
    assert [step.after for step in why.steps] == [10, 9, Decimal("8.5")]


def test_bad_discounts_are_refused(book: emptor.Book) -> None:
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.set_discount(101, item="P2")
    assert refused.value.field == "percents[0]"
    with pytest.raises(emptor.Error) as refused_step:
        book.set_discount(1, step="winter")
    assert (refused_step.value.code, refused_step.value.field) == ("UNKNOWN_REFERENCE", "step")
    assert book.discounts() == []
