"""Open items, allocations, ageing, ledgers, statements."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date

from .parties import Address
from .values import Money, Number, _table
from .vouchers import VoucherLine


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
    """What one account, or those of a person or group, owe by age. The columns before ``balance`` add up to it;
    ``instruments``, cheques and bills that are not cleared, stand beside it.
    """

    code: str
    name: str
    not_due: Money
    buckets: tuple[Money, ...]
    disputed: Money
    credits: Money
    balance: Money
    instruments: Money


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
        head = ("code", "name", "not due", *self.labels, "disputed", "credits", "balance", "instruments")
        rows = [
            (r.code, r.name, r.not_due, *r.buckets, r.disputed, r.credits, r.balance, r.instruments)
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
