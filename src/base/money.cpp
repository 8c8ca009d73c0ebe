/// Money arithmetic in 64 bits, with 128-bit products and one rounding. Nothing here allocates but error messages,
/// texts and the result of `apportion`.

#include "emptor/base/money.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

#include "base/compose.hpp"
#include "base/wide.hpp"

namespace emptor {
namespace {

using detail::Int128;
using detail::magnitude;
using detail::UInt128;

constexpr std::uint64_t max_magnitude = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

[[noreturn]] void throw_overflow() { throw Error(ErrorCode::overflow, "the result does not fit 64 bits"); }

[[noreturn]] void throw_mismatch(Currency a, Currency b) {
  const auto name = [](Currency c) { return std::string(c ? c.code() : "none"); };
  throw Error(ErrorCode::currency_mismatch, "currency", compose("{} meets {}", name(a), name(b)),
              {{"currency", name(a)}, {"other", name(b)}});
}

void check_same(Money a, Money b) {
  if (a.currency != b.currency) throw_mismatch(a.currency, b.currency);
}

void check_known(Currency currency) {
  if (!currency) throw Error(ErrorCode::unknown_currency, "currency", "an amount needs a currency");
}

std::int64_t with_sign(std::uint64_t size, bool negative) {
  if (size > max_magnitude + (negative ? 1U : 0U)) throw_overflow();
  return static_cast<std::int64_t>(negative ? std::uint64_t{0} - size : size);
}

UInt128 gcd(UInt128 a, UInt128 b) noexcept {
  while (b != 0) {
    // Why two speeds: almost all terms soon fit 64 bits, where the machine divides by itself.
    if (a <= max_magnitude && b <= max_magnitude)
      return std::gcd(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
    a %= b;
    std::swap(a, b);
  }
  return a;
}

Ratio reduced(UInt128 numerator, UInt128 denominator, bool negative) {
  if (denominator == 0) throw Error(ErrorCode::division_by_zero, "the denominator of a ratio is zero");
  const UInt128 common = gcd(numerator, denominator);
  numerator /= common;
  denominator /= common;
  if (numerator > max_magnitude + (negative ? 1U : 0U) || denominator > max_magnitude)
    throw Error(ErrorCode::overflow, "the terms of the ratio do not fit 64 bits");
  return {with_sign(static_cast<std::uint64_t>(numerator), negative), static_cast<std::int64_t>(denominator)};
}

/// numerator / divisor, rounded once, for both widths.
template <class Unsigned>
std::int64_t round_quotient(Unsigned numerator, Unsigned divisor, bool negative, Rounding mode) {
  Unsigned quotient = numerator / divisor;
  const Unsigned remainder = numerator - quotient * divisor;
  if (remainder != 0 && detail::rounds_away(remainder, divisor, (quotient & 1U) != 0, negative, mode)) ++quotient;
  if (quotient > Unsigned{max_magnitude} + 1U) throw_overflow();
  return with_sign(static_cast<std::uint64_t>(quotient), negative);
}

}  // namespace

Money Money::of(const Decimal& amount, Currency currency) {
  check_known(currency);
  return {amount.to_scaled(currency.minor_units()), currency};
}

Money Money::of(std::string_view amount, std::string_view currency) {
  return of(Decimal::parse(amount), Currency::of(currency));
}

Money Money::rounded(const Decimal& amount, Currency currency, Rounding mode) {
  check_known(currency);
  const int scale = currency.minor_units();
  return {amount.rounded(scale, mode).to_scaled(scale), currency};
}

Decimal Money::amount() const { return Decimal::scaled(minor, currency.minor_units()); }

std::string Money::to_string() const {
  std::string text = amount().to_string();
  if (currency) {
    text += ' ';
    text += currency.code();
  }
  return text;
}

Money operator+(Money a, Money b) {
  check_same(a, b);
  return {checked_add(a.minor, b.minor), a.currency};
}

Money operator-(Money a, Money b) {
  check_same(a, b);
  return {checked_subtract(a.minor, b.minor), a.currency};
}

Money Money::operator-() const { return {checked_subtract(0, minor), currency}; }

std::strong_ordering operator<=>(Money a, Money b) {
  check_same(a, b);
  return a.minor <=> b.minor;
}

UnitPrice UnitPrice::of(const Decimal& price) { return {price.to_scaled(scale)}; }

Percent Percent::of(const Decimal& percent) { return {percent.to_scaled(4)}; }

Quantity Quantity::of(const Decimal& quantity) { return {quantity.to_scaled(scale)}; }

Quantity Quantity::of(std::int64_t whole) {
  std::int64_t micros = 0;
  if (__builtin_mul_overflow(whole, std::int64_t{1'000'000}, &micros)) throw_overflow();
  return {micros};
}

Ratio Ratio::of(std::int64_t numerator, std::int64_t denominator) {
  return reduced(magnitude(numerator), magnitude(denominator), (numerator < 0) != (denominator < 0) && numerator != 0);
}

Ratio Ratio::of(const Decimal& value) {
  const auto bits = (static_cast<UInt128>(static_cast<std::uint64_t>(value.high_word())) << 64U) | value.low_word();
  return reduced(magnitude(static_cast<Int128>(bits)), detail::power_of_ten(value.scale()), value.is_negative());
}

Ratio Ratio::inverse() const { return of(denominator, numerator); }

Ratio operator*(Ratio a, Ratio b) {
  // Bound: two magnitudes of at most 2^63.
  const UInt128 numerator = UInt128{magnitude(a.numerator)} * magnitude(b.numerator);
  const UInt128 denominator = UInt128{magnitude(a.denominator)} * magnitude(b.denominator);
  const bool negative =
      ((a.numerator < 0) != (a.denominator < 0)) != ((b.numerator < 0) != (b.denominator < 0)) && numerator != 0;
  return reduced(numerator, denominator, negative);
}

std::int64_t scale_by(std::int64_t value, Ratio ratio, Rounding mode) {
  return multiply_round(value, ratio.numerator, ratio.denominator, mode);
}

std::int64_t multiply_round(std::int64_t a, std::int64_t b, std::int64_t divisor, Rounding mode) {
  if (divisor <= 0) {
    if (divisor == 0) throw Error(ErrorCode::division_by_zero, "the divisor is zero");
    throw Error(ErrorCode::range, "the divisor is negative");
  }
  const bool negative = (a < 0) != (b < 0);
  const auto unsigned_divisor = static_cast<std::uint64_t>(divisor);
  // Why two widths: a 64-bit division is several times cheaper, and most prices and totals fit.
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product))
    return round_quotient(magnitude(product), unsigned_divisor, negative, mode);
  const UInt128 wide = UInt128{magnitude(a)} * magnitude(b);
  return round_quotient(wide, UInt128{unsigned_divisor}, negative, mode);
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw_overflow();
  return sum;
}

