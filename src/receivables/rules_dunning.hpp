/// Pure rules of reminders: which level an item is at, and what interest has grown on it.
#pragma once

#include <cstdint>
#include <span>

#include "emptor/dunning.hpp"

namespace emptor::receivables {

/// From a day on so much is open.
struct Residual {
  Date from{};
  std::int64_t open = 0;
};

/// Interest on what was open on each day from `from` until `until`: Σ open × days × rate ÷ year, rounded once. Of each
/// residual it counts the days until the next one. 1,000.00 for 31 days, then 800.00 for 28 days at 12 % of 365 days
/// are 17.56 (MODEL C4.8). `residuals` ascend, the first one holds on `from`. OVERFLOW.
[[nodiscard]] std::int64_t interest(std::span<const Residual> residuals, Date from, Date until, Percent per_year,
                                    DayCount day_count, Rounding rounding);

/// The highest level, from 1, that so many days past due have reached; 0: none.
[[nodiscard]] int level_of(std::span<const DunningLevel> levels, int days) noexcept;

}  // namespace emptor::receivables
