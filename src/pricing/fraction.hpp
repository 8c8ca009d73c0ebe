/// Exact unit prices: a 64-bit value times a fraction, rounded once.
#pragma once

#include <cstdint>
#include <limits>

#include "base/wide.hpp"
#include "emptor/base.hpp"

namespace emptor::pricing {

using detail::Int128;

[[nodiscard]] inline Int128 checked_multiply(Int128 a, std::int64_t b) {
  Int128 product;
  if (__builtin_mul_overflow(a, b, &product))
    throw Error(ErrorCode::overflow, "unit_price", "the price of this unit cannot be held exactly");
  return product;
}

/// value × numerator / denominator. Invariant: nothing is negative, denominator > 0.
struct Fraction {
  std::int64_t value = 0;
  Int128 numerator = 1;
  Int128 denominator = 1;

  [[nodiscard]] Fraction times(std::int64_t by, std::int64_t divided_by) const {
    if (by == divided_by) return *this;
    return {value, checked_multiply(numerator, by), checked_multiply(denominator, divided_by)};
  }
  /// Rounding: half up, to an integer.
  [[nodiscard]] std::int64_t rounded() const {
    bool whole = false;
    return rounded(whole);
  }
  /// `whole` tells that nothing had to be rounded.
  [[nodiscard]] std::int64_t rounded(bool& whole) const {
    whole = true;
    if (numerator == denominator) return value;
    const Int128 dividend = checked_multiply(numerator, value);
    constexpr Int128 narrow = std::numeric_limits<std::int64_t>::max();
    // Why two widths: nearly all prices fit the machine's own division.
    if (dividend <= narrow && denominator <= narrow) {
      const auto divisor = static_cast<std::int64_t>(denominator);
      const auto quotient = static_cast<std::int64_t>(dividend) / divisor;
      const auto remainder = static_cast<std::int64_t>(dividend) % divisor;
      whole = remainder == 0;
      return remainder >= divisor - remainder ? checked_add(quotient, 1) : quotient;
    }
    Int128 quotient = dividend / denominator;
    const Int128 remainder = dividend % denominator;
    whole = remainder == 0;
    if (remainder >= denominator - remainder) ++quotient;
    if (quotient > narrow)
      throw Error(ErrorCode::overflow, "unit_price", "the price of this unit does not fit 64 bits");
    return static_cast<std::int64_t>(quotient);
  }
};

/// Whether a ≥ b for a = left × of_left and b = right × of_right; exact.
[[nodiscard]] inline bool reaches(std::int64_t left, std::int64_t of_left, std::int64_t right, std::int64_t of_right) {
  return static_cast<Int128>(left) * of_left >= static_cast<Int128>(right) * of_right;
}

}  // namespace emptor::pricing
