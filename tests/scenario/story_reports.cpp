/// Verbs of stories: ageing, ledgers, statements and reminders.
#include "scenario/story_words.hpp"

namespace emptor::test {
namespace {

SummaryBy summary_by(std::string_view by) {
  return by == "group" ? SummaryBy::group : by == "salesperson" ? SummaryBy::salesperson : SummaryBy::party;
}

}  // namespace

/// `ageing all on 2026-03-31 known 2026-04-02 by_due credits_by_age by group rows`; known: at the end of that day
std::string Story::ageing(Words& words) {
  AgeingQuery query;
  if (!words.take("all")) query.party = words.next("party");
  bool rows = false;
  while (words.more()) {
    if (words.take("on"))
      query.as_of = words.day();
    else if (words.take("known"))
      query.known_at = Instant{(words.day() + 1 - Date(0)) * std::int64_t{86'400'000'000} - 1};
    else if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("by_due"))
      query.basis = AgeingBasis::due;
    else if (words.take("by_posting"))
      query.basis = AgeingBasis::posting;
    else if (words.take("by"))
      query.by = summary_by(words.next("party, salesperson or group"));
    else if (words.take("rows"))
      rows = true;
    else if (words.take("salesperson"))
      query.salesperson = words.next("person");
    else if (words.take("payable"))
      query.side = Side::payable;
    else if (words.take("individual"))
      query.balance_basis = BalanceBasis::individual;
    else if (words.take("disputed_apart"))
      query.disputed_apart = true;
    else if (words.take("with_instruments"))
      query.with_instruments = true;
    else if (words.take("credits_by_age"))
      query.credits = AgeingCredits::by_age;
    else if (words.take("credits_oldest_first"))
      query.credits = AgeingCredits::oldest_first;
    else
      break;
  }
  const auto shown = [&](const AgeingRow& row) {
    std::string text;
    if (query.basis == AgeingBasis::due) text = "not due " + amount(row.not_due) + " ";
    for (const Money& bucket : row.buckets) text += amount(bucket) + " ";
    if (query.disputed_apart) text += "disputed " + amount(row.disputed) + " ";
    text += "credits " + amount(row.credits) + " = " + amount(row.balance);
    return query.with_instruments ? text + " instruments " + amount(row.instruments) : text;
  };
  const Ageing found = session_->receivables().ageing(query);
  if (!rows) return words.check(shown(found.total));
  std::string answer;
  for (const AgeingRow& row : found.rows)
    answer += (answer.empty() ? "" : " / ") + (row.code.empty() ? "nobody" : row.code) + " " + shown(row);
  return words.check(answer + " / total " + shown(found.total));
}

std::string Story::ledger(Words& words) {
  const std::string party = words.next("party");
  const Date from = words.day();
  const Date last = words.day();
  std::string answer;
  for (const LedgerRow& row : session_->receivables().ledger(party, from, last))
    answer += (answer.empty() ? "" : " / ") + amount(row.balance);
  return words.check(answer);
}

/// Columns: opening, trade, other increases, collected, difference, balance, currency.
std::string Story::summary(Words& words) {
  SummaryQuery query;
  while (words.more()) {
    if (words.take("by")) {
      query.by = summary_by(words.next("party, salesperson or group"));
    } else if (words.take("party")) {
      query.party = words.next("party");
    } else if (words.take("group")) {
      query.group = words.next("group");
    } else if (words.take("salesperson")) {
      query.salesperson = words.next("person");
    } else if (words.take("from")) {
      query.from = words.day();
    } else if (words.take("last")) {
      query.last = words.day();
    } else if (words.take("payable")) {
      query.side = Side::payable;
    } else if (words.take("individual")) {
      query.basis = BalanceBasis::individual;
    } else if (words.take("in")) {
      query.currency = words.next("currency");
    } else {
      break;
    }
  }
  const Summary found = session_->receivables().summary(query);
  std::string answer;
  for (const SummaryRow& row : found.rows) append(answer, (row.code.empty() ? "nobody" : row.code) + " " + shown(row));
  for (const SummaryRow& row : found.totals) append(answer, "total " + shown(row));
  return words.check(answer.empty() ? "nothing" : answer);
}

std::string Story::uncollected(Words& words) {
  UncollectedQuery query;
  while (words.more()) {
    if (words.take("on"))
      query.as_of = words.day();
    else if (words.take("party"))
      query.party = words.next("party");
    else if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("salesperson"))
      query.salesperson = words.next("person");
    else if (words.take("payable"))
      query.side = Side::payable;
    else if (words.take("individual"))
      query.basis = BalanceBasis::individual;
    else
      break;
  }
  const Uncollected found = session_->receivables().uncollected(query);
  std::string answer;
  for (const UncollectedRow& row : found.rows)
    append(answer, row.party + " " + amount(row.balance) +
                       (row.age_start ? " " + std::to_string(row.age_months) + " months" : " no age"));
  for (const Money& total : found.totals) append(answer, "total " + amount(total));
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Rows as `debit credit balance`; days and months in front of theirs, lines behind their voucher's.
std::string Story::statement(Words& words) {
  StatementQuery query;
  query.party = words.next("party");
  bool head = false;
  while (words.more()) {
    if (words.take("by")) {
      const std::string by = words.next("voucher, line, day or month");
      query.rows = by == "line"    ? StatementRows::line
                   : by == "day"   ? StatementRows::day
                   : by == "month" ? StatementRows::month
                                   : StatementRows::voucher;
    } else if (words.take("from")) {
      query.from = words.day();
    } else if (words.take("last")) {
      query.last = words.day();
    } else if (words.take("payable")) {
      query.side = Side::payable;
    } else if (words.take("both")) {
      query.side = std::nullopt;
    } else if (words.take("individual")) {
      query.basis = BalanceBasis::individual;
    } else if (words.take("head")) {
      head = true;
    } else {
      break;
    }
  }
  const AccountStatement found = session_->vouchers().statement(query);
  if (head)
    return words.check(found.party + " " + found.name + " " + found.tax_number + " " + found.representative + " " +
                       found.phone + " " + found.email + " " + (found.address ? found.address->street : "-") +
                       " limit " + (found.credit_limit ? amount(*found.credit_limit) : "none"));
  std::string answer = amount(found.opening);
  for (std::size_t i = 1; i < found.rows.size(); ++i) {
    const StatementRow& row = found.rows[i];
    const std::string label = row.kind == "day"     ? row.dated.to_string() + " "
                              : row.kind == "month" ? row.dated.to_string().substr(0, 7) + " "
                                                    : std::string();
    append(answer, label + "+" + amount(row.debit) + " -" + amount(row.credit) + " = " + amount(row.balance));
    for (const VoucherLine& line : row.lines)
      answer += " (" + shown(line.quantity.value()) + " " + line.item + " " + amount(line.net) + ")";
  }
  return words.check(answer);
}

/// One for each currency: opening, what was added and taken off, closing.
std::string Story::statements(Words& words) {
  StatementQuery query{.party = words.next("party")};
  while (words.more()) {
    if (words.take("from"))
      query.from = words.day();
    else if (words.take("last"))
      query.last = words.day();
    else if (words.take("both"))
      query.side = std::nullopt;
    else
      break;
  }
  std::string answer;
  for (const AccountStatement& each : session_->vouchers().statements(query))
    append(answer, std::string(each.closing.currency.code()) + " " + amount(each.opening) + " +" + amount(each.debit) +
                       " -" + amount(each.credit) + " = " + amount(each.closing));
  return words.check(answer.empty() ? "nothing" : answer);
}

/// `dunning 10 fee 5 interest 12 minimum 20 then 30 fee 10`, with `in` currency or `of_360` before.
std::string Story::dunning(Words& words) {
  DunningPolicy policy;
  if (words.take("in")) policy.currency = words.next("currency");
  if (words.take("of_360")) policy.day_count = DayCount::actual_360;
  while (words.more()) {
    DunningLevel level{.days = std::stoi(words.next("days"))};
    while (words.more() && !words.take("then")) {
      if (words.take("fee"))
        level.fee = Decimal::parse(words.next("amount"));
      else if (words.take("interest"))
        level.interest = Percent::of(words.next("percent"));
      else if (words.take("minimum"))
        level.minimum = Decimal::parse(words.next("amount"));
      else
        mistake("nobody understands '" + words.left[words.place] + "' in a level");
    }
    policy.levels.push_back(level);
  }
  session_->dunning().set_policy(policy);
  return words.check("set");
}

/// `remind plan`, or `remind` to send; `on` day, `in` currency, `group`, `party`.
std::string Story::remind(Words& words) {
  const bool plan_only = words.take("plan");
  DunningQuery query;
  while (words.more()) {
    if (words.take("on"))
      query.on = words.day();
    else if (words.take("in"))
      query.currency = words.next("currency");
    else if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("party"))
      query.party = words.next("party");
    else
      break;
  }
  DunningRun run = session_->dunning().plan(query);
  if (!plan_only) run = session_->dunning().commit(run);
  std::string answer;
  for (const DunningLetter& each : run.letters) append(answer, shown(each));
  for (const DunningOmission& each : run.omissions)
    append(answer, "not " + each.party + " " + each.number + ": " + std::string(to_string(each.because)));
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Sent letters of a party; with `unclaimed` those that nobody was charged for.
std::string Story::letters(Words& words) {
  DunningLetterQuery query;
  query.unclaimed_only = words.take("unclaimed");
  if (words.more()) query.party = words.next("party");
  std::string answer;
  for (const DunningLetter& each : session_->dunning().letters(query))
    append(answer, std::to_string(each.id.value) + ": " + shown(each) + (each.claim ? " charged" : ""));
  return words.check(answer.empty() ? "none" : answer);
}

std::string Story::claim(Words& words) {
  const DunningLetterId letter(std::stoll(words.next("letter")));
  const Voucher posted =
      session_->vouchers().post_claim(letter, words.take("on") ? std::optional(words.day()) : std::nullopt);
  return words.check(std::string(to_string(posted.kind)) + " " + posted.number + " " + amount(posted.total));
}

}  // namespace emptor::test
