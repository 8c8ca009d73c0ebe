"""Promotions: programmes that lower what a sale costs, or add free goods to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Sequence, Union

from ._records import Number, Programme, ProgrammeProduct, plain
from ._room import Room

#: A product of a programme: a :class:`ProgrammeProduct`, or simply the code of an item.
ProductLike = Union[ProgrammeProduct, str]


def _product(product: ProductLike) -> dict[str, Any]:
    return plain(ProgrammeProduct(item=product) if isinstance(product, str) else product)


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
        replaces: int | None = None,
    ) -> int:
        """Adds a programme and returns the id of its version; :meth:`withdraw_programme` ends it.

        `reward` is ``"percent"`` (off each line), ``"amount_off"`` (off each unit), ``"unit_price"``,
        ``"order_percent"`` or ``"order_amount"`` (off all of it together, shared out exactly), ``"set_price"``,
        ``"free_units"`` (of each `per` units `get` are free, or `value` percent off) or ``"free_goods"`` (for each
        `per` units `get` units of `gift` are added). `weekdays` has Monday as its lowest bit. Amounts are on the tax
        basis of the voucher, quantities in stock units.
        """
        return self._core.set_programme(
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
            customers=list(customers),
            customer_groups=list(customer_groups),
            products=[_product(product) for product in products],
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
            replaces=replaces,
        )

    def withdraw_programme(self, programme: int) -> None:
        """Ends a programme now; questions about the past still see it."""
        self._core.withdraw_programme(programme=programme)

    def programmes(
        self, code: str | None = None, *, on: date | None = None, known_at: datetime | None = None
    ) -> Sequence[Programme]:
        """The current programmes, or the one of a code, by rank."""
        return self._core.programmes(code=code, on=on, known_at=known_at)
