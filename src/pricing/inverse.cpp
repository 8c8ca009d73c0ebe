#include "pricing/inverse.hpp"

#include <algorithm>
#include <tuple>

#include "pricing/scales.hpp"

namespace emptor::pricing {
namespace {

constexpr std::int64_t one = Percent::one;
constexpr std::int64_t discount_min = -10 * one;

std::int64_t distance(std::int64_t a, std::int64_t b) {
  return a < b ? checked_subtract(b, a) : checked_subtract(a, b);
}

}  // namespace

UnitPrice price_for_margin(const Exact& cost, Percent tax, Percent margin) {
  const Exact with_tax(checked_add(one, tax.micros), one);
  return UnitPrice{cost.times(with_tax).times(Exact(one, one - margin.micros)).rounded(Rounding::ceiling)};
}

Percent margin_at(UnitPrice price, const Exact& cost, Percent tax) {
  const Exact with_tax(checked_add(one, tax.micros), one);
  const Exact part = cost.times(with_tax).times(Exact(1, price.micros));
  return Percent{Exact(1).minus(part).times(Exact(one)).rounded()};
}

UnitPrice price_for_total(Quantity quantity, Money total, Rounding rounding) {
  const auto unit = static_cast<std::int64_t>(detail::power_of_ten(total.currency.minor_units()));
  const Exact price = Exact(total.minor).times(Exact(one, unit)).times(Exact(one, quantity.micros));
  const std::int64_t middle = price.rounded();
  UnitPrice best{middle};
  for (const std::int64_t each : {middle - 1, middle, middle + 1}) {
    if (each < 0) continue;
    const auto off = [&](std::int64_t micros) {
      return distance(extend(quantity, UnitPrice{micros}, total.currency, rounding).minor, total.minor);
    };
    if (off(each) < off(best.micros) || (off(each) == off(best.micros) && each == middle)) best.micros = each;
  }
  return best;
}

UnitPrice DiscountedLine::price(Percent discount) const {
  return UnitPrice{multiply_round(found.micros, one - discount.micros, one, rounding)};
}

Money DiscountedLine::amount(Percent discount) const {
  if (!exact) return extend(quantity, price(discount), currency, rounding);
  return exact_amount(quantity, exact->times(Ratio{one - discount.micros, one}), currency, rounding);
}

std::optional<Percent> discount_for_price(const DiscountedLine& line, UnitPrice least) {
  const auto keeps = [&](std::int64_t micros) { return line.price(Percent{micros}) >= least; };
  if (!keeps(discount_min)) return std::nullopt;
  // The price never rises with the discount: the last one that keeps it lies between.
  std::int64_t low = discount_min;
  std::int64_t high = one;
  while (low < high) {
    const std::int64_t middle = high - (high - low) / 2;
    if (keeps(middle))
      low = middle;
    else
      high = middle - 1;
  }
  return Percent{low};
}

std::optional<Percent> discount_for_total(const DiscountedLine& line, Money total) {
  if (line.found.micros == 0) return std::nullopt;
  const auto amount = [&](std::int64_t micros) { return line.amount(Percent{micros}).minor; };
  if (amount(discount_min) < total.minor || total.minor < 0) return std::nullopt;
  // The amount never rises with the discount: the first one that comes to `total` or below it, or its neighbour.
  std::int64_t low = discount_min;
  std::int64_t high = one;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (amount(middle) <= total.minor)
      high = middle;
    else
      low = middle + 1;
  }
  // Of all that are as close, the one that the price of the total names.
  const std::int64_t price = price_for_total(line.quantity, total, line.rounding).micros;
  const std::int64_t named = Exact(one).minus(Exact(price).times(Exact(one, line.found.micros))).rounded();
  std::int64_t best = std::clamp(named, discount_min, one);
  for (const std::int64_t each : {std::max(low - 1, discount_min), low})
    if (distance(amount(each), total.minor) < distance(amount(best), total.minor)) best = each;
  return Percent{best};
}

namespace {

/// What has been bought so far; compared in this order.
struct Bought {
  std::int64_t amount = 0;
  std::int64_t packs = 0;
  bool possible = false;

  [[nodiscard]] bool better_than(const Bought& other) const {
    if (possible != other.possible) return possible;
    return std::tie(amount, packs) < std::tie(other.amount, other.packs);
  }
};

}  // namespace

std::vector<std::int64_t> cheapest_mix(const std::vector<PackSize>& sizes, std::int64_t need) {
  std::size_t sum = 1;
  for (const PackSize& each : sizes) sum += (each.amounts.size() - 1) * static_cast<std::size_t>(each.size);
  // What lies beyond twice the need and one more of the largest is not looked at.
  std::int64_t largest = 0;
  for (const PackSize& each : sizes) largest = std::max(largest, each.size);
  sum = std::min(sum, static_cast<std::size_t>(2 * need + largest) + 1);

  std::vector<Bought> best(sum);
  best[0].possible = true;
  std::vector<std::vector<std::int64_t>> chosen;
  for (const PackSize& each : sizes) {
    std::vector<Bought> with(sum);
    std::vector<std::int64_t>& counts = chosen.emplace_back(sum, 0);
    const auto step = static_cast<std::size_t>(each.size);
    for (std::size_t at = 0; at < sum; ++at)
      for (std::size_t count = 0; count < each.amounts.size() && count * step <= at; ++count) {
        const Bought& rest = best[at - count * step];
        if (!rest.possible || !each.amounts[count]) continue;
        const Bought candidate{.amount = checked_add(rest.amount, *each.amounts[count]),
                               .packs = rest.packs + static_cast<std::int64_t>(count),
                               .possible = true};
        if (!candidate.better_than(with[at])) continue;
        with[at] = candidate;
        counts[at] = static_cast<std::int64_t>(count);
      }
    best = std::move(with);
  }
  std::size_t found = sum;
  for (auto at = static_cast<std::size_t>(need); at < sum; ++at)
    if (best[at].possible && (found == sum || best[at].amount < best[found].amount)) found = at;
  if (found == sum) return {};
  std::vector<std::int64_t> counts(sizes.size(), 0);
  for (std::size_t i = sizes.size(); i-- > 0;) {
    counts[i] = chosen[i][found];
    found -= static_cast<std::size_t>(counts[i] * sizes[i].size);
  }
  return counts;
}

}  // namespace emptor::pricing
