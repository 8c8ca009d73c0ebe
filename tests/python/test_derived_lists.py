"""Lists that are derived from the cost, and from lists in other currencies."""

import emptor
import pytest


def test_a_margin_over_the_cost_and_a_list_in_another_currency(book: emptor.Book) -> None:
    book.set_price(8, item="P2", direction="purchases")
    book.create_price_list("COST", "Cost and a fifth")
    book.set_price(kind="named", list="COST", margin=20)
    assert book.resolve_price("P2", customer="C002", list="COST").unit_price.amount == 10
    book.create_price_list("ABROAD", "Abroad", currency="JPY")
    with pytest.raises(emptor.Error) as missing:
        book.set_price(
            kind="named", list="ABROAD", percent_of_base=100, of_list="COST", rate_type="list", rate_on=book.today
        )
    assert (missing.value.code, missing.value.field) == ("NO_RATE", "rate_on")
    book.set_exchange_rate(book.settings().currency, "JPY", on=book.today, rate=150, type="list")
    book.set_price(
        kind="named", list="ABROAD", percent_of_base=100, of_list="COST", rate_type="list", rate_on=book.today
    )
    assert book.resolve_price("P2", customer="C002", list="ABROAD", currency="JPY").unit_price.amount == 1500
    (entry,) = book.price_entries(kind="named", list="ABROAD")
    assert (entry.rate_type, entry.rate_on, entry.margin) == ("list", book.today, None)
    assert book.exchange_rate(book.settings().currency, "JPY", type="list") == 150
