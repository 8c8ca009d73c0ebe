// Decimal: reading, printing, exact arithmetic, rounding, and the edges of 128 bits.

#include "emptor/base/decimal.hpp"

#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "support/test.hpp"
#include "unit/base/helpers.hpp"

using emptor::Decimal;
using emptor::Rounding;
using emptor::test::failure;

namespace {

Decimal dec(std::string_view text) { return Decimal::parse(text); }

constexpr const char* greatest = "170141183460469231731687303715884105727";
constexpr const char* least = "-170141183460469231731687303715884105728";

}  // namespace

TEST_CASE("a decimal is read as it is written and keeps its trailing zeros", "[base][decimal]") {
  const std::vector<std::pair<const char*, const char*>> cases = {{"0", "0"},
                                                                  {"-0", "0"},
                                                                  {"0.00", "0.00"},
                                                                  {"-12.50", "-12.50"},
                                                                  {"+3", "3"},
                                                                  {".5", "0.5"},
                                                                  {"5.", "5"},
                                                                  {"1.2E+3", "1200"},
                                                                  {"1.2e3", "1200"},
                                                                  {"1.25E1", "12.5"},
                                                                  {"15E-3", "0.015"},
                                                                  {"0007.10", "7.10"},
                                                                  {"-.01", "-0.01"},
                                                                  {"0E+50", "0"},
                                                                  {"0E-3", "0.000"},
                                                                  {"1E-18", "0.000000000000000001"},
                                                                  {greatest, greatest},
                                                                  {least, least},
                                                                  {"0.0000000000000000001E1", "0.000000000000000001"}};
  for (const auto& [text, printed] : cases) {
    INFO(text);
    CHECK(dec(text).to_string() == printed);
    CHECK(Decimal::try_parse(text)->to_string() == printed);
  }
  CHECK(dec("12.50").scale() == 2);
}

TEST_CASE("what is not a decimal is refused with the code that says why", "[base][decimal]") {
  for (const char* text :
       {"",   " ",   "-",     "+",  ".",    "-.",  "1 ",       " 1",    "1,5", "1.2.3", "--1", "+-1",
        "1e", "1e+", "1e1.5", "e5", "0x10", "NaN", "Infinity", "1_000", "١٢",  "1\n",   "12a", "1e5 "}) {
    INFO(text);
    CHECK(failure([&] { return dec(text); }) == "INVALID");
    CHECK_FALSE(Decimal::try_parse(text).has_value());
  }
  CHECK(failure([] { return dec(std::string_view("1\0", 2)); }) == "INVALID");
  CHECK(failure([] { return dec("0.1234567890123456789"); }) == "SCALE");
  CHECK(failure([] { return dec("1E-19"); }) == "SCALE");
  CHECK(failure([] { return dec("1E-99999999999999999999"); }) == "SCALE");
  CHECK(failure([] { return dec("170141183460469231731687303715884105728"); }) == "OVERFLOW");
  CHECK(failure([] { return dec("-170141183460469231731687303715884105729"); }) == "OVERFLOW");
  CHECK(failure([] { return dec("1E+39"); }) == "OVERFLOW");
  CHECK(failure([] { return dec("1E+99999999999999999999"); }) == "OVERFLOW");
  CHECK(failure([] { return dec(std::string(500, '9')); }) == "OVERFLOW");
  // Syntax wins over size.
  CHECK(failure([] { return dec(std::string(500, '9') + "x"); }) == "INVALID");
}

TEST_CASE("a message about a bad number shows printable characters only", "[base][decimal]") {
  try {
    static_cast<void>(dec("1\x1b[31m\xff"));
    FAIL("was read");
  } catch (const emptor::Error& e) {
    CHECK(e.message() == "'1?[31m?' is not a decimal number");
  }
}

TEST_CASE("sums are exact and take the greater scale", "[base][decimal]") {
  CHECK((dec("0.1") + dec("0.2")).to_string() == "0.3");
  CHECK((dec("1.10") + dec("2.305")).to_string() == "3.405");
  CHECK((dec("1") - dec("1.00")).to_string() == "0.00");
  CHECK((dec("-5.5") - dec("0.25")).to_string() == "-5.75");
  CHECK((dec(greatest) + dec(least)).to_string() == "-1");
  Decimal sum = 5;
  sum += dec("0.25");
  sum -= 1;
  CHECK(sum.to_string() == "4.25");
}

