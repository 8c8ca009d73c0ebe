"""Numbers, days and records at the door."""

import copy
import decimal
import doctest
import pickle
import pkgutil
from datetime import date, datetime, timezone
from decimal import Decimal

import emptor
import emptor._book
import emptor._catalog
import emptor._parties
import emptor._prices
import emptor._receivables
import emptor._vouchers
import emptor._records
import pytest
from emptor import Money


@pytest.mark.parametrize("wrong", [12.5, True, "12.50", None, object()])
def test_only_exact_numbers(book, wrong):
    before = book.resolve_price("P1", customer="C002").unit_price
    for call in (
        lambda: book.set_price(kind="base", item="P2", price=wrong if wrong is not None else 1.5),
        lambda: book.resolve_price("P1", customer="C002", quantity=wrong),
        lambda: book.post_sale("C002", [("P1", wrong)]),
        lambda: book.post_sale("C002", [emptor.Line("P1", 1, discount=wrong if wrong is not None else 0.5)]),
        lambda: book.credit_check("C001", wrong),
    ):
        with pytest.raises(TypeError) as caught:
            call()
        assert "decimal" in str(caught.value).lower()
    assert book.resolve_price("P1", customer="C002").unit_price == before
    assert list(book.vouchers()) == []


def test_the_refusal_names_the_argument(book):
    with pytest.raises(TypeError, match=r"lines\[1\]\.quantity: a float is not exact"):
        book.post_sale("C002", [("P1", 1), ("P2", 1.5)])
    with pytest.raises(TypeError, match="credit_limit"):
        book.create_customer("C003", "Float", terms={"credit_limit": 99.5})
    with pytest.raises(TypeError, match="credit_limit"):
        book.set_term("credit_limit", True, party="C001")
    with pytest.raises(TypeError, match="customer: expected str, not int"):
        book.resolve_price("P1", customer=7)
    with pytest.raises(TypeError, match="groups: expected a list, not str"):
        book.create_customer("C003", "Text", groups="RETAIL")
    for line in ("P1", ("P1",), ("P1", 1, "PCS")):
        with pytest.raises(TypeError, match="expected emptor.Line or "):
            book.post_sale("C002", [line])
    with pytest.raises(TypeError, match="stocked: expected bool"):
        book.create_item("P9", "Thing", unit="PCS", stocked=1)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_only_finite_numbers(book, text):
    with pytest.raises(ValueError, match="not a finite number"):
        book.set_base_price("P2", Decimal(text))
    with pytest.raises(ValueError, match="not a finite number"):
        book.set_term("credit_limit", Decimal(text), party="C001")


@pytest.mark.parametrize("number", [Decimal("1E+100000"), Decimal("1E-100000"), 10**60, Decimal("0.0000001")])
def test_numbers_out_of_reach_are_invalid_input(book, number):
    with pytest.raises(emptor.InvalidInputError):
        book.resolve_price("P1", customer="C002", quantity=number)


def test_an_exponent_is_only_a_way_of_writing(book):
    book.set_base_price("P2", Decimal("1E+3"), valid_from=date(2026, 2, 1))
    assert book.resolve_price("P2", customer="C002").unit_price == Money("1000.00", "USD")


def test_small_prices_keep_their_decimals(book):
    book.set_base_price("P2", Decimal("0.0125"), valid_from=date(2026, 2, 1))
    assert book.resolve_price("P2", customer="C002").unit_price == Money("0.0125", "USD")


def test_a_datetime_is_no_day(book):
    for call in (
        lambda: book.resolve_price("P1", customer="C001", on=datetime(2026, 3, 31, 9)),
        lambda: book.post_sale("C001", [("P1", 1)], dated=datetime(2026, 3, 31, 9)),
        lambda: book.ageing(as_of=datetime(2026, 3, 31, 9, tzinfo=timezone.utc)),
        lambda: book.lock_through(datetime(2026, 3, 31)),
    ):
        with pytest.raises(TypeError, match="datetime.date, not datetime"):
            call()
    with pytest.raises(TypeError, match="expected datetime.date, not str"):
        book.resolve_price("P1", customer="C001", on="2026-03-31")


