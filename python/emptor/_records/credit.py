"""What the credit policy says."""

from __future__ import annotations

from dataclasses import dataclass, field as attribute
from datetime import date, datetime

from .values import CreditVerdict, Money


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
