/// Prices asked backwards: next breaks, targets, packs.
#include "emptor/emptor.hpp"
#include "pricing/inverse.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

namespace {

using namespace emptor;
using test::usd;

PriceEntryInput base_from(const char* item, const char* price, std::int64_t quantity) {
  PriceEntryInput entry;
  entry.product.item = item;
  entry.price = Decimal::parse(price);
  entry.min_quantity = Decimal(quantity);
  return entry;
}

/// P1: 10.00, 9.00 from 10, 8.50 from 50.
Book breaks_book() {
  Book book = test::trade_book();
  book.prices().set(base_from("P1", "9", 10));
  book.prices().set(base_from("P1", "8.50", 50));
  return book;
}

QuoteRequest line(const char* item, std::int64_t quantity) {
  return {.item = item, .customer = "C001", .quantity = Quantity::of(quantity), .on = test::trade_day};
}

}  // namespace

TEST_CASE("the next break and its gain", "[pricing][inverse]") {
  Book book = breaks_book();
  const NextBreaks found = book.price_analysis().next_breaks(line("P1", 9));
  CHECK(found.amount == usd("90.00"));
  REQUIRE(found.breaks.size() == 2);
  // One more, and it costs nothing more.
  CHECK(found.breaks[0].quantity == Quantity::of(10));
  CHECK(found.breaks[0].more == Quantity::of(1));
  CHECK(found.breaks[0].less_each == UnitPrice::of("1"));
  CHECK(found.breaks[0].more_in_all == usd("0.00"));
  CHECK(found.breaks[1].quantity == Quantity::of(50));
  CHECK(found.breaks[1].amount == usd("425.00"));
  CHECK(found.breaks[1].more_in_all == usd("335.00"));
  CHECK(book.price_analysis().next_breaks(line("P1", 10), Quantity::of(1), 1).breaks.front().quantity ==
        Quantity::of(50));
  CHECK(book.price_analysis().next_breaks(line("P1", 50)).breaks.empty());

  // An amount is reached at a quantity: 300.00 at 9.00 by 33.33, so by 34 whole ones.
  book.prices().set_discount({.percents = {Decimal(3)}, .min_amount = Decimal(300)});
  const NextBreaks with_amount = book.price_analysis().next_breaks(line("P1", 20));
  REQUIRE(with_amount.breaks.size() == 2);
  CHECK(with_amount.breaks[0].quantity == Quantity::of(34));
  CHECK(with_amount.breaks[0].amount == usd("296.82"));
  CHECK(test::refusal([&] { static_cast<void>(book.price_analysis().next_breaks(line("P1", 0))); }) ==
        "RANGE(quantity)");
  CHECK(test::refusal([&] { static_cast<void>(book.price_analysis().next_breaks(line("P1", 1), Quantity{0})); }) ==
        "RANGE(step)");
}

TEST_CASE("the price and the discount that reach a margin", "[pricing][inverse]") {
  Book book = breaks_book();
  PriceEntryInput cost = base_from("P1", "6.10", 0);
  cost.list.direction = Direction::purchases;
  book.prices().set(cost);
  const TargetPrice found = book.price_analysis().price_for(line("P1", 10), {.margin = Percent::of("30")});
  // 6.10 / 0.7 = 8.714285…, rounded up so that the margin is kept.
  CHECK(found.unit_price == UnitPrice::of("8.714286"));
  CHECK(found.cost == UnitPrice::of("6.10"));
  CHECK(found.margin == Percent::of("30"));
  // 9.00 less 3.1746 % is 8.714286; less 3.1747 % would be 8.714277.
  CHECK(found.discount == Percent::of("3.1746"));
  CHECK(found.amount_discounted == usd("87.14"));
  CHECK(test::refusal([&] {
          static_cast<void>(book.price_analysis().price_for(line("P1", 1), {.margin = Percent::of("100")}));
        }) == "RANGE(margin)");
  CHECK(test::refusal([&] { static_cast<void>(book.price_analysis().price_for(line("P1", 1), {})); }) ==
        "INVALID(target)");
}

