"""Promotions: programmes that lower what a sale costs, or add free goods to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Sequence, Union

from ._records import Coupon, Number, Programme, ProgrammeProduct, ProgrammeUsage, Reservation, listed, plain
from ._room import Room

#: A product of a programme: a :class:`ProgrammeProduct`, or simply the code of an item.
ProductLike = Union[ProgrammeProduct, str]


def _product(product: ProductLike) -> dict[str, Any]:
    return plain(ProgrammeProduct(item=product) if isinstance(product, str) else product)


def _programme(
    code: str,
    reward: str,
    value: Number | None = None,
    *,
    name: str = "",
    phase: str = "order",
    priority: int = 100,
    exclusive: bool = False,
    valid_from: date | None = None,
    valid_until: date | None = None,
    weekdays: int = 127,
    customers: Sequence[str] = (),
    customer_groups: Sequence[str] = (),
    products: Sequence[ProductLike] = (),
    needs: str = "any",
    min_quantity: Number = 0,
    min_amount: Number = 0,
    currency: str | None = None,
    per: Number = 0,
    get: Number = 0,
    mode: str = "step",
    repeats: bool = True,
    get_max: Number | None = None,
    get_multiple: Number = 1,
    pick: str = "cheapest",
    gift: str | None = None,
    cap: Number | None = None,
    by_coupon: bool = False,
    uses_max: int | None = None,
    customer_uses_max: int | None = None,
    budget: Number | None = None,
    overrun: str = "strict",
    replaces: int | None = None,
) -> dict[str, Any]:
    """A programme as :meth:`set_programme` takes it, with everything that was left out."""
    return dict(
        code=code,
        reward=reward,
        value=value,
        name=name,
        phase=phase,
        priority=priority,
        exclusive=exclusive,
        valid_from=valid_from,
        valid_until=valid_until,
        weekdays=weekdays,
        customers=customers,
        customer_groups=customer_groups,
        products=[_product(product) for product in listed(products, "products")],
        needs=needs,
        min_quantity=min_quantity,
        min_amount=min_amount,
        currency=currency,
        per=per,
        get=get,
        mode=mode,
        repeats=repeats,
        get_max=get_max,
        get_multiple=get_multiple,
        pick=pick,
        gift=gift,
        cap=cap,
        by_coupon=by_coupon,
        uses_max=uses_max,
        customer_uses_max=customer_uses_max,
        budget=budget,
        overrun=overrun,
        replaces=replaces,
    )


class Promotions(Room):
    def set_programme(
        self,
        code: str,
        reward: str,
        value: Number | None = None,
        *,
        name: str = "",
        phase: str = "order",
        priority: int = 100,
        exclusive: bool = False,
        valid_from: date | None = None,
        valid_until: date | None = None,
        weekdays: int = 127,
        customers: Sequence[str] = (),
        customer_groups: Sequence[str] = (),
        products: Sequence[ProductLike] = (),
        needs: str = "any",
        min_quantity: Number = 0,
        min_amount: Number = 0,
        currency: str | None = None,
        per: Number = 0,
        get: Number = 0,
        mode: str = "step",
        repeats: bool = True,
        get_max: Number | None = None,
        get_multiple: Number = 1,
        pick: str = "cheapest",
        gift: str | None = None,
        cap: Number | None = None,
        by_coupon: bool = False,
        uses_max: int | None = None,
        customer_uses_max: int | None = None,
        budget: Number | None = None,
        overrun: str = "strict",
        replaces: int | None = None,
    ) -> int:
        """Adds a programme and returns the id of its version; :meth:`withdraw_programme` ends it.

        `reward` is ``"percent"`` (off each line), ``"amount_off"`` (off each unit), ``"unit_price"``,
        ``"order_percent"`` or ``"order_amount"`` (off all of it together, shared out exactly), ``"set_price"``,
        ``"free_units"`` (of each `per` units `get` are free, or `value` percent off) or ``"free_goods"`` (for each
        `per` units `get` units of `gift` are added). `weekdays` has Monday as its lowest bit. Amounts are on the tax
        basis of the voucher, quantities in stock units.

        `uses_max` and `customer_uses_max` limit in how many vouchers it is used, `budget` what it takes off in all; a
        sale that wants more of a budget than is left gets nothing (`overrun` ``"strict"``), what is left
        (``"partial"``), or all of it (``"soft"``). `by_coupon`: only for a sale that names one of its coupons.
        """
        return self._core.set_programme(
            **_programme(
                code=code,
                reward=reward,
                value=value,
                name=name,
                phase=phase,
                priority=priority,
                exclusive=exclusive,
                valid_from=valid_from,
                valid_until=valid_until,
                weekdays=weekdays,
                customers=customers,
                customer_groups=customer_groups,
                products=products,
                needs=needs,
                min_quantity=min_quantity,
                min_amount=min_amount,
                currency=currency,
                per=per,
                get=get,
                mode=mode,
                repeats=repeats,
                get_max=get_max,
                get_multiple=get_multiple,
                pick=pick,
                gift=gift,
                cap=cap,
                by_coupon=by_coupon,
                uses_max=uses_max,
                customer_uses_max=customer_uses_max,
                budget=budget,
                overrun=overrun,
                replaces=replaces,
            )
        )

    def withdraw_programme(self, programme: int) -> None:
        """Ends a programme now; questions about the past still see it."""
        self._core.withdraw_programme(programme=programme)

    def programmes(
        self, code: str | None = None, *, on: date | None = None, known_at: datetime | None = None
    ) -> Sequence[Programme]:
        """The current programmes, or the one of a code, by rank."""
        return self._core.programmes(code=code, on=on, known_at=known_at)

    def create_coupon(
        self,
        code: str,
        programme: str,
        *,
        customer: str | None = None,
        uses_max: int | None = 1,
        customer_uses_max: int | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> int:
        """Adds a code for a programme that is by coupon; for one sale, unless `uses_max` says more (None: no limit)."""
        return self._core.create_coupon(
            code=code,
            programme=programme,
            customer=customer,
            uses_max=uses_max,
            customer_uses_max=customer_uses_max,
            valid_from=valid_from,
            valid_until=valid_until,
        )

    def withdraw_coupon(self, code: str) -> None:
        """Ends a coupon now; its code is never used again."""
        self._core.withdraw_coupon(code=code)

    def coupons(
        self, code: str | None = None, *, programme: str | None = None, after: int = 0, limit: int = 100
    ) -> Sequence[Coupon]:
        """Coupons in the order of recording, with what was used and what is reserved now."""
        return self._core.coupons(code=code, programme=programme, after=after, limit=limit)

    def programme_usage(self, programme: str, *, customer: str | None = None) -> ProgrammeUsage:
        """What was used of a programme's limits, by everybody or by one customer."""
        return self._core.programme_usage(programme=programme, customer=customer)

    def release(self, reservation: Reservation | int) -> None:
        """What a reservation holds is free again; nothing when it has ended."""
        self._core.release(reservation=reservation.id if isinstance(reservation, Reservation) else reservation)
