/// Reminders: policies, the rehearsal of a run, the run.
#include "receivables/dunning.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "parties/selection.hpp"
#include "receivables/marks.hpp"
#include "receivables/reading.hpp"
#include "receivables/rules_dunning.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::Residual;

Currency currency_for(Work& work, std::string_view wanted) {
  return wanted.empty() ? settings::current(work).currency : Currency::of(wanted);
}

void check_amount(const Decimal& amount, Currency currency, const std::string& field, Problems& problems) {
  if (amount.sign() < 0)
    problems.add(ErrorCode::range, field, "the amount is not less than 0", {{"amount", amount.to_string()}});
  else if (amount.normalized().scale() > currency.minor_units())
    problems.add(ErrorCode::scale, field, "more decimals than the currency has", {{"amount", amount.to_string()}});
}

void check_policy(const DunningPolicy& policy, Currency currency) {
  Problems problems;
  if (policy.levels.size() > 9)
    problems.add(ErrorCode::limit, "levels", "a policy has up to 9 levels", {{"limit", "9"}});
  if (policy.day_count != DayCount::actual_365 && policy.day_count != DayCount::actual_360)
    problems.add(ErrorCode::invalid, "day_count", "not a day count");
  int before = 0;
  for (std::size_t i = 0; i < policy.levels.size(); ++i) {
    const DunningLevel& level = policy.levels[i];
    const std::string field = "levels[" + std::to_string(i) + "]";
    if (level.days <= before || level.days > 3'650)
      problems.add(ErrorCode::range, field + ".days", "days ascend from 1 to 3,650",
                   {{"days", std::to_string(level.days)}});
    before = level.days;
    check_amount(level.minimum, currency, field + ".minimum", problems);
    check_amount(level.fee, currency, field + ".fee", problems);
    if (level.interest.micros < 0 || level.interest.micros > Percent::one)
      problems.add(ErrorCode::range, field + ".interest", "interest lies between 0 % and 100 % a year",
                   {{"interest", level.interest.value().to_string()}});
  }
  problems.throw_if_any();
}

/// A debit that is past due.
struct Due {
  PartyId account;
  receivables::ItemKey key;
  Date due;
  std::int64_t open = 0;
};

/// Account by account, in the order of their documents.
std::vector<Due> past_due(Work& work, Currency currency, Date on) {
  auto rows = work.tx().statement(
      "SELECT account_id, doc_date, voucher_id, instalment, due_date, open_amount FROM emptor_open_item "
      "WHERE side = ?1 AND currency = ?2 AND open_amount > 0 AND due_date < ?3 "
      "ORDER BY account_id, doc_date, voucher_id, instalment");
  rows.bind(Side::receivable, currency, on);
  std::vector<Due> found;
  while (rows.step())
    found.push_back({.account = rows.id<PartyTag>(0),
                     .key = {.dated = rows.date(1),
                             .voucher = rows.id<VoucherTag>(2),
                             .instalment = static_cast<int>(rows.integer(3))},
                     .due = rows.date(4),
                     .open = rows.integer(5)});
  return found;
}

std::vector<Due> past_due_of(Work& work, PartyId account, Currency currency, Date on) {
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, due_date, open_amount FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND open_amount > 0 AND due_date < ?4 "
      "ORDER BY doc_date, voucher_id, instalment");
  rows.bind(account, Side::receivable, currency, on);
  std::vector<Due> found;
  while (rows.step())
    found.push_back({.account = account,
                     .key = {.dated = rows.date(0),
                             .voucher = rows.id<VoucherTag>(1),
                             .instalment = static_cast<int>(rows.integer(2))},
                     .due = rows.date(3),
                     .open = rows.integer(4)});
  return found;
}

/// What was open of an item from a day on, from what is open now and what was settled since.
std::vector<Residual> residuals(Work& work, const Due& item, Date from) {
  auto rows = work.tx().statement(
      "SELECT effective, CAST(sum(amount) AS BIGINT) FROM emptor_allocation WHERE debit_voucher_id = ?1 "
      "AND debit_instalment = ?2 AND effective > ?3 GROUP BY effective ORDER BY effective");
  rows.bind(item.key.voucher, item.key.instalment, from);
  std::vector<std::pair<Date, std::int64_t>> settled;
  std::int64_t open = item.open;
  while (rows.step()) {
    settled.emplace_back(rows.date(0), rows.integer(1));
    open = checked_add(open, rows.integer(1));
  }
  std::vector<Residual> found{{.from = from, .open = open}};
  for (const auto& [day, amount] : settled) {
    open = checked_subtract(open, amount);
    found.push_back({.from = day, .open = open});
  }
  return found;
}

