/// What came in and went out over a period.
///
/// The opening is counted back from the counters: what is owed now minus every document since the first day. So one
/// pass over the documents since then gives all columns, and those before are never read.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>

#include "emptor/receivables.hpp"
#include "parties/selection.hpp"
#include "receivables/grouping.hpp"
#include "receivables/reading.hpp"
#include "receivables/records.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::Days;

/// Minor units of one party in one currency.
struct Figures {
  std::int64_t now = 0;
  std::int64_t after = 0;  ///< Σ of the documents after the last day
  std::int64_t trade = 0;
  std::int64_t other = 0;
  std::int64_t money = 0;
  std::int64_t difference = 0;

  void add(ItemKind kind, std::int64_t amount) {
    std::int64_t& column = kind == ItemKind::trade   ? trade
                           : kind == ItemKind::other ? other
                           : kind == ItemKind::money ? money
                                                     : difference;
    column = checked_add(column, amount);
  }
};

SummaryRow row_of(const Figures& figures, Currency currency) {
  SummaryRow row{.trade = {figures.trade, currency},
                 .other_increases = {figures.other, currency},
                 .collected = {checked_subtract(0, figures.money), currency},
                 .difference = {figures.difference, currency},
                 .balance = {checked_subtract(figures.now, figures.after), currency}};
  row.opening = row.balance - row.trade - row.other_increases + row.collected - row.difference;
  return row;
}

bool is_empty(const SummaryRow& row) {
  return row.opening.is_zero() && row.trade.is_zero() && row.other_increases.is_zero() && row.collected.is_zero() &&
         row.difference.is_zero();
}

void add_to(SummaryRow& sum, const SummaryRow& row) {
  sum.opening += row.opening;
  sum.trade += row.trade;
  sum.other_increases += row.other_increases;
  sum.collected += row.collected;
  sum.difference += row.difference;
  sum.balance += row.balance;
}

class Reader {
 public:
  using Key = std::pair<std::int64_t, int>;  ///< party, currency

  Reader(Work& work, const SummaryQuery& query, Days days)
      : work_(work),
        side_(query.side),
        basis_(query.basis),
        days_(days),
        currency_(query.currency ? Currency::of(*query.currency).numeric() : 0) {}

  void read_all() {
    auto counters = work_.tx().statement(
        "SELECT party_id, currency, account_amount, own_amount FROM emptor_balance "
        "WHERE side = ?1 AND (?2 = 0 OR currency = ?2)");
    counters.bind(side_, currency_);
    add_counters(counters);
    // Why CROSS JOIN: accounts first, of them only those where anything happened since.
    auto items = work_.tx().statement(
        "SELECT o.account_id, o.party_id, o.currency, o.kind, o.doc_date, o.amount FROM emptor_balance b "
        "CROSS JOIN emptor_open_item o WHERE b.side = ?1 AND (?2 = 0 OR b.currency = ?2) AND b.latest_date >= ?3 "
        "AND o.account_id = b.party_id AND o.side = b.side AND o.currency = b.currency AND o.doc_date >= ?3");
    items.bind(side_, currency_, days_.from);
    add_items(items);
  }

