"""What the credit policy says."""

from __future__ import annotations

from dataclasses import dataclass, field as attribute
from datetime import date, datetime
from decimal import Decimal

from .values import CreditVerdict, Money


@dataclass(frozen=True)
class CreditFinding:
    """A rule that speaks against a document, what it allows and what was found."""

    rule: str
    answer: str
    allowed: str
    found: str
    pool: str = ""


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
