"""What the credit policy says."""

from __future__ import annotations

import html
from dataclasses import dataclass, field as attribute
from datetime import date, datetime
from decimal import Decimal

from .values import CreditVerdict, Money, _table


@dataclass(frozen=True)
class CreditFinding:
    """A rule that speaks against a document, what it allows and what was found."""

    rule: str
    answer: str
    allowed: str
    found: str
    pool: str = ""


@dataclass(frozen=True)
class FittingLine:
    """How much of a line passes: ``line`` counts from 1, ``amount`` is tax included."""

    line: int
    item: str
    quantity: Decimal
    amount: Money


@dataclass(frozen=True)
class PoolExposure:
    """A credit pool that a document counts against."""

    pool: str
    limit: Money | None
    used: Money


@dataclass(frozen=True)
class CreditPool:
    """Credit that several accounts share, and what is used of it on a day."""

    code: str
    name: str
    parent: str | None
    currency: str
    limit: Money | None
    used: Money
    available: Money | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class CreditRelease:
    """What was said about a hold; the last one holds. Not ``released``: taken back."""

    released: bool
    approved: Money
    tolerance: Decimal
    valid_until: date | None
    whole_customer: bool
    reason: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class CreditHold:
    """A document that the credit policy did not let through, and what was said about it since."""

    id: int
    customer: str
    account: str
    stage: str
    dated: date
    document: Money
    reference: str
    verdict: CreditVerdict
    rules: str
    decision: str
    recorded_at: datetime
    actor: str
    releases: tuple[CreditRelease, ...]
    vouchers: tuple[int, ...]
    released: bool


@dataclass(frozen=True)
class CreditEvent:
    """A voucher that was posted although a rule spoke against it, and by whom."""

    id: int
    voucher: int
    account: str
    verdict: CreditVerdict
    acknowledged: bool
    rules: str
    limit: Money | None
    exposure: Money
    document: Money
    excess_amount: Money
    age_limit_days: int | None
    age_days: int
    excess_days: int
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class CreditDecision:
    """May we sell to them on credit, and if not, by how much and how many days? ``print`` it for one sentence."""

    verdict: CreditVerdict
    over_limit: bool
    over_age: bool
    limit: Money | None
    exposure: Money | None
    uncleared: Money | None
    document: Money | None
    excess_amount: Money | None
    age_limit_days: int | None
    age_days: int
    excess_days: int
    available: Money | None
    payment_to_clear: Money | None
    account: str
    payment_clears: bool = True
    max_amount_now: Money | None = None
    findings: tuple[CreditFinding, ...] = ()
    pools: tuple[PoolExposure, ...] = ()
    fitting: tuple[FittingLine, ...] = ()
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


@dataclass(frozen=True)
class CreditOutlookRow:
    """An account that is over its limit, would meet another answer than it does, or fails, in a scenario."""

    account: str
    name: str
    used: Money
    limit: Money | None
    over_now: Money
    over: Money
    verdict_now: CreditVerdict
    verdict: CreditVerdict
    fails: bool


@dataclass(frozen=True)
class CreditOutlookPool:
    """A credit pool with a limit, in a scenario."""

    pool: str
    used: Money
    limit: Money
    over_now: Money
    over: Money


@dataclass(frozen=True)
class CreditOutlook:
    """All customers' credit in a scenario; the totals are in the book's currency."""

    on: date
    rows: tuple[CreditOutlookRow, ...]
    pools: tuple[CreditOutlookPool, ...]
    accounts: int
    exposure: Money
    lost: Money
    over_now: Money
    over: Money
    stopped_now: int
    stopped: int

    def _repr_html_(self) -> str:
        head = ("account", "name", "owes", "limit", "over now", "over", "now", "then")
        rows = [
            (r.account, r.name, r.used, r.limit, r.over_now, r.over, r.verdict_now, "fails" if r.fails else r.verdict)
            for r in self.rows[:50]
        ]
        title = f"{self.exposure} owed by {self.accounts} accounts, {self.over} over, {self.lost} lost"
        return f"<p>{html.escape(title)}</p>" + _table(head, rows)
