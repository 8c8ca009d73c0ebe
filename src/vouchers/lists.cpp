/// Vouchers by party, kind and date, and customers by their sales.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>

#include "emptor/vouchers.hpp"
#include "parties/cards.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor {

using access::Work;

namespace {

using Place = std::pair<Date, VoucherId>;

Place place_of(Work& work, VoucherId after) {
  if (!after) return {parties::since_ever, VoucherId()};
  auto row = work.tx().statement("SELECT doc_date FROM emptor_voucher WHERE id = ?1");
  row.bind(after);
  if (!row.step())
    throw Error(ErrorCode::not_found, "after", "no voucher has this id", {{"id", std::to_string(after.value)}});
  return {row.date(0), after};
}

/// Ids in the order of (date, id) after `from`, at most `limit`.
std::vector<Place> places(Work& work, const VoucherQuery& query, Place from, Date until) {
  std::vector<Place> found;
  const auto take = [&](store::Statement& rows) {
    while (rows.step()) found.emplace_back(rows.date(0), rows.id<VoucherTag>(1));
  };
  if (!query.party) {
    auto rows = work.tx().statement(
        "SELECT doc_date, id FROM emptor_voucher WHERE (doc_date > ?1 OR (doc_date = ?1 AND id > ?2)) "
        "AND doc_date >= ?1 AND doc_date < ?3 AND (?4 = 0 OR kind = ?4) AND (?6 IS NULL OR project = ?6) "
        "ORDER BY doc_date, id LIMIT ?5");
    rows.bind(from.first, from.second.value, until, query.kind ? static_cast<int>(*query.kind) : 0, query.limit,
              query.project);
    take(rows);
    return found;
  }
  const PartyId party = parties::require(work, *query.party, "party").id;
  // A party's vouchers are read from its accounts, which keep them by date.
  for (const PartyId account : vouchers::accounts_of(work, party))
    for (const auto side : {Side::receivable, Side::payable}) {
      if (query.kind && vouchers::side_of(*query.kind).value_or(side) != side) continue;
      for (const auto& [currency, state] : receivables::states(work, account, side)) {
        auto rows = work.tx().statement(
            "SELECT o.doc_date, o.voucher_id FROM emptor_open_item o JOIN emptor_voucher v ON v.id = o.voucher_id "
            "WHERE o.account_id = ?1 AND o.side = ?2 AND o.currency = ?3 AND o.doc_date >= ?4 AND o.doc_date < ?6 "
            "AND (o.doc_date > ?4 OR o.voucher_id > ?5) AND o.party_id = ?7 AND o.instalment = 1 "
            "AND (?8 = 0 OR v.kind = ?8) AND (?10 IS NULL OR v.project = ?10) "
            "ORDER BY o.doc_date, o.voucher_id LIMIT ?9");
        rows.bind(account, side, currency, from.first, from.second.value, until, party,
                  query.kind ? static_cast<int>(*query.kind) : 0, query.limit, query.project);
        take(rows);
      }
    }
  std::ranges::sort(found);
  if (found.size() > static_cast<std::size_t>(query.limit)) found.resize(static_cast<std::size_t>(query.limit));
  return found;
}

}  // namespace

std::vector<Voucher> Vouchers::list(const VoucherQuery& query) const {
  if (query.limit < 1 || query.limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000",
                {{"limit", std::to_string(query.limit)}});
  auto work = Work::read(*state_);
  Place from = place_of(work, query.after);
  if (query.dated.from) from = std::max(from, Place(*query.dated.from, VoucherId()));
  const Date until = query.dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max()));
  std::vector<Voucher> out;
  for (const auto& [dated, id] : places(work, query, from, until)) out.push_back(vouchers::described(work, id));
  return out;
}

std::vector<SalesTotal> Vouchers::best_customers(Period dated, int limit) const {
  if (limit < 1 || limit > 10'000)
    throw Error(ErrorCode::range, "limit", "limit must lie between 1 and 10,000", {{"limit", std::to_string(limit)}});
  auto work = Work::read(*state_);
  const Currency currency = settings::current(work).currency;
  auto rows = work.tx().statement(
      "SELECT party_id, net, reverses IS NOT NULL, kind FROM emptor_voucher "
      "WHERE doc_date >= ?1 AND doc_date < ?2 AND kind IN (?3, ?5) AND currency = ?4");
  rows.bind(dated.from.value_or(parties::since_ever),
            dated.until.value_or(Date(std::numeric_limits<std::int32_t>::max())), VoucherKind::sale, currency,
            VoucherKind::sales_return);
  // The store would sort all rows to group them; adding up here reads each once.
  boost::unordered_flat_map<std::int64_t, SalesTotal> totals;
  while (rows.step()) {
    SalesTotal& total = totals[rows.integer(0)];
    const int sign = vouchers::debt_sign(static_cast<VoucherKind>(rows.integer(3)));
    total.net = Money{checked_add(total.net.minor, sign * rows.integer(1)), currency};
    if (sign > 0) total.vouchers += rows.integer(2) != 0 ? -1 : 1;
  }
  std::vector<SalesTotal> out;
  out.reserve(totals.size());
  for (auto& [party, total] : totals) {
    const parties::PartyCard& card = parties::card(work, PartyId(party));
    total.party = card.code;
    total.name = card.name;
    out.push_back(std::move(total));
  }
  std::ranges::sort(out, [](const SalesTotal& a, const SalesTotal& b) {
    return a.net.minor != b.net.minor ? a.net.minor > b.net.minor : a.party < b.party;
  });
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

}  // namespace emptor
