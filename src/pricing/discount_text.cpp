/// How discounts made a price, as text and back: what a voucher line keeps.
#include <algorithm>
#include <array>

#include "pricing/discounts.hpp"

namespace emptor::pricing {
namespace {

constexpr Ratio millionth{1, 1'000'000};
constexpr Ratio million{1'000'000, 1};
constexpr std::string_view with_tax = " with tax";

std::string integer_text(Int128 value) {
  const bool negative = value < 0;
  auto left = detail::magnitude(value);
  std::string digits;
  do digits += static_cast<char>('0' + static_cast<int>(left % 10));
  while ((left /= 10) != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

/// A decimal number where there is one with up to 18 decimals, else "numerator/denominator".
std::string number_text(const Exact& value) {
  Int128 denominator = value.denominator();
  int twos = 0;
  int fives = 0;
  for (; denominator % 2 == 0; denominator /= 2) ++twos;
  for (; denominator % 5 == 0; denominator /= 5) ++fives;
  const int scale = std::max(twos, fives);
  if (denominator != 1 || scale > 18) return integer_text(value.numerator()) + "/" + integer_text(value.denominator());
  // The numerator is at most 38 digits; with 18 more it may not fit, and then stays a fraction.
  const auto more = static_cast<Int128>(detail::power_of_ten(scale)) / value.denominator();
  Int128 scaled;
  if (__builtin_mul_overflow(value.numerator(), more, &scaled))
    return integer_text(value.numerator()) + "/" + integer_text(value.denominator());
  if (scale == 0) return integer_text(scaled);
  std::string digits = integer_text(scaled < 0 ? -scaled : scaled);
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, 1, '.');
  return (scaled < 0 ? "-" : "") + digits;
}

[[noreturn]] void corrupt(std::string_view text) {
  throw Error(ErrorCode::corrupt, "trace", "the trace of a price cannot be read", {{"trace", std::string(text)}});
}

constexpr std::array<std::string_view, 7> roundings{"half_up", "half_even", "half_down", "up",
                                                    "down",    "ceiling",   "floor"};

Int128 read_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) corrupt(text);
  Int128 value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9' || __builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, digit - '0', &value))
      corrupt(text);
  }
  return negative ? -value : value;
}

Exact read_number(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const Int128 denominator = read_integer(text.substr(slash + 1));
    if (denominator <= 0) corrupt(text);
    return {read_integer(text.substr(0, slash)), denominator};
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return {read_integer(text), 1};
  const std::size_t places = text.size() - point - 1;
  if (places == 0 || places > 18) corrupt(text);
  std::string digits(text.substr(0, point));
  digits += text.substr(point + 1);
  return {read_integer(digits), static_cast<Int128>(detail::power_of_ten(static_cast<int>(places)))};
}

std::int64_t narrow(Int128 value, std::string_view text) {
  if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
    corrupt(text);
  return static_cast<std::int64_t>(value);
}

/// "*0.93#17" or "-0.5#4"
AppliedDiscount read_applied(std::string_view word) {
  const std::size_t hash = word.find('#');
  if (hash == std::string_view::npos) corrupt(word);
  AppliedDiscount made{.entry = narrow(read_integer(word.substr(hash + 1)), word)};
  const Exact value = read_number(word.substr(1, hash - 1));
  if (word.front() == '*') {
    made.kind = ValueKind::percent_off;
    made.factor = {narrow(value.numerator(), word), narrow(value.denominator(), word)};
  } else {
    made.kind = ValueKind::amount_off;
    made.amount = value.times(million);
  }
  return made;
}

/// "~1,-0.01,half_up#5", ">12#6" or "<12#6"
FinishStep read_finish(std::string_view word) {
  const std::size_t hash = word.find('#');
  if (hash == std::string_view::npos) corrupt(word);
  FinishStep made{.entry = narrow(read_integer(word.substr(hash + 1)), word), .ending = {}, .limit = {}};
  std::string_view value = word.substr(1, hash - 1);
  if (word.front() != '~') {
    made.kind = word.front() == '>' ? PriceRuleKind::floor : PriceRuleKind::ceiling;
    made.limit = read_number(value).times(million);
    return made;
  }
  const auto part = [&] {
    const std::size_t end = std::min(value.find(','), value.size());
    const std::string_view next = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    return next;
  };
  const auto micros = [&] {
    const Exact read = read_number(part()).times(million);
    if (!read.whole()) corrupt(word);
    return narrow(read.numerator(), word);
  };
  made.ending.multiple = micros();
  made.ending.offset = micros();
  const auto rounding = std::find(roundings.begin(), roundings.end(), part());
  if (rounding == roundings.end() || made.ending.multiple <= 0) corrupt(word);
  made.ending.rounding = static_cast<Rounding>(rounding - roundings.begin());
  return made;
}

