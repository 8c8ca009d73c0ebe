/// Allocation as a use case of its own: plan, commit, undo.
#include <algorithm>

#include "emptor/receivables.hpp"
#include "parties/cards.hpp"
#include "receivables/reading.hpp"
#include "receivables/records.hpp"
#include "receivables/rules.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::AccountKey;
using receivables::ItemKey;
using receivables::OpenDebit;

std::string shown(std::int64_t minor, Currency currency) { return Money{minor, currency}.amount().to_string(); }

/// The open credit of a voucher; credits that are open are few.
std::optional<receivables::OpenPart> find_credit(Work& work, const AccountKey& key, VoucherId voucher) {
  auto row = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, open_amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND open_amount < 0 AND voucher_id = ?4 ORDER BY doc_date, voucher_id, instalment");
  if (!row.bind(key.account, key.side, key.currency, voucher).step()) return std::nullopt;
  return receivables::OpenPart{
      .key = {.dated = row.date(0), .voucher = row.id<VoucherTag>(1), .instalment = static_cast<int>(row.integer(2))},
      .open = row.integer(3)};
}

std::vector<OpenDebit> open_debits(Work& work, const AccountKey& key) {
  std::vector<OpenDebit> found;
  receivables::DebitWalk walk(work, key);
  while (auto debit = walk.next()) found.push_back(*debit);
  return found;
}

/// Gives the money of a credit to debits: those chosen by hand, then by each order.
class Planner {
 public:
  Planner(Currency currency, std::int64_t money, std::vector<OpenDebit> debits)
      : currency_(currency), left_(money), debits_(std::move(debits)) {}

  void choose(const ChosenDebit& chosen, std::size_t place) {
    const std::string field = "chosen[" + std::to_string(place) + "]";
    std::int64_t open = 0;
    for (const OpenDebit& debit : debits_)
      if (is_meant(debit, chosen)) open = checked_add(open, debit.open);
    if (open == 0)
      throw Error(
          ErrorCode::unknown_reference, field + ".voucher", "the account has no open debit of this voucher",
          {{"voucher", std::to_string(chosen.voucher.value)}, {"instalment", std::to_string(chosen.instalment)}});
    std::int64_t wanted = std::min(open, left_);
    if (chosen.amount) wanted = exactly(*chosen.amount, open, field + ".amount");
    for (OpenDebit& debit : debits_)
      if (is_meant(debit, chosen)) wanted -= take(debit, wanted);
  }

  void distribute(AllocationOrder order) {
    std::erase_if(debits_, [](const OpenDebit& debit) { return debit.open == 0; });
    if (order == AllocationOrder::exact) {
      for (const std::size_t place : receivables::exact_subset(debits_, left_)) take(debits_[place], left_);
      return;
    }
    std::vector<OpenDebit> sorted = debits_;
    receivables::sort_by(sorted, order);
    for (const OpenDebit& next : sorted) {
      if (left_ == 0) return;
      take(*std::ranges::find(debits_, next.key, &OpenDebit::key), left_);
    }
  }

  struct Taken {
    OpenDebit debit;  ///< as it was before
    std::int64_t amount = 0;
  };
  [[nodiscard]] const std::vector<Taken>& taken() const noexcept { return taken_; }
  [[nodiscard]] std::int64_t left() const noexcept { return left_; }

 private:
  static bool is_meant(const OpenDebit& debit, const ChosenDebit& chosen) {
    return debit.key.voucher == chosen.voucher && (chosen.instalment == 0 || chosen.instalment == debit.key.instalment);
  }

  std::int64_t exactly(const Decimal& amount, std::int64_t open, const std::string& field) const {
    if (amount.sign() <= 0)
      throw Error(ErrorCode::range, field, "the amount must be greater than 0", {{"amount", amount.to_string()}});
    const std::int64_t wanted = Money::of(amount, currency_).minor;
    if (wanted > std::min(open, left_))
      throw Error(
          ErrorCode::over_allocated, field, "more than what is open or left of the money",
          {{"amount", shown(wanted, currency_)}, {"open", shown(open, currency_)}, {"left", shown(left_, currency_)}});
    return wanted;
  }

  std::int64_t take(OpenDebit& debit, std::int64_t wanted) {
    const std::int64_t amount = std::min({wanted, debit.open, left_});
    if (amount <= 0) return 0;
    const auto known = std::ranges::find_if(taken_, [&](const Taken& each) { return each.debit.key == debit.key; });
    if (known == taken_.end())
      taken_.push_back({debit, amount});
    else
      known->amount += amount;
    debit.open -= amount;
    left_ -= amount;
    return amount;
  }

  Currency currency_;
  std::int64_t left_;
  std::vector<OpenDebit> debits_;
  std::vector<Taken> taken_;
};

AccountKey key_of(Work& work, std::string_view party, Side side, std::optional<std::string_view> currency, Date on) {
  const PartyId account = parties::require(work, party, "party").id;
  return {.account = account, .side = side, .currency = receivables::currency_of(work, account, currency, on)};
}

[[noreturn]] void throw_no_credit(const std::string& party, VoucherId voucher) {
  throw Error(ErrorCode::unknown_reference, "credit", "the account has no open credit of this voucher",
              {{"party", party}, {"voucher", std::to_string(voucher.value)}});
}

