// Goal: prices made from the cost or from a list in another currency are exact, mean that currency's base price and
// cost below the conversion, and never fall back on a rate of 1 or on another price in silence.
#include <algorithm>
#include <array>

#include "support/refused.hpp"
#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

/// A list in dollars that takes over, as a percentage, what a list in euros says.
struct Abroad {
  SmallBook book;
  ListHandle euros = 0;
  ListHandle dollars = 0;
  PriceEntryId follows{};
  std::array<Conversion, 2> conversions{};
  std::array<Cost, 2> costs{Cost{usd, Exact(price("8.00").micros), 901}, Cost{eur, Exact(price("6.00").micros), 902}};

  explicit Abroad(std::string_view percent = "100") : book(SmallBook::with_base("20.00")) {
    euros = book.list(PriceListKind::named, {.currency = eur});
    dollars = book.list(PriceListKind::named);
    follows = formula(dollars, percent, {.of_list = euros, .conversion = 1});
    conversions[1] = {.from = eur, .to = usd, .type = "list", .on = Date(7), .rate = Ratio{11, 10}};
    book.assign(dollars);
  }

  PriceEntryId formula(ListHandle list, std::string_view percent, Formula with) {
    EntryRow row = book.row(ProductKind::everything, 0, {});
    row.kind = ValueKind::formula;
    row.value = Percent::of(percent).micros;
    row.formula = with;
    return book.add(list, row);
  }

  Facts ask() {
    book.build();
    Facts facts = book.ask();
    facts.conversions = conversions;
    facts.costs = costs;
    return facts;
  }
};

}  // namespace

TEST_CASE("a margin is the part of the price that is not cost", "[pricing]") {
  Abroad abroad;
  SmallBook& book = abroad.book;
  const ListHandle list = book.list(PriceListKind::named);
  const PriceEntryId margin = abroad.formula(list, "20", {.of_cost = true});
  book.assign(list);
  CHECK(resolve(abroad.ask())->unit_price == price("10.00"));
  Discounting told;
  static_cast<void>(resolve(abroad.ask(), told));
  CHECK(told.lineage == std::vector<std::int64_t>{margin.value, 901});
  Facts without = abroad.ask();
  without.costs = {};
  CHECK(resolve(without)->source == PriceSource::base);
  Trace trace;
  static_cast<void>(resolve(without, trace));
  CHECK(std::any_of(trace.candidates.begin(), trace.candidates.end(),
                    [](const Traced& each) { return each.outcome == PriceOutcome::no_cost; }));
}

TEST_CASE("a margin of a list with tax is over the cost, and the tax on top", "[pricing]") {
  Abroad abroad;
  const ListHandle shelf = abroad.book.list(PriceListKind::named, {.tax_included = true});
  abroad.formula(shelf, "20", {.of_cost = true});
  abroad.book.assign(shelf);
  Facts facts = abroad.ask();
  facts.tax_rate = Percent::of("25");
  CHECK(resolve(facts)->unit_price == price("12.50"));
}

TEST_CASE("a price of another currency is converted exactly, and then changed", "[pricing]") {
  Abroad abroad("50");
  abroad.book.by_item(abroad.euros, {.price = "10.01"});
  CHECK(resolve(abroad.ask())->unit_price == price("5.5055"));
  CHECK(resolve(abroad.ask())->currency == usd);
  abroad.conversions[1].rate = Ratio{1, 3};
  const auto quote = resolve(abroad.ask());
  CHECK(quote->unit_price == price("1.668333"));  // 10.01 / 3 / 2
  REQUIRE(quote->amount);
}

TEST_CASE("below a conversion the base price and the cost are those of the other currency", "[pricing]") {
  Abroad abroad;
  SECTION("the cost") {
    abroad.formula(abroad.euros, "25", {.of_cost = true});
    CHECK(resolve(abroad.ask())->unit_price == price("8.80"));  // 6.00 / 0.75 x 1.1
  }
  SECTION("the base price, and the own one is still there afterwards") {
    const ListHandle base = abroad.book.list(PriceListKind::base, {.currency = eur});
    abroad.book.by_item(base, {.price = "30.00"});
    abroad.formula(abroad.euros, "50", {});
    const auto quote = resolve(abroad.ask());
    CHECK(quote->unit_price == price("16.50"));
    CHECK(quote->base_price == price("20.00"));
  }
  SECTION("where there is none, the list has no price") {
    abroad.formula(abroad.euros, "50", {});
    CHECK(resolve(abroad.ask())->source == PriceSource::base);
  }
}

TEST_CASE("a rate that is missing is an error that names it, and never 1", "[pricing]") {
  Abroad abroad;
  abroad.book.by_item(abroad.euros, {.price = "10.00"});
  abroad.conversions[1].rate.reset();
  const Error error = refused([&] { static_cast<void>(resolve(abroad.ask())); });
  CHECK(error.code() == ErrorCode::no_rate);
  CHECK(figure(error, "from") == "EUR");
  CHECK(figure(error, "to") == "USD");
  CHECK(figure(error, "type") == "list");
  CHECK(figure(error, "on") == "1970-01-08");
  // Where something better ranked has won, it is told and stops nobody.
  abroad.book.own_by_item({.price = "5.00"});
  CHECK(resolve(abroad.ask())->unit_price == price("5.00"));
  Trace trace;
  CHECK(resolve(abroad.ask(), trace)->unit_price == price("5.00"));
  CHECK(std::any_of(trace.candidates.begin(), trace.candidates.end(),
                    [](const Traced& each) { return each.outcome == PriceOutcome::no_rate; }));
}

TEST_CASE("a trace tells conversion and formula apart, and a line keeps the entries alone", "[pricing]") {
  Abroad abroad("90");
  const PriceEntryId lowest = abroad.book.by_item(abroad.euros, {.price = "10.00"});
  Trace trace;
  static_cast<void>(resolve(abroad.ask(), trace));
  REQUIRE(trace.derivation.formulas.size() == 2);
  CHECK(trace.derivation.formulas[0].entry == 0);
  CHECK(trace.derivation.formulas[0].after == Exact(micros("11")));
  CHECK(trace.derivation.formulas[1].after == Exact(micros("9.9")));
  Discounting told;
  static_cast<void>(resolve(abroad.ask(), told));
  CHECK(told.lineage == std::vector<std::int64_t>{abroad.follows.value, lowest.value});
}