std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) throw_overflow();
  return difference;
}

Money extend(Quantity quantity, UnitPrice price, Currency currency, Rounding mode) {
  check_known(currency);
  // Units: millionths of a unit × millionths of the major unit, down to minor units.
  const int drop = Quantity::scale + UnitPrice::scale - currency.minor_units();
  const auto divisor = static_cast<std::int64_t>(detail::power_of_ten(drop));
  return {multiply_round(quantity.micros, price.micros, divisor, mode), currency};
}

Money percent_of(Money whole, Percent percent, Rounding mode) {
  return {multiply_round(whole.minor, percent.micros, Percent::one, mode), whole.currency};
}

std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights) {
  UInt128 sum = 0;
  for (const std::int64_t weight : weights) {
    if (weight < 0) {
      throw Error(ErrorCode::range, "weights", "a weight is negative", {{"weight", compose("{}", weight)}});
    }
    sum += static_cast<std::uint64_t>(weight);
  }
  if (weights.empty()) {
    if (total != 0) throw Error(ErrorCode::range, "weights", "an amount cannot be split over no parts");
    return {};
  }
  std::vector<std::int64_t> parts(weights.size());
  if (sum == 0) {
    parts.front() = total;
    return parts;
  }

  const bool negative = total < 0;
  const std::uint64_t size = magnitude(total);
  struct Share {
    UInt128 remainder;
    std::int64_t weight;
    std::size_t place;
  };
  std::vector<std::uint64_t> floors(weights.size());
  std::vector<Share> shares;
  shares.reserve(weights.size());
  std::uint64_t left = size;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    // Bound: 2^63 × 2^63. No share is greater than the total.
    const UInt128 product = UInt128{size} * static_cast<std::uint64_t>(weights[i]);
    floors[i] = static_cast<std::uint64_t>(product / sum);
    left -= floors[i];
    if (const UInt128 remainder = product % sum; remainder != 0) shares.push_back({remainder, weights[i], i});
  }

  // Invariant: what is left is the sum of the remainders over `sum`, hence less than the number of shares that have
  // one.
  EMPTOR_REQUIRE(left <= shares.size());
  if (left != 0) {
    std::ranges::sort(shares, [](const Share& a, const Share& b) {
      if (a.remainder != b.remainder) return a.remainder > b.remainder;
      if (a.weight != b.weight) return a.weight > b.weight;
      return a.place < b.place;
    });
    for (std::size_t i = 0; i < left; ++i) ++floors[shares[i].place];
  }
  std::ranges::transform(floors, parts.begin(), [&](std::uint64_t part) { return with_sign(part, negative); });
  return parts;
}

}  // namespace emptor
