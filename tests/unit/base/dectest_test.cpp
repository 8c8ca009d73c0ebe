// The General Decimal Arithmetic vectors against Decimal.
//
// The standard rounds to a precision (digits) and lets exponents float; Decimal rounds to a place and has 0 to 18
// decimals. A vector maps when its result can be had from one of our operations: the place is the exponent of the
// expected result, the digits are ours. Where operands have exponents outside 0 to 18 decimals, all are moved together
// so that digits and rounding stay the same (x·10^s + y·10^s = (x+y)·10^s); those are counted apart. Results are
// compared as text, made from the file without the library. The sign of zero, which Decimal does not have, is ignored.
// What is left out is counted by reason.

#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "support/test.hpp"
#include "unit/base/dectest_reader.hpp"
#include "unit/base/helpers.hpp"

using emptor::Decimal;
using emptor::Error;
using emptor::ErrorCode;
using emptor::Rounding;
using emptor::test::failure;
using emptor::test::Number;
using emptor::test::read_number;
using emptor::test::Vector;

namespace {

using Shifts = std::vector<long>;

/// How the exponents of operands and result move together.
enum class Move { none, common, common_but_result, product, quotient, product_sum };

const std::map<std::string, Move> moves = {{"abs", Move::common},
                                           {"minus", Move::common},
                                           {"plus", Move::common},
                                           {"apply", Move::common},
                                           {"copy", Move::common},
                                           {"copyabs", Move::common},
                                           {"copynegate", Move::common},
                                           {"reduce", Move::none},
                                           {"tosci", Move::none},
                                           {"toeng", Move::none},
                                           {"tointegral", Move::none},
                                           {"tointegralx", Move::none},
                                           {"add", Move::common},
                                           {"subtract", Move::common},
                                           {"max", Move::common},
                                           {"min", Move::common},
                                           {"maxmag", Move::common},
                                           {"minmag", Move::common},
                                           {"remainder", Move::common},
                                           {"remaindernear", Move::common},
                                           {"quantize", Move::common},
                                           {"rescale", Move::common},
                                           {"compare", Move::common_but_result},
                                           {"comparesig", Move::common_but_result},
                                           {"divideint", Move::common_but_result},
                                           {"multiply", Move::product},
                                           {"divide", Move::quotient},
                                           {"fma", Move::product_sum}};

std::optional<Rounding> rounding_named(const std::string& name) {
  static const std::map<std::string, Rounding> names = {
      {"half_up", Rounding::half_up}, {"half_even", Rounding::half_even}, {"half_down", Rounding::half_down},
      {"up", Rounding::up},           {"down", Rounding::down},           {"ceiling", Rounding::ceiling},
      {"floor", Rounding::floor}};
  const auto found = names.find(name);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// Digits that a Decimal certainly holds.
constexpr long sure_width = 38;

bool fits(const Number& number, long shift) {
  const long exponent = number.exponent + shift;
  return exponent >= -Decimal::max_scale && (number.zero() || number.width() + std::max(exponent, 0L) <= sure_width);
}

/// The shifts of the operands and, last, of the result; nothing when none brings all of them into our range.
std::optional<Shifts> plan(Move move, const std::vector<Number>& operands, const Number& result, bool inexact) {
  const auto good = [&](const Shifts& shifts) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (!fits(operands[i], shifts[i])) return false;
    }
    // A power of ten up to which we round has to fit as well.
    const long place = result.exponent + shifts.back();
    return fits(result, shifts.back()) && (!inexact || place < sure_width);
  };
  const Shifts as_written(operands.size() + 1, 0);
  if (good(as_written)) return as_written;

