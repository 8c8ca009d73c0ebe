"""Sales, purchases, collections, payments: posting, previewing, reversing, finding."""

from __future__ import annotations

from datetime import date
from typing import Any, Iterable, Iterator, Mapping, Sequence, Union

from ._errors import InvalidInputError, NotFoundError, Refused, from_problems
from ._records import (
    AccountStatement,
    BatchOutcome,
    CreditHold,
    DiscountReportLine,
    Draft,
    Line,
    Money,
    Number,
    PastPrice,
    PostResult,
    Preview,
    Reservation,
    SalesTotal,
    Seal,
    VoidedNumber,
    Voucher,
    VoucherDraft,
    plain,
)
from ._room import PAGE, Room

#: A line of a voucher: a :class:`Line`, or simply ``("P1", 10)``.
LineLike = Union[Line, "tuple[str, Number]"]


def _line(line: LineLike) -> dict[str, Any]:
    if isinstance(line, Line):
        return plain(line)
    if not isinstance(line, (tuple, list)) or len(line) != 2:
        raise TypeError(f"lines: expected emptor.Line or (item, quantity), not {line!r}")
    return plain(Line(*line))


def voucher_id(voucher: Voucher | int) -> int:
    """The key of a voucher, given either way."""
    if not isinstance(voucher, Voucher):
        return voucher
    if voucher.id is None:
        raise ValueError("voucher: a preview was never posted")
    return voucher.id


def hold_id(hold: CreditHold | int | None) -> int | None:
    """The key of a hold, given either way."""
    return hold.id if isinstance(hold, CreditHold) else hold


def reservation_id(reservation: Reservation | int | None) -> int | None:
    """The key of a reservation, given either way."""
    return reservation.id if isinstance(reservation, Reservation) else reservation


def _draft(
    kind: str,
    party: str,
    *,
    side: str | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
    amount: Number | Money | None = None,
    settles: Sequence[int] = (),
    allocation: Sequence[str] = ("oldest_dated",),
    write_off_up_to: Number | None = None,
    reason: str | None = None,
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
) -> dict[str, Any]:
    """A voucher as typed, with everything that its kind leaves out."""
    if isinstance(amount, Money):
        if currency not in (None, amount.currency):
            raise InvalidInputError(
                f"an amount in {amount.currency}, a voucher in {currency}", code="CURRENCY_MISMATCH", field="currency"
            )
        currency = amount.currency
        amount = amount.amount
    return dict(
        kind=kind,
        party=party,
        side=side,
        lines=lines,
        amount=amount,
        settles=settles,
        allocation=allocation,
        write_off_up_to=write_off_up_to,
        reason=reason,
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
        fields=[{"name": name, "value": value} for name, value in (fields or {}).items()],
        coupons=coupons,
        reservation=reservation_id(reservation),
    )


def _typed(draft: VoucherDraft) -> dict[str, Any]:
    """A draft as the compiled half takes it."""
    given = plain(draft)
    given["lines"] = [_line(line) for line in draft.lines]
    given["settles"] = [voucher_id(voucher) for voucher in draft.settles]
    given["credit_hold"] = hold_id(draft.credit_hold)
    given["coupons"] = list(draft.coupons)
    given["reservation"] = reservation_id(draft.reservation)
    return given


def _posted(result: PostResult) -> Voucher:
    if result.refusal is not None:
        error = from_problems((result.refusal,))
        if isinstance(error, Refused):
            error.decision = result.decision
        raise error
    assert result.voucher is not None  # there is a voucher exactly when there is no refusal
    return result.voucher


