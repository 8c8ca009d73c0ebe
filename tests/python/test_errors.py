"""What is refused, how it is told, and books that are closed."""

import pickle
from datetime import date
from decimal import Decimal

import emptor
import emptor._book
import pytest
from conftest import STORE, sqlite_only
from emptor.__main__ import main


def test_missing_records_are_lookup_errors(book):
    with pytest.raises(emptor.NotFoundError) as caught:
        book.customer("C999")
    assert isinstance(caught.value, (emptor.Error, LookupError))
    assert caught.value.code == "NOT_FOUND"
    assert caught.value.message and caught.value.message in str(caught.value)
    assert caught.value.problem.figures == {"code": "C999"} and "(code C999)" in str(caught.value)
    with pytest.raises(LookupError):
        book.voucher("sale", "20260101-9")
    assert book.find_voucher("sale", "20260101-9") is None


def test_no_price_is_not_a_price_of_zero(book):
    book.create_item("P9", "New thing", unit="PCS")
    with pytest.raises(emptor.NoPriceError) as caught:
        book.resolve_price("P9", customer="C001")
    assert caught.value.code == "NO_PRICE"
    assert book.explain_price("P9", customer="C001").quote is None


def test_all_problems_at_once(book):
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.create_customer("", "x" * 101, terms={"credit_limit": -1})
    error = caught.value
    assert isinstance(error, ValueError)
    assert [problem.code for problem in error.problems][:2] == ["REQUIRED", "TOO_LONG"]
    assert (error.code, error.field) == (error.problems[0].code, error.problems[0].field) == ("REQUIRED", "code")
    assert "more)" in str(error)


def test_what_is_not_a_number_has_a_code_too(book):
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.post_collection("C001", Decimal("NaN"))
    assert (caught.value.code, caught.value.field) == ("INVALID", "amount")


def test_an_amount_may_name_its_currency(book):
    assert book.post_collection("C001", emptor.Money(10, "USD")).total == emptor.Money(10, "USD")
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.post_collection("C001", emptor.Money(10, "USD"), currency="EUR")
    assert (caught.value.code, caught.value.field) == ("CURRENCY_MISMATCH", "currency")


def test_a_text_is_no_list(book):
    for call in (
        lambda: book.post_sale("C001", [("P1", 1)], coupons="WELCOME"),
        lambda: book.change_prices(percent=3, items="P1"),
        lambda: book.create_item("P9", "New thing", unit="PCS", groups="TOP"),
        lambda: book.set_programme("A", "percent", 10, customers="C001"),
        lambda: book.set_programme("A", "percent", 10, products="P1"),
    ):
        with pytest.raises(TypeError, match="expected a list, not str"):
            call()


def test_an_empty_choice_is_not_everything(book):
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.change_prices(percent=3, items=[])
    assert (caught.value.code, caught.value.field) == ("REQUIRED", "items")
    with pytest.raises(emptor.InvalidInputError, match="weekdays 128"):
        book.set_programme("A", "percent", 10, weekdays=128)
    with pytest.raises(TypeError, match="not tuple"):
        book.set_programme("A", "percent", 10, products=[("P1", 3)])


def test_misuse_has_a_class(book):
    with book.snapshot():
        with pytest.raises(emptor.MisuseError):
            book.create_unit("BOX", "box")


def test_a_voucher_prints_on_one_line(book):
    voucher = book.post_collection("C001", 10, dated=date(2026, 3, 1))
    assert str(voucher) == f"collection {voucher.number}, 2026-03-01, C001 {voucher.party_name}: 10.00 USD"


def test_codes_are_taken_once(book):
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.create_customer("C001", "Again")
    assert caught.value.code == "DUPLICATE_CODE"


def test_words_outside_the_list_are_named(book):
    with pytest.raises(emptor.InvalidInputError, match="receivable, payable") as caught:
        book.balance("C001", side="both")
    assert caught.value.field == "side"
    with pytest.raises(emptor.InvalidInputError, match='"shoe_size" is no term'):
        book.set_term("shoe_size", "44", party="C001")


def test_errors_can_be_pickled(book):
    with pytest.raises(emptor.NotFoundError) as caught:
        book.customer("C999")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.problems) == (type(caught.value), str(caught.value), caught.value.problems)


def test_classes_are_what_a_reader_expects():
    assert issubclass(emptor.BusyError, TimeoutError)
    assert issubclass(emptor.NotFoundError, LookupError)
    assert issubclass(emptor.InvalidInputError, ValueError)
    for refusal in (emptor.CreditBlocked, emptor.CreditWarning, emptor.StockShort):
        assert issubclass(refusal, emptor.Refused) and issubclass(refusal, emptor.Error)


