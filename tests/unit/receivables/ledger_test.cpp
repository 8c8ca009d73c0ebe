#include "receivables/ledger.hpp"

#include <limits>

#include "support/test.hpp"
#include "unit/receivables/desk.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

/// The code and field of the Error that `call` throws.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + "(" + error.field() + ")";
  }
  return "none";
}

}  // namespace

TEST_CASE("without numbers a collection pays the oldest first", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto first = desk.sale("C001", usd("100"), "2026-03-01");
  const auto second = desk.sale("C001", usd("200"), "2026-03-02");
  const auto paid = desk.collect("C001", usd("150"), "2026-03-10");
  CHECK(desk.open(first) == "0.00");
  CHECK(desk.open(second) == "150.00");
  CHECK(desk.open(paid) == "0.00");
  REQUIRE(paid.allocations.size() == 2);
  CHECK(paid.allocations[0].debit == first.voucher());
  CHECK(paid.allocations[0].amount == usd("100"));
  CHECK(paid.allocations[1].amount == usd("50"));
  CHECK(desk.differences().empty());
}

TEST_CASE("a collection pays the documents that it names before the oldest", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto first = desk.sale("C001", usd("100"), "2026-03-01");
  const auto second = desk.sale("C001", usd("200"), "2026-03-02");
  desk.collect("C001", usd("150"), "2026-03-10", {second.voucher()});
  CHECK(desk.open(first) == "100.00");
  CHECK(desk.open(second) == "50.00");
  // What is left of it goes to the oldest; what is settled already is no debit to name.
  desk.collect("C001", usd("70"), "2026-03-11", {second.voucher()});
  CHECK(desk.open(second) == "0.00");
  CHECK(desk.open(first) == "80.00");
  CHECK(refusal([&] { desk.collect("C001", usd("30"), "2026-03-12", {second.voucher()}); }) ==
        "OVER_ALLOCATED(settles[0])");
  CHECK(desk.open(first) == "80.00");
}

TEST_CASE("a collection cannot name what is no debit of the account", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.customer("C002");
  const auto mine = desk.sale("C001", usd("100"), "2026-03-01");
  const auto other = desk.sale("C002", usd("100"), "2026-03-01");
  const auto advance = desk.collect("C001", usd("150"), "2026-03-02");
  const auto naming = [&](VoucherId voucher) {
    return refusal([&] { desk.collect("C001", usd("10"), "2026-03-03", {mine.voucher(), voucher}); });
  };
  CHECK(naming(other.voucher()) == "UNKNOWN_REFERENCE(settles[1])");
  CHECK(naming(advance.voucher()) == "UNKNOWN_REFERENCE(settles[1])");
  CHECK(naming(VoucherId(999)) == "UNKNOWN_REFERENCE(settles[1])");
  CHECK(desk.balance("C001").amount == usd("-50"));
  CHECK(desk.differences().empty());
}

TEST_CASE("a caller that knows the days names documents by them", "[receivables]") {
  Desk desk;
  const PartyId party = desk.customer("C001");
  const auto first = desk.sale("C001", usd("100"), "2026-03-01");
  const auto second = desk.sale("C001", usd("200"), "2026-03-02");
  const auto pay = [&](receivables::ItemKey named) {
    desk.book.write([&](access::Work& work) {
      const receivables::ItemKey item{.dated = day("2026-03-09"), .voucher = VoucherId(500 + named.voucher.value)};
      receivables::post(
          work, {.key = first.key, .party = party, .item = item, .due = item.dated, .amount = usd("-150").minor});
      receivables::allocate_to(work, first.key, item, std::span(&named, 1), item.dated);
    });
  };
  auto wrong_day = second.item;
  wrong_day.dated = wrong_day.dated + 1;
  CHECK(refusal([&] { pay(wrong_day); }) == "UNKNOWN_REFERENCE(settles[0])");
  pay(second.item);
  CHECK(desk.open(first) == "100.00");
  CHECK(desk.open(second) == "50.00");
}

TEST_CASE("more than is owed stays open as an advance, and the next sale takes it", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("220"), "2026-03-05");
  const auto paid = desk.collect("C001", usd("250"), "2026-03-10");
  const Balance advance = desk.balance("C001");
  CHECK(advance.amount == usd("-30"));
  CHECK_FALSE(advance.age_start);
  CHECK(desk.open(paid) == "-30.00");

  const auto next = desk.sale("C001", usd("100"), "2026-03-20");
  REQUIRE(next.allocations.size() == 1);
  CHECK(next.allocations[0].amount == usd("30"));
  CHECK(next.allocations[0].effective == day("2026-03-20"));
  CHECK(desk.open(next) == "70.00");
  CHECK(desk.open(paid) == "0.00");
  CHECK(desk.balance("C001").amount == usd("70"));
  CHECK(desk.balance("C001").age_start == day("2026-03-20"));
  CHECK(desk.differences().empty());
}

TEST_CASE("advances are taken oldest first and never beyond the sale", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto late = desk.collect("C001", usd("40"), "2026-03-03");
  const auto early = desk.collect("C001", usd("30"), "2026-03-01");
  const auto sale = desk.sale("C001", usd("50"), "2026-03-10");
  CHECK(desk.open(sale) == "0.00");
  CHECK(desk.open(early) == "0.00");
  CHECK(desk.open(late) == "-20.00");
}

