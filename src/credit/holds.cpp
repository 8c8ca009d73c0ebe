/// Holds: documents that the policy does not let through, and what somebody has said about them.
#include <array>

#include "access/work.hpp"
#include "credit/check.hpp"
#include "credit/pools.hpp"
#include "credit/rules.hpp"
#include "parties/cards.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"

namespace emptor::credit {
namespace {

using access::Work;

std::vector<CreditRelease> load_releases(Work& work, CreditHoldId hold, Currency currency) {
  auto rows = work.tx().statement(
      "SELECT released, approved, tolerance, valid_until, whole_customer, reason, recorded_at, actor_id "
      "FROM emptor_credit_release WHERE hold_id = ?1 ORDER BY id");
  rows.bind(hold);
  std::vector<CreditRelease> found;
  while (rows.step())
    found.push_back({.released = rows.integer(0) != 0,
                     .approved = Money{rows.integer(1), currency},
                     .tolerance = {rows.integer(2)},
                     .valid_until = rows.optional_date(3),
                     .whole_customer = rows.integer(4) != 0,
                     .reason = rows.string(5),
                     .recorded_at = rows.instant(6),
                     .actor = access::actor_code(work, rows.id<ActorTag>(7))});
  return found;
}

store::Statement all_holds(Work& work, const CreditHoldQuery& query) {
  auto rows = work.tx().statement(
      query.waiting_only
          ? store::Sql("SELECT id FROM emptor_credit_hold WHERE waiting = 1 AND id > ?1 ORDER BY id LIMIT ?2")
          : store::Sql("SELECT id FROM emptor_credit_hold WHERE id > ?1 ORDER BY id LIMIT ?2"));
  rows.bind(query.after.value, query.limit);
  return rows;
}

store::Statement holds_of(Work& work, PartyId party, const CreditHoldQuery& query) {
  auto rows = work.tx().statement(
      "SELECT id FROM emptor_credit_hold WHERE party_id = ?1 AND id > ?2 AND waiting >= ?3 ORDER BY id LIMIT ?4");
  rows.bind(party, query.after.value, query.waiting_only, query.limit);
  return rows;
}

}  // namespace

std::string stopping_rules(const CreditDecision& decision) {
  std::string rules;
  std::optional<CreditRule> last;
  for (const CreditFinding& each : decision.findings) {
    if (each.answer == OnExcess::ignore || each.rule == last) continue;
    rules.append(rules.empty() ? "" : ", ").append(to_string(each.rule));
    last = each.rule;
  }
  return rules;
}

CreditHold load_hold(Work& work, CreditHoldId hold, std::string_view field) {
  auto row = work.tx().statement(
      "SELECT party_id, account_id, stage, doc_date, currency, amount, reference, verdict, rules, decision, "
      "recorded_at, actor_id FROM emptor_credit_hold WHERE id = ?1");
  if (!row.bind(hold).step())
    throw Error(ErrorCode::not_found, std::string(field), "no hold has this id", {{"id", std::to_string(hold.value)}});
  CreditHold found{.id = hold,
                   .customer = parties::card(work, row.id<PartyTag>(0)).code,
                   .account = parties::card(work, row.id<PartyTag>(1)).code,
                   .stage = static_cast<CreditStage>(row.integer(2)),
                   .dated = row.date(3),
                   .document = Money{row.integer(5), row.currency(4)},
                   .reference = row.string(6),
                   .verdict = static_cast<CreditVerdict>(row.integer(7)),
                   .rules = row.string(8),
                   .decision = row.string(9),
                   .recorded_at = row.instant(10),
                   .actor = access::actor_code(work, row.id<ActorTag>(11))};
  found.releases = load_releases(work, hold, found.document.currency);
  auto uses =
      work.tx().statement("SELECT voucher_id FROM emptor_credit_hold_use WHERE hold_id = ?1 ORDER BY voucher_id");
  uses.bind(hold);
  while (uses.step()) found.vouchers.push_back(uses.integer(0));
  return found;
}

std::string release_fault(Work& work, CreditHoldId hold, PartyId account, Money document, Date on) {
  const CreditHold found = load_hold(work, hold, "credit_hold");
  const std::string& code = parties::card(work, account).code;
  if (found.account != code)
    throw Error(ErrorCode::invalid, "credit_hold", "the hold is another account's",
                {{"account", code}, {"held", found.account}});
  return release_fault(found.releases.empty() ? nullptr : &found.releases.back(), document, on);
}

void use_hold(Work& work, CreditHoldId hold, std::int64_t voucher) {
  work.tx().execute("INSERT INTO emptor_credit_hold_use (hold_id, voucher_id) VALUES (?1, ?2)", hold, voucher);
}

}  // namespace emptor::credit

