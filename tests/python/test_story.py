"""Terms, prices, sales, collections and what they leave, with their figures."""

from datetime import date, datetime, timezone
from decimal import Decimal

import emptor
import pytest
from emptor import Money


def usd(text: str) -> Money:
    return Money(text, "USD")


def sell(book: emptor.Session, quantity: int = 10, **more: object) -> emptor.Voucher:
    return book.post_sale("C001", [("P1", quantity)], dated=date(2026, 1, 10), location="W1", **more)


def test_prices_come_from_level_group_and_base(book):
    found = [book.resolve_price(item, customer=who) for item, who in [("P1", "C001"), ("P3", "C001"), ("P1", "C002")]]
    assert [quote.unit_price for quote in found] == [usd("17.50"), usd("36.00"), usd("20.00")]
    assert [quote.source for quote in found] == ["special_item", "special_group", "base"]
    assert found[0].source is emptor.PriceSource.special_item
    assert found[0].base_price == usd("20.00")
    assert book.resolve_prices(["P1", ("P3", 2)], customer="C001") == found[:2]


def test_a_price_in_another_unit(book):
    assert book.resolve_price("P1", customer="C002", unit="DZN").unit_price == usd("240.00")


def test_special_prices_begin_and_end(book):
    entry = book.set_special_price(
        "C002", "P1", Decimal("15.00"), valid_from=date(2026, 4, 1), valid_until=date(2026, 5, 1)
    )
    on = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [book.resolve_price("P1", customer="C002", on=day).unit_price.amount for day in on] == [20, 15, 15, 20]
    (listed,) = book.price_entries(kind="customer", list="C002")
    assert (listed.id, listed.item, listed.price) == (entry, "P1", Decimal("15.00"))
    book.withdraw_price(entry)
    assert book.resolve_price("P1", customer="C002", on=on[1]).unit_price == usd("20.00")


def test_many_prices_are_set_together_or_not_at_all(book):
    april = {"kind": "level", "list": "WHOLESALE", "valid_from": date(2026, 4, 1)}
    entries = [{**april, "item": "P1", "price": Decimal("16.00")}, {**april, "item": "P9", "price": 1}]
    with pytest.raises(emptor.InvalidInputError) as caught:
        book.set_prices(entries)
    assert caught.value.field.startswith("entries[1]")
    assert book.resolve_price("P1", customer="C001", on=date(2026, 4, 1)).unit_price == usd("17.50")
    assert len(book.set_prices(entries[:1])) == 1
    assert book.resolve_price("P1", customer="C001", on=date(2026, 4, 1)).unit_price == usd("16.00")


def test_an_explanation_names_winner_and_losers(book):
    why = book.explain_price("P1", customer="C001")
    assert why.quote == book.resolve_price("P1", customer="C001")
    assert why.candidates[0].outcome == "won"
    assert "base" in {candidate.source for candidate in why.candidates[1:]}
    assert str(why).startswith("17.5") and "special_item" in str(why)
    assert "<td>special_item</td>" in why._repr_html_()


def test_a_sale_is_totalled_and_moves_stock(book):
    sale = sell(book)
    assert (sale.number, sale.net, sale.tax, sale.total) == ("20260110-1", usd("175.00"), usd("17.50"), usd("192.50"))
    (line,) = sale.lines
    assert (line.quantity, line.unit_price, line.source) == (10, usd("17.50"), "special_item")
    assert book.on_hand("P1", "W1") == 90
    assert sale.recorded_at == datetime(2026, 3, 31, 12, tzinfo=timezone.utc)
    assert book.voucher("sale", sale.number) == sale == book.voucher_by_id(sale.id)
    assert "20260110-1" in sale._repr_html_()


def test_a_line_can_say_more(book):
    sale = book.post_sale(
        "C002", [emptor.Line("P1", 2, unit="DZN", unit_price=Decimal("200"), memo="<b>as agreed</b>"), ("P2", 1)]
    )
    assert [line.source for line in sale.lines] == ["typed", "base"]
    assert sale.net == usd("410.00")
    assert sale.dated == date(2026, 3, 31) == book.today


def test_money_received_settles_the_oldest(book):
    sale = sell(book)
    book.post_collection("C001", Decimal("100.00"), dated=date(2026, 3, 1))
    balance = book.balance("C001")
    assert (balance.amount, balance.age_days, balance.age_start) == (usd("92.50"), 80, date(2026, 1, 10))
    assert book.balance_at("C001", date(2026, 2, 28)) == usd("192.50")
    (item,) = book.open_items("C001")
    assert (item.voucher, item.amount, item.open) == (sale.id, usd("192.50"), usd("92.50"))
    (allocation,) = book.allocations(sale)
    assert allocation.amount == usd("100.00")
    ledger = book.ledger("C001", date(2026, 2, 1), date(2026, 3, 31))
    assert [(row.kind, row.balance.amount) for row in ledger] == [
        ("carried_forward", Decimal("192.50")),
        ("collection", Decimal("92.50")),
    ]
    ageing = book.ageing("C001", as_of=date(2026, 3, 31))
    assert ageing.labels == ("0-30", "31-60", "61-90", "over 90")
    assert [bucket.amount for bucket in ageing.total.buckets] == [0, 0, Decimal("92.50"), 0]
    assert ageing.rows[0].name == "An Phat"
    assert "61-90" in ageing._repr_html_()