TEST_CASE("a sum that fits is exact, though one of its terms does not fit at the common scale", "[base][decimal]") {
  const Decimal a = dec("170141183460469231731.7");
  const Decimal b = dec("-170141183460469231731.687303715884105727");
  CHECK((a + b).to_string() == "0.012696284115894273");
  CHECK((b + a).to_string() == "0.012696284115894273");
  CHECK((a - -b).to_string() == "0.012696284115894273");
  CHECK((-a - b).to_string() == "-0.012696284115894273");
  CHECK((b - -a).to_string() == "0.012696284115894273");
}

TEST_CASE("leaving 128 bits is an overflow and never wraps", "[base][decimal]") {
  CHECK(failure([] { return dec(greatest) + 1; }) == "OVERFLOW");
  CHECK(failure([] { return dec(least) - 1; }) == "OVERFLOW");
  CHECK(failure([] { return -dec(least); }) == "OVERFLOW");
  CHECK(failure([] { return dec(least).abs(); }) == "OVERFLOW");
  CHECK(failure([] { return dec(greatest) * 2; }) == "OVERFLOW");
  CHECK(failure([] { return dec(greatest) + dec("0.1"); }) == "OVERFLOW");
  CHECK(failure([] { return dec(greatest).rounded(1); }) == "OVERFLOW");
  CHECK(failure([] { return Decimal::divide(dec(greatest), dec("0.000001"), 6); }) == "OVERFLOW");
  CHECK((-dec(greatest) - 1).to_string() == least);
  CHECK((dec(least) * 1).to_string() == least);
}

TEST_CASE("products are exact, and digits behind the eighteenth decimal are never dropped in silence",
          "[base][decimal]") {
  CHECK((dec("1.5") * dec("-2.25")).to_string() == "-3.375");
  CHECK((dec("0.0000000010") * dec("0.0000000010")).to_string() == "0.000000000000000001");
  CHECK(failure([] { return dec("0.0000000001") * dec("0.0000000001"); }) == "SCALE");
  CHECK(failure([] { return dec("123456789012345678.123456789012345678") * dec("1.123456789012345678"); }) == "SCALE");
  CHECK((dec("99999999999999999999.000000000000000000") * dec("1.000000000000000000")).to_string() ==
        "99999999999999999999.000000000000000000");
}

TEST_CASE("two decimals compare by value, whatever their scales", "[base][decimal]") {
  CHECK(dec("1.0") == dec("1.000"));
  CHECK(dec("-1.0") != dec("1.0"));
  CHECK(dec("0.1") < dec("0.11"));
  CHECK(dec("-0.1") > dec("-0.11"));
  CHECK(dec(greatest) > dec("0.000000000000000001"));
  CHECK(dec(least) < dec("0.000000000000000001"));
  CHECK(dec("0.000000000000000001") < dec(greatest));
  CHECK(dec("-0.000000000000000001") > dec(least));
  CHECK(dec("170141183460469231731.687303715884105727") > dec("170141183460469231731.6"));
  CHECK(dec("170141183460469231731.687303715884105727") < dec("170141183460469231732"));
}

TEST_CASE("each rounding mode drops digits in its own direction", "[base][decimal]") {
  struct Row {
    const char* value;
    // half_up, half_even, half_down, up, down, ceiling, floor
    std::array<const char*, 7> wanted;
  };
  const std::vector<Row> rows = {
      {"1.04", {"1.0", "1.0", "1.0", "1.1", "1.0", "1.1", "1.0"}},
      {"1.05", {"1.1", "1.0", "1.0", "1.1", "1.0", "1.1", "1.0"}},
      {"1.15", {"1.2", "1.2", "1.1", "1.2", "1.1", "1.2", "1.1"}},
      {"1.16", {"1.2", "1.2", "1.2", "1.2", "1.1", "1.2", "1.1"}},
      {"-1.05", {"-1.1", "-1.0", "-1.0", "-1.1", "-1.0", "-1.0", "-1.1"}},
      {"-1.16", {"-1.2", "-1.2", "-1.2", "-1.2", "-1.1", "-1.1", "-1.2"}},
      {"-0.04", {"0.0", "0.0", "0.0", "-0.1", "0.0", "0.0", "-0.1"}},
      {"1.10", {"1.1", "1.1", "1.1", "1.1", "1.1", "1.1", "1.1"}},
  };
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.wanted.size(); ++i) {
      INFO(row.value << " by mode " << i);
      const auto mode = static_cast<Rounding>(i);
      CHECK(dec(row.value).rounded(1, mode).to_string() == row.wanted[i]);
      CHECK(Decimal::multiply(dec(row.value), 1, 1, mode).to_string() == row.wanted[i]);
      CHECK(Decimal::divide(dec(row.value), 1, 1, mode).to_string() == row.wanted[i]);
    }
  }
  CHECK(dec("1.5").rounded(4).to_string() == "1.5000");
  CHECK(failure([] { return dec("1").rounded(19); }) == "SCALE");
  CHECK(failure([] { return dec("1").rounded(-1); }) == "SCALE");
}

