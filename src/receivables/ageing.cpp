/// Ageing of what is open, as of any day.
///
/// What was open of an item at the end of a day is what is open of it now, plus what was allocated to it later, minus
/// what was undone later. So an ageing reads the open items and the allocations after its day, and never what was
/// settled before. Both kinds of row are added to the columns on their own: an allocation takes the same amount from a
/// debit and a credit and holds only when both are there, hence the columns of an account add up to its documents until
/// that day. What was known at an earlier instant is read in the same way: an allocation that was recorded later is
/// added back, a document that was is left out.
#include <algorithm>
#include <map>

#include "emptor/receivables.hpp"
#include "parties/records.hpp"
#include "parties/selection.hpp"
#include "receivables/ageing_rows.hpp"
#include "receivables/grouping.hpp"
#include "receivables/instrument_records.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::AgedItem;
using Rows = receivables::AgeingRows;

void check_bounds(const std::vector<int>& bounds) {
  if (bounds.empty()) throw Error(ErrorCode::range, "bounds", "at least one bound is needed");
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (bounds[i] < 0 || (i > 0 && bounds[i] <= bounds[i - 1]))
      throw Error(ErrorCode::range, "bounds", "bounds must ascend from 0 or more",
                  {{"bound", std::to_string(bounds[i])}, {"place", std::to_string(i)}});
}

void add_debits(Rows& found, store::Statement rows) {
  while (rows.step())
    found.add_debit(rows.id<PartyTag>(0), {.dated = rows.date(1), .due = rows.date(2)}, rows.id<VoucherTag>(3),
                    static_cast<int>(rows.integer(4)), rows.integer(5));
}

void add_credits(Rows& found, store::Statement rows) {
  while (rows.step()) found.add_credit(rows.id<PartyTag>(0), {.dated = rows.date(1)}, rows.integer(2));
}

void add_back_later(Rows& found, Date as_of, store::Statement rows) {
  while (rows.step()) {
    const auto account = rows.id<PartyTag>(0);
    const AgedItem debit{.dated = rows.date(1), .due = rows.date(2)};
    const AgedItem credit{.dated = rows.date(5)};
    const std::int64_t amount = rows.integer(6);
    if (debit.dated <= as_of)
      found.add_debit(account, debit, rows.id<VoucherTag>(3), static_cast<int>(rows.integer(4)), amount);
    if (credit.dated <= as_of) found.add_credit(account, credit, checked_subtract(0, amount));
  }
}

/// Rules of every statement here: ?1 side, ?2 currency, ?3 the day, ?4 the account.
template <class... Account>
store::Statement bound(Work& work, store::Sql sql, Side side, Currency currency, Date as_of,
                       const Account&... account) {
  auto rows = work.tx().statement(sql);
  rows.bind(side, currency, as_of, account...);
  return rows;
}

void read_all(Work& work, Rows& found, Side side, Currency currency, Date as_of) {
  add_debits(found,
             bound(work,
                   "SELECT account_id, doc_date, due_date, voucher_id, instalment, open_amount FROM emptor_open_item "
                   "WHERE side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount > 0",
                   side, currency, as_of));
  add_credits(found, bound(work,
                           "SELECT account_id, doc_date, open_amount FROM emptor_open_item "
                           "WHERE side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount < 0",
                           side, currency, as_of));
  // Why CROSS JOIN: accounts first, of them only those where anything happened later, and of these only what did.
  add_back_later(
      found, as_of,
      bound(work,
            "SELECT a.account_id, a.debit_date, d.due_date, d.voucher_id, d.instalment, a.credit_date, a.amount FROM "
            "emptor_balance b "
            "CROSS JOIN emptor_allocation a CROSS JOIN emptor_open_item d "
            "WHERE b.side = ?1 AND b.currency = ?2 AND b.latest_date > ?3 "
            "AND a.account_id = b.party_id AND a.side = ?1 AND a.currency = ?2 AND a.effective > ?3 "
            "AND d.account_id = a.account_id AND d.side = ?1 AND d.currency = ?2 AND d.doc_date = a.debit_date "
            "AND d.voucher_id = a.debit_voucher_id AND d.instalment = a.debit_instalment",
            side, currency, as_of));
}

void read_one(Work& work, Rows& found, Side side, Currency currency, Date as_of, PartyId account) {
  add_debits(found,
             bound(work,
                   "SELECT account_id, doc_date, due_date, voucher_id, instalment, open_amount FROM emptor_open_item "
                   "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount > 0",
                   side, currency, as_of, account));
  add_credits(found,
              bound(work,
                    "SELECT account_id, doc_date, open_amount FROM emptor_open_item "
                    "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount < 0",
                    side, currency, as_of, account));
  add_back_later(
      found, as_of,
      bound(work,
            "SELECT a.account_id, a.debit_date, d.due_date, d.voucher_id, d.instalment, a.credit_date, a.amount FROM "
            "emptor_allocation a "
            "JOIN emptor_open_item d ON d.account_id = a.account_id AND d.side = a.side AND d.currency = a.currency "
            "AND d.doc_date = a.debit_date AND d.voucher_id = a.debit_voucher_id AND d.instalment = a.debit_instalment "
            "WHERE a.account_id = ?4 AND a.side = ?1 AND a.currency = ?2 AND a.effective > ?3",
            side, currency, as_of, account));
}

