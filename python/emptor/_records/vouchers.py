"""Vouchers: as drafts, as posted, in reports."""

from __future__ import annotations

import html
from dataclasses import dataclass, field as attribute
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Mapping

from .credit import CreditDecision, CreditHold
from .parties import Address
from .promotions import CouponVerdict, GiftChange, LinePromotion, PromotionVerdict, Reservation
from .values import Money, Number, PriceSource, Problem, _table, VoucherKind


@dataclass(frozen=True)
class LinePrice:
    """The price of a line as an earlier answer found it, after ``discount``: a line that carries it keeps it.

    As long as its unit (the stock unit where none is given), its list and what was typed are the same. ``amount`` is
    what ``quantity`` costs where 6 decimals do not hold the unit price.
    """

    unit_price: Number
    source: PriceSource | str
    entry: int | None = None
    base_price: Number | None = None
    discount: Number | None = None
    amount: Number | None = None
    quantity: Number = 1
    trace: str = ""
    unit: str | None = None
    price_list: str | None = None


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
    gift_of: str = ""
    #: Why a price or a discount was typed.
    price_reason: str = ""
    #: The price that the line keeps; :meth:`Book.reprice` and :meth:`Book.copy_voucher` fill it in.
    priced: LinePrice | None = None


@dataclass(frozen=True)
class Draft:
    """A voucher that waits in the book, as typed: without number or effect, and with None for what was not given."""

    id: int
    kind: str
    party: str
    dated: date | None
    currency: str | None
    exchange_rate: Decimal | None
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
    coupons: tuple[str, ...]
    reservation: int | None
    project: str
    fields: Mapping[str, str] = attribute(hash=False)


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
    typed_price: Money | None
    found_price: Money | None
    price_reason: str
    trace: str
    promotion: Money
    gift_of: str
    tax_code: str
    tax_rate: Decimal
    net: Money
    tax: Money
    memo: str
    returns_line: int | None
    withheld: Money


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
    exchange_rate: Fraction | None
    tax_mode: str
    location: str
    salesperson: str
    ship_to: Address | None
    reference: str
    memo: str
    lines: tuple[VoucherLine, ...]
    promotions: tuple[LinePromotion, ...]
    taxes: tuple[TaxTotal, ...]
    net: Money
    tax: Money
    total: Money
    reverses: int | None
    reversed_by: int | None
    corrects: int | None
    corrected_by: int | None
    correction_reason: str
    companion_of: int | None
    returns: int | None
    reason: str | None
    recorded_at: datetime
    actor: str
    project: str
    fields: Mapping[str, str] = attribute(hash=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}, {self.dated}, {self.party} {self.party_name}: {self.total}"

    def _repr_html_(self) -> str:
        head = ("#", "item", "name", "quantity", "unit", "unit price", "source", "net", "tax")
        rows = (
            (i.line, i.item, i.item_name, i.quantity, i.unit, i.unit_price, i.source, i.net, i.tax) for i in self.lines
        )
        return f"<p>{html.escape(str(self))}</p>" + (_table(head, rows) if self.lines else "")


@dataclass(frozen=True)
class PostResult:
    """What a posting did, as `_core` tells it."""

    voucher: Voucher | None
    decision: CreditDecision | None
    refusal: Problem | None
    companions: tuple[Voucher, ...]
    reversal: Voucher | None
    repeated: bool


@dataclass(frozen=True)
class VoucherDraft:
    """A voucher as typed, for :meth:`Book.correct` and :meth:`Book.post_batch`; what is not given is filled in.

    `lines` are :class:`Line` or ``("P1", 10)``. The last four say how it is posted.
    """

    kind: str
    party: str
    lines: tuple[Any, ...] = ()
    amount: Number | None = None
    side: str | None = None
    settles: tuple[int, ...] = ()
    allocation: tuple[str, ...] = ("oldest_dated",)
    write_off_up_to: Number | None = None
    reason: str | None = None
    dated: date | None = None
    priced_on: date | None = None
    location: str | None = None
    currency: str | None = None
    exchange_rate: Number | None = None
    tax_mode: str | None = None
    salesperson: str | None = None
    ship_to: str | None = None
    due: date | None = None
    payment_terms: str | None = None
    reference: str = ""
    memo: str = ""
    project: str = ""
    fields: Mapping[str, str] | None = attribute(default=None, hash=False)
    coupons: tuple[str, ...] = ()
    reservation: Reservation | int | None = None
    idempotency_key: str = ""
    acknowledge_warnings: bool = False
    acknowledge_soft_lock: bool = False
    credit_hold: CreditHold | int | None = None


@dataclass(frozen=True)
class LineRepricing:
    """What became of the price of a line, and why.

    ``cause`` is ``"same"``, ``"frozen"``, ``"typed"``, ``"first"`` (it had no price), ``"source"``, ``"entry"``,
    ``"terms"`` (the same entry, with other discounts, rates, rules or lists below it) or ``"typing_ended"``. ``found`` is
    what would be paid where a price or a discount was typed.
    """

    line: int
    item: str
    before: Decimal | None
    source_before: PriceSource
    entry_before: int | None
    discount_before: Decimal
    after: Decimal
    source_after: PriceSource
    entry_after: int | None
    discount_after: Decimal
    found: Decimal | None
    cause: str

    @property
    def changed(self) -> bool:
        """Whether the line has another price than before."""
        return self.before != self.after


@dataclass(frozen=True)
class Repriced:
    """A draft with its new prices, and the difference; ``warnings`` are of lines that keep no floor or ceiling."""

    draft: VoucherDraft
    lines: tuple[LineRepricing, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one voucher of a batch. ``problems`` say why it was not posted; without any, only the others of
    an all-or-nothing batch kept it out."""

    voucher: Voucher | None
    problems: tuple[Problem, ...]
    decision: CreditDecision | None
    companions: tuple[Voucher, ...]
    repeated: bool


@dataclass(frozen=True)
class VoidedNumber:
    """A number that no voucher has, and why."""

    kind: VoucherKind
    number: str
    reason: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class Seal:
    """A period that can never be opened again; ``hash`` covers its vouchers and the seal before it."""

    through: date
    vouchers: int
    hash: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class Preview:
    """What a posting would do. ``warnings`` would have to be acknowledged, or would refuse it."""

    voucher: Voucher
    decision: CreditDecision | None
    warnings: tuple[Problem, ...]
    balance_after: Money
    companions: tuple[Voucher, ...]
    promotions: tuple[PromotionVerdict, ...]
    coupons: tuple[CouponVerdict, ...]
    gift_changes: tuple[GiftChange, ...]

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
