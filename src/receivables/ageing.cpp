/// Ageing of what is open, as of any day.
///
/// What was open of an item at the end of a day is what is open of it now, plus what was allocated to it later, minus
/// what was undone later. So an ageing reads the open items and the allocations after its day, and never what was
/// settled before. Both kinds of row are added to the columns on their own: an allocation takes the same amount from a
/// debit and a credit and holds only when both are there, hence the columns of an account add up to its documents until
/// that day.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "emptor/receivables.hpp"
#include "parties/selection.hpp"
#include "receivables/marks.hpp"
#include "receivables/records.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;

void check_bounds(const std::vector<int>& bounds) {
  if (bounds.empty()) throw Error(ErrorCode::range, "bounds", "at least one bound is needed");
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (bounds[i] < 0 || (i > 0 && bounds[i] <= bounds[i - 1]))
      throw Error(ErrorCode::range, "bounds", "bounds must ascend from 0 or more",
                  {{"bound", std::to_string(bounds[i])}, {"place", std::to_string(i)}});
}

/// A debit that something is open of.
struct Debit {
  Date dated;
  Date due;
  VoucherId voucher;
  int instalment;
};

/// Columns of every account: buckets, then what is not due, what is disputed, credits.
class Columns {
 public:
  Columns(const AgeingQuery& query, Date as_of, receivables::Marks marks)
      : bounds_(query.bounds),
        basis_(query.basis),
        as_of_(as_of),
        marks_(std::move(marks)),
        width_(bounds_.size() + 4) {}

  void add_debit(PartyId account, const Debit& debit, std::int64_t amount) { add(account, column_of(debit), amount); }
  void add_credit(PartyId account, std::int64_t amount) { add(account, width_ - 1, amount); }

  struct Account {
    PartyId id;
    std::span<const std::int64_t> sums;
  };
  /// Those with something open.
  [[nodiscard]] std::vector<Account> accounts() const {
    std::vector<Account> found;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      const std::span sums = std::span(sums_).subspan(i * width_, width_);
      if (std::ranges::any_of(sums, [](std::int64_t sum) { return sum != 0; })) found.push_back({ids_[i], sums});
    }
    return found;
  }

 private:
  [[nodiscard]] std::size_t column_of(const Debit& debit) const {
    if (!marks_.empty() && marks_.is_disputed(debit.voucher, debit.instalment)) return width_ - 2;
    if (basis_ == AgeingBasis::due && debit.due > as_of_) return width_ - 3;
    const int days = as_of_ - (basis_ == AgeingBasis::due ? debit.due : debit.dated);
    return static_cast<std::size_t>(std::ranges::lower_bound(bounds_, days) - bounds_.begin());
  }
  void add(PartyId account, std::size_t column, std::int64_t amount) {
    if (ids_.empty() || ids_[last_] != account) {
      const auto [place, is_new] = places_.try_emplace(account.value, ids_.size());
      if (is_new) {
        ids_.push_back(account);
        sums_.resize(sums_.size() + width_);
      }
      last_ = place->second;
    }
    std::int64_t& sum = sums_[last_ * width_ + column];
    sum = checked_add(sum, amount);
  }

  const std::vector<int>& bounds_;
  AgeingBasis basis_;
  Date as_of_;
  receivables::Marks marks_;
  std::size_t width_;
  std::vector<PartyId> ids_;
  std::vector<std::int64_t> sums_;
  boost::unordered_flat_map<std::int64_t, std::size_t> places_;
  std::size_t last_ = 0;  ///< rows come account by account
};

/// From its four columns.
Debit debit_of(const store::Statement& row, int first) {
  return {.dated = row.date(first),
          .due = row.date(first + 1),
          .voucher = row.id<VoucherTag>(first + 2),
          .instalment = static_cast<int>(row.integer(first + 3))};
}

void add_debits(Columns& columns, store::Statement rows) {
  while (rows.step()) columns.add_debit(rows.id<PartyTag>(0), debit_of(rows, 1), rows.integer(5));
}

void add_credits(Columns& columns, store::Statement rows) {
  while (rows.step()) columns.add_credit(rows.id<PartyTag>(0), rows.integer(1));
}

