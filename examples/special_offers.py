"""AdventureWorks' price history and special offers, and what they make of its own sales to resellers.

    python3 examples/special_offers.py

List prices go in with their days; resellers pay 60 % of them. Each special offer is a discount on its products, within its
days and quantities; where several meet, the best one counts. Then every order is posted without prices, and each line is laid
beside the amount that AdventureWorks has. What differs is told apart, and what cannot be told is counted as unexplained.
"""

import csv
import gzip
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, islice
from pathlib import Path
from typing import Iterator

import emptor

ADVENTUREWORKS = Path(__file__).parent / "data" / "adventureworks"
CENT, TEN_THOUSANDTH = Decimal("0.01"), Decimal("0.0001")
DEALER = Decimal("0.6")  # of the list price
TODAY = date(2014, 1, 1)
ORDERS_AT_A_TIME = 200

EQUAL = "equal to the cent"
TWICE = "the offer is taken twice: out of the unit price, and off the amount again"
NEVER_GIVEN = "an offer that was published and never given"
WRONG_PRODUCT = "an offer whose list of products names others than its title; those were not given it"
UNEXPLAINED = "unexplained"


def table(name: str) -> Iterator[dict[str, str]]:
    path = ADVENTUREWORKS / name
    with gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else path.open(
        encoding="utf-8", newline=""
    ) as file:
        yield from csv.DictReader(file)


def sales() -> Iterator[dict[str, str]]:
    return table("reseller_sales.csv.gz")


@dataclass(frozen=True)
class Line:
    """A line of AdventureWorks beside the book's."""

    sold: dict[str, str]
    net: Decimal
    offer: str

    @property
    def theirs(self) -> Decimal:
        return Decimal(self.sold["amount"])

    def __str__(self) -> str:
        sold = self.sold
        return (
            f"{sold['order']} line {sold['line']}: {sold['quantity']} x {sold['product']}, "
            f"theirs {self.theirs} by offer {sold['offer']}, the book's {self.net} by offer {self.offer}"
        )


def day_after(text: str) -> date | None:
    return date.fromisoformat(text) + timedelta(days=1) if text else None


def load(book: emptor.Book) -> dict[int, str]:
    """Prices and offers. Tells which offer each discount belongs to."""
    book.create_unit("PCS", "piece")
    load_products(book)
    book.create_price_list("DEALER", "What resellers pay", kind="level")
    book.set_price(
        kind="level", list="DEALER", percent_of_base=DEALER * 100, ending=emptor.PriceEnding(TEN_THOUSANDTH)
    )
    book.create_group("RESELLER", "Reseller")
    book.create_group("CUSTOMER", "Consumer")
    for code in sorted({row["reseller"] for row in sales()}, key=int):
        book.create_customer(code, f"Reseller {code}", groups=["RESELLER"], terms={"sales_level": "DEALER"})
    return load_offers(book)


def load_products(book: emptor.Book) -> None:
    offers: dict[str, list[str]] = {}
    for row in table("special_offer_products.csv"):
        offers.setdefault(row["product"], []).append(f"OFFER-{row['offer']}")
    for row in table("special_offers.csv"):
        book.create_item_group(f"OFFER-{row['offer']}", row["name"])
    prices = list(table("list_prices.csv"))
    for code, name in {row["product"]: row["name"] for row in prices}.items():
        book.create_item(code, name, unit="PCS", stocked=False, groups=offers.get(code, []))
    book.set_prices(
        {
            "item": row["product"],
            "price": Decimal(row["price"]),
            "valid_from": date.fromisoformat(row["first_day"]),
            "valid_until": day_after(row["last_day"]),
        }
        for row in prices
    )


def load_offers(book: emptor.Book) -> dict[int, str]:
    book.change_settings(sales_discounts=[emptor.DiscountStep("discount", combine="best_for_buyer")])
    found: dict[int, str] = {}
    for row in table("special_offers.csv"):
        if Decimal(row["discount"]) == 0:
            continue
        offer = {
            "kind": "customer_group",
            "buyer": row["category"].upper(),
            "group": f"OFFER-{row['offer']}",
            "programme": f"OFFER-{row['offer']}",
            "valid_from": date.fromisoformat(row["first_day"]),
            "valid_until": day_after(row["last_day"]),
        }
        breaks = [{**offer, "percent": Decimal(row["discount"]) * 100, "min_quantity": int(row["min_quantity"] or 0)}]
        if row["max_quantity"]:  # above its greatest quantity it gives nothing
            breaks.append({**offer, "percent": 0, "min_quantity": int(row["max_quantity"]) + 1})
        for discount in book.set_discounts(breaks):
            found[discount] = row["offer"]
    return found


def drafts() -> Iterator[tuple[list[dict[str, str]], emptor.VoucherDraft]]:
    """Every order with its lines, priced by the book."""
    for number, rows in groupby(sales(), key=lambda row: row["order"]):
        lines = list(rows)
        yield lines, emptor.VoucherDraft(
            "sale",
            lines[0]["reseller"],
            tuple((line["product"], int(line["quantity"])) for line in lines),
            dated=date.fromisoformat(lines[0]["day"]),
            reference=number,
        )