TEST_CASE("a quotient is rounded once", "[base][decimal]") {
  CHECK(Decimal::divide(1, 3, 6).to_string() == "0.333333");
  CHECK(Decimal::divide(2, 3, 6).to_string() == "0.666667");
  CHECK(Decimal::divide(-2, 3, 0).to_string() == "-1");
  CHECK(Decimal::divide(dec("1E+18"), dec("0.000000000000000001"), 0).to_string() ==
        "1000000000000000000000000000000000000");
  CHECK(Decimal::divide(dec("0.000000000000000001"), dec("100000000000000000000"), 18).to_string() ==
        "0.000000000000000000");
  // 1.005 × 100 ÷ 201 = 0.5 exactly; rounding the product first would give 101 ÷ 201.
  CHECK(Decimal::multiply_divide(dec("1.005"), 100, 201, 2).to_string() == "0.50");
  CHECK(Decimal::multiply_divide(dec(greatest), dec(greatest), dec(greatest), 0).to_string() == greatest);
  CHECK(Decimal::multiply_divide(dec(least), dec(least), dec(least), 0).to_string() == least);
  CHECK(failure([] { return Decimal::divide(1, 0, 2); }) == "DIVISION_BY_ZERO");
  CHECK(failure([] { return Decimal::multiply_divide(0, 1, dec("0.00"), 2); }) == "DIVISION_BY_ZERO");
  CHECK(failure([] { return Decimal::divide(1, 3, 19); }) == "SCALE");
}

TEST_CASE("a price is brought to a charm ending by a multiple and an offset", "[base][decimal]") {
  CHECK(dec("12.34").rounded_to_multiple(dec("1.00"), dec("-0.01")).to_string() == "11.99");
  CHECK(dec("12.60").rounded_to_multiple(dec("1.00"), dec("-0.01")).to_string() == "12.99");
  CHECK(dec("43.21").rounded_to_multiple(10, dec("-0.01")).to_string() == "39.99");
  CHECK(dec("1.02").rounded_to_multiple(dec("0.05")).to_string() == "1.00");
  CHECK(dec("1.025").rounded_to_multiple(dec("0.05")).to_string() == "1.05");
  CHECK(dec("-1.025").rounded_to_multiple(dec("0.05")).to_string() == "-1.05");
  CHECK(dec("1.01").rounded_to_multiple(dec("0.05"), Decimal(), Rounding::ceiling).to_string() == "1.05");
  CHECK(failure([] { return dec("1").rounded_to_multiple(0); }) == "RANGE");
  CHECK(failure([] { return dec("1").rounded_to_multiple(-5); }) == "RANGE");
}

TEST_CASE("a decimal without its trailing zeros has the same value", "[base][decimal]") {
  CHECK(dec("1.500").normalized().to_string() == "1.5");
  CHECK(dec("1000").normalized().to_string() == "1000");
  CHECK(dec("0.000").normalized().to_string() == "0");
  CHECK(dec("-123456789012345678901.500000").normalized().to_string() == "-123456789012345678901.5");
}

TEST_CASE("a decimal is handed to 64-bit storage whole or not at all", "[base][decimal]") {
  CHECK(dec("12.5").to_scaled(2) == 1250);
  CHECK(dec("12.500").to_scaled(1) == 125);
  CHECK(dec("-9223372036854775808").to_scaled(0) == std::numeric_limits<std::int64_t>::min());
  CHECK(failure([] { return dec("12.345").to_scaled(2); }) == "SCALE");
  CHECK(failure([] { return dec("9223372036854775808").to_scaled(0); }) == "OVERFLOW");
  CHECK(failure([] { return dec("92233720368547758.08").to_scaled(3); }) == "OVERFLOW");
  CHECK(failure([] { return dec(greatest).to_scaled(18); }) == "OVERFLOW");
  CHECK(failure([] { return dec("1").to_scaled(19); }) == "SCALE");
}

TEST_CASE("a decimal goes to two words and back", "[base][decimal]") {
  for (const char* text : {"0", "-1", "1.5", "-12345678901234567890123.456", greatest, least}) {
    const Decimal d = dec(text);
    CHECK(Decimal::from_words(d.high_word(), d.low_word(), d.scale()).to_string() == text);
  }
  CHECK(failure([] { return Decimal::from_words(0, 1, 19); }) == "SCALE");
  CHECK(failure([] { return Decimal::scaled(1, -1); }) == "SCALE");
  CHECK(Decimal::scaled(-125, 2).to_string() == "-1.25");
}
