"""Books and sessions: every call with its defaults, over the compiled half."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Iterable, Iterator, Mapping, Sequence, Union

from . import _core
from ._errors import NotFoundError, Refused, from_problems
from ._records import (
    AccessSequence,
    Address,
    Ageing,
    Allocation,
    Balance,
    BookSettings,
    Change,
    Contact,
    CreditDecision,
    CreditReport,
    Discrepancy,
    EffectiveTerm,
    Item,
    LedgerRow,
    Line,
    Money,
    Number,
    OpenItem,
    Party,
    PartyGroup,
    Preview,
    PriceEntry,
    PriceExplanation,
    PriceList,
    PriceQuote,
    SalesTotal,
    StockLevel,
    TermChange,
    Voucher,
    exact,
    plain,
)

#: A line of a voucher: a :class:`Line`, or simply ``("P1", 10)``.
LineLike = Union[Line, "tuple[str, Number]"]
#: What a term is set to; numbers become canonical text.
TermValue = Union[str, Decimal, int]

_PAGE = 200


def open(
    path: str | os.PathLike[str],
    *,
    currency: str | None = None,
    time_zone: str = "UTC",
    sync: str = "full",
    read_only: bool = False,
    create: bool = True,
    busy_timeout_ms: int = 5000,
    today: date | None = None,
) -> Book:
    """Opens or makes a book; use it as a context manager.

    `path` is a file, ``":memory:"``, or ``"postgresql://host/database?emptor_schema=name"``. A new book needs its `currency`; an existing one keeps its own. With
    `create=False` a missing file is a :class:`NotFoundError`. `sync="normal"` may lose the last transactions in a power
    cut, never damage the book. `today` stops the book's clock at that day, for tests and replays.

    Never open the same file with Python's own sqlite3 in this process: two SQLite libraries in one process drop each
    other's locks.
    """
    return Book(
        _core.open(
            path=os.fspath(path),
            currency=currency,
            time_zone=time_zone,
            sync=sync,
            read_only=read_only,
            create=create,
            busy_timeout_ms=busy_timeout_ms,
            today=today,
        )
    )


def _term_text(name: str, value: TermValue) -> str:
    return value if isinstance(value, str) else format(exact(value, name), "f")


def _terms(terms: Mapping[str, TermValue]) -> list[dict[str, str]]:
    return [{"term": name, "value": _term_text(name, value)} for name, value in terms.items()]


def _line(line: LineLike) -> dict[str, Any]:
    if isinstance(line, Line):
        return plain(line)
    if not isinstance(line, (tuple, list)) or len(line) != 2:
        raise TypeError(f"lines: expected emptor.Line or (item, quantity), not {line!r}")
    return plain(Line(*line))


def _id(voucher: Voucher | int) -> int:
    if not isinstance(voucher, Voucher):
        return voucher
    if voucher.id is None:
        raise ValueError("voucher: a preview was never posted")
    return voucher.id


class Session:
    """One actor's way into a book.

    A session may be shared between threads, which then take turns; threads that are to work side by side have a session
    each (:meth:`Book.as_actor`).
    """

    def __init__(self, core: _core.Handle) -> None:
        self._core = core

    # --- the book's policies ------------------------------------------------------------------------------------------

    def settings(self) -> BookSettings:
        """The book's policies."""
        return self._core.settings()

    def change_settings(
        self,
        *,
        sales_prices: AccessSequence | None = None,
        purchase_prices: AccessSequence | None = None,
        **changes: str | date | None,
    ) -> None:
        """Changes the policies that are named, e.g. ``credit_at_sale="warn"``; names as in :class:`BookSettings`."""
        unknown = changes.keys() - BookSettings.__dataclass_fields__.keys()
        if unknown:
            raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
        named: dict[str, Any] = dict(changes)
        if sales_prices is not None:
            named["sales_prices"] = plain(sales_prices)
        if purchase_prices is not None:
            named["purchase_prices"] = plain(purchase_prices)
        self._core.change_settings(**named)

    def lock_through(self, day: date | None) -> None:
        """Closes the days up to and including `day`, or opens them all again (None)."""
        self._core.lock_through(day=day)

    def set_exchange_rate(self, source: str, target: str, *, on: date, rate: Number) -> None:
        """One unit of `source` costs `rate` units of `target` from `on` until a later rate."""
        self._core.set_exchange_rate(source=source, target=target, on=on, rate=rate)

    def create_actor(self, code: str, name: str) -> int:
        """Adds a user, for :meth:`Book.as_actor`."""
        return self._core.create_actor(code=code, name=name)

    def audit(self) -> Iterator[Change]:
        """The audit trail in the order of recording, page by page."""
        last = 0
        while page := self._core.audit(after_id=last, limit=_PAGE):
            yield from page
            last = page[-1].id

    @property
    def today(self) -> date:
        """Today in the book's time zone, by the book's clock."""
        return self._core.today()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything in the ``with`` block as one transaction; an exception undoes it all."""
        yield from self._transaction(True)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything in the ``with`` block reads one state of the book, whatever others post meanwhile."""
        yield from self._transaction(False)

    def _transaction(self, writes: bool) -> Iterator[None]:
        self._core.begin(writes=writes)
        try:
            yield
        except BaseException:
            self._core.roll_back()
            raise
        if writes:
            self._core.commit()
        else:
            self._core.roll_back()

    # --- catalogue and stock ------------------------------------------------------------------------------------------

    def create_unit(self, code: str, name: str) -> int:
        """Adds a unit of measure."""
        return self._core.create_unit(code=code, name=name)

    def create_tax_code(self, code: str, name: str, *, rate: Number) -> int:
        """Adds a tax code; `rate` is in percent and holds from ever."""
        return self._core.create_tax_code(code=code, name=name, rate=rate)

    def set_tax_rate(self, code: str, *, rate: Number, since: date) -> None:
        """Changes a tax code's rate from a day on."""
        self._core.set_tax_rate(code=code, rate=rate, since=since)

    def create_location(self, code: str, name: str) -> int:
        """Adds a place where stock is kept."""
        return self._core.create_location(code=code, name=name)

    def create_item_group(self, code: str, name: str, *, parent: str | None = None) -> int:
        """Adds an item group, below `parent` if that is given."""
        return self._core.create_item_group(code=code, name=name, parent=parent)

    def create_item(
        self,
        code: str,
        name: str,
        *,
        unit: str,
        tax_code: str | None = None,
        groups: Sequence[str] = (),
        units: Mapping[str, Number] | None = None,
        barcode: str = "",
        stocked: bool = True,
    ) -> int:
        """Adds an item. `units` maps further units to stock units: ``{"DZN": 12}``."""
        others = [{"unit": other, "factor": factor} for other, factor in (units or {}).items()]
        return self._core.create_item(
            code=code,
            name=name,
            unit=unit,
            tax_code=tax_code,
            barcode=barcode,
            groups=groups,
            units=others,
            stocked=stocked,
        )

    def update_item(
        self,
        code: str,
        *,
        name: str | None = None,
        tax_code: str | None = None,
        barcode: str | None = None,
        groups: Sequence[str] | None = None,
        archived: bool | None = None,
    ) -> None:
        """Changes what is given."""
        self._core.update_item(
            code=code, name=name, tax_code=tax_code, barcode=barcode, groups=groups, archived=archived
        )

    def item(self, code: str) -> Item:
        """The item; :class:`NotFoundError` when there is none."""
        return self._core.item(code=code)

    def find_item(self, code: str) -> Item | None:
        """The item, or None."""
        return self._core.find_item(code=code)

    def items(self, *, text: str = "", group: str | None = None, include_archived: bool = False) -> Iterator[Item]:
        """Items in the order of codes, page by page; `text` matches words in code and name."""
        last = ""
        while page := self._core.items(
            text=text, group=group, include_archived=include_archived, after_code=last, limit=_PAGE
        ):
            yield from page
            last = page[-1].code

    def adjust_stock(
        self, item: str, location: str, quantity: Number, *, reason: str, on: date | None = None
    ) -> None:
        """Adds `quantity` (negative: removes) to the stock on hand."""
        self._core.adjust_stock(item=item, location=location, quantity=quantity, on=on, reason=reason)

    def on_hand(self, item: str, location: str) -> Decimal:
        """The quantity on hand, in the stock unit."""
        return self._core.on_hand(item=item, location=location)

    def stock_levels(self, item: str) -> list[StockLevel]:
        """Every location that ever held the item."""
        return self._core.stock_levels(item=item)

    # --- customers and suppliers --------------------------------------------------------------------------------------

    def create_customer(
        self,
        code: str,
        name: str,
        *,
        groups: Sequence[str] = (),
        terms: Mapping[str, TermValue] | None = None,
        supplier: bool = False,
        tax_number: str = "",
        representative: str = "",
        phone: str = "",
        mobile: str = "",
        fax: str = "",
        email: str = "",
        website: str = "",
        alias: str = "",
        memo: str = "",
        since: date | None = None,
    ) -> int:
        """Adds a customer. `terms` hold from ever, e.g. ``{"credit_limit": Decimal(1000), "sales_level": "LARGE"}``."""
        return self._core.create_party(
            customers=True,
            code=code,
            name=name,
            customer=True,
            supplier=supplier,
            tax_number=tax_number,
            representative=representative,
            phone=phone,
            mobile=mobile,
            fax=fax,
            email=email,
            website=website,
            alias=alias,
            memo=memo,
            since=since,
            groups=groups,
            terms=_terms(terms or {}),
        )

    def create_supplier(
        self,
        code: str,
        name: str,
        *,
        groups: Sequence[str] = (),
        terms: Mapping[str, TermValue] | None = None,
        customer: bool = False,
        tax_number: str = "",
        representative: str = "",
        phone: str = "",
        mobile: str = "",
        fax: str = "",
        email: str = "",
        website: str = "",
        alias: str = "",
        memo: str = "",
        since: date | None = None,
    ) -> int:
        """Adds a supplier, who is a customer as well if you say so."""
        return self._core.create_party(
            customers=False,
            code=code,
            name=name,
            customer=customer,
            supplier=True,
            tax_number=tax_number,
            representative=representative,
            phone=phone,
            mobile=mobile,
            fax=fax,
            email=email,
            website=website,
            alias=alias,
            memo=memo,
            since=since,
            groups=groups,
            terms=_terms(terms or {}),
        )

    def update_customer(
        self,
        party: str,
        *,
        code: str | None = None,
        name: str | None = None,
        customer: bool | None = None,
        supplier: bool | None = None,
        tax_number: str | None = None,
        representative: str | None = None,
        phone: str | None = None,
        mobile: str | None = None,
        fax: str | None = None,
        email: str | None = None,
        website: str | None = None,
        alias: str | None = None,
        memo: str | None = None,
        archived: bool | None = None,
    ) -> None:
        """Changes what is given. A new `code` renames; the old one keeps resolving."""
        self._core.update_party(
            party=party,
            code=code,
            name=name,
            customer=customer,
            supplier=supplier,
            tax_number=tax_number,
            representative=representative,
            phone=phone,
            mobile=mobile,
            fax=fax,
            email=email,
            website=website,
            alias=alias,
            memo=memo,
            archived=archived,
        )

    #: Customers and suppliers are one kind of record.
    update_supplier = update_customer

    def customer(self, code: str) -> Party:
        """The party, by current or former code; :class:`NotFoundError` when there is none."""
        return self._core.party(code=code)

    def find_customer(self, code: str) -> Party | None:
        """The party, or None."""
        return self._core.find_party(code=code)

    supplier = customer
    find_supplier = find_customer

    def customers(
        self,
        *,
        text: str = "",
        group: str | None = None,
        salesperson: str | None = None,
        include_archived: bool = False,
    ) -> Iterator[Party]:
        """Customers in the order of codes, page by page.

        `text` matches words in code, name and alias, without regard to accents; `group` takes in the groups below.
        """
        return self._parties(True, text, group, salesperson, include_archived)

    def suppliers(
        self,
        *,
        text: str = "",
        group: str | None = None,
        salesperson: str | None = None,
        include_archived: bool = False,
    ) -> Iterator[Party]:
        """Suppliers, as :meth:`customers`."""
        return self._parties(False, text, group, salesperson, include_archived)

    def _parties(
        self, customers: bool, text: str, group: str | None, salesperson: str | None, include_archived: bool
    ) -> Iterator[Party]:
        last = ""
        while page := self._core.list_parties(
            customers=customers,
            text=text,
            group=group,
            salesperson=salesperson,
            include_archived=include_archived,
            after_code=last,
            limit=_PAGE,
        ):
            yield from page
            last = page[-1].code

    def count_customers(self) -> int:
        """How many customers there are, without the archived ones."""
        return self._core.count_parties(customers=True)

    def count_suppliers(self) -> int:
        """How many suppliers there are, without the archived ones."""
        return self._core.count_parties(customers=False)

    def save_address(
        self,
        party: str,
        name: str,
        *,
        street: str = "",
        city: str = "",
        region: str = "",
        postal_code: str = "",
        country: str = "",
        is_default: bool = False,
    ) -> None:
        """Adds an address, or replaces the one of the same name."""
        self._core.save_address(
            party=party,
            name=name,
            street=street,
            city=city,
            region=region,
            postal_code=postal_code,
            country=country,
            is_default=is_default,
        )

    def addresses(self, party: str) -> list[Address]:
        """A party's addresses, the default first."""
        return self._core.addresses(party=party)

    def save_contact(self, party: str, name: str, *, role: str = "", phone: str = "", email: str = "") -> None:
        """Adds a contact, or replaces the one of the same name."""
        self._core.save_contact(party=party, name=name, role=role, phone=phone, email=email)

    def contacts(self, party: str) -> list[Contact]:
        """A party's contacts."""
        return self._core.contacts(party=party)

    def create_group(self, code: str, name: str, *, parent: str | None = None, priority: int = 100) -> int:
        """Adds a group of parties."""
        return self._core.create_group(code=code, name=name, parent=parent, priority=priority)

    def groups(self) -> list[PartyGroup]:
        """All groups of parties."""
        return self._core.groups()

    def join_group(self, party: str, group: str, *, since: date | None = None) -> None:
        """Makes the party a member, from `since` on or from ever."""
        self._core.join_group(party=party, group=group, since=since)

    def leave_group(self, party: str, group: str, *, since: date) -> None:
        """Ends a membership: `since` is the first day without it."""
        self._core.leave_group(party=party, group=group, since=since)

    def groups_of(self, party: str, *, on: date | None = None, known_at: datetime | None = None) -> tuple[str, ...]:
        """Codes of the groups that hold the party directly, by priority."""
        return self._core.groups_of(party=party, on=on, known_at=known_at)

    def create_person(self, code: str, name: str, *, phone: str = "", email: str = "") -> int:
        """Adds a salesperson or other person in charge."""
        return self._core.create_person(code=code, name=name, phone=phone, email=email)

    def set_term(
        self,
        term: str,
        value: TermValue,
        *,
        party: str | None = None,
        group: str | None = None,
        since: date | None = None,
    ) -> None:
        """Sets a term of a party, a group, or (neither given) the whole book, from `since` on or from ever."""
        self._core.set_term(
            term=term, state="set", value=_term_text(term, value), party=party, group=group, since=since
        )

    def set_term_none(
        self, term: str, *, party: str | None = None, group: str | None = None, since: date | None = None
    ) -> None:
        """Makes a term explicitly none, whatever the groups say: a credit limit of none is not managed."""
        self._core.set_term(term=term, state="none", value=None, party=party, group=group, since=since)

    def inherit_term(
        self, term: str, *, party: str | None = None, group: str | None = None, since: date | None = None
    ) -> None:
        """Lets the groups, or the book, decide again."""
        self._core.set_term(term=term, state="inherited", value=None, party=party, group=group, since=since)

    def term(
        self, party: str, term: str, *, on: date | None = None, known_at: datetime | None = None
    ) -> EffectiveTerm:
        """A term as it holds for the party, and where it comes from."""
        return self._core.term(party=party, term=term, on=on, known_at=known_at)

    def term_history(self, term: str, *, party: str | None = None, group: str | None = None) -> list[TermChange]:
        """Every change ever made, in the order of recording."""
        return self._core.term_history(term=term, party=party, group=group)

    # --- prices -------------------------------------------------------------------------------------------------------

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
        unit: str | None = None,
        per: Number = 1,
        min_quantity: Number = 0,
        valid_from: date | None = None,
        valid_until: date | None = None,
        direction: str = "sales",
        currency: str | None = None,
        replaces: int | None = None,
    ) -> int:
        """Adds an entry to a price list and returns its id.

        `kind` is ``"base"``, ``"named"``, ``"level"``, ``"customer"``, ``"customer_group"`` or ``"location"``, and
        `list` the code of the list, level, customer, group or location. The entry is for an `item`, for an item
        `group`, or for everything, and says a `price` or a `percent_of_base` (90 means 90 %). It holds in [valid_from,
        valid_until). An entry that would tie with another is refused (OVERLAP), unless it `replaces` that one.
        """
        return self._core.set_price(
            **_entry(
                price,
                kind=kind,
                list=list,
                item=item,
                group=group,
                percent_of_base=percent_of_base,
                unit=unit,
                per=per,
                min_quantity=min_quantity,
                valid_from=valid_from,
                valid_until=valid_until,
                direction=direction,
                currency=currency,
                replaces=replaces,
            )
        )

    def set_prices(self, entries: Iterable[Mapping[str, Any]]) -> Sequence[int]:
        """Adds many entries, all or none: ``[{"item": "P1", "price": Decimal("9.50")}, ...]``, as :meth:`set_price`."""
        return self._core.set_prices(entries=[_entry(**entry) for entry in entries])

    def set_base_price(
        self, item: str, price: Number, *, valid_from: date | None = None, valid_until: date | None = None
    ) -> int:
        """Sets an item's base price."""
        return self.set_price(price, item=item, valid_from=valid_from, valid_until=valid_until)

    def set_special_price(
        self,
        customer: str,
        item: str,
        price: Number,
        *,
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> int:
        """Sets one customer's own price for an item."""
        return self.set_price(
            price, kind="customer", list=customer, item=item, valid_from=valid_from, valid_until=valid_until
        )

    def withdraw_price(self, entry: int) -> None:
        """Ends a price entry now; questions about the past still see it."""
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
    ) -> PriceQuote:
        """What the customer pays for one unit of the item, and why; :class:`NoPriceError` when no price applies.

        `on` is today when not given, `unit` the item's stock unit, `list` a named list chosen for this question.
        `direction="purchases"` asks a supplier's price.
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
        )

    # --- vouchers -----------------------------------------------------------------------------------------------------

    def post_sale(
        self,
        party: str,
        lines: Iterable[LineLike],
        *,
        dated: date | None = None,
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

        A line is ``("P1", 10)`` or a :class:`Line`. What the credit or stock policy refuses raises
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
            settles=[_id(voucher) for voucher in settles],
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
            settles=[_id(voucher) for voucher in settles],
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
            voucher=_id(voucher), on=on, idempotency_key=idempotency_key, acknowledge_warnings=acknowledge_warnings
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
            party=party, kind=kind, dated_from=dated_from, dated_until=dated_until, after=last, limit=_PAGE
        ):
            yield from page
            last = _id(page[-1])

    def best_customers(
        self, *, dated_from: date | None = None, dated_until: date | None = None, limit: int = 10
    ) -> list[SalesTotal]:
        """Customers by net sales in [dated_from, dated_until), greatest first."""
        return self._core.best_customers(
            dated_from=dated_from, dated_until=dated_until, limit=limit
        )

    # --- receivables and credit ---------------------------------------------------------------------------------------

    def balance(
        self,
        party: str,
        *,
        side: str = "receivable",
        basis: str = "account",
        currency: str | None = None,
        on: date | None = None,
    ) -> Balance:
        """What the party owes now, and for how long as of `on`.

        ``basis="account"`` takes in the branches billed to this party, ``"individual"`` is what it traded itself.
        ``side="payable"`` is what we owe them.
        """
        return self._core.balance(party=party, side=side, basis=basis, currency=currency, on=on)

    def balance_at(
        self,
        party: str,
        day: date,
        *,
        side: str = "receivable",
        basis: str = "account",
        currency: str | None = None,
    ) -> Money:
        """The balance as it stood at the end of `day`, from the documents."""
        return self._core.balance_at(party=party, day=day, side=side, basis=basis, currency=currency)

    def open_items(
        self, party: str, *, side: str = "receivable", currency: str | None = None, limit: int = 1000
    ) -> list[OpenItem]:
        """What is not settled, oldest due first."""
        return self._core.open_items(party=party, side=side, currency=currency, limit=limit)

    def allocations(self, voucher: Voucher | int) -> list[Allocation]:
        """What the voucher settled, or what settled it."""
        return self._core.allocations(voucher=_id(voucher))

    def ageing(
        self,
        party: str | None = None,
        *,
        as_of: date | None = None,
        group: str | None = None,
        side: str = "receivable",
        basis: str = "document",
        bounds: Sequence[int] = (30, 60, 90),
        currency: str | None = None,
    ) -> Ageing:
        """What is open, by age in days: of one account, of a group's, or of all."""
        return self._core.ageing(
            party=party, as_of=as_of, group=group, side=side, basis=basis, bounds=bounds, currency=currency
        )

    def ledger(
        self,
        party: str,
        first: date,
        last: date,
        *,
        side: str = "receivable",
        currency: str | None = None,
        basis: str = "account",
    ) -> list[LedgerRow]:
        """Documents from `first` to `last`, both included, after a carried-forward row, with a running balance."""
        return self._core.ledger(
            party=party, first=first, last=last, side=side, currency=currency, basis=basis
        )

    def credit_check(
        self, customer: str, amount: Number | Money, *, on: date | None = None, stage: str = "sale"
    ) -> CreditDecision:
        """Whether a document of this amount would pass. Advisory: a posting a moment later may meet other figures."""
        figure, currency = (amount.amount, amount.currency) if isinstance(amount, Money) else (amount, None)
        return self._core.credit_check(customer=customer, amount=figure, currency=currency, on=on, stage=stage)

    def credit_report(self, customer: str, *, on: date | None = None) -> CreditReport:
        """The customer's credit: the policy, what is used and what is left."""
        return self._core.credit_report(customer=customer, on=on)


