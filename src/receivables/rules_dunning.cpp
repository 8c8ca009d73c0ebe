#include "receivables/rules_dunning.hpp"

#include <algorithm>

namespace emptor::receivables {

std::int64_t interest(std::span<const Residual> residuals, Date from, Date until, Percent per_year, DayCount day_count,
                      Rounding rounding) {
  std::int64_t sum = 0;  // minor units × days
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    const Date first = std::max(residuals[i].from, from);
    const Date last = i + 1 < residuals.size() ? std::min(residuals[i + 1].from, until) : until;
    if (first < last) sum = checked_add(sum, multiply_round(residuals[i].open, last - first, 1));
  }
  const std::int64_t year = day_count == DayCount::actual_360 ? 360 : 365;
  return multiply_round(sum, per_year.micros, Percent::one * year, rounding);
}

int level_of(std::span<const DunningLevel> levels, int days) noexcept {
  int level = 0;
  for (const DunningLevel& each : levels)
    if (days >= each.days) ++level;
  return level;
}

}  // namespace emptor::receivables
