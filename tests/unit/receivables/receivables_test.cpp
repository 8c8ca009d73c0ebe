#include "emptor/receivables.hpp"

#include "support/test.hpp"
#include "unit/receivables/desk.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

std::vector<std::string> texts(const std::vector<Money>& amounts) {
  std::vector<std::string> out;
  for (const Money amount : amounts) out.push_back(amount.amount().to_string());
  return out;
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the age of a debt is found from the balance, newest increase first", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("600"), "2026-01-10");
  desk.sale("C001", usd("400"), "2026-02-20");
  desk.collect("C001", usd("500"), "2026-03-01");
  const Balance balance = desk.balance("C001");  // today is 2026-03-31
  CHECK(balance.amount == usd("500"));
  CHECK(balance.age_start == day("2026-01-10"));
  CHECK(balance.age_days == 80);
  CHECK(balance.age_months == 2);
}

TEST_CASE("a payment for the newest document ages the same", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("600"), "2026-01-10");
  const auto newest = desk.sale("C001", usd("400"), "2026-02-20");
  desk.collect("C001", usd("400"), "2026-03-01", {newest.voucher()});
  CHECK(desk.balance("C001").age_start == day("2026-01-10"));
}

TEST_CASE("months of an age are thirty days each, cut off", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("1"), "2025-09-28");
  const auto months = [&](int days) {
    return desk.balance("C001", BalanceBasis::account, day("2025-09-28") + days).age_months;
  };
  CHECK(months(5) == 0);
  CHECK(months(29) == 0);
  CHECK(months(30) == 1);
  CHECK(months(59) == 1);
  CHECK(months(60) == 2);
}

TEST_CASE("a back-dated sale may be the one that dates the debt", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("100"), "2026-03-01");
  desk.collect("C001", usd("40"), "2026-03-02");
  desk.sale("C001", usd("50"), "2026-02-01");
  // 110 owed: the newest 100 and 10 of the older one.
  CHECK(desk.balance("C001").age_start == day("2026-02-01"));
  desk.collect("C001", usd("10"), "2026-03-03");
  CHECK(desk.balance("C001").age_start == day("2026-03-01"));
  CHECK(desk.differences().empty());
}

TEST_CASE("a head office owes for its branches; each basis adds up its own", "[receivables]") {
  Desk desk;
  const PartyId head = desk.customer("HQ");
  desk.customer("B1", "HQ");
  desk.customer("B2", "HQ");
  desk.sale("HQ", usd("100"), "2026-03-01");
  desk.sale("B1", usd("200"), "2026-02-01");
  desk.sale("B2", usd("300"), "2026-01-01");

  CHECK(desk.balance("HQ").amount == usd("600"));
  CHECK(desk.balance("B1").amount == usd("0"));
  CHECK(desk.balance("HQ", BalanceBasis::individual).amount == usd("100"));
  CHECK(desk.balance("B1", BalanceBasis::individual).amount == usd("200"));
  CHECK(desk.balance("B2", BalanceBasis::individual).amount == usd("300"));
  CHECK(desk.balance("HQ").age_start == day("2026-01-01"));
  CHECK(desk.balance("HQ", BalanceBasis::individual).age_start == day("2026-03-01"));
  CHECK(desk.balance("B1", BalanceBasis::individual).age_start == day("2026-02-01"));
  CHECK(desk.receivables_room().balance(head, Side::receivable, Currency::of("USD")) == usd("600"));

  const Ageing ageing = desk.receivables_room().ageing();
  REQUIRE(ageing.rows.size() == 1);
  CHECK(ageing.rows[0].code == "HQ");
  CHECK(ageing.rows[0].balance == usd("600"));

  // A branch's payment pays the oldest of the account.
  desk.collect("B1", usd("350"), "2026-03-05");
  CHECK(desk.balance("HQ").amount == usd("250"));
  CHECK(desk.balance("B1", BalanceBasis::individual).amount == usd("-150"));
  CHECK_FALSE(desk.balance("B1", BalanceBasis::individual).age_start);
  CHECK(desk.differences().empty());
}