def _entry(
    price: Number | None = None,
    *,
    kind: str = "base",
    list: str | None = None,
    item: str | None = None,
    group: str | None = None,
    percent_of_base: Number | None = None,
    unit: str | None = None,
    per: Number = 1,
    min_quantity: Number = 0,
    valid_from: date | None = None,
    valid_until: date | None = None,
    direction: str = "sales",
    currency: str | None = None,
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
        unit=unit,
        per=per,
        min_quantity=min_quantity,
        valid_from=valid_from,
        valid_until=valid_until,
        direction=direction,
        currency=currency,
        replaces=replaces,
    )


def _draft(
    kind: str,
    party: str,
    *,
    lines: Sequence[Mapping[str, Any]] = (),
    amount: Number | None = None,
    settles: Sequence[int] = (),
    dated: date | None = None,
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
        location=location,
        currency=currency,
        tax_mode=tax_mode,
        salesperson=salesperson,
        ship_to=ship_to,
        due=due,
        reference=reference,
        memo=memo,
    )


class Book(Session):
    """A book; its own calls act as the actor "owner". Made by :func:`open`."""

    def as_actor(self, code: str) -> Session:
        """A session of this actor, who was made by :meth:`create_actor`."""
        return Session(self._core.as_actor(actor=code))

    def verify(self) -> list[Discrepancy]:
        """Recomputes every counter from the documents; empty when the book is sound."""
        return self._core.verify()

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Writes a consistent copy while others work."""
        self._core.backup(path=os.fspath(path))

    def copy_to(self, path: str | os.PathLike[str]) -> str:
        """Copies everything into a new book at `path`: from a file to a server, and back.

        The copy is read back and compared; returns the hash of the content, the same on every store. Also
        ``python -m emptor copy FROM TO``.
        """
        return self._core.copy_to(path=os.fspath(path))

    def content_hash(self) -> str:
        """A hash of every row of the book, the same on every store."""
        return self._core.content_hash()

    @property
    def store_description(self) -> str:
        """What runs underneath, e.g. "SQLite 3.40.1"."""
        return self._core.store_description()

    def close(self) -> None:
        """Ends the book, and its sessions: later calls raise :class:`ClosedError`. Closing twice is fine."""
        self._core.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
