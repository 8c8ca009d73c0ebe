// Laws of room `base`, tried on random values. The seed is fixed, so a run can be repeated; EMPTOR_SEED sets another
// one, and every failure prints it. The oracle for rounding is written anew here, on Boost's unbounded integers.

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "emptor/base.hpp"
#include "support/test.hpp"

using emptor::apportion;
using emptor::Date;
using emptor::Decimal;
using emptor::Error;
using emptor::ErrorCode;
using emptor::Instant;
using emptor::multiply_round;
using emptor::Ratio;
using emptor::Rounding;

namespace {

using Big = boost::multiprecision::cpp_int;

constexpr std::array modes = {Rounding::half_up, Rounding::half_even, Rounding::half_down, Rounding::up,
                              Rounding::down,    Rounding::ceiling,   Rounding::floor};

std::uint64_t seed() {
  const char* text = std::getenv("EMPTOR_SEED");
  return text == nullptr ? 20260331 : std::strtoull(text, nullptr, 10);
}

class Random {
 public:
  std::uint64_t bits() { return engine_(); }
  /// Any number of bits is as likely as any other, so that small, large and extreme values all come.
  std::int64_t integer() {
    const std::uint64_t value = bits() >> (bits() % 64);
    const auto whole = static_cast<std::int64_t>(value);
    switch (bits() % 16) {
      case 0:
        return std::numeric_limits<std::int64_t>::min();
      case 1:
        return std::numeric_limits<std::int64_t>::max();
      case 2:
        return 0;
      default:
        return whole;
    }
  }
  std::int64_t not_negative() {
    const std::int64_t value = integer();
    return value < 0 ? ~value : value;
  }
  std::int64_t positive() { return std::max<std::int64_t>(not_negative(), 1); }
  int below(int limit) { return static_cast<int>(bits() % static_cast<unsigned>(limit)); }
  Decimal decimal() {
    const auto high = static_cast<std::int64_t>(bits()) >> (bits() % 64);
    const bool small = bits() % 2 == 0;
    const std::uint64_t low = bits() >> (small ? bits() % 64 : 0);
    const std::int64_t sign = bits() % 2 == 0 ? 0 : -1;
    return Decimal::from_words(small ? sign : high, low, below(Decimal::max_scale + 1));
  }

 private:
  std::mt19937_64 engine_{seed()};
};

Big coefficient(const Decimal& d) { return (Big(d.high_word()) << 64U) + d.low_word(); }

Big ten_to(int exponent) {
  Big power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

/// numerator / denominator rounded by the words of the definition.
Big round_big(Big numerator, Big denominator, Rounding mode) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  Big lower = numerator / denominator;
  if (lower * denominator > numerator) --lower;
  if (lower * denominator == numerator) return lower;
  const Big upper = lower + 1;
  const Big& inner = numerator < 0 ? upper : lower;
  const Big& outer = numerator < 0 ? lower : upper;
  const Big to_lower = numerator - lower * denominator;
  const Big to_upper = upper * denominator - numerator;
  if (mode == Rounding::floor) return lower;
  if (mode == Rounding::ceiling) return upper;
  if (mode == Rounding::down) return inner;
  if (mode == Rounding::up) return outer;
  if (to_lower != to_upper) return to_lower < to_upper ? lower : upper;
  if (mode == Rounding::half_up) return outer;
  if (mode == Rounding::half_down) return inner;
  return lower % 2 == 0 ? lower : upper;
}

/// What `call` returns, or nothing on overflow. Any other failure fails the test.
template <class Call>
auto unless_overflow(Call&& call) -> std::optional<decltype(call())> {
  try {
    return call();
  } catch (const Error& e) {
    REQUIRE(e.code() == ErrorCode::overflow);
    return std::nullopt;
  }
}

bool fits_64(const Big& value) {
  return value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
}

bool fits_128(const Big& value) {
  const Big limit = Big(1) << 127U;
  return value >= -limit && value < limit;
}

}  // namespace

