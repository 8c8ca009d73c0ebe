"""Breaks that count the lines of a document together."""

from decimal import Decimal

import emptor
import pytest


def set_breaks(book: emptor.Book) -> int:
    book.create_item_group("MUGS", "Mugs")
    for code in ("RED", "BLUE"):
        book.create_item(code, code, unit="PCS", groups=["MUGS"])
    book.set_price(10, group="MUGS")
    return book.set_price(9, group="MUGS", min_quantity=10, counts="product")


def test_the_lines_of_a_group_reach_a_break_together(book: emptor.Book) -> None:
    entry = set_breaks(book)
    sale = book.post_sale("C002", [("RED", 6), ("BLUE", 6)])
    assert sale.net.amount == 108
    assert [line.trace for line in sale.lines] == [f"9 &12#{entry} = 9"] * 2
    assert book.post_sale("C002", [("RED", 6), ("BLUE", 3)]).net.amount == 90
    assert book.verify() == []


def test_a_question_alone_says_what_its_document_holds(book: emptor.Book) -> None:
    entry = set_breaks(book)
    assert book.resolve_price("RED", customer="C002", quantity=6).unit_price.amount == 10
    assert book.resolve_price("RED", customer="C002", quantity=6, document_quantity=12).unit_price.amount == 9
    why = book.explain_price("RED", customer="C002", quantity=6, document_quantity=Decimal("8.5"))
    short = next(c for c in why.candidates if c.entry == entry)
    assert (short.outcome, short.counts, short.counted) == ("quantity_short", "product", Decimal("8.5"))
    assert "from 10 of the product, 8.5 counted" in str(why)
    next_one = book.next_breaks("RED", customer="C002", quantity=6, document_quantity=8).breaks[0]
    assert next_one.more == 2
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.resolve_price("RED", customer="C002", quantity=6, document_quantity=5)
    assert refused.value.field == "document_quantity"


def test_breaks_that_meet_count_alike(book: emptor.Book) -> None:
    entry = set_breaks(book)
    assert [e.counts for e in book.price_entries() if e.group == "MUGS"] == ["line", "product"]
    with pytest.raises(emptor.Error) as refused:
        book.set_price(8, group="MUGS", min_quantity=50, counts="item")
    assert (refused.value.code, refused.value.field) == ("CONFLICT", "counts")
    assert refused.value.problems[0].figures["entry"] == str(entry)
    book.set_discount(5, group="MUGS", min_quantity=20, counts="product")
    assert [d.counts for d in book.discounts()] == ["product"]
    with pytest.raises(emptor.Error):
        book.set_price(8, group="MUGS", min_quantity=50, counts="basket")


def test_breaks_by_weight_ask_what_an_item_weighs(book: emptor.Book) -> None:
    book.create_item("SACK", "Sack of flour", unit="PCS", volume=Decimal("0.04"))
    book.set_base_price("SACK", 20)
    entry = book.set_price(18, item="SACK", min_quantity=500, measure="weight")
    assert [e.measure for e in book.price_entries() if e.item == "SACK"] == ["quantity", "weight"]
    why = book.explain_price("SACK", customer="C002", quantity=20)
    unknown = next(c for c in why.candidates if c.entry == entry)
    assert (unknown.outcome, unknown.measure, unknown.counted) == ("no_measure", "weight", None)
    book.update_item("SACK", weight=25)
    assert (book.item("SACK").weight, book.item("SACK").volume) == (25, Decimal("0.04"))
    assert book.resolve_price("SACK", customer="C002", quantity=20).unit_price.amount == 18
    short = book.explain_price("SACK", customer="C002", quantity=19)
    assert "from 500 by weight, 475 counted" in str(short)
    sale = book.post_sale("C002", [("SACK", 20)])
    assert sale.lines[0].trace == f"18 &500#{entry} = 18"
    # What it weighs tomorrow is another matter.
    book.update_item("SACK", weight=20)
    assert book.verify() == []
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.update_item("SACK", weight=Decimal("0.0000001"))
    assert refused.value.field == "weight"


def test_an_amount_is_measured_at_the_lowest_break(book: emptor.Book) -> None:
    set_breaks(book)
    book.set_price(10, item="P2", kind="everyone")
    book.set_price(9, item="P2", kind="everyone", min_quantity=1000, measure="amount", counts="item")
    assert book.post_sale("C002", [("P2", 60), ("P2", 40)]).net.amount == 900
    assert book.post_sale("C002", [("P2", 60), ("P2", 39)]).net.amount == 990
    with pytest.raises(emptor.Error) as refused:
        book.set_discount(5, item="P2", min_quantity=10, measure="amount")
    assert (refused.value.code, refused.value.field) == ("INVALID", "measure")
