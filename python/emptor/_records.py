"""Values and records: frozen, hashable, with a repr that can be pasted back."""

from __future__ import annotations

import enum
import html
from dataclasses import dataclass, field as attribute
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from typing import Any, Iterable, Mapping, Sequence, Union

from ._errors import InvalidInputError

#: What may be given where a number is wanted. A float is refused: 0.1 is not a tenth.
Number = Union[Decimal, int]

# Wide enough for every amount that a book can hold, whatever the application's own context says.
_EXACT = Context(prec=80)


def exact(value: object, name: str) -> Decimal:
    """`value` as a Decimal, refusing float, bool and what is not finite.

    >>> exact(3, "quantity")
    Decimal('3')
    """
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        hint = '; a float is not exact, write Decimal("12.50")' if isinstance(value, float) else ""
        raise TypeError(f"{name}: expected decimal.Decimal or int, not {type(value).__name__}{hint}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{name}: not a finite number")
    return number


@dataclass(frozen=True, order=False, repr=False)
class Money:
    """An amount of one currency. Adds and compares with its own currency only.

    >>> Money("10.50", "EUR") + Money(2, "EUR")
    Money('12.50', 'EUR')
    >>> print(Money("10.50", "EUR"))
    10.50 EUR
    >>> Money("1.00", "EUR") < Money("2.00", "USD")
    Traceback (most recent call last):
    ...
    emptor._errors.InvalidInputError: CURRENCY_MISMATCH: EUR and USD do not mix
    """

    amount: Decimal
    currency: str

    def __init__(self, amount: Number | str, currency: str) -> None:
        given = Decimal(amount) if isinstance(amount, str) else amount
        object.__setattr__(self, "amount", exact(given, "amount"))
        object.__setattr__(self, "currency", currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise InvalidInputError(f"{self.currency} and {other.currency} do not mix", code="CURRENCY_MISMATCH")

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        with localcontext(_EXACT):
            return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        with localcontext(_EXACT):
            return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate() if self.amount else self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return other < self

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return other <= self

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def __repr__(self) -> str:
        return f"Money('{self.amount:f}', {self.currency!r})"


class TextEnum(str, enum.Enum):
    """An enumeration whose members compare equal to their text."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return repr(str.__str__(self))

    def __format__(self, spec: str) -> str:
        return format(str.__str__(self), spec)

    __hash__ = str.__hash__


class PriceSource(TextEnum):
    """Where a unit price came from.

    >>> PriceSource.special_item == "special_item"
    True
    """

    none = "none"
    typed = "typed"
    location_item = "location_item"
    location_group = "location_group"
    special_item = "special_item"
    special_group = "special_group"
    assigned_list = "assigned_list"
    last_price = "last_price"
    customer_rate = "customer_rate"
    base = "base"


class VoucherKind(TextEnum):
    """What a voucher documents."""

    sale = "sale"
    purchase = "purchase"
    collection = "collection"
    payment = "payment"
    opening_balance = "opening_balance"
    adjustment = "adjustment"
    discount = "discount"
    write_off = "write_off"
    refund = "refund"
    set_off = "set_off"


class CreditVerdict(TextEnum):
    """What the credit policy says."""

    passed = "pass"
    warn = "warn"
    block = "block"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, most: int = 50) -> str:
    """An HTML table, escaped and at most `most` rows long."""

    def row(cells: Iterable[object], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = list(rows)
    parts = ["<table>", row(head, "th"), *(row(cells, "td") for cells in body[:most])]
    if len(body) > most:
        parts.append(f'<tr><td colspan="{len(head)}">… {len(body) - most} more</td></tr>')
    return "".join([*parts, "</table>"])


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable code, the field, one sentence and the figures behind it."""

    code: str
    field: str
    message: str
    figures: Mapping[str, str] = attribute(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Discrepancy:
    """A difference between a counter and the documents that it counts."""

    what: str
    where: str
    kept: str
    computed: str


# --- settings ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AccessSequence:
    """The order in which price sources are asked; sources that are not named are off.

    ``winner`` is ``"first_hit"`` or ``"best_price"``, ``precedence`` ``"customer_first"`` or ``"product_first"``.
    """

    sources: tuple[str, ...]
    winner: str = "first_hit"
    precedence: str = "customer_first"


@dataclass(frozen=True)
class DiscountStep:
    """A step of the price procedure after a price was found; discounts name the step in which they meet others.

    ``combine`` puts programmes together: ``"first"`` (the best ranked alone), ``"best_for_buyer"``,
    ``"best_for_seller"``, ``"sum"`` or ``"compound"``. ``within`` chooses one row of a programme: ``"first"`` or a best
    one. ``base`` is ``"running"`` (what the step before has left) or ``"found"`` (the price before any discount).
    """

    name: str
    combine: str = "first"
    within: str = "first"
    base: str = "running"


@dataclass(frozen=True)
class BookSettings:
    """Everything that a book decides once."""

    currency: str
    time_zone: str
    profile: str
    rounding: str
    tax_rounding: str
    sales_prices: AccessSequence
    purchase_prices: AccessSequence
    sales_discounts: tuple[DiscountStep, ...]
    purchase_discounts: tuple[DiscountStep, ...]
    credit_at_order: str
    credit_at_sale: str
    credit_age: str
    stock_shortage: str
    number_pattern: str
    locked_through: date | None


@dataclass(frozen=True)
class Change:
    """A row of the audit trail; ``detail`` is a JSON object of field -> [old, new]."""

    id: int
    recorded_at: datetime
    actor: str
    command: str
    detail: str


# --- catalogue and stock ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemUnit:
    """1 ``unit`` is ``numerator`` / ``denominator`` stock units."""

    unit: str
    numerator: int
    denominator: int = 1


@dataclass(frozen=True)
class Item:
    """What is bought and sold."""

    id: int
    code: str
    name: str
    unit: str
    tax_code: str
    barcode: str
    groups: tuple[str, ...]
    units: tuple[ItemUnit, ...]
    stocked: bool
    archived: bool


@dataclass(frozen=True)
class StockLevel:
    """The quantity of one item on hand at one location."""

    item: str
    location: str
    on_hand: Decimal


# --- parties ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Party:
    """A customer, a supplier, or both."""

    id: int
    code: str
    name: str
    customer: bool
    supplier: bool
    tax_number: str
    representative: str
    phone: str
    mobile: str
    fax: str
    email: str
    website: str
    alias: str
    memo: str
    since: date | None
    archived: bool


@dataclass(frozen=True)
class Address:
    """One of a party's addresses."""

    name: str
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class Contact:
    """Somebody to talk to."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class PartyGroup:
    """A group of parties; the smaller ``priority`` wins when a party is in several."""

    code: str
    name: str
    parent: str | None
    priority: int


@dataclass(frozen=True)
class EffectiveTerm:
    """A term as it holds for a party, and where it was found. ``none`` is an answer of its own, unlike "not set"."""

    value: str | None
    none: bool
    origin: str
    origin_code: str


@dataclass(frozen=True)
class TermChange:
    """A point on a term's timeline; ``since`` is None for "since ever"."""

    since: date | None
    state: str
    value: str
    recorded_at: datetime
    actor: str


# --- prices -----------------------------------------------------------------------------------------------------------


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
    of_list: str | None
    addend: Decimal
    ending: PriceEnding | None
    recorded_at: datetime
    actor: str


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
class BulkRow:
    """What became of one entry of a bulk: ``entry`` when it was saved, else the ``problems`` that speak against it."""

    entry: int | None
    problems: tuple[Problem, ...]
    cut: tuple[int, ...]


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
    """Days [valid_from, valid_until) on which a price is the same; ``quote`` is None where no price applies."""

    valid_from: date
    valid_until: date
    quote: PriceQuote | None


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


# --- credit -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CreditDecision:
    """May we sell to them on credit, and if not, by how much and how many days? ``print`` it for one sentence."""

    verdict: CreditVerdict
    over_limit: bool
    over_age: bool
    limit: Money | None
    exposure: Money | None
    document: Money | None
    excess_amount: Money | None
    age_limit_days: int | None
    age_days: int
    excess_days: int
    available: Money | None
    payment_to_clear: Money | None
    account: str
    text: str = attribute(repr=False, compare=False, default="")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class CreditReport:
    """A customer's credit: the policy, what is used and what is left."""

    customer: str
    name: str
    account: str
    limit: Money | None
    age_limit_days: int | None
    on_excess: str
    age_basis: str
    used: Money
    available: Money | None
    age_days: int
    verdict: CreditVerdict


@dataclass(frozen=True)
class CreditChange:
    """A change of a credit term: who, when, old and new; ``""`` is "as inherited"."""

    term: str
    since: date | None
    before: str
    after: str
    recorded_at: datetime
    actor: str


# --- vouchers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A line as typed. What is not given is filled in; a price that is given is never overwritten.

    >>> Line("P1", Decimal("2.5"), unit="DZN").quantity
    Decimal('2.5')
    """

    item: str
    quantity: Number = 1
    unit: str | None = None
    unit_price: Number | None = None
    discount: Number | None = None
    price_list: str | None = None
    tax_code: str | None = None
    memo: str = ""


@dataclass(frozen=True)
class Draft:
    """A voucher that waits in the book, as typed: without number or effect, and with None for what was not given."""

    id: int
    kind: str
    party: str
    dated: date | None
    currency: str | None
    tax_mode: str | None
    location: str | None
    salesperson: str | None
    ship_to: str | None
    due: date | None
    reference: str
    memo: str
    lines: tuple[Line, ...]
    amount: Decimal | None
    settles: tuple[int, ...]
    side: str | None
    payment_terms: str | None
    allocation: tuple[str, ...]
    write_off_up_to: Decimal | None
    reason: str | None


@dataclass(frozen=True)
class VoucherLine:
    """A line as posted."""

    line: int
    item: str
    item_name: str
    quantity: Decimal
    unit: str
    unit_price: Money
    source: PriceSource
    entry: int | None
    base_price: Money | None
    discount: Decimal
    trace: str
    tax_code: str
    tax_rate: Decimal
    net: Money
    tax: Money
    memo: str


@dataclass(frozen=True)
class TaxTotal:
    """The totals of one tax code on a voucher."""

    tax_code: str
    rate: Decimal
    net: Money
    tax: Money


@dataclass(frozen=True)
class Instalment:
    """A part of a voucher with its own due date; paying all of it by ``discount_until`` earns ``discount``."""

    number: int
    due: date
    amount: Money
    discount_until: date | None
    discount: Money


@dataclass(frozen=True)
class Voucher:
    """A business document: a sale, a purchase, a collection or a payment."""

    id: int | None
    kind: VoucherKind
    side: str
    number: str
    dated: date
    priced_on: date
    due: date
    payment_terms: str
    instalments: tuple[Instalment, ...]
    party: str
    party_name: str
    account: str
    currency: str
    tax_mode: str
    location: str
    salesperson: str
    ship_to: Address | None
    reference: str
    memo: str
    lines: tuple[VoucherLine, ...]
    taxes: tuple[TaxTotal, ...]
    net: Money
    tax: Money
    total: Money
    reverses: int | None
    reversed_by: int | None
    companion_of: int | None
    reason: str | None
    recorded_at: datetime
    actor: str

    def _repr_html_(self) -> str:
        title = f"{self.kind} {self.number}, {self.dated}, {self.party} {self.party_name}: {self.total}"
        head = ("#", "item", "name", "quantity", "unit", "unit price", "source", "net", "tax")
        rows = (
            (i.line, i.item, i.item_name, i.quantity, i.unit, i.unit_price, i.source, i.net, i.tax) for i in self.lines
        )
        return f"<p>{html.escape(title)}</p>" + (_table(head, rows) if self.lines else "")


@dataclass(frozen=True)
class PostResult:
    """What a posting did, as `_core` tells it."""

    voucher: Voucher | None
    decision: CreditDecision | None
    refusal: Problem | None
    companions: tuple[Voucher, ...]
    repeated: bool


@dataclass(frozen=True)
class Preview:
    """What a posting would do. ``warnings`` would have to be acknowledged, or would refuse it."""

    voucher: Voucher
    decision: CreditDecision | None
    warnings: tuple[Problem, ...]
    balance_after: Money
    companions: tuple[Voucher, ...]

    def _repr_html_(self) -> str:
        return self.voucher._repr_html_()


@dataclass(frozen=True)
class PastPrice:
    """A price that a posted line has used."""

    voucher: int
    number: str
    dated: date
    quantity: Decimal
    unit: str
    unit_price: Money
    tax_mode: str
    source: PriceSource


@dataclass(frozen=True)
class DiscountReportLine:
    """What a sold line cost less (or, negative, more) than its base price."""

    voucher: int
    number: str
    dated: date
    line: int
    party: str
    item: str
    quantity: Decimal
    unit: str
    base_price: Money
    unit_price: Money
    discount: Money
    percent: Decimal


@dataclass(frozen=True)
class SalesTotal:
    """A customer's net sales."""

    party: str
    name: str
    vouchers: int
    net: Money


# --- receivables ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """What is owed, and for how long."""

    amount: Money
    age_start: date | None
    age_days: int
    age_months: int


@dataclass(frozen=True)
class OpenItem:
    """What is left of a posted voucher."""

    voucher: int
    number: str
    instalment: int
    party: str
    dated: date
    due: date
    amount: Money
    open: Money
    discount_until: date | None
    discount: Money


@dataclass(frozen=True)
class Allocation:
    """How much of a collection, payment or return settled which voucher."""

    debit: int
    credit: int
    amount: Money
    effective: date


@dataclass(frozen=True)
class ChosenDebit:
    """A debit that is chosen by hand: all of it that the money allows, or exactly ``amount``."""

    voucher: int
    amount: Number | None = None
    instalment: int = 0


@dataclass(frozen=True)
class PlannedAllocation:
    """What a plan gives to one debit."""

    debit: int
    number: str
    instalment: int
    dated: date
    due: date
    open: Money
    amount: Money


@dataclass(frozen=True)
class AllocationPlan:
    """What the money that a credit has left would settle."""

    party: str
    side: str
    credit: int
    credit_dated: date
    on: date
    available: Money
    rows: tuple[PlannedAllocation, ...]
    left: Money

    def _repr_html_(self) -> str:
        head = ("number", "instalment", "due", "open", "amount")
        rows = [(r.number, r.instalment, r.due, r.open, r.amount) for r in self.rows]
        return f"<p>{html.escape(f'{self.available}, {self.left} left')}</p>" + _table(head, rows)


@dataclass(frozen=True)
class AgeingRow:
    """What one account owes, by age. All columns add up to ``balance``."""

    party: str
    name: str
    not_due: Money
    buckets: tuple[Money, ...]
    credits: Money
    balance: Money


@dataclass(frozen=True)
class Ageing:
    """What is open, by age in days."""

    as_of: date
    bounds: tuple[int, ...]
    rows: tuple[AgeingRow, ...]
    total: AgeingRow

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the buckets: ``('0-30', '31-60', '61-90', 'over 90')``."""
        starts = (0, *(bound + 1 for bound in self.bounds))
        return (*(f"{start}-{end}" for start, end in zip(starts, self.bounds)), f"over {self.bounds[-1]}")

    def _repr_html_(self) -> str:
        head = ("account", "name", "not due", *self.labels, "credits", "balance")
        rows = [
            (r.party, r.name, r.not_due, *r.buckets, r.credits, r.balance)
            for r in (*self.rows[:50], self.total)
        ]
        return f"<p>{html.escape(f'as of {self.as_of}')}</p>" + _table(head, rows, most=51)


@dataclass(frozen=True)
class LedgerRow:
    """A line of a party's account, with the balance after it."""

    dated: date
    kind: str
    number: str
    party: str
    voucher: int | None
    debit: Money
    credit: Money
    balance: Money


@dataclass(frozen=True)
class SummaryRow:
    """What came in and went out: balance = opening + trade + other_increases - collected + difference."""

    code: str
    name: str
    opening: Money
    trade: Money
    other_increases: Money
    collected: Money
    difference: Money
    balance: Money


@dataclass(frozen=True)
class Summary:
    """Receivables or payables over a period; ``totals`` has a row for each currency."""

    first: date
    last: date
    rows: tuple[SummaryRow, ...]
    totals: tuple[SummaryRow, ...]

    def _repr_html_(self) -> str:
        head = ("code", "name", "opening", "sales", "other", "collected", "difference", "balance")
        rows = [
            (r.code, r.name, r.opening, r.trade, r.other_increases, r.collected, r.difference, r.balance)
            for r in (*self.rows[:50], *self.totals)
        ]
        return f"<p>{html.escape(f'{self.first} to {self.last}')}</p>" + _table(head, rows, most=60)


@dataclass(frozen=True)
class UncollectedRow:
    """A balance and for how long it has been unpaid; an advance has no age."""

    party: str
    name: str
    balance: Money
    age_start: date | None
    age_days: int
    age_months: int


@dataclass(frozen=True)
class Uncollected:
    """Balances with their ages as of a day; ``totals`` has one for each currency."""

    as_of: date
    rows: tuple[UncollectedRow, ...]
    totals: tuple[Money, ...]


@dataclass(frozen=True)
class StatementRow:
    """A line of a statement, with the balance after it."""

    dated: date
    kind: str
    number: str
    party: str
    voucher: int | None
    debit: Money
    credit: Money
    balance: Money
    lines: tuple[VoucherLine, ...]


@dataclass(frozen=True)
class AccountStatement:
    """A party's account as it is sent to it."""

    party: str
    name: str
    tax_number: str
    representative: str
    phone: str
    email: str
    address: Address | None
    credit_limit: Money | None
    first: date
    last: date
    opening: Money
    rows: tuple[StatementRow, ...]
    debit: Money
    credit: Money
    closing: Money

    def _repr_html_(self) -> str:
        head = ("dated", "kind", "number", "debit", "credit", "balance")
        rows = [(r.dated, r.kind, r.number, r.debit, r.credit, r.balance) for r in self.rows]
        title = f"{self.party} {self.name}, {self.first} to {self.last}: {self.closing}"
        return f"<p>{html.escape(title)}</p>" + _table(head, rows)


def plain(record: Any) -> dict[str, Any]:
    """A record as keyword arguments."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
