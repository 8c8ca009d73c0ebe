/// Graduated prices, blocks and exact amounts (MODEL C1.4, C1.7).
#include "pricing/scales.hpp"

#include <algorithm>
#include <vector>

#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

SmallBook with_scale(Scale scale, std::vector<std::pair<std::string_view, std::string_view>> breaks,
                     std::int64_t per = 1) {
  SmallBook book;
  book.base = book.list(PriceListKind::base);
  for (const auto& [min, of_unit] : breaks) {
    EntryRow row = book.row(ProductKind::item, the_item.value, {.price = of_unit, .min = min, .per = per});
    row.scale = scale;
    book.add(book.base, row);
  }
  return book;
}

Money usd_of(std::string_view amount) { return Money::of(amount, "USD"); }

}  // namespace

TEST_CASE("graduated breaks add up their parts", "[pricing]") {
  SmallBook book = with_scale(Scale::incremental, {{"0", "4.00"}, {"100", "3.90"}, {"200", "3.80"}});
  CHECK(book.quote("250")->unit_price == price("3.92"));  // 980.00
  CHECK(book.quote("200")->unit_price == price("3.95"));  // 790.00
  CHECK(book.quote("100")->unit_price == price("4"));
  CHECK(book.quote("0.5")->unit_price == price("4"));
  CHECK(book.quote("0")->unit_price == price("4"));
  // 400 + 195 over 150 is 3.96666…: the amount stays exact.
  const auto inexact = book.quote("150");
  CHECK(inexact->unit_price == price("3.966667"));
  CHECK(inexact->amount == usd_of("595.00"));
  CHECK_FALSE(book.quote("250")->amount);
}

TEST_CASE("graduated breaks in two units are one scale", "[pricing]") {
  SmallBook book = with_scale(Scale::incremental, {{"0", "4.00"}});
  EntryRow dozens = book.row(ProductKind::item, the_item.value, {.price = "36.00", .min = "10", .unit = dozen});
  dozens.scale = Scale::incremental;
  book.add(book.base, dozens);
  // 120 pieces at 4.00, and 30 at 36.00 a dozen: 480 + 90
  CHECK(book.quote("150")->unit_price == price("3.8"));
}

TEST_CASE("graduated breaks that leave a gap have no price, and say so", "[pricing]") {
  SmallBook book = with_scale(Scale::incremental, {{"10", "3.00"}});
  book.build();
  Trace trace;
  CHECK_FALSE(resolve(book.ask("20"), trace));
  const auto told = std::find_if(trace.candidates.begin(), trace.candidates.end(),
                                 [](const Traced& each) { return each.source == PriceSource::base; });
  REQUIRE(told != trace.candidates.end());
  CHECK(told->outcome == PriceOutcome::scale_gap);
}

TEST_CASE("the later version of a graduated break takes its place", "[pricing]") {
  SmallBook book = with_scale(Scale::incremental, {{"0", "4.00"}, {"100", "3.90"}});
  EntryRow later = book.row(ProductKind::item, the_item.value, {.price = "3.50", .min = "100", .from = 50});
  later.scale = Scale::incremental;
  book.add(book.base, later);
  CHECK(book.quote("200")->unit_price == price("3.75"));  // 400 + 350
}

TEST_CASE("a part of a block costs a whole one", "[pricing]") {
  SmallBook book = with_scale(Scale::block, {{"0", "10.00"}}, 6);
  CHECK(book.quote("12")->unit_price == price("1.666667"));
  CHECK(book.quote("12")->amount == usd_of("20.00"));
  CHECK(book.quote("12.000001")->amount == usd_of("30.00"));
  CHECK(book.quote("1")->unit_price == price("10"));
}

TEST_CASE("a price per so many units keeps its fraction", "[pricing]") {
  SmallBook book = with_scale(Scale::all_units, {{"0", "10.00"}}, 12);
  CHECK(book.quote("7")->unit_price == price("0.833333"));
  CHECK(book.quote("7")->amount == usd_of("5.83"));
  CHECK(book.quote("1000000")->amount == usd_of("833333.33"));
  CHECK_FALSE(with_scale(Scale::all_units, {{"0", "10.00"}}, 5).quote("7")->amount);  // 2.00 each
}

TEST_CASE("a rate and a discount take their part of a graduated amount", "[pricing]") {
  SmallBook book = with_scale(Scale::incremental, {{"0", "4.00"}, {"100", "3.90"}});
  book.rate("10");
  CHECK(book.quote("150")->unit_price == price("3.57"));  // 595 × 0.9 / 150
  CHECK(book.quote("150")->source == PriceSource::customer_rate);
  book.procedure.steps = {{.name = 1}};
  const ListHandle everyone = book.discounts(PriceListKind::everyone, {.step = 1});
  book.by_item(everyone, {.off = {"33.3333"}});
  // 535.5 × 0.666667 / 150 = 2.38000119
  CHECK(book.quote("150")->unit_price == price("2.380001"));
  CHECK(book.quote("150")->amount == usd_of("357.00"));  // 357.0001785
}
