"""Items, units, tax codes, locations, stock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Iterator, Mapping, Sequence

from ._records import Item, ItemGroup, Location, Number, StockLevel
from ._room import PAGE, Room


class Catalog(Room):
    def create_unit(self, code: str, name: str) -> int:
        """Adds a unit of measure."""
        return self._core.create_unit(code=code, name=name)

    def create_tax_code(self, code: str, name: str, *, rate: Number) -> int:
        """Adds a tax code; `rate` is in percent and holds from ever."""
        return self._core.create_tax_code(code=code, name=name, rate=rate)

    def set_tax_rate(self, code: str, *, rate: Number, since: date) -> None:
        """Changes a tax code's rate from a day on."""
        self._core.set_tax_rate(code=code, rate=rate, since=since)

    def tax_rate(self, code: str, *, on: date | None = None) -> Decimal:
        """The rate of a tax code on a day, today if none is given, in percent."""
        return self._core.tax_rate(code=code, on=on)

    def create_location(self, code: str, name: str) -> int:
        """Adds a place where stock is kept."""
        return self._core.create_location(code=code, name=name)

    def locations(self) -> list[Location]:
        """All places where stock is kept."""
        return self._core.locations()

    def create_item_group(self, code: str, name: str, *, parent: str | None = None) -> int:
        """Adds an item group, below `parent` if that is given."""
        return self._core.create_item_group(code=code, name=name, parent=parent)

    def item_groups(self) -> list[ItemGroup]:
        """All item groups."""
        return self._core.item_groups()

    def create_item(
        self,
        code: str,
        name: str,
        *,
        unit: str,
        tax_code: str | None = None,
        groups: Sequence[str] = (),
        units: Mapping[str, Number] | None = None,
        barcode: str = "",
        stocked: bool = True,
        weight: Number | None = None,
        volume: Number | None = None,
    ) -> int:
        """Adds an item. `units` maps further units to stock units: ``{"DZN": 12}``. `weight` and `volume` are of a stock
        unit, in whatever units the book weighs and measures in.
        """
        others = [{"unit": other, "factor": factor} for other, factor in (units or {}).items()]
        return self._core.create_item(
            code=code,
            name=name,
            unit=unit,
            tax_code=tax_code,
            barcode=barcode,
            groups=groups,
            units=others,
            stocked=stocked,
            weight=weight,
            volume=volume,
        )

    def update_item(
        self,
        code: str,
        *,
        name: str | None = None,
        tax_code: str | None = None,
        barcode: str | None = None,
        groups: Sequence[str] | None = None,
        archived: bool | None = None,
        weight: Number | None = None,
        volume: Number | None = None,
    ) -> None:
        """Changes what is given."""
        self._core.update_item(
            code=code,
            name=name,
            tax_code=tax_code,
            barcode=barcode,
            groups=groups,
            archived=archived,
            weight=weight,
            volume=volume,
        )

    def item(self, code: str) -> Item:
        """The item; :class:`NotFoundError` when there is none."""
        return self._core.item(code=code)

    def find_item(self, code: str) -> Item | None:
        """The item, or None."""
        return self._core.find_item(code=code)

    def items(self, *, text: str = "", group: str | None = None, include_archived: bool = False) -> Iterator[Item]:
        """Items in the order of codes, page by page; `text` matches words in code and name."""
        last = ""
        while page := self._core.items(
            text=text, group=group, include_archived=include_archived, after_code=last, limit=PAGE
        ):
            yield from page
            last = page[-1].code

    def adjust_stock(
        self, item: str, location: str, quantity: Number, *, reason: str, on: date | None = None
    ) -> None:
        """Adds `quantity` (negative: removes) to the stock on hand."""
        self._core.adjust_stock(item=item, location=location, quantity=quantity, on=on, reason=reason)

    def on_hand(self, item: str, location: str) -> Decimal:
        """The quantity on hand, in the stock unit."""
        return self._core.on_hand(item=item, location=location)

    def stock_levels(self, item: str) -> list[StockLevel]:
        """Every location that ever held the item."""
        return self._core.stock_levels(item=item)