  const auto common = [&](bool with_result) -> std::optional<Shifts> {
    long lowest = with_result ? result.exponent : operands[0].exponent;
    for (const Number& operand : operands) lowest = std::min(lowest, operand.exponent);
    for (long target = -Decimal::max_scale; target <= 0; ++target) {
      Shifts shifts(operands.size() + 1, target - lowest);
      if (!with_result) shifts.back() = 0;
      if (good(shifts)) return shifts;
    }
    return std::nullopt;
  };
  switch (move) {
    case Move::none:
      return std::nullopt;
    case Move::common:
      return common(true);
    case Move::common_but_result:
      return common(false);
    case Move::product:
    case Move::quotient:
    case Move::product_sum:
      for (long a = 0; a >= -Decimal::max_scale; --a) {
        for (long b = 0; b >= -Decimal::max_scale; --b) {
          const long first = a - operands[0].exponent;
          const long second = b - operands[1].exponent;
          const long both = move == Move::quotient ? first - second : first + second;
          // An exact product has to stay within our decimals, if it is to be an addend.
          if (move == Move::product_sum && a + b < -Decimal::max_scale) continue;
          const Shifts shifts =
              move == Move::product_sum ? Shifts{first, second, both, both} : Shifts{first, second, both};
          if (good(shifts)) return shifts;
        }
      }
      return std::nullopt;
  }
  return std::nullopt;
}

Decimal ten_to(long exponent) {
  Decimal power = 1;
  for (; exponent > 0; --exponent) power = power * 10;
  return power;
}

/// `value` rounded to 10^exponent.
Decimal to_place(const Decimal& value, long exponent, Rounding mode) {
  return exponent <= 0 ? value.rounded(static_cast<int>(-exponent), mode)
                       : value.rounded_to_multiple(ten_to(exponent), Decimal(), mode).rounded(0);
}

struct Outcome {
  std::string got;
  std::optional<bool> inexact;  ///< where we can tell without rounding
};

Outcome settle(const Decimal& exact, long exponent, Rounding mode) {
  const Decimal rounded = to_place(exact, exponent, mode);
  return {rounded.to_string(), rounded != exact};
}

Decimal remainder_of(const Decimal& a, const Decimal& b, Rounding mode) {
  return a - b * Decimal::divide(a, b, 0, mode);
}

/// Carries the operation out with our arithmetic.
Outcome run(const std::string& op, const std::vector<Decimal>& x, long place, Rounding mode) {
  const int scale = static_cast<int>(std::max(-place, 0L));
  if (op == "abs") return settle(x[0].abs(), place, mode);
  if (op == "minus") return settle(-x[0], place, mode);
  if (op == "plus" || op == "apply") return settle(x[0], place, mode);
  if (op == "copy") return {x[0].to_string(), false};
  if (op == "copyabs") return {x[0].abs().to_string(), false};
  if (op == "copynegate") return {(-x[0]).to_string(), false};
  if (op == "tointegral" || op == "tointegralx") return {x[0].rounded(0, mode).to_string(), std::nullopt};
  if (op == "quantize" || op == "rescale") return settle(x[0], place, mode);
  if (op == "add") return settle(x[0] + x[1], place, mode);
  if (op == "subtract") return settle(x[0] - x[1], place, mode);
  if (op == "max") return settle(x[0] < x[1] ? x[1] : x[0], place, mode);
  if (op == "min") return settle(x[1] < x[0] ? x[1] : x[0], place, mode);
  if (op == "maxmag" || op == "minmag") {
    const bool larger = op == "maxmag";
    const auto order = x[0].abs() == x[1].abs() ? x[0] <=> x[1] : x[0].abs() <=> x[1].abs();
    return settle((order < 0) == larger ? x[1] : x[0], place, mode);
  }
  if (op == "compare" || op == "comparesig") {
    const auto order = x[0] <=> x[1];
    return {order < 0 ? "-1" : order > 0 ? "1" : "0", false};
  }
  if (op == "remainder") return settle(remainder_of(x[0], x[1], Rounding::down), place, mode);
  if (op == "remaindernear") return settle(remainder_of(x[0], x[1], Rounding::half_even), place, mode);
  if (op == "divideint") return {Decimal::divide(x[0], x[1], 0, Rounding::down).to_string(), false};
  if (op == "fma") return settle(x[0] * x[1] + x[2], place, mode);
  if (op == "multiply") {
    const Decimal unit = ten_to(std::max(place, 0L));
    Decimal product = place > 0 ? Decimal::multiply_divide(x[0], x[1], unit, 0, mode) * unit
                                : Decimal::multiply(x[0], x[1], scale, mode);
    // The exact product is a second witness where it exists.
    std::optional<bool> inexact;
    if (failure([&] { return x[0] * x[1]; }).empty()) inexact = x[0] * x[1] != product;
    return {product.to_string(), inexact};
  }
  if (op == "divide") {
    const Decimal unit = ten_to(std::max(place, 0L));
    const Decimal quotient = Decimal::divide(x[0], x[1] * unit, scale, mode) * unit;
    return {quotient.to_string(), std::nullopt};
  }
  throw std::logic_error("no such operation: " + op);
}

