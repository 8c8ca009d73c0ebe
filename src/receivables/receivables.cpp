#include "emptor/receivables.hpp"

#include "parties/cards.hpp"
#include "receivables/reading.hpp"
#include "receivables/records.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::AccountKey;

void check_side(Side side) {
  if (side != Side::receivable && side != Side::payable)
    throw Error(ErrorCode::invalid, "side", "not a side", {{"side", std::to_string(static_cast<int>(side))}});
}

AccountKey key_of(Work& work, std::string_view party, Side side, std::optional<std::string_view> currency,
                  std::optional<Date> on = {}) {
  check_side(side);
  const PartyId id = parties::require(work, party, "party").id;
  const Date day = on ? *on : settings::today(work);
  return {.account = id, .side = side, .currency = receivables::currency_of(work, id, currency, day)};
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
    found.age_start = receivables::own_age_start(work, key, found.amount.minor);
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
  return Money{receivables::amount_at(work, key, basis, day), key.currency};
}

std::vector<OpenItem> Receivables::open_items(std::string_view party, Side side,
                                              std::optional<std::string_view> currency, int limit) const {
  if (limit < 1) throw Error(ErrorCode::range, "limit", "limit must be at least 1", {{"limit", std::to_string(limit)}});
  auto work = Work::read(*state_);
  const AccountKey key = key_of(work, party, side, currency);
  // The inner query stays inside the indexes of open items; only the rows that are shown are read.
  auto rows = work.tx().statement(
      "SELECT i.doc_date, i.voucher_id, i.instalment, i.party_id, i.due_date, i.amount, i.open_amount, "
      "i.discount_until, "
      "i.discount FROM ("
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
                                                 .open = Money{rows.integer(6), key.currency},
                                                 .discount_until = rows.optional_date(7),
                                                 .discount = Money::zero(key.currency)});
    if (item.discount_until) item.discount = percent_of(item.open, Percent{rows.integer(8)});
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
  return receivables::ledger(work, key, basis, {.from = from, .last = last});
}

}  // namespace emptor
