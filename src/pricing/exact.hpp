/// Exact prices on their way through a price procedure: reduced fractions of 128 bits, in millionths.
#pragma once

#include <numeric>

#include "pricing/fraction.hpp"

namespace emptor::pricing {

/// Invariant: reduced, denominator > 0. What does not fit 128 bits is OVERFLOW, never wrapped.
class Exact {
 public:
  constexpr Exact() = default;
  explicit constexpr Exact(std::int64_t value) noexcept : numerator_(value) {}
  /// denominator > 0
  Exact(Int128 numerator, Int128 denominator) : numerator_(numerator), denominator_(denominator) {
    const Int128 divisor = gcd(numerator, denominator);
    numerator_ /= divisor;
    denominator_ /= divisor;
  }
  [[nodiscard]] static Exact of(const Fraction& fraction) {
    return {checked_multiply(fraction.numerator, fraction.value), fraction.denominator};
  }

  [[nodiscard]] Int128 numerator() const noexcept { return numerator_; }
  [[nodiscard]] Int128 denominator() const noexcept { return denominator_; }
  [[nodiscard]] bool negative() const noexcept { return numerator_ < 0; }

  [[nodiscard]] Exact times(Ratio by) const { return times(Exact(by.numerator, by.denominator)); }
  [[nodiscard]] Exact minus(const Exact& other) const {
    const Int128 common = gcd(denominator_, other.denominator_);
    const Int128 left = multiply(numerator_, other.denominator_ / common);
    const Int128 right = multiply(other.numerator_, denominator_ / common);
    Int128 difference;
    if (__builtin_sub_overflow(left, right, &difference)) overflow();
    return {difference, multiply(denominator_, other.denominator_ / common)};
  }
  [[nodiscard]] Exact plus(const Exact& other) const { return minus(Exact().minus(other)); }
  [[nodiscard]] Exact times(const Exact& other) const {
    // Crosswise, so that as little as possible is multiplied.
    const Int128 down = gcd(numerator_, other.denominator_);
    const Int128 up = gcd(other.numerator_, denominator_);
    Exact product;
    product.numerator_ = multiply(numerator_ / down, other.numerator_ / up);
    product.denominator_ = multiply(denominator_ / up, other.denominator_ / down);
    return product;
  }
  /// 1 / value. Pre: the value is greater than 0.
  [[nodiscard]] Exact inverse() const {
    Exact turned;
    turned.numerator_ = denominator_;
    turned.denominator_ = numerator_;
    return turned;
  }
  [[nodiscard]] bool less_than(const Exact& other) const { return minus(other).negative(); }
  [[nodiscard]] bool whole() const noexcept { return denominator_ == 1; }
  /// To an integer.
  [[nodiscard]] std::int64_t rounded(Rounding mode = Rounding::half_up) const {
    Int128 quotient = numerator_ / denominator_;
    const Int128 remainder = numerator_ < 0 ? -(numerator_ % denominator_) : numerator_ % denominator_;
    if (remainder != 0 && detail::rounds_away(remainder, denominator_, quotient % 2 != 0, numerator_ < 0, mode))
      quotient += numerator_ < 0 ? -1 : 1;
    if (quotient > std::numeric_limits<std::int64_t>::max() || quotient < std::numeric_limits<std::int64_t>::min())
      overflow();
    return static_cast<std::int64_t>(quotient);
  }
  friend bool operator==(const Exact&, const Exact&) = default;

 private:
  [[noreturn]] static void overflow() {
    throw Error(ErrorCode::overflow, "unit_price", "the price cannot be held exactly");
  }
  [[nodiscard]] static Int128 multiply(Int128 a, Int128 b) {
    Int128 product;
    if (__builtin_mul_overflow(a, b, &product)) overflow();
    return product;
  }
  /// Of the magnitudes; 1 at least.
  [[nodiscard]] static Int128 gcd(Int128 a, Int128 b) noexcept {
    if (a < 0) a = -a;
    if (b < 0) b = -b;
    constexpr Int128 narrow = std::numeric_limits<std::int64_t>::max();
    while (b != 0) {
      // Nearly all prices fit the machine's own division.
      if (a <= narrow && b <= narrow) return std::gcd(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b));
      const Int128 rest = a % b;
      a = b;
      b = rest;
    }
    return a == 0 ? 1 : a;
  }

  Int128 numerator_ = 0;
  Int128 denominator_ = 1;
};

}  // namespace emptor::pricing
