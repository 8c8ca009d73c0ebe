// Money, currencies, percentages, ratios, and the splitting of amounts.

#include "emptor/base/money.hpp"

#include <limits>
#include <numeric>
#include <vector>

#include "support/test.hpp"
#include "unit/base/helpers.hpp"

using emptor::apportion;
using emptor::Currency;
using emptor::Decimal;
using emptor::Money;
using emptor::multiply_round;
using emptor::Percent;
using emptor::Quantity;
using emptor::Ratio;
using emptor::Rounding;
using emptor::UnitPrice;
using emptor::test::failure;

namespace {

constexpr std::int64_t max64 = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t min64 = std::numeric_limits<std::int64_t>::min();
using Parts = std::vector<std::int64_t>;

Parts split(std::int64_t total, const Parts& weights) { return apportion(total, weights); }

}  // namespace

TEST_CASE("a currency is found by its code and by its number", "[base][money]") {
  const Currency usd = Currency::of("USD");
  CHECK(usd.code() == "USD");
  CHECK(usd.name() == "US Dollar");
  CHECK(usd.minor_units() == 2);
  CHECK(usd.numeric() == 840);
  CHECK(Currency::of_numeric(840) == usd);
  CHECK(Currency::of("VND").minor_units() == 0);
  CHECK(Currency::of("KWD").minor_units() == 3);
  CHECK(Currency::of("CLF").minor_units() == 4);
  CHECK(Currency::of_numeric(8).code() == "ALL");
  CHECK(Currency::of("XAU").minor_units() == 0);

  int known = 0;
  for (int number = 0; number < 1000; ++number) {
    if (!failure([&] { return Currency::of_numeric(number); }).empty()) continue;
    ++known;
    const Currency currency = Currency::of_numeric(number);
    CHECK(Currency::of(currency.code()) == currency);
    CHECK_FALSE(currency.name().empty());
  }
  CHECK(known == 178);
}

TEST_CASE("what is not an active currency is unknown", "[base][money]") {
  for (const char* code : {"", "usd", "US", "USDX", "DEM", "ZZZ", "US\xff"}) {
    CHECK(failure([&] { return Currency::of(code); }) == "UNKNOWN_CURRENCY");
    CHECK_FALSE(Currency::find(code).has_value());
  }
  for (const int number : {-1, 0, 1, 280, 1000, 100000})
    CHECK(failure([&] { return Currency::of_numeric(number); }) == "UNKNOWN_CURRENCY");
  CHECK_FALSE(Currency());
  CHECK(Currency().code().empty());
  CHECK(Currency().name().empty());
  CHECK(Currency().minor_units() == 0);
  CHECK(failure([] { return Money::of(Decimal(1), Currency()); }) == "UNKNOWN_CURRENCY");
}

TEST_CASE("an amount has the decimals of its currency", "[base][money]") {
  CHECK(Money::of("220", "USD").minor == 22000);
  CHECK(Money::of("220", "USD").to_string() == "220.00 USD");
  CHECK(Money::of("-0.05", "USD").to_string() == "-0.05 USD");
  CHECK(Money::of("1500000", "VND").to_string() == "1500000 VND");
  CHECK(Money::of("1.2340", "KWD").minor == 1234);
  CHECK(Money::of("1.5", "EUR").amount().to_string() == "1.50");
  CHECK(Money{7, Currency()}.to_string() == "7");
  CHECK(failure([] { return Money::of("0.005", "USD"); }) == "SCALE");
  CHECK(failure([] { return Money::of("1.5", "VND"); }) == "SCALE");
  CHECK(failure([] { return Money::of("0.5", "XAU"); }) == "SCALE");
  CHECK(failure([] { return Money::of("92233720368547758.08", "USD"); }) == "OVERFLOW");
  CHECK(Money::rounded(Decimal::parse("1.005"), Currency::of("USD")).minor == 101);
  CHECK(Money::rounded(Decimal::parse("1.005"), Currency::of("USD"), Rounding::half_even).minor == 100);
  CHECK(Money::rounded(Decimal::parse("1"), Currency::of("USD")).minor == 100);
}

