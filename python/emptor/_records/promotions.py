"""Promotions: programmes, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .values import Money, Number


@dataclass(frozen=True)
class ProgrammeProduct:
    """An item or an item group of a programme; ``quantity`` is what a set needs of it."""

    item: str | None = None
    group: str | None = None
    quantity: Number = 1


@dataclass(frozen=True)
class Programme:
    """One version of a programme."""

    id: int
    code: str
    name: str
    phase: str
    priority: int
    exclusive: bool
    valid_from: date | None
    valid_until: date | None
    weekdays: int
    customers: tuple[str, ...]
    customer_groups: tuple[str, ...]
    products: tuple[ProgrammeProduct, ...]
    needs: str
    min_quantity: Decimal
    min_amount: Decimal
    currency: str
    reward: str
    value: Decimal | None
    per: Decimal
    get: Decimal
    mode: str
    repeats: bool
    get_max: Decimal | None
    get_multiple: Decimal
    pick: str
    gift: str | None
    cap: Decimal | None
    by_coupon: bool
    uses_max: int | None
    customer_uses_max: int | None
    budget: Decimal | None
    overrun: str
    replaces: int | None
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class LinePromotion:
    """What a programme takes off a line, or adds: ``quantity`` counts in stock units what is rewarded or added."""

    programme: int
    code: str
    line: int
    quantity: Decimal
    amount: Money
    coupon: str


@dataclass(frozen=True)
class PromotionVerdict:
    """Why a programme applies to a sale or not, and what is missing until it gives something, or more."""

    programme: int
    code: str
    outcome: str
    amount: Money
    gift: str
    gift_quantity: Decimal
    missing_quantity: Decimal
    missing_product: str
    missing_amount: Money
    by: str
    lost_worth: Money
    heuristic: bool
    unplaced: Money
    coupon: str
    uses_left: int | None
    budget_left: Money | None
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class GiftChange:
    """A gift that a draft had and that is no longer earned, or is earned now."""

    programme: str
    item: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Coupon:
    """A code for a programme; ``uses`` were counted, ``reserved`` are held now."""

    id: int
    code: str
    programme: str
    customer: str | None
    uses_max: int | None
    customer_uses_max: int | None
    valid_from: date | None
    valid_until: date | None
    uses: int
    reserved: int
    withdrawn: bool
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class CouponVerdict:
    """Why a coupon is taken, or not: ``"used_up"``, ``"expired"``, ``"not_applied"`` and others as ``outcome``."""

    code: str
    outcome: str
    programme: str
    customer: str
    valid_from: date | None
    valid_until: date | None
    uses_max: int | None
    uses: int
    reason: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ProgrammeUsage:
    """What was used of a programme's limits."""

    uses: int
    reserved: int
    uses_max: int | None
    amount: Money
    reserved_amount: Money
    budget: Money | None


@dataclass(frozen=True)
class Reservation:
    """Uses and money that are held for a sale until an instant."""

    id: int
    expires_at: datetime
    promotions: tuple[PromotionVerdict, ...]
    coupons: tuple[CouponVerdict, ...]