TEST_CASE("parts add up, stay within one unit of their exact share, and do not mind a mirror", "[base][property]") {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    INFO("seed " << seed() << ", round " << round);
    std::vector<std::int64_t> weights(static_cast<std::size_t>(1 + random.below(12)));
    for (std::int64_t& weight : weights) weight = round % 3 == 0 ? random.below(5) : random.not_negative();
    const std::int64_t total = random.integer();
    const auto parts = apportion(total, weights);
    REQUIRE(parts.size() == weights.size());

    Big sum = 0;
    Big weight_sum = 0;
    for (const std::int64_t part : parts) sum += part;
    for (const std::int64_t weight : weights) weight_sum += weight;
    REQUIRE(sum == total);
    if (weight_sum != 0) {
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const Big off = Big(parts[i]) * weight_sum - Big(total) * weights[i];
        REQUIRE(abs(off) < weight_sum);
        if (weights[i] == 0) REQUIRE(parts[i] == 0);
      }
    }
    if (total != std::numeric_limits<std::int64_t>::min()) {
      auto mirrored = apportion(-total, weights);
      for (std::int64_t& part : mirrored) part = -part;
      REQUIRE(mirrored == parts);
    }
  }
}

TEST_CASE("a heavier line never gets a smaller part", "[base][property]") {
  Random random;
  for (int round = 0; round < 5'000; ++round) {
    INFO("seed " << seed() << ", round " << round);
    std::vector<std::int64_t> weights(static_cast<std::size_t>(2 + random.below(6)));
    for (std::int64_t& weight : weights) weight = random.below(50);
    const auto parts = apportion(random.below(1000), weights);
    if (std::ranges::all_of(weights, [](std::int64_t weight) { return weight == 0; })) continue;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      for (std::size_t j = 0; j < weights.size(); ++j) {
        if (weights[i] > weights[j]) REQUIRE(parts[i] >= parts[j]);
      }
    }
  }
}

TEST_CASE("multiply_round agrees with unbounded integers in every mode", "[base][property]") {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    const std::int64_t a = random.integer();
    const std::int64_t b = random.integer();
    // Small divisors make the halves.
    const std::int64_t divisor = round % 2 == 0 ? random.positive() : 1 + random.below(20);
    for (const Rounding mode : modes) {
      INFO("seed " << seed() << ": " << a << " × " << b << " ÷ " << divisor << " by mode " << static_cast<int>(mode));
      const Big wanted = round_big(Big(a) * b, divisor, mode);
      const auto got = unless_overflow([&] { return multiply_round(a, b, divisor, mode); });
      REQUIRE(got.has_value() == fits_64(wanted));
      if (got) REQUIRE(*got == wanted);
    }
  }
}

TEST_CASE("scaling by a ratio agrees with unbounded integers, and back again where it is exact", "[base][property]") {
  Random random;
  for (int round = 0; round < 10'000; ++round) {
    const std::int64_t numerator = random.integer();
    const std::int64_t denominator = random.positive();
    const std::int64_t value = random.integer();
    INFO("seed " << seed() << ": " << value << " × " << numerator << " ÷ " << denominator);
    const Ratio ratio = Ratio::of(numerator, denominator);
    REQUIRE(ratio.denominator > 0);
    REQUIRE(Big(ratio.numerator) * denominator == Big(ratio.denominator) * numerator);
    REQUIRE(gcd(Big(ratio.numerator), Big(ratio.denominator)) == 1);
    const Rounding mode = modes[static_cast<std::size_t>(random.below(7))];
    const Big wanted = round_big(Big(value) * numerator, denominator, mode);
    const auto got = unless_overflow([&] { return emptor::scale_by(value, ratio, mode); });
    REQUIRE(got.has_value() == fits_64(wanted));
    if (!got) continue;
    REQUIRE(*got == wanted);
    if (wanted * denominator != Big(value) * numerator || numerator == 0) continue;
    if (const auto back = unless_overflow([&] { return emptor::scale_by(*got, ratio.inverse(), mode); }))
      REQUIRE(*back == value);
  }
}

TEST_CASE("what is printed is read back as the same decimal", "[base][property]") {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    const Decimal d = random.decimal();
    const std::string text = d.to_string();
    INFO("seed " << seed() << ": " << text);
    const Decimal back = Decimal::parse(text);
    REQUIRE(back.to_string() == text);
    REQUIRE(back.scale() == d.scale());
    REQUIRE(coefficient(back) == coefficient(d));
    REQUIRE(d.normalized() == d);
    REQUIRE(Decimal::parse(d.normalized().to_string() + "E-0") == d);
  }
}