def test_stamps_have_a_zone(book):
    with pytest.raises(ValueError, match="no time zone"):
        book.term("C001", "credit_limit", known_at=datetime(2026, 3, 31))
    assert book.term("C001", "credit_limit", known_at=datetime(2030, 1, 1, tzinfo=timezone.utc)).value is not None


def test_the_decimal_context_of_the_application_does_not_matter(book):
    context = decimal.Context(
        prec=2, rounding=decimal.ROUND_UP, capitals=0, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation]
    )
    with decimal.localcontext(context):
        book.set_base_price("P2", Decimal("1234.567891"), valid_from=date(2026, 2, 1))
        sale = book.post_sale("C002", [("P2", Decimal("3"))])
        assert str(sale.net) == "3703.70 USD"
        quote = book.resolve_price("P2", customer="C002", quantity=Decimal("1e2"))
        assert quote.unit_price.amount == Decimal("1234.567891")
        assert str(sale.net + sale.tax) == str(sale.total) == "4074.07 USD"
        assert str(-sale.net) == "-3703.70 USD"


def test_money_keeps_to_its_currency():
    assert Money("10.50", "EUR") == Money(Decimal("10.5"), "EUR") != Money("10.50", "USD")
    assert hash(Money("10.50", "EUR")) == hash(Money("10.5", "EUR"))
    assert Money(2, "EUR") > Money(1, "EUR") >= Money(1, "EUR")
    assert sum([Money(2, "EUR"), Money(3, "EUR")], Money(0, "EUR")) == Money(5, "EUR")
    assert not Money("0.00", "EUR")
    with pytest.raises(TypeError):
        Money(1.5, "EUR")
    with pytest.raises(TypeError):
        Money(1, "EUR") + 1
    with pytest.raises(emptor.InvalidInputError) as caught:
        Money(1, "EUR") + Money(1, "USD")
    assert caught.value.code == "CURRENCY_MISMATCH"


def test_records_can_be_pasted_copied_and_kept_in_sets(book):
    sale = book.post_sale("C001", [("P1", 10)])
    quote = book.resolve_price("P1", customer="C001")
    names = {**vars(emptor), "Decimal": Decimal, "datetime": __import__("datetime")}
    for record in (quote, sale, book.balance("C001"), book.ageing(), book.customer("C001"), book.settings()):
        assert eval(repr(record), names) == record
        assert len({record, copy.deepcopy(record), pickle.loads(pickle.dumps(record))}) == 1
        with pytest.raises(AttributeError):
            record.code = "other"


def test_notebook_tables_are_escaped_and_bounded(book):
    book.update_item("P1", name="<script>alert(1)</script>")
    html = book.post_sale("C002", [("P1", 1)] * 80)._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert html.count("<tr>") == 52 and "30 more" in html


def test_a_lone_surrogate_is_no_text(book):
    with pytest.raises(emptor.InvalidInputError) as refused:
        book.create_customer("C9", "broken \ud800")
    assert (refused.value.code, refused.value.field) == ("BAD_UTF8", "name")


def test_a_ledger_since_ever(book):
    book.post_sale("C002", [("P2", 1)])
    rows = book.ledger("C002", date.min, date(2026, 12, 31))
    assert [row.kind for row in rows] == ["carried_forward", "sale"]


def test_docstrings_run():
    records = [getattr(emptor._records, each.name) for each in pkgutil.iter_modules(emptor._records.__path__)]
    rooms = [emptor._book, emptor._catalog, emptor._parties, emptor._prices, emptor._receivables, emptor._vouchers]
    for module in (emptor, *rooms, *records):
        tried = doctest.testmod(module)
        assert tried.failed == 0, module.__name__
