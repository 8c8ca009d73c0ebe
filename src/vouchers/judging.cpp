#include "vouchers/judging.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <utility>

#include "catalog/cards.hpp"
#include "settings/policies.hpp"
#include "stock/stock.hpp"

namespace emptor::vouchers {

using access::Work;

namespace {

/// STOCK_SHORT for each stocked item that leaves a location that does not hold it; nothing where the policy ignores it.
std::vector<Problem> stock_shortages(Work& work, const Document& document) {
  std::vector<Problem> found;
  if (stock_sign(document.kind) >= 0 || !document.location ||
      settings::current(work).stock_shortage == OnExcess::ignore)
    return found;
  boost::unordered_flat_map<std::int64_t, std::int64_t> wanted;
  for (const Line& line : document.lines) wanted[line.item.value] += line.stock_quantity;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto need = wanted.find(document.lines[i].item.value);
    if (need == wanted.end() || need->second == 0) continue;
    const std::int64_t held = stock::on_hand(work, document.lines[i].item, document.location);
    if (held < need->second) {
      const auto shown = [](std::int64_t micros) { return Quantity{micros}.value().normalized().to_string(); };
      const std::string& item = catalog::card(work, document.lines[i].item).code;
      found.push_back({ErrorCode::stock_short,
                       "lines[" + std::to_string(i) + "].quantity",
                       "only " + shown(held) + " of " + item + " on hand, " + shown(need->second) + " wanted",
                       {{"item", item},
                        {"on_hand", shown(held)},
                        {"wanted", shown(need->second)},
                        {"short", shown(need->second - held)}}});
    }
    wanted.erase(need);  // named once, at its first line
  }
  return found;
}

/// What of the lines the greatest document that passes could hold.
std::vector<FittingLine> fitting_lines(Work& work, const Document& document, Money most) {
  std::vector<credit::DocumentLine> lines;
  for (const Line& line : document.lines)
    lines.push_back(line.gift_of
                        ? credit::DocumentLine{}
                        : credit::DocumentLine{.quantity = line.quantity, .amount = checked_add(line.net, line.tax)});
  const Money room = credit::convert_on(work, most, document.currency, document.dated, Rounding::floor);
  const auto fitting = credit::fit(lines, room.minor);
  std::vector<FittingLine> found;
  for (std::size_t i = 0; i < fitting.size(); ++i)
    if (fitting[i].quantity.micros != 0)
      found.push_back({.line = static_cast<int>(i) + 1,
                       .item = catalog::card(work, document.lines[i].item).code,
                       .quantity = fitting[i].quantity,
                       .amount = Money{fitting[i].amount, document.currency}});
  return found;
}

/// "10 P1, 3 P2"
std::string listed(const std::vector<FittingLine>& lines) {
  std::string text;
  for (const FittingLine& each : lines)
    text.append(text.empty() ? "" : ", ")
        .append(each.quantity.value().normalized().to_string())
        .append(" ")
        .append(each.item);
  return text;
}

ErrorCode code_of(const CreditDecision& decision) {
  if (decision.verdict == CreditVerdict::warn) return ErrorCode::credit_warning;
  if (decision.verdict == CreditVerdict::approve) return ErrorCode::credit_approval;
  const bool locked = std::ranges::any_of(decision.findings, [](const CreditFinding& each) {
    return each.rule == CreditRule::status && each.answer == OnExcess::block;
  });
  return locked ? ErrorCode::customer_locked : ErrorCode::credit_blocked;
}

Problem credit_problem(const CreditDecision& decision) {
  Problem problem{code_of(decision),
                  "party",
                  decision.to_string(),
                  {{"account", decision.account},
                   {"excess_amount", decision.excess_amount.amount().to_string()},
                   {"excess_days", std::to_string(decision.excess_days)},
                   {"rules", credit::stopping_rules(decision)}}};
  std::string pools;
  for (const CreditFinding& each : decision.findings)
    if (!each.pool.empty() && each.answer != OnExcess::ignore)
      pools.append(pools.empty() ? "" : ", ").append(each.pool);
  if (!pools.empty()) problem.figures.emplace_back("pools", std::move(pools));
  if (decision.max_amount_now)
    problem.figures.emplace_back("max_amount_now", decision.max_amount_now->amount().to_string());
  if (!decision.fitting.empty()) problem.figures.emplace_back("fitting", listed(decision.fitting));
  return problem;
}

/// Of a document that one voucher was let through for already, and that is still there.
bool is_used(Work& work, const CreditHold& hold) {
  if (!hold.released() || hold.releases.back().whole_customer) return false;
  return std::ranges::any_of(hold.vouchers, [&](std::int64_t id) { return !reversal_of(work, VoucherId(id)); });
}

/// A release of a document lets no terms through that nobody was asked about.
bool has_other_terms(const CreditHold& hold, const CreditDecision& decision) {
  if (hold.releases.back().whole_customer || hold.rules.find(to_string(CreditRule::terms)) != std::string::npos)
    return false;
  return std::ranges::any_of(decision.findings, [](const CreditFinding& each) {
    return each.rule == CreditRule::terms && each.answer != OnExcess::warn;
  });
}

/// Credit speaks against the document, unless a release of the hold lets it through.
void judge_credit(Work& work, const Document& document, CreditHoldId hold, Judgement& out) {
  std::string fault;
  if (hold)
    fault =
        credit::release_fault(work, hold, document.account, Money{document.total(), document.currency}, document.dated);
  const CreditVerdict verdict = out.credit->verdict;
  if (verdict == CreditVerdict::pass) return;
  if (out.credit->max_amount_now) out.credit->fitting = fitting_lines(work, document, *out.credit->max_amount_now);
  Problem problem = credit_problem(*out.credit);
  const bool may_be_released = verdict != CreditVerdict::warn && problem.code != ErrorCode::customer_locked;
  if (hold && may_be_released) {
    if (fault.empty()) {
      const CreditHold held = credit::load_hold(work, hold, "credit_hold");
      if (is_used(work, held))
        fault = "it has let a voucher through already";
      else if (has_other_terms(held, *out.credit))
        fault = "it was released on other payment terms";
    }
    out.released = fault.empty();
    if (out.released) return;
    problem.figures.emplace_back("release", std::move(fault));
  }
  out.problems.push_back(std::move(problem));
  out.blocked = verdict != CreditVerdict::warn;
}

}  // namespace

