#include "pricing/rules.hpp"

#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;
using pricing::Facts;
using pricing::Trace;

/// The outcome of the candidate that is this entry.
PriceOutcome outcome(const Facts& facts, PriceEntryId entry) {
  Trace trace;
  (void)pricing::resolve(facts, trace);
  for (const auto& each : trace.candidates)
    if (each.entry != nullptr && each.entry->id == entry.value) return each.outcome;
  return PriceOutcome::no_value;
}

}  // namespace

TEST_CASE("a book without entries has no price, which is not a price of zero", "[pricing]") {
  SmallBook book;
  CHECK_FALSE(book.quote());
  book.base = book.list(PriceListKind::base);
  CHECK_FALSE(book.quote());
  book.by_item(book.base, {.price = "0"});
  REQUIRE(book.quote());
  CHECK(book.quote()->unit_price == price("0"));
}

TEST_CASE("inside special prices the customer beats its groups, and groups beat the level", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto near = book.inherited(PriceListKind::customer_group);
  const auto far = book.inherited(PriceListKind::customer_group);
  const auto level = book.inherited(PriceListKind::level);
  book.by_item(level, {.price = "17"});
  CHECK(book.quote()->unit_price == price("17"));
  book.by_item(far, {.price = "19"});
  CHECK(book.quote()->unit_price == price("19"));
  book.by_item(near, {.price = "19.50"});
  CHECK(book.quote()->unit_price == price("19.50"));
  book.own_by_item({.price = "19.90"});
  CHECK(book.quote()->unit_price == price("19.90"));
  CHECK(book.quote()->source == PriceSource::special_item);
  CHECK(book.quote()->base_price == price("20"));
}

TEST_CASE("an item's price beats its nearest group's, a farther group's and that of everything", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.groups = 2;
  const auto level = book.inherited(PriceListKind::level);
  book.for_everything(level, {.percent = "95"});
  CHECK(book.quote()->unit_price == price("19"));
  CHECK(book.quote()->source == PriceSource::special_group);
  book.by_group(level, 2, {.percent = "90"});
  CHECK(book.quote()->unit_price == price("18"));
  book.by_group(level, 1, {.percent = "85"});
  CHECK(book.quote()->unit_price == price("17"));
  CHECK(book.quote()->rate == Percent::of("85"));
  book.by_item(level, {.price = "16"});
  CHECK(book.quote()->unit_price == price("16"));
  CHECK(book.quote()->source == PriceSource::special_item);
}

TEST_CASE("customer first or product first decides between a customer's group price and a level's item price",
          "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto level = book.inherited(PriceListKind::level);
  book.by_item(level, {.price = "17.50"});
  book.own_by_group(1, {.price = "18"});

  SECTION("customer first: what was agreed with the customer") {
    CHECK(book.quote()->unit_price == price("18"));
    CHECK(book.quote()->source == PriceSource::special_group);
  }
  SECTION("product first: the plain order of the two sources") {
    book.sequence.precedence = AccessSequence::Precedence::product_first;
    CHECK(book.quote()->unit_price == price("17.50"));
    CHECK(book.quote()->source == PriceSource::special_item);
  }
  SECTION("sources that the sequence keeps apart are asked one after the other") {
    book.sequence.sources = {PriceSource::special_item, PriceSource::base, PriceSource::special_group};
    CHECK(book.quote()->unit_price == price("17.50"));
    book.sequence.sources = {PriceSource::special_group, PriceSource::special_item, PriceSource::base};
    CHECK(book.quote()->unit_price == price("18"));
  }
}

TEST_CASE("the greatest smallest-quantity that is reached wins, whatever the order of the rows", "[pricing]") {
  SmallBook book;
  book.base = book.list(PriceListKind::base);
  book.by_item(book.base, {.price = "9", .min = "10"});
  book.by_item(book.base, {.price = "10"});
  book.by_item(book.base, {.price = "8", .min = "100"});
  CHECK(book.quote("0.5")->unit_price == price("10"));  // no implicit break of 1
  CHECK(book.quote("9.999999")->unit_price == price("10"));
  CHECK(book.quote("10")->unit_price == price("9"));
  CHECK(book.quote("99.999999")->unit_price == price("9"));
  CHECK(book.quote("100")->unit_price == price("8"));
}

