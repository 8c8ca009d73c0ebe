"""Small master records, and the rates of a day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import emptor
import pytest


def test_people_in_charge_come_and_go(book):
    book.create_person("E01", "Lan", phone="090", email="lan@example.com")
    book.end_person("E01", date(2026, 3, 31))
    (person,) = book.persons()
    assert (person.code, person.name, person.phone, person.email) == ("E01", "Lan", "090", "lan@example.com")
    assert person.active_until == date(2026, 4, 1)
    with pytest.raises(emptor.NotFoundError):
        book.end_person("E99", date(2026, 3, 31))


def test_groups_of_parties_move(book):
    book.create_group("SOUTH", "South")
    book.move_group("RETAIL", "SOUTH")
    assert {group.code: group.parent for group in book.groups()} == {"RETAIL": "SOUTH", "SOUTH": None}
    with pytest.raises(emptor.Error) as refused:
        book.move_group("SOUTH", "RETAIL")
    assert refused.value.code == "CYCLE"
    book.move_group("RETAIL", None)
    assert {group.parent for group in book.groups()} == {None}


def test_places_and_item_groups_are_listed(book):
    book.create_item_group("LAMPS", "Lamps", parent="TOP")
    assert [place.code for place in book.locations()] == ["W1"]
    assert [(group.code, group.parent) for group in book.item_groups()] == [("LAMPS", "TOP"), ("TOP", None)]


def test_rates_are_those_of_their_day(book):
    book.set_tax_rate("VAT10", rate=8, since=date(2026, 7, 1))
    assert book.tax_rate("VAT10", on=date(2026, 6, 30)) == Decimal(10)
    assert book.tax_rate("VAT10", on=date(2026, 7, 1)) == Decimal(8)
    book.set_exchange_rate("USD", "EUR", on=date(2026, 1, 1), rate=Decimal("0.92"))
    assert book.exchange_rate("USD", "EUR", on=date(2026, 3, 31)) == Fraction(23, 25)
    # The way back is exact as well.
    assert book.exchange_rate("EUR", "USD", on=date(2026, 3, 31)) == Fraction(25, 23)
    with pytest.raises(emptor.Error) as refused:
        book.exchange_rate("USD", "EUR", on=date(2025, 12, 31))
    assert refused.value.code == "NO_RATE"
