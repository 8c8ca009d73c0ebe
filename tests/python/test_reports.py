"""Summaries, uncollected periods, statements, credit over all customers."""

from datetime import date, datetime, timezone
from decimal import Decimal

import emptor
import pytest


def usd(text: str) -> emptor.Money:
    return emptor.Money(text, "USD")


@pytest.fixture
def trading(book):
    book.post_opening_balance("C001", 500, dated=date(2026, 1, 31))
    book.post_sale("C001", [emptor.Line("P2", 30, tax_code="")], dated=date(2026, 3, 1))
    book.post_adjustment("C001", 50, dated=date(2026, 3, 2))
    book.post_collection("C001", 200, dated=date(2026, 3, 3))
    book.post_adjustment("C001", Decimal("-5"), dated=date(2026, 3, 4))
    return book


def test_what_came_in_and_went_out(trading):
    summary = trading.summary()
    assert (summary.first, summary.last) == (date(2026, 2, 1), date(2026, 3, 31))
    (row,) = summary.rows
    assert (row.code, row.opening, row.trade, row.other_increases) == ("C001", usd("500.00"), usd("300.00"), usd("50.00"))
    assert (row.collected, row.difference, row.balance) == (usd("200.00"), usd("-5.00"), usd("645.00"))
    assert [total.balance for total in summary.totals] == [usd("645.00")]
    assert trading.summary(by="group", group="RETAIL").rows == ()
    assert "645.00" in summary._repr_html_()
    with pytest.raises(emptor.InvalidInputError):
        trading.summary(date(2026, 3, 2), date(2026, 3, 1))


def test_for_how_long(trading):
    table = trading.uncollected()
    assert table.as_of == date(2026, 3, 31)
    (row,) = table.rows
    assert (row.name, row.balance, row.age_start, row.age_months) == ("An Phat", usd("645.00"), date(2026, 1, 31), 1)
    assert table.totals == (usd("645.00"),)
    assert trading.uncollected(as_of=date(2026, 1, 30)).rows == ()


def test_ageing_by_group_as_it_was_known(trading):
    trading.join_group("C001", "RETAIL")
    (group,) = trading.ageing(as_of=date(2026, 3, 31), by="group", bounds=(30,)).rows
    assert (group.code, group.name, group.balance) == ("RETAIL", "Retail", usd("645.00"))
    netted = trading.ageing("C001", credits="oldest_first", basis="posting")
    assert netted.total.balance == usd("645.00") and netted.total.credits == usd("0.00")
    before = datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert trading.ageing(known_at=before).rows == ()
    with pytest.raises(emptor.InvalidInputError):
        trading.ageing(credits="somewhere")


def test_the_account_as_it_is_sent(trading):
    account = trading.statement("C001", by="line")
    assert (account.name, account.credit_limit) == ("An Phat", usd("1000.00"))
    assert [row.balance.amount for row in account.rows] == [500, 800, 850, 650, 645]
    assert [line.item for line in account.rows[1].lines] == ["P2"]
    months = trading.statement("C001", date(2026, 1, 1), by="month")
    assert [(row.dated.month, row.debit.amount, row.credit.amount) for row in months.rows[1:]] == [(1, 500, 0), (3, 350, 205)]
    assert (months.opening, months.closing) == (usd("0.00"), usd("645.00"))
    assert trading.statement("C001", side=None).closing == usd("645.00")


def test_credit_of_all_customers(trading):
    assert [(row.customer, row.used, row.available) for row in trading.credit_reports()] == [
        ("C001", usd("645.00"), usd("355.00"))
    ]
    trading.set_term("credit_limit", 1500, party="C001")
    (change,) = trading.credit_history(party="C001")
    assert (change.term, change.before, change.after, change.actor) == ("credit_limit", "1000", "1500", "owner")
    assert list(trading.credit_reports(group="RETAIL")) == []


def test_vouchers_know_their_side(trading):
    owed = trading.post_opening_balance("S001", 40, side="payable")
    assert (owed.kind, owed.side, owed.total) == ("opening_balance", "payable", usd("40.00"))
    assert trading.balance("S001", side="payable").amount == usd("40.00")
    with pytest.raises(emptor.InvalidInputError):
        trading.post_adjustment("S001", 1, side="receivable")


