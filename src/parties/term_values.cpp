#include "parties/term_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/compose.hpp"
#include "parties/cards.hpp"
#include "parties/payment_terms.hpp"

namespace emptor::parties {
namespace {

constexpr std::array<std::string_view, term_slots> kNames{"",
                                                          "currency",
                                                          "tax_code",
                                                          "sales_level",
                                                          "purchase_level",
                                                          "sales_list",
                                                          "purchase_list",
                                                          "sales_rate",
                                                          "purchase_rate",
                                                          "payment_terms",
                                                          "bill_to",
                                                          "salesperson",
                                                          "credit_limit",
                                                          "credit_currency",
                                                          "credit_age_days",
                                                          "credit_at_order",
                                                          "credit_at_sale",
                                                          "payment_method",
                                                          "tracking",
                                                          "credit_answers",
                                                          "credit_document_max",
                                                          "credit_overdue_days",
                                                          "credit_overdue_tolerance",
                                                          "credit_overdue_ratio",
                                                          "credit_status",
                                                          "credit_first_order_max",
                                                          "credit_disputed",
                                                          "credit_dunning_level",
                                                          "credit_bucket_limits",
                                                          "credit_review_by",
                                                          "credit_terms_days"};

std::optional<Decimal> read_decimal(std::string_view value, std::string_view field, Problems& problems) {
  const std::optional<Decimal> read = Decimal::try_parse(value);
  if (!read)
    problems.add(ErrorCode::invalid, std::string(field), compose("\"{}\" is not a decimal number", value),
                 {{"value", std::string(value)}});
  return read;
}

bool check_range(const Decimal& value, const Decimal& min, const Decimal& max, std::string_view field,
                 Problems& problems) {
  if (value >= min && value <= max) return true;
  problems.add(ErrorCode::range, std::string(field),
               compose("{} does not lie between {} and {}", value.to_string(), min.to_string(), max.to_string()),
               {{"min", min.to_string()}, {"max", max.to_string()}});
  return false;
}

void check_scale(const Decimal& value, int max, std::string_view field, Problems& problems) {
  if (value.scale() > max)
    problems.add(ErrorCode::scale, std::string(field), compose("{} has more than {} decimals", value.to_string(), max),
                 {{"limit", std::to_string(max)}});
}

std::string currency_value(std::string_view value, std::string_view field, Problems& problems) {
  if (!Currency::find(value))
    problems.add(ErrorCode::unknown_currency, std::string(field), "not the code of an active currency",
                 {{"currency", std::string(value)}});
  return std::string(value);
}

std::string rate_value(std::string_view value, Profile profile, std::string_view field, Problems& problems) {
  const std::optional<Decimal> read = read_decimal(value, field, problems);
  if (!read) return {};
  const Decimal rate = read->normalized();
  if (check_range(rate, Decimal::parse("-999.99"), Decimal(100), field, problems))
    check_scale(rate, profile == Profile::ecount ? 2 : 4, field, problems);
  return rate.to_string();
}

std::string limit_value(std::string_view value, std::string_view field, Problems& problems) {
  // As many minor units as fit into 64 bits in a currency of four decimals.
  static constexpr std::int64_t amount_max = 900'000'000'000'000;
  const std::optional<Decimal> read = read_decimal(value, field, problems);
  if (!read) return {};
  const Decimal limit = read->normalized();
  if (check_range(limit, Decimal(0), Decimal(amount_max), field, problems)) check_scale(limit, 4, field, problems);
  return limit.to_string();
}

std::string days_value(std::string_view value, int max, std::string_view field, Problems& problems) {
  int days = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), days);
  const bool whole = error != std::errc::invalid_argument && end == value.data() + value.size();
  if (!whole) {
    problems.add(ErrorCode::invalid, std::string(field), compose("\"{}\" is not a number of days", value),
                 {{"value", std::string(value)}});
  } else if (error == std::errc::result_out_of_range || days < 0 || days > max) {
    problems.add(ErrorCode::range, std::string(field), compose("{} days do not lie between 0 and {}", value, max),
                 {{"min", "0"}, {"max", std::to_string(max)}});
  }
  return std::to_string(days);
}

std::string payment_terms_value(std::string_view value, std::string_view field, Problems& problems) {
  const auto terms = parse_payment_terms(value, field, problems);
  return terms ? to_string(*terms) : std::string();
}

/// `names` divided by blanks.
std::string choice_value(std::string_view value, std::string_view names, std::string_view field, Problems& problems) {
  for (std::string_view rest = names; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == value) return std::string(value);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  problems.add(ErrorCode::invalid, std::string(field), "one of " + std::string(names), {{"value", std::string(value)}});
  return std::string(value);
}

constexpr std::string_view kAnswers = "ignore warn block approve";

std::string percent_value(std::string_view value, std::string_view field, Problems& problems) {
  const std::optional<Decimal> read = read_decimal(value, field, problems);
  if (!read) return {};
  const Decimal percent = read->normalized();
  if (check_range(percent, Decimal(0), Decimal(100), field, problems)) check_scale(percent, 4, field, problems);
  return percent.to_string();
}

