/// What a line of a sale comes to at a price, and sums of such lines. Pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "emptor/simulation.hpp"
#include "emptor/tax.hpp"
#include "pricing/exact.hpp"

namespace emptor::insight {

/// What does not hang on the price.
struct LineFacts {
  Quantity quantity{};
  TaxMode mode = TaxMode::exclusive;  ///< of its document
  Percent discount{};                 ///< typed
  std::int64_t promotion = 0;         ///< minor units, in the mode: what promotions took off
};

/// In minor units.
struct Priced {
  std::int64_t net = 0;
  std::int64_t tax = 0;
};

/// Net and tax of an amount in the mode, rounded for itself.
[[nodiscard]] Priced taxed(std::int64_t amount, TaxMode mode, Percent rate, Rounding rounding);
/// As a voucher prices a line: the price moves to the document's tax basis, the typed discount lowers it, promotions
/// are taken off. `exact`: of a quote with an amount, the unit price that 6 decimals do not hold.
[[nodiscard]] Priced price_line(const LineFacts& line, const PriceQuote& quote,
                                const std::optional<pricing::Exact>& exact, Percent rate, Rounding rounding);

/// One line before and after.
struct Compared {
  std::int64_t sold = 0;
  Priced before{};
  Priced after{};
  std::optional<std::int64_t> cost_before{};
  std::optional<std::int64_t> cost_after{};
  bool kept = false;
  bool priced = true;  ///< before and after
};

/// Sums in minor units. OVERFLOW.
struct Sums {
  std::int64_t lines = 0, kept = 0, no_price = 0, no_cost = 0;
  std::int64_t sold = 0, before = 0, after = 0, tax_before = 0, tax_after = 0, margin_before = 0, margin_after = 0;

  void add(const Compared& line);
  [[nodiscard]] SimulatedFigures figures(Currency currency) const;
};

}  // namespace emptor::insight