namespace emptor {

using access::Work;

namespace {

/// No sale of its account is judged by it meanwhile.
CreditHold load_locked(Work& work, CreditHoldId hold) {
  CreditHold found = credit::load_hold(work, hold, "hold");
  if (!work.tx().is_beside_others()) return found;
  const PartyId account = parties::find_id(work, found.account);
  receivables::lock(work, {&account, 1});
  return credit::load_hold(work, hold, "hold");
}

void check_release(const CreditReleaseInput& input, const CreditHold& hold) {
  Problems problems;
  problems.check_text("reason", input.reason, 200, true);
  if (input.approved && input.approved->currency != hold.document.currency)
    problems.add(ErrorCode::currency_mismatch, "approved", "a release is in the currency of what is held",
                 {{"held", std::string(hold.document.currency.code())}});
  else if (input.approved && input.approved->minor <= 0)
    problems.add(ErrorCode::range, "approved", "the amount must be greater than 0",
                 {{"approved", input.approved->amount().to_string()}});
  if (input.tolerance.micros < 0 || input.tolerance.micros > Percent::one)
    problems.add(ErrorCode::range, "tolerance", "a tolerance lies between 0 % and 100 %",
                 {{"tolerance", input.tolerance.value().to_string()}});
  if (input.valid_until && *input.valid_until < hold.dated)
    problems.add(ErrorCode::range, "valid_until", "the release ends before the day of what is held",
                 {{"valid_until", input.valid_until->to_string()}, {"dated", hold.dated.to_string()}});
  if (input.whole_customer && !input.valid_until)
    problems.add(ErrorCode::required, "valid_until", "a release of a whole customer has a last day");
  problems.throw_if_any();
}

void save_release(Work& work, CreditHoldId hold, const CreditRelease& release, std::string_view command) {
  work.tx().execute(
      "INSERT INTO emptor_credit_release (hold_id, released, approved, tolerance, valid_until, whole_customer, reason, "
      "recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      hold, release.released, release.approved.minor, release.tolerance.micros, release.valid_until,
      release.whole_customer, release.reason, work.now(), work.actor());
  work.tx().execute("UPDATE emptor_credit_hold SET waiting = ?2 WHERE id = ?1", hold, !release.released);
  access::Detail detail;
  detail.set("approved", release.approved.to_string()).set("reason", release.reason);
  work.record(Entity::credit_hold, hold.value, command, detail.json());
}

}  // namespace

std::optional<CreditHold> Credit::hold(const CreditHoldInput& input) {
  Problems problems;
  problems.check_text("reference", input.reference, 100);
  if (input.document.minor <= 0) problems.add(ErrorCode::range, "document", "the amount must be greater than 0");
  problems.throw_if_any();
  auto work = Work::post(*state_, access::Undo::use_case);
  const Date day = input.on ? *input.on : settings::today(work);
  const parties::PartyCard& party = parties::require(work, input.customer, "customer");
  const PartyId account = parties::account_of(work, party, day);
  receivables::lock(work, std::array{party.id, account});
  credit::lock_pools(work, {&account, 1});
  credit::Question question{.account = account, .document = input.document, .on = day, .stage = input.stage};
  if (input.payment_terms)
    question.later = credit::later_than_agreed(work, party, day, input.document.minor, *input.payment_terms);
  const CreditDecision decision = credit::check(work, question);
  if (decision.verdict != CreditVerdict::block && decision.verdict != CreditVerdict::approve) return std::nullopt;
  const CreditHoldId id(work.tx().insert(
      "INSERT INTO emptor_credit_hold (party_id, account_id, stage, doc_date, currency, amount, reference, verdict, "
      "rules, decision, recorded_at, actor_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      party.id, account, input.stage, day, input.document.currency, input.document.minor, input.reference,
      decision.verdict, credit::stopping_rules(decision), decision.to_string(), work.now(), work.actor()));
  work.record(Entity::credit_hold, id.value, "credit.hold",
              access::Detail().set("customer", input.customer).set("document", input.document.to_string()).json());
  CreditHold out = credit::load_hold(work, id, "hold");
  work.commit();
  return out;
}

CreditHold Credit::release(CreditHoldId hold, const CreditReleaseInput& input) {
  auto work = Work::post(*state_, access::Undo::use_case);
  const CreditHold found = load_locked(work, hold);
  check_release(input, found);
  save_release(work, hold,
               {.released = true,
                .approved = input.approved.value_or(found.document),
                .tolerance = input.tolerance,
                .valid_until = input.valid_until,
                .whole_customer = input.whole_customer,
                .reason = input.reason},
               "credit.release");
  CreditHold out = credit::load_hold(work, hold, "hold");
  work.commit();
  return out;
}

CreditHold Credit::revoke(CreditHoldId hold, std::string_view reason) {
  Problems problems;
  problems.check_text("reason", reason, 200, true);
  problems.throw_if_any();
  auto work = Work::post(*state_, access::Undo::use_case);
  const CreditHold found = load_locked(work, hold);
  if (!found.released())
    throw Error(ErrorCode::invalid, "hold", "the hold is not released", {{"id", std::to_string(hold.value)}});
  CreditRelease back = found.releases.back();
  back.released = false;
  back.reason = reason;
  save_release(work, hold, back, "credit.revoke");
  CreditHold out = credit::load_hold(work, hold, "hold");
  work.commit();
  return out;
}

CreditHold Credit::get_hold(CreditHoldId hold) const {
  auto work = Work::read(*state_);
  return credit::load_hold(work, hold, "hold");
}

std::vector<CreditHold> Credit::holds(const CreditHoldQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  auto rows = query.customer ? credit::holds_of(work, parties::require(work, *query.customer, "customer").id, query)
                             : credit::all_holds(work, query);
  std::vector<CreditHold> found;
  while (rows.step()) found.push_back(credit::load_hold(work, rows.id<CreditHoldTag>(0), "hold"));
  return found;
}

}  // namespace emptor
