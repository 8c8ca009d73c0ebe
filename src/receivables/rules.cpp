#include "receivables/rules.hpp"

#include <algorithm>

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

Settlement settle(const OpenDebit& debit, std::int64_t money, std::optional<Date> paid_on, Rounding rounding) {
  Settlement found{.debit = debit.key};
  if (!paid_on || !debit.discount_until || *paid_on > *debit.discount_until || debit.discount.micros <= 0) {
    found.money = std::min(money, debit.open);
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
  return found;
}

}  // namespace emptor::receivables
