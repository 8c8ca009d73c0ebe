/// Prices asked backwards: from what a line shall come to, to what is typed. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "emptor/pricing.hpp"
#include "pricing/exact.hpp"

namespace emptor::pricing {

/// The lowest unit price of which `margin` is left over the cost: ⌈cost × (1 + tax) / (1 − margin)⌉, in millionths.
/// `tax`: of a price with tax, else 0. Pre: margin < 1.
[[nodiscard]] UnitPrice price_for_margin(const Exact& cost, Percent tax, Percent margin);
/// The part of the price without tax that is not cost: 1 − cost × (1 + tax) / price, half up. Pre: price > 0.
[[nodiscard]] Percent margin_at(UnitPrice price, const Exact& cost, Percent tax);
/// The unit price whose amount is closest to `total`, the lower of two. Pre: quantity > 0.
[[nodiscard]] UnitPrice price_for_total(Quantity quantity, Money total, Rounding rounding);

/// A line with a typed discount, as a voucher prices it.
struct DiscountedLine {
  Quantity quantity{};
  UnitPrice found{};             ///< without rates and discounts
  std::optional<Exact> exact{};  ///< where 6 decimals do not hold it
  Currency currency{};
  Rounding rounding = Rounding::half_up;

  [[nodiscard]] UnitPrice price(Percent discount) const;
  [[nodiscard]] Money amount(Percent discount) const;
};
/// The greatest discount that leaves the price at `least` or above; nullopt: none in [-1,000 %, 100 %] does.
[[nodiscard]] std::optional<Percent> discount_for_price(const DiscountedLine& line, UnitPrice least);
/// The discount whose amount is closest to `total`, the smaller of two; nullopt: the price is 0, or the discount would
/// lie beyond its bounds.
[[nodiscard]] std::optional<Percent> discount_for_total(const DiscountedLine& line, Money total);

/// A unit to buy in.
struct PackSize {
  std::int64_t size = 0;  ///< > 0, in a measure that all have in common
  /// Of 0, 1, 2 … of it; none: there is no price.
  std::vector<std::optional<std::int64_t>> amounts;
};
/// How many of each make at least `need` for the least amount, then the least too much, then with the fewest packs;
/// empty: nothing does. Complexity: (the greatest sum that is looked at) × (all counts).
[[nodiscard]] std::vector<std::int64_t> cheapest_mix(const std::vector<PackSize>& sizes, std::int64_t need);

}  // namespace emptor::pricing
