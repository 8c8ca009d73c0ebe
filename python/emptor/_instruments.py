"""Cheques and bills, from hand to bank."""

from __future__ import annotations

from datetime import date
from typing import Iterator, Sequence

from ._records import Instrument, Number, Voucher
from ._room import PAGE, Room
from ._typing import voucher_id


class Instruments(Room):
    def receive_instrument(
        self,
        party: str,
        amount: Number,
        *,
        number: str,
        kind: str = "cheque",
        side: str = "receivable",
        bank: str = "",
        on: date | None = None,
        due: date | None = None,
        currency: str | None = None,
        settles: Sequence[Voucher | int] = (),
        allocation: Sequence[str] = ("oldest_dated",),
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Instrument:
        """Takes a cheque or bill and posts its collection; with ``side="payable"`` gives one and posts its payment.

        It settles what is owed on the day on which it changes hands, and counts in the exposure until it is cleared, where
        the setting `uncleared_instruments` says so. `due` is the first day on which a bank pays it.
        """
        return self._core.receive_instrument(
            party=party,
            amount=amount,
            number=number,
            kind=kind,
            side=side,
            bank=bank,
            on=on,
            due=due,
            currency=currency,
            settles=[voucher_id(voucher) for voucher in settles],
            allocation=allocation,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
        )

    def move_instrument(
        self,
        instrument: Instrument | int,
        to: str,
        *,
        on: date | None = None,
        fee: Number | None = None,
        supplier: str = "",
        reason: str = "",
    ) -> Instrument:
        """One step: ``"deposited"``, ``"cleared"``, ``"bounced"``, ``"returned"``, ``"endorsed"`` or ``"discounted"``.

        A bounce reverses the voucher that stands for the instrument, so that what it had settled is open again, and charges
        `fee` to the customer. What is not possible in its state raises :class:`ConflictError` (WRONG_STATE).
        """
        return self._core.move_instrument(
            id=instrument.id if isinstance(instrument, Instrument) else instrument,
            to=to,
            on=on,
            fee=fee,
            supplier=supplier,
            reason=reason,
        )

    def instrument(self, id: int) -> Instrument:
        """One instrument with its steps."""
        return self._core.instrument(id=id)

    def instruments(
        self,
        *,
        party: str | None = None,
        state: str | None = None,
        uncleared_only: bool = False,
        due_until: date | None = None,
    ) -> Iterator[Instrument]:
        """In the order of recording, page by page. `due_until`: due before this day."""
        last = 0
        while page := self._core.instruments(
            party=party, state=state, uncleared_only=uncleared_only, due_until=due_until, after=last, limit=PAGE
        ):
            yield from page
            last = page[-1].id
