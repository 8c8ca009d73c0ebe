/// Edge cases that a naive resolver gets wrong, over a whole book.
#include "scenario/pricing_fixture.hpp"
#include "support/test.hpp"

using namespace emptor;
using namespace emptor::test;

TEST_CASE("a customer without a group never gets a group's price", "[pricing]") {
  PriceBook book;
  book.customers().create({.code = "C003", .name = "Without a group"});
  book.prices().set({.list = customer_group("North"), .product = item("P1"), .price = dec("16")});
  CHECK(book.quote("P1", "C001").unit_price == price("16"));
  CHECK(book.quote("P1", "C002").unit_price == price("20"));
  CHECK(book.quote("P1", "C003").unit_price == price("20"));
}

TEST_CASE("the nearest group of a tree wins, and priority decides between groups", "[pricing]") {
  PriceBook book;
  book.customers().create_group({.code = "Hanoi", .name = "Hanoi", .parent = "North"});
  book.customers().create_group({.code = "Dealers", .name = "Dealers", .priority = 200});
  book.customers().create({.code = "C003", .name = "In Hanoi", .groups = {"Dealers", "Hanoi"}});
  book.prices().set({.list = customer_group("Dealers"), .product = item("P1"), .price = dec("15")});
  CHECK(book.quote("P1", "C003").unit_price == price("15"));
  book.prices().set({.list = customer_group("North"), .product = item("P1"), .price = dec("16")});
  CHECK(book.quote("P1", "C003").unit_price == price("16"));
  book.prices().set({.list = customer_group("Hanoi"), .product = item("P1"), .price = dec("17")});
  CHECK(book.quote("P1", "C003").unit_price == price("17"));
  // Best price: the lower amount, whatever the order of the groups.
  BookSettings policies = book.settings().get();
  policies.sales_prices.winner = AccessSequence::Winner::best_price;
  book.settings().change(policies);
  CHECK(book.quote("P1", "C003").unit_price == price("15"));
}

TEST_CASE("a rule for an item from 10 leaves a purchase of 5 to the rule of its group", "[pricing]") {
  PriceBook book;
  book.prices().set({.list = level("RETAIL"), .product = item("P1"), .price = dec("15"), .min_quantity = dec("10")});
  book.prices().set({.list = level("RETAIL"), .product = group("TOP"), .price = dec("18"), .min_quantity = dec("1")});
  CHECK(book.quote("P1", "C002", "5").unit_price == price("18"));
  CHECK(book.quote("P1", "C002", "10").unit_price == price("15"));
  CHECK(book.quote("P1", "C002", "0.5").unit_price == price("20"));
  // A return finds the step of the sale.
  CHECK(book.quote("P1", "C002", "-10").unit_price == price("15"));
}

TEST_CASE("a fractional quantity finds a price without breaks", "[pricing]") {
  PriceBook book;
  CHECK(book.quote("P1", "C002", "0.5").unit_price == price("20"));
}

TEST_CASE("a price that ends on 1 March does not hold on 1 March", "[pricing]") {
  PriceBook book;
  book.prices().set(
      {.list = level("RETAIL"), .product = item("P1"), .price = dec("15"), .valid = {.until = Date::of(2026, 3, 1)}});
  const auto on = [&](Date day) {
    return book.prices().quote({.item = "P1", .customer = "C002", .on = day}).unit_price;
  };
  CHECK(on(Date::of(2026, 2, 28)) == price("15"));
  CHECK(on(Date::of(2026, 3, 1)) == price("20"));
}

TEST_CASE("a future entry changes nothing today and says so", "[pricing]") {
  PriceBook book;
  const PriceEntryId future = book.prices().set(
      {.list = level("RETAIL"), .product = item("P1"), .price = dec("15"), .valid = {.from = Date::of(2026, 4, 1)}});
  CHECK(book.quote("P1", "C002").unit_price == price("20"));
  const PriceExplanation told = book.prices().explain({.item = "P1", .customer = "C002"});
  bool found = false;
  for (const PriceCandidate& each : told.candidates)
    if (each.entry == future) {
      found = true;
      CHECK(each.outcome == PriceOutcome::not_yet);
      CHECK(each.valid.from == Date::of(2026, 4, 1));
    }
  CHECK(found);
}

TEST_CASE("a percentage of a base price that is missing is no price, not zero", "[pricing]") {
  PriceBook book;
  book.catalog().create_item({.code = "P4", .name = "New", .unit = "PCS", .groups = {"TOP"}});
  book.prices().set({.list = level("RETAIL"), .product = group("TOP"), .percent_of_base = dec("90")});
  const Error refused = refusal([&] { (void)book.quote("P4", "C002"); });
  CHECK(refused.code() == ErrorCode::no_price);
  CHECK(refused.field() == "item");
  const PriceExplanation told = book.prices().explain({.item = "P4", .customer = "C002"});
  CHECK_FALSE(told.quote);
  CHECK(told.candidates.at(0).outcome == PriceOutcome::no_base);
  CHECK(told.to_string().substr(0, 9) == "no price\n");
}

