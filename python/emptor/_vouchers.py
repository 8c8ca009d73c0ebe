"""Posted vouchers: finding them, their numbers and seals, statements and reports."""

from __future__ import annotations

from datetime import date
from typing import Iterator

from ._errors import NotFoundError
from ._records import (
    AccountStatement,
    DiscountReportLine,
    Number,
    PastPrice,
    SalesTotal,
    Seal,
    VoidedNumber,
    Voucher,
)
from ._room import PAGE, Room
from ._typing import voucher_id


class Vouchers(Room):
    def versions(self, voucher: Voucher | int) -> list[Voucher]:
        """Every version of a voucher that was corrected, the first one first."""
        return self._core.versions(id=voucher_id(voucher))

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
