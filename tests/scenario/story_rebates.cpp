/// Verbs of stories: rebate agreements and their settlement.
#include "scenario/story_words.hpp"

namespace emptor::test {
namespace {

RebateId find_rebate(Session& session, const std::string& code) {
  const auto found = session.rebates().list({.code = code});
  if (found.size() != 1) mistake("there is no rebate " + code);
  return found.front().id;
}

std::string told(const RebateSettlement& settlement) {
  return amount(settlement.amount) + " of " + amount(settlement.earned) + " on " + shown(settlement.base);
}

}  // namespace

/// `rebate YEAR for C001 from 2026-01-01 until 2027-01-01 incremental tier 0 0 tier 10000 2`
std::string Story::rebate(Words& words) {
  RebateInput input{.code = words.next("code")};
  while (words.more()) {
    if (words.take("for"))
      input.party = words.next("party");
    else if (words.take("for_group"))
      input.group = words.next("group");
    else if (words.take("together"))
      input.counting = RebateCounting::together;
    else if (words.take("purchases"))
      input.direction = Direction::purchases;
    else if (words.take("from"))
      input.valid.from = words.day();
    else if (words.take("until"))
      input.valid.until = words.day();
    else if (words.take("on_item"))
      input.products.push_back({.item = words.next("item")});
    else if (words.take("on_group"))
      input.products.push_back({.group = words.next("item group")});
    else if (words.take("of"))
      input.base = parse_rebate_base(words.next("base")).value();
    else if (words.take("incremental"))
      input.mode = RebateMode::incremental;
    else if (words.take("per_unit"))
      input.pays = RebatePays::per_unit;
    else if (words.take("in"))
      input.currency = words.next("currency");
    else if (words.take("expected"))
      input.expected = Decimal::parse(words.next("value"));
    else if (words.take("again"))
      input.replaces = find_rebate(*session_, input.code);
    else if (words.take("tier")) {
      const Decimal from = Decimal::parse(words.next("threshold"));
      input.tiers.push_back({.from = from, .value = Decimal::parse(words.next("value"))});
    } else
      mistake("nobody understands '" + words.left[words.place] + "' in a rebate");
  }
  session_->rebates().set(input);
  return words.check("set");
}

std::string Story::withdraw_rebate(Words& words) {
  session_->rebates().withdraw(find_rebate(*session_, words.next("code")));
  return words.check("withdrawn");
}

/// `standing YEAR C001 on 2026-06-30`: base, tier, earned, accrued, settled, and what is missing.
std::string Story::standing(Words& words) {
  const std::string code = words.next("agreement");
  const std::string party = words.next("party");
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  const RebateStanding found = session_->rebates().standing(code, party, on);
  return words.check(shown(found.base) + " tier " + std::to_string(found.tier) + " earned " + amount(found.earned) +
                     " accrued " + amount(found.accrued) + " settled " + amount(found.settled) + ": " +
                     found.to_string());
}

/// `settle YEAR C001 through 2026-06-30 on 2026-07-02`: the voucher's number, what it settles of what was earned.
std::string Story::settle_rebate(Words& words) {
  SettleRebate wanted{.agreement = words.next("agreement"), .party = words.next("party")};
  PostOptions options;
  bool plan = false;
  while (words.more()) {
    if (words.take("through"))
      wanted.through = words.day();
    else if (words.take("on"))
      wanted.dated = words.day();
    else if (words.take("key"))
      options.idempotency_key = words.next("key");
    else if (words.take("plan"))
      plan = true;
    else
      mistake("nobody understands '" + words.left[words.place] + "' in a settlement");
  }
  if (plan) return words.check(told(session_->rebates().plan(wanted)));
  const RebateSettlement settled = session_->rebates().settle(wanted, options);
  const std::string number = settled.voucher ? session_->vouchers().get(settled.voucher).number + " " : "";
  return words.check(number + told(settled));
}

std::string Story::settlements(Words& words) {
  RebateSettlementQuery query{.agreement = words.next("agreement")};
  if (words.more()) query.party = words.next("party");
  std::string answer;
  for (const RebateSettlement& each : session_->rebates().settlements(query))
    answer += (answer.empty() ? "" : ", ") + each.party + " through " + each.through.to_string() + " " +
              amount(each.amount) + (each.reversed_by ? " reversed" : "");
  return words.check(answer.empty() ? "nothing" : answer);
}

/// `accruals from 2026-01-01 until 2026-04-01 of YEAR`
std::string Story::accruals(Words& words) {
  RebateAccrualQuery query;
  while (words.more()) {
    if (words.take("from"))
      query.dated.from = words.day();
    else if (words.take("until"))
      query.dated.until = words.day();
    else if (words.take("of"))
      query.agreement = words.next("agreement");
    else
      query.party = words.next("party");
  }
  std::string answer;
  for (const RebateAccrual& each : session_->rebates().accruals(query))
    answer += (answer.empty() ? "" : ", ") + each.agreement + " " + each.party + " " + amount(each.base) + " accrued " +
              amount(each.accrued) + " settled " + amount(each.settled) + " owed " + amount(each.owed);
  return words.check(answer.empty() ? "nothing" : answer);
}

/// What counts, and what each voucher accrues.
std::string Story::counted(Words& words) {
  const std::string code = words.next("agreement");
  const std::string party = words.next("party");
  std::string answer;
  for (const RebateVoucher& each : session_->rebates().counted(code, party)) {
    answer += (answer.empty() ? "" : ", ") + each.dated.to_string() + " " + amount(each.net);
    if (each.accrued) answer += " accrues " + amount(*each.accrued);
  }
  return words.check(answer.empty() ? "nothing" : answer);
}

}  // namespace emptor::test
