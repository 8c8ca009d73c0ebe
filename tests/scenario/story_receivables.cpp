/// Verbs of stories: balances, allocation, valuation, cheques and marks.
#include "scenario/story_words.hpp"

namespace emptor::test {
namespace {

Instrument find_instrument(const Session& session, const std::string& number) {
  for (const Instrument& each : session.instruments().list())
    if (each.number == number) return each;
  mistake("there is no instrument " + number);
}

std::string rate_text(Ratio rate) {
  return rate.denominator == 1 ? std::to_string(rate.numerator)
                               : std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
}

std::string valuation_text(const Valuation& found) {
  std::string text;
  for (const ValuationRow& each : found.rows)
    text += (text.empty() ? "" : ", ") + each.party + " " + each.open.to_string() + " booked " + amount(each.booked) +
            " worth " + amount(each.closing) + ": " + amount(each.difference);
  if (text.empty()) text = "nothing";
  if (!found.without_rate.empty()) text += ", " + std::to_string(found.without_rate.size()) + " without a rate";
  return text + " = " + amount(found.difference);
}

}  // namespace

std::string Story::balance(Words& words) {
  const std::string party = words.next("party");
  Side side = Side::receivable;
  BalanceBasis basis = BalanceBasis::account;
  std::optional<Date> on;
  std::optional<Date> at;
  std::optional<std::string> currency;
  while (words.more()) {
    if (words.take("payable"))
      side = Side::payable;
    else if (words.take("individual"))
      basis = BalanceBasis::individual;
    else if (words.take("on"))
      on = words.day();
    else if (words.take("at_end_of"))
      at = words.day();
    else if (words.take("in"))
      currency = words.next("currency");
    else
      break;
  }
  if (at) return words.check(amount(session_->receivables().balance_at(party, *at, side, basis, currency)));
  const Balance found = session_->receivables().balance(party, side, basis, currency, on);
  std::string answer = amount(found.amount);
  if (words.expected.find("start") != std::string::npos || words.expected.find("no age") != std::string::npos)
    answer += found.age_start ? " start " + found.age_start->to_string() + " " + std::to_string(found.age_days) +
                                    " days " + std::to_string(found.age_months) + " months"
                              : " no age";
  return words.check(answer);
}

std::string Story::open_items(Words& words) {
  const std::string party = words.next("party");
  const Side side = words.take("payable") ? Side::payable : Side::receivable;
  const bool due = words.take("due");
  std::string answer;
  for (const OpenItem& item : session_->receivables().open_items(party, side)) {
    answer += (answer.empty() ? "" : ", ") + item.number + " " + amount(item.open);
    if (due) answer += " due " + item.due.to_string();
    if (due && item.discount_until)
      answer += " less " + amount(item.discount) + " until " + item.discount_until->to_string();
  }
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Plans what a credit settles and commits it, unless it is only a plan.
std::string Story::allocate(Words& words) {
  const bool only = words.take("plan");
  AllocationRequest request;
  request.party = words.next("party");
  request.credit = voucher(words).id;
  while (words.more()) {
    if (words.take("by_order")) {
      request.orders = orders(words);
    } else if (words.take("chosen")) {
      ChosenDebit& chosen = request.chosen.emplace_back(ChosenDebit{.voucher = voucher(words).id});
      if (words.take("part")) chosen.instalment = std::stoi(words.next("instalment"));
      if (words.take("amount")) chosen.amount = Decimal::parse(words.next("amount"));
    } else if (words.take("on")) {
      request.on = words.day();
    } else {
      break;
    }
  }
  const AllocationPlan plan = session_->receivables().plan(request);
  std::string answer;
  for (const PlannedAllocation& row : plan.rows)
    answer += (answer.empty() ? "" : ", ") + row.number + " " + amount(row.amount) + " of " + amount(row.open);
  if (!only) static_cast<void>(session_->receivables().commit(plan));
  return words.check((answer.empty() ? "nothing" : answer) + " left " + amount(plan.left));
}

std::string Story::undo(Words& words) {
  const std::string party = words.next("party");
  const VoucherId id = voucher(words).id;
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  std::string answer;
  for (const Allocation& each : session_->receivables().undo(party, id, Side::receivable, {}, on))
    answer += (answer.empty() ? "" : ", ") + amount(each.amount);
  return words.check(answer);
}

/// `cheque CH-1 C001 100 on 2026-03-01 due 2026-04-01 settles sale 20260301-1`, with `bill` or `payable` before the
/// party
std::string Story::instrument(Words& words) {
  InstrumentInput input{.number = words.next("number")};
  if (words.take("bill")) input.kind = InstrumentKind::bill;
  if (words.take("payable")) input.side = Side::payable;
  input.party = words.next("party");
  input.amount = Decimal::parse(words.next("amount"));
  while (words.more()) {
    if (words.take("on"))
      input.on = words.day();
    else if (words.take("due"))
      input.due = words.day();
    else if (words.take("in"))
      input.currency = words.next("currency");
    else if (words.take("settles"))
      input.settles.push_back(voucher(words).id);
    else
      break;
  }
  const Instrument taken = session_->instruments().receive(input);
  return words.check(session_->vouchers().get(taken.voucher).number + " " + amount(taken.amount) + " " +
                     std::string(to_string(taken.state)));
}

/// `move CH-1 bounced on 2026-04-03 fee 15 for "no funds"`
std::string Story::move(Words& words) {
  const Instrument found = find_instrument(*session_, words.next("number"));
  const auto to = parse_instrument_state(words.next("state"));
  if (!to) mistake("no such state");
  InstrumentStep step;
  while (words.more()) {
    if (words.take("on"))
      step.on = words.day();
    else if (words.take("fee"))
      step.fee = Decimal::parse(words.next("amount"));
    else if (words.take("to"))
      step.supplier = words.next("supplier");
    else if (words.take("for"))
      step.reason = words.next("reason");
    else
      break;
  }
  const Instrument moved = session_->instruments().move(found.id, *to, step);
  return words.check(std::string(to_string(moved.state)));
}

/// `instruments uncleared` or of a party: number, amount and every state with its day
std::string Story::instruments(Words& words) {
  InstrumentQuery query;
  if (words.take("uncleared"))
    query.uncleared_only = true;
  else if (words.more())
    query.party = words.next("party");
  std::string answer;
  for (const Instrument& each : session_->instruments().list(query)) {
    answer += (answer.empty() ? "" : ", ") + each.number + " " + amount(each.amount);
    for (const InstrumentEvent& event : each.events)
      answer += " " + std::string(to_string(event.state)) + " " + event.on.to_string();
  }
  return words.check(answer.empty() ? "none" : answer);
}

/// `transfer collection 20260310-1 to USD as 400 settles sale 20260301-1`
std::string Story::transfer(Words& words) {
  CurrencyTransferDraft draft{.credit = voucher(words).id};
  while (words.more()) {
    if (words.take("to"))
      draft.to = words.next("currency");
    else if (words.take("amount"))
      draft.amount = Decimal::parse(words.next("amount"));
    else if (words.take("as"))
      draft.to_amount = Decimal::parse(words.next("amount"));
    else if (words.take("on"))
      draft.dated = words.day();
    else if (words.take("settles"))
      draft.settles.push_back(voucher(words).id);
    else
      break;
  }
  const PostResult result = session_->vouchers().transfer_currency(draft);
  return words.check(result.voucher->number + " " + result.voucher->total.to_string() + ", " +
                     result.companions.front().number + " " + result.companions.front().total.to_string());
}

/// `realised of C001 in USD from 2026-03-01 last 2026-03-31 documents`
std::string Story::realised(Words& words) {
  RealisedQuery query;
  bool documents = false;
  std::optional<Date> from;
  std::optional<Date> last;
  while (words.more()) {
    if (words.take("of"))
      query.of.party = words.next("party");
    else if (words.take("in"))
      query.of.currency = words.next("currency");
    else if (words.take("payable"))
      query.of.side = Side::payable;
    else if (words.take("from"))
      from = words.day();
    else if (words.take("last"))
      last = words.day();
    else if (words.take("documents"))
      documents = true;
    else
      break;
  }
  if (from || last) query.effective = Period::days(from, last);
  const Realised found = session_->exchange_differences().realised(query);
  std::string answer;
  const auto add = [&](const std::string& text) { answer += (answer.empty() ? "" : ", ") + text; };
  if (documents)
    for (const RealisedDifference& each : found.documents)
      add(each.debit_number + " by " + each.credit_number + " " + each.settled.to_string() + " at " +
          rate_text(each.booked_at) + " and " + rate_text(each.settled_at) + ": " + amount(each.difference));
  else
    for (const RealisedRow& each : found.rows)
      add(each.party + " " + each.settled.to_string() + " booked " + amount(each.booked) + " realised " +
          amount(each.realised) + ": " + amount(each.difference));
  return words.check((answer.empty() ? "nothing" : answer) + " = " + amount(found.difference));
}

/// `valuation 2026-03-31 of C001 in USD`
std::string Story::valuation(Words& words) {
  ValuationQuery query{.day = words.day()};
  while (words.more()) {
    if (words.take("of"))
      query.of.party = words.next("party");
    else if (words.take("in"))
      query.of.currency = words.next("currency");
    else
      break;
  }
  return words.check(valuation_text(session_->exchange_differences().valuation(query)));
}

std::string Story::revalue(Words& words) {
  return words.check(valuation_text(session_->exchange_differences().revalue(words.day())));
}

std::string Story::revaluations(Words& words) {
  std::string answer;
  for (const Valuation& each : session_->exchange_differences().revaluations())
    answer += (answer.empty() ? "" : ", ") + each.day.to_string() + " until " + each.reversed_on.to_string() + " " +
              amount(each.difference) + (each.replaced ? " replaced" : "");
  return words.check(answer.empty() ? "none" : answer);
}

/// `mark dispute C001 sale 20260301-1 "short" from day until day`, `mark promise … by day amount 100`, `mark block …`.
std::string Story::mark(Words& words) {
  const std::string kind = words.next("dispute, promise or block");
  ItemMarkInput input{.kind = kind == "dispute"   ? ItemMarkKind::dispute
                              : kind == "promise" ? ItemMarkKind::promise
                                                  : ItemMarkKind::block,
                      .party = words.next("party")};
  input.voucher = voucher(words).id;
  while (words.more()) {
    if (words.take("from"))
      input.from = words.day();
    else if (words.take("until") || words.take("by"))
      input.until = words.day();
    else if (words.take("amount"))
      input.amount = Decimal::parse(words.next("amount"));
    else if (words.take("part"))
      input.instalment = std::stoi(words.next("instalment"));
    else
      input.reason = words.next("reason");
  }
  return words.check(std::to_string(session_->dunning().mark(input).value));
}

std::string Story::end_mark(Words& words) {
  const ItemMarkId mark(std::stoll(words.next("mark")));
  const std::string reason = words.next("reason");
  session_->dunning().end_mark(mark, reason, words.take("on") ? std::optional(words.day()) : std::nullopt);
  return words.check("ended");
}

/// Those that hold, `all`, or the promises that were `broken`.
std::string Story::marks(Words& words) {
  ItemMarkQuery query;
  query.holding_only = !words.take("all");
  query.broken_only = words.take("broken");
  if (words.take("on")) query.on = words.day();
  std::string answer;
  for (const ItemMark& each : session_->dunning().marks(query)) {
    append(answer, each.party + " " + std::string(to_string(each.kind)) + " " + each.number);
    if (each.kind == ItemMarkKind::promise)
      answer += " " + amount(each.promised) + " by " + each.until->to_string() + " paid " + amount(each.paid) + " " +
                std::string(to_string(each.promise));
    if (each.ended_on) answer += " ended " + each.ended_on->to_string();
  }
  return words.check(answer.empty() ? "none" : answer);
}

}  // namespace emptor::test
