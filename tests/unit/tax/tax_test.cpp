// Goal: tax is rounded where the policy says, and lines always add up to the document.
#include <vector>

#include "support/test.hpp"
#include "tax/rules.hpp"

using namespace emptor;

namespace {

tax::Line line(std::int64_t amount, const char* percent, std::int64_t code = 1) {
  return {.code = code, .rate = Percent::of(percent), .amount = amount};
}

std::int64_t total_tax(const std::vector<tax::Line>& lines) {
  std::int64_t sum = 0;
  for (const tax::Line& each : lines) sum += each.tax;
  return sum;
}

}  // namespace

TEST_CASE("tax is added to exclusive amounts, half up", "[tax]") {
  std::vector<tax::Line> lines{line(230'000, "15"), line(11'70, "15"), line(3'30, "15")};
  tax::apply(lines, TaxMode::exclusive, TaxRounding::per_line, Rounding::half_up);
  CHECK(lines[0].tax == 34'500);
  CHECK(lines[1].tax == 1'76);  // 175.5
  CHECK(lines[2].tax == 50);    // 49.5
  CHECK(lines[0].net == 230'000);
}

TEST_CASE("tax is taken out of inclusive amounts", "[tax]") {
  std::vector<tax::Line> lines{line(27'50, "10"), line(9'99, "15")};
  tax::apply(lines, TaxMode::inclusive, TaxRounding::per_line, Rounding::half_up);
  CHECK(lines[0].net == 25'00);
  CHECK(lines[0].tax == 2'50);
  CHECK(lines[1].net == 8'69);
  CHECK(lines[1].net + lines[1].tax == 9'99);
}

TEST_CASE("per document, the tax of one code is rounded once and spread over its lines", "[tax]") {
  std::vector<tax::Line> lines{line(33, "5"), line(33, "5"), line(33, "5")};
  tax::apply(lines, TaxMode::exclusive, TaxRounding::per_line, Rounding::half_up);
  CHECK(total_tax(lines) == 6);
  tax::apply(lines, TaxMode::exclusive, TaxRounding::per_document, Rounding::half_up);
  CHECK(total_tax(lines) == 5);  // 0.99 × 5 % = 0.0495
  CHECK(lines[0].tax == 2);
  CHECK(lines[2].tax == 1);
}

TEST_CASE("codes and rates are rounded apart, in any order of lines", "[tax]") {
  std::vector<tax::Line> lines{line(10'50, "5", 1), line(10'50, "10", 2), line(10'50, "5", 1), line(10'50, "10", 1)};
  tax::apply(lines, TaxMode::exclusive, TaxRounding::per_document, Rounding::half_up);
  CHECK(lines[0].tax + lines[2].tax == 1'05);
  CHECK(lines[1].tax == 1'05);
  CHECK(lines[3].tax == 1'05);
}

TEST_CASE("an untaxed line has no tax in either mode", "[tax]") {
  for (const auto mode : {TaxMode::exclusive, TaxMode::inclusive}) {
    std::vector<tax::Line> lines{line(100, "0", 0)};
    tax::apply(lines, mode, TaxRounding::per_line, Rounding::half_up);
    CHECK(lines[0].net == 100);
    CHECK(lines[0].tax == 0);
  }
}

TEST_CASE("amounts beyond 64 bits are refused", "[tax]") {
  std::vector<tax::Line> lines{line(INT64_MAX, "200")};
  CHECK_THROWS_AS(tax::apply(lines, TaxMode::exclusive, TaxRounding::per_line, Rounding::half_up), Error);
  std::vector<tax::Line> two{line(INT64_MAX, "1"), line(INT64_MAX, "1")};
  CHECK_THROWS_AS(tax::apply(two, TaxMode::exclusive, TaxRounding::per_document, Rounding::half_up), Error);
}

TEST_CASE("a unit price moves between the tax bases", "[tax]") {
  const Percent ten = Percent::of("10");
  CHECK(tax::rebase(UnitPrice::of("27.50"), ten, TaxMode::inclusive, TaxMode::exclusive, Rounding::half_up) ==
        UnitPrice::of("25"));
  CHECK(tax::rebase(UnitPrice::of("25"), ten, TaxMode::exclusive, TaxMode::inclusive, Rounding::half_up) ==
        UnitPrice::of("27.50"));
  CHECK(tax::rebase(UnitPrice::of("9.99"), ten, TaxMode::inclusive, TaxMode::inclusive, Rounding::half_up) ==
        UnitPrice::of("9.99"));
}
