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
};

/// In minor units.
struct Priced {
  std::int64_t net = 0;
  std::int64_t tax = 0;
};

/// Net and tax of an amount in the mode, rounded for itself.
[[nodiscard]] Priced taxed(std::int64_t amount, TaxMode mode, Percent rate, Rounding rounding);
/// In the line's mode, as a voucher prices it before promotions: the price moves to the document's tax basis, the typed
/// discount lowers it. `exact`: of a quote with an amount, the unit price that 6 decimals do not hold.
[[nodiscard]] std::int64_t line_amount(const LineFacts& line, const PriceQuote& quote,
                                       const std::optional<pricing::Exact>& exact, Percent rate, Rounding rounding);

/// A line at its price: one side of the comparison. In minor units.
struct Side {
  bool priced = false;
  TaxMode mode = TaxMode::exclusive;
  Percent rate{};
  std::int64_t amount = 0;  ///< before promotions, in the mode
  std::int64_t least = 0;   ///< floors let promotions leave no less
  std::optional<std::int64_t> cost{};
  PriceSource source = PriceSource::none;

  /// With so much taken off.
  [[nodiscard]] Priced less(std::int64_t off, Rounding rounding) const {
    return taxed(checked_subtract(amount, off), mode, rate, rounding);
  }
};

/// One line before and after.
struct Compared {
  std::int64_t sold = 0;
  Priced before{};
  Priced after{};
  std::int64_t promotions_before = 0;  ///< net
  std::int64_t promotions_after = 0;
  std::optional<std::int64_t> cost_before{};
  std::optional<std::int64_t> cost_after{};
  bool kept = false;
  bool priced = true;  ///< before and after
};

/// What promotions take off each side is in its mode.
[[nodiscard]] Compared compare(const Side& before, std::int64_t off_before, const Side& after, std::int64_t off_after,
                               Rounding rounding);

/// Sums in minor units. OVERFLOW.
struct Sums {
  std::int64_t lines = 0, kept = 0, no_price = 0, no_cost = 0;
  std::int64_t sold = 0, before = 0, after = 0, tax_before = 0, tax_after = 0, margin_before = 0, margin_after = 0;
  std::int64_t promotions_before = 0, promotions_after = 0;

  void add(const Compared& line);
  [[nodiscard]] SimulatedFigures figures(Currency currency) const;
};

}  // namespace emptor::insight
