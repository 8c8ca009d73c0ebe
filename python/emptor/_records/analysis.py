"""Prices asked backwards, and past sales rehearsed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .values import Money, PriceSource, _table


@dataclass(frozen=True)
class NextBreak:
    """A quantity from which on each unit costs less; `more_in_all` is negative where buying more costs less."""

    quantity: Decimal
    more: Decimal
    unit_price: Money
    less_each: Money
    amount: Money
    more_in_all: Money
    source: PriceSource
    entry: int | None


@dataclass(frozen=True)
class NextBreaks:
    """What the quantity asked for costs, and the breaks above it, ascending."""

    unit_price: Money
    amount: Money
    breaks: tuple[NextBreak, ...]


@dataclass(frozen=True)
class TargetPrice:
    """What to type for a line to reach a target: a `unit_price`, or a `discount` (percent off the price found)."""

    price: Money
    price_amount: Money
    unit_price: Money
    amount: Money
    discount: Decimal
    amount_discounted: Money
    cost: Money | None
    margin: Decimal | None


@dataclass(frozen=True)
class Pack:
    """So many of one unit, as a line would have it."""

    unit: str
    count: int
    unit_price: Money
    amount: Money


@dataclass(frozen=True)
class PackMix:
    """The cheapest packs; `quantity` is in stock units, at least what was asked for."""

    packs: tuple[Pack, ...]
    quantity: Decimal
    amount: Money


@dataclass(frozen=True)
class SimulatedFigures:
    """Sums over lines; revenue without tax, margins of the lines that have a cost.

    `promotions_before` and `promotions_after` are what promotions took off, without tax.
    """

    lines: int
    kept: int
    no_price: int
    no_cost: int
    sold: Money
    before: Money
    after: Money
    gain: Money
    tax_before: Money
    tax_after: Money
    margin_before: Money
    margin_after: Money
    promotions_before: Money
    promotions_after: Money


@dataclass(frozen=True)
class SimulationRow:
    """What a customer, an item, a source of prices or a programme comes to."""

    code: str
    name: str
    figures: SimulatedFigures


@dataclass(frozen=True)
class Simulation:
    """Past sales under other prices; rows with the greatest gain or loss first."""

    total: SimulatedFigures
    customers: tuple[SimulationRow, ...]
    items: tuple[SimulationRow, ...]
    rules: tuple[SimulationRow, ...]
    programmes: tuple[SimulationRow, ...]
    limits_not_counted: tuple[str, ...]
    other_currencies: int

    def _repr_html_(self) -> str:
        head = ("customer", "name", "sold", "before", "after", "gain")
        return _table(
            head,
            (
                (row.code, row.name, row.figures.sold, row.figures.before, row.figures.after, row.figures.gain)
                for row in self.customers
            ),
        )
