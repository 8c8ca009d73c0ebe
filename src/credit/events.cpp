/// Vouchers that were posted although a rule spoke against them.
#include "access/work.hpp"
#include "credit/check.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::credit {
using access::Work;

void record(Work& work, std::int64_t voucher, PartyId account, const CreditDecision& decision) {
  const auto limit = decision.limit ? std::optional{decision.limit->minor} : std::nullopt;
  work.tx().execute(
      "INSERT INTO emptor_credit_event (voucher_id, account_id, verdict, acknowledged, currency, credit_limit, "
      "exposure, document, excess_amount, age_limit_days, age_days, excess_days, rules, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      voucher, account, decision.verdict, decision.verdict == CreditVerdict::warn, decision.document.currency, limit,
      decision.exposure.minor, decision.document.minor, decision.excess_amount.minor, decision.age_limit_days,
      decision.age_days, decision.excess_days, stopping_rules(decision), work.now(), work.actor());
}

}  // namespace emptor::credit

namespace emptor {

using access::Work;

namespace {

store::Statement all_events(Work& work, const CreditEventQuery& query) {
  auto rows = work.tx().statement(
      "SELECT id, voucher_id, account_id, verdict, acknowledged, rules, currency, credit_limit, exposure, document, "
      "excess_amount, age_limit_days, age_days, excess_days, recorded_at, actor_id FROM emptor_credit_event "
      "WHERE id > ?1 AND acknowledged >= ?2 ORDER BY id LIMIT ?3");
  rows.bind(query.after.value, query.acknowledged_only, query.limit);
  return rows;
}

store::Statement events_of(Work& work, PartyId account, const CreditEventQuery& query) {
  auto rows = work.tx().statement(
      "SELECT id, voucher_id, account_id, verdict, acknowledged, rules, currency, credit_limit, exposure, document, "
      "excess_amount, age_limit_days, age_days, excess_days, recorded_at, actor_id FROM emptor_credit_event "
      "WHERE account_id = ?1 AND id > ?2 AND acknowledged >= ?3 ORDER BY id LIMIT ?4");
  rows.bind(account, query.after.value, query.acknowledged_only, query.limit);
  return rows;
}

CreditEvent event_of(Work& work, const store::Statement& row) {
  const Currency currency = row.currency(6);
  CreditEvent event{.id = row.id<CreditEventTag>(0),
                    .voucher = row.integer(1),
                    .account = parties::card(work, row.id<PartyTag>(2)).code,
                    .verdict = static_cast<CreditVerdict>(row.integer(3)),
                    .acknowledged = row.integer(4) != 0,
                    .rules = row.string(5),
                    .exposure = Money{row.integer(8), currency},
                    .document = Money{row.integer(9), currency},
                    .excess_amount = Money{row.integer(10), currency},
                    .age_days = static_cast<int>(row.integer(12)),
                    .excess_days = static_cast<int>(row.integer(13)),
                    .recorded_at = row.instant(14),
                    .actor = access::actor_code(work, row.id<ActorTag>(15))};
  if (!row.is_null(7)) event.limit = Money{row.integer(7), currency};
  if (!row.is_null(11)) event.age_limit_days = static_cast<int>(row.integer(11));
  return event;
}

store::Statement all_or_one(Work& work, const CreditEventQuery& query) {
  if (!query.customer) return all_events(work, query);
  const parties::PartyCard& customer = parties::require(work, *query.customer, "customer");
  return events_of(work, parties::account_of(work, customer, settings::today(work)), query);
}

}  // namespace

std::vector<CreditEvent> Credit::events(const CreditEventQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  auto rows = all_or_one(work, query);
  std::vector<CreditEvent> found;
  while (rows.step()) found.push_back(event_of(work, rows));
  return found;
}

}  // namespace emptor
