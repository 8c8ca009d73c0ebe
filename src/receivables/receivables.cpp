#include "emptor/receivables.hpp"

#include <limits>

#include "parties/cards.hpp"
#include "receivables/records.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::AccountKey;

/// The currency asked for, else the party's, else the book's.
Currency currency_of(Work& work, const parties::PartyCard& party, std::optional<std::string_view> asked, Date on) {
  if (asked) return Currency::of(*asked);
  const EffectiveTerm& term = party.on(on).term(Term::currency);
  return term.value ? Currency::of(*term.value) : settings::current(work).currency;
}

void check_side(Side side) {
  if (side != Side::receivable && side != Side::payable)
    throw Error(ErrorCode::invalid, "side", "not a side", {{"side", std::to_string(static_cast<int>(side))}});
}

AccountKey key_of(Work& work, std::string_view party, Side side, std::optional<std::string_view> currency,
                  std::optional<Date> on = {}) {
  check_side(side);
  const parties::PartyCard& card = parties::require(work, party, "party");
  const Date day = on ? *on : settings::today(work);
  return {.account = card.id, .side = side, .currency = currency_of(work, card, currency, day)};
}

/// Σ of the documents after `day`. An account is asked about its recent days, so counting back from the counter reads
/// less than counting up from the beginning.
std::int64_t moved_after(Work& work, const AccountKey& key, BalanceBasis basis, Date day) {
  if (basis == BalanceBasis::account) {
    auto sum = work.tx().statement(
        "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_open_item "
        "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date > ?4");
    sum.bind(key.account, key.side, key.currency, day).step();
    return sum.integer(0);
  }
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ("
      "SELECT amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date > ?4 "
      "AND party_id = ?1 UNION ALL "
      "SELECT amount FROM emptor_open_item WHERE party_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date > ?4 "
      "AND party_id <> account_id) AS own");
  sum.bind(key.account, key.side, key.currency, day).step();
  return sum.integer(0);
}

std::int64_t amount_at(Work& work, const AccountKey& key, BalanceBasis basis, Date day) {
  const receivables::Counters counters = receivables::load_counters(work, key);
  const std::int64_t now = basis == BalanceBasis::account ? counters.account_amount : counters.own_amount;
  return checked_subtract(now, moved_after(work, key, basis, day));
}

/// What the party itself traded has no cursor of its own: newest first until the balance is covered.
std::optional<Date> own_age_start(Work& work, const AccountKey& key, std::int64_t balance) {
  if (balance <= 0) return std::nullopt;
  const auto walk = receivables::own_increases(work, key.account, key);
  const receivables::AgeCursor age = receivables::recompute_age(balance, *walk);
  return age.at ? std::optional{age.at->dated} : std::nullopt;
}

/// Kinds, numbers and codes of what rows refer to.
class Names {
 public:
  explicit Names(Work& work) noexcept : work_(work) {}
  const std::string& party(PartyId id) {
    if (id != party_) {
      code_ = parties::card(work_, id).code;
      party_ = id;
    }
    return code_;
  }
  void describe(VoucherId voucher, std::string& kind, std::string& number) {
    if (const auto describe = work_.session().describe_voucher; describe != nullptr)
      describe(work_, voucher.value, kind, number);
  }

 private:
  Work& work_;
  PartyId party_{};
  std::string code_;
};

store::Statement ledger_rows(Work& work, const AccountKey& key, BalanceBasis basis, Date from, Date last) {
  if (basis == BalanceBasis::account) {
    auto rows = work.tx().statement(
        "SELECT doc_date, voucher_id, party_id, amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
        "AND currency = ?3 AND doc_date BETWEEN ?4 AND ?5 ORDER BY doc_date, voucher_id, instalment");
    rows.bind(key.account, key.side, key.currency, from, last);
    return rows;
  }
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, party_id, amount, instalment FROM emptor_open_item WHERE account_id = ?1 "
      "AND side = ?2 AND currency = ?3 AND doc_date BETWEEN ?4 AND ?5 AND party_id = ?1 UNION ALL "
      "SELECT doc_date, voucher_id, party_id, amount, instalment FROM emptor_open_item WHERE party_id = ?1 "
      "AND side = ?2 AND currency = ?3 AND doc_date BETWEEN ?4 AND ?5 AND party_id <> account_id "
      "ORDER BY doc_date, voucher_id, instalment");
  rows.bind(key.account, key.side, key.currency, from, last);
  return rows;
}

void add_to(LedgerRow& row, std::int64_t amount) {
  if (amount >= 0)
    row.debit.minor = checked_add(row.debit.minor, amount);
  else
    row.credit.minor = checked_subtract(row.credit.minor, amount);
  row.balance.minor = checked_add(row.balance.minor, amount);
}

}  // namespace

Balance Receivables::balance(std::string_view party, Side side, BalanceBasis basis,
                             std::optional<std::string_view> currency, std::optional<Date> on) const {
  auto work = Work::read(*state_);
  const Date day = on ? *on : settings::today(work);
  const AccountKey key = key_of(work, party, side, currency, day);
  Balance found{.amount = Money::zero(key.currency)};
  if (basis == BalanceBasis::account) {
    const receivables::AccountState state = receivables::state(work, key);
    found.amount.minor = state.balance;
    found.age_start = state.age_start;
  } else {
    found.amount.minor = receivables::load_counters(work, key).own_amount;
    found.age_start = own_age_start(work, key, found.amount.minor);
  }
  if (found.age_start) {
    found.age_days = receivables::age_in_days(*found.age_start, day);
    found.age_months = receivables::age_in_months(found.age_days);
  }
  return found;
}

