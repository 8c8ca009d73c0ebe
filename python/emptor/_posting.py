"""Sales, purchases, collections, payments and the other vouchers: posting, reversing, correcting."""

from __future__ import annotations

from datetime import date
from typing import Any, Iterable, Mapping, Sequence

from ._records import (
    BatchOutcome,
    CreditHold,
    Line,
    Money,
    Number,
    Reservation,
    Voucher,
    VoucherDraft,
)
from ._room import Room
from ._typing import LineLike, draft_as_typed, entry_as_typed, hold_id, line_as_typed, posted, voucher_id


class Posting(Room):
    def post_sale(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
        priced_on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        exchange_rate: Number | None = None,
        tax_mode: str | None = None,
        salesperson: str | None = None,
        ship_to: str | None = None,
        due: date | None = None,
        payment_terms: str | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        coupons: Sequence[str] = (),
        reservation: Reservation | int | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
        acknowledge_warnings: bool = False,
        credit_hold: CreditHold | int | None = None,
    ) -> Voucher:
        """Posts a sale: prices and terms filled in, tax added, credit checked, stock moved.

        A line is ``("P1", 10)`` or a :class:`Line`. `priced_on` is the day whose prices hold, e.g. that of the order;
        `dated` when not given. `exchange_rate` is one unit of another `currency` in the book's; its rate of the day when
        not given. What the credit or stock policy refuses raises :class:`CreditBlocked`,
        :class:`CreditApproval`, :class:`CustomerLocked`, :class:`CreditWarning` or :class:`StockShort` and changes
        nothing; a released `credit_hold` lets it through. A coupon that is not taken
        raises :class:`CouponRefused`; `acknowledge_warnings` posts without it. A `reservation` of :meth:`reserve_sale` keeps its
        share free. Repeating an `idempotency_key` with the same content gives
        the first voucher again.
        """
        return self._post(
            "sale",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            acknowledge_warnings=acknowledge_warnings,
            credit_hold=credit_hold,
            lines=[line_as_typed(line) for line in lines],
            dated=dated,
            priced_on=priced_on,
            location=location,
            currency=currency,
            exchange_rate=exchange_rate,
            tax_mode=tax_mode,
            salesperson=salesperson,
            ship_to=ship_to,
            due=due,
            payment_terms=payment_terms,
            reference=reference,
            memo=memo,
            project=project,
            fields=fields,
            coupons=coupons,
            reservation=reservation,
        )

    def post_purchase(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
        priced_on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        exchange_rate: Number | None = None,
        tax_mode: str | None = None,
        due: date | None = None,
        payment_terms: str | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
        acknowledge_warnings: bool = False,
    ) -> Voucher:
        """Posts a purchase, as :meth:`post_sale`."""
        return self._post(
            "purchase",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            acknowledge_warnings=acknowledge_warnings,
            lines=[line_as_typed(line) for line in lines],
            dated=dated,
            priced_on=priced_on,
            location=location,
            currency=currency,
            exchange_rate=exchange_rate,
            tax_mode=tax_mode,
            due=due,
            payment_terms=payment_terms,
            reference=reference,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_collection(
        self,
        party: str,
        amount: Number | Money,
        *,
        dated: date | None = None,
        currency: str | None = None,
        exchange_rate: Number | None = None,
        settles: Sequence[Voucher | int] = (),
        allocation: Sequence[str] = ("oldest_dated",),
        write_off_up_to: Number | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Posts money received. It settles the vouchers in `settles` first, then others by `allocation`.

        The orders are ``"oldest_dated"``, ``"oldest_due"``, ``"smallest"``, ``"largest"`` and ``"exact"`` (the oldest
        that add up exactly); with none, what is not named stays an advance. What is left of a voucher that is settled is
        written off when it is not more than `write_off_up_to`.
        """
        return self._post(
            "collection",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            amount=amount,
            settles=[voucher_id(voucher) for voucher in settles],
            allocation=allocation,
            write_off_up_to=write_off_up_to,
            dated=dated,
            currency=currency,
            exchange_rate=exchange_rate,
            reference=reference,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_payment(
        self,
        party: str,
        amount: Number | Money,
        *,
        dated: date | None = None,
        currency: str | None = None,
        exchange_rate: Number | None = None,
        settles: Sequence[Voucher | int] = (),
        allocation: Sequence[str] = ("oldest_dated",),
        write_off_up_to: Number | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Posts money paid to a supplier."""
        return self._post(
            "payment",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            amount=amount,
            settles=[voucher_id(voucher) for voucher in settles],
            allocation=allocation,
            write_off_up_to=write_off_up_to,
            dated=dated,
            currency=currency,
            exchange_rate=exchange_rate,
            reference=reference,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_opening_balance(
        self,
        party: str,
        amount: Number | Money,
        *,
        side: str = "receivable",
        dated: date | None = None,
        due: date | None = None,
        currency: str | None = None,
        exchange_rate: Number | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Posts what was owed before the book began; a negative amount is an advance."""
        return self._post(
            "opening_balance",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            side=side,
            amount=amount,
            dated=dated,
            due=due,
            currency=currency,
            exchange_rate=exchange_rate,
            reference=reference,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_adjustment(
        self,
        party: str,
        amount: Number | Money,
        *,
        side: str = "receivable",
        dated: date | None = None,
        due: date | None = None,
        currency: str | None = None,
        exchange_rate: Number | None = None,
        settles: Sequence[Voucher | int] = (),
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Changes what is owed without goods or money; a negative amount lowers it and settles as a collection does."""
        return self._post(
            "adjustment",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            side=side,
            amount=amount,
            dated=dated,
            due=due,
            currency=currency,
            exchange_rate=exchange_rate,
            settles=[voucher_id(voucher) for voucher in settles],
            reference=reference,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_write_off(
        self,
        party: str,
        amount: Number | Money,
        *,
        reason: str,
        side: str = "receivable",
        settles: Sequence[Voucher | int] = (),
        dated: date | None = None,
        currency: str | None = None,
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Gives up what is owed because of ``"rounding"``, ``"short_pay"`` or ``"bad_debt"``; never more than is open."""
        return self._post(
            "write_off",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            side=side,
            amount=amount,
            reason=reason,
            settles=[voucher_id(voucher) for voucher in settles],
            dated=dated,
            currency=currency,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_refund(
        self,
        party: str,
        amount: Number | Money,
        *,
        side: str = "receivable",
        dated: date | None = None,
        currency: str | None = None,
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Pays an advance back; never more than the advance."""
        return self._post(
            "refund",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            side=side,
            amount=amount,
            dated=dated,
            currency=currency,
            memo=memo,
            project=project,
            fields=fields,
        )

    def post_set_off(
        self,
        party: str,
        amount: Number | Money,
        *,
        settles: Sequence[Voucher | int] = (),
        dated: date | None = None,
        currency: str | None = None,
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Settles what the party owes against what is owed to it; never more than is open on either side."""
        return self._post(
            "set_off",
            party,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
            amount=amount,
            settles=[voucher_id(voucher) for voucher in settles],
            dated=dated,
            currency=currency,
            memo=memo,
            project=project,
            fields=fields,
        )

    def transfer_currency(
        self,
        credit: Voucher | int,
        to: str,
        to_amount: Number | None = None,
        *,
        amount: Number | None = None,
        dated: date | None = None,
        settles: Sequence[Voucher | int] = (),
        allocation: Sequence[str] = ("oldest_dated",),
        memo: str = "",
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Moves what is left of a credit to another currency of its account, where it settles debts.

        34,000 INR that pay 400 USD: ``transfer_currency(collection, "USD", 400)``; without `to_amount` by the book's rate of
        the day. The voucher that is given back stands in `to`; its companion takes the credit's money. Reversed as one.
        """
        return posted(
            self._core.transfer_currency(
                credit=voucher_id(credit),
                to=to,
                to_amount=to_amount,
                amount=amount,
                dated=dated,
                settles=[voucher_id(voucher) for voucher in settles],
                allocation=allocation,
                memo=memo,
                idempotency_key=idempotency_key,
                acknowledge_soft_lock=acknowledge_soft_lock,
            )
        )

    def post_batch(
        self,
        drafts: Iterable[VoucherDraft],
        *,
        settles_entries: Mapping[int, Sequence[int]] | None = None,
        all_or_nothing: bool = False,
    ) -> list[BatchOutcome]:
        """Posts many in one transaction. A bad one fails alone and says why, unless it is all or nothing.

        ``settles_entries={2: [0, 1]}``: the third draft settles the vouchers of the first two, after what its ``settles``
        names. It fails when they come later or were not posted.
        """
        return self._core.post_batch(
            entries=[entry_as_typed(draft) for draft in drafts],
            links=[
                {"entry": entry, "settles": place}
                for entry, places in (settles_entries or {}).items()
                for place in places
            ],
            all_or_nothing=all_or_nothing,
        )

    def _post(
        self,
        kind: str,
        party: str,
        *,
        idempotency_key: str,
        acknowledge_soft_lock: bool,
        acknowledge_warnings: bool = False,
        credit_hold: CreditHold | int | None = None,
        **given: Any,
    ) -> Voucher:
        return posted(
            self._core.post(
                credit_hold=hold_id(credit_hold),
                idempotency_key=idempotency_key,
                acknowledge_soft_lock=acknowledge_soft_lock,
                acknowledge_warnings=acknowledge_warnings,
                **draft_as_typed(kind, party, **given),
            )
        )

    def reverse(
        self,
        voucher: Voucher | int,
        *,
        on: date | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
        acknowledge_warnings: bool = False,
    ) -> Voucher:
        """Posts the opposite of a voucher, on `on`, else today or the voucher's own later date.

        A posted voucher itself never changes.
        """
        return self._core.reverse(
            voucher=voucher_id(voucher),
            on=on,
            idempotency_key=idempotency_key,
            acknowledge_warnings=acknowledge_warnings,
            acknowledge_soft_lock=acknowledge_soft_lock,
        )

    def correct(
        self,
        voucher: Voucher | int,
        draft: VoucherDraft,
        *,
        reversal: str = "original_if_open",
        reversed_on: date | None = None,
        undo_allocations: bool = True,
        reason: str = "",
    ) -> Voucher:
        """Reverses a voucher and posts `draft`, of the same kind, in its place: both or neither.

        The reversal is dated as the voucher itself while its period is open, else today (``reversal="today"``: always
        today), or on `reversed_on`; a draft without a date has the reversal's. What was settled with the voucher settles
        the new one; with ``undo_allocations=False`` a settled voucher is refused. :meth:`versions` shows the chain.
        """
        given = entry_as_typed(draft)
        return posted(
            self._core.correct(
                voucher=voucher_id(voucher),
                reversal=reversal,
                reversed_on=reversed_on,
                undo_allocations=undo_allocations,
                correction_reason=reason,
                **given,
            )
        )
