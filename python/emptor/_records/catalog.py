"""Items, places, stock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ItemUnit:
    """1 ``unit`` is ``numerator`` / ``denominator`` stock units."""

    unit: str
    numerator: int
    denominator: int = 1


@dataclass(frozen=True)
class Item:
    """What is bought and sold."""

    id: int
    code: str
    name: str
    unit: str
    tax_code: str
    barcode: str
    groups: tuple[str, ...]
    units: tuple[ItemUnit, ...]
    stocked: bool
    archived: bool
    weight: Decimal | None = None
    volume: Decimal | None = None


@dataclass(frozen=True)
class StockLevel:
    """The quantity of one item on hand at one location."""

    item: str
    location: str
    on_hand: Decimal


@dataclass(frozen=True)
class Location:
    """A place where stock is kept."""

    code: str
    name: str


@dataclass(frozen=True)
class ItemGroup:
    """A group of items; ``parent`` is the group above it."""

    code: str
    name: str
    parent: str | None
