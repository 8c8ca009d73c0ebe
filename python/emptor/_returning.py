"""Returns: goods of sales and purchases that come back."""

from __future__ import annotations

from datetime import date
from typing import Any, Iterable, Mapping

from ._errors import InvalidInputError
from ._records import Number, Preview, Voucher
from ._room import Room
from ._typing import LineLike, draft_as_typed, line_as_typed, posted, voucher_id


def _return_as_typed(
    voucher: Voucher | int,
    lines: Mapping[int, Number] | None,
    dated: date | None,
    broken: str,
    location: str | None,
    reference: str,
    memo: str,
) -> dict[str, Any]:
    if lines is not None and not lines:
        raise InvalidInputError("nothing is named; leave lines out to return everything", code="REQUIRED", field="lines")
    return {
        "of": voucher_id(voucher),
        "lines": [{"line": line, "quantity": quantity} for line, quantity in (lines or {}).items()],
        "dated": dated,
        "broken": broken,
        "location": location,
        "reference": reference,
        "memo": memo,
    }


class Returning(Room):
    """Goods that come back."""

    def return_goods(
        self,
        voucher: Voucher | int,
        lines: Mapping[int, Number] | None = None,
        *,
        broken: str = "keep",
        dated: date | None = None,
        location: str | None = None,
        reference: str = "",
        memo: str = "",
        idempotency_key: str = "",
        acknowledge_warnings: bool = False,
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Posts the return of goods of a sale or purchase: ``{1: 2}`` are two units of its line 1; everything that is left
        without `lines`.

        Each unit is paid back as it was paid, exactly: 100.00 over 3 is 33.33, 33.34, 33.33. `broken` says what becomes of
        a promotion that the goods that are kept no longer earn: "keep", "recalc" (they are priced anew, and less is paid
        back) or "deny_partial" (:class:`ConflictError`). What is open of the voucher is settled first; the rest is an
        advance. Goods are moved where the voucher moved them, else to `location`. `dated`: today when not given.
        """
        return posted(
            self._core.return_goods(
                **_return_as_typed(voucher, lines, dated, broken, location, reference, memo),
                idempotency_key=idempotency_key,
                acknowledge_warnings=acknowledge_warnings,
                acknowledge_soft_lock=acknowledge_soft_lock,
            )
        )

    def preview_return(
        self,
        voucher: Voucher | int,
        lines: Mapping[int, Number] | None = None,
        *,
        broken: str = "keep",
        dated: date | None = None,
        location: str | None = None,
        reference: str = "",
        memo: str = "",
    ) -> Preview:
        """What :meth:`return_goods` would do, refusals included as ``warnings``; nothing is saved."""
        return self._core.preview_return(**_return_as_typed(voucher, lines, dated, broken, location, reference, memo))

    def post_sales_return(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        tax_mode: str | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Posts goods that a customer gives back and of which no sale is known, at the prices of `dated` or typed ones.

        Where the sale is known, :meth:`return_goods` pays back what was paid.
        """
        return posted(
            self._core.post(
                credit_hold=None,
                idempotency_key=idempotency_key,
                acknowledge_soft_lock=acknowledge_soft_lock,
                acknowledge_warnings=False,
                **draft_as_typed(
                    "sales_return",
                    party,
                    lines=[line_as_typed(line) for line in lines],
                    dated=dated,
                    location=location,
                    currency=currency,
                    tax_mode=tax_mode,
                    reference=reference,
                    memo=memo,
                    project=project,
                    fields=fields,
                ),
            )
        )

    def post_purchase_return(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        tax_mode: str | None = None,
        reference: str = "",
        memo: str = "",
        project: str = "",
        fields: Mapping[str, str] | None = None,
        idempotency_key: str = "",
        acknowledge_warnings: bool = False,
        acknowledge_soft_lock: bool = False,
    ) -> Voucher:
        """Posts goods that a supplier gets back and of which no purchase is known, likewise."""
        return posted(
            self._core.post(
                credit_hold=None,
                idempotency_key=idempotency_key,
                acknowledge_soft_lock=acknowledge_soft_lock,
                acknowledge_warnings=acknowledge_warnings,
                **draft_as_typed(
                    "purchase_return",
                    party,
                    lines=[line_as_typed(line) for line in lines],
                    dated=dated,
                    location=location,
                    currency=currency,
                    tax_mode=tax_mode,
                    reference=reference,
                    memo=memo,
                    project=project,
                    fields=fields,
                ),
            )
        )