TEST_CASE("balances of the past come from the documents", "[receivables]") {
  Desk desk;
  desk.customer("HQ");
  desk.customer("B1", "HQ");
  desk.sale("HQ", usd("500"), "2026-02-28");
  desk.sale("B1", usd("220"), "2026-03-05");
  desk.collect("HQ", usd("300"), "2026-03-20");
  const Receivables room = desk.receivables_room();
  const auto at = [&](std::string_view party, std::string_view when, BalanceBasis basis) {
    return room.balance_at(party, day(when), Side::receivable, basis).amount().to_string();
  };
  CHECK(at("HQ", "2026-02-27", BalanceBasis::account) == "0.00");
  CHECK(at("HQ", "2026-02-28", BalanceBasis::account) == "500.00");
  CHECK(at("HQ", "2026-03-05", BalanceBasis::account) == "720.00");
  CHECK(at("HQ", "2026-03-31", BalanceBasis::account) == "420.00");
  CHECK(at("HQ", "2026-03-05", BalanceBasis::individual) == "500.00");
  CHECK(at("B1", "2026-03-04", BalanceBasis::individual) == "0.00");
  CHECK(at("B1", "2026-03-05", BalanceBasis::individual) == "220.00");
}

TEST_CASE("a ledger runs from the amount carried forward", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("500"), "2026-02-28");
  const auto sale = desk.sale("C001", usd("220"), "2026-03-05");
  desk.collect("C001", usd("300"), "2026-03-20");
  desk.book.state->describe_voucher = [](access::Work&, std::int64_t id, std::string& kind, std::string& number) {
    kind = "document";
    number = "no " + std::to_string(id);
  };
  const auto rows = desk.receivables_room().ledger("C001", day("2026-03-01"), day("2026-03-31"));
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].kind == "carried_forward");
  CHECK(rows[0].dated == day("2026-02-28"));
  CHECK(rows[0].balance == usd("500"));
  CHECK(rows[1].voucher == sale.voucher());
  CHECK(rows[1].kind == "document");
  CHECK(rows[1].number == "no 2");
  CHECK(rows[1].party == "C001");
  CHECK(rows[1].debit == usd("220"));
  CHECK(rows[1].balance == usd("720"));
  CHECK(rows[2].credit == usd("300"));
  CHECK(rows[2].debit == usd("0"));
  CHECK(rows[2].balance == usd("420"));
  CHECK_THROWS_AS(desk.receivables_room().ledger("C001", day("2026-03-02"), day("2026-03-01")), Error);
}

TEST_CASE("a reversed document and its mirror both stay in the ledger", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto sale = desk.sale("C001", usd("220"), "2026-03-05");
  desk.reverse(sale, "2026-03-10");
  const auto rows = desk.receivables_room().ledger("C001", day("2026-03-01"), day("2026-03-31"));
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].balance == usd("220"));
  CHECK(rows[2].credit == usd("220"));
  CHECK(rows[2].balance == usd("0"));
}

TEST_CASE("a branch has a ledger of what it traded itself", "[receivables]") {
  Desk desk;
  desk.customer("HQ");
  desk.customer("B1", "HQ");
  desk.sale("HQ", usd("100"), "2026-03-01");
  desk.sale("B1", usd("200"), "2026-03-02");
  const Receivables room = desk.receivables_room();
  CHECK(room.ledger("HQ", day("2026-03-01"), day("2026-03-31")).back().balance == usd("300"));
  const auto own =
      room.ledger("B1", day("2026-03-01"), day("2026-03-31"), Side::receivable, {}, BalanceBasis::individual);
  REQUIRE(own.size() == 2);
  CHECK(own[1].balance == usd("200"));
}