def test_payment_terms_and_paying_early(book):
    book.set_term("payment_terms", "1/3 net 30, 1/3 net 60, rest net 90", party="C002")
    sale = book.post_sale("C002", [emptor.Line("P2", 10, tax_code="")], dated=date(2026, 1, 31))
    assert [(part.due, part.amount) for part in sale.instalments] == [
        (date(2026, 3, 2), usd("33.33")),
        (date(2026, 4, 1), usd("33.34")),
        (date(2026, 5, 1), usd("33.33")),
    ]
    early = book.post_sale(
        "C002", [emptor.Line("P2", 100, tax_code="")], dated=date(2026, 3, 1), payment_terms="net 30, 2% within 10"
    )
    assert (early.payment_terms, early.instalments[0].discount) == ("net 30, 2% within 10", usd("20.00"))
    preview = book.preview_collection("C002", 490, dated=date(2026, 3, 11), settles=[early])
    assert [(each.kind, each.total) for each in preview.companions] == [("discount", usd("10.00"))]
    book.post_collection("C002", 490, dated=date(2026, 3, 11), settles=[early])
    assert {item.open.amount for item in book.open_items("C002") if item.voucher == early.id} == {Decimal("500.00")}
    assert book.balance("C002").amount == usd("600.00")


def test_allocation_is_planned_committed_and_undone(book):
    first = book.post_sale("C002", [emptor.Line("P2", 30, tax_code="")], dated=date(2026, 3, 1))
    second = book.post_sale("C002", [emptor.Line("P2", 10, tax_code="")], dated=date(2026, 3, 2))
    money = book.post_collection("C002", 100, dated=date(2026, 3, 10), allocation=())
    plan = book.plan_allocation("C002", money, orders=["exact"])
    assert [(row.number, row.amount) for row in plan.rows] == [(second.number, usd("100.00"))]
    assert plan.left == usd("0.00")
    with pytest.raises(emptor.Error) as caught:
        book.plan_allocation("C002", money, chosen=[emptor.ChosenDebit(first.id, amount=101)])
    assert caught.value.code == "OVER_ALLOCATED"
    assert [each.amount for each in book.commit_allocation(plan)] == [usd("100.00")]
    with pytest.raises(emptor.ConflictError):
        book.commit_allocation(plan)
    assert [each.amount for each in book.undo_allocations("C002", money)] == [usd("100.00")]
    assert book.balance("C002").amount == usd("300.00")


def test_write_off_refund_and_set_off(book):
    book.post_sale("C002", [emptor.Line("P2", 10, tax_code="")], dated=date(2026, 3, 1))
    with pytest.raises(emptor.Error) as caught:
        book.post_write_off("C002", Decimal("100.01"), reason="bad_debt")
    assert caught.value.code == "OVER_ALLOCATED"
    assert book.post_write_off("C002", 30, reason="bad_debt").reason == "bad_debt"
    book.post_collection("C002", 90)
    assert book.post_refund("C002", 20).total == usd("20.00")
    assert book.balance("C002").amount == usd("0.00")
    book.update_customer("C002", supplier=True)
    book.post_sale("C002", [emptor.Line("P2", 10, tax_code="")])
    book.post_purchase("C002", [emptor.Line("P2", 1, unit_price=40, tax_code="")])
    book.post_set_off("C002", 40)
    assert (book.balance("C002").amount, book.balance("C002", side="payable").amount) == (usd("60.00"), usd("0.00"))
    assert book.verify() == []


def test_projects_and_fields(book):
    sale = book.post_sale("C001", [("P1", 1)], project="HARBOUR", fields={"vehicle": "51C-123.45", "driver": "Tư"})
    book.post_sale("C001", [("P1", 1)])
    assert (sale.project, sale.fields) == ("HARBOUR", {"driver": "Tư", "vehicle": "51C-123.45"})
    assert [voucher.id for voucher in book.vouchers(project="HARBOUR")] == [sale.id]
    assert book.draft(book.save_draft("sale", "C001", project="HARBOUR", fields={"a": "b"})).fields == {"a": "b"}
    [outcome] = book.post_batch([emptor.VoucherDraft("sale", "C001", lines=(("P1", 1),), fields={"shift": "early"})])
    assert outcome.voucher and outcome.voucher.fields == {"shift": "early"}
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.post_collection("C001", 1, fields={"driver": ""})
    assert (caught.value.code, caught.value.field) == ("REQUIRED", "fields[0].value")


def test_a_statement_for_each_currency(book):
    book.set_exchange_rate("EUR", "USD", on=date(2026, 1, 1), rate=Decimal("1.1"))
    book.post_sale("C002", [emptor.Line("P2", 1, tax_code="")], dated=date(2026, 3, 1))
    book.post_sale("C002", [emptor.Line("P2", 1, unit_price=8, tax_code="")], dated=date(2026, 3, 1), currency="EUR")
    assert [str(each.closing) for each in book.statements("C002")] == ["8.00 EUR", "10.00 USD"]
