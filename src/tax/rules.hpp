/// Tax arithmetic: pure functions over amounts in minor units.
#pragma once

#include <cstdint>
#include <span>

#include "emptor/settings.hpp"
#include "emptor/tax.hpp"

namespace emptor::tax {

/// A line before and after: `amount` is quantity × unit price in the voucher's tax mode.
struct Line {
  std::int64_t code = 0;  ///< key of the tax code; lines of one code and rate are rounded together per document
  Percent rate;
  std::int64_t amount = 0;
  std::int64_t net = 0;  ///< out
  std::int64_t tax = 0;  ///< out
};

/// Fills net and tax of every line.
/// Exclusive: net = amount, tax = amount × rate. Inclusive: net = amount ÷ (1 + rate), tax = amount − net.
/// Per line, each is rounded for itself. Per document, the tax of one code and rate is rounded once on the sum and then
/// apportioned to its lines, so that lines still add up to the document. OVERFLOW.
void apply(std::span<Line> lines, TaxMode mode, TaxRounding rounding, Rounding mode_of_rounding);

/// Moves a unit price from one tax basis to the other, rounded to its six decimals.
[[nodiscard]] UnitPrice rebase(UnitPrice price, Percent rate, TaxMode from, TaxMode to, Rounding rounding);

}  // namespace emptor::tax
