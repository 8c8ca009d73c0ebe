#include "receivables/valuation_records.hpp"

#include <algorithm>

namespace emptor::receivables {
namespace {

using access::Work;

ItemKey item_key(const store::Statement& row, int column) {
  return {.dated = row.date(column),
          .voucher = row.id<VoucherTag>(column + 1),
          .instalment = static_cast<int>(row.integer(column + 2))};
}

ForeignKey foreign_key(const ForeignAccount& account, const ItemKey& item) {
  return {account.account, account.side, account.currency, item};
}

/// Rows of (doc_date, voucher_id, instalment, amount, open_amount, reversed, rate).
void add_items(store::Statement rows, const ForeignAccount& account, ForeignItems& into) {
  while (rows.step()) {
    ForeignItem item{.amount = rows.integer(3), .open = rows.integer(4), .reversed = rows.integer(5) != 0};
    if (!rows.is_null(6)) item.rate = Ratio{rows.integer(6), rows.integer(7)};
    into.emplace(foreign_key(account, item_key(rows, 0)), item);
  }
}

void add_allocations(store::Statement rows, const ForeignAccount& account, std::vector<ForeignAllocation>& into) {
  while (rows.step())
    into.push_back({.id = rows.integer(0),
                    .debit = foreign_key(account, item_key(rows, 1)),
                    .credit = item_key(rows, 4),
                    .amount = rows.integer(7),
                    .effective = rows.date(8)});
}

template <class... More>
store::Statement bound(Work& work, store::Sql sql, const ForeignAccount& account, const More&... more) {
  auto rows = work.tx().statement(sql);
  rows.bind(account.account, account.side, account.currency, more...);
  return rows;
}

std::int64_t greatest(Work& work, store::Sql sql) {
  auto row = work.tx().statement(sql);
  return row.step() ? row.integer(0) : 0;
}

}  // namespace

std::vector<ForeignAccount> foreign_accounts(Work& work, Currency book, std::optional<PartyId> account,
                                             std::optional<Side> side, std::optional<Currency> currency) {
  std::vector<ForeignAccount> found;
  const auto take = [&](store::Statement rows) {
    while (rows.step()) {
      const ForeignAccount each{rows.id<PartyTag>(0), static_cast<Side>(rows.integer(1)), rows.currency(2)};
      if ((!side || each.side == *side) && (!currency || each.currency == *currency)) found.push_back(each);
    }
  };
  if (account) {
    auto rows = work.tx().statement(
        "SELECT party_id, side, currency FROM emptor_balance WHERE party_id = ?1 AND currency <> ?2 "
        "ORDER BY party_id, side, currency");
    rows.bind(*account, book);
    take(std::move(rows));
  } else {
    auto rows = work.tx().statement(
        "SELECT party_id, side, currency FROM emptor_balance WHERE currency <> ?1 ORDER BY party_id, side, currency");
    rows.bind(book);
    take(std::move(rows));
  }
  return found;
}

void load_items(Work& work, const ForeignAccount& account, ForeignItems& into) {
  add_items(bound(work,
                  "SELECT doc_date, voucher_id, instalment, amount, open_amount, reversed, rate_numerator, "
                  "rate_denominator FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3",
                  account),
            account, into);
}

void load_open_items(Work& work, const ForeignAccount& account, ForeignItems& into) {
  // Why two: each is walked by an index of its own that holds what is open only.
  add_items(bound(work,
                  "SELECT doc_date, voucher_id, instalment, amount, open_amount, reversed, rate_numerator, "
                  "rate_denominator FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 "
                  "AND open_amount > 0",
                  account),
            account, into);
  add_items(bound(work,
                  "SELECT doc_date, voucher_id, instalment, amount, open_amount, reversed, rate_numerator, "
                  "rate_denominator FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 "
                  "AND open_amount < 0",
                  account),
            account, into);
}

void load_items_of(Work& work, const std::vector<ForeignAllocation>& allocations, ForeignItems& into) {
  const auto load = [&](const ForeignKey& key) {
    if (into.contains(key)) return;
    const ForeignAccount account{key.account, key.side, key.currency};
    add_items(bound(work,
                    "SELECT doc_date, voucher_id, instalment, amount, open_amount, reversed, rate_numerator, "
                    "rate_denominator FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 "
                    "AND doc_date = ?4 AND voucher_id = ?5 AND instalment = ?6",
                    account, key.item.dated, key.item.voucher, key.item.instalment),
              account, into);
  };
  for (const ForeignAllocation& each : allocations) {
    load(each.debit);
    load(each.credit_key());
  }
}

void load_allocations(Work& work, const ForeignAccount& account, std::vector<ForeignAllocation>& into) {
  add_allocations(
      bound(work,
            "SELECT id, debit_date, debit_voucher_id, debit_instalment, credit_date, credit_voucher_id, "
            "credit_instalment, amount, effective FROM emptor_allocation WHERE account_id = ?1 AND side = ?2 "
            "AND currency = ?3 ORDER BY id",
            account),
      account, into);
}

void load_allocations_after(Work& work, const ForeignAccount& account, Date day, std::vector<ForeignAllocation>& into) {
  add_allocations(
      bound(work,
            "SELECT id, debit_date, debit_voucher_id, debit_instalment, credit_date, credit_voucher_id, "
            "credit_instalment, amount, effective FROM emptor_allocation WHERE account_id = ?1 AND side = ?2 "
            "AND currency = ?3 AND effective > ?4 ORDER BY id",
            account, day),
      account, into);
}

RevaluationId save_revaluation(Work& work, Date day, const std::vector<RevaluedItem>& items) {
  const RevaluationId id(work.tx().insert(
      "INSERT INTO emptor_revaluation (day, vouchers_through, allocations_through, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      day, greatest(work, "SELECT coalesce(max(voucher_id), 0) FROM emptor_open_item"),
      greatest(work, "SELECT coalesce(max(id), 0) FROM emptor_allocation"), work.now(), work.actor()));
  for (const RevaluedItem& each : items)
    work.tx().execute(
        "INSERT INTO emptor_revaluation_item (revaluation_id, account_id, side, currency, doc_date, voucher_id, "
        "instalment, open_amount, booked_numerator, booked_denominator, closing_numerator, closing_denominator, "
        "booked, "
        "closing) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        id, each.key.account, each.key.side, each.key.currency, each.key.item.dated, each.key.item.voucher,
        each.key.item.instalment, each.open, each.booked_at.numerator, each.booked_at.denominator,
        each.closing_at.numerator, each.closing_at.denominator, each.booked, each.closing);
  return id;
}

std::vector<RevaluationHead> load_revaluations(Work& work) {
  auto rows = work.tx().statement(
      "SELECT r.id, r.day, r.vouchers_through, r.allocations_through, r.recorded_at, r.actor_id, "
      "(SELECT count(*) FROM emptor_revaluation n WHERE n.day = r.day AND n.id > r.id) FROM emptor_revaluation r "
      "ORDER BY r.id");
  std::vector<RevaluationHead> found;
  while (rows.step())
    found.push_back({.id = rows.id<RevaluationTag>(0),
                     .day = rows.date(1),
                     .vouchers_through = rows.integer(2),
                     .allocations_through = rows.integer(3),
                     .replaced = rows.integer(6) != 0,
                     .recorded_at = rows.instant(4),
                     .actor = rows.id<ActorTag>(5)});
  return found;
}

std::vector<RevaluedItem> load_revalued_items(Work& work, RevaluationId id) {
  auto rows = work.tx().statement(
      "SELECT account_id, side, currency, doc_date, voucher_id, instalment, open_amount, booked_numerator, "
      "booked_denominator, closing_numerator, closing_denominator, booked, closing FROM emptor_revaluation_item "
      "WHERE revaluation_id = ?1 ORDER BY account_id, side, currency, doc_date, voucher_id, instalment");
  rows.bind(id);
  std::vector<RevaluedItem> found;
  while (rows.step())
    found.push_back(
        {.key = {rows.id<PartyTag>(0), static_cast<Side>(rows.integer(1)), rows.currency(2), item_key(rows, 3)},
         .open = rows.integer(6),
         .booked_at = {rows.integer(7), rows.integer(8)},
         .closing_at = {rows.integer(9), rows.integer(10)},
         .booked = rows.integer(11),
         .closing = rows.integer(12)});
  return found;
}

}  // namespace emptor::receivables
