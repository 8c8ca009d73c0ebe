/// For how long balances have been unpaid, as of any day.
#include <algorithm>
#include <map>

#include "emptor/receivables.hpp"
#include "parties/selection.hpp"
#include "receivables/age.hpp"
#include "receivables/reading.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;
using receivables::AccountKey;

std::vector<AccountKey> asked_accounts(Work& work, const UncollectedQuery& query, Date as_of) {
  const auto currency = query.currency ? std::optional(Currency::of(*query.currency)) : std::nullopt;
  const parties::Selection wanted{.party = query.party, .group = query.group, .salesperson = query.salesperson};
  std::vector<AccountKey> found;
  const auto add = [&](PartyId party, Currency each) { found.push_back({party, query.side, each}); };
  if (const auto selected = parties::select(work, wanted, as_of)) {
    for (const PartyId party : *selected)
      for (const Currency each : receivables::currencies_of(work, party, query.side, currency)) add(party, each);
  } else {
    for (const auto& [party, each] : receivables::kept_counters(work, query.side, currency)) add(party, each);
  }
  return found;
}

UncollectedRow row_of(const parties::PartyCard& party, const receivables::Standing& standing, Currency currency,
                      Date as_of) {
  UncollectedRow row{.party = party.code,
                     .name = party.name,
                     .balance = Money{standing.amount, currency},
                     .age_start = standing.age_start};
  if (row.age_start) {
    row.age_days = receivables::age_in_days(*row.age_start, as_of);
    row.age_months = receivables::age_in_months(row.age_days);
  }
  return row;
}

}  // namespace

Uncollected Receivables::uncollected(const UncollectedQuery& query) const {
  auto work = Work::read(*state_);
  Uncollected found{.as_of = query.as_of ? *query.as_of : settings::today(work)};
  std::map<std::string_view, Money> totals;
  for (const AccountKey& key : asked_accounts(work, query, found.as_of)) {
    const receivables::Standing standing = receivables::standing_at(work, key, query.basis, found.as_of);
    if (standing.amount == 0) continue;
    found.rows.push_back(row_of(parties::card(work, key.account), standing, key.currency, found.as_of));
    totals.try_emplace(key.currency.code(), Money::zero(key.currency)).first->second += found.rows.back().balance;
  }
  std::ranges::sort(found.rows, {}, [](const UncollectedRow& row) {
    return std::pair(std::string_view(row.party), row.balance.currency.code());
  });
  for (const auto& [code, total] : totals) found.totals.push_back(total);
  return found;
}

}  // namespace emptor
