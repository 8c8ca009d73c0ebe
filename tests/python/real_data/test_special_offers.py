"""The example that reprices AdventureWorks' sales, against prices and offers that are looked up here by plain loops."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from types import ModuleType
from typing import Any, Callable

import emptor
import pytest
from conftest import STORE

#: On a server the first orders have to do; they hold an offer too.
LINES = 3000 if STORE else 60855


@pytest.fixture
def special_offers(example: Callable[[str], ModuleType]) -> ModuleType:
    return example("special_offers")


class ByHand:
    """The rules of the tables, written down once more."""

    def __init__(self, example: ModuleType) -> None:
        self.prices: dict[str, list[dict[str, str]]] = {}
        for row in example.table("list_prices.csv"):
            self.prices.setdefault(row["product"], []).append(row)
        offers = {row["offer"]: row for row in example.table("special_offers.csv")}
        self.offers: dict[str, list[dict[str, str]]] = {}
        for row in example.table("special_offer_products.csv"):
            self.offers.setdefault(row["product"], []).append(offers[row["offer"]])

    def price(self, product: str, day: str) -> Decimal:
        for row in self.prices[product]:
            if row["first_day"] <= day and (row["last_day"] == "" or day <= row["last_day"]):
                return Decimal(row["price"])
        raise AssertionError(f"{product} has no price on {day}")

    def offer(self, row: dict[str, str]) -> tuple[str, Decimal]:
        best = ("1", Decimal(0))
        for offer in self.offers[row["product"]]:
            if offer["category"] != "Reseller" or not offer["first_day"] <= row["day"] <= offer["last_day"]:
                continue
            if int(row["quantity"]) < int(offer["min_quantity"]):
                continue
            if offer["max_quantity"] and int(row["quantity"]) > int(offer["max_quantity"]):
                continue
            if Decimal(offer["discount"]) > best[1]:
                best = (offer["offer"], Decimal(offer["discount"]))
        return best

    def line(self, row: dict[str, str]) -> tuple[str, Decimal]:
        """The offer, and the amount to the cent."""
        dealer = rounded(self.price(row["product"], row["day"]) * 60 / 100, "0.0001")
        offer, discount = self.offer(row)
        return offer, rounded(int(row["quantity"]) * rounded(dealer * (1 - discount), "0.000001"), "0.01")


def rounded(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def test_every_line_is_priced_by_list_and_offer_and_every_difference_has_a_reason(
    special_offers: ModuleType, shown: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand, judge, tally = ByHand(special_offers), special_offers.Judge(), special_offers.Tally()
    with emptor.open(":memory:", currency="USD", today=special_offers.TODAY) as book:
        with book.batch():
            offers = special_offers.load(book)
        for line in islice(special_offers.reprice(book, offers), LINES):
            assert (line.offer, line.net) == by_hand.line(line.sold), line
            tally.add(line, judge.why(line))
        assert book.verify() == []
    assert (special_offers.UNEXPLAINED,) not in tally.lines
    if STORE:
        return
    assert tally.theirs == Decimal("80450596.9823")
    equal, twice = (special_offers.EQUAL,), special_offers.TWICE
    never, wrong = special_offers.NEVER_GIVEN, special_offers.WRONG_PRODUCT
    counted = {equal: 57340, (twice,): 3280, (never,): 128, (wrong,): 105, (never, twice): 1, (wrong, twice): 1}
    assert tally.lines == counted
    tally.show()
    assert capsys.readouterr().out == shown("python3 examples/special_offers.py")


def test_an_offer_gives_nothing_above_its_greatest_quantity(special_offers: ModuleType) -> None:
    """No sale is one of these, so they are asked: products with the offer for 11 to 14 pieces and no other one for quantities."""
    by_hand = ByHand(special_offers)
    product = next(
        code for code, offers in by_hand.offers.items() if {offer["offer"] for offer in offers} == {"1", "2"}
    )
    day = date(2013, 6, 1)
    dealer = rounded(by_hand.price(product, day.isoformat()) * 60 / 100, "0.0001")
    with emptor.open(":memory:", currency="USD", today=special_offers.TODAY) as book:
        with book.batch():
            special_offers.load(book)
        asked = [(product, quantity) for quantity in (10, 11, 14, 15, 100)]
        prices = [quote.unit_price.amount for quote in book.resolve_prices(asked, customer="676", on=day)]
    assert prices == [dealer, dealer * 98 / 100, dealer * 98 / 100, dealer, dealer]


def test_what_is_not_explained_is_not_explained_away(special_offers: ModuleType) -> None:
    judge = special_offers.Judge()
    row = next(row for row in special_offers.sales() if row["offer"] == "2")
    offer, net = ByHand(special_offers).line(row)

    def why(sold: dict[str, Any], net: Decimal, offer: str) -> tuple[str, ...]:
        found: tuple[str, ...] = judge.why(special_offers.Line(sold, net, offer))
        return found

    assert why(row, net, offer) == (special_offers.TWICE,)
    assert why({**row, "amount": str(Decimal(row["amount"]) + 1)}, net, offer) == (special_offers.UNEXPLAINED,)
    assert why(row, net, "3") == (special_offers.UNEXPLAINED,)