TEST_CASE("a specific entry whose smallest quantity is not reached leaves the field to a general one", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto level = book.inherited(PriceListKind::level);
  const auto specific = book.by_item(level, {.price = "15", .min = "10"});
  book.by_group(level, 1, {.price = "18", .min = "1"});
  CHECK(book.quote("5")->unit_price == price("18"));
  CHECK(book.quote("10")->unit_price == price("15"));
  CHECK(outcome(book.ask("5"), specific) == PriceOutcome::quantity_short);
}

TEST_CASE("a validity is half-open, and the latest start wins", "[pricing]") {
  SmallBook book;
  book.base = book.list(PriceListKind::base);
  const auto old = book.by_item(book.base, {.price = "20", .until = 100});
  const auto next = book.by_item(book.base, {.price = "21", .from = 101});
  book.build();
  CHECK_FALSE(pricing::resolve(book.ask()));
  CHECK(outcome(book.ask(), old) == PriceOutcome::expired);
  CHECK(outcome(book.ask(), next) == PriceOutcome::not_yet);
  const auto on = [&](int day) {
    Facts facts = book.ask();
    facts.on = Date(day);
    return pricing::resolve(facts)->unit_price;
  };
  CHECK(on(99) == price("20"));
  CHECK(on(101) == price("21"));
  book.by_item(book.base, {.price = "19", .from = 90});
  book.build();
  CHECK(on(89) == price("20"));
  CHECK(on(90) == price("19"));
  CHECK(on(100) == price("19"));
  CHECK(on(101) == price("21"));
}

TEST_CASE("a price per a hundred dozens converts exactly and rounds once", "[pricing]") {
  SmallBook book;
  book.base = book.list(PriceListKind::base);
  book.by_item(book.base, {.price = "10", .unit = dozen});
  book.build();
  CHECK(pricing::resolve(book.ask())->unit_price == price("0.833333"));
  Facts facts = book.ask();
  facts.unit = dozen;
  facts.factor = Ratio{12, 1};
  CHECK(pricing::resolve(facts)->unit_price == price("10"));

  SmallBook hundred;
  hundred.base = hundred.list(PriceListKind::base);
  hundred.by_item(hundred.base, {.price = "1250.50", .unit = dozen, .per = 100});
  CHECK(hundred.quote()->unit_price == price("1.042083"));  // 12.505 / 12 = 1.0420833…
}

TEST_CASE("a smallest quantity in another unit is compared exactly", "[pricing]") {
  SmallBook book = SmallBook::with_base("1");
  book.units.push_back({UnitId(4), Ratio{1, 3}});  // three of them are a piece
  const auto level = book.inherited(PriceListKind::level);
  book.by_item(level, {.price = "0.90", .min = "1", .unit = UnitId(4)});
  CHECK(book.quote("0.333333")->unit_price == price("1"));  // 0.999999 of a third
  CHECK(book.quote("0.333334")->unit_price == price("2.7"));
  // Entries in several units: the greatest quantity in stock units ranks first.
  const auto other = book.inherited(PriceListKind::level);
  book.party.stretches.front().lists = {other};
  book.by_item(other, {.price = "0.80", .min = "20"});
  book.by_item(other, {.price = "7.20", .min = "2", .unit = dozen});
  CHECK(book.quote("20")->unit_price == price("0.80"));
  CHECK(book.quote("24")->unit_price == price("0.60"));
}

TEST_CASE("an entry in a unit in which the item is not traded does not apply", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto level = book.inherited(PriceListKind::level);
  const auto entry = book.by_group(level, 1, {.price = "5", .unit = pound});
  CHECK(book.quote()->unit_price == price("20"));
  CHECK(outcome(book.ask(), entry) == PriceOutcome::wrong_unit);
}

TEST_CASE("an entry in another currency does not apply", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto level = book.inherited(PriceListKind::level, {.currency = eur});
  const auto entry = book.by_item(level, {.price = "5"});
  CHECK(book.quote()->unit_price == price("20"));
  CHECK(outcome(book.ask(), entry) == PriceOutcome::wrong_currency);
  // A customer may have special prices in several currencies.
  book.own(book.row(ProductKind::item, the_item.value, {.price = "4"}), {.currency = eur});
  book.own(book.row(ProductKind::item, the_item.value, {.price = "18"}), {.currency = usd});
  CHECK(book.quote()->unit_price == price("18"));
  Facts facts = book.ask();
  facts.currency = eur;
  facts.base = 0;
  CHECK(pricing::resolve(facts)->unit_price == price("4"));
}

