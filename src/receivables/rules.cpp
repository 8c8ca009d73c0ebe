#include "receivables/rules.hpp"

#include <algorithm>
#include <functional>

namespace emptor::receivables {

std::vector<Due> schedule(const parties::PaymentTerms& terms, Date dated, std::int64_t total, Rounding rounding) {
  const auto& discount = terms.discount;
  const auto part = [&](const parties::InstalmentTerms& instalment, std::int64_t amount) {
    Due due{.due = parties::due_date(instalment.steps, dated), .amount = amount};
    if (discount) {
      due.discount_until = dated + discount->days;
      due.discount = discount->percent;
    }
    return due;
  };
  std::vector<Due> parts;
  Ratio until = Ratio::of(0, 1);
  std::int64_t given = 0;
  for (std::size_t i = 0; i < terms.instalments.size(); ++i) {
    const parties::InstalmentTerms& instalment = terms.instalments[i];
    std::int64_t end = total;
    if (i + 1 < terms.instalments.size()) {
      until = parties::sum(until, *instalment.share);
      end = scale_by(total, until, rounding);
    }
    if (end != given) parts.push_back(part(instalment, end - given));
    given = end;
  }
  if (parts.empty()) parts.push_back(part(terms.instalments.back(), total));
  return parts;
}

std::optional<LaterDue> latest_beyond(std::vector<Due> agreed, std::vector<Due> given, Date dated) {
  std::ranges::sort(agreed, {}, &Due::due);
  std::ranges::sort(given, {}, &Due::due);
  std::optional<LaterDue> found;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < agreed.size() && j < given.size()) {
    const LaterDue part{.agreed_days = agreed[i].due - dated, .days = given[j].due - dated};
    const int later = part.days - part.agreed_days;
    if (later > 0 && (!found || later > found->days - found->agreed_days)) found = part;
    const std::int64_t amount = std::min(agreed[i].amount, given[j].amount);
    agreed[i].amount -= amount;
    given[j].amount -= amount;
    if (agreed[i].amount == 0) ++i;
    if (given[j].amount == 0) ++j;
  }
  return found;
}

Settlement settle(const OpenDebit& debit, std::int64_t money, std::optional<Date> paid_on, Rounding rounding) {
  Settlement found{.debit = debit.key, .reopened = debit.reopened};
  if (!paid_on || !debit.discount_until || *paid_on > *debit.discount_until || debit.discount.micros <= 0) {
    found.money = std::min(money, debit.open);
    found.left = debit.open - found.money;
    return found;
  }
  const std::int64_t whole = multiply_round(debit.open, debit.discount.micros, Percent::one, rounding);
  if (money >= debit.open - whole) {
    found.money = debit.open - whole;
    found.discount = whole;
    return found;
  }
  const std::int64_t settled =
      std::min(debit.open, multiply_round(money, Percent::one, Percent::one - debit.discount.micros, rounding));
  found.money = money;
  found.discount = settled - money;
  found.left = debit.open - settled;
  return found;
}

void sort_by(std::vector<OpenDebit>& debits, AllocationOrder order) {
  switch (order) {
    case AllocationOrder::oldest_due:
      std::ranges::stable_sort(debits, {}, &OpenDebit::due);
      return;
    case AllocationOrder::smallest:
      std::ranges::stable_sort(debits, {}, &OpenDebit::open);
      return;
    case AllocationOrder::largest:
      std::ranges::stable_sort(debits, std::greater{}, &OpenDebit::open);
      return;
    case AllocationOrder::oldest_dated:
    case AllocationOrder::exact:
      return;
  }
}

namespace {

/// Takes debits in order and goes back when what is left cannot be reached; the first hit has the earliest debits.
class Search {
 public:
  Search(std::span<const OpenDebit> debits, std::int64_t money) : debits_(debits), money_(money) {
    rest_.resize(debits.size() + 1);
    // Sums beyond the money are all alike, so they cannot overflow.
    for (std::size_t i = debits.size(); i > 0; --i)
      rest_[i - 1] = rest_[i] + std::min(debits[i - 1].open, money - rest_[i]);
  }
  std::vector<std::size_t> run() { return reach(0, money_) ? std::move(taken_) : std::vector<std::size_t>{}; }

 private:
  bool reach(std::size_t from, std::int64_t wanted) {
    if (wanted == 0) return true;
    for (std::size_t i = from; i < debits_.size(); ++i) {
      if (rest_[i] < wanted || ++steps_ > kStepsMax) return false;
      if (debits_[i].open > wanted) continue;
      taken_.push_back(i);
      if (reach(i + 1, wanted - debits_[i].open)) return true;
      taken_.pop_back();
    }
    return false;
  }

  static constexpr int kStepsMax = 200'000;
  std::span<const OpenDebit> debits_;
  std::int64_t money_;
  std::vector<std::int64_t> rest_;  ///< what the debits from a place on can give, up to the money
  std::vector<std::size_t> taken_;
  int steps_ = 0;
};

}  // namespace

std::vector<std::size_t> exact_subset(std::span<const OpenDebit> debits, std::int64_t money) {
  // The depth of the search is the number of debits: more than this are no puzzle for a person either.
  constexpr std::size_t debits_max = 1'000;
  return Search(debits.first(std::min(debits.size(), debits_max)), money).run();
}

}  // namespace emptor::receivables