def test_use_after_close(book):
    customers = book.customers()
    next(customers)
    actor = book.create_actor("E01", "Ms Eve")
    assert actor > 0
    session = book.as_actor("E01")
    book.close()
    book.close()
    for call in (
        lambda: book.customer("C001"),
        lambda: book.balance("C001"),
        lambda: book.post_sale("C001", [("P1", 1)]),
        lambda: book.verify(),
        lambda: book.settings(),
        lambda: book.today,
        lambda: session.customer("C001"),
        lambda: book.as_actor("E01"),
        lambda: list(book.vouchers()),
    ):
        with pytest.raises(emptor.ClosedError) as caught:
            call()
        assert caught.value.code == "CLOSED"


def test_the_context_manager_closes_and_lets_errors_through(tmp_path):
    with pytest.raises(ZeroDivisionError):
        with emptor.open(tmp_path / "shop.emptor", currency="EUR") as book:
            raise ZeroDivisionError
    with pytest.raises(emptor.ClosedError):
        book.settings()


@sqlite_only
def test_opening(tmp_path, book_file):
    with pytest.raises(emptor.NotFoundError):
        emptor.open(tmp_path / "missing.emptor", create=False)
    with pytest.raises(emptor.InvalidInputError) as caught:
        emptor.open(tmp_path / "new.emptor")
    assert (caught.value.code, caught.value.field) == ("REQUIRED", "currency")
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(emptor.StorageError) as caught:
        emptor.open(tmp_path / "letter.txt")
    assert caught.value.code == "NOT_A_BOOK"
    with pytest.raises(emptor.InvalidInputError, match="full, normal"):
        emptor.open(tmp_path / "new.emptor", currency="EUR", sync="sometimes")
    with emptor.open(book_file, read_only=True) as book:
        assert book.customer("C001").name == "An Phat"
        with pytest.raises(emptor.ForbiddenError) as caught:
            book.create_customer("C009", "Late")
        assert caught.value.code == "READ_ONLY"


def test_the_clock_stands_on_the_day_given(tmp_path):
    for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Ho_Chi_Minh"):
        with emptor.open(":memory:", currency="EUR", time_zone=zone, today=date(2026, 3, 31)) as book:
            assert book.today == date(2026, 3, 31)


def test_a_batch_is_all_or_nothing(book):
    with pytest.raises(emptor.NotFoundError):
        with book.batch():
            book.create_customer("C010", "First")
            book.customer("C999")
    assert book.find_customer("C010") is None
    with book.batch():
        book.create_customer("C010", "First")
        book.create_customer("C011", "Second")
    assert book.count_customers() == 4


def test_a_failed_commit_does_not_leave_a_batch_behind(book):
    with pytest.raises(emptor.ClosedError):
        with book.batch():
            book.close()


@sqlite_only
def test_backup_and_actors(book_file, tmp_path):
    with emptor.open(book_file, today=date(2026, 3, 31)) as book:
        book.create_actor("E01", "Ms Eve")
        sale = book.as_actor("E01").post_sale("C001", [("P1", 1)])
        assert sale.actor == "E01"
        assert "SQLite" in book.store_description
        assert {change.actor for change in book.audit()} == {"owner"}
        with pytest.raises(emptor.InvalidInputError) as caught:
            book.as_actor("E99")
        assert caught.value.code == "UNKNOWN_REFERENCE"
        book.backup(tmp_path / "copy.emptor")
    with emptor.open(tmp_path / "copy.emptor") as copy:
        assert copy.balance("C001").amount.amount == Decimal("19.25")
        assert copy.verify() == []


def test_a_book_is_copied_from_the_command_line(tmp_path, capsys):
    source, target = tmp_path / "from.emptor", tmp_path / "to.emptor"
    with emptor.open(source, currency="EUR") as book:
        book.create_customer("C001", "An Phat")
        content, described = book.content_hash(), book.store_description
    assert main(["copy", str(source), str(target)]) == 0
    assert capsys.readouterr().out.strip() == content
    # On a server, this goes from the server to a file.
    with emptor._book.open(target) as copied:
        assert copied.customer("C001").name == "An Phat"
        assert copied.store_description.startswith("SQLite")
    assert main(["copy", str(source), str(target)]) == 1
    assert "DUPLICATE_CODE" in capsys.readouterr().err
    assert bool(STORE) == ("PostgreSQL" in described)
