"""Disputes and promises, and reminders with what they claim."""

from datetime import date
from decimal import Decimal

import emptor
import pytest


def usd(amount: str) -> emptor.Money:
    return emptor.Money(amount, "USD")


@pytest.fixture
def sold(book: emptor.Book) -> emptor.Voucher:
    return book.post_sale(
        "C002", [emptor.Line("P2", 100, tax_code="")], dated=date(2025, 12, 1), due=date(2026, 1, 1)
    )


def test_disputes_and_promises_stand_beside_the_voucher(book, sold):
    mark = book.mark_item("dispute", "C002", sold, reason="short delivery", since=date(2026, 3, 1))
    (seen,) = book.item_marks("C002")
    assert (seen.id, seen.kind, seen.open, seen.promise) == (mark, "dispute", usd("1000.00"), "")
    ageing = book.ageing("C002", disputed_apart=True)
    assert ageing.total.disputed == ageing.total.balance == usd("1000.00")
    assert "disputed" in ageing._repr_html_()
    book.end_mark(seen, "delivered")
    assert list(book.item_marks("C002")) == []
    book.mark_item("promise", "C002", sold, until=date(2026, 4, 10), amount=Decimal(100))
    assert list(book.item_marks(broken_only=True)) == []
    (broken,) = book.item_marks(broken_only=True, on=date(2026, 4, 11))
    assert (broken.promised, broken.paid, broken.promise) == (usd("100.00"), usd("0.00"), "broken")
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.mark_item("promise", "C002", sold)
    assert (caught.value.code, caught.value.field) == ("REQUIRED", "until")


def test_reminders_are_rehearsed_sent_and_charged(book, sold):
    book.post_collection("C002", 200, dated=date(2026, 2, 1))
    levels = [emptor.DunningLevel(10), emptor.DunningLevel(30, fee=Decimal("5.00"), interest=12)]
    book.set_dunning_policy(levels)
    assert [level.days for level in book.dunning_policy().levels] == [10, 30]
    plan = book.plan_dunning(on=date(2026, 3, 1))
    (letter,) = plan.letters
    assert (letter.id, letter.level, letter.open) == (None, 2, usd("800.00"))
    assert (letter.fee, letter.interest, letter.items[0].interest_from) == (usd("5.00"), usd("17.56"), date(2026, 1, 1))
    assert "C002" in plan._repr_html_()
    book.mark_item("block", "C002", sold, reason="a friend", since=date(2026, 3, 1), until=date(2026, 3, 2))
    with pytest.raises(emptor.ConflictError):
        book.commit_dunning(plan)
    assert [each.because for each in book.plan_dunning(on=date(2026, 3, 1)).omissions] == ["block"]
    sent = book.commit_dunning(book.plan_dunning(on=date(2026, 3, 3)))
    assert sent.id is not None and book.plan_dunning(on=date(2026, 3, 3)).letters == ()
    (unclaimed,) = book.dunning_letters("C002", unclaimed_only=True)
    claim = book.post_claim(unclaimed)
    assert claim.total == unclaimed.fee + unclaimed.interest
    with pytest.raises(emptor.ConflictError):
        book.post_claim(unclaimed)
    assert [each.claim for each in book.dunning_letters()] == [claim.id]
    book.set_term("credit_dunning_level", 2, party="C002")
    decision = book.credit_check("C002", 1)
    assert [finding.rule for finding in decision.findings] == ["dunning"]
    assert book.verify() == []


def test_the_audit_trail_names_its_records(book, sold):
    mark = book.mark_item("dispute", "C002", sold, reason="short delivery")
    last = list(book.audit())[-1]
    assert (last.entity, last.entity_id, last.command) == ("item_mark", mark, "dunning.mark")
    draft = emptor.VoucherDraft("sale", "C002", (emptor.Line("P2", 90, tax_code=""),))
    corrected = book.correct(sold, draft, reason="wrong count")
    assert corrected.correction_reason == "wrong count"
    assert [each.correction_reason for each in book.versions(corrected)] == ["", "wrong count"]