/// Account by account, with all that an ageing may ask of an item. Of an allocation that was recorded or holds later
/// only, and by individual basis of one between two parties, both sides are added back.
class AccountReader {
 public:
  AccountReader(Work& work, const AgeingQuery& query, Currency currency, Date as_of)
      : work_(work),
        query_(query),
        currency_(currency),
        as_of_(as_of),
        known_at_(query.known_at.value_or(parties::known_now)),
        zone_(settings::current(work).time_zone) {}

  void read(Rows& found, PartyId account) const {
    auto debits = work_.tx().statement(
        "SELECT party_id, doc_date, due_date, recorded_at, voucher_id, instalment, open_amount FROM emptor_open_item "
        "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount > 0");
    debits.bind(query_.side, currency_, as_of_, account);
    while (debits.step()) add_debit(found, account, debits, debits.integer(6));
    auto credits = work_.tx().statement(
        "SELECT party_id, doc_date, due_date, recorded_at, open_amount FROM emptor_open_item "
        "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount < 0");
    credits.bind(query_.side, currency_, as_of_, account);
    while (credits.step()) add_credit(found, account, credits, 0, credits.integer(4));
    auto allocations = work_.tx().statement(
        "SELECT d.party_id, d.doc_date, d.due_date, d.recorded_at, d.voucher_id, d.instalment, a.amount, "
        "c.party_id, c.doc_date, c.due_date, c.recorded_at FROM emptor_allocation a "
        "JOIN emptor_open_item d ON d.account_id = a.account_id AND d.side = a.side AND d.currency = a.currency "
        "AND d.doc_date = a.debit_date AND d.voucher_id = a.debit_voucher_id AND d.instalment = a.debit_instalment "
        "JOIN emptor_open_item c ON c.account_id = a.account_id AND c.side = a.side AND c.currency = a.currency "
        "AND c.doc_date = a.credit_date AND c.voucher_id = a.credit_voucher_id AND c.instalment = a.credit_instalment "
        "WHERE a.account_id = ?4 AND a.side = ?1 AND a.currency = ?2 "
        "AND (a.effective > ?3 OR a.recorded_at > ?5 OR (?6 = 2 AND d.party_id <> c.party_id))");
    allocations.bind(query_.side, currency_, as_of_, account, known_at_, query_.balance_basis);
    while (allocations.step()) {
      const std::int64_t amount = allocations.integer(6);
      add_debit(found, account, allocations, amount);
      add_credit(found, account, allocations, 7, checked_subtract(0, amount));
    }
  }

 private:
  /// Columns from `first` on: party, document date, due date, recorded. None for what is dated or recorded later.
  [[nodiscard]] std::optional<AgedItem> item(const store::Statement& row, int first) const {
    if (row.date(first + 1) > as_of_ || row.instant(first + 3) > known_at_) return std::nullopt;
    AgedItem found{.dated = row.date(first + 1), .due = row.date(first + 2)};
    if (query_.basis == AgeingBasis::posting) found.posted = local_day(row.instant(first + 3), zone_);
    return found;
  }
  [[nodiscard]] PartyId whose(const store::Statement& row, int first, PartyId account) const {
    return query_.balance_basis == BalanceBasis::individual ? row.id<PartyTag>(first) : account;
  }
  void add_debit(Rows& found, PartyId account, const store::Statement& row, std::int64_t amount) const {
    if (const auto debit = item(row, 0))
      found.add_debit(whose(row, 0, account), *debit, row.id<VoucherTag>(4), static_cast<int>(row.integer(5)), amount);
  }
  void add_credit(Rows& found, PartyId account, const store::Statement& row, int first, std::int64_t amount) const {
    if (const auto credit = item(row, first)) found.add_credit(whose(row, first, account), *credit, amount);
  }

  Work& work_;
  const AgeingQuery& query_;
  Currency currency_;
  Date as_of_;
  Instant known_at_;
  std::string zone_;
};