/// "&12#8", "&!12#8"
CountedBreak read_counted(std::string_view word) {
  const std::size_t hash = word.find('#');
  if (hash == std::string_view::npos) corrupt(word);
  CountedBreak made{.entry = narrow(read_integer(word.substr(hash + 1)), word)};
  made.elsewhere = word.starts_with("&!");
  const std::size_t begin = made.elsewhere ? 2 : 1;
  made.counted = read_number(word.substr(begin, hash - begin)).times(million);
  return made;
}

std::string finish_text(const FinishStep& step) {
  const auto number = [](std::int64_t micros) { return number_text(Exact(micros).times(millionth)); };
  std::string text;
  if (step.kind == PriceRuleKind::ending)
    text = " ~" + number(step.ending.multiple) + "," + number(step.ending.offset) + "," +
           std::string(roundings[static_cast<std::size_t>(step.ending.rounding)]);
  else
    text = (step.kind == PriceRuleKind::floor ? " >" : " <") + number_text(step.limit.times(millionth));
  return text + "#" + std::to_string(step.entry);
}

}  // namespace

std::string to_text(const Discounting& discounting, const std::vector<std::string>& step_names) {
  std::string text = number_text(discounting.found.times(millionth));
  if (!discounting.lineage.empty()) text += ' ';
  for (const std::int64_t entry : discounting.lineage) text += "@" + std::to_string(entry);
  for (const CountedBreak& each : discounting.counted)
    text +=
        (each.elsewhere ? " &!" : " &") + number_text(each.counted.times(millionth)) + "#" + std::to_string(each.entry);
  for (std::size_t i = 0; i < discounting.steps.size(); ++i) {
    const DiscountingStep& step = discounting.steps[i];
    text += " " + step_names[i] + ":";
    if (step.sum) text += " sum";
    if (step.of_found) text += " found";
    for (const AppliedDiscount& each : step.applied) {
      text += each.kind == ValueKind::percent_off
                  ? " *" + number_text(Exact(each.factor.numerator, each.factor.denominator))
                  : " -" + number_text(each.amount.times(millionth));
      text += "#" + std::to_string(each.entry);
    }
  }
  for (const FinishStep& step : discounting.finish) text += finish_text(step);
  text += " = " + number_text(Exact(discounting.unit_price).times(millionth));
  return discounting.tax_included ? text + std::string(with_tax) : text;
}

ReadDiscounting read_discounting(std::string_view text) {
  ReadDiscounting read;
  const std::string_view whole = text;
  read.discounting.tax_included = text.ends_with(with_tax);
  if (read.discounting.tax_included) text.remove_suffix(with_tax.size());
  const auto word = [&] {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view next = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (next.empty()) corrupt(whole);
    return next;
  };
  read.discounting.found = read_number(word()).times(million);
  for (std::string_view next = word(); next != "="; next = word()) {
    if (next.ends_with(':')) {
      read.step_names.emplace_back(next.substr(0, next.size() - 1));
      read.discounting.steps.emplace_back();
      continue;
    }
    if (next.front() == '~' || next.front() == '>' || next.front() == '<') {
      read.discounting.finish.push_back(read_finish(next));
      continue;
    }
    if (next.front() == '&') {
      read.discounting.counted.push_back(read_counted(next));
      continue;
    }
    if (next.front() == '@') {
      for (std::string_view left = next; !left.empty();) {
        const std::size_t end = std::min(left.find('@', 1), left.size());
        read.discounting.lineage.push_back(narrow(read_integer(left.substr(1, end - 1)), next));
        left.remove_prefix(end);
      }
      continue;
    }
    if (read.discounting.steps.empty()) corrupt(whole);
    DiscountingStep& step = read.discounting.steps.back();
    if (next == "sum")
      step.sum = true;
    else if (next == "found")
      step.of_found = true;
    else if (next.front() == '*' || next.front() == '-')
      step.applied.push_back(read_applied(next));
    else
      corrupt(whole);
  }
  read.discounting.unit_price = read_number(word()).times(million).rounded();
  return read;
}

}  // namespace emptor::pricing
