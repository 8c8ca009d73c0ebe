/// Two and a half years of trade, posted day by day and compared while they are posted.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checks.hpp"
#include "console.hpp"
#include "emptor/emptor.hpp"
#include "oracle.hpp"
#include "source.hpp"

namespace demo {

/// A voucher as a clerk would type it: party, items, quantities. Prices, terms, tax and the day are the book's
/// business.
[[nodiscard]] emptor::VoucherDraft draft_of(const Transaction& transaction);

struct ReplayPlan {
  emptor::Date last;
  bool each_durable = false;  ///< a durable transaction for each voucher instead of one for each day
};

/// How the credit limits fared.
struct LimitFigures {
  std::int64_t sales = 0;   ///< to accounts with a limit
  std::int64_t passed = 0;  ///< that went beyond it
  std::set<std::string> accounts;
  emptor::Money largest;
  std::string largest_sentence;  ///< the decision in words
  emptor::Date largest_on;
  emptor::Money sum;
};

struct Replayed {
  std::int64_t sales = 0;
  std::int64_t lines = 0;
  std::int64_t collections = 0;
  std::int64_t allocations = 0;
  std::int64_t days = 0;
  emptor::Money sold;
  emptor::Money collected;
  LimitFigures limits;
  Stopwatch posting;  ///< `post` and the commits, nothing else
  /// The source's balances at each month end and on the last day.
  std::vector<std::pair<emptor::Date, std::map<int, Cents>>> month_ends;
};

/// Posts everything up to `plan.last`. Each voucher, each credit decision, each allocation and each month end is
/// compared with the source on the way; `ledger` stands at the last day afterwards.
Replayed replay(emptor::Session& session, emptor::FixedClock& clock, const Source& source, const ReplayPlan& plan,
                SourceLedger& ledger, Checks& checks, Console& console);

/// Looks back when everything is posted: month ends as of their day, what is still open, branches against head offices.
void check_afterwards(const emptor::Session& session, const Source& source, const Replayed& replayed,
                      const ReplayPlan& plan, const SourceLedger& ledger, Checks& checks, Console& console);

}  // namespace demo
