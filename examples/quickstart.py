"""The first page of Emptor in Python: terms, prices, a sale, a collection, a sale refused on credit.

quickstart.cpp and quickstart.c tell the same story and print the same lines.
"""

from datetime import date
from decimal import Decimal

import emptor


def stock_the_shelves(book: emptor.Book) -> None:
    book.create_unit("PCS", "piece")
    book.create_tax_code("VAT10", "VAT 10 %", rate=10)
    book.create_location("W1", "Main warehouse")
    book.create_item_group("TOP", "Top sellers")
    book.create_item("P1", "Lamp", unit="PCS", tax_code="VAT10", groups=["TOP"])
    book.create_item("P2", "Bulb", unit="PCS", tax_code="VAT10")
    book.create_item("P3", "Chandelier", unit="PCS", tax_code="VAT10", groups=["TOP"])
    book.adjust_stock("P1", "W1", 100, on=date(2026, 1, 1), reason="opening stock")


def agree_on_prices(book: emptor.Book) -> None:
    book.set_base_price("P1", Decimal("20.00"))
    book.set_base_price("P2", Decimal("10.00"))
    book.set_base_price("P3", Decimal("40.00"))
    book.create_price_list("WHOLESALE", "Wholesale", kind="level")
    book.set_price(Decimal("17.50"), kind="level", list="WHOLESALE", item="P1")
    book.set_price(kind="level", list="WHOLESALE", group="TOP", percent_of_base=90)


def meet_the_customers(book: emptor.Book) -> None:
    book.create_customer(
        "C001",
        "An Phat",
        terms={"sales_level": "WHOLESALE", "credit_limit": Decimal("1000.00"), "credit_age_days": 60},
    )
    book.create_customer("C002", "Binh Minh")


def quote(book: emptor.Book, item: str, customer: str) -> None:
    found = book.resolve_price(item, customer=customer, on=date(2026, 3, 31))
    print(f"{item} for {customer}: {found.unit_price} ({found.source})")


def sell_and_collect(book: emptor.Book) -> None:
    sale = book.post_sale("C001", [("P1", 10)], dated=date(2026, 1, 10), location="W1")
    stock = book.on_hand("P1", "W1")
    figures = f"net {sale.net.amount} + tax {sale.tax.amount} = {sale.total}"
    print(f"sale {sale.number}: {figures}; stock of P1 at W1: {stock}")

    collection = book.post_collection("C001", Decimal("100.00"), dated=date(2026, 3, 1))
    balance = book.balance("C001", on=date(2026, 3, 31))
    print(f"collection {collection.number}: balance of C001 {balance.amount}, {balance.age_days} days old")


def sell_too_much(book: emptor.Book) -> None:
    try:
        book.post_sale("C001", [("P3", 50)], dated=date(2026, 3, 31))
    except emptor.CreditBlocked as blocked:
        print(f"blocked: excess {blocked.decision.excess_amount} and {blocked.decision.excess_days} days")
    print(f"balance of C001: {book.balance('C001').amount}")


def show_the_ageing(book: emptor.Book) -> None:
    ageing = book.ageing("C001", as_of=date(2026, 3, 31))
    buckets = (f"{label} {bucket.amount}" for label, bucket in zip(ageing.labels, ageing.total.buckets))
    print("ageing of C001:", ", ".join(buckets))


def main() -> None:
    with emptor.open(":memory:", currency="USD") as book:
        stock_the_shelves(book)
        agree_on_prices(book)
        meet_the_customers(book)
        quote(book, "P1", "C001")
        quote(book, "P3", "C001")
        quote(book, "P1", "C002")
        sell_and_collect(book)
        sell_too_much(book)
        show_the_ageing(book)
        print(f"verify: {len(book.verify())} differences")


if __name__ == "__main__":
    main()
