"""Rebates that are earned by what was bought over a period, and settled by vouchers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Iterator, Sequence, Union

from ._records import (
    Number,
    Rebate,
    RebateAccrual,
    RebateProduct,
    RebateSettlement,
    RebateStanding,
    RebateTier,
    RebateVoucher,
    listed,
    plain,
)
from ._room import PAGE, Room

#: A tier: a :class:`RebateTier`, or simply its threshold and its value.
TierLike = Union[RebateTier, tuple[Number, Number]]
#: A product: a :class:`RebateProduct`, or simply the code of an item.
RebateProductLike = Union[RebateProduct, str]


def _tier(tier: TierLike) -> dict[str, Any]:
    return plain(tier if isinstance(tier, RebateTier) else RebateTier(*tier))


def _product(product: RebateProductLike) -> dict[str, Any]:
    return plain(RebateProduct(item=product) if isinstance(product, str) else product)


class Rebates(Room):
    def set_rebate(
        self,
        code: str,
        tiers: Sequence[TierLike],
        *,
        party: str | None = None,
        group: str | None = None,
        name: str = "",
        direction: str = "sales",
        counting: str = "each",
        valid_from: date | None = None,
        valid_until: date | None = None,
        products: Sequence[RebateProductLike] = (),
        base: str = "net",
        mode: str = "all_units",
        pays: str = "percent",
        currency: str | None = None,
        expected: Number | None = None,
        replaces: int | None = None,
    ) -> int:
        """Adds an agreement and returns the id of its version; :meth:`withdraw_rebate` ends it.

        `tiers` are thresholds and what they pay: ``[(0, 0), (10000, 2), (50000, 4)]``. They are reached by the `base`
        of what was sold in the period, ``"net"``, ``"gross"`` or ``"quantity"``; ``"all_units"`` pays the tier that is
        reached on everything, ``"incremental"`` each tier on its own part. With a `group` each member counts for itself,
        or all of them ``"together"``. `expected` is what accrues. With ``direction="purchases"`` we earn from a supplier.
        What was posted in the period before counts as well.
        """
        return self._core.set_rebate(
            code=code,
            tiers=[_tier(tier) for tier in tiers],
            party=party,
            group=group,
            name=name,
            direction=direction,
            counting=counting,
            valid_from=valid_from,
            valid_until=valid_until,
            products=[_product(product) for product in listed(products, "products")],
            base=base,
            mode=mode,
            pays=pays,
            currency=currency,
            expected=expected,
            replaces=replaces,
        )

    def withdraw_rebate(self, rebate: Rebate | int) -> None:
        """New vouchers no longer count; what was settled stays."""
        self._core.withdraw_rebate(rebate=rebate.id if isinstance(rebate, Rebate) else rebate)

    def rebates(
        self, *, code: str | None = None, on: date | None = None, known_at: datetime | None = None
    ) -> list[Rebate]:
        """By code."""
        return self._core.rebates(code=code, on=on, known_at=known_at)

    def rebate_standing(self, agreement: str, party: str, *, on: date | None = None) -> RebateStanding:
        """Where a party stands at the end of a day, today when not given; its ``text`` says what is missing.

        >>> book.rebate_standing("LAMPS-2026", "C001").text
        '12 units short of 4 %, worth 36.00 USD'
        """
        return self._core.rebate_standing(agreement=agreement, party=party, on=on)

    def rebate_standings(self, agreement: str, *, on: date | None = None) -> list[RebateStanding]:
        """Of everybody who has something that counts, by party."""
        return self._core.rebate_standings(agreement=agreement, on=on)

    def plan_rebate(
        self, agreement: str, party: str, *, through: date | None = None, dated: date | None = None
    ) -> RebateSettlement:
        """What :meth:`settle_rebate` would post."""
        return self._core.plan_rebate(agreement=agreement, party=party, through=through, dated=dated)

    def settle_rebate(
        self,
        agreement: str,
        party: str,
        *,
        through: date | None = None,
        dated: date | None = None,
        idempotency_key: str = "",
        acknowledge_soft_lock: bool = False,
    ) -> RebateSettlement:
        """Posts what was earned by the end of `through` less what was settled before; nothing where that is 0.

        Negative where sales were reversed since. Reversing its voucher gives the settlement back.
        """
        return self._core.settle_rebate(
            agreement=agreement,
            party=party,
            through=through,
            dated=dated,
            idempotency_key=idempotency_key,
            acknowledge_soft_lock=acknowledge_soft_lock,
        )

    def rebate_settlements(
        self, *, agreement: str | None = None, party: str | None = None
    ) -> Iterator[RebateSettlement]:
        """In the order of recording, page by page."""
        last: int | None = 0
        while page := self._core.rebate_settlements(agreement=agreement, party=party, after=last, limit=PAGE):
            yield from page
            last = page[-1].voucher

    def rebate_accruals(
        self,
        dated_until: date,
        *,
        dated_from: date | None = None,
        agreement: str | None = None,
        party: str | None = None,
    ) -> list[RebateAccrual]:
        """What accrues until the day before `dated_until`, by agreement and party; periods add up."""
        return self._core.rebate_accruals(
            dated_from=dated_from, dated_until=dated_until, agreement=agreement, party=party
        )

    def rebate_vouchers(
        self, agreement: str, party: str, *, dated_from: date | None = None, dated_until: date | None = None
    ) -> list[RebateVoucher]:
        """What counts of a party, by date."""
        return self._core.rebate_vouchers(
            agreement=agreement, party=party, dated_from=dated_from, dated_until=dated_until
        )
