/// Promotions over plain values (MODEL C2).
#include "promotions/rules.hpp"

#include <algorithm>

#include "support/test.hpp"

namespace {

using namespace emptor;
using namespace emptor::promotions;

constexpr std::int64_t one = 1'000'000;

Basket basket(std::vector<BasketLine> lines) {
  return {.on = Date::of(2026, 3, 31), .customer = 1, .currency = Currency::of("USD"), .lines = std::move(lines)};
}

/// Item, whole units, cents.
BasketLine line(std::int64_t item, std::int64_t units, std::int64_t cents) {
  return {.item = item, .quantity = units * one, .amount = cents};
}

Programme programme(const char* code, RewardKind reward, std::int64_t value, std::vector<std::int64_t> items = {}) {
  Programme made{.id = ProgrammeId(code[0]),
                 .code = code,
                 .phase = "order",
                 .priority = 100,
                 .currency = Currency::of("USD"),
                 .reward = reward,
                 .value = value};
  for (const std::int64_t item : items) made.products.push_back({ProductKind::item, item, one});
  return made;
}

std::int64_t percent(std::int64_t whole) { return whole * 10'000; }

Answer applied(const Basket& of, std::vector<Programme> programmes, Combine combine = Combine::first) {
  const PromotionPhase phase{.name = "order", .combine = combine};
  return apply(of, programmes, {&phase, 1});
}

std::vector<std::int64_t> amounts(const Grant& grant) {
  std::vector<std::int64_t> found;
  for (const Part& part : grant.parts) found.push_back(part.amount);
  return found;
}

Programme free(RewardKind reward, std::int64_t per, std::int64_t get, FreeMode mode = FreeMode::step) {
  Programme made = programme("F", reward, Percent::one, {1});
  made.per = per * one;
  made.get = get * one;
  made.mode = mode;
  made.get_multiple = one;
  return made;
}

}  // namespace

TEST_CASE("an order discount is shared out by largest remainders", "[promotions]") {
  const Answer ten = applied(basket({line(1, 1, 10'000), line(2, 1, 10'000), line(3, 1, 10'000)}),
                             {programme("A", RewardKind::order_amount, 10 * one)});
  REQUIRE(ten.grants.size() == 1);
  CHECK(amounts(ten.grants[0]) == std::vector<std::int64_t>{334, 333, 333});
  const Answer five = applied(basket({line(1, 1, 1'999), line(2, 1, 4'999), line(3, 1, 101)}),
                              {programme("A", RewardKind::order_amount, 5 * one)});
  CHECK(amounts(five.grants[0]) == std::vector<std::int64_t>{141, 352, 7});
}

TEST_CASE("what a line at its least cannot take goes to the others, and the rest is told", "[promotions]") {
  Basket of = basket({line(1, 1, 10'000), line(2, 1, 10'000)});
  of.lines[0].least = 9'900;
  const Programme twenty = programme("A", RewardKind::order_amount, 20 * one);
  Answer answer = applied(of, {twenty});
  CHECK(amounts(answer.grants[0]) == std::vector<std::int64_t>{100, 1'900});
  CHECK(answer.grants[0].unplaced == 0);
  of.lines[1].least = 9'950;
  answer = applied(of, {twenty});
  CHECK(amounts(answer.grants[0]) == std::vector<std::int64_t>{100, 50});
  CHECK(answer.grants[0].unplaced == 1'850);
}

TEST_CASE("free quantity: whole steps, in proportion, or exactly", "[promotions]") {
  const auto of = [](FreeMode mode, std::int64_t bought) {
    return free_quantity(free(RewardKind::free_goods, 100, 10, mode), bought * one, Rounding::half_up) / one;
  };
  CHECK(of(FreeMode::prorata, 150) == 15);
  CHECK(of(FreeMode::step, 150) == 10);
  CHECK(of(FreeMode::exact, 150) == 0);
  CHECK(of(FreeMode::exact, 300) == 30);
  CHECK(of(FreeMode::step, 99) == 0);
  Programme limited = free(RewardKind::free_goods, 100, 10);
  limited.repeats = false;
  CHECK(free_quantity(limited, 1'000 * one, Rounding::half_up) == 10 * one);
  limited.repeats = true;
  limited.get_max = 25 * one;
  CHECK(free_quantity(limited, 1'000 * one, Rounding::half_up) == 25 * one);
  // More may be given than is bought.
  CHECK(free_quantity(free(RewardKind::free_goods, 1, 3), 2 * one, Rounding::half_up) == 6 * one);
}

TEST_CASE("a threshold that is reached exactly is reached, and one that is not says what is missing", "[promotions]") {
  Programme from = programme("A", RewardKind::order_percent, percent(2));
  from.min_amount = 50'000;
  Answer answer = applied(basket({line(1, 25, 50'000)}), {from});
  REQUIRE(answer.grants.size() == 1);
  CHECK(answer.grants[0].amount == 1'000);
  answer = applied(basket({line(1, 25, 49'999)}), {from});
  CHECK(answer.grants.empty());
  CHECK(answer.verdicts[0].outcome == PromotionOutcome::amount_short);
  CHECK(answer.verdicts[0].missing_amount == 1);
}

TEST_CASE("a unit serves one programme of a phase that chooses", "[promotions]") {
  Programme first = free(RewardKind::free_units, 3, 1);
  first.code = "A";
  Programme second = programme("B", RewardKind::percent, percent(10), {1});
  const Answer answer = applied(basket({line(1, 5, 5'000)}), {first, second});
  REQUIRE(answer.grants.size() == 2);
  CHECK(answer.grants[0].amount == 1'000);  // of three units one
  CHECK(answer.grants[1].amount == 200);    // 10 % of the two that are left
}

TEST_CASE("the best set may leave the best ranked programme out", "[promotions]") {
  // A takes both lines for 15 together; B and C give 10 each.
  const std::vector<Programme> programmes{programme("A", RewardKind::order_amount, 15 * one),
                                          programme("B", RewardKind::amount_off, 10 * one, {1}),
                                          programme("C", RewardKind::amount_off, 10 * one, {2})};
  const Basket of = basket({line(1, 1, 10'000), line(2, 1, 10'000)});
  const Answer best = applied(of, programmes, Combine::best_for_buyer);
  REQUIRE(best.grants.size() == 2);
  CHECK(best.verdicts[0].outcome == PromotionOutcome::lost_best);
  CHECK(best.verdicts[0].lost_worth == 500);
  CHECK(best.verdicts[0].by == 1);
  const Answer first = applied(of, programmes);
  REQUIRE(first.grants.size() == 1);
  CHECK(first.grants[0].amount == 1'500);
  CHECK(first.verdicts[1].outcome == PromotionOutcome::lost_rank);
  CHECK(applied(of, programmes, Combine::best_for_seller).grants[0].programme == 0);
}

TEST_CASE("of equal sets the better ranked programme wins, and beyond twelve it is a heuristic", "[promotions]") {
  std::vector<Programme> programmes;
  for (char code = 'A'; code < 'A' + 12; ++code)
    programmes.push_back(programme(std::string(1, code).c_str(), RewardKind::percent, percent(10)));
  const Basket of = basket({line(1, 1, 10'000)});
  Answer answer = applied(of, programmes, Combine::best_for_buyer);
  REQUIRE(answer.grants.size() == 1);
  CHECK(answer.grants[0].programme == 0);
  CHECK_FALSE(answer.verdicts[0].heuristic);
  programmes.push_back(programme("Z", RewardKind::percent, percent(90)));
  answer = applied(of, programmes, Combine::best_for_buyer);
  REQUIRE(answer.grants.size() == 1);
  CHECK(answer.grants[0].programme == 12);
  CHECK(answer.verdicts[0].heuristic);
  CHECK(answer.verdicts[12].heuristic);
}

TEST_CASE("the best may let a programme of lower rank take first", "[promotions]") {
  // 10 % off both, or 20 % off the one and 10 % off the other.
  const std::vector<Programme> programmes{programme("A", RewardKind::percent, percent(10)),
                                          programme("B", RewardKind::percent, percent(20), {1})};
  const Basket of = basket({line(1, 1, 10'000), line(2, 1, 10'000)});
  const Answer best = applied(of, programmes, Combine::best_for_buyer);
  REQUIRE(best.grants.size() == 2);
  CHECK(best.grants[0].programme == 1);
  CHECK(best.grants[0].amount == 2'000);
  CHECK(best.grants[1].amount == 1'000);
  const Answer least = applied(of, programmes, Combine::best_for_seller);
  REQUIRE(least.grants.size() == 1);
  CHECK(least.grants[0].amount == 2'000);
}

TEST_CASE("what is off on this day, for this customer or in this currency says so", "[promotions]") {
  const Basket of = basket({line(1, 1, 10'000)});
  const auto outcome = [&](auto change) {
    Programme made = programme("A", RewardKind::percent, percent(10));
    change(made);
    return applied(of, {made}).verdicts[0].outcome;
  };
  CHECK(outcome([](Programme&) {}) == PromotionOutcome::applied);
  CHECK(outcome([](Programme& p) { p.valid.from = Date::of(2026, 4, 1); }) == PromotionOutcome::not_yet);
  CHECK(outcome([](Programme& p) { p.valid.until = Date::of(2026, 3, 31); }) == PromotionOutcome::expired);
  CHECK(outcome([](Programme& p) { p.weekdays = 1; }) == PromotionOutcome::wrong_weekday);  // a Tuesday
  CHECK(outcome([](Programme& p) { p.weekdays = 2; }) == PromotionOutcome::applied);
  CHECK(outcome([](Programme& p) { p.customers = {2}; }) == PromotionOutcome::wrong_customer);
  // A customer without groups is in none: a missing fact satisfies nothing.
  CHECK(outcome([](Programme& p) { p.customer_groups = {7}; }) == PromotionOutcome::wrong_customer);
  CHECK(outcome([](Programme& p) { p.currency = Currency::of("EUR"); }) == PromotionOutcome::applied);
  CHECK(outcome([](Programme& p) {
          p.currency = Currency::of("EUR");
          p.reward = RewardKind::amount_off;
        }) == PromotionOutcome::wrong_currency);
  CHECK(outcome([](Programme& p) { p.phase = "none"; }) == PromotionOutcome::phase_off);
  CHECK(outcome([](Programme& p) { p.value = 0; }) == PromotionOutcome::nothing_off);
}

TEST_CASE("a discount of 100 % leaves exactly nothing", "[promotions]") {
  const Answer answer = applied(basket({line(1, 2, 14'450)}), {programme("A", RewardKind::percent, percent(100))});
  CHECK(answer.grants[0].amount == 14'450);
}