credit::Question credit_question(const Document& document, const Document* replaces) {
  const bool same = replaces != nullptr && replaces->kind == document.kind && replaces->account == document.account &&
                    replaces->currency == document.currency;
  return {.account = document.account,
          .document = Money{document.total(), document.currency},
          .replaces = Money{same ? replaces->total() : 0, document.currency},
          .on = document.dated,
          .stage = CreditStage::sale};
}

namespace {

/// Nothing is to be compared where the terms are the customer's own.
std::optional<receivables::LaterDue> later_due(Work& work, const Document& document) {
  if (document.total() <= 0) return std::nullopt;
  const parties::PartyCard& customer = parties::card(work, document.party);
  const auto& agreed = customer.on(document.dated).term(Term::payment_terms).value;
  if (agreed ? document.payment_terms == *agreed : document.due == document.dated) return std::nullopt;
  auto dues = document.dues;
  if (dues.empty()) dues.push_back({.due = document.due, .amount = document.total()});
  return credit::later_than_agreed(work, customer, document.dated, document.total(), std::move(dues));
}

}  // namespace

Judgement judge(Work& work, const Document& document, const Document* replaces, CreditHoldId hold) {
  Judgement out;
  if (document.kind == VoucherKind::sale) {
    credit::Question question = credit_question(document, replaces);
    question.later = later_due(work, document);
    // What a correction takes the place of was let through with its own terms.
    if (question.later && replaces != nullptr && question.replaces.minor > 0)
      if (const auto before = later_due(work, *replaces); before && before->days >= question.later->days)
        question.later.reset();
    out.credit = credit::check(work, question);
    judge_credit(work, document, hold, out);
  }
  out.problems.insert(out.problems.end(), document.price_limits.begin(), document.price_limits.end());
  out.blocked = out.blocked || document.price_refused;
  for (Problem& shortage : stock_shortages(work, document)) {
    out.problems.push_back(std::move(shortage));
    out.blocked = out.blocked || settings::current(work).stock_shortage == OnExcess::block;
  }
  out.problems.insert(out.problems.end(), document.coupon_problems.begin(), document.coupon_problems.end());
  return out;
}

}  // namespace emptor::vouchers