class Tally {
 public:
  void ran(const std::string& how, const Vector& vector) {
    ++ran_[how];
    ++ran_by_operation_[vector.operation];
  }
  void left_out(const std::string& reason) { ++left_[reason]; }
  void count() { ++total_; }

  [[nodiscard]] int total() const { return total_; }
  [[nodiscard]] int ran_sum() const { return sum(ran_); }
  [[nodiscard]] int left_sum() const { return sum(left_); }
  [[nodiscard]] int ran_of(const std::string& operation) const {
    const auto found = ran_by_operation_.find(operation);
    return found == ran_by_operation_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    out << total_ << " vectors: " << ran_sum() << " ran, " << left_sum() << " left out\n";
    for (const auto& [how, count] : ran_) out << "  ran, " << how << ": " << count << '\n';
    for (const auto& [reason, count] : left_) out << "  left out, " << reason << ": " << count << '\n';
    for (const auto& [operation, count] : ran_by_operation_) out << "  " << operation << ' ' << count << ';';
    return out.str();
  }

 private:
  static int sum(const std::map<std::string, int>& counts) {
    int all = 0;
    for (const auto& [name, count] : counts) all += count;
    return all;
  }
  int total_ = 0;
  std::map<std::string, int> ran_;
  std::map<std::string, int> left_;
  std::map<std::string, int> ran_by_operation_;
};

/// The place to which quantize and rescale round, as a number whose digits do not matter.
Number place_operand(const Vector& vector, const Number& second) {
  Number place = second;
  place.digits = "0";
  if (vector.operation == "rescale" && second.exponent == 0 && second.width() < 9)
    place.exponent = std::stol(second.digits) * (second.negative ? -1 : 1);
  return place;
}

/// Whether an overflow of ours is the fault of the operands: some exact figure on the way needs more than 38 digits.
bool too_wide(const std::string& op, const std::vector<Number>& operands) {
  long lowest = 0;
  long highest = 0;
  for (const Number& operand : operands) {
    lowest = std::min(lowest, operand.exponent);
    highest = std::max(highest, operand.exponent + operand.width());
  }
  if (op == "fma")
    return operands[0].width() + operands[1].width() + 1 > sure_width || highest - lowest + 1 > sure_width;
  return highest - lowest + 1 > sure_width;
}

