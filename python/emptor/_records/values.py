"""Values, names and what every room needs."""

from __future__ import annotations

import enum
import html
from dataclasses import dataclass, field as attribute
from decimal import Context, Decimal, localcontext
from typing import Any, Iterable, Mapping, Sequence, TypeVar, Union

from .._errors import InvalidInputError

_Value = TypeVar("_Value")

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
        raise InvalidInputError("not a finite number", code="INVALID", field=name)
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
    currency_transfer = "currency_transfer"
    sales_return = "sales_return"
    purchase_return = "purchase_return"
    rebate = "rebate"


class CreditVerdict(TextEnum):
    """What the credit policy says."""

    passed = "pass"
    warn = "warn"
    block = "block"
    approve = "approve"


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


def listed(values: Iterable[_Value], name: str) -> Iterable[_Value]:
    """The values, unless they are one text, whose letters are never what was meant."""
    if isinstance(values, str):
        raise TypeError(f"{name}: expected a list, not str")
    return values


def plain(record: Any) -> dict[str, Any]:
    """A record as keyword arguments."""
    if not hasattr(record, "__dataclass_fields__"):
        raise TypeError(f"expected a record of emptor, not {type(record).__name__}")
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
