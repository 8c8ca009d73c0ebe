/// What a programme gives: free quantities, and amounts that add up.
#include <algorithm>
#include <numeric>

#include "promotions/rules.hpp"

namespace emptor::promotions {
namespace {

std::int64_t amount_of(std::int64_t price, std::int64_t units, Currency currency, Rounding rounding) {
  return extend(Quantity{units}, UnitPrice{price}, currency, rounding).minor;
}

}  // namespace

std::int64_t free_quantity(const Programme& programme, std::int64_t quantity, Rounding rounding) {
  std::int64_t free = 0;
  if (programme.mode == FreeMode::prorata) {
    free = multiply_round(quantity, programme.get, programme.per, rounding);
    if (!programme.repeats) free = std::min(free, programme.get);
  } else if (programme.mode == FreeMode::step || quantity % programme.per == 0) {
    const std::int64_t times = quantity / programme.per;
    free = multiply_round(programme.repeats ? times : std::min<std::int64_t>(times, 1), programme.get, 1);
  }
  if (programme.get_max != 0) free = std::min(free, programme.get_max);
  return programme.get_multiple == 0 ? free : free - free % programme.get_multiple;
}

std::int64_t apportion_within(std::int64_t total, std::span<const std::int64_t> weights,
                              std::span<const std::int64_t> room, std::span<std::int64_t> parts) {
  boost::container::small_vector<std::size_t, 40> open;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    parts[i] = 0;
    if (weights[i] > 0 && room[i] > 0) open.push_back(i);
  }
  while (total > 0 && !open.empty()) {
    std::vector<std::int64_t> of_open;
    for (const std::size_t i : open) of_open.push_back(weights[i]);
    const std::vector<std::int64_t> shares = apportion(total, of_open);
    boost::container::small_vector<std::size_t, 40> roomy;
    std::int64_t placed = 0;
    for (std::size_t k = 0; k < open.size(); ++k) {
      if (shares[k] <= room[open[k]]) {
        roomy.push_back(open[k]);
        continue;
      }
      parts[open[k]] = room[open[k]];
      placed += room[open[k]];
    }
    if (roomy.size() == open.size()) {
      for (std::size_t k = 0; k < open.size(); ++k) parts[open[k]] = shares[k];
      return 0;
    }
    total -= placed;
    open = std::move(roomy);
  }
  return total;
}

std::int64_t reward(const Programme& programme, Currency currency, Rounding rounding, std::int64_t sets,
                    std::span<Part> parts, std::span<const std::int64_t> room, std::int64_t most) {
  std::vector<std::int64_t> bases;
  std::vector<std::int64_t> amounts(parts.size());
  std::int64_t base = 0;
  for (const Part& part : parts) {
    bases.push_back(part.base);
    base = checked_add(base, part.base);
  }
  std::int64_t unplaced = 0;
  const auto each = [&](auto off) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::int64_t wanted = std::clamp<std::int64_t>(off(parts[i]), 0, parts[i].base);
      amounts[i] = std::min(wanted, room[i]);
      unplaced += wanted - amounts[i];
    }
  };
  const auto together = [&](std::int64_t off) {
    std::vector<std::int64_t> limits;
    for (std::size_t i = 0; i < parts.size(); ++i) limits.push_back(std::min(room[i], parts[i].base));
    unplaced = apportion_within(std::clamp<std::int64_t>(off, 0, base), bases, limits, amounts);
  };
  const auto priced = [&](std::int64_t units) { return amount_of(programme.value, units, currency, rounding); };
  switch (programme.reward) {
    case RewardKind::percent:
    case RewardKind::free_units:
      each([&](const Part& part) { return multiply_round(part.base, programme.value, Percent::one, rounding); });
      break;
    case RewardKind::amount_off:
      each([&](const Part& part) { return priced(part.rewarded); });
      break;
    case RewardKind::unit_price:
      each([&](const Part& part) { return part.base - priced(part.rewarded); });
      break;
    case RewardKind::order_percent:
      together(multiply_round(base, programme.value, Percent::one, rounding));
      break;
    case RewardKind::order_amount:
      together(priced(1'000'000));
      break;
    case RewardKind::set_price:
      together(base - priced(multiply_round(sets, 1'000'000, 1)));
      break;
    case RewardKind::free_goods:
      break;
  }
  const std::int64_t sum = std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
  if (programme.cap != 0) most = std::min(most, programme.cap);
  if (sum > most) {
    amounts = apportion(most, amounts);
    unplaced = 0;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].amount = amounts[i];
  return unplaced;
}

}  // namespace emptor::promotions
