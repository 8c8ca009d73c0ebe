"""Sales, purchases, collections, payments: posting, previewing, reversing, finding."""

from __future__ import annotations

from datetime import date
from typing import Any, Iterable, Iterator, Mapping, Sequence, Union

from ._errors import NotFoundError, Refused, from_problems
from ._records import Line, Number, Preview, SalesTotal, Voucher, plain
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


def _draft(
    kind: str,
    party: str,
    *,
    lines: Sequence[Mapping[str, Any]] = (),
    amount: Number | None = None,
    settles: Sequence[int] = (),
    dated: date | None = None,
    priced_on: date | None = None,
    location: str | None = None,
    currency: str | None = None,
    tax_mode: str | None = None,
    salesperson: str | None = None,
    ship_to: str | None = None,
    due: date | None = None,
    reference: str = "",
    memo: str = "",
) -> dict[str, Any]:
    """A voucher as typed, with everything that its kind leaves out."""
    return dict(
        kind=kind,
        party=party,
        lines=lines,
        amount=amount,
        settles=settles,
        dated=dated,
        priced_on=priced_on,
        location=location,
        currency=currency,
        tax_mode=tax_mode,
        salesperson=salesperson,
        ship_to=ship_to,
        due=due,
        reference=reference,
        memo=memo,
    )


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
        tax_mode: str | None = None,
        salesperson: str | None = None,
        ship_to: str | None = None,
        due: date | None = None,
        reference: str = "",
        memo: str = "",
        idempotency_key: str = "",
        acknowledge_warnings: bool = False,
    ) -> Voucher:
        """Posts a sale: prices and terms filled in, tax added, credit checked, stock moved.

        A line is ``("P1", 10)`` or a :class:`Line`. `priced_on` is the day whose prices hold, e.g. that of the order;
        `dated` when not given. What the credit or stock policy refuses raises
        :class:`CreditBlocked`, :class:`CreditWarning` or :class:`StockShort` and changes nothing. Repeating an
        `idempotency_key` with the same content gives the first voucher again.
        """
        return self._post(
            "sale",
            party,
            idempotency_key=idempotency_key,
            acknowledge_warnings=acknowledge_warnings,
            lines=[_line(line) for line in lines],
            dated=dated,
            priced_on=priced_on,
            location=location,
            currency=currency,
            tax_mode=tax_mode,
            salesperson=salesperson,
            ship_to=ship_to,
            due=due,
            reference=reference,
            memo=memo,
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
        tax_mode: str | None = None,
        due: date | None = None,
        reference: str = "",
        memo: str = "",
        idempotency_key: str = "",
        acknowledge_warnings: bool = False,
    ) -> Voucher:
        """Posts a purchase, as :meth:`post_sale`."""
        return self._post(
            "purchase",
            party,
            idempotency_key=idempotency_key,
            acknowledge_warnings=acknowledge_warnings,
            lines=[_line(line) for line in lines],
            dated=dated,
            priced_on=priced_on,
            location=location,
            currency=currency,
            tax_mode=tax_mode,
            due=due,
            reference=reference,
            memo=memo,
        )

    def post_collection(
        self,
        party: str,
        amount: Number,
        *,
        dated: date | None = None,
        currency: str | None = None,
        settles: Sequence[Voucher | int] = (),
        reference: str = "",
        memo: str = "",
        idempotency_key: str = "",
    ) -> Voucher:
        """Posts money received. It settles the vouchers in `settles` first, then the oldest."""
        return self._post(
            "collection",
            party,
            idempotency_key=idempotency_key,
            amount=amount,
            settles=[voucher_id(voucher) for voucher in settles],
            dated=dated,
            currency=currency,
            reference=reference,
            memo=memo,
        )

    def post_payment(
        self,
        party: str,
        amount: Number,
        *,
        dated: date | None = None,
        currency: str | None = None,
        settles: Sequence[Voucher | int] = (),
        reference: str = "",
        memo: str = "",
        idempotency_key: str = "",
    ) -> Voucher:
        """Posts money paid to a supplier."""
        return self._post(
            "payment",
            party,
            idempotency_key=idempotency_key,
            amount=amount,
            settles=[voucher_id(voucher) for voucher in settles],
            dated=dated,
            currency=currency,
            reference=reference,
            memo=memo,
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
        reference: str = "",
        memo: str = "",
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
                reference=reference,
                memo=memo,
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

    def _post(
        self, kind: str, party: str, *, idempotency_key: str, acknowledge_warnings: bool = False, **given: Any
    ) -> Voucher:
        result = self._core.post(
            idempotency_key=idempotency_key, acknowledge_warnings=acknowledge_warnings, **_draft(kind, party, **given)
        )
        if result.refusal is not None:
            error = from_problems((result.refusal,))
            if isinstance(error, Refused):
                error.decision = result.decision
            raise error
        assert result.voucher is not None  # there is a voucher exactly when there is no refusal
        return result.voucher

    def reverse(
        self,
        voucher: Voucher | int,
        *,
        on: date | None = None,
        idempotency_key: str = "",
        acknowledge_warnings: bool = False,
    ) -> Voucher:
        """Posts the opposite of a voucher, on `on` or today. A posted voucher itself never changes."""
        return self._core.reverse(
            voucher=voucher_id(voucher), on=on, idempotency_key=idempotency_key, acknowledge_warnings=acknowledge_warnings
        )

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
    ) -> Iterator[Voucher]:
        """Vouchers in the order of posting, page by page; dated in [dated_from, dated_until)."""
        last = 0
        while page := self._core.list_vouchers(
            party=party, kind=kind, dated_from=dated_from, dated_until=dated_until, after=last, limit=PAGE
        ):
            yield from page
            last = voucher_id(page[-1])

    def best_customers(
        self, *, dated_from: date | None = None, dated_until: date | None = None, limit: int = 10
    ) -> list[SalesTotal]:
        """Customers by net sales in [dated_from, dated_until), greatest first."""
        return self._core.best_customers(
            dated_from=dated_from, dated_until=dated_until, limit=limit
        )
