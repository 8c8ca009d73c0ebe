/// Decimal arithmetic. Values that fit 64 or 128 bits, nearly all of them, stay in machine integers; the rest goes
/// through 256 or 512 bits on the stack. Both ways share one rounding (`rounds_away`), so that they cannot disagree.

#include "emptor/base/decimal.hpp"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <utility>

#include "base/compose.hpp"
#include "base/wide.hpp"

namespace emptor {
namespace {

using detail::Int128;
using detail::magnitude;
using detail::power_of_ten;
using detail::UInt128;

namespace mp = boost::multiprecision;
// Units: unsigned and unchecked; every use names the bound that keeps it in range.
using UInt512 = mp::number<mp::cpp_int_backend<512, 512, mp::unsigned_magnitude, mp::unchecked, void>>;

constexpr UInt128 most_negative_magnitude = detail::int128_max_magnitude + 1;

[[noreturn]] void throw_overflow() { throw Error(ErrorCode::overflow, "the result does not fit 128 bits"); }
[[noreturn]] void throw_division_by_zero() { throw Error(ErrorCode::division_by_zero, "the divisor is zero"); }
[[noreturn]] void throw_too_many_decimals(int scale) {
  throw Error(ErrorCode::scale, {}, compose("more than {} decimals", scale), {{"scale", compose("{}", scale)}});
}

Int128 coefficient(const Decimal& d) noexcept {
  return static_cast<Int128>((static_cast<UInt128>(static_cast<std::uint64_t>(d.high_word())) << 64U) | d.low_word());
}

Decimal make(Int128 coefficient, int scale) {
  const auto bits = static_cast<UInt128>(coefficient);
  return Decimal::from_words(static_cast<std::int64_t>(static_cast<std::uint64_t>(bits >> 64U)),
                             static_cast<std::uint64_t>(bits), scale);
}

bool fits_64(Int128 value) noexcept { return value == static_cast<std::int64_t>(value); }

std::optional<Int128> with_sign(UInt128 size, bool negative) noexcept {
  if (size <= detail::int128_max_magnitude) {
    const auto positive = static_cast<Int128>(size);
    return negative ? -positive : positive;
  }
  if (negative && size == most_negative_magnitude) return static_cast<Int128>(size);
  return std::nullopt;
}

Int128 with_sign_or_throw(UInt128 size, bool negative) {
  const auto value = with_sign(size, negative);
  if (!value) throw_overflow();
  return *value;
}

UInt512 widen(UInt128 value) { return UInt512(value); }

UInt512 wide_power_of_ten(int exponent) {
  UInt512 power = 1U;
  for (; exponent > 19; exponent -= 19) power *= power_of_ten(19);
  return power * power_of_ten(exponent);
}

UInt128 narrow(const UInt512& value) {
  if (value > widen(most_negative_magnitude)) throw_overflow();
  return static_cast<UInt128>(value);
}

/// numerator / divisor, rounded once. divisor > 0.
Int128 round_quotient(UInt128 numerator, UInt128 divisor, bool negative, Rounding mode) {
  // Why: a 64-bit division is several times cheaper, and most figures fit.
  const bool small =
      static_cast<std::uint64_t>(numerator) == numerator && static_cast<std::uint64_t>(divisor) == divisor;
  UInt128 quotient =
      small ? static_cast<std::uint64_t>(numerator) / static_cast<std::uint64_t>(divisor) : numerator / divisor;
  const UInt128 remainder = numerator - quotient * divisor;
  // The quotient cannot be the greatest of all: a remainder means divisor > 1.
  if (remainder != 0 && detail::rounds_away(remainder, divisor, (quotient & 1U) != 0, negative, mode)) ++quotient;
  return with_sign_or_throw(quotient, negative);
}

Int128 round_quotient(const UInt512& numerator, const UInt512& divisor, bool negative, Rounding mode) {
  UInt512 quotient;
  UInt512 remainder;
  mp::divide_qr(numerator, divisor, quotient, remainder);
  if (!remainder.is_zero() && detail::rounds_away(remainder, divisor, mp::bit_test(quotient, 0), negative, mode))
    ++quotient;
  return with_sign_or_throw(narrow(quotient), negative);
}

/// coefficient × 10^exponent, or nothing when that leaves 128 bits. 0 <= exponent <= 18.
std::optional<Int128> shifted_up(Int128 value, int exponent) noexcept {
  Int128 result = 0;
  if (__builtin_mul_overflow(value, static_cast<Int128>(power_of_ten(exponent)), &result)) return std::nullopt;
  return result;
}

Decimal add(const Decimal& a, const Decimal& b, bool subtract) {
  const int scale = std::max(a.scale(), b.scale());
  const Int128 left = coefficient(a);
  const Int128 right = coefficient(b);
  const auto x = shifted_up(left, scale - a.scale());
  const auto y = shifted_up(right, scale - b.scale());
  if (x && y) {
    Int128 sum = 0;
    const bool overflow = subtract ? __builtin_sub_overflow(*x, *y, &sum) : __builtin_add_overflow(*x, *y, &sum);
    if (overflow) throw_overflow();
    return make(sum, scale);
  }
  // Why go on: two operands that are too long at the common scale may cancel down to one that fits.
  // Bound: 128 bits and 10^18 make 188 bits.
  const UInt512 p = widen(magnitude(left)) * power_of_ten(scale - a.scale());
  const UInt512 q = widen(magnitude(right)) * power_of_ten(scale - b.scale());
  const bool p_negative = left < 0;
  const bool q_negative = subtract ? right > 0 : right < 0;
  if (p_negative == q_negative) return make(with_sign_or_throw(narrow(p + q), p_negative), scale);
  if (p >= q) return make(with_sign_or_throw(narrow(p - q), p_negative), scale);
  return make(with_sign_or_throw(narrow(q - p), q_negative), scale);
}

void check_scale(int scale) {
  if (scale < 0 || scale > Decimal::max_scale) {
    throw Error(ErrorCode::scale, {}, compose("a scale of {} is not in 0 to {}", scale, Decimal::max_scale),
                {{"scale", compose("{}", scale)}, {"limit", compose("{}", Decimal::max_scale)}});
  }
}

enum class ParseProblem { none, invalid, scale, overflow };

struct Parsed {
  ParseProblem problem = ParseProblem::none;
  Int128 coefficient = 0;
  int scale = 0;
};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The digits of a number, kept while they fit.
struct Digits {
  UInt128 value = 0;
  bool overflow = false;
  int count = 0;
  int decimals = 0;

