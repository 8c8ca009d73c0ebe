/// What of an account is past due, and what it has traded: for the credit policy.
#include <algorithm>

#include "receivables/ledger.hpp"

namespace emptor::receivables {

Overdue overdue_on(access::Work& work, const AccountKey& key, Date on, int days_allowed, std::int64_t tolerance) {
  auto rows = work.tx().statement(
      "SELECT due_date, open_amount FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND open_amount > 0");
  rows.bind(key.account, key.side, key.currency);
  Overdue found;
  while (rows.step()) {
    const int days = on - rows.date(0);
    const std::int64_t open = rows.integer(1);
    found.open = checked_add(found.open, open);
    if (days <= 0 || open <= tolerance) continue;
    found.due = checked_add(found.due, open);
    if (days <= days_allowed) continue;
    found.overdue = checked_add(found.overdue, open);
    found.days = std::max(found.days, days);
  }
  return found;
}

std::int64_t balance_before(access::Work& work, const AccountKey& key, std::int64_t balance, Date first) {
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date >= ?4 AND amount > 0 AND reversed = 0");
  sum.bind(key.account, key.side, key.currency, first).step();
  return std::max<std::int64_t>(0, checked_subtract(balance, sum.integer(0)));
}

std::int64_t open_before(access::Work& work, const AccountKey& key, Date first) {
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(open_amount), 0) AS BIGINT) FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date < ?4 AND open_amount > 0");
  sum.bind(key.account, key.side, key.currency, first).step();
  return sum.integer(0);
}

bool has_trade(access::Work& work, PartyId account, Side side) {
  auto row = work.tx().statement(
      "SELECT 1 FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND kind = ?3 AND amount > 0 "
      "AND reversed = 0 LIMIT 1");
  return row.bind(account, side, ItemKind::trade).step();
}

}  // namespace emptor::receivables
