/// Credit pools inside a posting: which ones an account counts against, and the counters of what their members owe.
///
/// A counter holds what is owed by the accounts that its pool, or one below it, is the last to have been said of: their
/// *home*; and beside it what they have given in cheques and bills that are not cleared, which counts by policy. On an
/// earlier day the accounts that were to move later are put where they were. So nothing happens when a day comes, and a
/// posting moves counters only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/work.hpp"
#include "emptor/credit.hpp"
#include "receivables/ledger.hpp"

namespace emptor::credit {

struct PoolNode {
  CreditPoolId id{};
  std::string code{};
  std::string name{};
  CreditPoolId parent{};
  Currency currency{};
  std::optional<std::int64_t> limit{};
};
/// From a day on in a pool, or in none.
struct PoolStep {
  Date from{};
  CreditPoolId pool{};
};

/// Every pool by its key; kept with the connection. Empty in most books.
[[nodiscard]] const std::vector<PoolNode>& pools(access::Work& work);
/// When the account joined which pool, ascending; kept with the connection.
[[nodiscard]] const std::vector<PoolStep>& pool_steps(access::Work& work, PartyId account);
/// Where `steps` say that an account is on a day; and on the last one.
[[nodiscard]] CreditPoolId pool_on(std::span<const PoolStep> steps, Date day) noexcept;
[[nodiscard]] CreditPoolId home_pool(std::span<const PoolStep> steps) noexcept;
/// The pool and those above it; empty for none.
[[nodiscard]] std::vector<const PoolNode*> pool_path(const std::vector<PoolNode>& all, CreditPoolId pool);
/// Accounts that were ever said to be in the pool itself.
[[nodiscard]] std::vector<PartyId> ever_in_pool(access::Work& work, CreditPoolId pool);

/// What the members of the pool and of those below it owe on a day, by currency, with their uncleared instruments where
/// the policy counts them; money that comes in, or is cleared, later has not paid anything yet. One statement; more for
/// accounts that change their pool, or have documents, after the day.
[[nodiscard]] std::vector<Money> pool_used(access::Work& work, CreditPoolId pool, Date day);
/// Holds every pool that the accounts were, are or will be in, and those above them, after the accounts themselves.
void lock_pools(access::Work& work, std::span<const PartyId> accounts);
/// Throws OVERFLOW when a pool's counter could not hold `amount` more of the account. One statement for each pool.
void require_pool_room(access::Work& work, const receivables::AccountKey& key, std::int64_t amount);
/// A document of this day has changed what the account owes. One statement for each pool.
void move_pools(access::Work& work, const receivables::AccountKey& key, std::int64_t amount, Date dated);
/// From this day on a cheque or bill of the account is out, or (negative) no longer. OVERFLOW; one statement for each
/// pool.
void move_uncleared(access::Work& work, const receivables::AccountKey& key, std::int64_t amount, Date dated);
/// What a counter holds.
struct PoolFigures {
  std::int64_t owed = 0;
  std::int64_t uncleared = 0;
};
/// Adds to the counter of one pool, whose figures may change until `latest`.
void add_to_pool(access::Work& work, CreditPoolId pool, Currency currency, const PoolFigures& figures, Date latest);

}  // namespace emptor::credit