TEST_CASE("a percentage without a base price does not apply", "[pricing]") {
  SmallBook book;
  const auto level = book.inherited(PriceListKind::level);
  const auto entry = book.by_group(level, 1, {.percent = "90"});
  CHECK_FALSE(book.quote());
  CHECK(outcome(book.ask(), entry) == PriceOutcome::no_base);
}

TEST_CASE("a percentage takes the base price of the quantity, and its tax basis", "[pricing]") {
  SmallBook book;
  book.base = book.list(PriceListKind::base, {.tax_included = true});
  book.by_item(book.base, {.price = "20"});
  book.by_item(book.base, {.price = "10", .min = "10"});
  const auto level = book.inherited(PriceListKind::level);
  book.by_group(level, 1, {.percent = "90"});
  CHECK(book.quote("1")->unit_price == price("18"));
  CHECK(book.quote("10")->unit_price == price("9"));
  CHECK(book.quote()->tax_included);
  CHECK(book.quote()->base_price == price("20"));
  // A base price of another tax basis is not comparable.
  book.own_by_item({.price = "15"});
  CHECK_FALSE(book.quote()->tax_included);
  CHECK_FALSE(book.quote()->base_price);
}

TEST_CASE("the customer rate scales the base price and nothing else", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.rate("5");
  CHECK(book.quote()->unit_price == price("19"));
  CHECK(book.quote()->source == PriceSource::customer_rate);
  CHECK(book.quote()->rate == Percent::of("5"));
  CHECK(book.quote()->base_price == price("20"));
  book.rate("-2.5");
  CHECK(book.quote()->unit_price == price("20.5"));
  book.rate("100");
  CHECK(book.quote()->unit_price == price("0"));
  book.rate("0");
  CHECK(book.quote()->source == PriceSource::customer_rate);  // 0 that was set is a rate
  CHECK(book.quote()->unit_price == price("20"));
  book.rate("5");
  book.own_by_item({.price = "18"});
  CHECK(book.quote()->unit_price == price("18"));
  CHECK(book.quote()->rate == Percent{});
}

TEST_CASE("a typed discount takes the place of the customer rate", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.rate("5");
  book.sequence.sources = {PriceSource::customer_rate};
  book.build();
  Facts facts = book.ask();
  facts.without_rate = true;
  CHECK(pricing::resolve(facts)->unit_price == price("20"));
  CHECK(pricing::resolve(facts)->rate == Percent{});
  CHECK(pricing::resolve(facts)->source == PriceSource::base);
}

TEST_CASE("the exact figure is rounded half up to six decimals, once", "[pricing]") {
  SmallBook book = SmallBook::with_base("0.000001");
  book.rate("50");
  CHECK(book.quote()->unit_price == price("0.000001"));  // 0.0000005
  book.rate("50.0001");
  CHECK(book.quote()->unit_price == price("0"));
}

TEST_CASE("a list chosen for the line is asked first and takes the place of the customer's", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto assigned = book.list(PriceListKind::named);
  const auto chosen = book.list(PriceListKind::named);
  const auto empty = book.list(PriceListKind::named);
  book.by_item(assigned, {.price = "25"});
  book.by_item(chosen, {.price = "30"});
  book.assign(assigned);
  CHECK(book.quote()->unit_price == price("25"));
  CHECK(book.quote()->source == PriceSource::assigned_list);
  book.own_by_item({.price = "18"});
  book.sequence = AccessSequence::base_only();
  book.build();
  Facts facts = book.ask();
  facts.list_chosen = true;
  facts.chosen = chosen;
  CHECK(pricing::resolve(facts)->unit_price == price("30"));
  CHECK(pricing::resolve(facts)->source == PriceSource::assigned_list);
  facts.chosen = empty;
  CHECK(pricing::resolve(facts)->unit_price == price("20"));
  book.sequence = AccessSequence::standard();
  book.sequence.winner = AccessSequence::Winner::best_price;
  book.build();
  facts = book.ask();
  facts.list_chosen = true;
  facts.chosen = chosen;
  CHECK(pricing::resolve(facts)->unit_price == price("30"));
}