TEST_CASE("undoing what a collection settled reopens both sides by further rows", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto first = desk.sale("C001", usd("100"), "2026-03-01");
  const auto second = desk.sale("C001", usd("200"), "2026-03-02");
  const auto paid = desk.collect("C001", usd("150"), "2026-03-10");
  const auto mirror = desk.reverse(paid, "2026-03-12");
  CHECK(desk.open(first) == "100.00");
  CHECK(desk.open(second) == "200.00");
  CHECK(desk.open(paid) == "0.00");
  CHECK(desk.open(mirror) == "0.00");
  CHECK(desk.balance("C001").amount == usd("300"));
  CHECK(desk.balance("C001").age_start == day("2026-03-01"));

  const auto rows = desk.receivables_room().allocations(first.voucher());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].amount == usd("100"));
  CHECK(rows[1].amount == usd("-100"));
  CHECK(rows[1].effective == day("2026-03-12"));
  CHECK(desk.differences().empty());
}

TEST_CASE("a reversed sale dates no debt and gives its payments back", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto old = desk.sale("C001", usd("100"), "2026-01-10");
  const auto recent = desk.sale("C001", usd("80"), "2026-03-01");
  const auto paid = desk.collect("C001", usd("60"), "2026-03-10");
  CHECK(desk.balance("C001").age_start == day("2026-01-10"));
  desk.reverse(old, "2026-03-15");
  CHECK(desk.balance("C001").amount == usd("20"));
  CHECK(desk.balance("C001").age_start == day("2026-03-01"));
  CHECK(desk.open(paid) == "-60.00");
  CHECK(desk.open(recent) == "80.00");
  CHECK(refusal([&] { desk.reverse(old, "2026-03-16"); }) == "ALREADY_REVERSED()");
  CHECK(desk.balance("C001").amount == usd("20"));
  CHECK(desk.differences().empty());
}

TEST_CASE("a balance that cannot be held is refused and nothing changes", "[receivables]") {
  Desk desk;
  desk.customer("HQ");
  desk.customer("B1", "HQ");
  const Money most{std::numeric_limits<std::int64_t>::max(), Currency::of("USD")};
  desk.sale("HQ", most, "2026-03-01");
  CHECK(refusal([&] { desk.sale("HQ", usd("0.01"), "2026-03-02"); }) == "OVERFLOW(party)");
  CHECK(refusal([&] { desk.sale("B1", usd("0.01"), "2026-03-02"); }) == "OVERFLOW(party)");
  CHECK(desk.balance("HQ").amount == most);
  CHECK(desk.balance("B1", BalanceBasis::individual).amount == usd("0"));
  CHECK(desk.receivables_room().open_items("HQ").size() == 1);
  CHECK(desk.differences().empty());
}

TEST_CASE("a document of nothing leaves a row and owes nothing", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  desk.sale("C001", usd("0"), "2026-03-01");
  CHECK(desk.balance("C001").amount == usd("0"));
  CHECK(desk.receivables_room().open_items("C001").empty());
  CHECK(desk.receivables_room().ledger("C001", day("2026-03-01"), day("2026-03-31")).size() == 2);
  CHECK(desk.differences().empty());
}

TEST_CASE("sides and currencies are accounts of their own", "[receivables]") {
  Desk desk;
  const PartyId party = desk.customer("C001");
  const auto sale = desk.sale("C001", usd("100"), "2026-03-01");
  desk.sale("C001", Money::of("70", "EUR"), "2026-03-02");
  desk.post("C001", usd("132"), "2026-03-03", 0, Side::payable);
  desk.settle("C001", usd("100"), "2026-03-04", {}, Side::payable);
  CHECK(desk.open(sale) == "100.00");
  const Receivables room = desk.receivables_room();
  CHECK(room.balance(party, Side::receivable, Currency::of("EUR")) == Money::of("70", "EUR"));
  CHECK(room.balance("C001", Side::payable).amount == usd("32"));
  desk.book.read([&](access::Work& work) {
    const auto states = receivables::states(work, party, Side::receivable);
    REQUIRE(states.size() == 2);
    CHECK(receivables::state(work, sale.key).balance == 10000);
    CHECK(receivables::oldest_open(work, sale.key, day("2026-03-31")) == day("2026-03-01"));
    return 0;
  });
  CHECK(desk.differences().empty());
}

TEST_CASE("verify names a counter that differs from its documents", "[receivables]") {
  Desk desk;
  desk.customer("C001");
  const auto sale = desk.sale("C001", usd("100"), "2026-03-01");
  desk.collect("C001", usd("30"), "2026-03-02");
  desk.book.write([](access::Work& work) {
    work.tx().execute("UPDATE emptor_balance SET account_amount = account_amount + 1, age_newer = 5");
    work.tx().execute("UPDATE emptor_open_item SET open_amount = 6000 WHERE open_amount = 7000");
  });
  const auto found = desk.differences();
  REQUIRE(found.size() == 3);
  CHECK(found[0].what == "open item");
  CHECK(found[0].where == "C001 receivable USD voucher " + std::to_string(sale.voucher().value));
  CHECK(found[0].kept == "6000");
  CHECK(found[0].computed == "7000");
  CHECK(found[1].what == "account balance");
  CHECK(found[1].kept == "70.01 USD");
  CHECK(found[1].computed == "70.00 USD");
  CHECK(found[2].what == "age");
}
