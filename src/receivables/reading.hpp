/// What accounts were on any day: balances, ages and documents, for the reports.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "receivables/ledger.hpp"

namespace emptor::receivables {

/// RANGE on "last" when it lies before `from`.
struct Days {
  Date from{};
  Date last{};
};
/// The period asked for; by default the last month and this month, whole.
[[nodiscard]] Days period_of(std::optional<Date> from, std::optional<Date> last, Date today);

/// The day before; the first day of all has none and stays.
[[nodiscard]] Date day_before(Date day) noexcept;

/// At the end of `day`. `key.account` is the party by individual basis.
[[nodiscard]] std::int64_t amount_at(access::Work& work, const AccountKey& key, BalanceBasis basis, Date day);

struct Standing {
  std::int64_t amount = 0;
  std::optional<Date> age_start{};  ///< by AgeBasis::balance, as it was on that day
};
/// At the end of `day`. One read when nothing happened later; else the account's documents from the newest until then
/// back to the start of the age.
[[nodiscard]] Standing standing_at(access::Work& work, const AccountKey& key, BalanceBasis basis, Date day);
/// Now, by individual basis: what a party traded itself has no cursor.
[[nodiscard]] std::optional<Date> own_age_start(access::Work& work, const AccountKey& key, std::int64_t balance);

/// Documents of the period after a carried-forward row, with a running balance; a document is one row, whatever its
/// instalments.
[[nodiscard]] std::vector<LedgerRow> ledger(access::Work& work, const AccountKey& key, BalanceBasis basis, Days days);

/// The currency asked for, else the party's, else the book's.
[[nodiscard]] Currency currency_of(access::Work& work, PartyId party, std::optional<std::string_view> asked, Date on);

/// Every party and currency with counters on that side; with `currency` only that one.
[[nodiscard]] std::vector<std::pair<PartyId, Currency>> kept_counters(access::Work& work, Side side,
                                                                      std::optional<Currency> currency);
/// The currencies in which a party ever traded on that side, or the one asked for.
[[nodiscard]] std::vector<Currency> currencies_of(access::Work& work, PartyId party, Side side,
                                                  std::optional<Currency> currency);

}  // namespace emptor::receivables