TEST_CASE("two currencies never mix", "[base][money]") {
  const Money a = Money::of("10", "USD");
  const Money b = Money::of("10", "EUR");
  CHECK(failure([&] { return a + b; }) == "CURRENCY_MISMATCH");
  CHECK(failure([&] { return a - b; }) == "CURRENCY_MISMATCH");
  CHECK(failure([&] { return a < b; }) == "CURRENCY_MISMATCH");
  CHECK(failure([&] { return a + Money{}; }) == "CURRENCY_MISMATCH");
  CHECK_FALSE(a == b);
  CHECK((a + Money::of("0.05", "USD")).to_string() == "10.05 USD");
  CHECK((a - Money::of("10.05", "USD")).to_string() == "-0.05 USD");
  CHECK((-a).minor == -1000);
  CHECK(a > Money::of("9.99", "USD"));
  CHECK(failure([] { return Money{max64, Currency::of("USD")} + Money{1, Currency::of("USD")}; }) == "OVERFLOW");
  CHECK(failure([] { return Money{min64, Currency::of("USD")} - Money{1, Currency::of("USD")}; }) == "OVERFLOW");
  CHECK(failure([] { return -Money{min64, Currency::of("USD")}; }) == "OVERFLOW");
}

TEST_CASE("prices, rates and quantities are refused beyond their decimals", "[base][money]") {
  CHECK(UnitPrice::of("1.234567").micros == 1'234'567);
  CHECK(UnitPrice::of("1.234567").value().to_string() == "1.234567");
  CHECK(failure([] { return UnitPrice::of("1.2345678"); }) == "SCALE");
  CHECK(failure([] { return UnitPrice::of("9223372036854.775808"); }) == "OVERFLOW");
  CHECK(Percent::of("5").micros == 50'000);
  CHECK(Percent::of("5").value().to_string() == "5.0000");
  CHECK(Percent::of("100").micros == Percent::one);
  CHECK(failure([] { return Percent::of("0.00001"); }) == "SCALE");
  CHECK(Quantity::of("2.5").micros == 2'500'000);
  CHECK(Quantity::of(std::int64_t{3}).micros == 3'000'000);
  CHECK(failure([] { return Quantity::of(max64); }) == "OVERFLOW");
  CHECK(failure([] { return Quantity::of("0.0000001"); }) == "SCALE");
}

TEST_CASE("quantity times price is rounded once, to the minor unit", "[base][money]") {
  const auto line = [](const char* quantity, const char* price, const char* currency,
                       Rounding mode = Rounding::half_up) {
    return emptor::extend(Quantity::of(quantity), UnitPrice::of(price), Currency::of(currency), mode).to_string();
  };
  CHECK(line("3", "33.333333", "USD") == "100.00 USD");
  CHECK(line("0.5", "0.01", "USD") == "0.01 USD");
  CHECK(line("0.5", "0.01", "USD", Rounding::down) == "0.00 USD");
  CHECK(line("-0.5", "0.01", "USD") == "-0.01 USD");
  CHECK(line("1.5", "33333", "VND") == "50000 VND");
  CHECK(line("1", "0.12345", "CLF") == "0.1235 CLF");
  CHECK(failure([&] { return line("9000000000000", "9000000000000", "USD"); }) == "OVERFLOW");
  CHECK(emptor::percent_of(Money::of("220.00", "USD"), Percent::of("5")).to_string() == "11.00 USD");
  CHECK(emptor::percent_of(Money::of("0.10", "USD"), Percent::of("5")).to_string() == "0.01 USD");
  CHECK(emptor::percent_of(Money::of("0.10", "USD"), Percent::of("5"), Rounding::half_even).to_string() == "0.00 USD");
}

TEST_CASE("a times b over c takes 128 bits and one rounding", "[base][money]") {
  CHECK(multiply_round(7, 1000, 12) == 583);
  CHECK(multiply_round(max64, max64, max64) == max64);
  CHECK(multiply_round(min64, max64, max64) == min64);
  CHECK(multiply_round(min64, 1, 1) == min64);
  CHECK(multiply_round(min64, -1, 2) == std::int64_t{1} << 62);
  CHECK(multiply_round(5, 1, 2) == 3);
  CHECK(multiply_round(-5, 1, 2) == -3);
  CHECK(multiply_round(5, 1, 2, Rounding::half_even) == 2);
  CHECK(multiply_round(5, 1, 2, Rounding::half_down) == 2);
  CHECK(multiply_round(-5, 1, 2, Rounding::ceiling) == -2);
  CHECK(multiply_round(-5, 1, 2, Rounding::floor) == -3);
  CHECK(multiply_round(1, 1, max64, Rounding::up) == 1);
  CHECK(multiply_round(-1, 1, max64, Rounding::up) == -1);
  CHECK(failure([] { return multiply_round(max64, 2, 1); }) == "OVERFLOW");
  CHECK(failure([] { return multiply_round(min64, -1, 1); }) == "OVERFLOW");
  CHECK(failure([] { return multiply_round(max64, max64, 1); }) == "OVERFLOW");
  CHECK(failure([] { return multiply_round(1, 1, 0); }) == "DIVISION_BY_ZERO");
  CHECK(failure([] { return multiply_round(1, 1, -1); }) == "RANGE");
  CHECK(failure([] { return emptor::checked_add(max64, 1); }) == "OVERFLOW");
  CHECK(failure([] { return emptor::checked_subtract(min64, 1); }) == "OVERFLOW");
}

TEST_CASE("a ratio is kept in lowest terms with its sign above", "[base][money]") {
  CHECK(Ratio::of(6, 4) == Ratio{3, 2});
  CHECK(Ratio::of(6, -4) == Ratio{-3, 2});
  CHECK(Ratio::of(0, -4) == Ratio{0, 1});
  CHECK(Ratio::of(min64, min64) == Ratio{1, 1});
  CHECK(Ratio::of(min64, 2) == Ratio{min64 / 2, 1});
  CHECK(Ratio::of(Decimal::parse("0.4535923700")) == Ratio{45359237, 100000000});
  CHECK(Ratio::of(Decimal::parse("-2.50")) == Ratio{-5, 2});
  CHECK(Ratio::of(12, 5).inverse() == Ratio{5, 12});
  CHECK(Ratio::of(-12, 5).inverse() == Ratio{-5, 12});
  CHECK(Ratio::of(2, 3) * Ratio::of(-9, 4) == Ratio{-3, 2});
  CHECK(Ratio{max64, 7} * Ratio{7, max64} == Ratio{1, 1});
  CHECK(failure([] { return Ratio::of(1, 0); }) == "DIVISION_BY_ZERO");
  CHECK(failure([] { return Ratio::of(0, 5).inverse(); }) == "DIVISION_BY_ZERO");
  CHECK(failure([] { return Ratio::of(1, min64); }) == "OVERFLOW");
  CHECK(failure([] { return Ratio{max64, 2} * Ratio{max64, 3}; }) == "OVERFLOW");
  CHECK(failure([] { return Ratio::of(Decimal::parse("12345678901234567890.1")); }) == "OVERFLOW");
  // 7 pieces of a dozen that costs 10.00.
  CHECK(emptor::scale_by(1000, Ratio::of(7, 12)) == 583);
  CHECK(emptor::scale_by(-1000, Ratio::of(7, 12), Rounding::floor) == -584);
}

TEST_CASE("the parts of an amount add up to it", "[base][money]") {
  CHECK(split(1000, {10000, 10000, 10000}) == Parts{334, 333, 333});
  CHECK(split(500, {1999, 4999, 101}) == Parts{141, 352, 7});
  CHECK(split(-1000, {1, 1, 1}) == Parts{-334, -333, -333});
  CHECK(split(1, {1, 1, 1}) == Parts{1, 0, 0});
  CHECK(split(2, {0, 1, 0, 1}) == Parts{0, 1, 0, 1});
  CHECK(split(7, {0, 0}) == Parts{7, 0});
  CHECK(split(0, {3, 4}) == Parts{0, 0});
  CHECK(split(0, {}).empty());
  CHECK(split(min64, {1}) == Parts{min64});
  CHECK(split(max64, {max64, max64, max64}) == Parts{max64 / 3 + 1, max64 / 3, max64 / 3});
  CHECK(failure([] { return split(5, {}); }) == "RANGE");
  CHECK(failure([] { return split(5, {1, -1}); }) == "RANGE");
  // All four remainders are one half: the larger weights get the two units that are left.
  CHECK(split(5, {1, 3, 1, 5}) == Parts{0, 2, 0, 3});
}
