/// Random baskets and programmes: parts add up, nothing falls below its least, the order of programmes does not matter,
/// and the best is what a search over all orders of all subsets finds, which is written independently: it knows only
/// lines that are taken as a whole, and reckons in cents.
#include <algorithm>
#include <numeric>
#include <random>

#include "promotions/rules.hpp"
#include "support/test.hpp"

namespace {

using namespace emptor;
using namespace emptor::promotions;

constexpr std::int64_t one = 1'000'000;

struct Sample {
  Basket basket;
  std::vector<Programme> programmes;
};

Sample sample(std::mt19937& random, bool of_whole_lines) {
  const auto between = [&](int least, int most) { return std::uniform_int_distribution<int>(least, most)(random); };
  Sample made;
  made.basket = {.on = Date::of(2026, 3, 31), .customer = 1, .currency = Currency::of("USD")};
  const int lines = between(1, 5);
  for (int i = 0; i < lines; ++i)
    made.basket.lines.push_back({.item = between(1, 4),
                                 .groups = {100 + between(0, 1)},
                                 .quantity = between(1, 12) * one,
                                 .amount = between(0, 20'000),
                                 .least = 0});
  const int count = between(1, 6);
  for (int i = 0; i < count; ++i) {
    Programme each{.id = ProgrammeId(i + 1),
                   .code = std::string(1, static_cast<char>('A' + i)),
                   .phase = "order",
                   .priority = between(1, 3),
                   .currency = Currency::of("USD")};
    constexpr RewardKind whole_lines[] = {RewardKind::percent, RewardKind::amount_off, RewardKind::order_percent,
                                          RewardKind::order_amount};
    each.reward = of_whole_lines ? whole_lines[between(0, 3)] : static_cast<RewardKind>(between(1, 8));
    each.value = is_percentage(each.reward) ? between(1, 100) * 10'000 : between(1, 3'000) * 10'000;
    for (int item = 1; item <= 4; ++item)
      if (between(0, 1) == 1) each.products.push_back({ProductKind::item, item, between(1, 3) * one});
    if (each.reward == RewardKind::set_price) {
      each.needs = Needs::all;
      if (each.products.empty()) each.products.push_back({ProductKind::group, 100, one});
    }
    each.per = between(1, 5) * one;
    each.get = between(1, 2) * one;
    if (each.reward == RewardKind::free_units) each.get = std::min(each.get, each.per);
    each.mode = static_cast<FreeMode>(between(1, 3));
    each.get_multiple = between(0, 1) * one;
    each.pick = static_cast<Pick>(between(1, 3));
    if (between(0, 2) == 0) each.min_quantity = between(1, 10) * one;
    if (between(0, 3) == 0) each.cap = between(1, 2'000);
    if (of_whole_lines) each.min_quantity = each.cap = 0;
    made.programmes.push_back(std::move(each));
  }
  return made;
}

/// Cents off when these programmes take their lines in this order; nothing when one of them cannot.
std::optional<std::int64_t> worth_of(const Sample& of, const std::vector<std::size_t>& chosen) {
  std::vector<bool> taken(of.basket.lines.size());
  std::int64_t sum = 0;
  for (const std::size_t place : chosen) {
    const Programme& each = of.programmes[place];
    std::vector<std::size_t> scope;
    for (std::size_t i = 0; i < of.basket.lines.size(); ++i)
      if (each.products.empty() || std::ranges::any_of(each.products, [&](const Product& product) {
            return product.id == of.basket.lines[i].item;
          }))
        scope.push_back(i);
    const bool whole = each.reward == RewardKind::order_percent || each.reward == RewardKind::order_amount;
    if (whole && std::ranges::any_of(scope, [&](std::size_t i) { return taken[i]; })) return std::nullopt;
    std::int64_t off = 0;
    std::int64_t base = 0;
    for (const std::size_t i : scope) {
      if (taken[i]) continue;
      taken[i] = true;
      const std::int64_t amount = of.basket.lines[i].amount;
      base += amount;
      if (each.reward == RewardKind::percent) off += (amount * each.value + 500'000) / 1'000'000;
      if (each.reward == RewardKind::amount_off)
        off += std::min(amount, of.basket.lines[i].quantity / one * (each.value / 10'000));
    }
    if (each.reward == RewardKind::order_percent) off = (base * each.value + 500'000) / 1'000'000;
    if (each.reward == RewardKind::order_amount) off = std::min(base, each.value / 10'000);
    if (off == 0) return std::nullopt;
    sum += off;
  }
  return sum;
}

std::int64_t best_of_all_orders(const Sample& of) {
  std::int64_t best = 0;
  for (unsigned mask = 1; mask < 1U << of.programmes.size(); ++mask) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < of.programmes.size(); ++i)
      if ((mask >> i & 1U) != 0) chosen.push_back(i);
    do
      if (const auto worth = worth_of(of, chosen)) best = std::max(best, *worth);
    while (std::ranges::next_permutation(chosen).found);
  }
  return best;
}

std::vector<PromotionPhase> phases(Combine combine, std::mt19937& random) {
  const auto across = static_cast<PromotionPhase::Across>(std::uniform_int_distribution<int>(1, 3)(random));
  return {{.name = "order", .combine = combine, .across = across}};
}

std::int64_t total(const Answer& answer) {
  std::int64_t sum = 0;
  for (const Grant& grant : answer.grants) sum += grant.amount;
  return sum;
}

}  // namespace

TEST_CASE("the best is found among all sets and all orders of them", "[property][promotions]") {
  std::mt19937 random(20260331);
  for (int round = 0; round < 1'000; ++round) {
    const Sample of = sample(random, true);
    const std::vector<PromotionPhase> one_phase{{.name = "order", .combine = Combine::best_for_buyer}};
    INFO("round " << round);
    REQUIRE(total(apply(of.basket, of.programmes, one_phase)) == best_of_all_orders(of));
  }
}

TEST_CASE("parts add up, and no line gives more than it has", "[property][promotions]") {
  std::mt19937 random(1);
  for (int round = 0; round < 6'000; ++round) {
    Sample of = sample(random, false);
    for (BasketLine& line : of.basket.lines)
      line.least = line.amount == 0 ? 0 : static_cast<std::int64_t>(random() % 3) * line.amount / 4;
    const auto combine = static_cast<Combine>(1 + round % 5);
    const auto procedure = phases(combine, random);
    const Answer answer = apply(of.basket, of.programmes, procedure);
    INFO("round " << round);
    std::vector<std::int64_t> off(of.basket.lines.size());
    std::vector<std::int64_t> taken(of.basket.lines.size());
    for (const Grant& grant : answer.grants) {
      std::int64_t sum = 0;
      for (const Part& part : grant.parts) {
        sum += part.amount;
        off[part.line] += part.amount;
        taken[part.line] += part.taken;
        REQUIRE(part.amount >= 0);
        REQUIRE(part.amount <= part.base);
        REQUIRE(part.rewarded <= part.taken);
      }
      REQUIRE(sum == grant.amount);
      const Programme& programme = of.programmes[grant.programme];
      if (programme.cap != 0) REQUIRE(grant.amount <= programme.cap);
      REQUIRE(answer.verdicts[grant.programme].outcome == PromotionOutcome::applied);
    }
    const bool chooses = combine != Combine::sum && combine != Combine::compound;
    for (std::size_t i = 0; i < off.size(); ++i) {
      REQUIRE(of.basket.lines[i].amount - off[i] >= of.basket.lines[i].least);
      if (chooses && procedure.front().across != PromotionPhase::Across::compound)
        REQUIRE(taken[i] <= of.basket.lines[i].quantity);
    }

    // Asked again, and asked in another order: the same.
    Sample mixed = of;
    std::shuffle(mixed.programmes.begin(), mixed.programmes.end(), random);
    const Answer again = apply(mixed.basket, mixed.programmes, procedure);
    REQUIRE(again.grants.size() == answer.grants.size());
    for (std::size_t i = 0; i < answer.grants.size(); ++i) {
      REQUIRE(mixed.programmes[again.grants[i].programme].id == of.programmes[answer.grants[i].programme].id);
      REQUIRE(again.grants[i].parts == answer.grants[i].parts);
      REQUIRE(again.grants[i].gift == answer.grants[i].gift);
    }
  }
}

TEST_CASE("apportioning within limits places what fits, in proportion", "[property][promotions]") {
  std::mt19937 random(7);
  for (int round = 0; round < 5'000; ++round) {
    std::vector<std::int64_t> weights;
    std::vector<std::int64_t> room;
    for (int i = 0; i < 1 + static_cast<int>(random() % 6); ++i) {
      weights.push_back(static_cast<std::int64_t>(random() % 1'000));
      room.push_back(static_cast<std::int64_t>(random() % 400));
    }
    const auto wanted = static_cast<std::int64_t>(random() % 1'500);
    std::vector<std::int64_t> parts(weights.size());
    const std::int64_t left = apportion_within(wanted, weights, room, parts);
    std::int64_t space = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] > 0) space += room[i];
      REQUIRE(parts[i] >= 0);
      REQUIRE(parts[i] <= (weights[i] > 0 ? room[i] : 0));
    }
    REQUIRE(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) + left == wanted);
    REQUIRE(left == std::max<std::int64_t>(wanted - space, 0));
    if (wanted <= 1'000'000 && std::ranges::all_of(room, [&](std::int64_t each) { return each >= wanted; }) &&
        std::ranges::any_of(weights, [](std::int64_t each) { return each > 0; }))
      REQUIRE(parts == apportion(wanted, weights));
  }
}
