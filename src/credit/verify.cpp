/// What credit keeps beside the documents, against them.
#include <map>

#include "access/work.hpp"
#include "credit/check.hpp"
#include "credit/pools.hpp"

namespace emptor::credit {

using access::Work;

namespace {

/// A hold waits unless the last thing said about it is a release.
void check_holds(Work& work, std::vector<Difference>& found) {
  auto rows = work.tx().statement(
      "SELECT id, waiting, computed FROM (SELECT h.id AS id, h.waiting AS waiting, "
      "1 - coalesce((SELECT r.released FROM emptor_credit_release r WHERE r.hold_id = h.id ORDER BY r.id DESC LIMIT "
      "1), "
      "0) AS computed FROM emptor_credit_hold h) w WHERE waiting <> computed ORDER BY id");
  const auto shown = [](std::int64_t waiting) { return waiting != 0 ? "waiting" : "released"; };
  while (rows.step())
    found.push_back(
        {"credit hold", "hold " + std::to_string(rows.integer(0)), shown(rows.integer(1)), shown(rows.integer(2))});
}

/// A pool's counter is what the accounts owe, and have given that is not cleared, whose home it, or a pool below it,
/// is.
void check_pools(Work& work, std::vector<Difference>& found) {
  if (pools(work).empty()) return;
  struct Both {
    PoolFigures kept;
    PoolFigures computed;
  };
  std::map<std::pair<CreditPoolId, int>, Both> figures;
  const auto add_up = [&](store::Statement sums, std::int64_t PoolFigures::*figure) {
    while (sums.step())
      for (const PoolNode* pool : pool_path(pools(work), home_pool(pool_steps(work, sums.id<PartyTag>(0))))) {
        auto& computed = figures[{pool->id, static_cast<int>(sums.integer(1))}].computed.*figure;
        computed = checked_add(computed, sums.integer(2));
      }
  };
  auto owed = work.tx().statement(
      "SELECT account_id, currency, CAST(sum(amount) AS BIGINT) FROM emptor_open_item WHERE side = ?1 "
      "GROUP BY account_id, currency");
  owed.bind(Side::receivable);
  add_up(std::move(owed), &PoolFigures::owed);
  auto uncleared = work.tx().statement(
      "SELECT account_id, currency, CAST(sum(amount) AS BIGINT) FROM emptor_instrument_standing WHERE side = ?1 "
      "AND until_date IS NULL GROUP BY account_id, currency");
  uncleared.bind(Side::receivable);
  add_up(std::move(uncleared), &PoolFigures::uncleared);
  auto kept = work.tx().statement("SELECT pool_id, currency, amount, uncleared FROM emptor_credit_pool_balance");
  while (kept.step())
    figures[{kept.id<CreditPoolTag>(0), static_cast<int>(kept.integer(1))}].kept = {.owed = kept.integer(2),
                                                                                    .uncleared = kept.integer(3)};
  for (const auto& [key, each] : figures) {
    const Currency currency = Currency::of_numeric(key.second);
    const std::string& code = pool_path(pools(work), key.first).front()->code;
    const auto compare = [&](const std::string& where, std::int64_t has, std::int64_t should) {
      if (has != should)
        found.push_back({"credit pool", where, Money{has, currency}.to_string(), Money{should, currency}.to_string()});
    };
    compare(code, each.kept.owed, each.computed.owed);
    compare(code + " uncleared", each.kept.uncleared, each.computed.uncleared);
  }
}

}  // namespace

std::vector<Difference> verify(Work& work) {
  std::vector<Difference> found;
  check_holds(work, found);
  check_pools(work, found);
  return found;
}

}  // namespace emptor::credit