void add_back_later(Columns& columns, Date as_of, store::Statement rows) {
  while (rows.step()) {
    const auto account = rows.id<PartyTag>(0);
    const std::int64_t amount = rows.integer(6);
    if (rows.date(1) <= as_of) columns.add_debit(account, debit_of(rows, 1), amount);
    if (rows.date(5) <= as_of) columns.add_credit(account, checked_subtract(0, amount));
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

void read_all(Work& work, Columns& columns, Side side, Currency currency, Date as_of) {
  add_debits(columns,
             bound(work,
                   "SELECT account_id, doc_date, due_date, voucher_id, instalment, open_amount FROM emptor_open_item "
                   "WHERE side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount > 0",
                   side, currency, as_of));
  add_credits(columns, bound(work,
                             "SELECT account_id, open_amount FROM emptor_open_item "
                             "WHERE side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount < 0",
                             side, currency, as_of));
  // Why CROSS JOIN: accounts first, of them only those where anything happened later, and of these only what did.
  add_back_later(
      columns, as_of,
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

void read_one(Work& work, Columns& columns, Side side, Currency currency, Date as_of, PartyId account) {
  add_debits(columns,
             bound(work,
                   "SELECT account_id, doc_date, due_date, voucher_id, instalment, open_amount FROM emptor_open_item "
                   "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount > 0",
                   side, currency, as_of, account));
  add_credits(columns,
              bound(work,
                    "SELECT account_id, open_amount FROM emptor_open_item "
                    "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount < 0",
                    side, currency, as_of, account));
  add_back_later(
      columns, as_of,
      bound(work,
            "SELECT a.account_id, a.debit_date, d.due_date, d.voucher_id, d.instalment, a.credit_date, a.amount FROM "
            "emptor_allocation a "
            "JOIN emptor_open_item d ON d.account_id = a.account_id AND d.side = a.side AND d.currency = a.currency "
            "AND d.doc_date = a.debit_date AND d.voucher_id = a.debit_voucher_id AND d.instalment = a.debit_instalment "
            "WHERE a.account_id = ?4 AND a.side = ?1 AND a.currency = ?2 AND a.effective > ?3",
            side, currency, as_of, account));
}

/// By individual basis, account by account: an item belongs to the party that traded, and what one party's document
/// settled of another's is added back to both.
void read_individual(Work& work, Columns& columns, Side side, Currency currency, Date as_of, PartyId account) {
  add_debits(columns,
             bound(work,
                   "SELECT party_id, doc_date, due_date, voucher_id, instalment, open_amount FROM emptor_open_item "
                   "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount > 0",
                   side, currency, as_of, account));
  add_credits(columns,
              bound(work,
                    "SELECT party_id, open_amount FROM emptor_open_item "
                    "WHERE account_id = ?4 AND side = ?1 AND currency = ?2 AND doc_date <= ?3 AND open_amount < 0",
                    side, currency, as_of, account));
  auto rows = bound(
      work,
      "SELECT d.party_id, a.debit_date, d.due_date, d.voucher_id, d.instalment, c.party_id, a.credit_date, a.amount "
      "FROM emptor_allocation a "
      "JOIN emptor_open_item d ON d.account_id = a.account_id AND d.side = a.side AND d.currency = a.currency "
      "AND d.doc_date = a.debit_date AND d.voucher_id = a.debit_voucher_id AND d.instalment = a.debit_instalment "
      "JOIN emptor_open_item c ON c.account_id = a.account_id AND c.side = a.side AND c.currency = a.currency "
      "AND c.doc_date = a.credit_date AND c.voucher_id = a.credit_voucher_id AND c.instalment = a.credit_instalment "
      "WHERE a.account_id = ?4 AND a.side = ?1 AND a.currency = ?2 "
      "AND (a.effective > ?3 OR d.party_id <> c.party_id)",
      side, currency, as_of, account);
  while (rows.step()) {
    const std::int64_t amount = rows.integer(7);
    if (rows.date(1) <= as_of) columns.add_debit(rows.id<PartyTag>(0), debit_of(rows, 1), amount);
    if (rows.date(6) <= as_of) columns.add_credit(rows.id<PartyTag>(5), checked_subtract(0, amount));
  }
}

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

void read(Work& work, Columns& columns, const AgeingQuery& query, Currency currency, Date as_of,
          const std::optional<std::vector<PartyId>>& wanted) {
  if (query.balance_basis == BalanceBasis::individual) {
    for (const PartyId account : accounts_of(work, wanted, query.side, currency))
      read_individual(work, columns, query.side, currency, as_of, account);
  } else if (wanted) {
    for (const PartyId account : *wanted) read_one(work, columns, query.side, currency, as_of, account);
  } else {
    read_all(work, columns, query.side, currency, as_of);
  }
}

AgeingRow row_of(std::span<const std::int64_t> sums, Currency currency) {
  AgeingRow row{.not_due = Money{sums[sums.size() - 3], currency},
                .disputed = Money{sums[sums.size() - 2], currency},
                .credits = Money{sums.back(), currency},
                .balance = Money::zero(currency)};
  for (const std::int64_t sum : sums.first(sums.size() - 3)) row.buckets.push_back(Money{sum, currency});
  for (const std::int64_t sum : sums) row.balance.minor = checked_add(row.balance.minor, sum);
  return row;
}

void add_to_total(AgeingRow& total, const AgeingRow& row) {
  total.not_due += row.not_due;
  total.disputed += row.disputed;
  total.credits += row.credits;
  total.balance += row.balance;
  for (std::size_t i = 0; i < row.buckets.size(); ++i) total.buckets[i] += row.buckets[i];
}

}  // namespace

Ageing Receivables::ageing(const AgeingQuery& query) const {
  check_bounds(query.bounds);
  auto work = Work::read(*state_);
  const Date as_of = query.as_of ? *query.as_of : settings::today(work);
  const Currency currency = query.currency ? Currency::of(*query.currency) : settings::current(work).currency;

  Columns columns(
      query, as_of,
      query.disputed_apart ? receivables::marks_on(work, query.side, currency, as_of) : receivables::Marks());
  const auto wanted =
      parties::select(work, {.party = query.party, .group = query.group, .salesperson = query.salesperson}, as_of);
  read(work, columns, query, currency, as_of, wanted);

  Ageing found{.as_of = as_of, .bounds = query.bounds};
  found.total = row_of(std::vector<std::int64_t>(query.bounds.size() + 4), currency);
  auto name = work.tx().statement("SELECT code, name FROM emptor_party WHERE id = ?1");
  for (const auto& account : columns.accounts()) {
    // Of a head office's account only the parties that were asked for.
    if (wanted && !std::ranges::binary_search(*wanted, account.id)) continue;
    AgeingRow row = row_of(account.sums, currency);
    EMPTOR_REQUIRE(name.bind(account.id).step());
    row.party = name.string(0);
    row.name = name.string(1);
    add_to_total(found.total, row);
    found.rows.push_back(std::move(row));
  }
  std::ranges::sort(found.rows, {}, &AgeingRow::party);
  return found;
}

}  // namespace emptor
