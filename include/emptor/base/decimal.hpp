/// Exact decimal numbers.
///
/// A Decimal is a signed 128-bit coefficient and a scale of 0 to 18: value = coefficient / 10^scale. Addition and
/// multiplication are exact or they throw; products and quotients go through 256 bits and round once, where the
/// caller names the place and the mode. There is no NaN, no infinity and no wrap-around: overflow throws
/// OVERFLOW, a zero divisor DIVISION_BY_ZERO, digits that do not fit SCALE. Nothing depends on a locale.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emptor/base/error.hpp"

namespace emptor {

/// How digits beyond the wanted place are dropped. "Up" means away from zero.
/// Stored: appended, never renumbered.
enum class Rounding : std::uint8_t { half_up, half_even, half_down, up, down, ceiling, floor };

class Decimal {
 public:
  static constexpr int max_scale = 18;

  constexpr Decimal() noexcept {}  // NOLINT(modernize-use-equals-default): used as a default argument below
  /// A whole number, scale 0.
  template <std::signed_integral Int>
  constexpr Decimal(Int whole) noexcept  // NOLINT(google-explicit-constructor): integers are exact
      : low_(static_cast<std::uint64_t>(static_cast<std::int64_t>(whole))), high_(whole < 0 ? -1 : 0) {}

  /// coefficient / 10^scale; scale 0..18 (else SCALE).
  [[nodiscard]] static constexpr Decimal scaled(std::int64_t coefficient, int scale) {
    if (scale < 0 || scale > max_scale) throw_bad_scale(scale);
    Decimal d(coefficient);
    d.scale_ = static_cast<std::uint8_t>(scale);
    return d;
  }
  /// The coefficient as two's complement 128 bits; for bindings and storage.
  [[nodiscard]] static Decimal from_words(std::int64_t high, std::uint64_t low, int scale);

  /// Reads "-12.50", "+3", ".5", "5.", "1.2E+3"; keeps trailing zeros as scale. Throws INVALID for anything else,
  /// SCALE for more than 18 decimals, OVERFLOW beyond 128 bits.
  [[nodiscard]] static Decimal parse(std::string_view text);
  [[nodiscard]] static std::optional<Decimal> try_parse(std::string_view text) noexcept;
  /// Plain digits, '.' and '-', exactly `scale()` decimals, never an exponent.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] constexpr int scale() const noexcept { return scale_; }
  [[nodiscard]] constexpr std::uint64_t low_word() const noexcept { return low_; }
  [[nodiscard]] constexpr std::int64_t high_word() const noexcept { return high_; }
  [[nodiscard]] constexpr bool is_zero() const noexcept { return low_ == 0 && high_ == 0; }
  [[nodiscard]] constexpr bool is_negative() const noexcept { return high_ < 0; }
  /// -1, 0 or 1.
  [[nodiscard]] constexpr int sign() const noexcept { return is_negative() ? -1 : is_zero() ? 0 : 1; }

  [[nodiscard]] Decimal operator-() const;
  [[nodiscard]] Decimal abs() const;
  /// Exact; the scale is the greater of the two.
  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  /// Exact; scales add up, zeros beyond 18 decimals are dropped, other digits there throw SCALE.
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  Decimal& operator+=(const Decimal& b) { return *this = *this + b; }
  Decimal& operator-=(const Decimal& b) { return *this = *this - b; }

  /// By value: 1.0 == 1.00.
  friend bool operator==(const Decimal& a, const Decimal& b) noexcept { return compare(a, b) == 0; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept { return compare(a, b) <=> 0; }

  /// a × b and a ÷ b, rounded once to `scale` decimals.
  [[nodiscard]] static Decimal multiply(const Decimal& a, const Decimal& b, int scale,
                                        Rounding mode = Rounding::half_up);
  [[nodiscard]] static Decimal divide(const Decimal& a, const Decimal& b, int scale, Rounding mode = Rounding::half_up);
  /// a × b ÷ c, rounded once.
  [[nodiscard]] static Decimal multiply_divide(const Decimal& a, const Decimal& b, const Decimal& c, int scale,
                                               Rounding mode = Rounding::half_up);
  /// Exactly `scale` decimals.
  [[nodiscard]] Decimal rounded(int scale, Rounding mode = Rounding::half_up) const;
  /// m·round((x−offset)/m)+offset: 12.34 to the multiple 1.00 with offset −0.01 is 11.99. multiple > 0 (else RANGE).
  [[nodiscard]] Decimal rounded_to_multiple(const Decimal& multiple, const Decimal& offset = Decimal(),
                                            Rounding mode = Rounding::half_up) const;
  /// Without trailing zeros behind the point.
  [[nodiscard]] Decimal normalized() const;
  /// value × 10^scale as a 64-bit integer; SCALE when digits would be lost, OVERFLOW when it does not fit.
  [[nodiscard]] std::int64_t to_scaled(int scale) const;

 private:
  [[noreturn]] static void throw_bad_scale(int scale);
  static int compare(const Decimal& a, const Decimal& b) noexcept;

  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  std::uint8_t scale_ = 0;
};

}  // namespace emptor
