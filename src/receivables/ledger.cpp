/// Documents that change what an account owes, and its counters.
#include "receivables/ledger.hpp"

#include <algorithm>
#include <string>

#include "receivables/ledger_allocating.hpp"
#include "receivables/records.hpp"
#include "receivables/rules.hpp"

namespace emptor::receivables {
namespace {

/// Moves the counters that hold `before`, whose cursor has moved already.
void move_counters(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount, Date latest,
                   Counters& before) {
  const bool own = party == key.account;
  before.latest = std::max(before.latest.value_or(latest), latest);
  add_counters(work, key,
               {.kept = before.kept,
                .own_amount = own ? amount : 0,
                .account_amount = amount,
                .age = before.age,
                .latest = before.latest});
  if (!own) add_own_amount(work, party, key, amount);
  before.kept = true;
  before.account_amount += amount;
  if (own) before.own_amount += amount;
}

/// SQL would not say OVERFLOW.
void require_room(std::int64_t balance, std::int64_t amount, Currency currency) {
  if (std::int64_t sum = 0; !__builtin_add_overflow(balance, amount, &sum)) return;
  throw Error(ErrorCode::overflow, "party", "a balance cannot hold so much",
              {{"balance", Money{balance, currency}.amount().to_string()},
               {"amount", Money{amount, currency}.amount().to_string()}});
}

}  // namespace

std::optional<std::int64_t> open_amount(access::Work& work, const AccountKey& key, const ItemKey& item) {
  const auto found = load_item(work, key, item);
  return found ? std::optional{found->open} : std::nullopt;
}

void lock(access::Work& work, std::span<const PartyId> parties) {
  std::vector<PartyId> ascending(parties.begin(), parties.end());
  std::sort(ascending.begin(), ascending.end());
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  for (const PartyId each : ascending)
    if (each) work.tx().lock(store::Lock::account, each.value);
}

void announce_posting(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount) {
  select_counters(work, key.account, key.side).announce();
  if (party != key.account) select_counters(work, party, key.side).announce();
  if (amount > 0) select_credits(work, key).announce();
}

Counters before_posting(access::Work& work, const AccountKey& key, PartyId party, std::int64_t amount) {
  Counters found = load_counters(work, key);
  require_room(found.account_amount, amount, key.currency);
  const std::int64_t own =
      party == key.account
          ? found.own_amount
          : load_counters(work, {.account = party, .side = key.side, .currency = key.currency}).own_amount;
  require_room(own, amount, key.currency);
  return found;
}

void post(access::Work& work, const Posting& posting, Counters& before) {
  insert_item(work, posting, posting.amount, false);
  const std::int64_t balance = checked_add(before.account_amount, posting.amount);
  StoredIncreases increases(work, posting.key);
  if (posting.amount > 0)
    increase_added(before.age, {.key = posting.item, .amount = posting.amount}, balance, increases);
  else
    decrease_added(before.age, balance, increases);
  move_counters(work, posting.key, posting.party, posting.amount, posting.item.dated, before);
}

void post(access::Work& work, const Posting& posting) {
  Counters before = before_posting(work, posting.key, posting.party, posting.amount);
  post(work, posting, before);
}

void reverse(access::Work& work, const AccountKey& key, const ItemKey& item, const Posting& reversal) {
  const auto original = load_item(work, key, item);
  EMPTOR_REQUIRE(original.has_value());
  if (original->reversed)
    throw Error(ErrorCode::already_reversed, "", "the item is reversed already",
                {{"voucher", std::to_string(item.voucher.value)}});
  EMPTOR_REQUIRE(original->open == original->amount && reversal.amount == negated(original->amount));
  EMPTOR_REQUIRE(reversal.party == original->party);
  Counters before = before_posting(work, key, reversal.party, reversal.amount);
  const std::int64_t balance = before.account_amount + reversal.amount;
  // Neither is open nor dates a debt from here on; both stay in the ledger.
  update_item(work, key, item, 0, true);
  insert_item(work, reversal, 0, true);
  Date settled = reversal.item.dated;
  if (original->amount != 0) {
    settled = effective_day(settled, *original, reversal.item, {});
    const bool debit = original->amount > 0;
    settle(work, key,
           {.debit = debit ? item : reversal.item,
            .credit = debit ? reversal.item : item,
            .amount = debit ? original->amount : reversal.amount,
            .effective = settled});
  }
  StoredIncreases increases(work, key);
  if (original->amount > 0)
    increase_removed(before.age, {.key = item, .amount = original->amount}, balance, increases);
  else
    decrease_removed(before.age, balance, increases);
  move_counters(work, key, reversal.party, reversal.amount, settled, before);
}

}  // namespace emptor::receivables
