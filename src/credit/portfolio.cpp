/// All customers' credit under other limits and terms.
#include <algorithm>

#include "credit/check.hpp"
#include "credit/pools.hpp"
#include "emptor/credit_portfolio.hpp"
#include "parties/selection.hpp"
#include "settings/policies.hpp"

namespace emptor {
namespace {

using access::Work;

void check_scenario(const CreditScenario& scenario) {
  Problems problems;
  if (scenario.limits.micros < 0 || scenario.limits.micros > 10 * Percent::one)
    problems.add(ErrorCode::range, "limits", "limits are scaled to between 0 % and 1,000 %",
                 {{"limits", scenario.limits.value().to_string()}});
  if (scenario.terms_days < -3'650 || scenario.terms_days > 3'650)
    problems.add(ErrorCode::range, "terms_days", "terms move by at most 3,650 days",
                 {{"terms_days", std::to_string(scenario.terms_days)}});
  problems.throw_if_any();
}

Money scaled(Money limit, Percent factor) { return percent_of(limit, factor, Rounding::floor); }

Money beyond(Money used, const std::optional<Money>& limit) {
  return limit ? std::max(Money::zero(used.currency), used - *limit) : Money::zero(used.currency);
}

bool is_stopped(CreditVerdict verdict) { return verdict == CreditVerdict::block || verdict == CreditVerdict::approve; }

/// What a sale of the smallest amount meets.
CreditVerdict verdict_of(const credit::Standing& standing, Date on) {
  return credit::decide(standing.policy, standing.exposure, Money{1, standing.exposure.receivable.currency}, on)
      .verdict;
}

class Portfolio {
 public:
  Portfolio(Work& work, const CreditScenario& scenario, Date on) : work_(work), scenario_(scenario), on_(on) {
    book_ = settings::current(work).currency;
    const Money zero = Money::zero(book_);
    out_ = {.on = on, .exposure = zero, .lost = zero, .over_now = zero, .over = zero};
    for (std::size_t i = 0; i < scenario.failing.size(); ++i) {
      const auto& party = parties::require(work, scenario.failing[i], "failing[" + std::to_string(i) + "]");
      failing_.push_back(parties::account_of(work, party, on));
    }
    wanted_ = parties::select(work, {.group = scenario.group, .salesperson = scenario.salesperson}, on);
  }

  CreditOutlook run() {
    receivables::StateWalk walk(work_, Side::receivable, on_);
    while (const auto account = walk.next())
      if (!wanted_ || std::ranges::binary_search(*wanted_, account->id)) look_at(account->id, account->states);
    for (const credit::PoolNode& pool : credit::pools(work_))
      if (pool.limit) look_at(pool);
    std::ranges::sort(out_.rows, {}, &CreditOutlookRow::account);
    std::ranges::sort(out_.pools, {}, &CreditOutlookPool::pool);
    return std::move(out_);
  }

 private:
  void look_at(PartyId account, const credit::States& states) {
    const credit::Standing now = credit::standing_on(work_, account, states, on_, 0);
    const Currency currency = now.exposure.receivable.currency;
    const bool by_due = now.policy.overdue_days || now.policy.overdue_ratio || !now.policy.bucket_limits.empty();
    credit::Standing then = scenario_.terms_days != 0 && by_due
                                ? credit::standing_on(work_, account, states, on_, scenario_.terms_days)
                                : now;
    if (then.policy.limit) then.policy.limit = scaled(*then.policy.limit, scenario_.limits);
    const auto pools = credit::pools_of(work_, account, currency, on_);
    const Money used = now.exposure.receivable + now.exposure.uncleared;
    CreditOutlookRow row{.used = used,
                         .limit = then.policy.limit,
                         .over_now = beyond(used, now.policy.limit),
                         .over = beyond(used, then.policy.limit),
                         .verdict_now = verdict_with(now, pools),
                         .fails = std::ranges::find(failing_, account) != failing_.end()};
    auto scaled_pools = pools;
    for (PoolExposure& each : scaled_pools)
      if (each.limit) each.limit = scaled(*each.limit, scenario_.limits);
    row.verdict = verdict_with(then, scaled_pools);
    count(row, states);
    if (row.over.is_zero() && row.over_now.is_zero() && row.verdict == row.verdict_now && !row.fails) return;
    const parties::PartyCard& party = parties::card(work_, account);
    row.account = party.code;
    row.name = party.name;
    out_.rows.push_back(std::move(row));
  }

  CreditVerdict verdict_with(credit::Standing standing, const std::vector<PoolExposure>& pools) const {
    standing.exposure.pools = pools;
    return verdict_of(standing, on_);
  }

  void count(const CreditOutlookRow& row, const credit::States& states) {
    ++out_.accounts;
    for (const auto& [currency, state] : states) {
      const Money owed = in_book(Money{state.balance, currency});
      out_.exposure += owed;
      if (row.fails && state.balance > 0) out_.lost += owed;
    }
    out_.over_now += in_book(row.over_now);
    out_.over += in_book(row.over);
    if (is_stopped(row.verdict_now)) ++out_.stopped_now;
    if (is_stopped(row.verdict) && !row.fails) ++out_.stopped;
  }

  void look_at(const credit::PoolNode& pool) {
    const Money limit{*pool.limit, pool.currency};
    Money used = Money::zero(pool.currency);
    for (const Money& each : credit::pool_used(work_, pool.id, on_))
      used += credit::convert_on(work_, each, pool.currency, on_);
    const Money then = scaled(limit, scenario_.limits);
    out_.pools.push_back(
        {.pool = pool.code, .used = used, .limit = then, .over_now = beyond(used, limit), .over = beyond(used, then)});
  }

  [[nodiscard]] Money in_book(Money money) {
    return money.is_zero() ? Money::zero(book_) : credit::convert_on(work_, money, book_, on_);
  }

  Work& work_;
  const CreditScenario& scenario_;
  Date on_;
  Currency book_{};
  std::vector<PartyId> failing_;
  std::optional<std::vector<PartyId>> wanted_;
  CreditOutlook out_;
};

}  // namespace

CreditOutlook Credit::what_if(const CreditScenario& scenario) const {
  check_scenario(scenario);
  auto work = Work::read(*state_);
  return Portfolio(work, scenario, settings::today(work)).run();
}

}  // namespace emptor
