#include "pricing/scales.hpp"

#include "base/wide.hpp"

namespace emptor::pricing {

std::optional<Exact> graduated_amount(std::span<const Tier> tiers, const Exact& quantity) {
  if (tiers.empty() || tiers.front().from != Exact()) return std::nullopt;
  Exact amount;
  for (std::size_t i = 0; i < tiers.size() && tiers[i].from.less_than(quantity); ++i) {
    const bool last = i + 1 == tiers.size() || quantity.less_than(tiers[i + 1].from);
    const Exact& end = last ? quantity : tiers[i + 1].from;
    amount = amount.plus(end.minus(tiers[i].from).times(tiers[i].unit_price));
  }
  return amount;
}

Exact block_amount(const Exact& quantity, const Exact& size, const Exact& price) {
  return Exact(quantity.times(size.inverse()).rounded(Rounding::ceiling)).times(price);
}

Money exact_amount(Quantity quantity, const Exact& unit_price, Currency currency, Rounding mode) {
  const auto unit = static_cast<std::int64_t>(detail::power_of_ten(currency.minor_units()));
  // Millionths × millionths, in minor units.
  const Exact minor = unit_price.times(Exact(quantity.micros)).times(Exact(unit, Int128{1'000'000} * 1'000'000));
  return Money{minor.rounded(mode), currency};
}

}  // namespace emptor::pricing