TEST_CASE("a price in another currency does not stand in for a missing one", "[pricing]") {
  PriceBook book;
  book.customers().set_term(TermOwner::party("C002"), Term::currency, "EUR");
  CHECK(refusal([&] { (void)book.quote("P1", "C002"); }).code() == ErrorCode::no_price);
  book.prices().set({.list = {.currency = "EUR"}, .product = item("P1"), .price = dec("18.50")});
  CHECK(book.quote("P1", "C002").unit_price == price("18.50"));
  CHECK(book.quote("P1", "C002").currency == Currency::of("EUR"));
  CHECK(book.prices().quote({.item = "P1", .customer = "C002", .currency = "USD"}).unit_price == price("20"));
  // Special prices are in the customer's currency unless the scope says otherwise.
  book.prices().set_special("C002", "P1", dec("17"));
  CHECK(book.quote("P1", "C002").unit_price == price("17"));
  CHECK(book.prices().quote({.item = "P1", .customer = "C002", .currency = "USD"}).unit_price == price("20"));
  CHECK(book.prices().entries(customer("C002")).front().terms.list.currency == "EUR");
}

TEST_CASE("prices per dozen and per hundred convert exactly", "[pricing]") {
  PriceBook book;
  book.prices().set({.list = customer("C002"), .product = item("P1"), .price = dec("100"), .unit = "DZN"});
  CHECK(book.quote("P1", "C002").unit_price == price("8.333333"));
  CHECK(book.prices().quote({.item = "P1", .customer = "C002", .unit = "DZN"}).unit_price == price("100"));
  book.prices().set({.list = customer("C001"), .product = item("P1"), .price = dec("125.5"), .per = dec("100")});
  CHECK(book.quote("P1", "C001").unit_price == price("1.255"));
  const Error refused = refusal([&] { (void)book.prices().quote({.item = "P1", .customer = "C002", .unit = "LB"}); });
  CHECK(refused.code() == ErrorCode::unit_mismatch);
}

TEST_CASE("a location's special prices serve that location", "[pricing]") {
  PriceBook book;
  book.ask({PriceSource::location_item, PriceSource::location_group, PriceSource::special_item, PriceSource::base});
  book.prices().set({.list = location("W1"), .product = group("TOP"), .percent_of_base = dec("80")});
  const auto at = [&](std::optional<std::string> code) {
    return book.prices().quote({.item = "P1", .customer = "C002", .location = std::move(code)}).unit_price;
  };
  CHECK(at("W1") == price("16"));
  CHECK(at("W2") == price("20"));
  CHECK(at(std::nullopt) == price("20"));
}

TEST_CASE("the customer's own list serves where no line names another", "[pricing]") {
  PriceBook book;
  book.customers().set_term(TermOwner::party("C002"), Term::sales_list, "C");
  CHECK(book.quote("P1", "C002").unit_price == price("21"));
  CHECK(book.quote("P2", "C002").unit_price == price("10"));
  CHECK(book.prices().quote({.item = "P1", .customer = "C002", .list = "A"}).unit_price == price("25"));
  // The list named on the line takes the place of the customer's own.
  CHECK(book.prices().quote({.item = "P3", .customer = "C002", .list = "A"}).unit_price == price("40"));
}

TEST_CASE("everything that a question does not know is told at once", "[pricing]") {
  PriceBook book;
  const Error refused = refusal([&] {
    (void)book.prices().quote(
        {.item = "NO", .customer = "NO", .unit = "NO", .currency = "XXY", .location = "NO", .list = "NO"});
  });
  CHECK(refused.problems().size() == 6);
  CHECK(refused.code() == ErrorCode::unknown_reference);
}

TEST_CASE("an explanation can be read", "[pricing]") {
  PriceBook book;
  book.prices().set({.list = level("WHOLESALE"), .product = group("TOP"), .percent_of_base = dec("90")});
  book.prices().set({.list = customer("C001"),
                     .product = item("P3"),
                     .price = dec("30"),
                     .min_quantity = dec("10"),
                     .valid = {.until = Date::of(2027, 1, 1)}});
  const PriceExplanation told = book.prices().explain({.item = "P3", .customer = "C001"});
  CHECK(told.quote == book.quote("P3", "C001"));
  CHECK(told.to_string() ==
        "36.00 USD from special_group\n"
        "  base price: 40.00\n"
        "  90 % of the base price: 40.00 -> 36.00\n"
        "  * won            special_group, level WHOLESALE, group TOP: 36.00\n"
        "  - quantity_short special_item, customer C001, item P3, from 10, until 2027-01-01: 30.00\n"
        "  - no_value       assigned_list\n"
        "  - lost_rank      customer_rate, base, item P3: 38.00\n"
        "  - lost_rank      base, base, item P3: 40.00\n");
}
