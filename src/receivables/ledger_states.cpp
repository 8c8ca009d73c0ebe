/// What an account owes, now and on a day, by its counters.
#include <limits>
#include <map>

#include "receivables/ledger.hpp"
#include "receivables/records.hpp"
#include "receivables/rules.hpp"

namespace emptor::receivables {
namespace {

/// After every item of an account.
constexpr ItemKey newest{.dated = Date(std::numeric_limits<std::int32_t>::max()),
                         .voucher = VoucherId(std::numeric_limits<std::int64_t>::max()),
                         .instalment = std::numeric_limits<int>::max()};

/// Σ of the documents after `day` that lower what is owed; <= 0.
std::int64_t credits_after(access::Work& work, const AccountKey& key, Date day) {
  auto sum = work.tx().statement(
      "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date > ?4 AND amount < 0");
  sum.bind(key.account, key.side, key.currency, day).step();
  return sum.integer(0);
}

}  // namespace

AccountState state(access::Work& work, const AccountKey& key) {
  auto row = work.tx().statement(
      "SELECT account_amount, age_date FROM emptor_balance WHERE party_id = ?1 AND side = ?2 AND currency = ?3");
  if (!row.bind(key.account, key.side, key.currency).step()) return {};
  const std::int64_t balance = row.integer(0);
  return {.balance = balance, .age_start = balance > 0 ? row.optional_date(1) : std::nullopt};
}

std::vector<std::pair<Currency, AccountState>> states(access::Work& work, PartyId account, Side side) {
  auto rows = work.tx().statement(
      "SELECT currency, account_amount, age_date FROM emptor_balance WHERE party_id = ?1 AND side = ?2 "
      "ORDER BY currency");
  rows.bind(account, side);
  std::vector<std::pair<Currency, AccountState>> found;
  while (rows.step()) {
    const std::int64_t balance = rows.integer(1);
    found.emplace_back(rows.currency(0), AccountState{.balance = balance,
                                                      .age_start = balance > 0 ? rows.optional_date(2) : std::nullopt});
  }
  return found;
}

namespace {

/// What the counters of an account, with `latest` the day of its newest document, say of `day`.
AccountState state_on(access::Work& work, const AccountKey& key, AccountState state, std::optional<Date> latest,
                      Date day) {
  if (latest && *latest > day) {
    if (const std::int64_t later = credits_after(work, key, day); later != 0) {
      state.balance = checked_subtract(state.balance, later);
      const auto increases = StoredIncreases(work, key).back_from(newest);
      const AgeCursor age = recompute_age(state.balance, *increases);
      state.age_start = age.at ? std::optional{age.at->dated} : std::nullopt;
    }
  }
  if (state.balance <= 0) state.age_start = std::nullopt;
  return state;
}

}  // namespace

std::vector<std::pair<Currency, AccountState>> states_on(access::Work& work, PartyId account, Side side, Date day) {
  auto rows = select_counters(work, account, side);
  std::vector<std::pair<Currency, AccountState>> found;
  while (rows.step()) {
    const AccountKey key{.account = account, .side = side, .currency = rows.currency(0)};
    found.emplace_back(key.currency,
                       state_on(work, key, {.balance = rows.integer(2), .age_start = rows.optional_date(3)},
                                rows.optional_date(7), day));
  }
  return found;
}

StateWalk::StateWalk(access::Work& work, Side side, Date day)
    : work_(work),
      side_(side),
      day_(day),
      rows_(work.tx().statement("SELECT party_id, currency, account_amount, age_date, latest_date FROM emptor_balance "
                                "WHERE side = ?1 AND latest_date IS NOT NULL ORDER BY party_id, currency")) {
  rows_.bind(side);
  more_ = rows_.step();
}

std::optional<StateWalk::Account> StateWalk::next() {
  if (!more_) return std::nullopt;
  Account found{.id = rows_.id<PartyTag>(0), .states = {}};
  do {
    const AccountKey key{.account = found.id, .side = side_, .currency = rows_.currency(1)};
    found.states.emplace_back(key.currency,
                              state_on(work_, key, {.balance = rows_.integer(2), .age_start = rows_.optional_date(3)},
                                       rows_.optional_date(4), day_));
    more_ = rows_.step();
  } while (more_ && rows_.id<PartyTag>(0) == found.id);
  return found;
}

std::optional<Date> oldest_open(access::Work& work, const AccountKey& key, Date day) {
  auto row = work.tx().statement(
      "SELECT doc_date FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND open_amount > 0 "
      "ORDER BY doc_date, voucher_id, instalment LIMIT 1");
  row.bind(key.account, key.side, key.currency);
  std::optional<Date> oldest = row.step() ? std::optional(row.date(0)) : std::nullopt;
  std::map<ItemKey, std::int64_t> settled;
  for (const OpenPart& each : settled_after(work, key, day)) settled[each.key] += each.open;
  for (const auto& [debit, amount] : settled) {
    if (amount <= 0) continue;
    if (!oldest || debit.dated < *oldest) oldest = debit.dated;
    break;
  }
  return oldest;
}

void announce_states(access::Work& work, PartyId account, Side side) {
  select_counters(work, account, side).announce();
}

}  // namespace emptor::receivables
