/// Credit over all customers, and who changed it.
#include <algorithm>
#include <array>

#include "credit/check.hpp"
#include "parties/selection.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;

/// Customers in the order of their codes: all of them, or the selected ones.
class Customers {
 public:
  Customers(Work& work, const CreditReportQuery& query, Date on)
      : work_(work), selected_(parties::select(work, {.group = query.group, .salesperson = query.salesperson}, on)) {
    if (selected_) {
      std::ranges::sort(*selected_, {}, [&](PartyId id) { return std::string_view(parties::card(work, id).code); });
      place_ = selected_->begin();
      while (place_ != selected_->end() && parties::card(work, *place_).code <= query.after_code) ++place_;
    } else {
      rows_.emplace(work.tx().statement("SELECT id FROM emptor_party WHERE customer = 1 AND code > ?1 ORDER BY code"));
      rows_->bind(query.after_code);
    }
  }
  const parties::PartyCard* next() {
    if (selected_) return place_ == selected_->end() ? nullptr : &parties::card(work_, *place_++);
    return rows_->step() ? &parties::card(work_, rows_->id<PartyTag>(0)) : nullptr;
  }

 private:
  Work& work_;
  std::optional<std::vector<PartyId>> selected_;
  std::vector<PartyId>::iterator place_;
  std::optional<store::Statement> rows_;
};

bool has_policy(const CreditPolicy& policy) {
  return policy.limit || policy.age_limit_days || policy.document_max || policy.overdue_days || policy.overdue_ratio ||
         policy.first_order_max || policy.dunning_level || !policy.bucket_limits.empty() || policy.review_by ||
         policy.terms_days || policy.status != CreditStatus::ok;
}

constexpr std::array kCreditTerms{
    Term::credit_limit,         Term::credit_currency,      Term::credit_age_days,
    Term::credit_at_order,      Term::credit_at_sale,       Term::credit_answers,
    Term::credit_document_max,  Term::credit_overdue_days,  Term::credit_overdue_tolerance,
    Term::credit_overdue_ratio, Term::credit_status,        Term::credit_first_order_max,
    Term::credit_disputed,      Term::credit_dunning_level, Term::credit_bucket_limits,
    Term::credit_review_by,     Term::credit_terms_days};

std::string shown(const TermChange& change) {
  if (change.state == TermChange::State::none) return "none";
  return change.state == TermChange::State::set ? change.value : std::string();
}

/// What the timeline said on `day` after the first `count` recordings; nullopt when nothing was ever said of it.
std::optional<std::string> said(const std::vector<TermChange>& changes, std::size_t count, std::optional<Date> day) {
  const TermChange* found = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const TermChange& each = changes[i];
    if (each.from && (!day || *each.from > *day)) continue;
    if (found == nullptr || !found->from || (each.from && *each.from >= *found->from)) found = &each;
  }
  return found != nullptr ? std::optional(shown(*found)) : std::nullopt;
}

}  // namespace

std::vector<CreditReport> Credit::reports(const CreditReportQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  const Date on = query.on ? *query.on : settings::today(work);
  Customers customers(work, query, on);
  std::vector<CreditReport> found;
  while (const parties::PartyCard* customer = customers.next()) {
    if (!customer->customer) continue;
    CreditReport report = credit::report(work, *customer, on);
    if (!has_policy(report.policy) && !report.available && report.used.is_zero()) continue;
    found.push_back(std::move(report));
    if (found.size() == static_cast<std::size_t>(query.limit)) break;
  }
  return found;
}

std::vector<CreditChange> Credit::history(const TermOwner& owner) const {
  const Parties parties(state_, true);
  std::vector<std::pair<std::int64_t, CreditChange>> found;
  for (const Term term : kCreditTerms) {
    const std::vector<TermChange> changes = parties.term_history(owner, term);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const TermChange& change = changes[i];
      const auto before = said(changes, i, change.from);
      if (!before && !change.from) continue;  // how it began
      found.push_back({change.recorded_at.micros,
                       {.term = term,
                        .from = change.from,
                        .before = before.value_or(""),
                        .after = shown(change),
                        .recorded_at = change.recorded_at,
                        .actor = change.actor}});
    }
  }
  std::ranges::stable_sort(found, {}, &std::pair<std::int64_t, CreditChange>::first);
  std::vector<CreditChange> out;
  out.reserve(found.size());
  for (auto& [recorded, change] : found) out.push_back(std::move(change));
  return out;
}

}  // namespace emptor
