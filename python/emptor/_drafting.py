"""Vouchers before they are posted: previews, reservations and drafts."""

from __future__ import annotations

from datetime import date
from typing import Iterable, Mapping, Sequence

from ._errors import NotFoundError
from ._records import (
    CreditHold,
    Draft,
    Money,
    Number,
    Preview,
    Repriced,
    Reservation,
    Voucher,
    VoucherDraft,
)
from ._room import Room
from ._typing import LineLike, draft_as_typed, entry_as_typed, hold_id, line_as_typed, posted, voucher_id


class Drafting(Room):
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
            **draft_as_typed(
                "sale",
                party,
                lines=[line_as_typed(line) for line in lines],
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
            **draft_as_typed(
                "sale",
                party,
                lines=[line_as_typed(line) for line in lines],
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
            **draft_as_typed(
                "purchase",
                party,
                lines=[line_as_typed(line) for line in lines],
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
            **draft_as_typed(kind, party, amount=amount, dated=dated, currency=currency, settles=chosen)
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
            **draft_as_typed(
                kind,
                party,
                lines=[line_as_typed(line) for line in lines],
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

    def copy_voucher(self, voucher: Voucher | int) -> VoucherDraft:
        """A posted sale or purchase as it would be typed, with the prices that it had (:attr:`Line.priced`), for an
        order that comes again: without dates, gifts, coupons, reference and exchange rate."""
        return self._core.copy_voucher(voucher=voucher_id(voucher))

    def reprice(self, draft: VoucherDraft, mode: str = "keep_typed") -> Repriced:
        """Prices the lines of a sale or purchase again, and says what became of each price and why. Saves nothing.

        `mode` is ``"frozen"`` (a line keeps its price; one that has none is given one), ``"keep_typed"`` (all but typed
        prices are taken anew; a typed discount comes off the new price), ``"all"`` (what was typed is forgotten) or
        ``"dry"`` (like ``"keep_typed"``, and the draft that comes back is the one that was given).
        """
        return self._core.reprice(mode=mode, **entry_as_typed(draft))

    def reprice_draft(self, id: int, mode: str = "keep_typed") -> Repriced:
        """The same of a draft in the book, which is kept with its new prices (not with ``"dry"``)."""
        return self._core.reprice_draft(id=id, mode=mode)

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
        return posted(
            self._core.post_draft(
                id=id,
                idempotency_key=idempotency_key,
                acknowledge_warnings=acknowledge_warnings,
                acknowledge_soft_lock=acknowledge_soft_lock,
                credit_hold=hold_id(credit_hold),
            )
        )
