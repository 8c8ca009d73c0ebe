/// Money, currencies, unit prices and percentages: fixed-point integers with a name.
///
/// Money counts minor units of an ISO 4217 currency, a unit price millionths of the major unit, a percentage
/// millionths of one (1 % = 10,000). All are 64-bit and checked: a figure that does not fit throws OVERFLOW.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/base/decimal.hpp"

namespace emptor {

/// An ISO 4217 currency. A default-constructed one is "none".
class Currency {
 public:
  constexpr Currency() noexcept = default;
  /// Throws UNKNOWN_CURRENCY unless `code` is an active three-letter code (upper case).
  [[nodiscard]] static Currency of(std::string_view code);
  [[nodiscard]] static std::optional<Currency> find(std::string_view code) noexcept;
  /// By ISO numeric code, e.g. 840; throws UNKNOWN_CURRENCY. Constant time.
  [[nodiscard]] static Currency of_numeric(int numeric);
  /// Every active currency, by code.
  [[nodiscard]] static std::vector<Currency> all();

  [[nodiscard]] std::string_view code() const noexcept;  ///< "USD"; "" for none
  [[nodiscard]] std::string_view name() const noexcept;  ///< "US Dollar"
  [[nodiscard]] int minor_units() const noexcept;        ///< 0..4 decimals; 0 where ISO gives none (XAU)
  [[nodiscard]] constexpr int numeric() const noexcept { return numeric_; }
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return numeric_ != 0; }
  friend constexpr auto operator<=>(Currency, Currency) = default;

 private:
  constexpr explicit Currency(std::uint16_t numeric) noexcept : numeric_(numeric) {}
  std::uint16_t numeric_ = 0;
};

/// An amount in minor units of its currency.
struct Money {
  std::int64_t minor = 0;
  Currency currency;

  /// Throws SCALE when `amount` has more decimals than the currency, OVERFLOW beyond 64 bits.
  [[nodiscard]] static Money of(const Decimal& amount, Currency currency);
  [[nodiscard]] static Money of(std::string_view amount, std::string_view currency);
  /// `amount` rounded to the currency's minor unit.
  [[nodiscard]] static Money rounded(const Decimal& amount, Currency currency, Rounding mode = Rounding::half_up);
  [[nodiscard]] static constexpr Money zero(Currency currency) noexcept { return Money{0, currency}; }

  [[nodiscard]] Decimal amount() const;
  [[nodiscard]] std::string to_string() const;  ///< "220.00 USD"
  [[nodiscard]] constexpr bool is_zero() const noexcept { return minor == 0; }

  /// CURRENCY_MISMATCH between two currencies, OVERFLOW beyond 64 bits. Comparing likewise.
  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  Money operator-() const;
  Money& operator+=(Money b) { return *this = *this + b; }
  Money& operator-=(Money b) { return *this = *this - b; }
  friend constexpr bool operator==(Money, Money) = default;
  friend std::strong_ordering operator<=>(Money a, Money b);
};

/// Price of one unit in millionths of the major unit.
struct UnitPrice {
  static constexpr int scale = 6;
  std::int64_t micros = 0;

  [[nodiscard]] static UnitPrice of(const Decimal& price);  ///< SCALE beyond 6 decimals, OVERFLOW beyond 64 bits
  [[nodiscard]] static UnitPrice of(std::string_view price) { return of(Decimal::parse(price)); }
  [[nodiscard]] constexpr Decimal value() const { return Decimal::scaled(micros, scale); }
  friend constexpr auto operator<=>(UnitPrice, UnitPrice) = default;
};

/// A rate as millionths of one: `Percent::of("5")` is 5 % and holds 50,000.
struct Percent {
  static constexpr std::int64_t one = 1'000'000;
  std::int64_t micros = 0;

  [[nodiscard]] static Percent of(const Decimal& percent);  ///< SCALE beyond 4 decimals of a percent
  [[nodiscard]] static Percent of(std::string_view percent) { return of(Decimal::parse(percent)); }
  [[nodiscard]] constexpr Decimal value() const { return Decimal::scaled(micros, 4); }  ///< in percent: 5.0000
  friend constexpr auto operator<=>(Percent, Percent) = default;
};

/// A quantity in millionths of a unit. Which unit is said beside it.
struct Quantity {
  static constexpr int scale = 6;
  std::int64_t micros = 0;

  [[nodiscard]] static Quantity of(const Decimal& quantity);  ///< SCALE beyond 6 decimals, OVERFLOW beyond 64 bits
  [[nodiscard]] static Quantity of(std::string_view quantity) { return of(Decimal::parse(quantity)); }
  [[nodiscard]] static Quantity of(std::int64_t whole);
  [[nodiscard]] constexpr Decimal value() const { return Decimal::scaled(micros, scale); }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;
};

/// An exact fraction in lowest terms, denominator > 0; for unit conversions and exchange rates.
struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  /// Reduced; DIVISION_BY_ZERO for a zero denominator, OVERFLOW when the reduced terms do not fit.
  [[nodiscard]] static Ratio of(std::int64_t numerator, std::int64_t denominator);
  [[nodiscard]] static Ratio of(const Decimal& value);
  [[nodiscard]] Ratio inverse() const;
  friend Ratio operator*(Ratio a, Ratio b);
  friend constexpr bool operator==(Ratio, Ratio) = default;
};

/// value × ratio, rounded once to an integer. OVERFLOW when it does not fit.
[[nodiscard]] std::int64_t scale_by(std::int64_t value, Ratio ratio, Rounding mode = Rounding::half_up);
/// a × b ÷ divisor in 128 bits and one rounding; the work-horse under prices, taxes and totals. divisor > 0.
/// Throws OVERFLOW when the result does not fit 64 bits. No allocation.
[[nodiscard]] std::int64_t multiply_round(std::int64_t a, std::int64_t b, std::int64_t divisor,
                                          Rounding mode = Rounding::half_up);
/// a + b and a - b; OVERFLOW instead of wrapping.
[[nodiscard]] std::int64_t checked_add(std::int64_t a, std::int64_t b);
[[nodiscard]] std::int64_t checked_subtract(std::int64_t a, std::int64_t b);

/// quantity × price in minor units of `currency`, rounded once.
[[nodiscard]] Money extend(Quantity quantity, UnitPrice price, Currency currency, Rounding mode = Rounding::half_up);
/// part = whole × percent, rounded once to the minor unit.
[[nodiscard]] Money percent_of(Money whole, Percent percent, Rounding mode = Rounding::half_up);

/// Splits `total` in proportion to `weights`, all >= 0 (else RANGE): floors first, then one unit each to the largest
/// remainders, ties to the larger weight, then to the earlier place. The parts always add up to `total`. All weights
/// zero: everything goes to the first part; no weights and a total other than zero: RANGE. Negative totals mirror
/// positive ones. O(n log n). (MODEL C2.4: 10.00 over 3 × 100.00 is 3.34, 3.33, 3.33.)
[[nodiscard]] std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights);

}  // namespace emptor