TEST_CASE("instalments of one document are one row of the ledger and items of their own", "[receivables]") {
  Desk desk;
  const PartyId party = desk.customer("C001");
  desk.book.write([&](access::Work& work) {
    for (int instalment = 1; instalment <= 3; ++instalment)
      receivables::post(work, {.key = {.account = party, .side = Side::receivable, .currency = Currency::of("USD")},
                               .party = party,
                               .item = {day("2026-03-01"), VoucherId(700), instalment},
                               .due = day("2026-03-01") + 30 * instalment,
                               .amount = 3000 + instalment});
  });
  const Receivables room = desk.receivables_room();
  const auto rows = room.ledger("C001", day("2026-03-01"), day("2026-03-31"));
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].debit == usd("90.06"));
  const auto items = room.open_items("C001");
  REQUIRE(items.size() == 3);
  CHECK(items[2].instalment == 3);
  CHECK(items[2].due == day("2026-05-30"));
  CHECK(items[2].open == usd("30.03"));
  CHECK(desk.differences().empty());
}

TEST_CASE("open items come oldest due first", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto slow = desk.sale("C001", usd("100"), "2026-03-01", 60);
  const auto quick = desk.sale("C001", usd("200"), "2026-03-02", 7);
  desk.sale("C001", usd("50"), "2026-02-01");
  desk.collect("C001", usd("50"), "2026-03-05");
  const auto items = desk.receivables_room().open_items("C001");
  REQUIRE(items.size() == 2);
  CHECK(items[0].voucher == quick.voucher());
  CHECK(items[0].party == "C001");
  CHECK(items[1].voucher == slow.voucher());
  CHECK(items[1].amount == usd("100"));
  CHECK(desk.receivables_room().open_items("C001", Side::receivable, {}, 1).size() == 1);
  CHECK_THROWS_AS(desk.receivables_room().open_items("C001", Side::receivable, {}, 0), Error);
}

TEST_CASE("ageing by document date", "[receivables][ageing]") {
  Desk desk;
  desk.customer("C001");
  desk.customer("C002");
  desk.sale("C001", usd("100"), "2026-03-31");  // 0 days
  desk.sale("C001", usd("10"), "2026-03-01");   // 30
  desk.sale("C001", usd("200"), "2026-02-28");  // 31
  desk.sale("C001", usd("300"), "2026-01-30");  // 60
  desk.sale("C001", usd("400"), "2026-01-29");  // 61
  desk.sale("C001", usd("500"), "2025-12-30");  // 91
  desk.sale("C002", usd("40"), "2026-03-01");
  desk.collect("C002", usd("50"), "2026-03-02");
  const Ageing ageing = desk.receivables_room().ageing();
  CHECK(ageing.as_of == day("2026-03-31"));
  REQUIRE(ageing.rows.size() == 2);
  CHECK(ageing.rows[0].name == "Customer C001");
  CHECK(texts(ageing.rows[0].buckets) == Texts{"110.00", "500.00", "400.00", "500.00"});
  CHECK(ageing.rows[0].credits == usd("0"));
  CHECK(ageing.rows[0].not_due == usd("0"));
  CHECK(ageing.rows[0].balance == usd("1510"));
  CHECK(texts(ageing.rows[1].buckets) == Texts{"0.00", "0.00", "0.00", "0.00"});
  CHECK(ageing.rows[1].credits == usd("-10"));
  CHECK(ageing.total.balance == usd("1500"));
  CHECK(ageing.total.credits == usd("-10"));
}

TEST_CASE("ageing by due date keeps what is not due apart", "[receivables][ageing]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("100"), "2026-03-02", 30);  // due tomorrow
  desk.sale("C001", usd("20"), "2026-03-01", 30);   // due today
  desk.sale("C001", usd("3"), "2026-02-27", 1);     // 31 days over
  const Ageing ageing = desk.receivables_room().ageing({.basis = AgeingBasis::due});
  REQUIRE(ageing.rows.size() == 1);
  CHECK(ageing.rows[0].not_due == usd("100"));
  CHECK(texts(ageing.rows[0].buckets) == Texts{"20.00", "3.00", "0.00", "0.00"});
  CHECK(ageing.rows[0].balance == usd("123"));
}

