"""Drafts that are priced again, and copies of what was sold."""

from dataclasses import replace
from decimal import Decimal

import emptor
import pytest


def test_each_mode_tells_what_becomes_of_a_line(book: emptor.Book) -> None:
    draft = emptor.VoucherDraft(
        "sale",
        "C002",
        lines=(emptor.Line("P2", 10), emptor.Line("P2", 1, unit_price=8, price_reason="promised by phone")),
    )
    priced = book.reprice(draft, "frozen")
    assert [line.cause for line in priced.lines] == ["first", "typed"]
    assert priced.draft.lines[0].priced.unit_price == 10
    assert priced.lines[1].found == 10
    book.set_base_price("P2", 12)
    assert [line.cause for line in book.reprice(priced.draft, "frozen").lines] == ["frozen", "typed"]
    kept = book.reprice(priced.draft)
    assert (kept.lines[0].before, kept.lines[0].after, kept.lines[0].cause) == (10, 12, "entry")
    assert kept.lines[0].changed and not kept.lines[1].changed
    told = book.reprice(priced.draft, "dry")
    assert told.lines == kept.lines
    assert told.draft == priced.draft
    anew = book.reprice(priced.draft, "all")
    assert anew.lines[1].cause == "typing_ended"
    assert anew.draft.lines[1].unit_price is None and anew.draft.lines[1].price_reason == ""
    with pytest.raises(emptor.InvalidInputError):
        book.reprice(draft, "thawed")


def test_a_copy_costs_what_was_paid(book: emptor.Book) -> None:
    sold = book.post_sale("C002", [emptor.Line("P2", 3, unit_price=7, price_reason="clearance"), ("P2", 2)])
    assert str(sold.lines[0].typed_price.amount) == "7.00"
    assert sold.lines[0].found_price.amount == 10
    assert sold.lines[0].price_reason == "clearance"
    assert sold.lines[1].typed_price is None
    book.set_base_price("P2", 99)
    again = book.copy_voucher(sold)
    assert again.dated is None
    (outcome,) = book.post_batch([again])
    assert outcome.voucher.total == sold.total
    forged = replace(again, lines=(replace(again.lines[1], priced=replace(again.lines[1].priced, entry=987654)),))
    (outcome,) = book.post_batch([forged])
    assert outcome.problems[0].field == "lines[0].priced"
    assert not book.verify()


def test_a_draft_in_the_book_keeps_its_prices(book: emptor.Book) -> None:
    id = book.save_draft("sale", "C002", [("P2", 10)])
    assert book.reprice_draft(id).lines[0].cause == "first"
    assert book.draft(id).lines[0].priced.source == "base"
    book.set_base_price("P2", 12)
    assert book.reprice_draft(id, "dry").lines[0].after == 12
    assert book.post_draft(id).net.amount == Decimal(100)


def test_a_kept_price_is_for_its_unit_and_for_what_was_typed(book: emptor.Book) -> None:
    draft = emptor.VoucherDraft("sale", "C002", lines=(emptor.Line("P2", 10),))
    kept = book.reprice(draft, "frozen").draft
    assert kept.lines[0].priced.unit is not None and kept.lines[0].priced.discount is None
    book.set_base_price("P2", 12)
    assert book.reprice(kept, "frozen").lines[0].cause == "frozen"
    typed = replace(kept, lines=(replace(kept.lines[0], discount=0),))
    assert book.reprice(typed, "frozen").lines[0].after == 12
