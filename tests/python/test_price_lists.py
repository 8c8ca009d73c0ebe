"""Price lists checked, and their versions."""

from datetime import date
from decimal import Decimal

import emptor
import pytest


def test_a_list_is_checked(book: emptor.Book) -> None:
    book.create_price_list("WEB", "Web shop")
    book.set_price(9, kind="named", list="WEB", item="P1")
    dear = book.set_price(10, kind="named", list="WEB", item="P1", min_quantity=10)
    report = book.lint_prices(kind="named", list="WEB", rules=["dearer_unit"])
    (finding,) = report.findings
    assert (finding.rule, finding.grade, finding.item, finding.entry) == ("dearer_unit", "warning", "P1", dear)
    assert finding.message == "from 10 on a unit costs 10, below it 9"
    assert dict(finding.figures)["price_below"] == "9"
    assert report.left_out == 0 and report.entries == 2
    assert "dearer_unit" in report._repr_html_()
    assert finding in book.lint_prices(limit=1000).findings
    with pytest.raises(emptor.InvalidInputError):
        book.lint_prices(rules=["nonsense"])


def test_a_bulk_warns(book: emptor.Book) -> None:
    report = book.load_prices([{"item": "P2", "price": 11, "min_quantity": 5}], dry_run=True, warn=True)
    assert [warning.rule for warning in report.rows[0].warnings] == ["dearer_unit"]
    assert book.load_prices([{"item": "P2", "price": 11, "min_quantity": 5}], dry_run=True).rows[0].warnings == ()


def test_a_version_is_compared_published_and_rolled_back(book: emptor.Book) -> None:
    (old,) = [entry.id for entry in book.price_entries() if entry.item == "P2"]
    lists, entries = book.price_lists(), book.price_entries()
    version = book.create_price_version("Spring", kind="base")
    (new,) = book.set_version_prices(version, [{"item": "P2", "price": Decimal("10.50"), "replaces": old}])
    assert (book.price_lists(), book.price_entries()) == (lists, entries)
    with pytest.raises(emptor.NotFoundError):
        book.withdraw_price(new)
    (row,) = book.version_rows(version)
    assert row.change == "changed" and row.before is not None and row.after is not None
    assert (row.before.id, row.after.id, row.after.price) == (old, new, Decimal("10.5"))
    assert str(book.resolve_price("P2", customer="C002").unit_price.amount) == "10.00"
    assert str(book.resolve_version_price(version, "P2", customer="C002").unit_price.amount) == "10.50"
    assert book.explain_version_price(version, "P2", customer="C002").quote is not None
    effects = book.version_effects(version, customers=["C002"])
    (effect,) = effects.changed
    assert effect.before is not None and effect.after is not None
    assert (effect.customer, effect.before.unit_price.amount, effect.after.unit_price.amount) == (
        "C002",
        10,
        Decimal("10.5"),
    )
    assert effects.compared == 1 and "C002" in effects._repr_html_()
    with pytest.raises(emptor.Error) as refused:
        book.publish_price_version(version)
    assert refused.value.code == "CONFLICT"
    book.approve_price_version(version)
    book.publish_price_version(version, valid_from=date(2026, 5, 1))
    assert str(book.resolve_price("P2", customer="C002", on=date(2026, 4, 30)).unit_price.amount) == "10.00"
    assert str(book.resolve_price("P2", customer="C002", on=date(2026, 5, 1)).unit_price.amount) == "10.50"
    book.roll_back_price_version(version, valid_from=date(2026, 6, 1))
    assert str(book.resolve_price("P2", customer="C002", on=date(2026, 6, 1)).unit_price.amount) == "10.00"
    (kept,) = book.price_versions()
    assert kept == book.price_version(version)
    assert (kept.state, kept.published_from, kept.rolled_back_from) == ("retired", date(2026, 5, 1), date(2026, 6, 1))

    other = book.create_price_version("Summer", kind="base")
    book.remove_version_price(other, [entry.id for entry in book.price_entries() if entry.item == "P1"][0])
    assert [row.change for row in book.version_rows(other)] == ["removed"]
    book.retire_price_version(other)
