#include "receivables/rules_ageing.hpp"

#include <algorithm>

namespace emptor::receivables {

std::size_t AgeingColumns::bucket(Date from) const noexcept {
  return static_cast<std::size_t>(std::ranges::lower_bound(bounds_, as_of_ - from) - bounds_.begin());
}

std::size_t AgeingColumns::of_debit(const AgedItem& item) const noexcept {
  if (item.disputed) return disputed();
  switch (basis_) {
    case AgeingBasis::due:
      return item.due > as_of_ ? not_due() : bucket(item.due);
    case AgeingBasis::posting:
      return bucket(item.posted);
    case AgeingBasis::document:
      break;
  }
  return bucket(item.dated);
}

std::size_t AgeingColumns::of_credit(const AgedItem& item) const noexcept {
  if (credits_ != AgeingCredits::by_age) return credits();
  return bucket(basis_ == AgeingBasis::posting ? item.posted : item.dated);
}

void AgeingColumns::net(std::span<std::int64_t> row) const noexcept {
  if (credits_ != AgeingCredits::oldest_first) return;
  std::int64_t& left = row[credits()];
  const auto take_off = [&](std::int64_t& column) {
    const std::int64_t amount = std::min(column, -left);
    if (amount <= 0) return;
    column -= amount;
    left += amount;
  };
  for (std::size_t i = buckets(); i > 0; --i) take_off(row[i - 1]);
  take_off(row[not_due()]);
  take_off(row[disputed()]);
}

}  // namespace emptor::receivables
