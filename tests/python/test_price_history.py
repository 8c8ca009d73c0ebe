"""Price history at entry, and the discount report."""

from datetime import date
from decimal import Decimal

import emptor
import pytest
from emptor import Line


def test_past_prices_come_newest_first(book: emptor.Book) -> None:
    for day, price in ((date(2026, 3, 1), "19.00"), (date(2026, 3, 10), "18.50"), (date(2026, 2, 15), "15.00")):
        book.post_sale("C002", [Line("P1", 1, unit_price=Decimal(price))], dated=day)
    history = book.price_history("C002", "P1", limit=2)
    assert [(past.dated, str(past.unit_price.amount)) for past in history] == [
        (date(2026, 3, 10), "18.50"),
        (date(2026, 3, 1), "19.00"),
    ]
    with pytest.raises(emptor.InvalidInputError):
        book.price_history("C002", "P1", limit=0)


def test_the_discount_report_tells_what_was_given_away(book: emptor.Book) -> None:
    book.post_sale("C002", [Line("P1", 10, unit_price=Decimal("18.50"))])
    (line,) = book.discount_report()
    assert str(line.discount.amount) == "15.00"
    assert line.percent == Decimal("7.5")
    assert (line.party, line.item, str(line.base_price.amount)) == ("C002", "P1", "20.00")
    assert book.discount_report(min_discount=Decimal("15.01")) == []