Money Receivables::balance(PartyId account, Side side, Currency currency) const {
  auto work = Work::read(*state_);
  const AccountKey key{.account = account, .side = side, .currency = currency};
  return Money{receivables::state(work, key).balance, currency};
}

Money Receivables::balance_at(std::string_view party, Date day, Side side, BalanceBasis basis,
                              std::optional<std::string_view> currency) const {
  auto work = Work::read(*state_);
  const AccountKey key = key_of(work, party, side, currency, day);
  return Money{amount_at(work, key, basis, day), key.currency};
}

std::vector<OpenItem> Receivables::open_items(std::string_view party, Side side,
                                              std::optional<std::string_view> currency, int limit) const {
  if (limit < 1) throw Error(ErrorCode::range, "limit", "limit must be at least 1", {{"limit", std::to_string(limit)}});
  auto work = Work::read(*state_);
  const AccountKey key = key_of(work, party, side, currency);
  // The inner query stays inside the indexes of open items; only the rows that are shown are read.
  auto rows = work.tx().statement(
      "SELECT i.doc_date, i.voucher_id, i.instalment, i.party_id, i.due_date, i.amount, i.open_amount FROM ("
      "SELECT doc_date, voucher_id, instalment, due_date FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND open_amount > 0 UNION ALL "
      "SELECT doc_date, voucher_id, instalment, due_date FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND open_amount < 0 ORDER BY due_date, doc_date, voucher_id, instalment LIMIT ?4) AS k "
      "JOIN emptor_open_item i ON i.account_id = ?1 AND i.side = ?2 AND i.currency = ?3 AND i.doc_date = k.doc_date "
      "AND i.voucher_id = k.voucher_id AND i.instalment = k.instalment "
      "ORDER BY i.due_date, i.doc_date, i.voucher_id, i.instalment");
  rows.bind(key.account, key.side, key.currency, limit);
  Names names(work);
  std::vector<OpenItem> found;
  while (rows.step()) {
    OpenItem& item = found.emplace_back(OpenItem{.voucher = rows.id<VoucherTag>(1),
                                                 .instalment = static_cast<int>(rows.integer(2)),
                                                 .party = names.party(rows.id<PartyTag>(3)),
                                                 .dated = rows.date(0),
                                                 .due = rows.date(4),
                                                 .amount = Money{rows.integer(5), key.currency},
                                                 .open = Money{rows.integer(6), key.currency}});
    std::string kind;
    names.describe(item.voucher, kind, item.number);
  }
  return found;
}

std::vector<Allocation> Receivables::allocations(VoucherId voucher) const {
  auto work = Work::read(*state_);
  auto rows = work.tx().statement(
      "SELECT debit_voucher_id, credit_voucher_id, amount, currency, effective, id FROM emptor_allocation "
      "WHERE debit_voucher_id = ?1 UNION ALL "
      "SELECT debit_voucher_id, credit_voucher_id, amount, currency, effective, id FROM emptor_allocation "
      "WHERE credit_voucher_id = ?1 ORDER BY id");
  rows.bind(voucher);
  std::vector<Allocation> found;
  while (rows.step())
    found.push_back({.debit = rows.id<VoucherTag>(0),
                     .credit = rows.id<VoucherTag>(1),
                     .amount = Money{rows.integer(2), rows.currency(3)},
                     .effective = rows.date(4)});
  return found;
}

std::vector<LedgerRow> Receivables::ledger(std::string_view party, Date from, Date last, Side side,
                                           std::optional<std::string_view> currency, BalanceBasis basis) const {
  if (last < from)
    throw Error(ErrorCode::range, "last", "the last day lies before the first",
                {{"from", from.to_string()}, {"last", last.to_string()}});
  auto work = Work::read(*state_);
  const AccountKey key = key_of(work, party, side, currency);
  const Money zero = Money::zero(key.currency);
  const Date day_before = from.days() > std::numeric_limits<std::int32_t>::min() ? from - 1 : from;
  Names names(work);
  std::vector<LedgerRow> found;
  found.push_back({.dated = day_before,
                   .kind = "carried_forward",
                   .party = names.party(key.account),
                   .debit = zero,
                   .credit = zero,
                   .balance = Money{amount_at(work, key, basis, day_before), key.currency}});
  auto rows = ledger_rows(work, key, basis, from, last);
  while (rows.step()) {
    const auto voucher = rows.id<VoucherTag>(1);
    // A document is one row, whatever its instalments.
    if (found.size() == 1 || voucher != found.back().voucher) {
      LedgerRow row{.dated = rows.date(0),
                    .party = names.party(rows.id<PartyTag>(2)),
                    .voucher = voucher,
                    .debit = zero,
                    .credit = zero,
                    .balance = found.back().balance};
      names.describe(voucher, row.kind, row.number);
      found.push_back(std::move(row));
    }
    add_to(found.back(), rows.integer(3));
  }
  return found;
}

}  // namespace emptor
