"""The settings of a book, and its audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AccessSequence:
    """The order in which price sources are asked; sources that are not named are off.

    ``winner`` is ``"first_hit"`` or ``"best_price"``, ``precedence`` ``"customer_first"`` or ``"product_first"``.
    """

    sources: tuple[str, ...]
    winner: str = "first_hit"
    precedence: str = "customer_first"

    @classmethod
    def standard(cls) -> AccessSequence:
        """Every source but the location's and the last price."""
        return cls(("special_item", "special_group", "assigned_list", "customer_rate", "base"))

    @classmethod
    def ecount(cls) -> AccessSequence:
        """The seven sources of the ``ecount`` profile in its order; a fresh company of it has ``("base",)``."""
        return cls(
            (
                "location_item",
                "location_group",
                "special_item",
                "special_group",
                "last_price",
                "customer_rate",
                "base",
            )
        )


@dataclass(frozen=True)
class DiscountStep:
    """A step of the price procedure after a price was found; discounts name the step in which they meet others.

    ``combine`` puts programmes together: ``"first"`` (the best ranked alone), ``"best_for_buyer"``,
    ``"best_for_seller"``, ``"sum"`` or ``"compound"``. ``within`` chooses one row of a programme: ``"first"`` or a best
    one. ``base`` is ``"running"`` (what the step before has left) or ``"found"`` (the price before any discount).
    """

    name: str
    combine: str = "first"
    within: str = "first"
    base: str = "running"


@dataclass(frozen=True)
class PromotionPhase:
    """A phase in which promotions meet; programmes name it. Phases run in their order.

    ``combine`` chooses programmes (``"first"``, ``"best_for_buyer"``, ``"best_for_seller"``: a bought unit serves one
    of them) or takes all (``"sum"``, ``"compound"``). ``across`` says how priorities meet: ``"together"``,
    ``"compete"`` (a smaller priority closes a line to the greater ones) or ``"compound"``. ``base`` is ``"running"``
    (what the phases before have left) or ``"original"``.
    """

    name: str
    combine: str = "first"
    across: str = "together"
    base: str = "running"


@dataclass(frozen=True)
class BookSettings:
    """Everything that a book decides once."""

    currency: str
    time_zone: str
    profile: str
    rounding: str
    tax_rounding: str
    sales_prices: AccessSequence
    purchase_prices: AccessSequence
    sales_discounts: tuple[DiscountStep, ...]
    purchase_discounts: tuple[DiscountStep, ...]
    sales_promotions: tuple[PromotionPhase, ...]
    credit_at_order: str
    credit_at_sale: str
    credit_age: str
    uncleared_instruments: str
    stock_shortage: str
    number_pattern: str
    locked_through: date | None
    soft_locked_through: date | None
    sealed_through: date | None


@dataclass(frozen=True)
class Change:
    """A row of the audit trail: ``entity`` says what kind of record ``entity_id`` is, ``detail`` is a JSON object of
    field -> [old, new]."""

    id: int
    recorded_at: datetime
    actor: str
    entity: str
    entity_id: int
    command: str
    detail: str
