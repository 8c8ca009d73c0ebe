/// What of an account is past due, and what it has traded: for the credit policy.
#include <algorithm>
#include <vector>

#include "receivables/ledger.hpp"
#include "receivables/marks.hpp"

namespace emptor::receivables {

namespace {

struct OpenOn {
  ItemKey key{};
  Date due{};
  std::int64_t open = 0;
};

/// Debits that are open at the end of `day`, oldest document first: what is open, and what is settled later only.
std::vector<OpenOn> open_on(access::Work& work, const AccountKey& key, Date day) {
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, due_date, open_amount FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND open_amount > 0 UNION ALL "
      "SELECT a.debit_date, a.debit_voucher_id, a.debit_instalment, i.due_date, a.amount FROM emptor_allocation a "
      "JOIN emptor_open_item i ON i.account_id = a.account_id AND i.side = a.side AND i.currency = a.currency "
      "AND i.doc_date = a.debit_date AND i.voucher_id = a.debit_voucher_id AND i.instalment = a.debit_instalment "
      "WHERE a.account_id = ?1 AND a.side = ?2 AND a.currency = ?3 AND a.effective > ?4 ORDER BY 1, 2, 3");
  rows.bind(key.account, key.side, key.currency, day);
  std::vector<OpenOn> found;
  while (rows.step()) {
    const ItemKey item{
        .dated = rows.date(0), .voucher = rows.id<VoucherTag>(1), .instalment = static_cast<int>(rows.integer(2))};
    if (found.empty() || found.back().key != item) found.push_back({.key = item, .due = rows.date(3)});
    found.back().open += rows.integer(4);
  }
  return found;
}

std::vector<OpenOn> undisputed_on(access::Work& work, const AccountKey& key, Date day) {
  std::vector<OpenOn> found = open_on(work, key, day);
  const Marks marks = marks_on(work, key, day);
  std::erase_if(found, [&](const OpenOn& each) { return marks.is_disputed(each.key.voucher, each.key.instalment); });
  return found;
}

}  // namespace

Overdue overdue_on(access::Work& work, const AccountKey& key, const OverdueQuestion& question) {
  Overdue found{.past = std::vector<std::int64_t>(question.buckets.size())};
  const auto items =
      question.leave_out_disputed ? undisputed_on(work, key, question.on) : open_on(work, key, question.on);
  for (const OpenOn& each : items) {
    const int days = question.on - each.due - question.terms_days;
    found.open = checked_add(found.open, each.open);
    if (days <= 0 || each.open <= question.tolerance) continue;
    found.due = checked_add(found.due, each.open);
    for (std::size_t i = 0; i < question.buckets.size(); ++i)
      if (days > question.buckets[i]) found.past[i] = checked_add(found.past[i], each.open);
    if (days <= question.days_allowed) continue;
    found.overdue = checked_add(found.overdue, each.open);
    found.days = std::max(found.days, days);
  }
  return found;
}

std::optional<Date> oldest_undisputed(access::Work& work, const AccountKey& key, Date day) {
  const auto items = undisputed_on(work, key, day);
  return items.empty() ? std::nullopt : std::optional(items.front().key.dated);
}

std::int64_t undisputed_before(access::Work& work, const AccountKey& key, Date first, Date on) {
  std::int64_t open = 0;
  for (const OpenOn& each : undisputed_on(work, key, on))
    if (each.key.dated < first) open = checked_add(open, each.open);
  return open;
}

int dunning_level(access::Work& work, PartyId account) {
  auto row = work.tx().statement(
      "SELECT coalesce(max(d.level), 0) FROM emptor_dunning_item d JOIN emptor_open_item i ON i.account_id = "
      "d.account_id "
      "AND i.side = ?2 AND i.currency = d.currency AND i.doc_date = d.doc_date AND i.voucher_id = d.voucher_id "
      "AND i.instalment = d.instalment WHERE d.account_id = ?1 AND i.open_amount > 0");
  row.bind(account, Side::receivable).step();
  return static_cast<int>(row.integer(0));
}

std::int64_t balance_before(access::Work& work, const AccountKey& key, std::int64_t balance, Date first) {
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date >= ?4 AND amount > 0 AND reversed = 0");
  sum.bind(key.account, key.side, key.currency, first).step();
  return std::max<std::int64_t>(0, checked_subtract(balance, sum.integer(0)));
}

std::int64_t open_before(access::Work& work, const AccountKey& key, Date first, Date on) {
  std::int64_t open = 0;
  for (const OpenOn& each : open_on(work, key, on)) {
    if (each.key.dated >= first) break;
    open = checked_add(open, each.open);
  }
  return open;
}

bool has_trade(access::Work& work, PartyId account, Side side) {
  auto row = work.tx().statement(
      "SELECT 1 FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND kind = ?3 AND amount > 0 "
      "AND reversed = 0 LIMIT 1");
  return row.bind(account, side, ItemKind::trade).step();
}

}  // namespace emptor::receivables
