"""Corrections, batches, voided numbers, and a month that is closed."""

from datetime import date
from decimal import Decimal

import emptor
import pytest


def usd(amount: str) -> emptor.Money:
    return emptor.Money(amount, "USD")


def sale(pieces: int, party: str = "C002", **given) -> emptor.VoucherDraft:
    return emptor.VoucherDraft("sale", party, lines=(("P1", pieces),), **given)


def test_a_correction_keeps_the_chain(book):
    wrong = book.post_sale("C002", [("P1", 3)], dated=date(2026, 1, 10))
    right = book.correct(wrong, sale(2), reason="one was not delivered")
    assert (right.corrects, right.total, right.dated) == (wrong.id, usd("44.00"), date(2026, 1, 10))
    assert book.voucher_by_id(wrong.id).corrected_by == right.id
    assert [each.id for each in book.versions(wrong)] == [wrong.id, right.id]
    assert book.balance("C002").amount == usd("44.00")
    with pytest.raises(emptor.ConflictError):
        book.correct(wrong, sale(1))
    book.post_collection("C002", Decimal("44.00"), settles=[right])
    with pytest.raises(emptor.Error) as caught:
        book.correct(right, sale(1), undo_allocations=False)
    assert (caught.value.code, caught.value.problem.figures["settled"]) == ("IN_USE", "44.00")
    with pytest.raises(emptor.CreditBlocked):
        book.correct(right, sale(1000, "C001"))
    assert book.voucher_by_id(right.id).reversed_by is None


def test_a_bad_voucher_of_a_batch_fails_alone(book):
    good, bad, last = book.post_batch([sale(1), sale(1, "NOBODY"), emptor.VoucherDraft("collection", "C002", amount=22)])
    assert good.voucher is not None and last.voucher is not None
    assert bad.voucher is None
    assert [(problem.code, problem.field) for problem in bad.problems] == [("UNKNOWN_REFERENCE", "party")]
    assert book.balance("C002").amount == usd("0.00")
    kept_out, refused = book.post_batch([sale(1), sale(0)], all_or_nothing=True)
    assert kept_out.voucher is None and kept_out.problems == ()
    assert [problem.field for problem in refused.problems] == ["lines[0].quantity"]
    assert len(list(book.vouchers())) == 2


def test_a_collection_settles_a_sale_of_its_own_batch(book):
    collection = emptor.VoucherDraft("collection", "C002", amount=22)
    drafts = [sale(2), sale(1), collection, collection]
    first, second, paid, late = book.post_batch(drafts, settles_entries={2: [1], 3: [4]})
    assert [allocation.debit for allocation in book.allocations(paid.voucher)] == [second.voucher.id]
    assert [(problem.code, problem.field) for problem in late.problems] == [("RANGE", "settles_entries[0]")]
    assert book.verify() == []
    with pytest.raises(emptor.Error) as caught:
        book.post_batch(drafts, settles_entries={4: [0]})
    assert (caught.value.code, caught.value.field) == ("RANGE", "settles_entries")
    with pytest.raises(emptor.Error) as caught:
        book.post_batch(drafts, settles_entries={1: [-1]})
    assert (caught.value.code, caught.value.field) == ("RANGE", "settles_entries")


def test_a_voided_number_leaves_no_gap(book):
    first = book.void_number("sale", "spoilt form", dated=date(2026, 1, 5))
    assert first.number == "20260105-1"
    assert book.post_sale("C002", [("P1", 1)], dated=date(2026, 1, 5)).number == "20260105-2"
    assert [(each.kind, each.reason) for each in book.voided_numbers()] == [("sale", "spoilt form")]
    assert book.voided_numbers("purchase") == []
    assert book.verify() == []


def test_a_month_is_locked_softly_then_closed_then_sealed(book):
    last = date(2026, 1, 31)
    book.soft_lock_through(last)
    assert book.period_state(last) == "soft"
    with pytest.raises(emptor.PeriodLockedError):
        book.post_sale("C002", [("P1", 1)], dated=last)
    book.post_sale("C002", [("P1", 1)], dated=last, acknowledge_soft_lock=True)
    (passed,) = [row for row in book.audit() if row.command == "vouchers.acknowledge_soft_lock"]
    assert (passed.actor, passed.detail) == ("owner", '{"dated":"2026-01-31","soft_locked_through":"2026-01-31"}')
    book.lock_through(last)
    with pytest.raises(emptor.PeriodLockedError):
        book.post_sale("C002", [("P1", 1)], dated=last, acknowledge_soft_lock=True)
    seal = book.seal_through(last)
    assert (seal.vouchers, len(seal.hash), book.period_state(last)) == (1, 64, "sealed")
    assert book.seals() == [seal]
    with pytest.raises(emptor.PeriodLockedError):
        book.lock_through(None)
    assert book.settings().sealed_through == last
    assert book.verify() == []
