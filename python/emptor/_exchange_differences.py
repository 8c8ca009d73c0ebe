"""What was won and lost on items in other currencies, and what open ones are worth."""

from __future__ import annotations

from datetime import date

from ._records import Realised, Valuation
from ._room import Room


class ExchangeDifferences(Room):
    def realised_differences(
        self,
        *,
        party: str | None = None,
        side: str | None = None,
        currency: str | None = None,
        start: date | None = None,
        last: date | None = None,
    ) -> Realised:
        """What allocations between documents with exchange rates have won (positive) and lost, from `start` to `last`,
        both of them included: by account and currency, and document by document."""
        return self._core.realised_differences(party=party, side=side, currency=currency, start=start, last=last)

    def valuation(
        self,
        day: date | None = None,
        *,
        party: str | None = None,
        side: str | None = None,
        currency: str | None = None,
    ) -> Valuation:
        """What open items in other currencies are worth at the end of a day; keeps nothing."""
        return self._core.valuation(day=day, party=party, side=side, currency=currency)

    def revalue(self, day: date) -> Valuation:
        """Values everything that is open at the end of a day, and keeps it as a layer that holds on that day alone.

        Items never change, so what is settled later is measured from the rate of its voucher. A second revaluation of a
        day takes the place of the first.
        """
        return self._core.revalue(day=day)

    def revaluations(self) -> list[Valuation]:
        """In the order of recording, with their totals and without rows and items."""
        return self._core.revaluations()

    def revaluation(self, id: int) -> Valuation:
        """One that was kept."""
        return self._core.revaluation(id=id)
