"""Credit rules, what they leave, and a hold that is released."""

from datetime import date
from decimal import Decimal

import emptor
import pytest


def usd(amount: str) -> emptor.Money:
    return emptor.Money(amount, "USD")


def test_a_decision_names_its_rules_and_what_passes(book):
    book.set_term("credit_document_max", Decimal(300), party="C001")
    book.set_term("credit_answers", "document_max@quotation=approve", party="C001")
    decision = book.credit_check("C001", 301, stage="quotation")
    assert (decision.verdict, decision.max_amount_now, decision.payment_clears) == ("approve", usd("300.00"), False)
    assert decision.findings == (emptor.CreditFinding("document_max", "approve", "300.00", "301.00"),)
    limit = book.credit_check("C001", 1100, stage="delivery")
    assert [finding.rule for finding in limit.findings] == ["limit", "document_max"]


def test_a_locked_customer_buys_nothing_and_pays(book):
    book.set_term("credit_status", "stop", party="C001")
    with pytest.raises(emptor.CustomerLocked) as caught:
        book.post_sale("C001", [("P1", 1)])
    assert caught.value.code == "CUSTOMER_LOCKED"
    assert book.post_collection("C001", 5).total == usd("5.00")


def test_a_hold_is_released_once(book):
    book.set_term("credit_at_sale", "approve", party="C001")
    assert book.credit_hold("C001", 10) is None
    with pytest.raises(emptor.CreditApproval):
        book.post_sale("C001", [("P2", 100)])
    hold = book.credit_hold("C001", usd("1100.00"), reference="ORD-7")
    assert hold is not None and (hold.rules, hold.released) == ("limit", False)
    assert [each.id for each in book.credit_holds()] == [hold.id]
    with pytest.raises(emptor.CreditApproval) as caught:
        book.post_sale("C001", [("P2", 100)], credit_hold=hold)
    assert caught.value.problem.figures["release"] == "it was not released"
    released = book.release_hold(hold, "known for years", tolerance=2, valid_until=date(2026, 12, 31))
    assert (released.released, released.releases[0].approved) == (True, usd("1100.00"))
    sold = book.post_sale("C001", [("P2", 100)], credit_hold=hold)
    (kept,) = book.credit_holds(waiting_only=False)
    assert kept.vouchers == (sold.id,)
    with pytest.raises(emptor.CreditApproval):
        book.post_sale("C001", [("P2", 1)], credit_hold=hold)
    # What takes its place is let through by the same hold, and so is what follows it in a batch.
    draft = emptor.VoucherDraft("sale", "C001", (("P2", 101),), credit_hold=hold)
    corrected = book.correct(sold, draft)
    book.reverse(corrected)
    (outcome,) = book.post_batch([draft])
    assert outcome.problems == ()
    assert not book.revoke_hold(hold, "one was enough").released
    assert book.verify() == []


def test_acknowledged_warnings_are_listed(book):
    book.set_term("credit_at_sale", "warn", party="C001")
    with pytest.raises(emptor.CreditWarning):
        book.post_sale("C001", [("P2", 100)])
    sold = book.post_sale("C001", [("P2", 100)], acknowledge_warnings=True)
    (event,) = book.credit_events("C001")
    assert (event.voucher, event.verdict, event.acknowledged) == (sold.id, "warn", True)
    assert (event.rules, event.document) == ("limit", usd("1100.00"))
    assert list(book.credit_events("C002")) == []


def test_customers_share_credit(book):
    book.create_credit_pool("GROUP", "The group", limit=100)
    book.create_credit_pool("EAST", parent="GROUP", limit=60)
    book.join_credit_pool("C001", "EAST")
    decision = book.credit_check("C001", 101)
    assert [(each.rule, each.pool) for each in decision.findings if each.pool] == [("pool", "EAST"), ("pool", "GROUP")]
    assert decision.max_amount_now == usd("60.00")
    assert decision.pools[1] == emptor.PoolExposure("GROUP", usd("100.00"), usd("0.00"))
    book.set_credit_pool_limit("EAST", None)
    assert book.credit_check("C001", 101).max_amount_now == usd("100.00")
    east, group = book.credit_pools()
    assert (east.parent, east.limit, east.available, east.members) == ("GROUP", None, usd("100.00"), ("C001",))
    assert (group.used, group.limit) == (usd("0.00"), usd("100.00"))
    with pytest.raises(emptor.Error) as caught:
        book.move_credit_pool("GROUP", "EAST")
    assert caught.value.code == "CYCLE"
    book.leave_credit_pool("C001", since=date(2020, 1, 1))
    assert book.credit_check("C001", 101).pools == ()
    assert book.verify() == []


def test_what_of_a_refused_sale_fits(book):
    book.set_term("credit_limit", Decimal(100), party="C001")
    with pytest.raises(emptor.CreditBlocked) as caught:
        book.post_sale("C001", [("P1", 10), ("P2", 5)])
    figures = caught.value.problem.figures
    room = caught.value.decision.max_amount_now
    fitting = caught.value.decision.fitting
    assert figures["max_amount_now"] == str(room.amount)
    assert fitting and sum(line.amount.amount for line in fitting) <= room.amount
    assert figures["fitting"] == ", ".join(f"{line.quantity} {line.item}" for line in fitting)
    sold = book.post_sale("C001", [(line.item, line.quantity) for line in fitting])
    assert sold.total.amount == sum(line.amount.amount for line in fitting)


def test_what_if_limits_were_cut(book):
    before = book.credit_what_if()
    assert before.rows == () and before.over == usd("0.00")
    book.post_sale("C001", [("P2", 50)])
    cut = book.credit_what_if(limits=10, failing=["C001"])
    (row,) = (each for each in cut.rows if each.account == "C001")
    assert row.fails and row.over == row.used - row.limit and row.over_now == usd("0.00")
    assert cut.lost == row.used
    assert "owed by" in cut._repr_html_()
    with pytest.raises(emptor.InvalidInputError):
        book.credit_what_if(terms_days=4000)


def test_a_release_does_not_end_before_it_begins(book):
    book.set_term("credit_limit", Decimal(0), party="C001")
    hold = book.credit_hold("C001", 10)
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.release_hold(hold, "why not", valid_until=date(2000, 1, 1))
    assert (caught.value.code, caught.value.field) == ("RANGE", "valid_until")