def test_a_blocked_sale_raises_with_its_figures(book):
    sell(book)
    book.post_collection("C001", 100, dated=date(2026, 3, 1))
    with pytest.raises(emptor.CreditBlocked) as caught:
        book.post_sale("C001", [("P3", 50)], dated=date(2026, 3, 31))
    decision = caught.value.decision
    assert decision.excess_amount.amount == Decimal("1072.50")
    assert decision.excess_amount == usd("1072.50")
    assert (decision.excess_days, decision.verdict) == (20, emptor.CreditVerdict.block)
    assert (caught.value.code, caught.value.problem.code) == ("CREDIT_BLOCKED", "CREDIT_BLOCKED")
    assert book.balance("C001").amount == usd("92.50")
    assert len(list(book.vouchers(party="C001"))) == 2
    assert book.verify() == []


def test_a_warning_wants_an_acknowledgement(book):
    book.change_settings(credit_at_sale="warn")
    with pytest.raises(emptor.CreditWarning) as caught:
        book.post_sale("C001", [("P3", 50)])
    assert caught.value.decision.verdict == "warn"
    assert book.post_sale("C001", [("P3", 50)], acknowledge_warnings=True).total == usd("1980.00")


def test_stock_can_stop_a_sale(book):
    book.change_settings(stock_shortage="block")
    assert book.settings().stock_shortage == "block"
    with pytest.raises(emptor.StockShort) as caught:
        book.post_sale("C002", [("P1", 101)], location="W1")
    assert caught.value.code == "STOCK_SHORT"


def test_a_preview_saves_nothing(book):
    preview = book.preview_sale("C001", [("P3", 50)])
    assert preview.voucher.total == usd("1980.00")
    assert [problem.code for problem in preview.warnings] == ["CREDIT_BLOCKED"]
    assert preview.balance_after == usd("1980.00")
    assert list(book.vouchers()) == []


def test_credit_can_be_asked_before(book):
    assert book.credit_check("C001", 1000).verdict == "pass"
    decision = book.credit_check("C001", usd("1000.01"))
    assert (decision.verdict, decision.excess_amount) == ("block", usd("0.01"))
    report = book.credit_report("C001")
    assert (report.limit, report.available, report.on_excess) == (usd("1000.00"), usd("1000.00"), "block")


def test_a_reversal_takes_it_all_back(book):
    sale = sell(book)
    back = book.reverse(sale, on=date(2026, 1, 11))
    assert (back.reverses, back.total) == (sale.id, usd("-192.50"))
    assert book.voucher_by_id(sale.id).reversed_by == back.id
    assert book.on_hand("P1", "W1") == 100
    assert not book.balance("C001").amount
    with pytest.raises(emptor.ConflictError) as caught:
        book.reverse(sale)
    assert caught.value.code == "ALREADY_REVERSED"


def test_purchases_and_payments_mirror_sales(book):
    bought = book.post_purchase("S001", [emptor.Line("P2", 5, unit_price=Decimal("6.00"))], location="W1")
    assert bought.total == usd("33.00")
    assert book.balance("S001", side="payable").amount == usd("33.00")
    book.post_payment("S001", Decimal("33.00"), settles=[bought])
    assert book.open_items("S001", side="payable") == []


def test_a_key_posts_once(book):
    first = sell(book, idempotency_key="web-4711")
    assert sell(book, idempotency_key="web-4711") == first
    assert len(list(book.vouchers())) == 1
    with pytest.raises(emptor.ConflictError) as caught:
        sell(book, 11, idempotency_key="web-4711")
    assert caught.value.code == "IDEMPOTENCY_CONFLICT"


def test_terms_have_a_timeline(book):
    book.set_term("sales_rate", Decimal("2.5"), group="RETAIL")
    assert book.term("C002", "sales_rate").origin_code == "RETAIL"
    book.set_term("sales_rate", 5, party="C002", since=date(2026, 4, 1))
    assert book.resolve_price("P2", customer="C002").unit_price == usd("9.75")
    assert book.resolve_price("P2", customer="C002", on=date(2026, 4, 1)).unit_price == usd("9.50")
    book.set_term_none("credit_limit", party="C001")
    assert book.term("C001", "credit_limit").none
    book.inherit_term("sales_rate", party="C002", since=date(2026, 5, 1))
    assert book.term("C002", "sales_rate", on=date(2026, 5, 1)).origin == "group"
    assert [change.state for change in book.term_history("sales_rate", party="C002")] == ["set", "inherited"]