  void push(char c, bool behind_point) noexcept {
    if (__builtin_mul_overflow(value, UInt128{10}, &value) ||
        __builtin_add_overflow(value, static_cast<UInt128>(c - '0'), &value))
      overflow = true;
    if (behind_point) decimals = std::min(decimals + 1, exponent_cap);
    count = std::min(count + 1, exponent_cap);
  }
  // Why a cap: the length of the text must not overflow an int. Everything beyond is out of range anyway.
  static constexpr int exponent_cap = 100'000'000;
};

/// Syntax wins over scale, scale over overflow, so that a caller learns first what he can correct in the text.
Parsed parse_text(std::string_view text) noexcept {
  constexpr Parsed invalid{ParseProblem::invalid, 0, 0};
  std::size_t at = 0;
  const auto more = [&] { return at < text.size(); };

  const bool negative = more() && text[at] == '-';
  if (more() && (text[at] == '-' || text[at] == '+')) ++at;

  Digits digits;
  for (; more() && is_digit(text[at]); ++at) digits.push(text[at], false);
  if (more() && text[at] == '.') {
    for (++at; more() && is_digit(text[at]); ++at) digits.push(text[at], true);
  }
  if (digits.count == 0) return invalid;

  int exponent = 0;
  if (more() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool down = more() && text[at] == '-';
    if (more() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t first = at;
    for (; more() && is_digit(text[at]); ++at)
      exponent = std::min(exponent * 10 + (text[at] - '0'), Digits::exponent_cap);
    if (at == first) return invalid;
    if (down) exponent = -exponent;
  }
  if (more()) return invalid;

  int scale = digits.decimals - exponent;
  if (scale > Decimal::max_scale) return {ParseProblem::scale, 0, 0};
  if (digits.overflow) return {ParseProblem::overflow, 0, 0};
  UInt128 size = digits.value;
  if (size == 0) return {ParseProblem::none, 0, std::max(scale, 0)};
  // Ends soon: at most 39 steps fit.
  for (; scale < 0; ++scale) {
    if (__builtin_mul_overflow(size, UInt128{10}, &size)) return {ParseProblem::overflow, 0, 0};
  }
  const auto value = with_sign(size, negative);
  if (!value) return {ParseProblem::overflow, 0, 0};
  return {ParseProblem::none, *value, scale};
}

/// The text in a message: whole when short, else its beginning. Nothing but printable ASCII.
std::string quoted(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) shown += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > 40) shown += "...";
  return shown;
}

}  // namespace