/// Every account to which the parties' documents were ever posted; all accounts when nothing narrows.
std::vector<PartyId> accounts_of(Work& work, const std::optional<std::vector<PartyId>>& parties, Side side,
                                 Currency currency) {
  std::vector<PartyId> found;
  const auto take = [&](store::Statement rows) {
    while (rows.step()) found.push_back(rows.id<PartyTag>(0));
  };
  if (!parties) {
    auto rows = work.tx().statement(
        "SELECT party_id FROM emptor_balance WHERE side = ?1 AND currency = ?2 AND latest_date IS NOT NULL");
    rows.bind(side, currency);
    take(std::move(rows));
    return found;
  }
  found = *parties;
  for (const PartyId party : *parties) {
    auto rows = work.tx().statement(
        "SELECT DISTINCT account_id FROM emptor_open_item WHERE party_id = ?1 AND side = ?2 AND currency = ?3 "
        "AND party_id <> account_id");
    rows.bind(party, side, currency);
    take(std::move(rows));
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void read(Work& work, Rows& found, const AgeingQuery& query, Currency currency, Date as_of,
          const std::optional<std::vector<PartyId>>& wanted) {
  const bool individual = query.balance_basis == BalanceBasis::individual;
  if (individual || query.known_at || query.basis == AgeingBasis::posting) {
    const AccountReader reader(work, query, currency, as_of);
    const auto accounts = wanted && !individual ? *wanted : accounts_of(work, wanted, query.side, currency);
    for (const PartyId account : accounts) reader.read(found, account);
  } else if (wanted) {
    for (const PartyId account : *wanted) read_one(work, found, query.side, currency, as_of, account);
  } else {
    read_all(work, found, query.side, currency, as_of);
  }
}

void read_instruments(Work& work, Rows& found, const AgeingQuery& query, Currency currency, Date as_of,
                      const std::optional<std::vector<PartyId>>& wanted) {
  const bool individual = query.balance_basis == BalanceBasis::individual;
  const auto take = [&](const std::vector<receivables::InstrumentStanding>& standings) {
    for (const receivables::InstrumentStanding& each : standings)
      found.add_instrument(individual ? each.party : each.account, each.amount.minor);
  };
  if (!wanted && !query.known_at) return take(receivables::standing_on(work, query.side, currency, as_of));
  const auto accounts = wanted && !individual ? *wanted : accounts_of(work, wanted, query.side, currency);
  for (const PartyId account : accounts)
    take(receivables::standing_on(work, {.account = account, .side = query.side, .currency = currency}, as_of,
                                  query.known_at));
}

AgeingRow row_of(const receivables::AgeingColumns& columns, std::span<const std::int64_t> sums,
                 std::int64_t instruments, Currency currency) {
  AgeingRow row{.not_due = Money{sums[columns.not_due()], currency},
                .disputed = Money{sums[columns.disputed()], currency},
                .credits = Money{sums[columns.credits()], currency},
                .balance = Money::zero(currency),
                .instruments = Money{instruments, currency}};
  for (const std::int64_t sum : sums.first(columns.buckets())) row.buckets.push_back(Money{sum, currency});
  for (const std::int64_t sum : sums) row.balance.minor = checked_add(row.balance.minor, sum);
  return row;
}

void add_to(AgeingRow& sum, const AgeingRow& row) {
  sum.not_due += row.not_due;
  sum.disputed += row.disputed;
  sum.credits += row.credits;
  sum.balance += row.balance;
  sum.instruments += row.instruments;
  for (std::size_t i = 0; i < row.buckets.size(); ++i) sum.buckets[i] += row.buckets[i];
}

}  // namespace

Ageing Receivables::ageing(const AgeingQuery& query) const {
  check_bounds(query.bounds);
  auto work = Work::read(*state_);
  const Date as_of = query.as_of ? *query.as_of : settings::today(work);
  const Currency currency = query.currency ? Currency::of(*query.currency) : settings::current(work).currency;
  const receivables::AgeingColumns columns(query.bounds, query.basis, query.credits, as_of);
  Rows found(columns, query.disputed_apart ? receivables::marks_on(work, query.side, currency, as_of,
                                                                   query.known_at.value_or(parties::known_now))
                                           : receivables::Marks());
  const auto wanted =
      parties::select(work, {.party = query.party, .group = query.group, .salesperson = query.salesperson}, as_of);
  read(work, found, query, currency, as_of, wanted);
  if (query.with_instruments) read_instruments(work, found, query, currency, as_of, wanted);

  Ageing out{.as_of = as_of, .bounds = query.bounds};
  const AgeingRow zero = row_of(columns, std::vector<std::int64_t>(columns.width()), 0, currency);
  out.total = zero;
  std::map<std::string, AgeingRow> rows;
  for (const auto& account : found.take()) {
    // Of a head office's account only the parties that were asked for.
    if (wanted && !std::ranges::binary_search(*wanted, account.id)) continue;
    const AgeingRow row = row_of(columns, account.sums, account.instruments, currency);
    add_to(out.total, row);
    for (auto& [code, name] : receivables::grouped_under(work, query.by, account.id, as_of)) {
      AgeingRow& sum = rows.try_emplace(code, zero).first->second;
      sum.code = std::move(code);
      sum.name = std::move(name);
      add_to(sum, row);
    }
  }
  for (auto& [code, row] : rows) out.rows.push_back(std::move(row));
  return out;
}

}  // namespace emptor
