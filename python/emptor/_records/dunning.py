"""Disputes, promises and reminders on what is open."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .values import Money, Number, _table


@dataclass(frozen=True)
class ItemMark:
    """What is said about an open item: ``kind`` is ``"dispute"``, ``"promise"`` or ``"block"``.

    ``promise`` is ``"waiting"``, ``"kept"`` or ``"broken"``, and empty of the others. ``instalment`` 0 is every one.
    """

    id: int
    kind: str
    party: str
    voucher: int
    number: str
    instalment: int
    since: date
    until: date | None
    ended_on: date | None
    open: Money
    promised: Money
    paid: Money
    promise: str
    reason: str
    end_reason: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class DunningLevel:
    """A step of reminders: from ``days`` past due on; ``interest`` in percent a year."""

    days: int
    fee: Number = Decimal(0)
    interest: Number = Decimal(0)
    minimum: Number = Decimal(0)


@dataclass(frozen=True)
class DunningPolicy:
    """How customers are reminded of what they owe in one currency."""

    currency: str
    levels: tuple[DunningLevel, ...]
    day_count: str


@dataclass(frozen=True)
class DunningItem:
    """An item in a letter, with the interest from ``interest_from`` to the day of the run."""

    voucher: int
    number: str
    instalment: int
    dated: date
    due: date
    days: int
    level: int
    level_before: int
    open: Money
    interest_from: date
    interest: Money


@dataclass(frozen=True)
class DunningLetter:
    """One letter to one account; ``claim`` is the voucher that charges its fee and interest."""

    id: int | None
    on: date
    party: str
    name: str
    level: int
    items: tuple[DunningItem, ...]
    open: Money
    credits: Money
    fee: Money
    interest: Money
    claim: int | None


@dataclass(frozen=True)
class DunningOmission:
    """An item past due that is left out: ``because`` it is disputed, promised or blocked."""

    party: str
    voucher: int
    number: str
    instalment: int
    open: Money
    because: str
    until: date | None


@dataclass(frozen=True)
class DunningRun:
    """The letters of a run, planned (no ``id``) or sent."""

    id: int | None
    on: date
    currency: str
    party: str | None
    group: str | None
    letters: tuple[DunningLetter, ...]
    omissions: tuple[DunningOmission, ...]
    hash: str

    def _repr_html_(self) -> str:
        head = ("account", "name", "level", "items", "open", "fee", "interest")
        rows = [(r.party, r.name, r.level, len(r.items), r.open, r.fee, r.interest) for r in self.letters[:50]]
        return f"<p>{html.escape(f'reminders of {self.on}')}</p>" + _table(head, rows)
