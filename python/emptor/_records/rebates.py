"""Rebates: agreements, where parties stand in them, settlements and accruals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .values import Money, Number


@dataclass(frozen=True)
class RebateTier:
    """Reached when the base is not less than ``from_base``; ``value`` is a percentage, or an amount of a stock unit."""

    from_base: Number
    value: Number


@dataclass(frozen=True)
class RebateProduct:
    """An item, or an item group with those below it."""

    item: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Rebate:
    """One version of an agreement."""

    id: int
    code: str
    name: str
    direction: str
    party: str | None
    group: str | None
    counting: str
    valid_from: date | None
    valid_until: date | None
    products: tuple[RebateProduct, ...]
    base: str
    mode: str
    pays: str
    tiers: tuple[RebateTier, ...]
    currency: str
    expected: Decimal | None
    replaces: int | None
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class NextTier:
    """What is missing to the next tier; ``gain`` is what reaching it pays more than now."""

    tier: int
    from_base: Decimal
    value: Decimal
    missing: Decimal
    gain: Money | None


@dataclass(frozen=True)
class RebateStanding:
    """Where a party stands at the end of a day; ``text`` says it in a line."""

    agreement: str
    party: str
    on: date
    quantity: Decimal
    net: Money
    gross: Money
    base: Decimal
    tier: int
    value: Decimal
    earned: Money
    accrued: Money
    settled: Money
    next: NextTier | None
    text: str


@dataclass(frozen=True)
class RebateSettlement:
    """What a settlement posts, or would: ``earned`` by the end of ``through`` less what was ``settled`` before."""

    agreement: str
    party: str
    through: date
    dated: date
    base: Decimal
    earned: Money
    settled: Money
    amount: Money
    voucher: int | None
    reversed_by: int | None
    repeated: bool


@dataclass(frozen=True)
class RebateAccrual:
    """What accrues in a period; ``owed`` is accrued and not settled at its end."""

    agreement: str
    party: str
    base: Money
    quantity: Decimal
    accrued: Money
    settled: Money
    owed: Money


@dataclass(frozen=True)
class RebateVoucher:
    """A voucher that counts, negative for a reversal; ``accrued`` by the expected rate, None without one."""

    voucher: int
    dated: date
    party: str
    quantity: Decimal
    net: Money
    gross: Money
    accrued: Money | None
