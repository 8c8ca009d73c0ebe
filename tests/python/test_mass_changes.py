"""Many prices at once: in bulk with a report, and by percent with a rehearsal."""

from datetime import date
from decimal import Decimal

import emptor
import pytest


def test_a_bulk_reports_on_each_row_and_saves_all_or_none(book: emptor.Book) -> None:
    rows = [
        {"item": "P1", "price": Decimal("21.00"), "valid_from": date(2026, 5, 1)},
        {"item": "P9", "price": Decimal("5.00")},
    ]
    report = book.load_prices(rows)
    assert not report.saved
    assert report.rows[0].problems == ()
    assert [(problem.code, problem.field) for problem in report.rows[1].problems] == [
        ("UNKNOWN_REFERENCE", "product.item")
    ]
    assert not book.load_prices(rows[:1], dry_run=True).saved
    assert str(book.resolve_price("P1", customer="C002", on=date(2026, 5, 1)).unit_price.amount) == "20.00"
    report = book.load_prices(rows[:1])
    assert report.saved and report.rows[0].entry is not None
    assert str(book.resolve_price("P1", customer="C002", on=date(2026, 5, 1)).unit_price.amount) == "21.00"


def test_a_row_with_an_unknown_word_is_named(book: emptor.Book) -> None:
    with pytest.raises(TypeError, match=r"entries\[1\].*colour"):
        book.load_prices([{"item": "P1", "price": 1}, {"item": "P1", "colour": "red"}])


def test_a_new_entry_cuts_the_older_one(book: emptor.Book) -> None:
    (old,) = [entry.id for entry in book.price_entries() if entry.item == "P1"]
    report = book.load_prices(
        [{"item": "P1", "price": 18, "valid_from": date(2026, 5, 1), "valid_until": date(2026, 6, 1)}], overlap="split"
    )
    assert report.rows[0].cut == (old,)
    periods = [(e.price, e.valid_from, e.valid_until) for e in book.price_entries() if e.item == "P1"]
    assert sorted(periods, key=lambda row: row[1] or date.min) == [
        (20, None, date(2026, 5, 1)),
        (18, date(2026, 5, 1), date(2026, 6, 1)),
        (20, date(2026, 6, 1), None),
    ]
    report = book.load_prices([{"item": "P1", "price": 17, "valid_from": date(2026, 5, 15)}], overlap="reject")
    assert [problem.code for problem in report.rows[0].problems] == ["OVERLAP", "OVERLAP"]


def test_an_increase_is_rehearsed_and_made(book: emptor.Book) -> None:
    rehearsed = book.change_prices(
        percent=3, ending=emptor.PriceEnding(Decimal(1), Decimal("-0.01")), groups=["TOP"], dry_run=True
    )
    assert [(row.item, row.before, row.after, row.new_entry) for row in rehearsed] == [
        ("P1", 20, Decimal("20.99"), None),
        ("P3", 40, Decimal("40.99"), None),
    ]
    assert str(book.resolve_price("P1", customer="C002").unit_price.amount) == "20.00"
    made = book.change_prices(percent=3, items=["P2"], valid_from=date(2026, 4, 1))
    assert [row.after for row in made] == [Decimal("10.3")]
    assert str(book.resolve_price("P2", customer="C002", on=date(2026, 3, 31)).unit_price.amount) == "10.00"
    assert str(book.resolve_price("P2", customer="C002", on=date(2026, 4, 1)).unit_price.amount) == "10.30"
    with pytest.raises(emptor.InvalidInputError):
        book.change_prices(percent=-100)


def test_a_timeline_tells_when_a_price_changed_and_where_it_was_lowest(book: emptor.Book) -> None:
    book.set_base_price("P2", Decimal("11.00"), valid_from=date(2026, 2, 1))
    sale = book.set_price(
        Decimal("9.50"), kind="everyone", item="P2", valid_from=date(2026, 2, 10), valid_until=date(2026, 2, 12)
    )
    timeline = book.price_timeline("P2", customer="C002", from_day=date(2026, 1, 30), until_day=date(2026, 3, 1))
    assert [(span.valid_from, span.quote.unit_price.amount) for span in timeline.spans if span.quote] == [
        (date(2026, 1, 30), 10),
        (date(2026, 2, 1), 11),
        (date(2026, 2, 10), Decimal("9.5")),
        (date(2026, 2, 12), 11),
    ]
    assert timeline.lowest is not None and timeline.lowest.quote is not None
    assert (timeline.lowest.quote.entry, timeline.lowest.valid_until) == (sale, date(2026, 2, 12))
