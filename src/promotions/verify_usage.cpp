/// The counters of programmes and coupons against the redemptions that they count.
#include <map>
#include <tuple>

#include "parties/cards.hpp"
#include "promotions/redeeming.hpp"

namespace emptor::promotions {
namespace {

struct Count {
  std::int64_t uses = 0;
  std::int64_t amount = 0;

  friend bool operator==(const Count&, const Count&) = default;
};
/// What is counted, and for whom; 0: everybody.
using Key = std::tuple<UsageKey, std::int64_t>;

std::map<Key, Count> recount(access::Work& work) {
  std::map<Key, Count> found;
  auto rows = work.tx().statement(
      "SELECT programme_id, coupon_id, party_id, CAST(sum(uses) AS BIGINT), CAST(sum(amount) AS BIGINT) "
      "FROM emptor_redemption GROUP BY programme_id, coupon_id, party_id");
  const auto add = [&](UsageKey key, std::int64_t amount) {
    for (const std::int64_t party : {std::int64_t{0}, rows.integer(2)}) {
      Count& count = found[{key, party}];
      count.uses += rows.integer(3);
      count.amount = checked_add(count.amount, amount);
    }
  };
  while (rows.step()) {
    add({UsageOf::programme, rows.integer(0)}, rows.integer(4));
    if (!rows.is_null(1)) add({UsageOf::coupon, rows.integer(1)}, 0);
  }
  return found;
}

std::string where(access::Work& work, const Key& key) {
  const auto& [of, party] = key;
  std::string name = of.of == UsageOf::programme ? "programme " + code_of(work, ProgrammeId(of.id))
                                                 : "coupon " + std::to_string(of.id);
  if (party != 0) name += " by " + parties::card(work, PartyId(party)).code;
  return name;
}

std::string shown(const Count& count) { return std::to_string(count.uses) + " uses, " + std::to_string(count.amount); }

}  // namespace

std::vector<UsageDifference> verify_usage(access::Work& work) {
  std::map<Key, Count> computed = recount(work);
  std::vector<UsageDifference> found;
  auto rows = work.tx().statement(
      "SELECT kind, of_id, party_id, uses, amount FROM emptor_usage ORDER BY kind, of_id, party_id");
  while (rows.step()) {
    const Key key{{static_cast<UsageOf>(rows.integer(0)), rows.integer(1)}, rows.integer(2)};
    const Count kept{rows.integer(3), rows.integer(4)};
    const Count expected = computed[key];
    computed.erase(key);
    if (kept != expected) found.push_back({where(work, key), shown(kept), shown(expected)});
  }
  for (const auto& [key, expected] : computed) found.push_back({where(work, key), "nothing", shown(expected)});
  return found;
}

}  // namespace emptor::promotions