void try_vector(const Vector& vector, Tally& tally) {
  tally.count();
  INFO(vector.file << ' ' << vector.id << ' ' << vector.operation);
  const std::string& op = vector.operation;
  const auto move = moves.find(op);
  if (move == moves.end()) return tally.left_out("operation that Decimal does not have");
  if (vector.expected == "?") return tally.left_out("result not defined");
  const auto mode = rounding_named(vector.rounding);
  if (!mode) return tally.left_out("rounding mode " + vector.rounding);

  std::vector<Number> operands;
  for (const std::string& text : vector.operands) operands.push_back(read_number(text));
  const Number expected = read_number(vector.expected);
  const auto any = [&](Number::Kind kind) {
    return expected.kind == kind || std::ranges::any_of(operands, [&](const Number& n) { return n.kind == kind; });
  };
  if (any(Number::Kind::bits)) return tally.left_out("bit pattern of a fixed format");

  const bool reads = op == "tosci" || op == "toeng" || op == "apply";
  if (reads && operands[0].kind == Number::Kind::malformed) {
    CHECK(vector.has("conversion_syntax"));
    CHECK(failure([&] { return Decimal::parse(vector.operands[0]); }) == "INVALID");
    return tally.ran("refused as INVALID", vector);
  }
  if (reads && operands[0].kind == Number::Kind::special)
    CHECK(failure([&] { return Decimal::parse(vector.operands[0]); }) == "INVALID");
  for (const Number& operand : operands) {
    if (!operand.finite()) return tally.left_out("operand is NaN or infinite");
  }

  const bool divides = op == "divide" || op == "divideint" || op == "remainder" || op == "remaindernear";
  if (divides && operands[1].zero()) {
    CHECK(expected.kind == Number::Kind::special);
    if (!fits(operands[0], 0) || !fits(operands[1], 0)) return tally.left_out("exponents out of our range");
    const Decimal a = Decimal::parse(vector.operands[0]);
    const Decimal b = Decimal::parse(vector.operands[1]);
    CHECK(failure([&] { return run(op, {a, b}, 0, *mode).got; }) == "DIVISION_BY_ZERO");
    return tally.ran("refused as DIVISION_BY_ZERO", vector);
  }
  if (vector.has("overflow")) return tally.left_out("beyond the exponents of the format");
  if (!expected.finite()) return tally.left_out("NaN because it needs more digits than the precision");

  if (op == "quantize" || op == "rescale") operands[1] = place_operand(vector, operands[1]);
  const auto shifts = plan(move->second, operands, expected, vector.has("inexact"));
  if (!shifts) {
    // Reading must refuse with the code that the text calls for.
    for (std::size_t i = 0; i < vector.operands.size() && (reads || op == "add"); ++i) {
      if (operands[i].exponent < -Decimal::max_scale) {
        CHECK(failure([&] { return Decimal::parse(vector.operands[i]); }) == "SCALE");
      } else if (!operands[i].zero() && operands[i].width() + operands[i].exponent > sure_width + 1) {
        CHECK(failure([&] { return Decimal::parse(vector.operands[i]); }) == "OVERFLOW");
      }
    }
    return tally.left_out("exponents out of our range");
  }

  const bool moved = std::ranges::any_of(*shifts, [](long shift) { return shift != 0; });
  std::vector<Decimal> x;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    operands[i] = operands[i].shifted((*shifts)[i]);
    const bool only_place = i == 1 && (op == "quantize" || op == "rescale");
    if (only_place) break;
    x.push_back(Decimal::parse(moved ? operands[i].with_exponent() : vector.operands[i]));
  }
  Number wanted = expected.shifted(shifts->back());
  // An exact zero is the same at every place.
  if (wanted.zero() && !vector.has("inexact")) wanted.exponent = std::min(wanted.exponent, 0L);

  Outcome outcome;
  try {
    if (op == "tosci" && !vector.has("rounded")) {
      outcome = {x[0].to_string(), false};
    } else if (op == "tosci" || op == "toeng") {
      // The engineering form writes zeros behind the last digit to get at an exponent that three divides.
      outcome = settle(x[0], wanted.exponent, *mode);
    } else if (op == "reduce") {
      outcome =
          vector.has("inexact") ? settle(x[0], wanted.exponent, *mode) : Outcome{x[0].normalized().to_string(), false};
    } else {
      outcome = run(op, x, wanted.exponent, *mode);
    }
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::overflow);
    CHECK(too_wide(op, operands));
    return tally.left_out("exact intermediate beyond 128 bits");
  }
  CHECK(outcome.got == wanted.plain());
  if (outcome.inexact) CHECK(*outcome.inexact == vector.has("inexact"));
  tally.ran(moved ? "exponents moved together" : "as written", vector);
}

}  // namespace

TEST_CASE("the decimal arithmetic vectors agree with Decimal", "[base][decimal][dectest]") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(EMPTOR_SOURCE_DIR) / "tests" / "data" / "dectest";
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".decTest") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  REQUIRE(files.size() == 79);

  Tally tally;
  for (const std::string& file : files)
    emptor::test::dectest::read(file, [&](const Vector& vector) { try_vector(vector, tally); });

  WARN(tally.text());
  CHECK(tally.total() == 41'886);
  CHECK(tally.ran_sum() + tally.left_sum() == tally.total());
  CHECK(tally.ran_sum() >= 29'433);
  const std::map<std::string, int> least = {{"add", 4114},       {"subtract", 1746}, {"multiply", 1926},
                                            {"divide", 2622},    {"compare", 1962},  {"quantize", 1575},
                                            {"rescale", 447},    {"fma", 3738},      {"tosci", 2192},
                                            {"remainder", 1527}, {"divideint", 1077}};
  for (const auto& [operation, count] : least) {
    INFO(operation);
    CHECK(tally.ran_of(operation) >= count);
  }
}
