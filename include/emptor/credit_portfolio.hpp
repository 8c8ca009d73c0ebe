/// What would become of all customers' credit: other limits, other terms, customers that fail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emptor/credit.hpp"

namespace emptor {

/// What is assumed. As it is made, it assumes nothing: the outlook is today's.
struct CreditScenario {
  Percent limits{Percent::one};  ///< of what limits are, those of pools too: 90 % cuts each by a tenth; 0 to 1,000 %
  int terms_days = 0;            ///< what is open falls due so many days later, or (negative) earlier; -3,650..3,650
  std::vector<std::string> failing{};        ///< customers that pay no more: what their accounts owe is lost
  std::optional<std::string> group{};        ///< only accounts in this group or below
  std::optional<std::string> salesperson{};  ///< only accounts with this person in charge
};

/// An account that is over its limit, would meet another answer than it does, or fails. Amounts are in the currency of
/// its limit.
struct CreditOutlookRow {
  std::string account{};
  std::string name{};
  Money used{};                                     ///< what it owes
  std::optional<Money> limit{};                     ///< in the scenario, rounded down; nullopt: not managed
  Money over_now{};                                 ///< what it owes beyond its limit today; 0 when within
  Money over{};                                     ///< and in the scenario
  CreditVerdict verdict_now = CreditVerdict::pass;  ///< what a sale of the smallest amount meets today
  CreditVerdict verdict = CreditVerdict::pass;      ///< and in the scenario
  bool fails = false;
};

/// A credit pool with a limit.
struct CreditOutlookPool {
  std::string pool{};
  Money used{};
  Money limit{};  ///< in the scenario, rounded down
  Money over_now{};
  Money over{};
};

struct CreditOutlook {
  Date on{};
  std::vector<CreditOutlookRow> rows{};    ///< by code
  std::vector<CreditOutlookPool> pools{};  ///< every one with a limit, by code
  // All accounts together; amounts in the book's currency, at the rates of the day.
  std::int64_t accounts = 0;  ///< that were looked at
  Money exposure{};           ///< what they owe, advances taken off
  Money lost{};               ///< of this, what those that fail owe
  Money over_now{};           ///< beyond their limits
  Money over{};
  std::int64_t stopped_now = 0;  ///< accounts whose verdict is to block or to approve
  std::int64_t stopped = 0;      ///< likewise in the scenario; those that fail are not counted
};

}  // namespace emptor