def test_parties_have_addresses_contacts_and_groups(book):
    book.save_address("C001", "HQ", street="1 Lê Lợi", city="Huế", country="VN", is_default=True)
    assert book.addresses("C001") == [emptor.Address("HQ", "1 Lê Lợi", "Huế", country="VN", is_default=True)]
    book.save_contact("C001", "Ms Hoa", role="buyer")
    assert book.contacts("C001") == [emptor.Contact("Ms Hoa", role="buyer")]
    book.join_group("C001", "RETAIL", since=date(2026, 1, 1))
    assert book.groups_of("C001") == ("RETAIL",)
    assert [party.code for party in book.customers(group="RETAIL")] == ["C001", "C002"]
    book.leave_group("C001", "RETAIL", since=date(2026, 3, 1))
    assert book.groups_of("C001") == ()
    book.update_customer("C001", code="C100", name="An Phát")
    assert (book.customer("C001").code, book.find_customer("C999")) == ("C100", None)
    assert [party.code for party in book.customers(text="an phat")] == ["C100"]
    assert [party.code for party in book.suppliers()] == ["S001"]


def test_closed_days_refuse(book):
    book.lock_through(date(2026, 1, 31))
    with pytest.raises(emptor.PeriodLockedError):
        sell(book)
    book.lock_through(None)
    assert sell(book).number == "20260110-1"


def test_settings_change_by_name(book):
    for preset in (emptor.AccessSequence.ecount(), emptor.AccessSequence.standard()):
        book.change_settings(sales_prices=preset)
        assert book.settings().sales_prices == preset
    sequence = emptor.AccessSequence(sources=("base",))
    book.change_settings(sales_prices=sequence, number_pattern="S{yyyy}-{n:4}")
    assert book.settings().sales_prices == sequence
    assert book.resolve_price("P1", customer="C001").source == "base"
    assert sell(book).number == "S2026-0001"
    with pytest.raises(TypeError, match="no such setting: colour"):
        book.change_settings(colour="blue")
    with pytest.raises(emptor.InvalidInputError, match="none of"):
        book.change_settings(credit_at_sale="shout")


def test_catalogue(book):
    item = book.item("P1")
    assert (item.groups, item.units) == (("TOP",), (emptor.ItemUnit("DZN", 12),))
    assert [found.code for found in book.items(group="TOP")] == ["P1", "P3"]
    book.update_item("P2", name="LED bulb")
    assert book.find_item("P2").name == "LED bulb"
    assert book.find_item("P9") is None
    assert book.stock_levels("P1") == [emptor.StockLevel("P1", "W1", Decimal(100))]
    assert book.best_customers() == []


def test_a_price_of_the_same_start_is_corrected(book):
    book.set_base_price("P1", 21)
    book.set_special_price("C001", "P1", 19)
    book.set_special_price("C001", "P1", 18)
    assert book.resolve_price("P1", customer="C002").unit_price == usd("21.00")
    assert book.resolve_price("P1", customer="C001").unit_price == usd("18.00")


def test_drafts_wait_until_they_are_posted(book):
    lines = [emptor.Line("P2", Decimal("2.5"), unit_price=Decimal("9.90")), ("P1", 1)]
    draft = book.save_draft("sale", "C002", lines, memo="call first")
    assert book.drafts() == [draft]
    kept = book.draft(draft)
    assert (kept.kind, kept.party, kept.memo, kept.dated) == ("sale", "C002", "call first", None)
    assert kept.lines == (emptor.Line("P2", Decimal("2.5"), unit_price=Decimal("9.90")), emptor.Line("P1", Decimal(1)))
    assert book.save_draft("collection", "C002", amount=10, replaces=draft) == draft
    assert book.post_draft(draft, idempotency_key="K").total == usd("10.00")
    assert book.post_draft(draft, idempotency_key="K").number == "20260331-1"
    with pytest.raises(emptor.NotFoundError):
        book.draft(draft)
    other = book.save_draft("sale", "C001", [("P1", 1000)])
    with pytest.raises(emptor.CreditBlocked) as blocked:
        book.post_draft(other)
    assert blocked.value.decision.over_limit
    book.discard_draft(other)
    assert book.drafts() == []


def test_money_can_be_previewed(book):
    book.post_sale("C002", [("P2", 3)])
    assert book.preview_collection("C002", 10).balance_after == usd("23.00")
    assert book.preview_payment("S001", Decimal("0.50")).balance_after == usd("-0.50")
    assert book.balance("C002").amount == usd("33.00")