std::string number_of(Work& work, VoucherId voucher) {
  std::string kind;
  std::string number;
  if (const auto describe = work.session().describe_voucher; describe != nullptr)
    describe(work, voucher.value, kind, number);
  return number;
}

void check_still(std::string_view what, Money planned, std::int64_t now) {
  if (planned.minor == now) return;
  throw Error(ErrorCode::conflict, "plan", "what is open has changed since it was planned",
              {{"voucher", std::string(what)},
               {"planned", planned.amount().to_string()},
               {"open", shown(now, planned.currency)}});
}

}  // namespace

AllocationPlan Receivables::plan(const AllocationRequest& request) const {
  auto work = Work::read(*state_);
  const Date today = settings::today(work);
  const AccountKey key = key_of(work, request.party, request.side, request.currency, today);
  const auto credit = find_credit(work, key, request.credit);
  if (!credit) throw_no_credit(request.party, request.credit);
  const std::int64_t available = checked_subtract(0, credit->open);

  Planner planner(key.currency, available, open_debits(work, key));
  for (std::size_t i = 0; i < request.chosen.size(); ++i) planner.choose(request.chosen[i], i);
  for (const AllocationOrder order : request.orders) planner.distribute(order);

  AllocationPlan plan{.party = parties::card(work, key.account).code,
                      .side = key.side,
                      .credit = request.credit,
                      .credit_dated = credit->key.dated,
                      .on = request.on.value_or(today),
                      .available = Money{available, key.currency},
                      .left = Money{planner.left(), key.currency}};
  for (const Planner::Taken& each : planner.taken())
    plan.rows.push_back({.debit = each.debit.key.voucher,
                         .number = number_of(work, each.debit.key.voucher),
                         .instalment = each.debit.key.instalment,
                         .dated = each.debit.key.dated,
                         .due = each.debit.due,
                         .open = Money{each.debit.open, key.currency},
                         .amount = Money{each.amount, key.currency}});
  return plan;
}

std::vector<Allocation> Receivables::commit(const AllocationPlan& plan) {
  auto work = Work::post(*state_, access::Undo::use_case);
  settings::require_open_period(work, plan.on, "on");
  const Currency currency = plan.available.currency;
  const AccountKey key{
      .account = parties::require(work, plan.party, "party").id, .side = plan.side, .currency = currency};
  receivables::lock(work, {&key.account, 1});
  const auto credit = find_credit(work, key, plan.credit);
  if (!credit) throw_no_credit(plan.party, plan.credit);
  check_still(std::to_string(plan.credit.value), plan.available, checked_subtract(0, credit->open));
  std::vector<receivables::Settlement> settlements;
  for (const PlannedAllocation& row : plan.rows) {
    const ItemKey debit{.dated = row.dated, .voucher = row.debit, .instalment = row.instalment};
    const auto item = receivables::load_item(work, key, debit);
    check_still(row.number, row.open, item ? item->open : 0);
    if (row.amount.currency != currency || row.amount.minor <= 0 || row.amount.minor > row.open.minor)
      throw Error(ErrorCode::over_allocated, "plan", "a row takes more than what is open",
                  {{"voucher", row.number}, {"amount", row.amount.to_string()}, {"open", row.open.to_string()}});
    settlements.push_back({.debit = debit, .money = row.amount.minor, .reopened = item->reopened});
  }
  std::int64_t sum = 0;
  for (const auto& each : settlements) sum = checked_add(sum, each.money);
  if (sum > plan.available.minor)
    throw Error(ErrorCode::over_allocated, "plan", "the rows take more than the credit has",
                {{"amount", shown(sum, currency)}, {"available", plan.available.amount().to_string()}});
  auto done = receivables::commit(work, key, credit->key, settlements, plan.on);
  work.commit();
  return done;
}

std::vector<Allocation> Receivables::undo(std::string_view party, VoucherId voucher, Side side,
                                          std::optional<std::string_view> currency, std::optional<Date> on) {
  auto work = Work::post(*state_, access::Undo::use_case);
  const Date day = on ? *on : settings::today(work);
  settings::require_open_period(work, day, "on");
  const AccountKey key = key_of(work, party, side, currency, day);
  receivables::lock(work, {&key.account, 1});
  const auto items = receivables::settled_items(work, key, voucher);
  if (items.empty())
    throw Error(ErrorCode::unknown_reference, "voucher", "the account has no allocation of this voucher",
                {{"party", std::string(party)}, {"voucher", std::to_string(voucher.value)}});
  std::vector<Allocation> undone;
  for (const ItemKey& item : items) {
    const auto kept = receivables::load_item(work, key, item);
    EMPTOR_REQUIRE(kept.has_value());
    if (kept->reversed)
      throw Error(ErrorCode::invalid, "voucher", "a reversed voucher and its reversal stay settled",
                  {{"voucher", std::to_string(voucher.value)}});
    for (const auto& row : receivables::load_allocations(work, key, item))
      undone.push_back({.debit = row.debit.voucher,
                        .credit = row.credit.voucher,
                        .amount = Money{row.amount, key.currency},
                        .effective = std::max(row.effective, day)});
    receivables::undo_allocations(work, key, item, day);
  }
  work.commit();
  return undone;
}

}  // namespace emptor
