/// Use cases of credit pools.
#include "credit/pools.hpp"

#include <algorithm>

#include "credit/check.hpp"
#include "parties/cards.hpp"
#include "receivables/instrument_records.hpp"
#include "settings/policies.hpp"

namespace emptor {

using access::Detail;
using access::Work;
using credit::PoolNode;
using credit::PoolStep;

namespace {

const PoolNode* find_pool(Work& work, std::string_view code) {
  const auto& all = credit::pools(work);
  const auto found = std::ranges::find(all, code, &PoolNode::code);
  return found == all.end() ? nullptr : &*found;
}

const PoolNode& require_pool(Work& work, std::string_view code, std::string_view field, ErrorCode error) {
  const PoolNode* found = find_pool(work, code);
  if (found == nullptr)
    throw Error(error, std::string(field), "no credit pool has this code", {{"code", std::string(code)}});
  return *found;
}

std::string code_of(Work& work, CreditPoolId pool) {
  return pool ? credit::pool_path(credit::pools(work), pool).front()->code : std::string();
}

void check_limit(const std::optional<Money>& limit, Currency currency, Problems& problems) {
  if (!limit) return;
  if (limit->currency != currency)
    problems.add(ErrorCode::currency_mismatch, "limit", "the limit is in the currency of the pool",
                 {{"pool", std::string(currency.code())}, {"limit", std::string(limit->currency.code())}});
  else if (limit->minor < 0)
    problems.add(ErrorCode::range, "limit", "a limit is not less than 0", {{"limit", limit->amount().to_string()}});
}

std::string shown(const std::optional<Money>& limit) { return limit ? limit->to_string() : "none"; }

std::optional<std::int64_t> minor_of(const std::optional<Money>& limit) {
  return limit ? std::optional(limit->minor) : std::nullopt;
}

std::optional<Money> limit_of(const PoolNode& pool) {
  return pool.limit ? std::optional(Money{*pool.limit, pool.currency}) : std::nullopt;
}

std::int64_t amount_in(const std::vector<Money>& amounts, Currency currency) {
  const auto found = std::ranges::find(amounts, currency, &Money::currency);
  return found == amounts.end() ? 0 : found->minor;
}

/// What the account owes, and has given that is not cleared, counts in other pools from now on. Who has given anything
/// has a balance.
void rehome(Work& work, PartyId account, CreditPoolId before, CreditPoolId after) {
  if (before == after) return;
  const std::vector<Money> uncleared = receivables::uncleared(work, account);
  const Date cleared = receivables::last_cleared(work, account).value_or(parties::since_ever);
  for (const auto& [currency, state] : receivables::states(work, account, Side::receivable)) {
    const receivables::AccountKey key{.account = account, .side = Side::receivable, .currency = currency};
    const credit::PoolFigures figures{.owed = state.balance, .uncleared = amount_in(uncleared, currency)};
    const auto posted = receivables::before_posting(work, key, account, 0).latest;
    const Date latest = std::max(cleared, posted.value_or(parties::since_ever));
    for (const PoolNode* pool : credit::pool_path(credit::pools(work), before))
      credit::add_to_pool(work, pool->id, currency, {.owed = -figures.owed, .uncleared = -figures.uncleared}, latest);
    credit::require_pool_room(work, key, figures.owed);
    credit::move_pools(work, key, figures.owed, latest);
    if (figures.uncleared != 0) credit::move_uncleared(work, key, figures.uncleared, latest);
  }
}

void change_membership(SessionState& state, std::string_view command, std::string_view customer,
                       std::optional<std::string_view> pool, Date from) {
  auto work = Work::write(state);
  const PartyId account = parties::require(work, customer, "customer").id;
  const CreditPoolId joined =
      pool ? require_pool(work, *pool, "pool", ErrorCode::unknown_reference).id : CreditPoolId();
  const std::vector<PoolStep> before = credit::pool_steps(work, account);
  const CreditPoolId left = credit::pool_on(before, from);
  if (!joined && !left)
    throw Error(ErrorCode::not_found, "customer", "the customer is in no credit pool on that day",
                {{"code", std::string(customer)}, {"from", from.to_string()}});
  work.tx().execute(
      "INSERT INTO emptor_credit_pool_member (party_id, pool_id, valid_from, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      account, joined, from, work.now(), work.actor());
  Detail detail;
  detail.set("customer", customer);
  if (from != parties::since_ever) detail.set("from", from.to_string());
  detail.change("pool", code_of(work, left), pool.value_or(""));
  work.record(Entity::credit_pool, joined ? joined.value : left.value, command, detail.json());
  rehome(work, account, credit::home_pool(before), credit::home_pool(credit::pool_steps(work, account)));
  work.commit();
}

/// What is left in the pool itself.
std::optional<Money> left_in(Work& work, const PoolNode& pool, Date on, Money* used_out) {
  Money used = Money::zero(pool.currency);
  for (const Money& each : credit::pool_used(work, pool.id, on))
    used += credit::convert_on(work, each, pool.currency, on);
  if (used_out != nullptr) *used_out = used;
  if (!pool.limit) return std::nullopt;
  return std::max(Money::zero(pool.currency), Money{*pool.limit, pool.currency} - used);
}

struct Counter {
  Currency currency;
  credit::PoolFigures figures;
  Date latest;
};

std::vector<Counter> counters_of(Work& work, CreditPoolId pool) {
  auto rows = work.tx().statement(
      "SELECT currency, amount, uncleared, latest_date FROM emptor_credit_pool_balance WHERE pool_id = ?1 "
      "ORDER BY currency");
  rows.bind(pool);
  std::vector<Counter> found;
  while (rows.step())
    found.push_back({rows.currency(0), {.owed = rows.integer(1), .uncleared = rows.integer(2)}, rows.date(3)});
  return found;
}

CreditPool described(Work& work, const PoolNode& pool) {
  CreditPool found{.id = pool.id,
                   .code = pool.code,
                   .name = pool.name,
                   .currency = std::string(pool.currency.code()),
                   .limit = limit_of(pool)};
  if (pool.parent) found.parent = code_of(work, pool.parent);
  return found;
}

CreditPoolReport report_of(Work& work, const PoolNode& pool, Date on) {
  CreditPoolReport report{.pool = described(work, pool)};
  for (const PoolNode* each : credit::pool_path(credit::pools(work), pool.id)) {
    const auto left = left_in(work, *each, on, each->id == pool.id ? &report.used : nullptr);
    if (!left) continue;
    const Money here = credit::convert_on(work, *left, pool.currency, on, Rounding::floor);
    report.available = report.available ? std::min(*report.available, here) : here;
  }
  for (const PartyId account : credit::ever_in_pool(work, pool.id))
    if (credit::pool_on(credit::pool_steps(work, account), on) == pool.id)
      report.members.push_back(parties::card(work, account).code);
  std::ranges::sort(report.members);
  return report;
}

}  // namespace

CreditPoolId Credit::create_pool(const CreditPool& pool) {
  Problems problems;
  problems.check_code("code", pool.code, 30);
  problems.check_text("name", pool.name, 100);
  auto work = Work::write(*state_);
  if (find_pool(work, pool.code) != nullptr)
    problems.add(ErrorCode::duplicate_code, "code", "a credit pool of this code exists", {{"code", pool.code}});
  std::optional<Currency> currency = settings::current(work).currency;
  if (!pool.currency.empty()) currency = Currency::find(pool.currency);
  if (!currency)
    problems.add(ErrorCode::unknown_currency, "currency", "not the code of an active currency",
                 {{"currency", pool.currency}});
  else
    check_limit(pool.limit, *currency, problems);
  const PoolNode* parent = pool.parent ? find_pool(work, *pool.parent) : nullptr;
  if (pool.parent && parent == nullptr)
    problems.add(ErrorCode::unknown_reference, "parent", "no credit pool has this code", {{"code", *pool.parent}});
  problems.throw_if_any();
  const CreditPoolId id(work.tx().insert(
      "INSERT INTO emptor_credit_pool (code, name, parent_id, currency, credit_limit) VALUES (?1, ?2, ?3, ?4, ?5)",
      pool.code, pool.name, parent != nullptr ? parent->id : CreditPoolId(), *currency, minor_of(pool.limit)));
  Detail detail;
  detail.set("code", pool.code).set("name", pool.name).set("limit", shown(pool.limit));
  if (pool.parent) detail.set("parent", *pool.parent);
  work.record(Entity::credit_pool, id.value, "credit.create_pool", detail.json());
  work.commit();
  return id;
}

CreditPool Credit::get_pool(std::string_view pool) const {
  auto work = Work::read(*state_);
  return described(work, require_pool(work, pool, "pool", ErrorCode::not_found));
}

void Credit::set_pool_limit(std::string_view pool, std::optional<Money> limit) {
  auto work = Work::write(*state_);
  const PoolNode& node = require_pool(work, pool, "pool", ErrorCode::not_found);
  Problems problems;
  check_limit(limit, node.currency, problems);
  problems.throw_if_any();
  const CreditPoolId id = node.id;
  const std::string detail = Detail().change("limit", shown(limit_of(node)), shown(limit)).json();
  work.tx().execute("UPDATE emptor_credit_pool SET credit_limit = ?2 WHERE id = ?1", id, minor_of(limit));
  work.record(Entity::credit_pool, id.value, "credit.set_pool_limit", detail);
  work.commit();
}

void Credit::move_pool(std::string_view pool, std::optional<std::string_view> parent) {
  auto work = Work::write(*state_);
  const PoolNode node = require_pool(work, pool, "pool", ErrorCode::not_found);
  const CreditPoolId above =
      parent ? require_pool(work, *parent, "parent", ErrorCode::unknown_reference).id : CreditPoolId();
  const auto new_path = credit::pool_path(credit::pools(work), above);
  if (std::ranges::any_of(new_path, [&](const PoolNode* each) { return each->id == node.id; }))
    throw Error(ErrorCode::cycle, "parent", "the new parent is the pool itself or lies below it",
                {{"pool", std::string(pool)}, {"parent", std::string(*parent)}});
  if (above == node.parent) return;
  for (const Counter& each : counters_of(work, node.id)) {
    for (const PoolNode* old : credit::pool_path(credit::pools(work), node.parent))
      credit::add_to_pool(work, old->id, each.currency,
                          {.owed = -each.figures.owed, .uncleared = -each.figures.uncleared}, each.latest);
    for (const PoolNode* now : new_path) credit::add_to_pool(work, now->id, each.currency, each.figures, each.latest);
  }
  work.tx().execute("UPDATE emptor_credit_pool SET parent_id = ?2 WHERE id = ?1", node.id, above);
  work.record(Entity::credit_pool, node.id.value, "credit.move_pool",
              Detail().change("parent", code_of(work, node.parent), parent.value_or("")).json());
  work.commit();
}

void Credit::join_pool(std::string_view customer, std::string_view pool, std::optional<Date> from) {
  change_membership(*state_, "credit.join_pool", customer, pool, from.value_or(parties::since_ever));
}

void Credit::leave_pool(std::string_view customer, Date from) {
  change_membership(*state_, "credit.leave_pool", customer, std::nullopt, from);
}

std::vector<CreditPoolReport> Credit::pools(std::optional<Date> on) const {
  auto work = Work::read(*state_);
  const Date day = on ? *on : settings::today(work);
  std::vector<CreditPoolReport> found;
  for (const PoolNode& pool : credit::pools(work)) found.push_back(report_of(work, pool, day));
  std::ranges::sort(found, {}, [](const CreditPoolReport& each) { return each.pool.code; });
  return found;
}

}  // namespace emptor