class Vouchers(Room):
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
            lines=[_line(line) for line in lines],
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
            lines=[_line(line) for line in lines],
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

    def reserve_sale(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        seconds: int,
        dated: date | None = None,
        priced_on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        tax_mode: str | None = None,
        coupons: Sequence[str] = (),
        reservation: Reservation | int | None = None,
    ) -> Reservation:
        """Holds for so many seconds what limited programmes and coupons would give to a sale; it is judged anew when it
        is posted. :meth:`release` ends it. A coupon that is not taken raises :class:`CouponRefused`."""
        return self._core.reserve(
            seconds=seconds,
            **_draft(
                "sale",
                party,
                lines=[_line(line) for line in lines],
                dated=dated,
                priced_on=priced_on,
                location=location,
                currency=currency,
                tax_mode=tax_mode,
                coupons=coupons,
                reservation=reservation,
            ),
        )

    def preview_sale(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
        priced_on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
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
    ) -> Preview:
        """What :meth:`post_sale` would do, refusals included as ``warnings``; nothing is saved."""
        return self._core.preview(
            **_draft(
                "sale",
                party,
                lines=[_line(line) for line in lines],
                dated=dated,
                priced_on=priced_on,
                location=location,
                currency=currency,
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
        )

    def preview_purchase(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
        priced_on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        tax_mode: str | None = None,
    ) -> Preview:
        """What :meth:`post_purchase` would do."""
        return self._core.preview(
            **_draft(
                "purchase",
                party,
                lines=[_line(line) for line in lines],
                dated=dated,
                priced_on=priced_on,
                location=location,
                currency=currency,
                tax_mode=tax_mode,
            )
        )

    def preview_collection(
        self,
        party: str,
        amount: Number | Money,
        *,
        dated: date | None = None,
        currency: str | None = None,
        settles: Sequence[Voucher | int] = (),
    ) -> Preview:
        """What :meth:`post_collection` would do, with the early-payment discount that it would earn."""
        return self._preview_money("collection", party, amount, dated, currency, settles)

    def preview_payment(
        self,
        party: str,
        amount: Number | Money,
        *,
        dated: date | None = None,
        currency: str | None = None,
        settles: Sequence[Voucher | int] = (),
    ) -> Preview:
        """What :meth:`post_payment` would do."""
        return self._preview_money("payment", party, amount, dated, currency, settles)

    def _preview_money(
        self,
        kind: str,
        party: str,
        amount: Number | Money,
        dated: date | None,
        currency: str | None,
        settles: Sequence[Voucher | int],
    ) -> Preview:
        chosen = [voucher_id(voucher) for voucher in settles]
        return self._core.preview(
            **_draft(kind, party, amount=amount, dated=dated, currency=currency, settles=chosen)
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
        return _posted(
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

    def save_draft(
        self,
        kind: str,
        party: str,
        lines: Iterable[LineLike] = (),
        *,
        amount: Number | Money | None = None,
        settles: Sequence[Voucher | int] = (),
        allocation: Sequence[str] = ("oldest_dated",),
        write_off_up_to: Number | None = None,
        reason: str | None = None,
        side: str | None = None,
        dated: date | None = None,
        location: str | None = None,
        currency: str | None = None,
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
        replaces: int | None = None,
    ) -> int:
        """Keeps a voucher that is not posted yet, complete or not, and returns the draft's id.

        With `replaces` it takes the place of that draft.
        """
        return self._core.save_draft(
            replaces=replaces,
            **_draft(
                kind,
                party,
                lines=[_line(line) for line in lines],
                amount=amount,
                settles=[voucher_id(voucher) for voucher in settles],
                allocation=allocation,
                write_off_up_to=write_off_up_to,
                reason=reason,
                side=side,
                dated=dated,
                location=location,
                currency=currency,
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
            ),
        )

    def draft(self, id: int) -> Draft:
        """The draft; :class:`NotFoundError` when there is none, or it was posted or discarded."""
        return self._core.draft(id=id)

    def drafts(self) -> list[int]:
        """The drafts that wait, oldest first."""
        return self._core.drafts()

    def discard_draft(self, id: int) -> None:
        """Gives a draft up."""
        self._core.discard_draft(id=id)

    def post_draft(
        self,
        id: int,
        *,
        idempotency_key: str = "",
        acknowledge_warnings: bool = False,
        acknowledge_soft_lock: bool = False,
        credit_hold: CreditHold | int | None = None,
    ) -> Voucher:
        """Posts a draft, which is then no draft any more; refused as :meth:`post_sale` is."""
        return _posted(
            self._core.post_draft(
                id=id,
                idempotency_key=idempotency_key,
                acknowledge_warnings=acknowledge_warnings,
                acknowledge_soft_lock=acknowledge_soft_lock,
                credit_hold=hold_id(credit_hold),
            )
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
        return _posted(
            self._core.post(
                credit_hold=hold_id(credit_hold),
                idempotency_key=idempotency_key,
                acknowledge_soft_lock=acknowledge_soft_lock,
                acknowledge_warnings=acknowledge_warnings,
                **_draft(kind, party, **given),
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
        given = _typed(draft)
        return _posted(
            self._core.correct(
                voucher=voucher_id(voucher),
                reversal=reversal,
                reversed_on=reversed_on,
                undo_allocations=undo_allocations,
                correction_reason=reason,
                **given,
            )
        )

    def versions(self, voucher: Voucher | int) -> list[Voucher]:
        """Every version of a voucher that was corrected, the first one first."""
        return self._core.versions(id=voucher_id(voucher))

    def post_batch(self, drafts: Iterable[VoucherDraft], *, all_or_nothing: bool = False) -> list[BatchOutcome]:
        """Posts many in one transaction. A bad one fails alone and says why, unless it is all or nothing."""
        return self._core.post_batch(entries=[_typed(draft) for draft in drafts], all_or_nothing=all_or_nothing)

    def void_number(self, kind: str, reason: str, *, dated: date | None = None) -> VoidedNumber:
        """Takes the next number of a series and records why no voucher has it, so that the series has no gap."""
        return self._core.void_number(kind=kind, reason=reason, dated=dated)

    def voided_numbers(self, kind: str | None = None) -> list[VoidedNumber]:
        """Numbers that no voucher has, in the order of recording."""
        return self._core.voided_numbers(kind=kind)

    def seal_through(self, day: date) -> Seal:
        """Seals the closed days up to `day` for good: hashes their vouchers, which :meth:`Book.verify` checks."""
        return self._core.seal_through(day=day)

    def seals(self) -> list[Seal]:
        """The seals in their order."""
        return self._core.seals()

    def voucher(self, kind: str, number: str) -> Voucher:
        """The voucher; :class:`NotFoundError` when there is none."""
        found = self.find_voucher(kind, number)
        if found is None:
            raise NotFoundError(f'there is no {kind} "{number}"', code="NOT_FOUND", field="number")
        return found

    def find_voucher(self, kind: str, number: str) -> Voucher | None:
        """The voucher, or None."""
        return self._core.find_voucher(kind=kind, number=number)

    def voucher_by_id(self, id: int) -> Voucher:
        """The voucher; :class:`NotFoundError` when there is none."""
        return self._core.voucher_by_id(id=id)

    def vouchers(
        self,
        *,
        party: str | None = None,
        kind: str | None = None,
        dated_from: date | None = None,
        dated_until: date | None = None,
        project: str | None = None,
    ) -> Iterator[Voucher]:
        """Vouchers dated in [dated_from, dated_until), by date and in a day in the order of posting, page by page."""
        last = 0
        while page := self._core.list_vouchers(
            party=party,
            kind=kind,
            dated_from=dated_from,
            dated_until=dated_until,
            project=project,
            after=last,
            limit=PAGE,
        ):
            yield from page
            last = voucher_id(page[-1])

    def statement(
        self,
        party: str,
        first: date | None = None,
        last: date | None = None,
        *,
        side: str | None = "receivable",
        basis: str = "account",
        by: str = "voucher",
        currency: str | None = None,
    ) -> AccountStatement:
        """The party's account from `first` to `last`, both included; by default the last month and this month.

        ``by`` is ``"voucher"``, ``"line"`` (vouchers with their lines), ``"day"`` or ``"month"``. ``side=None`` takes
        receivables and payables together; what is owed to the party then counts negative.
        """
        return self._core.statement(
            party=party, first=first, last=last, side=side, basis=basis, by=by, currency=currency
        )

    def statements(
        self,
        party: str,
        first: date | None = None,
        last: date | None = None,
        *,
        side: str | None = "receivable",
        basis: str = "account",
        by: str = "voucher",
    ) -> list[AccountStatement]:
        """A :meth:`statement` for each currency in which the party ever traded, all of one moment."""
        return self._core.statements(
            party=party, first=first, last=last, side=side, basis=basis, by=by, currency=None
        )

    def price_history(
        self, party: str, item: str, *, direction: str = "sales", limit: int = 10
    ) -> list[PastPrice]:
        """What the party paid for the item, newest first; reversed vouchers and free lines are left out."""
        return self._core.price_history(party=party, item=item, direction=direction, limit=limit)

    def discount_report(
        self,
        *,
        dated_from: date | None = None,
        dated_until: date | None = None,
        party: str | None = None,
        location: str | None = None,
        salesperson: str | None = None,
        project: str | None = None,
        min_discount: Number = 0,
    ) -> list[DiscountReportLine]:
        """Sold lines whose price differs from their base price, this month's when no day is given."""
        return self._core.discount_report(
            dated_from=dated_from,
            dated_until=dated_until,
            party=party,
            location=location,
            salesperson=salesperson,
            project=project,
            min_discount=min_discount,
        )

    def best_customers(
        self, *, dated_from: date | None = None, dated_until: date | None = None, limit: int = 10
    ) -> list[SalesTotal]:
        """Customers by net sales in the book's currency in [dated_from, dated_until), greatest first."""
        return self._core.best_customers(
            dated_from=dated_from, dated_until=dated_until, limit=limit
        )
