/// Endings, floors and ceilings; formulas of derived lists (MODEL C1.1, C1.6, C1.7).
#include "pricing/finish.hpp"

#include <algorithm>
#include <random>

#include "pricing/discounts.hpp"
#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace {

using namespace emptor;
using namespace emptor::test;

Formula ending(std::string_view multiple, std::string_view offset = "0", Rounding rounding = Rounding::half_up) {
  return {.multiple = micros(multiple), .offset = micros(offset), .rounding = rounding};
}

std::int64_t ended(std::string_view price, const Formula& formula) {
  return with_ending(Exact(micros(price)), formula).rounded();
}

/// A book with a base price of 20.00 and rules of everyone.
struct RuleBook {
  SmallBook book = SmallBook::with_base("20.00");

  PriceEntryId add(PriceRuleKind kind, LimitBase base, Formula formula) {
    const NameHandle step = kind == PriceRuleKind::ending  ? ending_step
                            : kind == PriceRuleKind::floor ? floor_step
                                                           : ceiling_step;
    const ListHandle list =
        book.discounts(PriceListKind::everyone,
                       {.step = step, .programme = kind == PriceRuleKind::ending ? NameHandle{0} : limit_name(base)});
    book.party.stretches.front().segment.has_rules = true;
    EntryRow row = book.row(ProductKind::item, the_item.value, {});
    row.kind = kind == PriceRuleKind::ending ? ValueKind::ending : limit_kind(base);
    row.value = formula.value;
    row.formula = formula;
    return book.add(list, row);
  }
  PriceEntryId floor(std::string_view amount, OnBreach on_breach = OnBreach::clamp) {
    return add(PriceRuleKind::floor, LimitBase::amount, {.value = micros(amount), .on_breach = on_breach});
  }
};

}  // namespace

TEST_CASE("an ending is a multiple with an offset", "[pricing]") {
  const Formula nines = ending("1", "-0.01");
  CHECK(ended("12.34", nines) == micros("11.99"));
  CHECK(ended("12.60", nines) == micros("12.99"));
  CHECK(ended("12.49", nines) == micros("12.99"));
  CHECK(ended("43.21", ending("10", "-0.01")) == micros("39.99"));
  CHECK(ended("12.34", ending("0.05")) == micros("12.35"));
  CHECK(ended("12.31", ending("0.05", "0", Rounding::up)) == micros("12.35"));
  CHECK(ended("12.34", ending("0.05", "0", Rounding::down)) == micros("12.30"));
  SECTION("nothing but 0 becomes 0 or less") {
    CHECK(ended("0.30", nines) == micros("0.99"));
    CHECK(ended("0.01", ending("1")) == micros("1"));
    CHECK(ended("0", nines) == 0);
  }
}

TEST_CASE("a price with an ending is near the one that was found", "[pricing]") {
  std::mt19937_64 random(20260331);
  for (int i = 0; i < 5'000; ++i) {
    const Formula formula{.multiple = static_cast<std::int64_t>(1 + random() % 10'000'000),
                          .offset = 0,
                          .rounding = static_cast<Rounding>(random() % 7)};
    Formula with_offset = formula;
    with_offset.offset =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * formula.multiple + 1)) - formula.multiple;
    const auto price = static_cast<std::int64_t>(1 + random() % 1'000'000'000);
    const std::int64_t result = with_ending(Exact(price), with_offset).rounded();
    CAPTURE(formula.multiple, with_offset.offset, price, result);
    REQUIRE((result - with_offset.offset) % formula.multiple == 0);
    REQUIRE(result > 0);
    // Rounding moves it by less than one multiple; only what would not be positive is lifted further.
    REQUIRE((std::abs(result - price) < formula.multiple || result <= formula.multiple));
  }
}

TEST_CASE("the highest floor and the lowest ceiling hold a price, the floor above all", "[pricing]") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    RuleBook rules;
    std::int64_t floor = 0;
    std::int64_t ceiling = std::numeric_limits<std::int64_t>::max();
    // A base price of 20.00, limits of two bases on either side.
    for (const LimitBase base : {LimitBase::amount, LimitBase::price_found}) {
      const bool money = base == LimitBase::amount;
      const auto cents = static_cast<std::int64_t>(random() % 4'000);
      const std::int64_t value = money ? cents * 10'000 : cents * 500;
      const std::int64_t limit = money ? value : value * 20;
      if (random() % 2 == 0) {
        rules.add(PriceRuleKind::floor, base, {.value = value});
        floor = std::max(floor, limit);
      }
      if (random() % 2 == 0) {
        rules.add(PriceRuleKind::ceiling, base, {.value = value});
        ceiling = std::min(ceiling, limit);
      }
    }
    const auto quote = rules.book.quote();
    REQUIRE(quote);
    CHECK(quote->unit_price.micros == std::max(floor, std::min(ceiling, micros("20"))));
    CHECK(quote->price_before_rules.has_value() == (quote->unit_price.micros != micros("20")));
    CHECK(quote->limit.has_value() == quote->price_before_rules.has_value());
  }
}

