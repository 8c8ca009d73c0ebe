"""Programmes: set, told why, posted, listed, withdrawn."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import emptor
import pytest


def test_free_goods_and_an_order_discount(book: emptor.Book) -> None:
    first = book.set_programme("PR1", "free_goods", per=10, get=1, products=["P2"], phase="line", priority=1)
    book.set_programme("PR2", "order_percent", 2, min_amount=250)
    preview = book.preview_sale("C002", [("P2", 25)])
    assert [str(verdict) for verdict in preview.promotions] == [
        "PR1: 2 x P2 free; 5 more and it gives more",
        "PR2: 5.00 USD off",
    ]
    voucher = book.post_sale("C002", [("P2", 25)])
    assert str(voucher.net.amount) == "245.00"
    assert [(line.quantity, line.promotion.amount, line.gift_of) for line in voucher.lines] == [
        (25, Decimal("5.00"), ""),
        (2, Decimal("20.00"), "PR1"),
    ]
    assert voucher.promotions[0].programme == first
    assert not book.verify()


def test_an_answer_that_comes_back_is_answered_anew(book: emptor.Book) -> None:
    book.set_programme("PR1", "free_goods", per=10, get=1, products=["P2"])
    seen = book.preview_sale("C002", [("P2", 25)]).voucher
    back = [emptor.Line(line.item, line.quantity, unit=line.unit, gift_of=line.gift_of) for line in seen.lines]
    again = book.preview_sale("C002", back)
    assert again.voucher.lines == seen.lines
    assert again.gift_changes == ()
    fewer = book.preview_sale("C002", [replace(back[0], quantity=9), back[1]])
    assert len(fewer.voucher.lines) == 1
    assert fewer.gift_changes == (emptor.GiftChange("PR1", "P2", Decimal(2), Decimal(0)),)


def test_versions_and_refusals(book: emptor.Book) -> None:
    first = book.set_programme("PR1", "percent", 10, valid_from=date(2026, 1, 1))
    with pytest.raises(emptor.InvalidInputError):
        book.set_programme("PR1", "percent", 5)
    second = book.set_programme("PR1", "percent", 5, replaces=first)
    (programme,) = book.programmes()
    assert (programme.id, programme.value, programme.replaces) == (second, Decimal(5), first)
    book.withdraw_programme(second)
    assert book.programmes() == []
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.set_programme("PR2", "set_price", 10, products=[emptor.ProgrammeProduct(item="P1", quantity=2)])
    assert refused.value.field == "needs"


def test_phases(book: emptor.Book) -> None:
    book.set_programme("A", "percent", 10)
    book.set_programme("B", "percent", 20)
    assert [verdict.outcome for verdict in book.preview_sale("C002", [("P2", 1)]).promotions] == [
        "applied",
        "lost_rank",
    ]
    book.change_settings(sales_promotions=[emptor.PromotionPhase("order", combine="best_for_buyer")])
    assert book.settings().sales_promotions[0].combine == "best_for_buyer"
    worse, better = book.preview_sale("C002", [("P2", 1)]).promotions
    assert (worse.outcome, worse.by, str(worse.lost_worth.amount)) == ("lost_best", "B", "1.00")
    assert better.outcome == "applied"
