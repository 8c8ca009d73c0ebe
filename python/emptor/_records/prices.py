"""Prices, discounts, rules, and why they won."""

from __future__ import annotations

from dataclasses import dataclass, field as attribute
from datetime import date, datetime
from decimal import Decimal

from .values import Money, PriceSource, Problem, _table


@dataclass(frozen=True)
class PriceList:
    """A price list."""

    id: int
    code: str
    name: str
    kind: str
    direction: str
    currency: str
    tax_included: bool


@dataclass(frozen=True)
class PriceEnding:
    """Prices that end alike: ``multiple × round((price − offset) / multiple) + offset``."""

    multiple: Decimal
    offset: Decimal = Decimal(0)
    rounding: str = "half_up"


@dataclass(frozen=True)
class PriceEntry:
    """An entry of a price list; valid in [valid_from, valid_until)."""

    id: int
    item: str | None
    group: str | None
    price: Decimal | None
    percent_of_base: Decimal | None
    unit: str | None
    per: Decimal
    min_quantity: Decimal
    valid_from: date | None
    valid_until: date | None
    net: bool
    scale: str
    margin: Decimal | None
    of_list: str | None
    rate_type: str
    rate_on: date | None
    addend: Decimal
    ending: PriceEnding | None
    recorded_at: datetime
    actor: str
    counts: str = "line"
    measure: str = "quantity"


@dataclass(frozen=True)
class PriceRule:
    """An ending, a floor or a ceiling; valid in [valid_from, valid_until).

    ``base``, ``value`` and ``on_breach`` are of floors and ceilings, ``ending`` and ``min_price`` of endings.
    """

    id: int
    rule: str
    buyer_kind: str
    buyer: str
    item: str | None
    group: str | None
    base: str | None
    value: Decimal | None
    on_breach: str | None
    ending: PriceEnding | None
    min_price: Decimal
    currency: str
    unit: str | None
    min_quantity: Decimal
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class LintFinding:
    """Something doubtful about a price list: the `entry` concerned, the `other` row, and one sentence.

    ``rule`` is ``"tie"``, ``"overlap"``, ``"unreachable"``, ``"no_price"``, ``"hole"``, ``"dearer_unit"``,
    ``"dearer_total"``, ``"below_floor"``, ``"below_cost"``, ``"expiring"`` or ``"unused"``; ``grade`` is ``"warning"``, or
    ``"note"`` for what may well be meant.
    """

    rule: str
    grade: str
    kind: str
    list: str
    direction: str
    currency: str
    item: str | None
    group: str | None
    entry: int | None
    other: int | None
    valid_from: date | None
    valid_until: date | None
    figures: tuple[tuple[str, str], ...]
    message: str


@dataclass(frozen=True)
class LintReport:
    """What a check of price lists has found; ``left_out`` findings were beyond its limit."""

    findings: tuple[LintFinding, ...]
    left_out: int
    entries: int

    def _repr_html_(self) -> str:
        head = ("rule", "grade", "list", "product", "finding")
        rows = ((f.rule, f.grade, f.list or f.kind, f.item or f.group or "everything", f.message) for f in self.findings)
        return _table(head, rows)


@dataclass(frozen=True)
class PriceVersion:
    """A version of a price list: a ``"draft"``, ``"approved"`` or ``"retired"``."""

    id: int
    name: str
    kind: str
    list: str
    direction: str
    currency: str
    state: str
    published_from: date | None
    rolled_back_from: date | None
    created_by: str
    approved_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class VersionRow:
    """A row of a version beside the row of the list: ``"added"``, ``"changed"`` or ``"removed"``."""

    change: str
    before: PriceEntry | None
    after: PriceEntry | None


@dataclass(frozen=True)
class VersionEffect:
    """What a version changes for a customer.

    Without a quote ``missing_before`` or ``missing_after`` is ``"NO_PRICE"``, or ``"NO_RATE"`` where an exchange rate is missing.
    """

    customer: str
    item: str
    quantity: Decimal
    before: PriceQuote | None
    after: PriceQuote | None
    missing_before: str | None
    missing_after: str | None


