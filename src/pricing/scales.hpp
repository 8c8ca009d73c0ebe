/// Prices of a whole quantity: graduated breaks and blocks (MODEL C1.4).
#pragma once

#include <optional>
#include <span>

#include "pricing/exact.hpp"
#include "pricing/rules.hpp"

namespace emptor::pricing {

/// A break of a graduated price, in the unit asked for.
struct Tier {
  Exact from;        ///< millionths of the unit
  Exact unit_price;  ///< millionths
};

/// A(q) = Σ pᵢ × (min(q, bᵢ₊₁) − bᵢ) over the tiers that q reaches, in millionths of millionths of the currency.
/// `tiers` ascend strictly. nullopt when they do not begin at 0: what lies below has no price. For q = 0 the amount is
/// 0.
[[nodiscard]] std::optional<Exact> graduated_amount(std::span<const Tier> tiers, const Exact& quantity);
/// A(q) = ⌈q / size⌉ × price.
[[nodiscard]] Exact block_amount(const Exact& quantity, const Exact& size, const Exact& price);

/// quantity × exact unit price in minor units of the currency, rounded once.
[[nodiscard]] Money exact_amount(Quantity quantity, const Exact& unit_price, Currency currency, Rounding mode);

}  // namespace emptor::pricing
