"""Endings, floors and ceilings; lists that are derived from others."""

from decimal import Decimal

import emptor
import pytest
from emptor import Line, PriceEnding


def test_a_floor_holds_a_price_and_refuses_a_typed_one(book: emptor.Book) -> None:
    book.set_discount(15, item="P1")
    floor = book.set_price_rule("floor", 18, item="P1")
    quote = book.resolve_price("P1", customer="C002")
    assert str(quote.unit_price.amount) == "18.00"
    assert str(quote.price_before_rules.amount) == "17.00"  # type: ignore[union-attr]
    assert quote.limit is not None
    assert (quote.limit.side, quote.limit.on_breach, quote.limit.rule) == ("floor", "clamp", floor)
    with pytest.raises(emptor.PriceLimitError) as refused:
        book.post_sale("C002", [Line("P1", 1, unit_price=Decimal("17.50"))])
    assert refused.value.code == "PRICE_LIMIT"
    assert refused.value.field == "lines[0].unit_price"
    sale = book.post_sale("C002", [("P1", 2)])
    assert str(sale.net.amount) == "36.00"
    assert sale.lines[0].trace.endswith(f">18#{floor} = 18")
    assert book.verify() == []


def test_a_warning_needs_an_acknowledgement(book: emptor.Book) -> None:
    book.set_price_rule("floor", 125, base="cost", on_breach="warn", item="P1")
    assert book.resolve_price("P1", customer="C002").limit is None
    book.set_price(Decimal("17.00"), item="P1", direction="purchases")
    with pytest.raises(emptor.PriceLimitError):
        book.post_sale("C002", [("P1", 1)])
    assert str(book.post_sale("C002", [("P1", 1)], acknowledge_warnings=True).net.amount) == "20.00"


def test_rules_are_told_back_and_ended(book: emptor.Book) -> None:
    nines = PriceEnding(Decimal(1), Decimal("-0.01"))
    ending, ceiling = book.set_price_rules(
        [
            {"rule": "ending", "ending": nines, "group": "TOP", "min_price": 5},
            {"rule": "ceiling", "value": 150, "base": "base_price", "on_breach": "refuse", "kind": "customer", "buyer": "C001"},
        ]
    )
    first, second = book.price_rules()
    assert (first.id, first.rule, first.ending, first.group, first.min_price) == (ending, "ending", nines, "TOP", 5)
    assert (second.id, second.base, second.value, second.on_breach) == (ceiling, "base_price", 150, "refuse")
    assert [rule.id for rule in book.price_rules("ceiling")] == [ceiling]
    assert str(book.resolve_price("P1", customer="C002").unit_price.amount) == "19.99"
    assert str(book.resolve_price("P2", customer="C002").unit_price.amount) == "10.00"
    book.withdraw_price(ending)
    assert str(book.resolve_price("P1", customer="C002").unit_price.amount) == "20.00"
    with pytest.raises(emptor.InvalidInputError):
        book.set_price_rule("floor", item="P1")


def test_a_list_follows_another_one(book: emptor.Book) -> None:
    book.create_price_list("A", "Wholesale")
    book.create_price_list("B", "Online")
    lowest = book.set_price(Decimal("18.00"), kind="named", list="A", item="P1")
    derived = book.set_price(
        kind="named", list="B", percent_of_base=108, of_list="A", ending=PriceEnding(Decimal("0.05"), rounding="up")
    )
    assert str(book.resolve_price("P1", customer="C002", list="B").unit_price.amount) == "19.45"
    sale = book.post_sale("C002", [Line("P1", 1, price_list="B")])
    assert sale.lines[0].trace == f"19.45 @{derived}@{lowest} = 19.45"
    why = book.explain_price("P1", customer="C002", list="B")
    assert [step.after for step in why.steps] == [18, Decimal("19.45")]
    (entry,) = book.price_entries(kind="named", list="B")
    assert (entry.of_list, entry.percent_of_base, entry.ending) == ("A", 108, PriceEnding(Decimal("0.05"), Decimal(0), "up"))
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.set_price(kind="named", list="A", percent_of_base=90, of_list="B")
    assert refused.value.code == "CYCLE"
    assert book.verify() == []