TEST_CASE("ageing of a past day shows what was open then", "[receivables][ageing]") {
  Desk desk;
  desk.customer("C001");
  const auto sale = desk.sale("C001", usd("100"), "2026-01-10");
  desk.collect("C001", usd("60"), "2026-02-10");
  desk.collect("C001", usd("60"), "2026-02-20");
  desk.sale("C001", usd("50"), "2026-03-01");
  const auto columns = [&](std::string_view when, std::optional<std::string> party) {
    const Ageing ageing =
        desk.receivables_room().ageing({.party = std::move(party), .as_of = day(when), .bounds = {30}});
    if (ageing.rows.empty()) return std::string("none");
    const AgeingRow& row = ageing.rows.at(0);
    return row.buckets.at(0).amount().to_string() + " " + row.buckets.at(1).amount().to_string() + " " +
           row.credits.amount().to_string() + " = " + row.balance.amount().to_string();
  };
  for (const auto& party : {std::optional<std::string>(), std::optional<std::string>("C001")}) {
    CHECK(columns("2026-01-09", party) == "none");
    CHECK(columns("2026-01-10", party) == "100.00 0.00 0.00 = 100.00");
    CHECK(columns("2026-02-09", party) == "100.00 0.00 0.00 = 100.00");
    CHECK(columns("2026-02-10", party) == "0.00 40.00 0.00 = 40.00");
    CHECK(columns("2026-02-20", party) == "0.00 0.00 -20.00 = -20.00");
    CHECK(columns("2026-03-01", party) == "30.00 0.00 0.00 = 30.00");
  }
  // The reversal of today does not change what was open yesterday.
  desk.reverse(sale, "2026-03-31");
  CHECK(columns("2026-02-10", std::nullopt) == "0.00 40.00 0.00 = 40.00");
  CHECK(columns("2026-03-31", std::nullopt) == "30.00 0.00 -100.00 = -70.00");
}

TEST_CASE("ageing of one account, of a group, and of nobody", "[receivables][ageing]") {
  Desk desk;
  desk.book.customers().create_group({.code = "NORTH", .name = "North"});
  desk.book.customers().create_group({.code = "HILL", .name = "Hill", .parent = "NORTH"});
  for (const char* code : {"C001", "C002", "C003"}) {
    desk.customer(code);
    desk.sale(code, usd("10"), "2026-03-01");
  }
  desk.book.customers().join_group("C002", "HILL");
  const Receivables room = desk.receivables_room();
  CHECK(room.ageing().rows.size() == 3);
  const Ageing north = room.ageing({.group = "NORTH"});
  REQUIRE(north.rows.size() == 1);
  CHECK(north.rows[0].code == "C002");
  CHECK(room.ageing({.party = "C003"}).total.balance == usd("10"));
  CHECK(room.ageing({.party = "C003", .group = "NORTH"}).rows.empty());
  CHECK(room.ageing({.side = Side::payable}).rows.empty());
  CHECK(room.ageing({.currency = "EUR"}).total.balance == Money::of("0", "EUR"));
}

TEST_CASE("bounds of an ageing must ascend", "[receivables][ageing]") {
  Desk desk;
  const Receivables room = desk.receivables_room();
  for (const std::vector<int>& bounds : {std::vector<int>{}, {30, 30}, {60, 30}, {-1, 30}}) {
    try {
      static_cast<void>(room.ageing({.bounds = bounds}));
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::range);
      CHECK(error.field() == "bounds");
    }
  }
  CHECK(room.ageing({.bounds = {0}}).total.buckets.size() == 2);
}
