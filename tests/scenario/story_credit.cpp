/// Verbs of stories: decisions, pools, holds and what-ifs.
#include "scenario/story_words.hpp"

namespace emptor::test {
namespace {

std::optional<CreditStage> stage(auto& words) {
  for (const auto each : {CreditStage::order, CreditStage::sale, CreditStage::quotation, CreditStage::delivery})
    if (words.take(to_string(each))) return each;
  return std::nullopt;
}

}  // namespace

std::string Story::credit_report(Words& words) {
  CreditReportQuery query;
  while (words.more()) {
    if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("salesperson"))
      query.salesperson = words.next("person");
    else if (words.take("on"))
      query.on = words.day();
    else
      break;
  }
  std::string answer;
  for (const CreditReport& row : session_->credit().reports(query))
    append(answer, row.customer + " limit " + (row.policy.limit ? amount(*row.policy.limit) : "none") + " used " +
                       amount(row.used) + " available " + (row.available ? amount(*row.available) : "any") + " age " +
                       std::to_string(row.age_days) + " " + std::string(to_string(row.verdict)));
  return words.check(answer.empty() ? "nothing" : answer);
}

std::string Story::credit_history(Words& words) {
  std::string answer;
  for (const CreditChange& change : session_->credit().history(TermOwner::party(words.next("party"))))
    append(answer, std::string(to_string(change.term)) + " " + (change.before.empty() ? "inherited" : change.before) +
                       " -> " + (change.after.empty() ? "inherited" : change.after) + " by " + change.actor);
  return words.check(answer.empty() ? "nothing" : answer);
}

/// `credit C001 100 on 2026-03-01 order`; with `why` what speaks against it, what passes and what clears it.
std::string Story::credit(Words& words) {
  const std::string customer = words.next("customer");
  const Money document = Money::of(words.next("amount"), session_->settings().get().currency.code());
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  const CreditStage at = stage(words).value_or(CreditStage::sale);
  const std::string terms = words.take("terms") ? words.next("payment terms") : std::string();
  const bool why = words.take("why");
  const CreditDecision decision = session_->credit().check(
      customer, document, on, at, terms.empty() ? std::nullopt : std::optional<std::string_view>(terms));
  std::string answer(to_string(decision.verdict));
  if (!why)
    return words.check(answer + " excess " + amount(decision.excess_amount) + " and " +
                       std::to_string(decision.excess_days) + " days");
  for (const CreditFinding& each : decision.findings)
    answer += std::string(" ") + std::string(to_string(each.rule)) + (each.pool.empty() ? "" : " " + each.pool) + " " +
              each.found + " over " + each.allowed + ";";
  answer += decision.max_amount_now ? " now " + amount(*decision.max_amount_now) : " now anything";
  if (!decision.findings.empty())
    answer += decision.payment_clears ? " after " + amount(decision.payment_to_clear) : " no payment helps";
  return words.check(answer);
}

/// `pool P new limit 100 in Q`, `pool P limit none`, `pool P under Q`, `pool P join C001 from 2026-04-01`,
/// `pool P leave C001 from …`.
std::string Story::pool(Words& words) {
  const std::string code = words.next("pool");
  const auto money = [&](std::string_view currency) -> std::optional<Money> {
    const std::string text = words.next("limit");
    return text == "none" ? std::nullopt : std::optional(Money::of(text, currency));
  };
  Credit desk = session_->credit();
  if (words.take("new")) {
    CreditPool made{.code = code, .currency = std::string(session_->settings().get().currency.code())};
    if (words.take("currency")) made.currency = words.next("currency");
    if (words.take("limit")) made.limit = money(made.currency);
    if (words.take("in")) made.parent = words.next("parent");
    desk.create_pool(made);
  } else if (words.take("limit")) {
    desk.set_pool_limit(code, money(desk.get_pool(code).currency));
  } else if (words.take("under")) {
    const std::string parent = words.next("parent");
    desk.move_pool(code, parent == "none" ? std::nullopt : std::optional<std::string_view>(parent));
  } else if (words.take("join")) {
    const std::string customer = words.next("customer");
    desk.join_pool(customer, code, words.take("from") ? std::optional(words.day()) : std::nullopt);
  } else if (words.take("leave")) {
    const std::string customer = words.next("customer");
    if (!words.take("from")) mistake("a member leaves from a day on");
    desk.leave_pool(customer, words.day());
  } else {
    mistake("a pool is new, or has its limit, its parent or its members changed");
  }
  return {};
}

