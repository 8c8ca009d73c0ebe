/// The credit decision and its sentence.
#include "credit/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emptor {
namespace {

CreditVerdict verdict_of(OnExcess on_excess) noexcept {
  switch (on_excess) {
    case OnExcess::ignore:
      return CreditVerdict::pass;
    case OnExcess::warn:
      return CreditVerdict::warn;
    case OnExcess::block:
      break;
  }
  return CreditVerdict::block;
}

/// "1,000.00"
std::string figure(Money money) {
  std::string text = money.amount().to_string();
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t i = std::min(text.find('.'), text.size()); i > first + 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string days(int count) { return fmt::format("{} {}", count, count == 1 ? "day" : "days"); }

std::string_view title(CreditVerdict verdict) noexcept {
  switch (verdict) {
    case CreditVerdict::pass:
      return "passes";
    case CreditVerdict::warn:
      return "needs an acknowledgement";
    case CreditVerdict::block:
      break;
  }
  return "is blocked";
}

}  // namespace

std::string_view to_string(CreditVerdict verdict) noexcept {
  switch (verdict) {
    case CreditVerdict::pass:
      return "pass";
    case CreditVerdict::warn:
      return "warn";
    case CreditVerdict::block:
      break;
  }
  return "block";
}

std::string CreditDecision::to_string() const {
  const std::string_view currency = document.currency.code();
  std::string text = account.empty() ? "document" : account;
  text += ' ';
  text += title(verdict);
  text += ": ";
  if (over_limit || over_age) {
    text += "excess ";
    if (over_limit) text += fmt::format("{} {}", figure(excess_amount), currency);
    if (over_limit && over_age) text += " and ";
    if (over_age) text += days(excess_days);
    text += ": ";
  }
  text += fmt::format("exposure {} + document {}", figure(exposure), figure(document));
  if (limit)
    text += fmt::format(" {} limit {} {}", over_limit ? "over" : "within", figure(*limit), currency);
  else
    text += fmt::format(" {}, no limit", currency);
  if (age_limit_days)
    text += fmt::format(", age {} {} {}", days(age_days), over_age ? "over" : "within", *age_limit_days);
  return text;
}

namespace credit {

CreditDecision decide(const CreditPolicy& policy, const Exposure& exposure, Money document, Date on) {
  const Money zero = Money::zero(document.currency);
  CreditDecision decision{.limit = policy.limit,
                          .exposure = exposure.receivable,
                          .document = document,
                          .excess_amount = zero,
                          .age_limit_days = policy.age_limit_days,
                          .payment_to_clear = zero};
  const Money total = exposure.receivable + document;
  const bool increases = document > (exposure.replaced.is_zero() ? zero : exposure.replaced);
  if (policy.limit) {
    decision.available = std::max(zero, *policy.limit - exposure.receivable);
    if (increases && total > *policy.limit) {
      decision.over_limit = true;
      decision.excess_amount = total - *policy.limit;
      decision.payment_to_clear = decision.excess_amount;
    }
  }
  if (exposure.age_start) decision.age_days = std::max(0, on - *exposure.age_start);
  if (increases && policy.age_limit_days && decision.age_days > *policy.age_limit_days) {
    decision.over_age = true;
    decision.excess_days = decision.age_days - *policy.age_limit_days;
  }
  if (decision.over_limit || decision.over_age) decision.verdict = verdict_of(policy.on_excess);
  return decision;
}

std::int64_t convert(std::int64_t minor, Currency from, Currency to, Ratio rate, Rounding mode) {
  Ratio minor_units{};
  const int shift = to.minor_units() - from.minor_units();
  for (int i = 0; i < (shift < 0 ? -shift : shift); ++i)
    (shift < 0 ? minor_units.denominator : minor_units.numerator) *= 10;
  return scale_by(minor, rate * minor_units, mode);
}

std::optional<OnExcess> parse_on_excess(std::string_view text) noexcept {
  if (text == "ignore") return OnExcess::ignore;
  if (text == "warn") return OnExcess::warn;
  if (text == "block") return OnExcess::block;
  return std::nullopt;
}

}  // namespace credit
}  // namespace emptor