TEST_CASE("the price and the discount that come to a total", "[pricing][inverse]") {
  Book book = breaks_book();
  const TargetPrice found = book.price_analysis().price_for(line("P1", 12), {.total = Decimal(100)});
  CHECK(found.quote_amount == usd("108.00"));
  CHECK(found.unit_price == UnitPrice::of("8.333333"));
  CHECK(found.amount == usd("100.00"));
  CHECK(found.amount_discounted == usd("100.00"));
  CHECK_FALSE(found.margin);
  const TargetPrice dearer = book.price_analysis().price_for(line("P1", 12), {.total = Decimal(120)});
  CHECK(dearer.discount == Percent::of("-11.1111"));
  CHECK(test::refusal([&] {
          static_cast<void>(book.price_analysis().price_for(line("P1", 1), {.margin = Percent::of("10")}));
        }) == "NOT_FOUND(cost)");
}

TEST_CASE("the cheapest packs for a quantity", "[pricing][inverse]") {
  Book book = test::trade_book();
  auto catalog = book.catalog();
  catalog.create_unit("BOX", "box of 12");
  catalog.create_unit("SIX", "six-pack");
  catalog.create_item(
      {.code = "B1",
       .name = "Beer",
       .unit = "PCS",
       .units = {{.unit = "SIX", .factor = Ratio::of(6, 1)}, {.unit = "BOX", .factor = Ratio::of(12, 1)}}});
  book.prices().set_base("B1", Decimal::parse("1.00"));
  for (const auto& [unit, price] : {std::pair("SIX", "5.40"), std::pair("BOX", "9.60")}) {
    PriceEntryInput entry = base_from("B1", price, 1);
    entry.unit = unit;
    book.prices().set(entry);
  }
  const auto told = [&](std::int64_t quantity) {
    const PackMix mix = book.price_analysis().cheapest_packs(line("B1", quantity));
    std::string text;
    for (const Pack& pack : mix.packs) text += std::to_string(pack.count) + " " + pack.unit + ", ";
    return text + mix.amount.amount().to_string() + " for " + mix.quantity.value().normalized().to_string();
  };
  CHECK(told(12) == "1 BOX, 9.60 for 12");
  CHECK(told(1) == "1 PCS, 1.00 for 1");
  CHECK(test::refusal([&] { static_cast<void>(told(3'000)); }) == "LIMIT(quantity)");
}

TEST_CASE("a mix is the cheapest there is", "[pricing][inverse]") {
  // Ten cost less than nine; three of the second kind have no price.
  const std::vector<pricing::PackSize> sizes{
      {.size = 1, .amounts = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 80, 88, 96, 104, 112, 120, 128, 136, 144}},
      {.size = 4, .amounts = {0, 38, 76, std::nullopt, 150}}};
  for (std::int64_t need = 1; need <= 9; ++need) {
    std::int64_t best = -1;
    for (std::size_t ones = 0; ones < sizes[0].amounts.size(); ++ones)
      for (std::size_t fours = 0; fours < sizes[1].amounts.size(); ++fours) {
        if (!sizes[1].amounts[fours] || static_cast<std::int64_t>(ones + 4 * fours) < need) continue;
        const std::int64_t amount = *sizes[0].amounts[ones] + *sizes[1].amounts[fours];
        if (best < 0 || amount < best) best = amount;
      }
    const auto counts = pricing::cheapest_mix(sizes, need);
    REQUIRE(counts.size() == 2);
    CHECK(*sizes[0].amounts[static_cast<std::size_t>(counts[0])] +
              *sizes[1].amounts[static_cast<std::size_t>(counts[1])] ==
          best);
    CHECK(counts[0] + 4 * counts[1] >= need);
  }
  CHECK(pricing::cheapest_mix({{.size = 1, .amounts = {0, std::nullopt}}}, 1).empty());
}
