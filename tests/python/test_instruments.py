"""Cheques and bills from Python."""

from datetime import date

import emptor
import pytest


@pytest.fixture
def shop():
    with emptor.open(":memory:", currency="USD") as book:
        book.create_customer("C001", "An Phat", terms={"credit_limit": "1000"})
        book.post_opening_balance("C001", 600, dated=date(2026, 3, 1))
        yield book


def test_a_cheque_bounces(shop):
    cheque = shop.receive_instrument("C001", 600, number="CH-1", on=date(2026, 3, 5), due=date(2026, 3, 20))
    assert (cheque.state, str(cheque.amount), cheque.due) == ("held", "600.00 USD", date(2026, 3, 20))
    assert shop.balance("C001").amount.amount == 0
    (row,) = shop.ageing("C001", as_of=date(2026, 3, 6), with_instruments=True).rows
    assert (str(row.balance), str(row.instruments)) == ("0.00 USD", "600.00 USD")
    assert "instruments" in shop.ageing(as_of=date(2026, 3, 6), with_instruments=True)._repr_html_()
    assert shop.ageing("C001", as_of=date(2026, 3, 6)).rows == ()
    decision = shop.credit_check("C001", 1, on=date(2026, 3, 6))
    assert (str(decision.exposure), str(decision.uncleared)) == ("600.00 USD", "600.00 USD")
    with pytest.raises(emptor.ConflictError) as refused:
        shop.move_instrument(cheque, "cleared", on=date(2026, 3, 20))
    assert (refused.value.code, refused.value.field) == ("WRONG_STATE", "state")
    shop.move_instrument(cheque, "deposited", on=date(2026, 3, 20))
    bounced = shop.move_instrument(cheque, "bounced", on=date(2026, 3, 22), fee=15, reason="no funds")
    assert [event.state for event in bounced.events] == ["held", "deposited", "bounced"]
    assert bounced.voucher is None
    assert len(bounced.events[-1].vouchers) == 2
    assert shop.balance("C001").amount.amount == 615
    assert list(shop.instruments(uncleared_only=True)) == []
    assert shop.instrument(cheque.id) == bounced
    assert shop.verify() == []


def test_a_cheque_makes_no_room_in_shared_credit(shop):
    shop.create_credit_pool("GROUP", limit=700)
    shop.join_credit_pool("C001", "GROUP")
    cheque = shop.receive_instrument("C001", 600, number="CH-1", on=date(2026, 3, 5))
    (pool,) = shop.credit_pools(on=date(2026, 3, 6))
    assert (str(pool.used), str(pool.available)) == ("600.00 USD", "100.00 USD")
    shop.move_instrument(cheque, "deposited", on=date(2026, 3, 6))
    shop.move_instrument(cheque, "cleared", on=date(2026, 3, 7))
    assert [str(shop.credit_pools(on=date(2026, 3, day))[0].used) for day in (6, 7)] == ["600.00 USD", "0.00 USD"]


def test_what_is_not_cleared_may_be_left_out(shop):
    shop.receive_instrument("C001", 600, number="CH-1", on=date(2026, 3, 5))
    shop.change_settings(uncleared_instruments="leave_out")
    assert shop.settings().uncleared_instruments == "leave_out"
    assert shop.credit_check("C001", 1, on=date(2026, 3, 6)).exposure.amount == 0