@dataclass(frozen=True)
class VersionEffects:
    """The answers that a version changes, of ``compared`` questions; ``left_out`` were beyond the limit.

    ``no_rate`` questions had no answer, before and after, for want of an exchange rate.
    """

    changed: tuple[VersionEffect, ...]
    left_out: int
    compared: int
    no_rate: int

    def _repr_html_(self) -> str:
        head = ("customer", "item", "quantity", "before", "after")
        rows = (
            (
                e.customer,
                e.item,
                e.quantity,
                "-" if e.before is None else e.before.unit_price,
                "-" if e.after is None else e.after.unit_price,
            )
            for e in self.changed
        )
        return _table(head, rows)


@dataclass(frozen=True)
class BulkRow:
    """What became of one entry of a bulk: ``entry`` when it was saved, else the ``problems`` that speak against it."""

    entry: int | None
    problems: tuple[Problem, ...]
    cut: tuple[int, ...]
    warnings: tuple[LintFinding, ...] = ()


@dataclass(frozen=True)
class BulkReport:
    """What became of a bulk of entries; all are saved, or none."""

    saved: bool
    rows: tuple[BulkRow, ...]


@dataclass(frozen=True)
class PriceChangeRow:
    """A price that a change has changed, or would; ``new_entry`` is None in a dry run."""

    entry: int
    new_entry: int | None
    item: str | None
    group: str | None
    unit: str | None
    min_quantity: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class PriceLimit:
    """A floor or ceiling (``side``) that has changed a price (``on_breach="clamp"``), or that it does not keep."""

    side: str
    price: Money
    on_breach: str
    rule: int


@dataclass(frozen=True)
class Discount:
    """A discount off the price that was found; valid in [valid_from, valid_until).

    ``buyer_kind`` is ``"everyone"``, ``"level"``, ``"customer_group"`` or ``"customer"``; ``percents`` apply one after
    the other.
    """

    id: int
    buyer_kind: str
    buyer: str
    step: str
    programme: str
    item: str | None
    group: str | None
    percents: tuple[Decimal, ...]
    amount: Decimal | None
    currency: str
    unit: str | None
    min_quantity: Decimal
    min_amount: Decimal
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    actor: str
    counts: str = "line"
    measure: str = "quantity"


@dataclass(frozen=True)
class PriceQuote:
    """A resolved unit price and where it comes from.

    ``amount`` is what the quantity asked for costs, where six decimals do not hold the unit price (graduated prices and
    the like); else None: quantity × unit price.
    """

    unit_price: Money
    source: PriceSource
    tax_included: bool
    base_price: Money | None
    rate: Decimal
    list: int | None
    entry: int | None
    price_before_discounts: Money | None
    amount: Money | None
    price_before_rules: Money | None = None
    limit: PriceLimit | None = None


@dataclass(frozen=True)
class PriceSpan:
    """Days [valid_from, valid_until) on which a price is the same.

    Without a quote ``missing`` is ``"NO_PRICE"``, or ``"NO_RATE"`` where an exchange rate is missing.
    """

    valid_from: date
    valid_until: date
    quote: PriceQuote | None
    missing: str | None


@dataclass(frozen=True)
class PriceTimeline:
    """A price over a period, and where it was lowest (the earliest of equal ones)."""

    spans: tuple[PriceSpan, ...]
    lowest: PriceSpan | None


@dataclass(frozen=True)
class PriceStep:
    """A step from the first price to the last."""

    what: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class PriceCandidate:
    """A price that was considered, and why it won or lost; with a ``step``, a discount."""

    source: PriceSource
    outcome: str
    list_kind: str
    list: str
    product: str
    entry: int | None
    min_quantity: Decimal
    valid_from: date | None
    valid_until: date | None
    unit_price: Money | None
    step: str = ""
    programme: str = ""
    counts: str = "line"
    measure: str = "quantity"
    counted: Decimal | None = None


@dataclass(frozen=True)
class PriceExplanation:
    """Why a price is what it is; ``print`` it, or look at the candidates. ``quote`` is None when no price applies."""

    quote: PriceQuote | None
    steps: tuple[PriceStep, ...]
    candidates: tuple[PriceCandidate, ...]
    text: str = attribute(repr=False, compare=False, default="")

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        head = ("source", "outcome", "list", "product", "from quantity", "unit price")
        rows = (
            (
                c.step or c.source,
                c.outcome,
                c.list or c.list_kind,
                c.product,
                c.min_quantity,
                "-" if c.unit_price is None else c.unit_price,
            )
            for c in self.candidates
        )
        return _table(head, rows)