  void read_one(PartyId party) {
    auto counters = work_.tx().statement(
        "SELECT party_id, currency, account_amount, own_amount FROM emptor_balance "
        "WHERE party_id = ?3 AND side = ?1 AND (?2 = 0 OR currency = ?2)");
    counters.bind(side_, currency_, party);
    add_counters(counters);
    if (basis_ == BalanceBasis::account) {
      auto items = work_.tx().statement(
          "SELECT o.account_id, o.party_id, o.currency, o.kind, o.doc_date, o.amount FROM emptor_balance b "
          "CROSS JOIN emptor_open_item o WHERE b.party_id = ?4 AND b.side = ?1 AND (?2 = 0 OR b.currency = ?2) "
          "AND o.account_id = b.party_id AND o.side = b.side AND o.currency = b.currency AND o.doc_date >= ?3");
      items.bind(side_, currency_, days_.from, party);
      add_items(items);
      return;
    }
    auto items = work_.tx().statement(
        "SELECT o.account_id, o.party_id, o.currency, o.kind, o.doc_date, o.amount FROM emptor_balance b "
        "CROSS JOIN emptor_open_item o WHERE b.party_id = ?4 AND b.side = ?1 AND (?2 = 0 OR b.currency = ?2) "
        "AND o.account_id = b.party_id AND o.side = b.side AND o.currency = b.currency AND o.doc_date >= ?3 "
        "AND o.party_id = ?4 UNION ALL "
        "SELECT o.account_id, o.party_id, o.currency, o.kind, o.doc_date, o.amount FROM emptor_balance b "
        "CROSS JOIN emptor_open_item o WHERE b.party_id = ?4 AND b.side = ?1 AND (?2 = 0 OR b.currency = ?2) "
        "AND o.party_id = b.party_id AND o.side = b.side AND o.currency = b.currency AND o.doc_date >= ?3 "
        "AND o.party_id <> o.account_id");
    items.bind(side_, currency_, days_.from, party);
    add_items(items);
  }

  [[nodiscard]] const boost::unordered_flat_map<Key, Figures>& found() const noexcept { return found_; }

 private:
  void add_counters(store::Statement& rows) {
    while (rows.step())
      found_[{rows.integer(0), static_cast<int>(rows.integer(1))}].now =
          rows.integer(basis_ == BalanceBasis::account ? 2 : 3);
  }
  void add_items(store::Statement& rows) {
    const int whose = basis_ == BalanceBasis::account ? 0 : 1;
    while (rows.step()) {
      Figures& figures = found_[{rows.integer(whose), static_cast<int>(rows.integer(2))}];
      const std::int64_t amount = rows.integer(5);
      if (rows.date(4) > days_.last)
        figures.after = checked_add(figures.after, amount);
      else
        figures.add(static_cast<ItemKind>(rows.integer(3)), amount);
    }
  }

  Work& work_;
  Side side_;
  BalanceBasis basis_;
  Days days_;
  int currency_;
  boost::unordered_flat_map<Key, Figures> found_;
};

/// Rows by code and currency; every addend keeps its name.
class Rows {
 public:
  void add(const std::string& code, const std::string& name, const SummaryRow& row) {
    const auto [place, fresh] = rows_.try_emplace({code, row.balance.currency.code()}, row);
    if (!fresh) return add_to(place->second, row);
    place->second.code = code;
    place->second.name = name;
  }
  [[nodiscard]] std::vector<SummaryRow> take() {
    std::vector<SummaryRow> found;
    for (auto& [key, row] : rows_)
      if (!is_empty(row)) found.push_back(std::move(row));
    return found;
  }

 private:
  std::map<std::pair<std::string, std::string_view>, SummaryRow> rows_;
};

}  // namespace

Summary Receivables::summary(const SummaryQuery& query) const {
  auto work = Work::read(*state_);
  const Days days = receivables::period_of(query.from, query.last, settings::today(work));
  Reader reader(work, query, days);
  const parties::Selection wanted{.party = query.party, .group = query.group, .salesperson = query.salesperson};
  if (const auto selected = parties::select(work, wanted, days.last)) {
    for (const PartyId party : *selected) reader.read_one(party);
  } else {
    reader.read_all();
  }

  Rows rows;
  Rows totals;
  for (const auto& [key, figures] : reader.found()) {
    const SummaryRow row = row_of(figures, Currency::of_numeric(key.second));
    if (is_empty(row)) continue;
    const parties::PartyCard& party = parties::card(work, PartyId(key.first));
    if (party.archived && !query.include_archived) continue;
    for (const receivables::GroupedUnder& each : receivables::grouped_under(work, query.by, party, days.last))
      rows.add(each.code, each.name, row);
    totals.add({}, {}, row);
  }
  return {.from = days.from, .last = days.last, .rows = rows.take(), .totals = totals.take()};
}

}  // namespace emptor
