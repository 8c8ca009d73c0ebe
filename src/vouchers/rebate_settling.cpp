/// Agreements as use cases, and their settlement by vouchers.
#include <algorithm>

#include "base/compose.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/posting.hpp"
#include "vouchers/rebates.hpp"
#include "vouchers/repeating.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

struct Plan {
  const Agreement& agreement;
  PartyId party{};
  Date through{};
  Date dated{};
  std::int64_t base = 0;
  std::int64_t earned = 0;
  std::int64_t settled = 0;

  [[nodiscard]] std::int64_t amount() const { return checked_subtract(earned, settled); }
};

Plan make_plan(Work& work, const Agreement& agreement, PartyId party, const SettleRebate& wanted) {
  const Date today = settings::today(work);
  Plan plan{.agreement = agreement,
            .party = party,
            .through = wanted.through.value_or(today),
            .dated = wanted.dated.value_or(today)};
  if (agreement.valid.from && plan.through < *agreement.valid.from)
    throw Error(ErrorCode::range, "through", "the agreement begins later",
                {{"through", plan.through.to_string()}, {"from", agreement.valid.from->to_string()}});
  const SettledBefore before = settled_before(work.tx(), agreement.origin, party);
  if (before.through && plan.through < *before.through)
    throw Error(ErrorCode::range, "through", "a later day is settled already",
                {{"through", plan.through.to_string()}, {"settled_through", before.through->to_string()}});
  const Position at = position(work, agreement, party, plan.through);
  plan.base = base_of(agreement, at.tiers_by);
  plan.earned = at.earned;
  plan.settled = before.amount;
  return plan;
}

RebateSettlement told(Work& work, const Plan& plan) {
  const auto money = [&](std::int64_t minor) { return Money{minor, plan.agreement.currency}; };
  return {.agreement = plan.agreement.code,
          .party = parties::card(work, plan.party).code,
          .through = plan.through,
          .dated = plan.dated,
          .base = base_value(plan.agreement, plan.base),
          .earned = money(plan.earned),
          .settled = money(plan.settled),
          .amount = money(plan.amount())};
}

/// `settled`: what was settled before is not kept; it is what was earned less the amount.
RebateSettlement told(Work& work, const SettlementRow& row, VoucherId reversed_by) {
  const auto recorded = read_agreement(work.tx(), row.agreement);
  EMPTOR_REQUIRE(recorded.has_value());
  const auto money = [&](std::int64_t minor) { return Money{minor, recorded->agreement.currency}; };
  return {.agreement = recorded->agreement.code,
          .party = parties::card(work, row.party).code,
          .through = row.through,
          .dated = row.dated,
          .base = base_value(recorded->agreement, row.base),
          .earned = money(row.earned),
          .settled = money(row.earned - row.amount),
          .amount = money(row.amount),
          .voucher = row.voucher,
          .reversed_by = reversed_by};
}

Document document_of(Work& work, const Plan& plan, bool soft_acknowledged) {
  const BookSettings& settings = settings::current(work);
  settings::require_open_period(work, plan.dated, "dated", soft_acknowledged);
  const parties::PartyCard& card = parties::card(work, plan.party);
  Document out;
  out.kind = VoucherKind::rebate;
  out.side = plan.agreement.direction == Direction::sales ? Side::receivable : Side::payable;
  out.dated = out.due = out.priced_on = plan.dated;
  out.party = plan.party;
  out.account = parties::account_of(work, card, plan.dated);
  out.identity_id = card.identity_id;
  out.currency = plan.agreement.currency;
  if (out.currency != settings.currency)
    out.rate = settings::find_rate(work, out.currency, settings.currency, plan.dated);
  out.net = plan.amount();
  out.reference = plan.agreement.code;
  out.memo = compose("rebate through {}: {} earned, {} settled before", plan.through.to_string(),
                     Money{plan.earned, out.currency}.amount().to_string(),
                     Money{plan.settled, out.currency}.amount().to_string());
  out.by_name = card.on(plan.dated).term(Term::tracking).value == "required";
  if (!out.by_name) out.allocation = {AllocationOrder::oldest_dated};
  return out;
}

std::string request_text(const SettleRebate& wanted) {
  const auto shown = [](const std::optional<Date>& day) { return day ? day->to_string() : std::string("-"); };
  return "settle_rebate " + wanted.agreement + " " + wanted.party + " " + shown(wanted.through) + " " +
         shown(wanted.dated);
}

