#include "receivables/reading.hpp"

#include <chrono>
#include <limits>

#include "parties/cards.hpp"
#include "receivables/records.hpp"
#include "settings/policies.hpp"

namespace emptor::receivables {
namespace {

using access::Work;

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

/// Increases as they stood on a past day, newest first: what was reversed later still counted.
class PastWalk final : public IncreaseWalk {
 public:
  /// Rows of (doc_date, voucher_id, instalment, amount, reversed).
  PastWalk(Work& work, store::Statement rows, Date day) : work_(&work), rows_(std::move(rows)), day_(day) {}
  std::optional<Increase> next() override {
    while (rows_.step()) {
      const Increase found{.key = {.dated = rows_.date(0),
                                   .voucher = rows_.id<VoucherTag>(1),
                                   .instalment = static_cast<int>(rows_.integer(2))},
                           .amount = rows_.integer(3)};
      if (rows_.integer(4) == 0 || counterpart_is_later(found.key)) return found;
    }
    return std::nullopt;
  }

 private:
  /// A reversed item and its reversal settle each other; the pair stands for nothing from the later of the two on.
  bool counterpart_is_later(const ItemKey& item) {
    auto pair = work_->tx().statement(
        "SELECT a.credit_date FROM emptor_allocation a WHERE a.debit_voucher_id = ?1 AND a.debit_instalment = ?2 "
        "AND a.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM emptor_allocation u WHERE u.undoes = a.id)");
    pair.bind(item.voucher, item.instalment);
    return pair.step() && pair.date(0) > day_;
  }