class Planner {
 public:
  Planner(Work& work, const DunningQuery& query)
      : work_(work), currency_(currency_for(work, query.currency.value_or(""))) {
    on_ = query.on ? *query.on : settings::today(work);
    policy_ = receivables::load_policy(work, currency_);
    out_ = {.on = on_, .currency = std::string(currency_.code()), .party = query.party, .group = query.group};
  }

  DunningRun run() {
    const auto wanted = parties::select(work_, {.party = out_.party, .group = out_.group}, on_);
    if (!policy_.policy.levels.empty()) {
      const auto marks = receivables::marks_on(work_, Side::receivable, currency_, on_);
      if (wanted)
        for (const PartyId account : *wanted) look_at(past_due_of(work_, account, currency_, on_), marks);
      else
        by_account(past_due(work_, currency_, on_), marks);
    }
    std::ranges::sort(out_.letters, {}, &DunningLetter::party);
    std::ranges::stable_sort(out_.omissions, {}, &DunningOmission::party);
    out_.hash = hash();
    return std::move(out_);
  }

  [[nodiscard]] receivables::DunningPolicyId policy() const noexcept { return policy_.id; }

 private:
  void by_account(const std::vector<Due>& items, const receivables::Marks& marks) {
    for (auto first = items.begin(); first != items.end();) {
      const auto last =
          std::find_if(first, items.end(), [&](const Due& each) { return each.account != first->account; });
      look_at({first, last}, marks);
      first = last;
    }
  }

  void look_at(const std::vector<Due>& items, const receivables::Marks& marks) {
    if (items.empty()) return;
    const PartyId account = items.front().account;
    DunningLetter letter{.on = on_, .open = zero(), .credits = zero(), .fee = zero(), .interest = zero()};
    std::vector<const Due*> named;
    bool risen = false;
    for (const Due& item : items) {
      const int level = receivables::level_of(policy_.policy.levels, on_ - item.due);
      if (level == 0) continue;
      if (const auto* mark = marks.find(item.key.voucher, item.key.instalment); mark != nullptr) {
        omit(item, *mark);
        continue;
      }
      const auto before = receivables::reminded_of(work_, account, item.key.voucher, item.key.instalment);
      letter.items.push_back({.voucher = item.key.voucher,
                              .instalment = item.key.instalment,
                              .dated = item.key.dated,
                              .due = item.due,
                              .days = on_ - item.due,
                              .level = std::max(level, before.level),
                              .level_before = before.level,
                              .open = Money{item.open, currency_},
                              .interest_from = before.interest_until.value_or(item.due),
                              .interest = zero()});
      named.push_back(&item);
      letter.level = std::max(letter.level, letter.items.back().level);
      letter.open += letter.items.back().open;
      risen = risen || level > before.level;
    }
    if (risen) finish(account, std::move(letter), named);
  }

  void finish(PartyId account, DunningLetter letter, const std::vector<const Due*>& named) {
    const auto& levels = policy_.policy.levels;
    const auto level_at = [&](int level) -> const DunningLevel& {
      return levels[std::min(static_cast<std::size_t>(level), levels.size()) - 1];
    };
    const DunningLevel& highest = level_at(letter.level);
    if (letter.open < Money::of(highest.minimum, currency_)) return;
    const receivables::AccountKey key{.account = account, .side = Side::receivable, .currency = currency_};
    letter.credits.minor = -receivables::advance_of(work_, key);
    if ((letter.open + letter.credits).minor <= 0) return;
    for (std::size_t i = 0; i < letter.items.size(); ++i) {
      DunningItem& item = letter.items[i];
      item.number = receivables::voucher_number(work_, item.voucher);
      const Percent rate = level_at(item.level).interest;
      // There is no interest on interest.
      if (rate.micros == 0 || item.interest_from >= on_ || receivables::is_claim(work_, item.voucher)) continue;
      item.interest.minor =
          receivables::interest(residuals(work_, *named[i], item.interest_from), item.interest_from, on_, rate,
                                policy_.policy.day_count, settings::current(work_).rounding);
      letter.interest += item.interest;
    }
    letter.fee = Money::of(highest.fee, currency_);
    const parties::PartyCard& party = parties::card(work_, account);
    letter.party = party.code;
    letter.name = party.name;
    out_.letters.push_back(std::move(letter));
  }