TEST_CASE("a location's prices stand above all others when they are on", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto location = book.list(PriceListKind::location);
  book.by_group(location, 1, {.price = "22"});
  book.own_by_item({.price = "18"});
  book.build();
  Facts facts = book.ask();
  facts.location = location;
  CHECK(pricing::resolve(facts)->unit_price == price("18"));
  book.sequence.sources.insert(book.sequence.sources.begin(),
                               {PriceSource::location_item, PriceSource::location_group});
  book.build();
  facts = book.ask();
  CHECK(pricing::resolve(facts)->unit_price == price("18"));  // no location, no location's price
  facts.location = location;
  CHECK(pricing::resolve(facts)->unit_price == price("22"));
  CHECK(pricing::resolve(facts)->source == PriceSource::location_group);
}

TEST_CASE("best price: every list offers its best ranked entry, the lowest wins, ties go to the earlier", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.sequence.winner = AccessSequence::Winner::best_price;
  const auto near = book.inherited(PriceListKind::customer_group);
  const auto far = book.inherited(PriceListKind::customer_group);
  book.by_item(near, {.price = "19"});
  book.by_item(far, {.price = "18"});
  CHECK(book.quote()->unit_price == price("18"));
  // Superseded entries and lower breaks of one list are no offers.
  book.by_item(far, {.price = "19.5", .from = 90});
  CHECK(book.quote()->unit_price == price("19"));
  book.rate("5");
  CHECK(book.quote()->source == PriceSource::special_item);  // 19.00 twice: the special price is earlier
  book.rate("5.01");
  CHECK(book.quote()->source == PriceSource::customer_rate);
}

TEST_CASE("best price: prices with and without tax are compared without tax", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.sequence.winner = AccessSequence::Winner::best_price;
  const auto gross = book.list(PriceListKind::named, {.tax_included = true});
  book.by_item(gross, {.price = "21.99"});
  book.assign(gross);
  book.build();
  Facts facts = book.ask();
  facts.tax_rate = Percent::of("10");
  CHECK(pricing::resolve(facts)->unit_price == price("21.99"));
  facts.tax_rate = Percent::of("9");
  CHECK(pricing::resolve(facts)->unit_price == price("20"));
}

TEST_CASE("a last price is of its own unit", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.sequence.sources = {PriceSource::last_price, PriceSource::base};
  book.build();
  pricing::LastPrice last{.unit_price = micros("120"), .unit = dozen};
  Facts facts = book.ask();
  facts.last = &last;
  CHECK(pricing::resolve(facts)->unit_price == price("10"));
  CHECK(pricing::resolve(facts)->source == PriceSource::last_price);
  last.unit = pound;
  CHECK(pricing::resolve(facts)->unit_price == price("20"));
}

TEST_CASE("terms change from a day on", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  book.rate("5");
  book.party.stretches.push_back(book.party.stretches.front());
  book.party.stretches.back().segment.from = 100;
  book.party.stretches.back().segment.rate = 100'000;
  book.build();
  Facts facts = book.ask();
  CHECK(pricing::resolve(facts)->unit_price == price("18"));
  facts.on = Date(99);
  CHECK(pricing::resolve(facts)->unit_price == price("19"));
}

TEST_CASE("a figure that cannot be held is an error, never a rule that is skipped", "[pricing]") {
  SmallBook book;
  book.base = book.list(PriceListKind::base);
  book.units = {{dozen, Ratio{INT64_MAX, 1}}};
  book.by_item(book.base, {.price = "9000000000000"});
  book.build();
  Facts facts = book.ask();
  facts.unit = dozen;
  facts.factor = Ratio{INT64_MAX, 1};
  try {
    (void)pricing::resolve(facts);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::overflow);
  }
}

TEST_CASE("a trace tells of sources that are off and of sources that have nothing", "[pricing]") {
  SmallBook book = SmallBook::with_base("20");
  const auto special = book.own_by_item({.price = "18"});
  book.sequence.sources = {PriceSource::assigned_list, PriceSource::base};
  book.build();
  Trace trace;
  const auto quote = pricing::resolve(book.ask(), trace);
  CHECK(quote->unit_price == price("20"));
  REQUIRE(trace.candidates.size() == 3);
  CHECK(trace.candidates[0].source == PriceSource::assigned_list);
  CHECK(trace.candidates[0].outcome == PriceOutcome::no_value);
  CHECK(trace.candidates[1].outcome == PriceOutcome::won);
  CHECK(trace.winner == 1);
  CHECK(trace.candidates[2].outcome == PriceOutcome::source_off);
  CHECK(trace.candidates[2].entry->id == special.value);
  CHECK(trace.candidates[2].unit_price == price("18"));
}
