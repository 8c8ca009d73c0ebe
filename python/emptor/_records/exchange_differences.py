"""Exchange differences: realised by allocations, and what open items are worth at a day's rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from .values import Money


@dataclass(frozen=True)
class RealisedDifference:
    """One allocation between two documents with exchange rates; what undid one is a row of its own."""

    party: str
    side: str
    debit: int
    debit_number: str
    credit: int
    credit_number: str
    effective: date
    settled: Money
    booked_at: Fraction
    settled_at: Fraction
    booked: Money
    realised: Money
    difference: Money


@dataclass(frozen=True)
class RealisedRow:
    """An account in one currency; without a ``party`` in a total. What is won is positive."""

    party: str
    name: str
    side: str
    settled: Money
    booked: Money
    realised: Money
    difference: Money


@dataclass(frozen=True)
class Realised:
    """What allocations have won and lost."""

    rows: tuple[RealisedRow, ...]
    totals: tuple[RealisedRow, ...]
    difference: Money
    documents: tuple[RealisedDifference, ...]


@dataclass(frozen=True)
class ValuedItem:
    """An open item at a day's rate."""

    party: str
    side: str
    voucher: int
    number: str
    instalment: int
    open: Money
    booked_at: Fraction
    closing_at: Fraction
    booked: Money
    closing: Money
    difference: Money


@dataclass(frozen=True)
class ValuationRow:
    """An account in one currency; without a ``party`` in a total."""

    party: str
    name: str
    side: str
    open: Money
    booked: Money
    closing: Money
    difference: Money


@dataclass(frozen=True)
class Valuation:
    """What foreign items are worth at the end of a day. ``id`` is None for one that only was asked for."""

    id: int | None
    day: date
    reversed_on: date
    rows: tuple[ValuationRow, ...]
    totals: tuple[ValuationRow, ...]
    items: tuple[ValuedItem, ...]
    without_rate: tuple[int, ...]
    difference: Money
    replaced: bool
    recorded_at: datetime | None
    actor: str