TEST_CASE("sums, differences and order agree with unbounded integers", "[base][property]") {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    const Decimal a = random.decimal();
    const Decimal b = round % 8 == 0 ? a.normalized() : random.decimal();
    INFO("seed " << seed() << ": " << a.to_string() << " and " << b.to_string());
    const int scale = std::max(a.scale(), b.scale());
    const Big x = coefficient(a) * ten_to(scale - a.scale());
    const Big y = coefficient(b) * ten_to(scale - b.scale());
    REQUIRE((a < b) == (x < y));
    REQUIRE((a == b) == (x == y));
    REQUIRE((b < a) == (y < x));

    const auto sum = unless_overflow([&] { return a + b; });
    REQUIRE(sum.has_value() == fits_128(x + y));
    if (sum) {
      REQUIRE(coefficient(*sum) == x + y);
      REQUIRE(sum->scale() == scale);
      if (const auto back = unless_overflow([&] { return *sum - b; })) REQUIRE(*back == a);
    }
    const auto difference = unless_overflow([&] { return a - b; });
    REQUIRE(difference.has_value() == fits_128(x - y));
    if (difference) REQUIRE(coefficient(*difference) == x - y);
  }
}

TEST_CASE("rounded products and quotients agree with unbounded integers in every mode", "[base][property]") {
  Random random;
  for (int round = 0; round < 10'000; ++round) {
    const Decimal a = random.decimal();
    const Decimal b = random.decimal();
    const Decimal c = round % 2 == 0 ? random.decimal() : Decimal::scaled(1 + random.below(40), random.below(3));
    if (b.is_zero() || c.is_zero()) continue;
    const int scale = random.below(Decimal::max_scale + 1);
    const Rounding mode = modes[static_cast<std::size_t>(random.below(7))];
    INFO("seed " << seed() << ": " << a.to_string() << ", " << b.to_string() << ", " << c.to_string() << " to " << scale
                 << " by mode " << static_cast<int>(mode));
    const auto agrees = [&](const Big& numerator, const Big& denominator, auto call) {
      const Big wanted = round_big(numerator, denominator, mode);
      const std::optional<Decimal> got = unless_overflow(call);
      REQUIRE(got.has_value() == fits_128(wanted));
      if (!got) return;
      REQUIRE(coefficient(*got) == wanted);
      REQUIRE(got->scale() == scale);
    };
    const Big x = coefficient(a) * ten_to(scale);
    const Big y = coefficient(b);
    const Big z = coefficient(c);
    agrees(x * y, ten_to(a.scale() + b.scale()), [&] { return Decimal::multiply(a, b, scale, mode); });
    agrees(x * ten_to(b.scale()), y * ten_to(a.scale()), [&] { return Decimal::divide(a, b, scale, mode); });
    agrees(x * y * ten_to(c.scale()), z * ten_to(a.scale() + b.scale()),
           [&] { return Decimal::multiply_divide(a, b, c, scale, mode); });
    agrees(x, ten_to(a.scale()), [&] { return a.rounded(scale, mode); });
  }
}

