"""Prices and documents in bulk as Arrow, prices asked backwards, and past sales under other prices."""

from __future__ import annotations

from datetime import date
from typing import Any, Iterable, Mapping, Sequence

from ._prices import _discount, _each, _ending, _entry, _rule
from ._promotions import _programme
from ._records import NextBreaks, Number, PackMix, PriceEnding, Simulation, TargetPrice
from ._room import Room


class PriceMatrix:
    """Prices of customers × items × quantities, for whoever takes Arrow streams.

    ``pyarrow.table(matrix)``, ``polars.DataFrame(matrix)``, ``pandas.DataFrame.from_arrow(matrix)``. Columns: customer,
    item, unit, quantity, unit_price (null: no price), currency, tax_included, amount, base_price, source, list, entry,
    missing (without a price: NO_PRICE, or NO_RATE where an exchange rate is missing). The first stream holds what was read when the matrix was made, also after the book was closed; each further
    one asks the book again.
    """

    def __init__(self, core: Any, query: dict[str, Any]) -> None:
        self._core = core
        self._query = query
        change, on, self._rows, self._stream = core.price_matrix(**query)
        self._revision = (change, on)

    @property
    def revision(self) -> tuple[int, date]:
        """What to give as `changed_since` next time: the newest row of the audit trail, and the day."""
        return self._revision

    def __len__(self) -> int:
        return int(self._rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule of the Arrow PyCapsule interface; other schemas than its own are not made."""
        stream, self._stream = self._stream, None
        if stream is None:
            stream = self._core.price_matrix(**{**self._query, "on": self._revision[1]})[3]
        return stream

    def __repr__(self) -> str:
        return f"<PriceMatrix of {self._rows} prices on {self._revision[1]}>"


class Export:
    """Rows of a dataset, for whoever takes Arrow streams: ``pyarrow.table(export)``, ``polars.DataFrame(export)``.

    The first stream tells of the moment at which the export was made; each further one asks the book again. Until it was
    read to its end or is dropped, a stream holds a connection for reading.
    """

    def __init__(self, core: Any, query: dict[str, Any]) -> None:
        self._core = core
        self._query = query
        self._stream = core.export(**query)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule of the Arrow PyCapsule interface; other schemas than its own are not made."""
        stream, self._stream = self._stream, None
        return stream if stream is not None else self._core.export(**self._query)

    def __repr__(self) -> str:
        return f"<Export of {self._query['dataset']}>"


def _change(
    *,
    percent: Number = 0,
    addend: Number = 0,
    ending: PriceEnding | Number | None = None,
    kind: str = "base",
    list: str | None = None,
    items: Iterable[str] = (),
    groups: Iterable[str] = (),
    valid_from: date | None = None,
    direction: str = "sales",
    currency: str | None = None,
) -> dict[str, Any]:
    """A change of a list's prices as :meth:`change_prices` takes it, with everything that was left out."""
    return dict(
        percent=percent,
        addend=addend,
        **_ending(ending),
        kind=kind,
        code=list,
        items=[*items],
        groups=[*groups],
        valid_from=valid_from,
        direction=direction,
        currency=currency,
    )


def _line(
    item: str,
    *,
    customer: str,
    quantity: Number = 1,
    unit: str | None = None,
    on: date | None = None,
    location: str | None = None,
    discount: Number = 0,
) -> dict[str, Any]:
    """A line that is not in the book, with everything that was left out."""
    return dict(
        item=item, customer=customer, quantity=quantity, unit=unit, on=on, location=location, discount=discount
    )


class Analysis(Room):
    """Bulk analysis, inverse questions and rehearsals."""

    def price_matrix(
        self,
        *,
        customers: Iterable[str] = (),
        customer_groups: Iterable[str] = (),
        items: Iterable[str] = (),
        item_groups: Iterable[str] = (),
        quantities: Iterable[Number] = (1,),
        on: date | None = None,
        currency: str | None = None,
        location: str | None = None,
        changed_since: tuple[int, date] | None = None,
        direction: str = "sales",
    ) -> PriceMatrix:
        """What customers pay for items at quantities on a day, as an Arrow stream.

        All active customers (items) where neither they nor groups are named. No `quantities` at all: 1, and every
        quantity at which a price changes. `changed_since` is the :attr:`PriceMatrix.revision` of an earlier matrix: only
        prices of which something that they hang on was recorded after it, or that differ between the two days.
        """
        change, day = changed_since if changed_since is not None else (None, None)
        return PriceMatrix(
            self._core,
            dict(
                customers=[*customers],
                customer_groups=[*customer_groups],
                items=[*items],
                item_groups=[*item_groups],
                quantities=[*quantities],
                on=on,
                currency=currency,
                location=location,
                since_change=change,
                since_on=day,
                direction=direction,
            ),
        )

    def export(self, dataset: str, *, from_day: date | None = None, until_day: date | None = None) -> Export:
        """All rows of a dataset as an Arrow stream, from one snapshot, a batch at a time.

        Datasets: "vouchers", "voucher_lines", "open_items", "allocations", "balances", "parties", "items". Vouchers, their
        lines and open items are chosen by date in [from_day, until_day), allocations by the day from which they count.
        Within :meth:`snapshot` everything is read at once, so that several exports tell of the same moment.
        """
        return Export(self._core, dict(dataset=dataset, from_day=from_day, until_day=until_day))

    def next_breaks(
        self,
        item: str,
        *,
        customer: str,
        quantity: Number = 1,
        step: Number = 1,
        breaks_max: int = 10,
        on: date | None = None,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
        document_quantity: Number | None = None,
    ) -> NextBreaks:
        """The quantities above this one from which on each unit costs less, rounded up to multiples of `step`."""
        return self._core.next_breaks(
            item=item,
            customer=customer,
            quantity=quantity,
            step=step,
            breaks_max=breaks_max,
            on=on,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
            document_quantity=document_quantity,
        )

    def price_for(
        self,
        item: str,
        *,
        customer: str,
        quantity: Number = 1,
        margin: Number | None = None,
        total: Number | None = None,
        on: date | None = None,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
    ) -> TargetPrice:
        """What to type for the line to reach a `margin` (percent over the cost) or to come to a `total`; one of them."""
        return self._core.price_for(
            item=item,
            customer=customer,
            quantity=quantity,
            margin=margin,
            total=total,
            on=on,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
        )

    def cheapest_packs(
        self,
        item: str,
        *,
        customer: str,
        quantity: Number,
        on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
    ) -> PackMix:
        """The cheapest way to buy at least `quantity` stock units in whole units that the item is traded in."""
        return self._core.cheapest_packs(
            item=item,
            customer=customer,
            quantity=quantity,
            on=on,
            unit=None,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
        )

    def simulate(
        self,
        *,
        prices: Iterable[Mapping[str, Any]] = (),
        price_changes: Iterable[Mapping[str, Any]] = (),
        discounts: Iterable[Mapping[str, Any]] = (),
        rules: Iterable[Mapping[str, Any]] = (),
        tax_rates: Mapping[str, Number] | None = None,
        versions: Iterable[int] = (),
        programmes: Iterable[Mapping[str, Any]] = (),
        without_programmes: Iterable[str] = (),
        from_day: date | None = None,
        until_day: date | None = None,
        on: date | None = None,
        customer: str | None = None,
        customer_group: str | None = None,
        salesperson: str | None = None,
        currency: str | None = None,
        typed_prices: str = "keep",
        lines: Sequence[Mapping[str, Any]] = (),
    ) -> Simulation:
        """What the sales posted in [from_day, until_day) would come to if prices or promotions changed.

        Nothing is saved. The changes are typed as :meth:`set_price`, :meth:`change_prices`, :meth:`set_discount`,
        :meth:`set_price_rule` and :meth:`set_programme` take them; `tax_rates` are percentages by tax code, `versions`
        drafts and approved versions of price lists, `without_programmes` codes of those to leave out. Where programmes
        are changed, each sale is a basket for those of now and for the changed ones, without limits. Every line is asked with and without
        them, on its own day or on the day `on`. Prices that clerks typed stay (``"keep"``), or are asked as if nobody
        had typed them (``"reprice"``). `lines` take the place of posted sales.
        """
        return self._core.simulate(
            prices=_each(_entry, prices, "prices"),
            price_changes=_each(_change, price_changes, "price_changes"),
            discounts=_each(_discount, discounts, "discounts"),
            rules=_each(_rule, rules, "rules"),
            versions=[*versions],
            programmes=_each(_programme, programmes, "programmes"),
            without_programmes=[*without_programmes],
            tax_rates=[{"tax_code": code, "rate": rate} for code, rate in (tax_rates or {}).items()],
            from_day=from_day,
            until_day=until_day,
            on=on,
            customer=customer,
            customer_group=customer_group,
            salesperson=salesperson,
            currency=currency,
            typed_prices=typed_prices,
            lines=_each(_line, lines, "lines"),
        )