/// Used and available of every pool.
std::string Story::pools(Words& words) {
  std::string answer;
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  for (const CreditPoolReport& each : session_->credit().pools(on))
    answer += (answer.empty() ? "" : ", ") + each.pool.code + " " + amount(each.used) + " left " +
              (each.available ? amount(*each.available) : "any");
  return words.check(answer.empty() ? "none" : answer);
}

std::string Story::hold(Words& words) {
  CreditHoldInput input{.customer = words.next("customer")};
  input.document = Money::of(words.next("amount"), session_->settings().get().currency.code());
  if (words.take("on")) input.on = words.day();
  input.stage = stage(words).value_or(CreditStage::sale);
  if (words.take("terms")) input.payment_terms = words.next("payment terms");
  if (words.take("reference")) input.reference = words.next("reference");
  const auto held = session_->credit().hold(input);
  return words.check(held ? std::to_string(held->id.value) + " by " + held->rules : "passes");
}

std::string Story::release(Words& words) {
  const CreditHoldId id(std::stoll(words.next("hold")));
  CreditReleaseInput input{.reason = words.next("reason")};
  while (words.more()) {
    if (words.take("up_to"))
      input.approved = Money::of(words.next("amount"), session_->settings().get().currency.code());
    else if (words.take("tolerance"))
      input.tolerance = Percent::of(words.next("percent"));
    else if (words.take("until"))
      input.valid_until = words.day();
    else if (words.take("whole_customer"))
      input.whole_customer = true;
    else
      break;
  }
  const CreditHold held = session_->credit().release(id, input);
  return words.check("up to " + amount(held.releases.back().approved) + " by " + held.releases.back().actor);
}

std::string Story::revoke(Words& words) {
  const CreditHoldId id(std::stoll(words.next("hold")));
  const CreditHold held = session_->credit().revoke(id, words.next("reason"));
  return words.check("taken back by " + held.releases.back().actor);
}

/// Those that wait, or with `all` every one.
std::string Story::holds(Words& words) {
  std::string answer;
  for (const CreditHold& each : session_->credit().holds({.waiting_only = !words.take("all")}))
    answer += (answer.empty() ? "" : ", ") + each.customer + " " + amount(each.document) +
              (each.reference.empty() ? "" : " " + each.reference) + (each.released() ? " released" : "") +
              (each.vouchers.empty() ? "" : " used");
  return words.check(answer.empty() ? "none" : answer);
}

/// What of a sale's lines the credit policy lets through.
std::string Story::fitting(Words& words) {
  Typed typed;
  read_voucher(words, typed);
  const auto credit = session_->vouchers().preview(typed.draft).credit;
  if (credit->verdict == CreditVerdict::pass) return words.check("all");
  std::string answer;
  for (const FittingLine& each : credit->fitting)
    answer += (answer.empty() ? "" : ", ") + std::to_string(each.line) + ": " + shown(each.quantity.value()) + " " +
              each.item + " for " + amount(each.amount);
  return words.check(answer.empty() ? "none" : answer);
}

/// `what_if limits 90 terms -15 fails C002`: who would be over, what they would meet, and the totals.
std::string Story::what_if(Words& words) {
  CreditScenario scenario;
  while (words.more()) {
    if (words.take("limits"))
      scenario.limits = Percent::of(words.next("percent"));
    else if (words.take("terms"))
      scenario.terms_days = std::stoi(words.next("days"));
    else if (words.take("fails"))
      scenario.failing.push_back(words.next("customer"));
    else if (words.take("group"))
      scenario.group = words.next("group");
    else
      break;
  }
  const CreditOutlook found = session_->credit().what_if(scenario);
  std::string answer;
  for (const CreditOutlookRow& row : found.rows)
    append(answer, row.account + " owes " + amount(row.used) + " over " + amount(row.over_now) + " then " +
                       amount(row.over) + " " + std::string(to_string(row.verdict_now)) + " then " +
                       (row.fails ? "fails" : std::string(to_string(row.verdict))));
  for (const CreditOutlookPool& row : found.pools)
    append(answer, "pool " + row.pool + " owes " + amount(row.used) + " over " + amount(row.over_now) + " then " +
                       amount(row.over));
  append(answer, "all owe " + amount(found.exposure) + " over " + amount(found.over_now) + " then " +
                     amount(found.over) + " lost " + amount(found.lost) + " stopped " +
                     std::to_string(found.stopped_now) + " then " + std::to_string(found.stopped));
  return words.check(answer);
}

}  // namespace emptor::test
