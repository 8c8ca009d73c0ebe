"""Vouchers as they are typed, and what became of posting them."""

from __future__ import annotations

from datetime import date
from typing import Any, Mapping, Sequence, Union

from ._errors import InvalidInputError, Refused, from_problems
from ._records import (
    CreditHold,
    Line,
    Money,
    Number,
    PostResult,
    Reservation,
    Voucher,
    VoucherDraft,
    plain,
)

#: A line of a voucher: a :class:`Line`, or simply ``("P1", 10)``.
LineLike = Union[Line, "tuple[str, Number]"]


def line_as_typed(line: LineLike) -> dict[str, Any]:
    """A line, given either way."""
    if isinstance(line, Line):
        given = plain(line)
        given["priced"] = [] if line.priced is None else [plain(line.priced) | {"source": str(line.priced.source)}]
        return given
    if not isinstance(line, (tuple, list)) or len(line) != 2:
        raise TypeError(f"lines: expected emptor.Line or (item, quantity), not {line!r}")
    return line_as_typed(Line(*line))


def fields_as_typed(fields: Mapping[str, str] | None) -> list[dict[str, str]]:
    """The host's own fields, by name."""
    return [{"name": name, "value": value} for name, value in (fields or {}).items()]


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


def draft_as_typed(
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
        fields=fields_as_typed(fields),
        coupons=coupons,
        reservation=reservation_id(reservation),
    )


def entry_as_typed(draft: VoucherDraft) -> dict[str, Any]:
    """A draft as the compiled half takes it."""
    given = plain(draft)
    given["lines"] = [line_as_typed(line) for line in draft.lines]
    given["settles"] = [voucher_id(voucher) for voucher in draft.settles]
    given["credit_hold"] = hold_id(draft.credit_hold)
    given["fields"] = fields_as_typed(draft.fields)
    given["reservation"] = reservation_id(draft.reservation)
    return given


def posted(result: PostResult) -> Voucher:
    """The voucher; raises the refusal when there is none."""
    if result.refusal is not None:
        error = from_problems((result.refusal,))
        if isinstance(error, Refused):
            error.decision = result.decision
        raise error
    assert result.voucher is not None  # there is a voucher exactly when there is no refusal
    return result.voucher
