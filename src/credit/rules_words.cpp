/// The decision in words: names of verdicts, stages, rules and answers, and the sentence.
#include <algorithm>
#include <array>

#include "base/compose.hpp"
#include "credit/rules.hpp"

namespace emptor {
namespace {

std::string_view title(CreditVerdict verdict) noexcept {
  switch (verdict) {
    case CreditVerdict::pass:
      return "passes";
    case CreditVerdict::warn:
      return "needs an acknowledgement";
    case CreditVerdict::approve:
      return "needs a release";
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
    case CreditVerdict::approve:
      return "approve";
    case CreditVerdict::block:
      break;
  }
  return "block";
}

std::string_view to_string(CreditStage stage) noexcept {
  switch (stage) {
    case CreditStage::order:
      return "order";
    case CreditStage::sale:
      return "sale";
    case CreditStage::quotation:
      return "quotation";
    case CreditStage::delivery:
      return "delivery";
  }
  return {};
}

std::string_view to_string(CreditRule rule) noexcept {
  switch (rule) {
    case CreditRule::limit:
      return "limit";
    case CreditRule::age:
      return "age";
    case CreditRule::document_max:
      return "document_max";
    case CreditRule::overdue:
      return "overdue";
    case CreditRule::overdue_ratio:
      return "overdue_ratio";
    case CreditRule::status:
      return "status";
    case CreditRule::first_order:
      return "first_order";
    case CreditRule::pool:
      return "pool";
    case CreditRule::dunning:
      return "dunning";
    case CreditRule::bucket:
      return "bucket";
    case CreditRule::review:
      return "review";
    case CreditRule::terms:
      return "terms";
  }
  return {};
}
std::string CreditDecision::to_string() const {
  const std::string_view currency = document.currency.code();
  std::string text = account.empty() ? "document" : account;
  text += ' ';
  text += title(verdict);
  text += ": ";
  if (over_limit || over_age) {
    text += "excess ";
    if (over_limit) text += compose("{} {}", credit::figure(excess_amount), currency);
    if (over_limit && over_age) text += " and ";
    if (over_age) text += credit::days(excess_days);
    text += ": ";
  }
  text += compose("exposure {} + document {}", credit::figure(exposure), credit::figure(document));
  const bool over_own = std::ranges::find(findings, CreditRule::limit, &CreditFinding::rule) != findings.end();
  if (limit)
    text += compose(" {} limit {} {}", over_own ? "over" : "within", credit::figure(*limit), currency);
  else
    text += compose(" {}, no limit", currency);
  if (age_limit_days)
    text += compose(", age {} {} {}", credit::days(age_days), over_age ? "over" : "within", *age_limit_days);
  for (const CreditFinding& each : findings) {
    if (each.rule == CreditRule::document_max)
      text += compose(", document over {}", each.allowed);
    else if (each.rule == CreditRule::overdue)
      text += compose(", overdue {} over {}", each.found, each.allowed);
    else if (each.rule == CreditRule::overdue_ratio)
      text += compose(", {} of what is open overdue, over {}", each.found, each.allowed);
    else if (each.rule == CreditRule::status)
      text += compose(", status {}", each.found);
    else if (each.rule == CreditRule::first_order)
      text += compose(", first sale over {}", each.allowed);
    else if (each.rule == CreditRule::pool)
      text += compose(", pool {} {} over {}", each.pool, each.found, each.allowed);
    else if (each.rule == CreditRule::dunning)
      text += compose(", reminded at {} of {}", each.found, each.allowed);
    else if (each.rule == CreditRule::bucket)
      text += compose(", past due {} over {}", each.found, each.allowed);
    else if (each.rule == CreditRule::review)
      text += compose(", to be reviewed by {}", each.allowed);
    else if (each.rule == CreditRule::terms)
      text += compose(", due after {}, over {}", each.found, each.allowed);
  }
  return text;
}

namespace credit {

std::string figure(Money money) { return money.amount().to_string(); }

std::string days(int count) { return compose("{} {}", count, count == 1 ? "day" : "days"); }

std::string_view to_string(CreditStatus status) noexcept {
  switch (status) {
    case CreditStatus::ok:
      return "ok";
    case CreditStatus::watch:
      return "watch";
    case CreditStatus::hold:
      return "hold";
    case CreditStatus::stop:
      return "stop";
    case CreditStatus::no_check:
      return "no_check";
  }
  return {};
}

std::optional<OnExcess> parse_on_excess(std::string_view text) noexcept {
  if (text == "ignore") return OnExcess::ignore;
  if (text == "warn") return OnExcess::warn;
  if (text == "block") return OnExcess::block;
  if (text == "approve") return OnExcess::approve;
  return std::nullopt;
}

namespace {

constexpr std::array kRules{CreditRule::limit,       CreditRule::age,           CreditRule::document_max,
                            CreditRule::overdue,     CreditRule::overdue_ratio, CreditRule::status,
                            CreditRule::first_order, CreditRule::pool,          CreditRule::dunning,
                            CreditRule::bucket,      CreditRule::review,        CreditRule::terms};
constexpr std::array kStages{CreditStage::order, CreditStage::sale, CreditStage::quotation, CreditStage::delivery};

template <class Value, std::size_t N>
Value named(const std::array<Value, N>& values, std::string_view name) {
  for (const Value each : values)
    if (emptor::to_string(each) == name) return each;
  // Invariant: terms were checked when they were set.
  EMPTOR_REQUIRE(false);
  return values.front();
}

}  // namespace

std::vector<StagedAnswer> parse_answers(std::string_view text) {
  std::vector<StagedAnswer> found;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const std::size_t equals = part.find('=');
    EMPTOR_REQUIRE(equals != std::string_view::npos);
    const std::size_t at = std::min(part.find('@'), equals);
    StagedAnswer answer{.rule = named(kRules, part.substr(0, at))};
    if (at < equals) answer.stage = named(kStages, part.substr(at + 1, equals - at - 1));
    answer.answer = parse_on_excess(part.substr(equals + 1)).value();
    found.push_back(answer);
  }
  return found;
}

std::vector<CreditAnswer> answers_at(const std::vector<StagedAnswer>& all, CreditStage stage) {
  std::vector<CreditAnswer> found;
  for (const bool at_stage : {true, false})
    for (const StagedAnswer& each : all) {
      if (each.stage.has_value() != at_stage || (at_stage && *each.stage != stage)) continue;
      if (std::ranges::find(found, each.rule, &CreditAnswer::rule) == found.end())
        found.push_back({.rule = each.rule, .answer = each.answer});
    }
  return found;
}

CreditStatus parse_status(std::string_view text) noexcept {
  for (const auto status : {CreditStatus::watch, CreditStatus::hold, CreditStatus::stop, CreditStatus::no_check})
    if (to_string(status) == text) return status;
  return CreditStatus::ok;
}

}  // namespace credit
}  // namespace emptor