  void omit(const Due& item, const receivables::Marks::Held& mark) {
    out_.omissions.push_back({.party = parties::card(work_, item.account).code,
                              .voucher = item.key.voucher,
                              .number = receivables::voucher_number(work_, item.key.voucher),
                              .instalment = item.key.instalment,
                              .open = Money{item.open, currency_},
                              .because = mark.kind,
                              .until = mark.until});
  }

  [[nodiscard]] std::string hash() const {
    std::string text = std::to_string(policy_.id.value) + " " + on_.to_string();
    const auto add = [&](std::int64_t value) { text.append(" ").append(std::to_string(value)); };
    for (const DunningLetter& letter : out_.letters) {
      text.append("\n").append(letter.party);
      for (const std::int64_t value : {letter.credits.minor, letter.fee.minor, letter.interest.minor}) add(value);
      for (const DunningItem& item : letter.items)
        for (const std::int64_t value : {item.voucher.value, std::int64_t{item.instalment}, std::int64_t{item.level},
                                         item.open.minor, item.interest.minor})
          add(value);
    }
    Sha256 digest;
    digest.add(text);
    return digest.hex();
  }

  [[nodiscard]] Money zero() const { return Money::zero(currency_); }

  Work& work_;
  Currency currency_;
  Date on_{};
  receivables::KeptPolicy policy_;
  DunningRun out_;
};

}  // namespace

void Dunning::set_policy(const DunningPolicy& policy) {
  auto work = Work::write(*state_);
  const Currency currency = currency_for(work, policy.currency);
  check_policy(policy, currency);
  const std::int64_t id = work.tx().insert(
      "INSERT INTO emptor_dunning_policy (currency, day_count, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4)",
      currency, policy.day_count, work.now(), work.actor());
  access::Detail detail;
  detail.set("currency", currency.code());
  for (std::size_t i = 0; i < policy.levels.size(); ++i) {
    const DunningLevel& level = policy.levels[i];
    work.tx().execute(
        "INSERT INTO emptor_dunning_level (policy_id, level, days, minimum, fee, interest) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        id, static_cast<int>(i) + 1, level.days, Money::of(level.minimum, currency).minor,
        Money::of(level.fee, currency).minor, level.interest.micros);
    detail.set("level " + std::to_string(i + 1), std::to_string(level.days) + " days, fee " + level.fee.to_string() +
                                                     ", interest " + level.interest.value().to_string() + " %");
  }
  work.record(Entity::dunning, id, "dunning.set_policy", detail.json());
  work.commit();
}

DunningPolicy Dunning::policy(std::optional<std::string_view> currency) const {
  auto work = Work::read(*state_);
  return receivables::load_policy(work, currency_for(work, currency.value_or(""))).policy;
}

DunningRun Dunning::plan(const DunningQuery& query) const {
  auto work = Work::read(*state_);
  return Planner(work, query).run();
}

DunningRun Dunning::commit(const DunningRun& plan) {
  auto work = Work::write(*state_);
  Planner planner(work,
                  {.party = plan.party, .group = plan.group, .currency = plan.currency, .on = std::optional(plan.on)});
  DunningRun run = planner.run();
  if (run.hash != plan.hash)
    throw Error(ErrorCode::conflict, "plan", "what is to be sent has changed since it was planned",
                {{"planned", std::to_string(plan.letters.size())}, {"letters", std::to_string(run.letters.size())}});
  if (run.letters.empty()) return run;
  receivables::save_run(work, planner.policy(), run);
  work.record(Entity::dunning, run.id.value, "dunning.commit",
              access::Detail()
                  .set("on", run.on.to_string())
                  .set("currency", run.currency)
                  .set("letters", std::to_string(run.letters.size()))
                  .json());
  work.commit();
  return run;
}

std::vector<DunningLetter> Dunning::letters(const DunningLetterQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  return receivables::load_letters(work, query);
}

}  // namespace emptor
