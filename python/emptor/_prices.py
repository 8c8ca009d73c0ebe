"""Price lists, entries, quotes and their explanations."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Callable, Iterable, Mapping, Sequence

from ._errors import InvalidInputError
from ._records import (
    BulkReport,
    Discount,
    LintReport,
    Number,
    PriceChangeRow,
    PriceEnding,
    PriceEntry,
    PriceExplanation,
    PriceList,
    PriceQuote,
    PriceRule,
    PriceTimeline,
    PriceVersion,
    VersionEffects,
    VersionRow,
    listed,
)
from ._room import Room


def _each(typed: Callable[..., dict[str, Any]], rows: Iterable[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """Each row as `typed` takes it; a TypeError says which row does not."""
    found = []
    for place, row in enumerate(rows):
        try:
            found.append(typed(**row))
        except TypeError as error:
            raise TypeError(f"{name}[{place}]: {error}") from None
    return found


def _entry(
    price: Number | None = None,
    *,
    kind: str = "base",
    list: str | None = None,
    item: str | None = None,
    group: str | None = None,
    percent_of_base: Number | None = None,
    margin: Number | None = None,
    of_list: str | None = None,
    rate_type: str = "",
    rate_on: date | None = None,
    addend: Number = 0,
    ending: PriceEnding | Number | None = None,
    unit: str | None = None,
    per: Number = 1,
    min_quantity: Number = 0,
    valid_from: date | None = None,
    valid_until: date | None = None,
    direction: str = "sales",
    currency: str | None = None,
    net: bool = False,
    scale: str = "all_units",
    counts: str = "line",
    measure: str = "quantity",
    replaces: int | None = None,
) -> dict[str, Any]:
    """A price entry as typed, with everything that was left out."""
    return dict(
        price=price,
        kind=kind,
        code=list,
        item=item,
        group=group,
        percent_of_base=percent_of_base,
        margin=margin,
        of_list=of_list,
        rate_type=rate_type,
        rate_on=rate_on,
        addend=addend,
        **_ending(ending),
        unit=unit,
        per=per,
        min_quantity=min_quantity,
        valid_from=valid_from,
        valid_until=valid_until,
        direction=direction,
        currency=currency,
        net=net,
        scale=scale,
        counts=counts,
        measure=measure,
        replaces=replaces,
    )


def _ending(ending: PriceEnding | Number | None) -> dict[str, Any]:
    if ending is None:
        ending = PriceEnding(Decimal(0))
    elif not isinstance(ending, PriceEnding):
        return dict(ending_multiple=ending, ending_offset=0, rounding="half_up")
    return dict(ending_multiple=ending.multiple, ending_offset=ending.offset, rounding=ending.rounding)


def _rule(
    rule: str,
    value: Number | None = None,
    *,
    base: str = "amount",
    on_breach: str = "clamp",
    ending: PriceEnding | Number | None = None,
    min_price: Number = 0,
    kind: str = "everyone",
    buyer: str | None = None,
    item: str | None = None,
    group: str | None = None,
    unit: str | None = None,
    min_quantity: Number = 0,
    valid_from: date | None = None,
    valid_until: date | None = None,
    direction: str = "sales",
    currency: str | None = None,
    replaces: int | None = None,
) -> dict[str, Any]:
    """A price rule as typed, with everything that was left out."""
    return dict(
        rule=rule,
        value=value,
        base=base,
        on_breach=on_breach,
        **_ending(ending),
        min_price=min_price,
        kind=kind,
        code=buyer,
        item=item,
        group=group,
        unit=unit,
        min_quantity=min_quantity,
        valid_from=valid_from,
        valid_until=valid_until,
        direction=direction,
        currency=currency,
        replaces=replaces,
    )


def _percents(given: Number | Iterable[Number] | None) -> list[Number]:
    if given is None:
        return []
    return list(given) if isinstance(given, Iterable) else [given]


def _discount(
    percent: Number | Iterable[Number] | None = None,
    *,
    amount: Number | None = None,
    kind: str = "everyone",
    buyer: str | None = None,
    item: str | None = None,
    group: str | None = None,
    step: str = "discount",
    programme: str = "",
    unit: str | None = None,
    min_quantity: Number = 0,
    min_amount: Number = 0,
    counts: str = "line",
    measure: str = "quantity",
    valid_from: date | None = None,
    valid_until: date | None = None,
    direction: str = "sales",
    currency: str | None = None,
    replaces: int | None = None,
) -> dict[str, Any]:
    """A discount as typed, with everything that was left out."""
    return dict(
        percents=_percents(percent),
        amount=amount,
        kind=kind,
        code=buyer,
        item=item,
        group=group,
        step=step,
        programme=programme,
        unit=unit,
        min_quantity=min_quantity,
        min_amount=min_amount,
        counts=counts,
        measure=measure,
        valid_from=valid_from,
        valid_until=valid_until,
        direction=direction,
        currency=currency,
        replaces=replaces,
    )


class Prices(Room):
    def create_price_list(
        self,
        code: str,
        name: str,
        *,
        kind: str = "named",
        direction: str = "sales",
        currency: str | None = None,
        tax_included: bool = False,
    ) -> int:
        """Adds a price list: ``"named"``, or a ``"level"`` for the customers that carry it."""
        return self._core.create_price_list(
            code=code, name=name, kind=kind, direction=direction, currency=currency, tax_included=tax_included
        )

    def price_lists(self) -> list[PriceList]:
        """All price lists."""
        return self._core.price_lists()

    def set_price(
        self,
        price: Number | None = None,
        *,
        kind: str = "base",
        list: str | None = None,
        item: str | None = None,
        group: str | None = None,
        percent_of_base: Number | None = None,
        margin: Number | None = None,
        of_list: str | None = None,
        rate_type: str = "",
        rate_on: date | None = None,
        addend: Number = 0,
        ending: PriceEnding | Number | None = None,
        unit: str | None = None,
        per: Number = 1,
        min_quantity: Number = 0,
        valid_from: date | None = None,
        valid_until: date | None = None,
        direction: str = "sales",
        currency: str | None = None,
        net: bool = False,
        scale: str = "all_units",
        counts: str = "line",
        measure: str = "quantity",
        replaces: int | None = None,
    ) -> int:
        """Adds an entry to a price list and returns its id.

        `kind` is ``"base"``, ``"named"``, ``"level"``, ``"customer"``, ``"customer_group"``, ``"location"`` or
        ``"everyone"``, and `list` the code of the list, level, customer, group or location. No discount lowers a `net`
        price. `scale` is ``"all_units"``, ``"incremental"`` (graduated: each part of the quantity at the price of its
        own break) or ``"block"`` (whole blocks of `per` units). `counts` says which quantity is held against `min_quantity`:
        the ``"line"`` alone, all lines of the document with the same ``"item"``, or with the entry's ``"product"`` (mix and
        match: its item, group or everything); `measure` whether that is a ``"quantity"``, a ``"weight"``,
        a ``"volume"`` or an ``"amount"`` (at the price of the lowest break). The entry is for an `item`, for an item
        `group`, or for everything, and says a `price` or a `percent_of_base` (90 means 90 %): of the price in the named
        list `of_list` where one is given, which derives this list from that one. An `addend` and an `ending` (a
        :class:`PriceEnding`, or a number to round to) follow the percentage. A list in another currency is converted by
        the book's exchange rates of `rate_type` and of the day `rate_on` (of the question when not given). A `margin` in
        the place of a price is over the cost, the base price of purchases: cost / (1 - margin). It holds in [valid_from, valid_until). An entry that would tie with another is refused (OVERLAP), unless it `replaces` that one.
        """
        return self._core.set_price(
            **_entry(
                price,
                kind=kind,
                list=list,
                item=item,
                group=group,
                percent_of_base=percent_of_base,
                margin=margin,
                of_list=of_list,
                rate_type=rate_type,
                rate_on=rate_on,
                addend=addend,
                ending=ending,
                unit=unit,
                per=per,
                min_quantity=min_quantity,
                valid_from=valid_from,
                valid_until=valid_until,
                direction=direction,
                currency=currency,
                net=net,
                scale=scale,
                counts=counts,
                measure=measure,
                replaces=replaces,
            )
        )

    def set_prices(self, entries: Iterable[Mapping[str, Any]]) -> Sequence[int]:
        """Adds many entries, all or none: ``[{"item": "P1", "price": Decimal("9.50")}, ...]``, as :meth:`set_price`."""
        return self._core.set_prices(entries=[_entry(**entry) for entry in entries])

    def load_prices(
        self,
        entries: Iterable[Mapping[str, Any]],
        *,
        dry_run: bool = False,
        overlap: str = "latest",
        warn: bool = False,
    ) -> BulkReport:
        """Adds many entries, all or none, and reports on each; entries as :meth:`set_price` takes them.

        A `dry_run` takes the very same steps and saves nothing. `overlap` says what happens to an entry whose period
        meets another one's: ``"latest"`` (the one that starts later speaks), ``"reject"``, or ``"split"`` (the other
        one holds before and after it). With `warn` each row tells what is doubtful about it, as :meth:`lint_prices`.
        """
        return self._core.load_prices(
            entries=_each(_entry, entries, "entries"), dry_run=dry_run, overlap=overlap, warn=warn
        )

    def lint_prices(
        self,
        *,
        kind: str | None = None,
        list: str | None = None,
        direction: str = "sales",
        currency: str | None = None,
        on: date | None = None,
        expiring_days: int = 30,
        unused_since: date | None = None,
        rules: Iterable[str] = (),
        limit: int = 100,
    ) -> LintReport:
        """Checks one price list (`kind` and `list`), or the whole book, for contradictions, gaps and losses.

        Looks at `on` (today) and every later day on which something changes; at what ends within `expiring_days`; with
        `unused_since` also at what no voucher dated since then has used. Only these `rules` where some are named; up to
        `limit` findings of one rule in one list.
        """
        return self._core.lint_prices(
            whole_book=kind is None,
            kind=kind or "base",
            code=list,
            direction=direction,
            currency=currency,
            on=on,
            expiring_days=expiring_days,
            unused_since=unused_since,
            rules=rules,
            limit=limit,
        )

    def create_price_version(
        self,
        name: str,
        *,
        kind: str = "named",
        list: str | None = None,
        direction: str = "sales",
        currency: str | None = None,
    ) -> int:
        """Begins a version of a price list: a draft that no quote uses, compared and published as one."""
        return self._core.create_price_version(
            name=name, kind=kind, code=list, direction=direction, currency=currency
        )

    def set_version_prices(self, version: int, entries: Iterable[Mapping[str, Any]]) -> Sequence[int]:
        """Adds entries to a draft, all or none, as :meth:`set_prices`; `replaces` names an entry of the list, or of the version."""
        return self._core.set_version_prices(version=version, entries=[_entry(**entry) for entry in entries])

    def remove_version_price(self, version: int, entry: int) -> None:
        """Takes an entry of the list, or of the version itself, out of the draft."""
        self._core.remove_version_price(version=version, entry=entry)

    def price_versions(self) -> Sequence[PriceVersion]:
        """All versions of price lists, in the order of their making."""
        return self._core.price_versions()

    def price_version(self, version: int) -> PriceVersion:
        """One version and what became of it."""
        return self._core.price_version(version=version)

    def version_rows(self, version: int) -> Sequence[VersionRow]:
        """What a version changes, row by row."""
        return self._core.version_rows(version=version)

    def version_effects(
        self,
        version: int,
        *,
        on: date | None = None,
        customers: Iterable[str] = (),
        items: Iterable[str] = (),
        limit: int = 10_000,
    ) -> VersionEffects:
        """Who would pay what instead of what: of all customers and the items that the changes are about, or of these."""
        return self._core.version_effects(
            version=version, on=on, customers=[*customers], items=[*items], limit=limit
        )

    def resolve_version_price(
        self,
        version: int,
        item: str,
        *,
        customer: str,
        quantity: Number = 1,
        on: date | None = None,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
    ) -> PriceQuote:
        """What it would cost if the version were published, as :meth:`resolve_price`."""
        return self._core.version_quote(
            version=version,
            item=item,
            customer=customer,
            quantity=quantity,
            on=on,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
        )

    def explain_version_price(
        self,
        version: int,
        item: str,
        *,
        customer: str,
        quantity: Number = 1,
        on: date | None = None,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
    ) -> PriceExplanation:
        """The same question, answered with every candidate, as :meth:`explain_price`."""
        return self._core.version_explanation(
            version=version,
            item=item,
            customer=customer,
            quantity=quantity,
            on=on,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
        )

    def approve_price_version(self, version: int) -> None:
        """A draft takes no more changes and may be published."""
        self._core.approve_version(version=version)

    def publish_price_version(self, version: int, *, valid_from: date | None = None) -> None:
        """Puts all changes of an approved version in force from a day on (today), or none of them."""
        self._core.publish_version(version=version, valid_from=valid_from)

    def roll_back_price_version(self, version: int, *, valid_from: date | None = None) -> None:
        """From a day on (today) the list is again as it was before the version."""
        self._core.roll_back_version(version=version, valid_from=valid_from)

    def retire_price_version(self, version: int) -> None:
        """Gives up a version that was not published."""
        self._core.retire_version(version=version)

    def change_prices(
        self,
        *,
        percent: Number = 0,
        addend: Number = 0,
        ending: PriceEnding | Number | None = None,
        kind: str = "base",
        list: str | None = None,
        items: Iterable[str] | None = None,
        groups: Iterable[str] | None = None,
        valid_from: date | None = None,
        dry_run: bool = False,
        direction: str = "sales",
        currency: str | None = None,
    ) -> Sequence[PriceChangeRow]:
        """Raises or lowers the prices of a list from a day on (today), and tells each; a `dry_run` only tells.

        Of `items` and item `groups` only those; of neither all; two empty lists are refused. First the `percent` (3 is an increase by 3 %), then the
        `addend`, then the `ending`.
        """
        items = None if items is None else [*listed(items, "items")]
        groups = None if groups is None else [*listed(groups, "groups")]
        if (items is not None or groups is not None) and not items and not groups:
            raise InvalidInputError("nothing is chosen; leave both out to change all", code="REQUIRED", field="items")
        return self._core.change_prices(
            percent=percent,
            addend=addend,
            **_ending(ending),
            kind=kind,
            code=list,
            items=items or [],
            groups=groups or [],
            valid_from=valid_from,
            dry_run=dry_run,
            direction=direction,
            currency=currency,
        )

    def set_base_price(
        self, item: str, price: Number, *, valid_from: date | None = None, valid_until: date | None = None
    ) -> int:
        """Sets an item's base price. A price of the same start is corrected; the old one stays known as of then."""
        return self._core.set_base_price(item=item, price=price, valid_from=valid_from, valid_until=valid_until)

    def set_special_price(
        self,
        customer: str,
        item: str,
        price: Number,
        *,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> int:
        """Sets one customer's own price for an item. A price of the same start is corrected, as for the base price."""
        return self._core.set_special_price(
            customer=customer, item=item, price=price, valid_from=valid_from, valid_until=valid_until
        )

    def set_discount(
        self,
        percent: Number | Iterable[Number] | None = None,
        *,
        amount: Number | None = None,
        kind: str = "everyone",
        buyer: str | None = None,
        item: str | None = None,
        group: str | None = None,
        step: str = "discount",
        programme: str = "",
        unit: str | None = None,
        min_quantity: Number = 0,
        min_amount: Number = 0,
        counts: str = "line",
        measure: str = "quantity",
        valid_from: date | None = None,
        valid_until: date | None = None,
        direction: str = "sales",
        currency: str | None = None,
        replaces: int | None = None,
    ) -> int:
        """Adds a discount off the price that is found and returns its id; :meth:`withdraw_price` ends it.

        It takes a `percent` off, or several one after the other (``[10, 5, 2]``), or an `amount` off each `unit`, for
        ``"everyone"``, a ``"level"``, a ``"customer_group"`` or a ``"customer"`` (`kind` and `buyer`), on an `item`, an
        item `group` or everything, in [valid_from, valid_until) from `min_quantity` and `min_amount` (of the line, before discounts) on. `counts` says which
        quantity is held against `min_quantity`, as for :meth:`set_price`. `step` and `programme` say how it meets other
        discounts: see :class:`DiscountStep`.
        """
        return self._core.set_discount(
            **_discount(
                percent,
                amount=amount,
                kind=kind,
                buyer=buyer,
                item=item,
                group=group,
                step=step,
                programme=programme,
                unit=unit,
                min_quantity=min_quantity,
                min_amount=min_amount,
                counts=counts,
                measure=measure,
                valid_from=valid_from,
                valid_until=valid_until,
                direction=direction,
                currency=currency,
                replaces=replaces,
            )
        )

    def set_discounts(self, discounts: Iterable[Mapping[str, Any]]) -> Sequence[int]:
        """Adds many discounts, all or none, each as :meth:`set_discount` takes it."""
        return self._core.set_discounts(discounts=[_discount(**discount) for discount in discounts])

    def discounts(
        self,
        *,
        direction: str = "sales",
        programme: str | None = None,
        on: date | None = None,
        known_at: datetime | None = None,
    ) -> Sequence[Discount]:
        """The discounts of a direction, of all programmes or one, in the order of recording."""
        return self._core.discounts(direction=direction, programme=programme, on=on, known_at=known_at)

    def set_price_rule(
        self,
        rule: str,
        value: Number | None = None,
        *,
        base: str = "amount",
        on_breach: str = "clamp",
        ending: PriceEnding | Number | None = None,
        min_price: Number = 0,
        kind: str = "everyone",
        buyer: str | None = None,
        item: str | None = None,
        group: str | None = None,
        unit: str | None = None,
        min_quantity: Number = 0,
        valid_from: date | None = None,
        valid_until: date | None = None,
        direction: str = "sales",
        currency: str | None = None,
        replaces: int | None = None,
    ) -> int:
        """Adds an ``"ending"``, a ``"floor"`` or a ``"ceiling"`` and returns its id; :meth:`withdraw_price` ends it.

        A floor or ceiling has a `value`: an ``"amount"`` per `unit`, or percent of a `base` (``"base_price"``,
        ``"price_found"`` before discounts, ``"cost"``, which is the base price of purchases, or as ``"margin"`` over
        it). `on_breach` says what happens beyond it: ``"clamp"`` (the price becomes the limit; a typed price is
        refused), ``"warn"`` (posted only with an acknowledgement) or ``"refuse"``. An ending is a
        :class:`PriceEnding`, for prices from `min_price` on.
        """
        return self._core.set_price_rule(
            **_rule(
                rule,
                value,
                base=base,
                on_breach=on_breach,
                ending=ending,
                min_price=min_price,
                kind=kind,
                buyer=buyer,
                item=item,
                group=group,
                unit=unit,
                min_quantity=min_quantity,
                valid_from=valid_from,
                valid_until=valid_until,
                direction=direction,
                currency=currency,
                replaces=replaces,
            )
        )

    def set_price_rules(self, rules: Iterable[Mapping[str, Any]]) -> Sequence[int]:
        """Adds many rules, all or none, each as :meth:`set_price_rule` takes it."""
        return self._core.set_price_rules(rules=[_rule(**rule) for rule in rules])

    def price_rules(
        self,
        rule: str | None = None,
        *,
        direction: str = "sales",
        on: date | None = None,
        known_at: datetime | None = None,
    ) -> Sequence[PriceRule]:
        """The endings, floors and ceilings of a direction, or those of one kind, in the order of recording."""
        return self._core.price_rules(rule=rule, direction=direction, on=on, known_at=known_at)

    def withdraw_price(self, entry: int) -> None:
        """Ends a price entry, a discount or a price rule now; questions about the past still see it."""
        self._core.withdraw_price(entry=entry)

    def price_entries(
        self,
        *,
        kind: str = "base",
        list: str | None = None,
        direction: str = "sales",
        currency: str | None = None,
        on: date | None = None,
        known_at: datetime | None = None,
    ) -> Sequence[PriceEntry]:
        """The entries of a price list."""
        return self._core.price_entries(
            kind=kind, code=list, direction=direction, currency=currency, on=on, known_at=known_at
        )

    def resolve_price(
        self,
        item: str,
        *,
        customer: str,
        quantity: Number = 1,
        on: date | None = None,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
        document_quantity: Number | None = None,
    ) -> PriceQuote:
        """What the customer pays for one unit of the item, and why; :class:`NoPriceError` when no price applies.

        `on` is today when not given, `unit` the item's stock unit, `list` a named list chosen for this question.
        `direction="purchases"` asks a supplier's price. `document_quantity` is what the document holds of the item or the
        group, with this quantity, for breaks that count more than the line.
        """
        return self._core.quote(
            item=item,
            customer=customer,
            quantity=quantity,
            on=on,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
            document_quantity=document_quantity,
        )

    quote = resolve_price

    def resolve_prices(
        self,
        items: Iterable[str | tuple[str, Number]],
        *,
        customer: str,
        on: date | None = None,
        location: str | None = None,
        currency: str | None = None,
        direction: str = "sales",
    ) -> Sequence[PriceQuote]:
        """Many prices, all from one state of the book. An item is a code, or (code, quantity)."""
        asked = [(entry, 1) if isinstance(entry, str) else entry for entry in items]
        return self._core.quotes(
            requests=[
                {
                    "item": item,
                    "customer": customer,
                    "quantity": quantity,
                    "on": on,
                    "unit": None,
                    "location": location,
                    "currency": currency,
                    "list": None,
                    "direction": direction,
                }
                for item, quantity in asked
            ]
        )

    def price_timeline(
        self,
        item: str,
        *,
        customer: str,
        from_day: date,
        until_day: date,
        quantity: Number = 1,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
    ) -> PriceTimeline:
        """The price on each day of [from_day, until_day), as prices are known now: when it changed, and the lowest."""
        return self._core.price_timeline(
            item=item,
            customer=customer,
            quantity=quantity,
            on=None,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
            from_day=from_day,
            until_day=until_day,
        )

    def explain_price(
        self,
        item: str,
        *,
        customer: str,
        quantity: Number = 1,
        on: date | None = None,
        unit: str | None = None,
        location: str | None = None,
        currency: str | None = None,
        list: str | None = None,
        direction: str = "sales",
        document_quantity: Number | None = None,
    ) -> PriceExplanation:
        """The same question, answered with every candidate and why it won or lost."""
        return self._core.explain_price(
            item=item,
            customer=customer,
            quantity=quantity,
            on=on,
            unit=unit,
            location=location,
            currency=currency,
            list=list,
            direction=direction,
            document_quantity=document_quantity,
        )