void Decimal::throw_bad_scale(int scale) {
  check_scale(scale);
  broken_invariant("scale out of range", __FILE__, __LINE__);
}

Decimal Decimal::from_words(std::int64_t high, std::uint64_t low, int scale) {
  if (scale < 0 || scale > max_scale) throw_bad_scale(scale);
  Decimal d;
  d.low_ = low;
  d.high_ = high;
  d.scale_ = static_cast<std::uint8_t>(scale);
  return d;
}

Decimal Decimal::parse(std::string_view text) {
  const Parsed parsed = parse_text(text);
  switch (parsed.problem) {
    case ParseProblem::none:
      break;
    case ParseProblem::invalid:
      throw Error(ErrorCode::invalid, compose("'{}' is not a decimal number", quoted(text)));
    case ParseProblem::scale:
      throw Error(ErrorCode::scale, {}, compose("'{}' has more than {} decimals", quoted(text), max_scale),
                  {{"limit", compose("{}", max_scale)}});
    case ParseProblem::overflow:
      throw Error(ErrorCode::overflow, compose("'{}' does not fit 128 bits", quoted(text)));
  }
  return make(parsed.coefficient, parsed.scale);
}

std::optional<Decimal> Decimal::try_parse(std::string_view text) noexcept {
  const Parsed parsed = parse_text(text);
  if (parsed.problem != ParseProblem::none) return std::nullopt;
  return make(parsed.coefficient, parsed.scale);
}

std::string Decimal::to_string() const {
  // 39 digits, a sign, a point, and a zero before it.
  std::array<char, 44> buffer{};
  char* const end = buffer.data() + buffer.size();
  char* at = end;
  UInt128 rest = magnitude(coefficient(*this));
  int written = 0;
  const auto put_digit = [&](std::uint64_t digit) {
    if (written == scale_ && scale_ > 0) *--at = '.';
    *--at = static_cast<char>('0' + digit);
    ++written;
  };
  for (; rest > ~std::uint64_t{0}; rest /= 10) put_digit(static_cast<std::uint64_t>(rest % 10));
  auto small = static_cast<std::uint64_t>(rest);
  for (; small != 0 || written <= scale_; small /= 10) put_digit(small % 10);
  if (is_negative()) *--at = '-';
  return {at, end};
}

Decimal Decimal::operator-() const {
  const Int128 value = coefficient(*this);
  return make(with_sign_or_throw(magnitude(value), value > 0), scale_);
}

Decimal Decimal::abs() const { return is_negative() ? -*this : *this; }

Decimal operator+(const Decimal& a, const Decimal& b) { return add(a, b, false); }
Decimal operator-(const Decimal& a, const Decimal& b) { return add(a, b, true); }

Decimal operator*(const Decimal& a, const Decimal& b) {
  int scale = a.scale() + b.scale();
  const Int128 x = coefficient(a);
  const Int128 y = coefficient(b);
  Int128 product = 0;
  if (!__builtin_mul_overflow(x, y, &product)) {
    for (; scale > Decimal::max_scale; --scale) {
      if (product % 10 != 0) throw_too_many_decimals(Decimal::max_scale);
      product /= 10;
    }
    return make(product, scale);
  }
  // Bound: 128 bits by 128 bits.
  UInt512 wide = widen(magnitude(x)) * widen(magnitude(y));
  for (; scale > Decimal::max_scale; --scale) {
    if (wide % 10U != 0U) throw_too_many_decimals(Decimal::max_scale);
    wide /= 10U;
  }
  return make(with_sign_or_throw(narrow(wide), (x < 0) != (y < 0)), scale);
}

int Decimal::compare(const Decimal& a, const Decimal& b) noexcept {
  const auto order = [](Int128 x, Int128 y) { return x < y ? -1 : x > y ? 1 : 0; };
  const Int128 x = coefficient(a);
  const Int128 y = coefficient(b);
  if (a.scale_ == b.scale_) return order(x, y);
  // Why overflow decides: what leaves 128 bits when it is brought to the other's scale is the larger one.
  if (a.scale_ < b.scale_) {
    const auto shifted = shifted_up(x, b.scale_ - a.scale_);
    return shifted ? order(*shifted, y) : x < 0 ? -1 : 1;
  }
  const auto shifted = shifted_up(y, a.scale_ - b.scale_);
  return shifted ? order(x, *shifted) : y < 0 ? 1 : -1;
}