/// "overdue=block,limit@order=warn", in the order given.
std::string answers_value(std::string_view value, std::string_view field, Problems& problems) {
  std::string canonical;
  std::vector<std::string_view> answered;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(','), value.size());
    std::string_view part = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    const std::size_t equals = part.find('=');
    const std::size_t at = std::min(part.find('@'), std::min(equals, part.size()));
    if (equals == std::string_view::npos) {
      problems.add(ErrorCode::invalid, std::string(field), "an answer is written rule=answer or rule@stage=answer",
                   {{"value", std::string(part)}});
      return {};
    }
    choice_value(part.substr(0, at),
                 "limit age document_max overdue overdue_ratio first_order pool dunning bucket review terms", field,
                 problems);
    if (at < equals)
      choice_value(part.substr(at + 1, equals - at - 1), "quotation order delivery sale", field, problems);
    choice_value(part.substr(equals + 1), kAnswers, field, problems);
    const std::string_view what = part.substr(0, equals);
    if (std::ranges::find(answered, what) != answered.end())
      problems.add(ErrorCode::invalid, std::string(field), compose("{} is answered twice", what),
                   {{"value", std::string(what)}});
    answered.push_back(what);
    canonical.append(canonical.empty() ? "" : ",").append(part);
  }
  return canonical;
}

std::string level_value(std::string_view value, std::string_view field, Problems& problems) {
  if (value.size() == 1 && value.front() >= '1' && value.front() <= '9') return std::string(value);
  problems.add(ErrorCode::range, std::string(field), compose("\"{}\" is no level from 1 to 9", value),
               {{"min", "1"}, {"max", "9"}});
  return std::string(value);
}

std::string day_value(std::string_view value, std::string_view field, Problems& problems) {
  try {
    return Date::parse(value).to_string();
  } catch (const Error&) {
    problems.add(ErrorCode::invalid, std::string(field), compose("\"{}\" is not a day such as 2026-12-31", value),
                 {{"value", std::string(value)}});
    return {};
  }
}

/// "30:500,60:0", days ascending.
std::string bucket_limits_value(std::string_view value, std::string_view field, Problems& problems) {
  std::string canonical;
  int last = -1;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(','), value.size());
    std::string_view part = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) {
      problems.add(ErrorCode::invalid, std::string(field), "a bucket's limit is written days:amount",
                   {{"value", std::string(part)}});
      return {};
    }
    const std::string days = days_value(part.substr(0, colon), 3'650, field, problems);
    const std::string limit = limit_value(part.substr(colon + 1), field, problems);
    if (!problems.empty()) return {};
    if (std::stoi(days) <= last) {
      problems.add(ErrorCode::range, std::string(field), "the days of buckets ascend", {{"days", days}});
      return {};
    }
    last = std::stoi(days);
    canonical.append(canonical.empty() ? "" : ",").append(days).append(":").append(limit);
  }
  return canonical;
}

}  // namespace

bool is_term(Term term) noexcept {
  return static_cast<std::size_t>(term) >= 1 && static_cast<std::size_t>(term) < term_slots;
}

std::string canonical(Term term, std::string_view value, Profile profile, std::string_view field, Problems& problems) {
  // Malformed text is not looked at any further.
  Problems text;
  const bool is_list = term == Term::credit_answers || term == Term::credit_bucket_limits;
  const std::size_t length_max = is_list ? 300 : term == Term::payment_terms ? 200 : 50;
  text.check_text(field, value, length_max, true);
  if (!text.empty()) {
    problems.check_text(field, value, length_max, true);
    return {};
  }
  const int age_max = profile == Profile::ecount ? 365 : 3'650;
  switch (term) {
    case Term::currency:
    case Term::credit_currency:
      return currency_value(value, field, problems);
    case Term::sales_rate:
    case Term::purchase_rate:
      return rate_value(value, profile, field, problems);
    case Term::payment_terms:
      return payment_terms_value(value, field, problems);
    case Term::credit_terms_days:
      return days_value(value, 3'650, field, problems);
    case Term::credit_overdue_days:
    case Term::credit_age_days:
      return days_value(value, age_max, field, problems);
    case Term::credit_document_max:
    case Term::credit_overdue_tolerance:
    case Term::credit_first_order_max:
    case Term::credit_limit:
      return limit_value(value, field, problems);
    case Term::credit_at_order:
    case Term::credit_at_sale:
      return choice_value(value, kAnswers, field, problems);
    case Term::credit_overdue_ratio:
      return percent_value(value, field, problems);
    case Term::credit_disputed:
      return choice_value(value, "count leave_out", field, problems);
    case Term::credit_dunning_level:
      return level_value(value, field, problems);
    case Term::credit_bucket_limits:
      return bucket_limits_value(value, field, problems);
    case Term::credit_review_by:
      return day_value(value, field, problems);
    case Term::credit_status:
      return choice_value(value, "ok watch hold stop no_check", field, problems);
    case Term::credit_answers:
      return answers_value(value, field, problems);
    case Term::tracking:
      if (value != "required" && value != "optional" && value != "off")
        problems.add(ErrorCode::invalid, std::string(field), "one of required, optional, off",
                     {{"value", std::string(value)}});
      return std::string(value);
    case Term::tax_code:
    case Term::sales_level:
    case Term::purchase_level:
    case Term::sales_list:
    case Term::purchase_list:
    case Term::bill_to:
    case Term::salesperson:
    case Term::payment_method:
      return std::string(value);
  }
  return std::string(value);
}

void check_limit_scale(std::string_view limit, Currency currency, std::string_view field, Problems& problems) {
  check_scale(Decimal::parse(limit), currency.minor_units(), field, problems);
}

}  // namespace emptor::parties

namespace emptor {

std::string_view to_string(Term term) noexcept {
  return parties::is_term(term) ? parties::kNames[static_cast<std::size_t>(term)] : std::string_view();
}

std::optional<Term> parse_term(std::string_view name) noexcept {
  for (std::size_t slot = 1; slot < parties::term_slots; ++slot)
    if (parties::kNames[slot] == name) return static_cast<Term>(slot);
  return std::nullopt;
}

}  // namespace emptor