  Work* work_;
  store::Statement rows_;
  Date day_;
};

store::Statement past_increases(Work& work, const AccountKey& key, BalanceBasis basis, Date day) {
  if (basis == BalanceBasis::account) {
    auto rows = work.tx().statement(
        "SELECT doc_date, voucher_id, instalment, amount, reversed FROM emptor_open_item WHERE account_id = ?1 "
        "AND side = ?2 AND currency = ?3 AND doc_date <= ?4 AND amount > 0 "
        "ORDER BY doc_date DESC, voucher_id DESC, instalment DESC");
    rows.bind(key.account, key.side, key.currency, day);
    return rows;
  }
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, amount, reversed FROM emptor_open_item WHERE account_id = ?1 "
      "AND side = ?2 AND currency = ?3 AND doc_date <= ?4 AND amount > 0 AND party_id = ?1 UNION ALL "
      "SELECT doc_date, voucher_id, instalment, amount, reversed FROM emptor_open_item WHERE party_id = ?1 "
      "AND side = ?2 AND currency = ?3 AND doc_date <= ?4 AND amount > 0 AND party_id <> account_id "
      "ORDER BY doc_date DESC, voucher_id DESC, instalment DESC");
  rows.bind(key.account, key.side, key.currency, day);
  return rows;
}

store::Statement ledger_rows(Work& work, const AccountKey& key, BalanceBasis basis, Days days) {
  if (basis == BalanceBasis::account) {
    auto rows = work.tx().statement(
        "SELECT doc_date, voucher_id, party_id, amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
        "AND currency = ?3 AND doc_date BETWEEN ?4 AND ?5 ORDER BY doc_date, voucher_id, instalment");
    rows.bind(key.account, key.side, key.currency, days.from, days.last);
    return rows;
  }
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, party_id, amount, instalment FROM emptor_open_item WHERE account_id = ?1 "
      "AND side = ?2 AND currency = ?3 AND doc_date BETWEEN ?4 AND ?5 AND party_id = ?1 UNION ALL "
      "SELECT doc_date, voucher_id, party_id, amount, instalment FROM emptor_open_item WHERE party_id = ?1 "
      "AND side = ?2 AND currency = ?3 AND doc_date BETWEEN ?4 AND ?5 AND party_id <> account_id "
      "ORDER BY doc_date, voucher_id, instalment");
  rows.bind(key.account, key.side, key.currency, days.from, days.last);
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

Days period_of(std::optional<Date> from, std::optional<Date> last, Date today) {
  using namespace std::chrono;
  const year_month this_month = today.ymd().year() / today.ymd().month();
  Days days{.from = from ? *from : Date(sys_days((this_month - months{1}) / 1)),
            .last = last ? *last : Date(sys_days((this_month + months{1}) / 1)) - 1};
  if (days.last < days.from)
    throw Error(ErrorCode::range, "last", "the last day lies before the first",
                {{"from", days.from.to_string()}, {"last", days.last.to_string()}});
  return days;
}

Date day_before(Date day) noexcept { return day.days() > std::numeric_limits<std::int32_t>::min() ? day - 1 : day; }

std::int64_t amount_at(Work& work, const AccountKey& key, BalanceBasis basis, Date day) {
  const Counters counters = load_counters(work, key);
  const std::int64_t now = basis == BalanceBasis::account ? counters.account_amount : counters.own_amount;
  return checked_subtract(now, moved_after(work, key, basis, day));
}

Standing standing_at(Work& work, const AccountKey& key, BalanceBasis basis, Date day) {
  const Counters counters = load_counters(work, key);
  if (basis == BalanceBasis::account && counters.latest.value_or(day) <= day) {
    const bool owes = counters.account_amount > 0 && counters.age.at;
    return {counters.account_amount, owes ? std::optional{counters.age.at->dated} : std::nullopt};
  }
  Standing found{.amount = amount_at(work, key, basis, day)};
  if (found.amount <= 0) return found;
  PastWalk walk(work, past_increases(work, key, basis, day), day);
  const AgeCursor age = recompute_age(found.amount, walk);
  if (age.at) found.age_start = age.at->dated;
  return found;
}

std::optional<Date> own_age_start(Work& work, const AccountKey& key, std::int64_t balance) {
  if (balance <= 0) return std::nullopt;
  const auto walk = own_increases(work, key.account, key);
  const AgeCursor age = recompute_age(balance, *walk);
  return age.at ? std::optional{age.at->dated} : std::nullopt;
}

std::vector<LedgerRow> ledger(Work& work, const AccountKey& key, BalanceBasis basis, Days days) {
  const Money zero = Money::zero(key.currency);
  const auto describe = work.session().describe_voucher;
  std::vector<LedgerRow> found;
  found.push_back({.dated = day_before(days.from),
                   .kind = "carried_forward",
                   .party = parties::card(work, key.account).code,
                   .debit = zero,
                   .credit = zero,
                   .balance = Money{amount_at(work, key, basis, day_before(days.from)), key.currency}});
  auto rows = ledger_rows(work, key, basis, days);
  while (rows.step()) {
    const auto voucher = rows.id<VoucherTag>(1);
    if (found.size() == 1 || voucher != found.back().voucher) {
      LedgerRow row{.dated = rows.date(0),
                    .party = parties::card(work, rows.id<PartyTag>(2)).code,
                    .voucher = voucher,
                    .debit = zero,
                    .credit = zero,
                    .balance = found.back().balance};
      if (describe != nullptr) describe(work, voucher.value, row.kind, row.number);
      found.push_back(std::move(row));
    }
    add_to(found.back(), rows.integer(3));
  }
  return found;
}

Currency currency_of(Work& work, PartyId party, std::optional<std::string_view> asked, Date on) {
  if (asked) return Currency::of(*asked);
  const EffectiveTerm& term = parties::card(work, party).on(on).term(Term::currency);
  return term.value ? Currency::of(*term.value) : settings::current(work).currency;
}

std::vector<std::pair<PartyId, Currency>> kept_counters(Work& work, Side side, std::optional<Currency> currency) {
  auto rows = work.tx().statement(
      "SELECT party_id, currency FROM emptor_balance WHERE side = ?1 AND (?2 = 0 OR currency = ?2)");
  rows.bind(side, currency.value_or(Currency()).numeric());
  std::vector<std::pair<PartyId, Currency>> found;
  while (rows.step()) found.emplace_back(rows.id<PartyTag>(0), rows.currency(1));
  return found;
}

std::vector<Currency> currencies_of(Work& work, PartyId party, Side side, std::optional<Currency> currency) {
  if (currency) return {*currency};
  std::vector<Currency> found;
  for (const auto& [each, state] : states(work, party, side)) found.push_back(each);
  return found;
}

}  // namespace emptor::receivables