Decimal Decimal::multiply(const Decimal& a, const Decimal& b, int scale, Rounding mode) {
  return multiply_divide(a, b, Decimal(1), scale, mode);
}

Decimal Decimal::divide(const Decimal& a, const Decimal& b, int scale, Rounding mode) {
  return multiply_divide(a, Decimal(1), b, scale, mode);
}

Decimal Decimal::multiply_divide(const Decimal& a, const Decimal& b, const Decimal& c, int scale, Rounding mode) {
  check_scale(scale);
  if (c.is_zero()) throw_division_by_zero();
  const Int128 x = coefficient(a);
  const Int128 y = coefficient(b);
  const Int128 z = coefficient(c);
  const bool negative = ((x < 0) != (y < 0)) != (z < 0);
  // The result is x·y/z × 10^shift, -36 <= shift <= 36.
  const int shift = scale + c.scale() - a.scale() - b.scale();

  UInt128 numerator = 0;
  UInt128 divisor = magnitude(z);
  bool fits = !__builtin_mul_overflow(magnitude(x), magnitude(y), &numerator);
  if (fits && shift > 0)
    fits = shift <= 19 && !__builtin_mul_overflow(numerator, UInt128{power_of_ten(shift)}, &numerator);
  if (fits && shift < 0)
    fits = shift >= -19 && !__builtin_mul_overflow(divisor, UInt128{power_of_ten(-shift)}, &divisor);
  if (fits) return make(round_quotient(numerator, divisor, negative, mode), scale);

  // Bound: 128 bits by 128 bits by 10^36 (120 bits) make 376 bits.
  UInt512 wide_numerator = widen(magnitude(x)) * widen(magnitude(y));
  UInt512 wide_divisor = widen(magnitude(z));
  if (shift > 0) wide_numerator *= wide_power_of_ten(shift);
  if (shift < 0) wide_divisor *= wide_power_of_ten(-shift);
  return make(round_quotient(wide_numerator, wide_divisor, negative, mode), scale);
}

Decimal Decimal::rounded(int scale, Rounding mode) const {
  check_scale(scale);
  const Int128 value = coefficient(*this);
  if (scale >= scale_) {
    const auto shifted = shifted_up(value, scale - scale_);
    if (!shifted) throw_overflow();
    return make(*shifted, scale);
  }
  return make(round_quotient(magnitude(value), UInt128{power_of_ten(scale_ - scale)}, value < 0, mode), scale);
}

Decimal Decimal::rounded_to_multiple(const Decimal& multiple, const Decimal& offset, Rounding mode) const {
  if (multiple.sign() <= 0) {
    throw Error(ErrorCode::range, {}, "the multiple to round to must be greater than zero",
                {{"multiple", multiple.to_string()}});
  }
  return divide(*this - offset, multiple, 0, mode) * multiple + offset;
}

Decimal Decimal::normalized() const {
  Int128 value = coefficient(*this);
  int scale = scale_;
  if (fits_64(value)) {
    auto small = static_cast<std::int64_t>(value);
    for (; scale > 0 && small % 10 == 0; --scale) small /= 10;
    return make(small, scale);
  }
  for (; scale > 0 && value % 10 == 0; --scale) value /= 10;
  return make(value, scale);
}

std::int64_t Decimal::to_scaled(int scale) const {
  check_scale(scale);
  Int128 value = coefficient(*this);
  if (scale >= scale_) {
    const auto shifted = shifted_up(value, scale - scale_);
    if (!shifted) throw Error(ErrorCode::overflow, compose("{} does not fit 64 bits", to_string()));
    value = *shifted;
  } else {
    const auto power = static_cast<Int128>(power_of_ten(scale_ - scale));
    if (value % power != 0) {
      throw Error(ErrorCode::scale, {}, compose("{} has more than {} decimals", to_string(), scale),
                  {{"limit", compose("{}", scale)}, {"value", to_string()}});
    }
    value /= power;
  }
  if (!fits_64(value)) throw Error(ErrorCode::overflow, compose("{} does not fit 64 bits", to_string()));
  return static_cast<std::int64_t>(value);
}

}  // namespace emptor