def reprice(book: emptor.Book, offers: dict[int, str]) -> Iterator[Line]:
    """Posts every order, and lays each line beside AdventureWorks' own."""
    waiting = drafts()
    while some := list(islice(waiting, ORDERS_AT_A_TIME)):
        posted = book.post_batch([draft for _, draft in some], all_or_nothing=True)
        for (rows, _), outcome in zip(some, posted):
            assert outcome.voucher is not None, outcome.problems
            for row, line in zip(rows, outcome.voucher.lines):
                yield Line(row, line.net.amount, offer_of(line, offers))


def offer_of(line: emptor.VoucherLine, offers: dict[int, str]) -> str:
    """The offer that the line's trace names, such as "20 discount: *0.93#2 = 18.6"; 1 is none."""
    _, _, discount = line.trace.partition("#")
    return offers[int(discount.split()[0])] if discount else "1"


class Judge:
    """Says why a line differs, by what AdventureWorks' own tables hold."""

    def __init__(self) -> None:
        self.offers = {row["offer"]: row for row in table("special_offers.csv")}
        self.names = {row["product"]: row["name"] for row in table("list_prices.csv")}
        self.given = {(row["offer"], row["product"]) for row in sales()}
        self.products: dict[str, set[str]] = {}
        for row in table("special_offer_products.csv"):
            self.products.setdefault(row["offer"], set()).add(row["product"])
        self.list_prices: dict[str, list[dict[str, str]]] = {}
        for row in table("list_prices.csv"):
            self.list_prices.setdefault(row["product"], []).append(row)

    def why(self, line: Line) -> tuple[str, ...]:
        """The reasons, which together make the book's amount theirs; none, if it is not so."""
        if line.net == line.theirs.quantize(CENT, ROUND_HALF_UP):
            return (EQUAL,)
        reasons = []
        if line.offer != line.sold["offer"]:
            if not any(offer == line.offer for offer, _ in self.given):
                reasons.append(NEVER_GIVEN)
            elif self.names_others(line.offer, line.sold["product"]):
                reasons.append(WRONG_PRODUCT)
            else:
                return (UNEXPLAINED,)
        if line.sold["offer"] != "1":
            reasons.append(TWICE)
        return tuple(reasons) if self.their_amount(line) == line.theirs else (UNEXPLAINED,)

    def names_others(self, offer: str, product: str) -> bool:
        """Whether the offer's title names some of its products, but not this one, which it was never given on."""
        model = self.names[product].split()[0]
        models = {self.names[other].split()[0] for other in self.products[offer] if other in self.names}
        named = {each for each in models if each in self.offers[offer]["name"]}
        return bool(named) and model not in named and (offer, product) not in self.given

    def their_amount(self, line: Line) -> Decimal:
        """What AdventureWorks reckons: its offer out of the unit price, as a part of the list price, and off the amount."""
        share = Decimal(self.offers[line.sold["offer"]]["discount"])
        price = (self.list_price(line) * (DEALER - share)).quantize(TEN_THOUSANDTH, ROUND_HALF_UP)
        return (int(line.sold["quantity"]) * price * (1 - share)).quantize(TEN_THOUSANDTH, ROUND_HALF_UP)

    def list_price(self, line: Line) -> Decimal:
        day = line.sold["day"]
        (price,) = (
            row["price"]
            for row in self.list_prices[line.sold["product"]]
            if row["first_day"] <= day and (not row["last_day"] or day <= row["last_day"])
        )
        return Decimal(price)


class Tally:
    """Lines and what they differ by, for each set of reasons."""

    def __init__(self) -> None:
        self.lines: Counter[tuple[str, ...]] = Counter()
        self.examples: dict[tuple[str, ...], Line] = {}
        self.difference: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
        self.theirs = self.ours = Decimal(0)

    def add(self, line: Line, reasons: tuple[str, ...]) -> None:
        self.lines[reasons] += 1
        self.examples.setdefault(reasons, line)
        self.difference[reasons] += line.net - line.theirs
        self.theirs += line.theirs
        self.ours += line.net

    def show(self) -> None:
        print(f"{self.lines.total()} lines, sold for {self.theirs}; by list prices and special offers {self.ours}")
        for reasons, count in self.lines.most_common():
            print(f"{count:>6} lines, {self.difference[reasons]:+}:")
            for reason in reasons:
                print(f"       {reason}")
            if reasons != (EQUAL,):
                print(f"       {self.examples[reasons]}")
        print(f"{self.lines[(UNEXPLAINED,)]} lines unexplained")


def main() -> None:
    judge, tally = Judge(), Tally()
    with emptor.open(":memory:", currency="USD", today=TODAY) as book:
        with book.batch():
            offers = load(book)
        for line in reprice(book, offers):
            tally.add(line, judge.why(line))
    tally.show()


if __name__ == "__main__":
    main()