TEST_CASE("an exact product is exact, or says which limit it meets", "[base][property]") {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    const Decimal a = random.decimal();
    const Decimal b = round % 2 == 0 ? random.decimal() : Decimal::scaled(random.below(100'000), random.below(19));
    INFO("seed " << seed() << ": " << a.to_string() << " × " << b.to_string());
    Big wanted = coefficient(a) * coefficient(b);
    int scale = a.scale() + b.scale();
    bool lost = false;
    for (; scale > Decimal::max_scale; --scale) {
      lost = lost || wanted % 10 != 0;
      wanted /= 10;
    }
    try {
      const Decimal product = a * b;
      REQUIRE_FALSE(lost);
      REQUIRE(coefficient(product) == wanted);
      REQUIRE(product.scale() == scale);
    } catch (const Error& e) {
      REQUIRE(e.code() == (lost ? ErrorCode::scale : ErrorCode::overflow));
      REQUIRE((lost || !fits_128(wanted)));
    }
  }
}

TEST_CASE("the rounding modes stand in order around the exact value", "[base][property]") {
  Random random;
  for (int round = 0; round < 20'000; ++round) {
    const Decimal value = Decimal::scaled(random.integer() / 16, 1 + random.below(Decimal::max_scale));
    const int scale = random.below(value.scale());
    INFO("seed " << seed() << ": " << value.to_string() << " to " << scale);
    const auto by = [&](Rounding mode) { return value.rounded(scale, mode); };
    const Decimal floor = by(Rounding::floor);
    const Decimal ceiling = by(Rounding::ceiling);
    REQUIRE(floor <= value);
    REQUIRE(value <= ceiling);
    REQUIRE((ceiling == floor || ceiling - floor == Decimal::scaled(1, scale)));
    for (const Rounding mode : modes) {
      REQUIRE((by(mode) == floor || by(mode) == ceiling));
      REQUIRE(by(mode).rounded(scale, mode) == by(mode));
    }
    REQUIRE(by(Rounding::down).abs() <= value.abs());
    REQUIRE(by(Rounding::up).abs() >= value.abs());
    REQUIRE(by(Rounding::down).abs() <= by(Rounding::half_down).abs());
    REQUIRE(by(Rounding::half_down).abs() <= by(Rounding::half_even).abs());
    REQUIRE(by(Rounding::half_even).abs() <= by(Rounding::half_up).abs());
    REQUIRE(by(Rounding::half_up).abs() <= by(Rounding::up).abs());
  }
}

TEST_CASE("a price rounded to a multiple lands on it and moves by half of it at most", "[base][property]") {
  Random random;
  for (int round = 0; round < 10'000; ++round) {
    const Decimal price = Decimal::scaled(random.below(2'000'000'000), random.below(7));
    const Decimal multiple = Decimal::scaled(1 + random.below(10'000), random.below(4));
    const Decimal offset = Decimal::scaled(random.below(100) - 50, 2);
    INFO("seed " << seed() << ": " << price.to_string() << " to " << multiple.to_string() << " and "
                 << offset.to_string());
    const Decimal landed = price.rounded_to_multiple(multiple, offset);
    const Decimal steps = Decimal::divide(landed - offset, multiple, 0);
    REQUIRE(steps * multiple + offset == landed);
    REQUIRE((landed - price).abs() * 2 <= multiple);
  }
}

TEST_CASE("days and instants are read back as they are printed", "[base][property]") {
  Random random;
  const Date first = Date::of(1, 1, 1);
  const Date last = Date::of(9999, 12, 31);
  Date previous = first;
  for (Date day = first; day <= last; day = day + 1 + random.below(40)) {
    INFO("seed " << seed() << ": " << day.to_string());
    REQUIRE(Date::parse(day.to_string()) == day);
    REQUIRE((day == first || previous.to_string() < day.to_string()));
    const Instant at{day.days() * 86'400'000'000 + static_cast<std::int64_t>(random.bits() % 86'400'000'000)};
    REQUIRE(Instant::parse(at.to_string()) == at);
    REQUIRE(emptor::local_day(at, "UTC") == day);
    previous = day;
  }
}

TEST_CASE("the wall clock leads back to the day it was set on", "[base][property]") {
  Random random;
  for (const char* zone : {"UTC", "Asia/Ho_Chi_Minh", "Asia/Bangkok", "America/New_York", "Europe/Berlin",
                           "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham"}) {
    for (int round = 0; round < 2'000; ++round) {
      const Date day = Date::of(1970, 1, 1) + random.below(365 * 65);
      const int minutes = random.below(24 * 60);
      INFO("seed " << seed() << ": " << day.to_string() << " " << minutes << " " << zone);
      const Instant at = emptor::instant_of(day, minutes, zone);
      REQUIRE(emptor::local_day(at, zone) == day);
      if (minutes > 0) REQUIRE(emptor::instant_of(day, minutes - 1, zone) <= at);
    }
  }
}

TEST_CASE("random bytes never break the text functions, and a key is its own key", "[base][property]") {
  Random random;
  const std::vector<std::string> pieces = {
      "a",  "Z",      "9", " ", "-",  "đ", "Ộ",    "\u0300",   "\u0323",       "น้ำ", "ที่",
      "한", "\u1112", "ß", "ﬁ", "㈜", "İ", "\xff", "\xe1\xbb", "\xed\xa0\x80", "\0", "ガ"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = random.below(24); i > 0; --i) {
      if (round % 2 == 0) {
        text += pieces[static_cast<std::size_t>(random.below(static_cast<int>(pieces.size())))];
      } else {
        text += static_cast<char>(random.below(256));
      }
    }
    INFO("seed " << seed() << ", round " << round);
    const std::string key = emptor::search_key(text);
    REQUIRE(emptor::is_clean_utf8(key));
    REQUIRE(emptor::search_key(key) == key);
    REQUIRE((key.empty() || (key.front() != ' ' && key.back() != ' ')));
    REQUIRE(key.find("  ") == std::string::npos);
    if (emptor::is_clean_utf8(text)) REQUIRE(emptor::utf8_length(text) <= text.size());
    static_cast<void>(Decimal::try_parse(text));
  }
}
