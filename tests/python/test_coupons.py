"""Coupons, limits, budgets and reservations."""

from decimal import Decimal

import emptor
import pytest


def test_a_coupon_is_used_once(book: emptor.Book) -> None:
    book.set_programme("TEN", "order_percent", 10, by_coupon=True)
    book.create_coupon("WELCOME", "TEN")
    assert book.preview_sale("C002", [("P2", 10)]).promotions[0].outcome == "coupon_required"
    voucher = book.post_sale("C002", [("P2", 10)], coupons=["WELCOME"])
    assert str(voucher.net.amount) == "90.00"
    assert voucher.promotions[0].coupon == "WELCOME"
    (coupon,) = book.coupons("WELCOME")
    assert (coupon.uses, coupon.reserved, coupon.uses_max) == (1, 0, 1)
    (verdict,) = book.preview_sale("C002", [("P2", 10)], coupons=["WELCOME"]).coupons
    assert str(verdict) == "WELCOME: used_up (1 of 1)"
    with pytest.raises(emptor.CouponRefused) as refused:
        book.post_sale("C002", [("P2", 10)], coupons=["WELCOME"])
    assert refused.value.field == "coupons[0]"
    dearer = book.post_sale("C002", [("P2", 10)], coupons=["WELCOME"], acknowledge_warnings=True)
    assert str(dearer.net.amount) == "100.00"
    assert not book.verify()


def test_a_budget_and_a_reservation(book: emptor.Book) -> None:
    book.set_programme("TEN", "order_percent", 10, budget=15, overrun="partial")
    held = book.reserve_sale("C002", [("P2", 10)], seconds=600)
    assert book.programme_usage("TEN").reserved_amount.amount == Decimal(10)
    assert str(book.preview_sale("C002", [("P2", 10)]).voucher.net.amount) == "95.00"
    voucher = book.post_sale("C002", [("P2", 10)], reservation=held)
    assert str(voucher.net.amount) == "90.00"
    usage = book.programme_usage("TEN")
    assert (usage.uses, usage.reserved, usage.amount.amount) == (1, 0, Decimal(10))
    book.release(held)
    assert not book.verify()