TEST_CASE("limits that warn and refuse leave the price, and the gravest is told", "[pricing]") {
  RuleBook rules;
  const PriceEntryId warns = rules.floor("25", OnBreach::warn);
  CHECK(rules.book.quote()->unit_price == price("20"));
  CHECK(rules.book.quote()->limit->entry == warns);
  const PriceEntryId refuses = rules.add(PriceRuleKind::floor, LimitBase::base_price,
                                         {.value = Percent::of("110").micros, .on_breach = OnBreach::refuse});
  const auto quote = rules.book.quote();
  CHECK(quote->unit_price == price("20"));
  CHECK(quote->limit->entry == refuses);
  CHECK(quote->limit->price == price("22"));
  CHECK(quote->limit->on_breach == OnBreach::refuse);

  Trace trace;
  static_cast<void>(resolve(rules.book.ask(), trace));
  CHECK(std::count_if(trace.candidates.begin(), trace.candidates.end(),
                      [](const Traced& each) { return each.outcome == PriceOutcome::breached; }) == 2);
}

TEST_CASE("a typed price is held to what would clamp", "[pricing]") {
  Limits limits{{.side = PriceRuleKind::floor, .on_breach = OnBreach::clamp, .entry = 1, .price = Exact(18)},
                {.side = PriceRuleKind::ceiling, .on_breach = OnBreach::warn, .entry = 2, .price = Exact(30)}};
  CHECK(find_breach(limits, Exact(17), false) == nullptr);
  REQUIRE(find_breach(limits, Exact(17), true) != nullptr);
  CHECK(find_breach(limits, Exact(17), true)->entry == 1);
  CHECK(find_breach(limits, Exact(18), true) == nullptr);
  CHECK(find_breach(limits, Exact(30), true) == nullptr);
  CHECK(find_breach(limits, Exact(31), false)->entry == 2);
}

TEST_CASE("percentages of a cost need one, and follow the tax basis", "[pricing]") {
  RuleBook rules;
  rules.add(PriceRuleKind::floor, LimitBase::margin, {.value = Percent::of("25").micros});
  CHECK_FALSE(rules.book.quote()->limit);
  Facts facts = rules.book.ask();
  facts.cost = Exact(price("18").micros);
  CHECK(resolve(facts)->unit_price == price("24"));  // 18 / 0.75
}

TEST_CASE("what rules and chains made of a price is kept as text and replayed", "[pricing]") {
  Discounting made;
  made.found = Exact(micros("20"));
  made.lineage = {9, 2};
  made.finish = {{.kind = PriceRuleKind::ending, .entry = 5, .ending = ending("1", "-0.01"), .limit = {}},
                 {.kind = PriceRuleKind::floor, .entry = 6, .ending = {}, .limit = Exact(micros("25.5"))}};
  made.unit_price = replay(made);
  CHECK(made.unit_price == micros("25.5"));
  const std::string text = to_text(made, {});
  CHECK(text == "20 @9@2 ~1,-0.01,half_up#5 >25.5#6 = 25.5");
  const ReadDiscounting read = read_discounting(text);
  CHECK(read.discounting.lineage == made.lineage);
  CHECK(read.discounting.finish.size() == 2);
  CHECK(replay(read.discounting) == made.unit_price);
  CHECK(to_text(read.discounting, {}) == text);
  for (const char* wrong : {"20 ~1#5 = 20", "20 ~0,0,half_up#5 = 20", "20 ~1,0,sideways#5 = 20", "20 >#6 = 20",
                            "20 >12 = 20", "20 @ = 20", "20 @x = 20"})
    CHECK_THROWS(read_discounting(wrong));
}

TEST_CASE("a formula looks another list up, link by link", "[pricing]") {
  SmallBook book = SmallBook::with_base("20.00");
  const ListHandle a = book.list(PriceListKind::named);
  const ListHandle b = book.list(PriceListKind::named);
  const ListHandle c = book.list(PriceListKind::named);
  const auto formula = [&](ListHandle list, ListHandle of_list, std::string_view percent, Formula with = {}) {
    EntryRow row = book.row(ProductKind::everything, 0, {});
    row.kind = ValueKind::formula;
    row.value = Percent::of(percent).micros;
    row.formula = with;
    row.formula.of_list = of_list;
    return book.add(list, row);
  };
  const PriceEntryId lowest = book.by_item(a, {.price = "10.00"});
  book.by_item(a, {.price = "9.00", .min = "10"});
  const PriceEntryId of_a = formula(b, a, "110", {.addend = micros("0.5")});
  const PriceEntryId of_b = formula(c, b, "50");
  book.assign(c);
  CHECK(book.quote()->unit_price == price("5.75"));
  CHECK(book.quote()->source == PriceSource::assigned_list);
  CHECK(book.quote()->entry == of_b);
  CHECK(book.quote("10")->unit_price == price("5.2"));  // (9 × 1.1 + 0.5) / 2
  CHECK_FALSE(book.quote()->amount);

  Facts facts = book.ask();
  facts.unit = dozen;
  facts.factor = Ratio{12, 1};
  CHECK(resolve(facts)->unit_price == price("62.4"));  // a dozen is 12 pieces at 9.00, the addend for each

  Discounting told;
  static_cast<void>(resolve(book.ask(), told));
  CHECK(told.lineage == std::vector<std::int64_t>{of_b.value, of_a.value, lowest.value});
  Trace trace;
  static_cast<void>(resolve(book.ask(), trace));
  REQUIRE(trace.derivation.formulas.size() == 2);
  CHECK(trace.derivation.formulas.front().after == Exact(micros("11.5")));
  CHECK(trace.derivation.formulas.back().after == Exact(micros("5.75")));

  SECTION("best price compares it like any other") {
    book.sequence.winner = AccessSequence::Winner::best_price;
    book.own_by_item({.price = "5.00"});
    CHECK(book.quote()->unit_price == price("5"));
    book.own_by_item({.price = "6.00", .from = 50});
    CHECK(book.quote()->unit_price == price("5.75"));
  }
}
