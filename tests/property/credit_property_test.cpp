/// Laws of the credit decision over random policies, exposures and documents.
#include <algorithm>
#include <optional>
#include <random>
#include <string>

#include "emptor/credit.hpp"
#include "support/test.hpp"

using namespace emptor;
using credit::decide;

TEST_CASE("credit decisions keep their laws", "[credit][property]") {
  const auto seed = GENERATE(1U, 2U, 3U);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  const Currency dollar = Currency::of("USD");
  const auto usd = [&](std::int64_t minor) { return Money{minor, dollar}; };
  const Date today(20'543);
  const auto severity = [](const CreditDecision& decision) { return static_cast<int>(decision.verdict); };

  for (int round = 0; round < 20'000; ++round) {
    CAPTURE(round);
    CreditPolicy policy{.on_excess = static_cast<OnExcess>(pick(0, 3))};
    if (pick(0, 3) > 0) policy.limit = usd(pick(0, 3) == 0 ? 0 : pick(0, 100'000));
    if (pick(0, 1) > 0) policy.age_limit_days = static_cast<int>(pick(0, 90));
    Exposure exposure{.receivable = usd(pick(-50'000, 150'000)), .age_debt = usd(0)};
    if (exposure.receivable.minor > 0) {
      exposure.age_start = today - static_cast<int>(pick(-3, 120));
      exposure.age_debt = usd(pick(1, exposure.receivable.minor));
    }
    const Money document = usd(pick(-1'000, 100'000));
    const CreditDecision decision = decide(policy, exposure, document, today);

    // Deterministic, and its figures hold together.
    REQUIRE(decide(policy, exposure, document, today).to_string() == decision.to_string());
    REQUIRE(decision.over_limit == (decision.excess_amount.minor > 0));
    REQUIRE(decision.over_age == (decision.excess_days > 0));
    REQUIRE(decision.available.has_value() == policy.limit.has_value());
    if (decision.available) REQUIRE(decision.available->minor >= 0);
    const bool excess = decision.over_limit || decision.over_age;
    REQUIRE((decision.verdict == CreditVerdict::pass) == (!excess || policy.on_excess == OnExcess::ignore));

    // What lowers the exposure, or leaves it, always passes.
    if (document.minor <= 0) REQUIRE_FALSE(excess);
    // A larger document never fares better.
    const CreditDecision larger = decide(policy, exposure, document + usd(pick(1, 1'000)), today);
    REQUIRE(severity(larger) >= severity(decision));
    REQUIRE(larger.excess_amount >= decision.excess_amount);
    // Nor does a larger limit fare worse.
    if (policy.limit) {
      CreditPolicy wider = policy;
      *wider.limit += usd(pick(1, 1'000));
      REQUIRE(severity(decide(wider, exposure, document, today)) <= severity(decision));

      // The boundary is exact: what is available passes the amount check, one cent more does not.
      const Money left = *decision.available;
      if (left.minor > 0) REQUIRE_FALSE(decide(policy, exposure, left, today).over_limit);
      const CreditDecision beyond = decide(policy, exposure, left + usd(1), today);
      REQUIRE(beyond.over_limit);
    } else {
      REQUIRE_FALSE(decision.over_limit);
    }
    const bool stale =
        policy.age_limit_days && exposure.age_start && today - *exposure.age_start > *policy.age_limit_days;
    // The greatest document passes, one cent more does not.
    REQUIRE(decision.max_amount_now.has_value() != (policy.on_excess == OnExcess::ignore || (!policy.limit && !stale)));
    if (const auto most = decision.max_amount_now) {
      REQUIRE(decide(policy, exposure, *most, today).verdict == CreditVerdict::pass);
      REQUIRE(decide(policy, exposure, *most + usd(1), today).verdict != CreditVerdict::pass);
    }
    // The payment that clears: with it no rule speaks against the document, with one cent less one does.
    REQUIRE(decision.payment_clears);
    REQUIRE((decision.payment_to_clear.minor > 0) == excess);
    if (excess) {
      const auto after = [&](Money payment) {
        Exposure left{.receivable = exposure.receivable - payment, .age_debt = usd(0)};
        if (payment < exposure.age_debt) {
          left.age_start = exposure.age_start;
          left.age_debt = exposure.age_debt - payment;
        }
        return decide(policy, left, document, today).findings.size();
      };
      REQUIRE(after(decision.payment_to_clear) == 0);
      REQUIRE(after(decision.payment_to_clear - usd(1)) > 0);
    }
    // Splitting a document does not make room.
    if (policy.limit && document.minor > 1) {
      const Money part = usd(pick(1, document.minor - 1));
      const bool first = decide(policy, exposure, part, today).over_limit;
      const bool second = decide(policy, {.receivable = exposure.receivable + part}, document - part, today).over_limit;
      REQUIRE((first || second) == decision.over_limit);
    }
  }
}

TEST_CASE("in pools the least of what is left on the way up is what passes", "[credit][property]") {
  const auto seed = GENERATE(1U, 2U, 3U);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  const auto usd = [](std::int64_t minor) { return Money{minor, Currency::of("USD")}; };
  const Date today(20'543);

  for (int round = 0; round < 20'000; ++round) {
    CAPTURE(round);
    CreditPolicy policy{.on_excess = OnExcess::block};
    Exposure exposure{.receivable = usd(pick(-5'000, 15'000))};
    std::optional<std::int64_t> least;
    const auto counts = [&](std::int64_t limit, std::int64_t used) {
      const std::int64_t left = limit > used ? limit - used : 0;
      least = least ? std::min(*least, left) : left;
    };
    if (pick(0, 1) > 0) {
      policy.limit = usd(pick(0, 20'000));
      counts(policy.limit->minor, exposure.receivable.minor);
    }
    for (std::int64_t depth = pick(0, 4); depth > 0; --depth) {
      PoolExposure pool{.pool = "POOL" + std::to_string(depth), .used = usd(pick(-5'000, 50'000))};
      if (pick(0, 3) > 0) {
        pool.limit = usd(pick(0, 60'000));
        counts(pool.limit->minor, pool.used.minor);
      }
      exposure.pools.push_back(std::move(pool));
    }
    const Money document = usd(pick(1, 30'000));
    const CreditDecision decision = decide(policy, exposure, document, today);
    REQUIRE(decision.available == (least ? std::optional(usd(*least)) : std::nullopt));
    REQUIRE(decision.max_amount_now == decision.available);
    REQUIRE((decision.verdict == CreditVerdict::pass) == (!least || document.minor <= *least));
    // Each finding is one that the naive model finds, and what clears them all clears each.
    std::size_t exceeded = policy.limit && exposure.receivable + document > *policy.limit ? 1 : 0;
    for (const PoolExposure& each : exposure.pools)
      if (each.limit && each.used + document > *each.limit) ++exceeded;
    REQUIRE(decision.findings.size() == exceeded);
    Exposure paid = exposure;
    paid.receivable -= decision.payment_to_clear;
    for (PoolExposure& each : paid.pools) each.used -= decision.payment_to_clear;
    REQUIRE(decide(policy, paid, document, today).findings.empty());
    if (exceeded == 0) continue;
    paid.receivable += usd(1);
    for (PoolExposure& each : paid.pools) each.used += usd(1);
    REQUIRE_FALSE(decide(policy, paid, document, today).findings.empty());
  }
}
