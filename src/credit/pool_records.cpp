/// Pools, memberships and counters: from SQL to values and back.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "credit/pools.hpp"
#include "parties/cards.hpp"
#include "receivables/instrument_records.hpp"
#include "settings/policies.hpp"

namespace emptor::credit {
namespace {

using access::Work;

/// Pools change rarely: any change of one drops everything.
class PoolCards final : public access::Cache {
 public:
  static constexpr std::size_t kept_max = 131'072;

  void forget(Entity entity, std::int64_t id) override {
    if (entity != Entity::credit_pool && id != 0) return;
    nodes.reset();
    steps.clear();
  }
  void trim() override {
    if (steps.size() > kept_max) steps.clear();
  }
  std::optional<std::vector<PoolNode>> nodes;
  Date latest_step = parties::since_ever;  ///< no account changes its pool after this day
  boost::unordered_flat_map<std::int64_t, std::vector<PoolStep>> steps;
};

void load(Work& work, PoolCards& cards) {
  std::vector<PoolNode> nodes;
  auto rows = work.tx().statement(
      "SELECT id, code, name, parent_id, currency, credit_limit FROM emptor_credit_pool ORDER BY id");
  while (rows.step()) {
    PoolNode node{.id = rows.id<CreditPoolTag>(0),
                  .code = rows.string(1),
                  .name = rows.string(2),
                  .parent = rows.id<CreditPoolTag>(3),
                  .currency = rows.currency(4)};
    if (!rows.is_null(5)) node.limit = rows.integer(5);
    nodes.push_back(std::move(node));
  }
  if (!nodes.empty()) {
    auto latest =
        work.tx().statement("SELECT valid_from FROM emptor_credit_pool_member ORDER BY valid_from DESC LIMIT 1");
    cards.latest_step = latest.step() ? latest.date(0) : parties::since_ever;
  }
  cards.nodes = std::move(nodes);
}

PoolCards& cards_of(Work& work) {
  auto& cards = work.cache<PoolCards>();
  if (!cards.nodes) load(work, cards);
  return cards;
}

store::Statement select_counters(Work& work, CreditPoolId pool) {
  auto rows = work.tx().statement(
      "SELECT currency, amount, uncleared, latest_date FROM emptor_credit_pool_balance WHERE pool_id = ?1 "
      "ORDER BY currency");
  rows.bind(pool);
  return rows;
}

bool lies_in(const std::vector<PoolNode>& all, CreditPoolId pool, CreditPoolId subtree) {
  const auto path = pool_path(all, pool);
  return std::ranges::any_of(path, [&](const PoolNode* each) { return each->id == subtree; });
}

void add(std::vector<Money>& sums, Money money) {
  const auto found = std::ranges::find(sums, money.currency, &Money::currency);
  if (found == sums.end())
    sums.push_back(money);
  else
    *found += money;
}

bool counts_uncleared(Work& work) {
  return settings::current(work).uncleared_instruments == UnclearedInstruments::count;
}

/// What the account counts on a day, and what it counts in the counters.
void add_on(Work& work, PartyId account, Date day, std::vector<Money>& sums) {
  for (const auto& [currency, state] : receivables::states_on(work, account, Side::receivable, day))
    add(sums, Money{state.balance, currency});
  if (!counts_uncleared(work)) return;
  for (const Money& each : receivables::uncleared(work, account, day)) add(sums, each);
}
void take_off_counted(Work& work, PartyId account, std::vector<Money>& sums) {
  for (const auto& [currency, state] : receivables::states(work, account, Side::receivable))
    add(sums, Money{-state.balance, currency});
  if (!counts_uncleared(work)) return;
  for (const Money& each : receivables::uncleared(work, account)) add(sums, Money{-each.minor, each.currency});
}

void make_unique(std::vector<PartyId>& accounts) {
  std::ranges::sort(accounts);
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
}

std::vector<PartyId> moved_after(Work& work, Date day) {
  auto rows = work.tx().statement("SELECT party_id FROM emptor_credit_pool_member WHERE valid_from > ?1");
  rows.bind(day);
  std::vector<PartyId> found;
  while (rows.step()) found.push_back(rows.id<PartyTag>(0));
  make_unique(found);
  return found;
}

/// Accounts that change their pool after a day are taken from where they will be to where they are.
void put_back(Work& work, CreditPoolId pool, Date day, std::vector<Money>& sums) {
  for (const PartyId account : moved_after(work, day)) {
    const auto& steps = pool_steps(work, account);
    const bool then = lies_in(pools(work), home_pool(steps), pool);
    const bool now = lies_in(pools(work), pool_on(steps, day), pool);
    if (now && !then) add_on(work, account, day, sums);
    if (then && !now) take_off_counted(work, account, sums);
  }
}

/// Of accounts that the counter holds, money that comes in, or is cleared, after the day.
void leave_out_later(Work& work, CreditPoolId pool, Date day, std::vector<Money>& sums) {
  std::vector<PartyId> accounts;
  for (const PoolNode& each : pools(work))
    if (lies_in(pools(work), each.id, pool)) {
      const std::vector<PartyId> found = ever_in_pool(work, each.id);
      accounts.insert(accounts.end(), found.begin(), found.end());
    }
  make_unique(accounts);
  for (const PartyId account : accounts) {
    const auto& steps = pool_steps(work, account);
    if (!lies_in(pools(work), home_pool(steps), pool) || !lies_in(pools(work), pool_on(steps, day), pool)) continue;
    add_on(work, account, day, sums);
    take_off_counted(work, account, sums);
  }
}

}  // namespace

const std::vector<PoolNode>& pools(Work& work) { return *cards_of(work).nodes; }

const std::vector<PoolStep>& pool_steps(Work& work, PartyId account) {
  auto& cards = cards_of(work);
  if (const auto found = cards.steps.find(account.value); found != cards.steps.end()) return found->second;
  std::vector<PoolStep> steps;
  auto rows = work.tx().statement(
      "SELECT valid_from, pool_id FROM emptor_credit_pool_member WHERE party_id = ?1 ORDER BY valid_from, id");
  rows.bind(account);
  while (rows.step()) {
    const PoolStep step{.from = rows.date(0), .pool = rows.id<CreditPoolTag>(1)};
    if (!steps.empty() && steps.back().from == step.from)
      steps.back() = step;  // said later of the same day
    else
      steps.push_back(step);
  }
  return cards.steps.emplace(account.value, std::move(steps)).first->second;
}

CreditPoolId pool_on(std::span<const PoolStep> steps, Date day) noexcept {
  CreditPoolId found;
  for (const PoolStep& each : steps)
    if (each.from <= day) found = each.pool;
  return found;
}

CreditPoolId home_pool(std::span<const PoolStep> steps) noexcept {
  return steps.empty() ? CreditPoolId() : steps.back().pool;
}

std::vector<const PoolNode*> pool_path(const std::vector<PoolNode>& all, CreditPoolId pool) {
  std::vector<const PoolNode*> path;
  while (pool) {
    const auto found = std::ranges::lower_bound(all, pool, {}, &PoolNode::id);
    EMPTOR_REQUIRE(found != all.end() && found->id == pool && path.size() < all.size());
    path.push_back(&*found);
    pool = found->parent;
  }
  return path;
}

std::vector<PartyId> ever_in_pool(Work& work, CreditPoolId pool) {
  auto rows = work.tx().statement("SELECT DISTINCT party_id FROM emptor_credit_pool_member WHERE pool_id = ?1");
  rows.bind(pool);
  std::vector<PartyId> found;
  while (rows.step()) found.push_back(rows.id<PartyTag>(0));
  return found;
}

std::vector<Money> pool_used(Work& work, CreditPoolId pool, Date day) {
  std::vector<Money> sums;
  bool later = false;
  {
    auto rows = select_counters(work, pool);
    while (rows.step()) {
      add(sums, Money{rows.integer(1), rows.currency(0)});
      if (counts_uncleared(work)) add(sums, Money{rows.integer(2), rows.currency(0)});
      later = later || rows.date(3) > day;
    }
  }
  if (later) leave_out_later(work, pool, day, sums);
  if (day < cards_of(work).latest_step) put_back(work, pool, day, sums);
  return sums;
}

void lock_pools(Work& work, std::span<const PartyId> accounts) {
  const auto& all = pools(work);
  if (all.empty()) return;
  std::vector<CreditPoolId> held;
  for (const PartyId account : accounts)
    for (const PoolStep& step : pool_steps(work, account))
      for (const PoolNode* each : pool_path(all, step.pool)) held.push_back(each->id);
  std::ranges::sort(held);
  held.erase(std::unique(held.begin(), held.end()), held.end());
  for (const CreditPoolId each : held) work.tx().lock(store::Lock::pool, each.value);
}

namespace {

std::vector<const PoolNode*> counted_in(Work& work, const receivables::AccountKey& key) {
  if (key.side != Side::receivable || pools(work).empty()) return {};
  return pool_path(pools(work), home_pool(pool_steps(work, key.account)));
}

}  // namespace

void require_pool_room(Work& work, const receivables::AccountKey& key, std::int64_t amount) {
  for (const PoolNode* each : counted_in(work, key)) {
    auto row =
        work.tx().statement("SELECT amount FROM emptor_credit_pool_balance WHERE pool_id = ?1 AND currency = ?2");
    if (row.bind(each->id, key.currency).step()) static_cast<void>(checked_add(row.integer(0), amount));
  }
}

void move_pools(Work& work, const receivables::AccountKey& key, std::int64_t amount, Date dated) {
  for (const PoolNode* each : counted_in(work, key)) add_to_pool(work, each->id, key.currency, {.owed = amount}, dated);
}

void move_uncleared(Work& work, const receivables::AccountKey& key, std::int64_t amount, Date dated) {
  for (const PoolNode* each : counted_in(work, key)) {
    auto row =
        work.tx().statement("SELECT uncleared FROM emptor_credit_pool_balance WHERE pool_id = ?1 AND currency = ?2");
    if (row.bind(each->id, key.currency).step()) static_cast<void>(checked_add(row.integer(0), amount));
    add_to_pool(work, each->id, key.currency, {.uncleared = amount}, dated);
  }
}

void add_to_pool(Work& work, CreditPoolId pool, Currency currency, const PoolFigures& figures, Date latest) {
  work.tx().execute(
      "INSERT INTO emptor_credit_pool_balance (pool_id, currency, amount, uncleared, latest_date) "
      "VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (pool_id, currency) DO UPDATE SET amount = emptor_credit_pool_balance.amount + excluded.amount, "
      "uncleared = emptor_credit_pool_balance.uncleared + excluded.uncleared, "
      "latest_date = CASE WHEN emptor_credit_pool_balance.latest_date < excluded.latest_date "
      "THEN excluded.latest_date ELSE emptor_credit_pool_balance.latest_date END",
      pool, currency, figures.owed, figures.uncleared, latest);
}

}  // namespace emptor::credit