RebateSettlement settle(Work& work, const SettleRebate& wanted, const PostOptions& options) {
  const PartyId party = parties::require(work, wanted.party, "party").id;
  const Date day = wanted.dated.value_or(settings::today(work));
  const PartyId account = parties::account_of(work, parties::card(work, party), day);
  lock_accounts(work, {.party = party, .accounts = {account}});
  const Plan plan = make_plan(work, require_agreement(work, wanted.agreement), party, wanted);
  RebateSettlement out = told(work, plan);
  if (plan.amount() == 0) return out;
  const VoucherDraft draft{.kind = VoucherKind::rebate, .party = wanted.party};
  const PostResult posted = post(work, draft, {.acknowledge_soft_lock = options.acknowledge_soft_lock}, nullptr,
                                 document_of(work, plan, options.acknowledge_soft_lock));
  EMPTOR_REQUIRE(posted.posted());  // no policy stops it
  out.voucher = posted.voucher->id;
  insert_settlement(work.tx(), {.voucher = out.voucher,
                                .agreement = plan.agreement.origin,
                                .account = account,
                                .party = party,
                                .dated = plan.dated,
                                .through = plan.through,
                                .base = plan.base,
                                .earned = plan.earned,
                                .amount = plan.amount()});
  return out;
}

}  // namespace
}  // namespace emptor::vouchers

namespace emptor {

using access::Detail;
using access::Work;
using vouchers::RecordedAgreement;

RebateId Rebates::set(const RebateInput& input) {
  auto work = Work::write(*state_);
  RecordedAgreement recorded = vouchers::check_agreement(work, input);
  recorded.recorded_at = work.now();
  const RebateId id = vouchers::insert_agreement(work.tx(), recorded, work.actor());
  if (!recorded.agreement.origin) recorded.agreement.origin = id;
  recorded.agreement.id = id;
  vouchers::count_anew(work, recorded.agreement);
  Detail detail;
  detail.set("code", input.code).set("base", to_string(input.base)).set("mode", to_string(input.mode));
  if (input.valid.from) detail.set("from", input.valid.from->to_string());
  if (input.valid.until) detail.set("until", input.valid.until->to_string());
  if (input.replaces) detail.set("replaces", std::to_string(input.replaces->value));
  work.record(Entity::rebate, id.value, "rebates.set", detail.json());
  work.commit();
  return id;
}

void Rebates::withdraw(RebateId agreement) {
  auto work = Work::write(*state_);
  auto old = vouchers::read_agreement(work.tx(), agreement);
  const std::string id = std::to_string(agreement.value);
  if (!old || old->withdrawn)
    throw Error(ErrorCode::not_found, "agreement", "no agreement has this key", {{"agreement", id}});
  if (vouchers::agreement_replaced_by(work.tx(), agreement))
    throw Error(ErrorCode::conflict, "agreement", "the version was replaced or withdrawn before", {{"agreement", id}});
  old->replaces = agreement;
  old->withdrawn = true;
  old->recorded_at = work.now();
  vouchers::insert_agreement(work.tx(), *old, work.actor());
  work.record(Entity::rebate, agreement.value, "rebates.withdraw", Detail().set("code", old->agreement.code).json());
  work.commit();
}

std::vector<RebateRecord> Rebates::list(const RebateQuery& query) const {
  auto work = Work::read(*state_);
  std::vector<RebateRecord> found;
  for (const RecordedAgreement& each : vouchers::agreements_known_at(work.tx(), query.as_of.known_at)) {
    if (query.code && each.agreement.code != *query.code) continue;
    if (query.as_of.on && !each.agreement.valid.contains(*query.as_of.on)) continue;
    found.push_back(vouchers::to_record(work, each));
  }
  return found;
}

RebateSettlement Rebates::plan(const SettleRebate& wanted) const {
  auto work = Work::read(*state_);
  const PartyId party = parties::require(work, wanted.party, "party").id;
  return told(work, vouchers::make_plan(work, vouchers::require_agreement(work, wanted.agreement), party, wanted));
}

RebateSettlement Rebates::settle(const SettleRebate& wanted, const PostOptions& options) {
  // What acknowledges a soft lock stands in the audit trail, which has one writer at a time.
  auto work = options.acknowledge_soft_lock ? Work::write(*state_) : Work::post(*state_, access::Undo::use_case);
  vouchers::lock_key(work, options);
  const std::string request = vouchers::request_text(wanted);
  vouchers::Repeat repeat(work, options, request);
  if (const VoucherId first = repeat.first()) {
    const auto row = vouchers::settlement_of(work.tx(), first);
    EMPTOR_REQUIRE(row.has_value());
    RebateSettlement out = vouchers::told(work, *row, vouchers::reversal_of(work, first));
    out.repeated = true;
    return out;
  }
  RebateSettlement out = vouchers::settle(work, wanted, options);
  if (!out.voucher) return out;
  repeat.remember(out.voucher);
  work.commit();
  return out;
}

std::vector<RebateSettlement> Rebates::settlements(const RebateSettlementQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "must lie between 1 and 10,000", {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  const RebateId agreement = query.agreement ? vouchers::require_agreement(work, *query.agreement).origin : RebateId();
  const PartyId party = query.party ? parties::require(work, *query.party, "party").id : PartyId();
  std::vector<RebateSettlement> found;
  for (const auto& each : vouchers::list_settlements(work.tx(), agreement, party, query.after, query.limit))
    found.push_back(vouchers::told(work, each.row, each.reversed_by));
  return found;
}

}  // namespace emptor
